"""The lines of a table of figures, one after the other: what each cell says, or one sentence on why it cannot be."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from governance.foundation.dated import Span
from priorities.models import Indicator, Value
from priorities.sheets.called import Directories, Unknown
from priorities.sheets.days_as_said import NoSuchDay, due_said
from priorities.sheets.figure_rows import FigureRow
from priorities.sheets.figure_units import invented_fault, sign_fault, unit_fault
from priorities.sheets.numbers_as_said import NoNumber, number_said
from priorities.sheets.periods_as_said import NoSuchPeriod, period_in_words, period_said, to_last_day
from priorities.sheets.tables import CellError, Fault, Line, text_of

SERIES = {words.lower(): series for series, label in Value.Series.choices for words in (series, label, f"{label}s")}
TAKEN_BACK = {"none", "withdrawn", "taken back"}
"""Words in place of a number that take back what stands."""
MOST_DECIMALS, MOST = 4, Decimal(10) ** 12
LONGEST_PERIOD = Value._meta.get_field("period").max_length or 0
LONGEST_NOTE = Value._meta.get_field("note").max_length or 0
AGREEING: dict[str, Callable[[str, Indicator], str]] = {
    "unit": unit_fault,
    "number": sign_fault,
    "invented": invented_fault,
}
"""Columns that must not contradict the indicator."""


class _Bad(ValueError):
    """A cell that cannot be; its text is the sentence."""


@dataclass
class FigureLines:
    """Goes through a table of figures once, line by line, on behalf of `by`."""

    by: Any
    missing: frozenset[str] = frozenset()
    """Columns that are not there and are told of already: lines are checked without them, and none becomes a row."""
    rows: list[FigureRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    lines: dict[tuple[Any, ...], int] = field(default_factory=dict)
    """By what a figure is of, the line on which it stands."""
    is_taking_back: bool = False
    """Whether a line with a fault takes a figure back: what the others would overlap is then not certain."""

    def __post_init__(self) -> None:
        self.named = Directories(None, self.by).of("indicator")
        rows = Indicator.objects.visible_to(self.by).select_related("area", "body")
        self.indicators = {each.slug: each for each in rows}
        self.edited = set(Indicator.objects.editable_by(self.by).values_list("slug", flat=True))
        self.areas: dict[int | None, Any] = {}
        self.periods: dict[str, set[tuple[Any, ...]]] = {}

    def read(self, line: Line) -> None:
        """One line: a row, or its faults."""
        before, said = len(self.faults), self._understood(line)
        if len(self.faults) > before or self.missing:
            self.is_taking_back |= _takes_back(line.cells.get("number"))
            return
        span, words = said.pop("period")
        row = FigureRow(line=line.number, starts=span.starts, ends=span.ends, period=words, **said)
        first = self.lines.setdefault(row.place, line.number)
        if first != line.number:
            self.faults.append(Fault(line.number, "", f"Line {first} has a figure for the same: take one of them out."))
        else:
            self.rows.append(row)

    def _understood(self, line: Line) -> dict[str, Any]:
        """What the cells of a line say, by column; a column that is not there has a fault instead."""
        cells, said = line.cells, dict[str, Any]()
        steps: dict[str, Callable[[Any], Any]] = {
            "indicator": self._indicator,
            "series": _series,
            "number": _number,
            "note": _note,
        }
        for column, step in steps.items():
            self._try(line, column, said, partial(_stepped, step, cells.get(column)))
        indicator = said.get("indicator")
        self._try(line, "area", said, lambda: self._area(indicator, cells))
        self._try(line, "period", said, lambda: self._period(indicator, cells))
        for column, fault_of in AGREEING.items():
            if indicator is not None and (column in said or column not in steps):
                self._try(line, column, {}, partial(self._agrees, indicator, fault_of, cells.get(column)))
        return said

    def _try(self, line: Line, column: str, said: dict[str, Any], step: Callable[[], Any]) -> None:
        if column in self.missing:
            return
        try:
            said[column] = step()
        except (_Bad, NoNumber, NoSuchDay, NoSuchPeriod, Unknown) as bad:
            self.faults.append(Fault(line.number, column, str(bad)))

    def _agrees(self, indicator: str, fault_of: Callable[[str, Indicator], str], cell: Any) -> None:
        if sentence := fault_of(text_of(_sound(cell)), self.indicators[indicator]):
            raise _Bad(sentence)

    def _indicator(self, cell: Any) -> str:
        words = text_of(cell)
        if not words:
            raise _Bad("There is no indicator: write its name or the end of its page’s address.")
        slug: str = self.named.slug_of(words)
        if slug not in self.edited:
            body = self.indicators[slug].body
            raise _Bad(f"You are not appointed to edit {body}; ask its partnership officer.")
        return slug

    def _area(self, indicator: str | None, cells: dict[str, Any]) -> str:
        """The area's slug; nothing where the indicator is not known, which is a fault of its own."""
        words, code = (text_of(_sound(cells.get(column))) for column in ("area", "area code"))
        if indicator is None:
            return ""
        home = self.indicators[indicator]
        if not words and not code:
            return home.area.slug
        root = home.body.partnership_id
        if root not in self.areas:
            self.areas[root] = Directories(root, self.by).of("area")
        coded: str = self.areas[root].slug_of_code(code)
        if coded and self.areas[root].is_called(coded, words):
            return coded  # where several areas have that name, the code tells
        slug: str = self.areas[root].slug_of(words or code)
        if coded and slug != coded:
            raise _Bad(f"“{words[:60]}” is not the area with the code {code[:20]}: put one of them right.")
        return slug

    def _period(self, indicator: str | None, cells: dict[str, Any]) -> tuple[Span, str]:
        """The days, and the words for them. Days are taken before words; where both say a period, they must agree.

        Words that stand for these days already may go on doing so.
        """
        words = " ".join(text_of(_sound(cells.get("period"))).split())
        first, last = (_day(cells.get(column)) for column in ("from", "to"))
        if len(words) > LONGEST_PERIOD:
            raise _Bad(f"This has {len(words)} letters, and may have {LONGEST_PERIOD}: shorten it.")
        if first is None and last is None:
            if not words:
                raise _Bad("There is no period: write it like 2009/10, or give its first and last day.")
            return period_said(words), words
        if first is None or last is None:
            raise _Bad("Give both the first and the last day of the period, or neither.")
        span = to_last_day(first, last)
        if words and not _agree(words, span) and (span.starts, span.ends, words) not in self._periods(indicator):
            raise _Bad(f"“{words}” is not the period from {first:%d/%m/%Y} to {last:%d/%m/%Y}: put one of them right.")
        return span, words or period_in_words(span)

    def _periods(self, indicator: str | None) -> set[tuple[Any, ...]]:
        """The periods of an indicator's figures as they stand. 1 query the first time."""
        if indicator is not None and indicator not in self.periods:
            rows = Value.objects.filter(indicator__slug=indicator).values_list("starts", "ends", "period")
            self.periods[indicator] = {(starts, ends, " ".join(words.split())) for starts, ends, words in rows}
        return self.periods.get(indicator or "", set())


def _stepped(step: Callable[[Any], Any], cell: Any) -> Any:
    return step(_sound(cell))


def _sound(cell: Any) -> Any:
    if isinstance(cell, CellError):
        raise _Bad(cell.sentence)
    return cell


def _series(cell: Any) -> str:
    words = text_of(cell).lower()
    if words and words not in SERIES:
        raise _Bad(f"“{words[:60]}” is no series: write actual, target or forecast.")
    return str(SERIES[words]) if words else Value.Series.ACTUAL.value


def _number(cell: Any) -> Decimal | None:
    if _takes_back(cell):
        return None
    number = number_said(cell, decimals=MOST_DECIMALS)
    if number is None:
        raise _Bad("There is no number: write it, or “none” to take back what stands.")
    if abs(number) >= MOST:
        raise _Bad("This number is larger than the portal keeps: check it.")
    return number


def _note(cell: Any) -> str:
    words = " ".join(text_of(cell).split())
    if len(words) > LONGEST_NOTE:
        raise _Bad(f"This has {len(words)} letters, and may have {LONGEST_NOTE}: shorten it.")
    return words


def _takes_back(cell: Any) -> bool:
    return text_of(cell).lower() in TAKEN_BACK


def _agree(words: str, span: Span) -> bool:
    """Whether words mean these days, or are words of their own, such as “Wave 3”."""
    try:
        return period_said(words) == span
    except NoSuchPeriod:
        return True


def _day(cell: Any) -> datetime.date | None:
    cell = _sound(cell)
    due = due_said(text_of(cell))
    if due.day is None and due.as_said:
        raise _Bad(f"“{due.as_said[:60]}” is no day: write it like 30/11/2009.")
    return due.day
