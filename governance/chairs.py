"""Who chairs many bodies at once: names only, in one query, where `roll.chairs_on` would load whole records."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import FilteredRelation, QuerySet

from governance.foundation.dated import in_force_q
from governance.models import Body, Seat
from governance.roll import chairs_on


class Chair(NamedTuple):
    """Somebody in the chair."""

    key: int
    slug: str
    name: str


HELD = ("held__person", "held__person__slug", "held__person__name")


def chairs_in(partnership: Body, day: datetime.date) -> dict[int, list[Chair]]:
    """Who chairs each body of `partnership` on `day`. A body whose chair is vacant has an empty list, a body without
    such a seat none. One query; only chairs that derive from another partnership's cost more.
    """
    return chairs_of_seats(Seat.objects.filter(body__partnership=partnership), day)


def chairs_of_seats(seats: QuerySet[Seat], day: datetime.date) -> dict[int, list[Chair]]:
    """The same, for the bodies of those of `seats` that are in the chair."""
    rows = (
        seats.filter(role=Seat.Role.CHAIR)
        .filter(in_force_q(day))
        .annotate(held=FilteredRelation("memberships", condition=in_force_q(day, "memberships__")))
        .order_by("held__place", "held__pk")
        .values_list("body", "kind", "of_body", *HELD)
    )
    chairs: dict[int, list[Chair]] = {}
    followed: dict[int, int] = {}
    for body, kind, of_body, *chair in rows:
        sitting = chairs.setdefault(body, []) if kind != Seat.Kind.CONDITIONAL or chair[0] else []
        if kind == Seat.Kind.DERIVED and of_body:
            followed[body] = of_body
        if chair[0]:
            sitting.append(Chair(*chair))
    return _with_derived(chairs, followed, day) if followed else chairs


def _with_derived(
    chairs: dict[int, list[Chair]], followed: Mapping[int, int], day: datetime.date
) -> dict[int, list[Chair]]:
    """`chairs` with those added who chair a body because they chair another; the walk stops where bodies go round."""
    elsewhere = set(followed.values()) - chairs.keys()
    known: Mapping[int, Sequence[Chair]] = {
        key: [Chair(h.person.pk, h.person.slug, h.person.name) for h in holders]
        for key, holders in chairs_on(day, elsewhere).items()
    }
    known = defaultdict(list, {**known, **chairs})
    for body, of in followed.items():
        seen = {body}
        while of in followed and of not in seen and not known[of]:
            seen.add(of)
            of = followed[of]  # noqa: PLW2901 - one step further along the line
        chairs[body] = [*chairs[body], *(chair for chair in known[of] if chair not in chairs[body])]
    return chairs
