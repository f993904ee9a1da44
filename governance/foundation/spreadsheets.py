"""Files that a spreadsheet opens: RFC 4180, days as 2009-03-05, and no cell that it would take for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell must not begin with: a spreadsheet might run it."""


def harmless(value: Any) -> str:
    """A cell's words: what a spreadsheet would run begins with an apostrophe instead; a number stays a number."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    words = "" if value is None else str(value)
    return f"'{words}" if words.startswith(FORMULA) else words


def written(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A CSV file: the names of the columns, then the rows with each cell made harmless."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([harmless(value) for value in row] for row in rows)
    return file.getvalue()


def csv_response(name: str, text: str) -> HttpResponse:
    """A CSV file such as `written` makes, to be kept under the name `name`.csv."""
    response = HttpResponse(text, content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.csv") or ""
    return response
