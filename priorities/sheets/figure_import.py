"""Figures from csv or xlsx: read with every bad line reported, set beside what stands, recorded all or none.

A line is a figure: the indicator, the area (empty: the whole area of the indicator), the period in words or by its
first and last day, the series, the number, and a note that the public reads.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.files.base import File
from django.db import transaction

from governance.foundation.dated import Span
from governance.foundation.deeds import Refused
from priorities.indicators.figures import record_values
from priorities.models import Indicator, Value
from priorities.sheets.called import Directories, Unknown
from priorities.sheets.days_as_said import NoSuchDay, due_said
from priorities.sheets.figure_rows import FigureRow, Weighed, packed, unpacked, weigh
from priorities.sheets.numbers_as_said import NoNumber, number_said
from priorities.sheets.periods_as_said import NoSuchPeriod, period_in_words, period_said, to_last_day
from priorities.sheets.sheet_reading import read_tables
from priorities.sheets.tables import CellError, Fault, Line, column_faults, text_of

__all__ = ["FigureRow", "FiguresRead", "Weighed", "packed", "read_figures", "record_figures", "unpacked", "weigh"]

SHEET = "Values"
COLUMNS = ("indicator", "area", "period", "from", "to", "series", "number", "note")
ALSO = {
    "measure": "indicator",
    "value": "number",
    "figure": "number",
    "starts": "from",
    "start": "from",
    "first day": "from",
    "ends": "to",
    "end": "to",
    "last day": "to",
    "place": "area",
}
"""Names that columns of figures have besides, where the usual name is not there."""

REQUIRED = ("indicator", "number")
SERIES = {words.lower(): series for series, label in Value.Series.choices for words in (series, label, f"{label}s")}
TAKEN_BACK = {"none", "withdrawn", "taken back"}
"""Words in place of a number that take back what stands."""
MOST_DECIMALS, MOST = 4, Decimal(10) ** 12
LONGEST_PERIOD = Value._meta.get_field("period").max_length or 0
LONGEST_NOTE = Value._meta.get_field("note").max_length or 0


@dataclass(frozen=True)
class FiguresRead:
    """What a file says: its rows, and all that is wrong with it. With faults nothing is to be recorded."""

    rows: tuple[FigureRow, ...]
    faults: tuple[Fault, ...]


def read_figures(file: File, *, by: Any, progress: Callable[[int, int], Any] | None = None) -> FiguresRead:
    """What `file`, an xlsx or csv, says: its figures, and every fault with its line and column.

    Indicators are those that `by` edits; areas are understood by slug, official code or name, those of the
    indicator's partnership first. `progress` is called after each line with its count and how many there are.
    Nothing is written. Raises Refused, one sentence, for a file that is no sound table (see `read_tables`).
    """
    table = read_tables(file, sheets=(SHEET,))[SHEET].renamed(ALSO)
    wrong = column_faults(table, COLUMNS, REQUIRED)
    if "period" not in table.columns and not {"from", "to"} <= set(table.columns):
        wrong.append(("period", "There is no column “period”: add it, or the columns “from” and “to”."))
    if wrong:
        return FiguresRead((), tuple(Fault(1, column, sentence) for column, sentence in wrong))
    reading = _Reading(by)
    for count, line in enumerate(table.lines, 1):
        reading.read(line)
        if progress is not None:
            progress(count, len(table.lines))
    refused = weigh(reading.rows, by=by).refused if not reading.faults else ()
    faults = reading.faults + [Fault(row.line, "", sentence) for row, sentence in refused]
    return FiguresRead(tuple(reading.rows), tuple(faults))


@transaction.atomic
def record_figures(rows: Iterable[FigureRow], *, by: Any, as_seen: str | None = None) -> Weighed:
    """Record what of `rows` is new or changes what stands; all or none. What is the same is left out.

    `as_seen`: the digest of what somebody looked at before agreeing; refused where something else would be written
    by now. Raises Refused, with the line in front, for a figure that cannot be recorded, and for an indicator of a
    body that `by` does not edit. Side effect: only the new rows, each of which says who recorded it and when.
    """
    rows = list(rows)
    keys = Indicator.objects.visible_to(by).filter(slug__in={row.indicator for row in rows})
    # In the order in which every deed locks them, so that two imports wait for one another.
    list(Indicator.objects.select_for_update(of=("self",)).filter(pk__in=keys.values("pk")).order_by("pk"))
    weighed = weigh(rows, by=by)
    if as_seen is not None and weighed.digest != as_seen:
        raise Refused("Figures were recorded while you looked, so that something else would be written: look again.")
    for row, sentence in weighed.refused:
        raise Refused(f"Line {row.line}: {sentence}")
    record_values([each.figure for each in weighed.written], by=by)
    return weighed


class _Bad(ValueError):
    """A cell that cannot be; its text is the sentence."""


@dataclass
class _Reading:
    """Goes through a table once, line by line."""

    by: Any
    rows: list[FigureRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    lines: dict[tuple[Any, ...], int] = field(default_factory=dict)
    """By what a figure is of, the line on which it stands."""

    def __post_init__(self) -> None:
        self.named = Directories(None, self.by).of("indicator")
        rows = Indicator.objects.visible_to(self.by).select_related("area", "body")
        self.indicators = {each.slug: each for each in rows}
        self.edited = set(Indicator.objects.editable_by(self.by).values_list("slug", flat=True))
        self.areas: dict[int | None, Any] = {}

    def read(self, line: Line) -> None:
        """One line: a row, or its faults."""
        before, cells = len(self.faults), dict(line.cells)
        said: dict[str, Any] = {}
        steps: dict[str, Callable[[Any], Any]] = {
            "indicator": self._indicator,
            "series": _series,
            "number": _number,
            "note": _note,
        }
        for column, step in steps.items():
            self._try(line, column, said, partial(_stepped, step, cells.get(column)))
        self._try(line, "area", said, lambda: self._area(said.get("indicator"), _sound(cells.get("area"))))
        self._try(line, "period", said, lambda: _period(cells))
        if len(self.faults) > before:
            return
        span, words = said.pop("period")
        row = FigureRow(
            line.number,
            said["indicator"],
            said["area"],
            said["series"],
            span.starts,
            span.ends,
            words,
            said["number"],
            said["note"],
        )
        first = self.lines.setdefault(row.place, line.number)
        if first != line.number:
            self.faults.append(Fault(line.number, "", f"Line {first} has a figure for the same: take one of them out."))
        else:
            self.rows.append(row)

    def _try(self, line: Line, column: str, said: dict[str, Any], step: Callable[[], Any]) -> None:
        try:
            said[column] = step()
        except (_Bad, NoNumber, NoSuchDay, NoSuchPeriod, Unknown) as bad:
            self.faults.append(Fault(line.number, column, str(bad)))

    def _indicator(self, cell: Any) -> str:
        words = text_of(cell)
        if not words:
            raise _Bad("There is no indicator: write its name or the end of its page’s address.")
        slug: str = self.named.slug_of(words)
        if slug not in self.edited:
            body = self.indicators[slug].body
            raise _Bad(f"You are not appointed to edit {body}; ask its partnership officer.")
        return slug

    def _area(self, indicator: str | None, cell: Any) -> str:
        """The area's slug; nothing where the indicator is not known, which is a fault of its own."""
        if indicator is None:
            return ""
        words, home = text_of(cell), self.indicators[indicator]
        if not words:
            return home.area.slug
        root = home.body.partnership_id
        if root not in self.areas:
            self.areas[root] = Directories(root, self.by).of("area")
        slug: str = self.areas[root].slug_of(words)
        return slug


def _stepped(step: Callable[[Any], Any], cell: Any) -> Any:
    return step(_sound(cell))


def _sound(cell: Any) -> Any:
    if isinstance(cell, CellError):
        raise _Bad(f"The cell shows {cell}: write what it should say.")
    return cell


def _series(cell: Any) -> str:
    words = text_of(cell).lower()
    if words and words not in SERIES:
        raise _Bad(f"“{words[:60]}” is no series: write actual, target or forecast.")
    return str(SERIES[words]) if words else Value.Series.ACTUAL.value


def _number(cell: Any) -> Decimal | None:
    if text_of(cell).lower() in TAKEN_BACK:
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


def _period(cells: dict[str, Any]) -> tuple[Span, str]:
    """The days, and the words for them. Days are taken before words; where both say a period, they must agree."""
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
    try:
        if words and period_said(words) != span:
            raise _Bad(f"“{words}” is not the period from {first:%d/%m/%Y} to {last:%d/%m/%Y}: put one of them right.")
    except NoSuchPeriod:
        pass  # words of their own, such as “Wave 3”, beside days
    return span, words or period_in_words(span)


def _day(cell: Any) -> datetime.date | None:
    cell = _sound(cell)
    due = due_said(text_of(cell))
    if due.day is None and due.as_said:
        raise _Bad(f"“{due.as_said[:60]}” is no day: write it like 30/11/2009.")
    return due.day
