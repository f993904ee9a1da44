"""Who chairs many bodies at once: names only, in one query, where `roll.chairs_on` would load whole records."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import FilteredRelation, QuerySet

from governance.foundation.dated import in_force_q
from governance.models import Body, Seat
from governance.seats.roll import chairs_on


class Chair(NamedTuple):
    """Somebody in the chair."""

    key: int
    slug: str
    name: str


CONDITIONAL, DERIVED = Seat.Kind.CONDITIONAL.value, Seat.Kind.DERIVED.value

HELD = ("held__person", "held__person__slug", "held__person__name")


def chairs_in(partnership: Body, day: datetime.date) -> dict[int, list[Chair]]:
    """Who chairs each body of `partnership` on `day`.

    A body whose chair is vacant has an empty list, a body without such a seat none. One query; only chairs that
    derive from another partnership's cost more.
    """
    return chairs_of_seats(Seat.objects.filter(body__partnership=partnership), day)


def chairs_of_seats(seats: QuerySet[Seat], day: datetime.date) -> dict[int, list[Chair]]:
    """The same, for the bodies of those of `seats` that are in the chair."""
    rows = (
        seats.filter(role=Seat.Role.CHAIR)
        .filter(in_force_q(day))
        .annotate(held=FilteredRelation("memberships", condition=in_force_q(day, "memberships__")))
        .order_by("held__place", "held__pk", "order", "pk")
        .values_list("body", "kind", "of_body", *HELD)
    )
    chairs: dict[int, list[Chair]] = {}
    followed: dict[int, list[int]] = defaultdict(list)
    for body, kind, of_body, key, slug, name in rows:
        if key:
            chairs.setdefault(body, []).append(Chair(key, slug, name))
        elif kind != CONDITIONAL:
            chairs.setdefault(body, [])
            if kind == DERIVED and of_body:
                followed[body].append(of_body)
    return _with_derived(chairs, followed, day) if followed else chairs


def _with_derived(
    chairs: dict[int, list[Chair]], followed: Mapping[int, list[int]], day: datetime.date
) -> dict[int, list[Chair]]:
    """`chairs` with those added who chair a body because they chair another."""
    elsewhere = {of for line in followed.values() for of in line} - chairs.keys()
    own = chairs | {
        key: [Chair(h.person.pk, h.person.slug, h.person.name) for h in holders]
        for key, holders in chairs_on(day, elsewhere).items()
    }
    return {body: _sitting(body, own, followed, frozenset()) for body in chairs}


def _sitting(
    body: int, own: Mapping[int, list[Chair]], followed: Mapping[int, list[int]], seen: frozenset[int]
) -> list[Chair]:
    """The body's own chairs, then those of the bodies that its chair follows, each once; a circle ends the walk."""
    found = dict.fromkeys(own.get(body, []))
    for of in followed.get(body, []):
        if of not in seen:
            found.update(dict.fromkeys(_sitting(of, own, followed, seen | {body})))
    return list(found)
