"""Ending a body: nothing that it did may be left without a home."""

import datetime
from collections.abc import Mapping
from typing import Any

from governance.foundation.access import require_edit
from governance.foundation.dated import ONE_DAY, Span
from governance.foundation.deeds import Refused, write
from governance.foundation.sentences import plain_day
from governance.models import (
    Body,
    BodyPeriod,
    CompositionRule,
    Function,
    Link,
    Membership,
    Seat,
    Substitution,
    Succession,
    TermsOfReference,
)
from governance.restructuring.hanging import hanging_on, kept_back
from governance.restructuring.index import follow, restructuring
from governance.restructuring.periods import life, name_on, period_on
from governance.restructuring.steps import step

STOPS = "stops"
"""In place of a body's new home: the function is done by nobody from that day."""

SUCCESSOR = "successor"
"""In place of a body's new home: the body that comes out of the merger."""

Homes = Mapping[Function, Body | str]


def end(
    body: Body, *, on: datetime.date, by: Any, homes: Homes | None = None, reason: str = "", anyway: bool = False
) -> Body:
    """End `body`: `on` is the first day on which it no longer exists (item 112).

    Its seats, holders, links and terms end with it. Every function in force needs a home or STOPS in `homes`; no
    body may still report to it, or belong to it as to its partnership. Raises Refused otherwise, for a body that
    already ends or changes later, and, unless it is to end `anyway`, where a priority or a plan would be left without
    it; then nothing is written. What is left behind is named in the history.
    """
    with restructuring() as today:
        require_edit(by, body)
        name = _end_life(body, on=on, by=by, homes=homes or {}, reason=reason, anyway=anyway)
        step(body, Succession.How.ENDED, on=on, by=by, words=f"{name} ended.", reason=reason)
        follow([body.pk], today)
        body.refresh_from_db()
        return body


def _end_life(body: Body, *, on: datetime.date, by: Any, homes: Homes, reason: str, anyway: bool) -> str:
    """End the body and all that belongs to it; return its last name. Call under the lock."""
    # Seating locks the same row: nobody may be put into a seat while it is being closed.
    Body.objects.locked(body.pk)
    last = period_on(body, on - ONE_DAY)
    if (ends := life(body).ends) is not None:
        raise Refused(f"{last.name} already ends on {plain_day(ends)}.")
    if body.periods.filter(starts__gte=on).exists():
        raise Refused(f"{last.name} already changes on or after {plain_day(on)}: choose a later day.")
    _refuse_if_needed(body, last.name, on)
    left = kept_back(hanging_on(body, on))
    if left and not anyway:
        raise Refused(f"{last.name} still {left}: give each to another body first, or end it all the same.")
    _rehome(body, on=on, by=by, homes=homes, reason=reason)
    for rows in _belongings(body):
        for row in rows.meeting(Span(on)):
            if row.starts >= on:
                raise Refused(f"“{row}” of {last.name} begins on or after {plain_day(on)}: take it out first.")
            row.ends = on
            write(row, by=by, why=reason)
    last.ends = on
    why = " ".join(filter(None, [reason, f"It ended all the same, though it {left}." if left else ""]))
    return write(last, by=by, why=why).name


def _belongings(body: Body) -> tuple[Any, ...]:
    """What ends with a body, inner things first."""
    return (
        Substitution.objects.filter(seat__body=body),
        Membership.objects.filter(seat__body=body).select_related("seat"),
        Seat.objects.filter(body=body),
        CompositionRule.objects.filter(body=body),
        Link.objects.touching(body),
        TermsOfReference.objects.published().filter(body=body).select_related("body"),
    )


def _refuse_if_needed(body: Body, name: str, on: datetime.date) -> None:
    children = BodyPeriod.objects.under(body).meeting(Span(on)).order_by("starts").values_list("name", flat=True)
    if names := list(dict.fromkeys(children)):
        verb = "reports" if len(names) == 1 else "report"
        raise Refused(
            f"{', '.join(names)} still {verb} to {name}: move or end {'it' if len(names) == 1 else 'them'} first."
        )
    family = BodyPeriod.objects.of_partnership(body).exclude(body=body).meeting(Span(on)).order_by("name", "starts")
    if beside := family.first():
        raise Refused(f"{beside.name} still belongs to {name}: end it first.")
    if through := Link.objects.filter(reported_through=body).meeting(Span(on)).for_page().first():
        raise Refused(
            f"{through.target} is tasked by {through.source} and reports through {name}: end that link first."
        )


def _rehome(body: Body, *, on: datetime.date, by: Any, homes: Homes, reason: str) -> None:
    for function in body.functions.meeting(Span(on)):
        if function not in homes:
            raise Refused(f"Say where “{function}” goes when {body} ends, or that it stops.")
        home = homes[function]
        pass_on(function, None if home == STOPS else home, on=on, by=by, reason=reason)  # type: ignore[arg-type]  # a body


def pass_on(function: Function, to: Body | None, *, on: datetime.date, by: Any, reason: str) -> None:
    """End `function` at its body on `on` and let `to` take it on (None: it stops). Call under the lock."""
    if function.starts >= on:
        raise Refused(f"“{function}” begins on or after {plain_day(on)}: choose a later day.")
    if to is not None:
        if to.pk == function.body_id:
            raise Refused(f"{to} already does “{function}”: choose another body, or let it stop.")
        require_edit(by, to)
        name = name_on(to, on)
        if (ends := life(to).ends) is not None:
            raise Refused(
                f"{to} itself ends on {plain_day(ends)}: choose a body that goes on, or let “{function}” stop."
            )
        if not to.functions.filter(title=function.title).meeting(Span(on)).exists():
            write(Function(body=to, title=function.title, starts=on), by=by, why=reason)
    function.ends = on
    write(function, by=by, why=reason)
    words = f"“{function}” went to {name}." if to else f"“{function}” stopped."
    step(
        function.body,
        Succession.How.FUNCTION_MOVED,
        on=on,
        by=by,
        words=words,
        reason=reason,
        successor=to,
        function=function,
    )
