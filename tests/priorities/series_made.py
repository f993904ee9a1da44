"""Figures made by hand, without a database."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from priorities.indicators.measures import Base, Point
from priorities.indicators.series import Figures
from priorities.models import Indicator

WHOLE, LOCAL = 1, 2
TODAY = datetime.date(2026, 11, 1)


def year(first: int, number: Any, note: str = "") -> Point:
    """A financial year's figure: 2009 gives “2009/10”."""
    starts, ends = datetime.date(first, 4, 1), datetime.date(first + 1, 4, 1)
    return Point(starts, ends, f"{first}/{(first + 1) % 100:02}", Decimal(str(number)), note)


def base(number: Any, on: str = "2005-04-01", *, ends: str | None = None, period: str = "2004/05") -> Base:
    """A baseline from a day on."""
    last = datetime.date.fromisoformat(ends) if ends else None
    return Base(datetime.date.fromisoformat(on), last, period, Decimal(str(number)), "")


def figures(
    local: Sequence[Point],
    whole: Sequence[Point] = (),
    *,
    baselines: Mapping[int, Sequence[Base]] | None = None,
    day: datetime.date = TODAY,
    more: Mapping[tuple[int, str], Sequence[Point]] | None = None,
    **facts: Any,
) -> Figures:
    """Figures of one indicator for an area and the whole; `more` are further series by area."""
    facts = {"name": "Made", "better": "up", "unit": "%", "decimals": 1, "area_id": WHOLE, **facts}
    points: dict[tuple[int, str], tuple[Point, ...]] = {
        (LOCAL, "actual"): tuple(local),
        (WHOLE, "actual"): tuple(whole),
    }
    points |= {where: tuple(row) for where, row in (more or {}).items()}
    lines = {area: tuple(rows) for area, rows in (baselines or {}).items()}
    return Figures(Indicator(**facts), day, {key: row for key, row in points.items() if row}, lines)
