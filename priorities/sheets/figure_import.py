"""Figures from csv or xlsx: read with every bad line reported, set beside what stands, recorded all or none.

A line is a figure: the indicator, the area (empty: the whole area of the indicator), the period in words or by its
first and last day, the series, the number, and a note that the public reads.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.db import transaction

from governance.foundation.deeds import Refused
from priorities.indicators.figures import record_values
from priorities.models import Indicator
from priorities.sheets.figure_lines import FigureLines
from priorities.sheets.figure_rows import FigureRow, Weighed, packed, unpacked, weigh
from priorities.sheets.sheet_reading import read_tables
from priorities.sheets.tables import Fault, Table, column_faults, meant_columns

__all__ = ["FigureRow", "FiguresRead", "Weighed", "packed", "read_figures", "record_figures", "unpacked", "weigh"]

SHEET = "Values"
RECORDED = ("indicator", "area", "area code", "period", "from", "to", "series", "number", "note")
BESIDE = ("unit", "invented", "recorded")
"""Columns of the portal's own files that are not recorded; the first two must not contradict the indicator."""

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


@dataclass(frozen=True)
class FiguresRead:
    """What a file says: its rows, and all that is wrong with it. With faults nothing is to be recorded."""

    rows: tuple[FigureRow, ...]
    faults: tuple[Fault, ...]
    beside: tuple[str, ...] = ()
    """Columns of the portal's own files that it has, and that are not recorded."""


def read_figures(file: File, *, by: Any, progress: Callable[[int, int], Any] | None = None) -> FiguresRead:
    """What `file`, an xlsx or csv, says: its figures, and every fault with its line and column.

    Indicators are those that `by` edits; areas are understood by slug, official code or name, those of the
    indicator's partnership first. The portal's own file of an indicator reads back as what stands. Lines are checked
    although a column is wrong, by the column that was meant. `progress` is called after each line with its count and
    how many there are. Nothing is written. Raises Refused, one sentence, for a file that is no sound table (see
    `read_tables`).
    """
    table = read_tables(file, sheets=(SHEET,))[SHEET].renamed(ALSO)
    faults = [Fault(1, column, sentence) for column, sentence in _wrong_columns(table)]
    beside = tuple(column for column in BESIDE if column in table.columns)
    table = table.renamed(meant_columns(table, (*RECORDED, *BESIDE)))
    reading = FigureLines(by, _missing_columns(table))
    for count, line in enumerate(table.lines, 1):
        reading.read(line)
        if progress is not None:
            progress(count, len(table.lines))
    faults += reading.faults
    if not reading.is_taking_back:
        faults += [Fault(row.line, "", sentence) for row, sentence in weigh(reading.rows, by=by).refused]
    return FiguresRead(tuple(reading.rows), tuple(sorted(faults, key=lambda fault: fault.line)), beside)


def _wrong_columns(table: Table) -> list[tuple[str, str]]:
    """What is wrong with the columns, each with one sentence."""
    wrong = column_faults(table, (*RECORDED, *BESIDE), REQUIRED)
    if "period" in _missing_columns(table):
        wrong.append(("period", "There is no column “period”: add it, or the columns “from” and “to”."))
    return wrong


def _missing_columns(table: Table) -> frozenset[str]:
    """The columns without which there is no figure, and that are not there."""
    there = set(table.columns)
    missing = set(REQUIRED) - there
    return frozenset(missing if "period" in there or {"from", "to"} <= there else missing | {"period"})


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
