"""Merging, splitting and absorbing bodies: several deeds as one, all or nothing."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from governance.foundation.access import require_edit
from governance.foundation.dated import Span
from governance.foundation.deeds import Refused
from governance.models import Body, BodyPeriod, Function, Succession
from governance.restructuring.describing import move
from governance.restructuring.ending import STOPS, SUCCESSOR, Homes, _end_life
from governance.restructuring.establishing import Newcomer, establish
from governance.restructuring.index import follow, restructuring
from governance.restructuring.periods import name_on, period_on
from governance.restructuring.steps import step

AT_LEAST = 2
"""A merger joins, and a split makes, no fewer bodies."""


def merge(
    bodies: Sequence[Body],
    *,
    into: Newcomer,
    on: datetime.date,
    by: Any,
    homes: Homes | None = None,
    reason: str = "",
    anyway: bool = False,
) -> Body:
    """Merge bodies into a new one from `on` and return it (item 248).

    The bodies that reported to them report to the new one. Every function in force needs a home in `homes`:
    SUCCESSOR, another body, or STOPS (item 249). `anyway` as for `end`.
    """
    with restructuring() as today:
        if len(set(bodies)) < AT_LEAST:
            raise Refused("A merger needs at least two bodies: choose another, or rename this one.")
        new = establish(into, on=on, by=by, partnership=bodies[0].partnership, reason=reason)
        how = Succession.How.MERGED
        _take_in(bodies, new, how=how, on=on, by=by, homes=homes or {}, reason=reason, anyway=anyway, today=today)
        return new


def absorb(
    bodies: Sequence[Body],
    *,
    into: Body,
    on: datetime.date,
    by: Any,
    homes: Homes | None = None,
    reason: str = "",
    anyway: bool = False,
) -> Body:
    """Let `into` take in other bodies, which end on `on` (item 261). Functions as for `merge`, `anyway` as for `end`."""
    with restructuring() as today:
        if not bodies or into in bodies:
            raise Refused("Choose at least one other body to take in.")
        require_edit(by, into)
        period_on(into, on)
        how = Succession.How.ABSORBED
        _take_in(bodies, into, how=how, on=on, by=by, homes=homes or {}, reason=reason, anyway=anyway, today=today)
        return into


def split(
    body: Body,
    *,
    into: Sequence[Newcomer],
    on: datetime.date,
    by: Any,
    homes: Mapping[Function, str] | None = None,
    children: Mapping[Body, str] | None = None,
    reason: str = "",
    anyway: bool = False,
) -> list[Body]:
    """Split `body` into new ones from `on` and return them.

    `homes` names for each function, `children` for each body that reports to it, the address of the new body that
    takes it on; a function may also be STOPS. Raises Refused while one of them has no home. `anyway` as for `end`.
    """
    with restructuring() as today:
        require_edit(by, body)
        if len(into) < AT_LEAST:
            raise Refused("A split makes at least two bodies: name another, or rename this one.")
        new = {n.slug: establish(n, on=on, by=by, partnership=body.partnership, reason=reason) for n in into}
        for child in _children(body, on):
            if (slug := (children or {}).get(child)) not in new:
                raise Refused(f"Say which of the new bodies {child} reports to.")
            move(child, to=new[slug], on=on, by=by, reason=reason)
        chosen = {f: home if home == STOPS else _named(new, home) for f, home in (homes or {}).items()}
        name = _end_life(body, on=on, by=by, homes=chosen, reason=reason, anyway=anyway)
        for successor in new.values():
            words = f"{name} was split; {successor} is one of its successors."
            step(body, Succession.How.SPLIT, on=on, by=by, words=words, reason=reason, successor=successor)
        follow([body.pk], today)
        return list(new.values())


def _take_in(
    bodies: Sequence[Body],
    into: Body,
    *,
    how: Succession.How,
    on: datetime.date,
    by: Any,
    homes: Homes,
    reason: str,
    anyway: bool,
    today: datetime.date,
) -> None:
    for body in bodies:
        require_edit(by, body)
        if body.is_partnership:
            raise Refused(f"{body} is a whole partnership, which cannot end in another body.")
        if into.pk in _line_above(body, into, on):
            raise Refused(f"{into} reports to {body}, so {body} cannot end in it: move it first.")
        for child in _children(body, on):
            if child not in bodies:
                move(child, to=into, on=on, by=by, reason=reason)
    for body in _leaves_first(bodies, on):
        chosen = {f: into if home == SUCCESSOR else home for f, home in homes.items()}
        name = _end_life(body, on=on, by=by, homes=chosen, reason=reason, anyway=anyway)
        verb = "merged into" if how == Succession.How.MERGED else "was absorbed by"
        step(body, how, on=on, by=by, words=f"{name} {verb} {name_on(into, on)}.", reason=reason, successor=into)
    follow([body.pk for body in bodies], today)


def _children(body: Body, on: datetime.date) -> list[Body]:
    keys = BodyPeriod.objects.under(body).meeting(Span(on)).values("body")
    return list(Body.objects.filter(pk__in=keys).order_by("pk"))


def _line_above(body: Body, start: Body, on: datetime.date) -> set[int]:
    """`start` itself where the reporting line from it upward passes `body`; else nothing."""
    key: int | None = start.pk
    seen: set[int] = set()
    while key is not None and key not in seen:
        seen.add(key)
        key = BodyPeriod.objects.in_force(on).filter(body=key).values_list("parent", flat=True).first()
        if key == body.pk:
            return {start.pk}
    return set()


def _leaves_first(bodies: Sequence[Body], on: datetime.date) -> list[Body]:
    """The bodies in an order in which each ends before the one it reports to."""
    left = {body.pk: body for body in bodies}
    ordered = []
    while left:
        parents = set(BodyPeriod.objects.meeting(Span(on)).filter(body__in=left).values_list("parent", flat=True))
        leaves = [body for key, body in left.items() if key not in parents] or list(left.values())
        ordered += [left.pop(leaf.pk) for leaf in leaves]
    return ordered


def _named(new: Mapping[str, Body], slug: str) -> Body:
    if slug not in new:
        raise Refused(f"“{slug}” is none of the new bodies: choose one of them, or let the function stop.")
    return new[slug]
