"""Five thousand values from a spreadsheet: every line read and checked, then recorded, all or none."""

import csv
import io
import time
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile

from priorities.models import Value
from priorities.sheets.figure_import import read_figures, record_figures
from priorities.sheets.sheet_writing import Sheet, workbook_of
from tests import make
from tests import make_priorities as mp
from tests.bench.measuring import Report

VALUES = 5_000
AREAS, INDICATORS = 25, 10
LONGEST_SECONDS = 10
COLUMNS = ("indicator", "area", "period", "series", "number", "note")


def measure(report: Report, bodies: int) -> None:
    """Print the wall time of an import from xlsx and of the same figures again, revised, from csv."""
    report.title(f"{VALUES:,} values imported")
    root = make.make_partnership("imports", "Imports")
    areas = [mp.make_area(root, f"Ward {number}", slug=f"ward-{number}") for number in range(AREAS)]
    for number in range(INDICATORS):
        mp.make_indicator(root, f"Rate {number}", slug=f"rate-{number}", area=areas[0])
    sheet = workbook_of([Sheet("Values", [(name, 12) for name in COLUMNS], _lines(0.5))], title="Values")
    _import(report, "from xlsx, all of them new", ContentFile(sheet, "values.xlsx"))
    text = io.StringIO(newline="")
    csv.writer(text).writerows([COLUMNS, *_lines(0.25)])
    _import(report, "from csv, all of them revised", ContentFile(text.getvalue().encode(), "values.csv"))


def _import(report: Report, what: str, file: ContentFile) -> None:
    by, before = make.an_administrator(), Value.objects.count()
    began = time.perf_counter()
    read = read_figures(file, by=by)
    reading = time.perf_counter()
    record_figures(read.rows, by=by)
    seconds = time.perf_counter() - began
    report.row(f"{what}: read", reading - began, "s")
    report.row(f"{what}: read and recorded", seconds, "s", goal=f"under {LONGEST_SECONDS} s")
    report.goal(seconds < LONGEST_SECONDS, f"{VALUES:,} values {what} take {seconds:.1f} s, not {LONGEST_SECONDS}")
    recorded = Value.objects.count() - before
    report.goal(recorded == VALUES and not read.faults, f"{recorded:,} values were recorded {what}, not {VALUES:,}")


def _lines(part: float) -> Iterator[list[Any]]:
    """Twenty quarters of ten indicators in twenty-five areas."""
    for number in range(VALUES):
        quarter, place = divmod(number, AREAS * INDICATORS)
        year = 2001 + quarter // 4
        period = f"Q{quarter % 4 + 1} {year}/{year % 100 + 1:02}"
        indicator, area = divmod(place, AREAS)
        yield [f"Rate {indicator}", f"Ward {area}", period, "actual", number + part, "provisional"]
