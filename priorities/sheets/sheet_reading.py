"""Reading tables that people hand in: xlsx or csv, told by their content, within bounds, never trusted.

A file is copied piece by piece up to its bound before anything is looked at. Of an xlsx the unpacked size is bounded
before a part of it is read, programs and document types in its XML are refused, and formulas are never worked out:
what the spreadsheet last showed is what is read, and a formula that the file has no result of is no empty cell.
"""

import csv
import datetime
import io
import logging
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import IO, Any

import openpyxl
from django.core.files.base import File
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from governance.foundation.deeds import Refused
from governance.foundation.spreadsheets import FORMULA
from priorities.sheets.tables import CellError, Line, Literal, Table, Unworked, plain_text, text_of

logger = logging.getLogger(__name__)

MEBIBYTE = 1024 * 1024
MOST_BYTES = 10 * MEBIBYTE
MOST_UNPACKED = 64 * MEBIBYTE
MOST_BESIDE = 4 * MEBIBYTE
"""Of each part of an xlsx that is neither a sheet nor the words of its cells."""
MOST_PARTS = 500
MOST_LINES = 20_000
MOST_ROWS = 100_000
"""Empty lines included."""
MOST_COLUMNS = 60
LONGEST_CELL = 32_767
"""As many letters as a spreadsheet lets a cell have."""

CSV, XLSX = "csv", "xlsx"
_SAVE = "save the table as .xlsx or as CSV UTF-8, and choose that."
SENTENCES = {
    "large": f"This file is larger than {MOST_BYTES // MEBIBYTE} MB: split the table, or take pictures out of it.",
    "unpacked": "This file is too large inside: split the table, or take pictures and formatting out of it.",
    "empty": "This file is empty: choose the file again.",
    "macros": "This file holds macros, which are programs: save it without them, as .xlsx, and choose that.",
    "old": f"This is a spreadsheet of the old kind (.xls), or one with a password: {_SAVE}",
    "other": f"This is no table: {_SAVE}",
    "encoding": "The letters of this file cannot be told for certain: save the table as CSV UTF-8 or as .xlsx.",
    "damaged": f"This file is damaged: open it, {_SAVE}",
    "lines": f"This table has more than {MOST_LINES:,} lines: split it.",
    "columns": f"This table has more than {MOST_COLUMNS} columns: take out those that are not needed.",
    "no table": "This file has no lines below a heading: give the names of the columns in the first line.",
}


def read_tables(file: File, *, sheets: Sequence[str]) -> dict[str, Table]:
    """The tables of `file` by the names of `sheets`.

    The first of `sheets` is what a csv holds, and the first sheet of an xlsx where none bears that name; the others
    are optional. Raises Refused, one sentence, for whatever is no sound table within the bounds.
    """
    if (file.size or 0) > MOST_BYTES:
        raise Refused(SENTENCES["large"])
    with _copied(file) as copy:
        head = copy.read(8)
        copy.seek(0)
        if head.startswith(b"PK\x03\x04"):
            return _from_xlsx(copy, sheets)
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            raise Refused(SENTENCES["old"])
        return {sheets[0]: _table(enumerate(_csv_rows(copy.read()), 1))}


@contextmanager
def _copied(file: File) -> Iterator[IO[bytes]]:
    """The file's bytes in a file without a name, at its beginning. Raises Refused where there are too many or none."""
    size = 0
    with tempfile.TemporaryFile() as copy:
        file.seek(0)
        for chunk in file.chunks():
            size += len(chunk)
            if size > MOST_BYTES:
                raise Refused(SENTENCES["large"])
            copy.write(chunk)
        file.seek(0)
        if not size:
            raise Refused(SENTENCES["empty"])
        copy.seek(0)
        yield copy


# Tables ------------------------------------------------------------------------------------------------------


def _table(rows: Iterable[tuple[int, Sequence[Any]]]) -> Table:
    """The table that numbered rows hold. Raises Refused for too many, and where there is no line below a heading."""
    columns: list[str] | None = None
    lines: list[Line] = []
    for number, row in rows:
        cells = [_bounded(cell) for cell in row]
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if number > MOST_ROWS or (cells and len(lines) == MOST_LINES):
            raise Refused(SENTENCES["lines"])
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise Refused(SENTENCES["columns"])
        if columns is None:
            columns = [_name(cell) for cell in cells]
            continue
        columns.extend("" for _ in range(len(cells) - len(columns)))
        lines.append(Line(number, _named(columns, cells)))
    if columns is None or not lines:
        raise Refused(SENTENCES["no table"])
    return Table(tuple(columns), tuple(lines))


def _named(columns: Sequence[str], cells: Sequence[Any]) -> dict[str, Any]:
    """By the column's name what stands under it; a cell beside the columns is kept under the empty name."""
    named: dict[str, Any] = {}
    for column, cell in zip(columns, cells, strict=False):
        if cell not in (None, "") or column:
            named.setdefault(column, cell)
    return named


def _name(cell: Any) -> str:
    """The name of a column: lower case, single spaces, no underscores."""
    return " ".join(text_of(cell).replace("_", " ").lower().split())


def _bounded(cell: Any) -> Any:
    if isinstance(cell, str) and len(cell) > LONGEST_CELL:
        return CellError("a text longer than a spreadsheet can hold")
    if isinstance(cell, str):
        return type(cell)(plain_text(cell))
    return cell


# CSV ---------------------------------------------------------------------------------------------------------


def _csv_rows(content: bytes) -> Iterator[list[str]]:
    """The rows of a csv; the mark between cells is whichever of comma, semicolon and tab the first line has most of."""
    if b"\0" in content or content.startswith((b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8", b"GIF8")):
        raise Refused(SENTENCES["encoding" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "other"])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(SENTENCES["encoding"]) from error
    if text.lstrip()[:1] == "<":
        raise Refused(SENTENCES["other"])
    if not text.strip():
        raise Refused(SENTENCES["empty"])
    first = re.sub(r'"[^"]*"', "", text.lstrip().partition("\n")[0])
    mark = max(",;\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True):
            yield [Literal(cell[1:]) if cell.startswith(MADE_HARMLESS) else cell for cell in row]
    except csv.Error as error:
        raise Refused(SENTENCES["damaged"]) from error


MADE_HARMLESS = tuple(f"'{mark}" for mark in FORMULA)
"""How the portal's own files begin a text that a spreadsheet would take for a formula."""

# XLSX --------------------------------------------------------------------------------------------------------

SHEET_PARTS = re.compile(r"xl/(?:worksheets/[^/]+|sharedStrings)\.xml", re.IGNORECASE)


def _from_xlsx(copy: IO[bytes], sheets: Sequence[str]) -> dict[str, Table]:
    _require_sound(copy)
    try:
        book = openpyxl.load_workbook(copy, read_only=True, data_only=True, keep_links=False)
        found = {sheet.title.strip().lower(): sheet for sheet in book.worksheets}
        first = found.get(sheets[0].lower(), book.worksheets[0])
        wanted = {sheets[0]: first} | {name: found[name.lower()] for name in sheets[1:] if name.lower() in found}
        tables = {}
        for name, sheet in wanted.items():
            if name == sheets[0]:
                tables[name] = _table(_rows(sheet))
            else:
                tables |= _if_any(name, sheet)
    except Refused:
        raise
    except Exception as error:  # a damaged workbook breaks the library in many ways
        logger.info("A workbook could not be read: %s", type(error).__name__)
        raise Refused(SENTENCES["damaged"]) from error
    return tables


def _if_any(name: str, sheet: Any) -> dict[str, Table]:
    """The table of an optional sheet, where it has lines."""
    kept = [(number, row) for number, row in _rows(sheet) if any(cell not in (None, "") for cell in row)]
    return {name: _table(kept)} if len(kept) > 1 else {}


class _Parser(WorkSheetParser):
    """The library's own, which besides tells a formula without its result from an empty cell."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """A cell of type “f” where the result was not kept; a result that is an empty text has the type “str”."""
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and cell["data_type"] != "str" and element.find(FORMULA_TAG) is not None:
            cell["data_type"] = "f"
        return cell


def _rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """The rows that stand in a sheet, numbered; as the library reads them, but with a parser of our own."""
    book = sheet.parent
    with sheet._get_source() as source:
        parser = _Parser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, row in parser.parse():
            yield number, [_value(cell) for cell in sheet._get_row(row, max_col=MOST_COLUMNS + 1)]
            if number > MOST_ROWS:
                return


def _value(cell: Any) -> Any:
    if cell.data_type == "f":
        return Unworked()
    if cell.data_type == "e":
        return CellError(str(cell.value))
    if isinstance(cell.value, str):
        words = ESCAPED.sub(lambda match: chr(int(match[1], 16)), cell.value)
        return Literal(words) if cell.style_array.quotePrefix else words
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool) and "%" in (cell.number_format or ""):
        return f"{(Decimal(repr(cell.value)) * 100).normalize():f}%"  # as it is shown
    if isinstance(cell.value, datetime.datetime):
        return cell.value.date() if cell.value.time() == datetime.time() else cell.value
    return cell.value


ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How the format writes a character that XML has no place for, and this very pattern where a text holds it."""


def _require_sound(copy: IO[bytes]) -> None:
    """Refuse what is no workbook, holds programs, unpacks to too much, or declares a document type in its XML."""
    try:
        with zipfile.ZipFile(copy) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise Refused(SENTENCES["macros"])
            if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
                raise Refused(SENTENCES["other"])
            if len(parts) > MOST_PARTS or len(names) < len(parts) or sum(p.file_size for p in parts) > MOST_UNPACKED:
                raise Refused(SENTENCES["unpacked"])
            for part in parts:
                _require_harmless(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Refused(SENTENCES["damaged"]) from error
    finally:
        copy.seek(0)


def _require_harmless(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse a part that is too large for what it is, holds macros, or has a document type, in which bombs are."""
    if not part.filename.endswith((".xml", ".rels")):
        return
    if part.file_size > MOST_BESIDE and not SHEET_PARTS.fullmatch(part.filename):
        raise Refused(SENTENCES["unpacked"])
    with archive.open(part) as opened:
        before = b""
        while chunk := opened.read(MEBIBYTE):
            piece = before + chunk.replace(b"\0", b"")  # in either of the encodings that XML knows
            if b"<!DOCTYPE" in piece.upper():
                raise Refused(SENTENCES["damaged"])
            before = piece[-len(b"<!DOCTYPE") :]
    if part.filename == "[Content_Types].xml" and b"macroEnabled" in archive.read(part):
        raise Refused(SENTENCES["macros"])
