"""The order of an agenda: positions without gaps, and where a new item stands."""

from collections.abc import Sequence
from typing import Any

from governance.foundation.deeds import write
from meetings.models import AgendaItem, Meeting

Kind = AgendaItem.Kind

FIRST = (
    Kind.APOLOGIES,
    Kind.DECLARATIONS,
    Kind.MINUTES,
    Kind.MATTERS_ARISING,
    Kind.ACTIONS,
    Kind.REPORT_BACKS,
    Kind.EXCEPTIONS,
)
"""Kinds that open a meeting, in their order."""
LAST = (Kind.OTHER_BUSINESS, Kind.NEXT_MEETING)
"""Kinds that close it."""


def place(item: AgendaItem, meeting: Meeting, *, by: Any, reason: str = "") -> AgendaItem:
    """Write a new item where its kind stands: openings after each other, closings at the end, business between."""
    items = list(meeting.items.in_order())
    items.insert(_spot(items, item.kind), item)
    number(items, by=by, reason=reason)
    return item


def number(items: Sequence[AgendaItem], *, by: Any, reason: str = "") -> None:
    """Give the items the positions 1, 2, 3 and so on; write those whose position changes, and new ones."""
    for position, item in enumerate(items, 1):
        if item.position != position or item.pk is None:
            item.position = position
            write(item, by=by, why=reason)


def _spot(items: list[AgendaItem], kind: str) -> int:
    if kind in FIRST:
        before = FIRST[: FIRST.index(Kind(kind))]
        return max((place for place, item in enumerate(items, 1) if item.kind in before), default=0)
    after = LAST[LAST.index(Kind(kind)) + 1 :] if kind in LAST else LAST
    spot = len(items)
    while spot and items[spot - 1].kind in after:
        spot -= 1
    return spot
