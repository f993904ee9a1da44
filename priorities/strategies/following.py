"""Following: one dated row takes the place of another, such as a name, a lead body or a definition."""

import datetime
from collections.abc import Callable
from typing import Any

from governance.foundation.dated import ONE_DAY, DatedQuerySet, Span
from governance.foundation.deeds import Refused, strike, write
from governance.foundation.sentences import plain_day


def follow(row: Any, rows: DatedQuerySet, *, by: Any, why: str, said: Callable[[Any], str]) -> Any:
    """Write `row`, which is open, and let the one of `rows` then in force end on its first day.

    `rows` are those of the same record; hold its lock. `said` puts a row into words that begin the refusal. Raises
    Refused where one of them begins on that day or later, or was ended for a later day: that is recorded already.
    """
    for former in rows.meeting(Span(row.starts)).order_by("-starts"):
        if former.starts >= row.starts:
            since = plain_day(former.starts)
            raise Refused(f"{said(former)} from {since}: choose a day after that.")
        if former.ends is not None:
            raise Refused(f"{said(former)} {former.dates_in_words}: choose a day after that.")
        former.ends = row.starts
        write(former, by=by, why=why)
    return write(row, by=by, why=why)


def close(rows: DatedQuerySet, on: datetime.date, *, by: Any, why: str) -> None:
    """End each of `rows` on `on`, the first day no longer in force; what would only begin then is struck."""
    for row in rows.meeting(Span(on)):
        if row.starts >= on:
            strike(row, by=by, why=why)
            continue
        row.ends = on
        write(row, by=by, why=why)


def last_day_of(row: Any) -> str:
    """The last day of a dated row that has one, in words."""
    return plain_day(row.ends - ONE_DAY)


def not_blank(text: str, refusal: str) -> str:
    """The text without blanks around it. Raises Refused with `refusal` where nothing is left."""
    text = text.strip()
    if not text:
        raise Refused(refusal)
    return text


def check_address(model: Any, slug: str) -> None:
    """Refuse an address that another record of the model has: it stays with that one."""
    if model.objects.filter(slug=slug).exists():
        raise Refused(f"The address “{slug}” belongs to another {model._meta.verbose_name}: choose another address.")
