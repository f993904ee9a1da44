"""Figures as rows: plain facts that can be compared with what stands, kept, and carried from one page to the next."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from decimal import Decimal
from typing import Any

from governance.foundation.dated import ONE_DAY
from priorities.indicators.figures import Figure, refusals_of
from priorities.models import Area, Indicator, Value
from priorities.sheets.tables import plain_text


def number_in_words(number: Decimal | None) -> str:
    """A number without the noughts at its end; “taken back” for none."""
    return "taken back" if number is None else f"{number.normalize():f}"


@dataclass(frozen=True)
class FigureRow:
    """A figure; indicator and area by their slugs, `ends` the first day after the period, `line` of the file."""

    line: int
    indicator: str
    area: str
    series: str
    starts: datetime.date
    ends: datetime.date
    period: str
    number: Decimal | None
    note: str = ""

    @property
    def last_day(self) -> datetime.date:
        """The last day of the period."""
        return self.ends - ONE_DAY

    @property
    def words(self) -> str:
        """The number as it is read."""
        return number_in_words(self.number)

    @property
    def place(self) -> tuple[str, str, str, datetime.date, datetime.date]:
        """What it is a figure of: of several for the same place the one recorded last counts."""
        return self.indicator, self.area, self.series, self.starts, self.ends


@dataclass(frozen=True)
class Standing:
    """What stands for a place now."""

    number: Decimal | None
    period: str
    note: str

    def says(self, row: FigureRow) -> bool:
        """Whether it says what the row says, whatever the spaces between words."""
        words = (" ".join(plain_text(each).split()) for each in (self.period, self.note))
        return (self.number, *words) == (row.number, row.period, row.note)

    @property
    def words(self) -> str:
        """The number as it is read."""
        return number_in_words(self.number)


@dataclass(frozen=True)
class Writing:
    """A row that is to be recorded, and what stands in its place now, where a number does."""

    row: FigureRow
    figure: Figure
    was: Standing | None = None


@dataclass(frozen=True)
class Weighed:
    """Rows beside what stands."""

    written: tuple[Writing, ...]
    """What is to be recorded, in the order of the rows."""
    same: int
    """How many stand already, and are left out."""
    refused: tuple[tuple[FigureRow, str], ...]
    """Rows that cannot be recorded, each with one sentence."""

    @property
    def new(self) -> list[FigureRow]:
        """Rows where nothing stands."""
        return [each.row for each in self.written if each.was is None]

    @property
    def changed(self) -> list[tuple[FigureRow, Standing]]:
        """Rows that take the place of what stands."""
        return [(each.row, each.was) for each in self.written if each.was is not None]

    @property
    def digest(self) -> str:
        """A mark of what would be written, and over what."""
        said = [[*astuple(each.row), *(astuple(each.was) if each.was else ())] for each in self.written]
        return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


def weigh(rows: Iterable[FigureRow], *, by: Any) -> Weighed:
    """Set rows beside what stands. 5 queries, however many rows there are; nothing is written."""
    rows = list(rows)
    found = Indicator.objects.visible_to(by).filter(slug__in={row.indicator for row in rows})
    indicators = {each.slug: each for each in found.select_related("body", "area")}
    areas = {each.slug: each for each in Area.objects.filter(slug__in={row.area for row in rows})}
    stands = _standing(list(indicators.values()))
    written, gone = [], []
    for row in rows:
        was = stands.get(row.place)
        if row.indicator not in indicators or row.area not in areas:
            gone.append(row)
        elif was is None or not was.says(row):
            figure = _figure(row, indicators[row.indicator], areas[row.area])
            written.append(Writing(row, figure, was if was is not None and was.number is not None else None))
    sentences = zip(written, refusals_of(each.figure for each in written), strict=True)
    refused = [(each.row, sentence) for each, sentence in sentences if sentence]
    refused += [(row, "The indicator or the area is no longer there: read the file again.") for row in gone]
    return Weighed(tuple(written), len(rows) - len(written) - len(gone), tuple(refused))


def packed(rows: Iterable[FigureRow]) -> list[list[Any]]:
    """Rows for keeping as JSON."""
    return [json.loads(json.dumps(astuple(row), default=str)) for row in rows]


def unpacked(rows: Iterable[Sequence[Any]]) -> tuple[FigureRow, ...]:
    """The rows that `packed` made."""
    return tuple(_unpacked(*row) for row in rows)


def _unpacked(line: int, indicator: str, area: str, series: str, *facts: Any) -> FigureRow:
    starts, ends, period, number, note = facts
    days = datetime.date.fromisoformat(starts), datetime.date.fromisoformat(ends)
    return FigureRow(line, indicator, area, series, *days, period, None if number is None else Decimal(number), note)


def _figure(row: FigureRow, indicator: Indicator, area: Area) -> Figure:
    return Figure(indicator, row.starts, row.ends, row.period, row.number, area=area, series=row.series, note=row.note)


def _standing(indicators: list[Indicator]) -> dict[tuple[Any, ...], Standing]:
    """For every place of these indicators what stands."""
    rows = Value.objects.filter(indicator__in=indicators).in_turn()
    said = rows.values_list("indicator__slug", "area__slug", "series", "starts", "ends", "number", "period", "note")
    return {tuple(place): Standing(number, period, note) for *place, number, period, note in said}
