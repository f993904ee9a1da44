"""Dotted lines and functions: what bodies do, for and with each other."""

import datetime
from typing import Any

from governance.foundation.access import require_edit
from governance.foundation.dated import Span
from governance.foundation.deeds import Refused, write
from governance.foundation.sentences import plain_day
from governance.models import Body, Function, Link
from governance.restructuring.ending import pass_on
from governance.restructuring.index import restructuring
from governance.restructuring.periods import life


def link(
    source: Body,
    target: Body,
    *,
    type: Link.Type,
    on: datetime.date,
    by: Any,
    until: datetime.date | None = None,
    reported_through: Body | None = None,
    note: str = "",
    reason: str = "",
) -> Link:
    """Link `source` to `target` from `on`, up to but without `until` (beyond 3.12). Cycles are welcome here."""
    with restructuring():
        require_edit(by, source)
        row = Link(
            source=source,
            target=target,
            type=type,
            starts=on,
            ends=until,
            reported_through=reported_through,
            note=note,
        )
        for body in (source, target, *([reported_through] if reported_through else [])):
            if not life(body).covers(Span(on, until)):
                raise Refused(f"{body} does not exist on every day of the link: choose other days.")
        return write(row, by=by, why=reason)


def unlink(row: Link, *, on: datetime.date, by: Any, reason: str = "") -> Link:
    """End a link: `on` is the first day without it."""
    with restructuring():
        require_edit(by, row.source)
        row = Link.objects.select_for_update().get(pk=row.pk)
        if row.ends is not None:
            raise Refused(f"The link already ends on {plain_day(row.ends)}.")
        row.ends = on
        return write(row, by=by, why=reason)


def take_on(body: Body, *, title: str, on: datetime.date, by: Any, reason: str = "") -> Function:
    """Give `body` a function from `on`."""
    with restructuring():
        require_edit(by, body)
        if not life(body).holds(on):
            raise Refused(f"{body} does not exist on {plain_day(on)}: choose a day in its life.")
        return write(Function(body=body, title=title, starts=on, ends=life(body).ends), by=by, why=reason)


def hand_over(function: Function, *, to: Body | None, on: datetime.date, by: Any, reason: str = "") -> Function:
    """Move a function to another body from `on`, or let it stop (None): how a remit is narrowed (item 249)."""
    with restructuring():
        require_edit(by, function.body)
        function = Function.objects.select_for_update().select_related("body").get(pk=function.pk)
        if not function.span.holds(on):
            raise Refused(
                f"{function.body} does not do “{function}” on {plain_day(on)}: choose a day on which it does."
            )
        pass_on(function, to, on=on, by=by, reason=reason)
        return function
