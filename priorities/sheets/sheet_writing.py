"""Writing tables as xlsx: text that stays text, days that are days, the same bytes for the same cells.

No cell is ever a formula: what begins with =, +, - or @ is written as text and marked as such, so that a spreadsheet
does not begin to work it out when somebody edits it. Words such as “ditto” are marked in the same way, for else they
would be read as those of the cell above.
"""

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from priorities.sheets.days_as_said import british
from priorities.sheets.tables import plain_text, says_as_above

ALWAYS = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zones; it only has to be the same
FIRST_SAFE_DAY = datetime.date(1900, 3, 1)
"""Spreadsheets count a 29 February 1900, so that earlier days come out one off."""
FORMULA = ("=", "+", "-", "@")
LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
TEXT, DAY, MONEY = "@", "dd/mm/yyyy", "#,##0.00"
HEADING = Font(bold=True)
SHADE = PatternFill("solid", fgColor="F3F2F1")
TOP = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, its columns with their widths in letters, and its rows. The first line stays in view."""

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Any]]


def workbook_of(sheets: Iterable[Sheet], *, title: str) -> bytes:
    """The xlsx of these sheets. The same sheets always give the same bytes."""
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = plain_text(title), ""
    book.properties.language = "en-GB"
    book.properties.created = book.properties.modified = ALWAYS
    for sheet in sheets:
        _write(book, sheet)
    written = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(written, "w")).save()
    return _dateless(written)


def _write(book: Workbook, sheet: Sheet) -> None:
    page = book.create_sheet(sheet.name)
    page.freeze_panes = "A2"
    for number, (_, width) in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "1:1"
    page.append([_heading(page, name) for name, _ in sheet.columns])
    count = 1
    for count, row in enumerate(sheet.rows, 2):  # noqa: B007 - wanted after the loop
        page.append([_cell(page, value) for value in row])
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{count}"


def _heading(page: Any, name: str) -> Any:
    cell = WriteOnlyCell(page, value=name)
    cell.font, cell.fill, cell.alignment = HEADING, SHADE, TOP
    return cell


def _cell(page: Any, value: Any) -> Any:
    """One cell; None and empty text leave it empty."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime.date) and value < FIRST_SAFE_DAY:
        value = british(value)
    if isinstance(value, datetime.date):
        cell, cell_format = WriteOnlyCell(page, value=value), DAY
    elif isinstance(value, Decimal | int):
        cell, cell_format = WriteOnlyCell(page, value=value), MONEY if isinstance(value, Decimal) else "General"
    else:
        words = plain_text(str(value))
        cell, cell_format = WriteOnlyCell(page, value=LOOKS_ESCAPED.sub("_x005F_", words)), TEXT
        cell.data_type = "s"
        cell.quotePrefix = words.startswith(FORMULA) or says_as_above(words)
    cell.number_format, cell.alignment = cell_format, TOP
    return cell


def _dateless(written: io.BytesIO) -> bytes:
    """The same archive with the same day on every part."""
    again = io.BytesIO()
    with zipfile.ZipFile(written) as made, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in made.namelist():
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type, part.create_system, part.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            kept.writestr(part, made.read(name))
    return again.getvalue()
