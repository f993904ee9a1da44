"""Files that a spreadsheet opens: RFC 4180, days as 2009-03-05, and no cell that it would take for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell must not begin with: a spreadsheet might run it."""


def harmless(value: Any) -> str:
    """A cell's words: what a spreadsheet would run begins with an apostrophe instead."""
    words = "" if value is None else str(value)
    return f"'{words}" if words.startswith(FORMULA) else words


def written(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A CSV file: the names of the columns, then the rows with each cell made harmless."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([harmless(value) for value in row] for row in rows)
    return file.getvalue()
