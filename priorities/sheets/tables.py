"""A table in hand: its lines with their numbers, what a cell says, and what is wrong with a line."""

import datetime
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

AS_ABOVE = {"as above", "ditto", "“", "”", '"', "″"}


class CellError:
    """What a spreadsheet shows where it could not work a cell out, such as #REF!."""

    def __init__(self, words: str) -> None:
        self.words = words

    def __str__(self) -> str:
        return self.words

    @property
    def sentence(self) -> str:
        """What is wrong, and what to do."""
        return f"The cell shows {self}: write what it should say."


class Unworked(CellError):
    """A formula whose result was not kept in the file, as programs other than spreadsheets write them."""

    def __init__(self) -> None:
        super().__init__("a formula without its result")

    @property
    def sentence(self) -> str:
        """What is wrong, and what to do."""
        return f"The cell holds {self}: save the file in a spreadsheet once more, or write what the cell should say."


class Literal(str):
    """Words that a spreadsheet marks as nothing but text, as an apostrophe typed before them does."""

    __slots__ = ()


@dataclass(frozen=True)
class Line:
    """A line of a table, with its number as the spreadsheet shows it; a cell is text, a number, a day or None."""

    number: int
    cells: dict[str, Any]


@dataclass(frozen=True)
class Table:
    """The columns by their names as written in the first line, and the lines below; empty lines are left out."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    def renamed(self, names: Mapping[str, str]) -> "Table":
        """The table with other names for its columns, where the new name is not there already."""
        new = {name: names[name] for name in self.columns if name in names and names[name] not in self.columns}
        lines = (
            Line(each.number, {new.get(name, name): cell for name, cell in each.cells.items()}) for each in self.lines
        )
        return Table(tuple(new.get(name, name) for name in self.columns), tuple(lines)) if new else self


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line: its number in the file, the column, and one sentence."""

    line: int
    column: str
    sentence: str


def text_of(cell: Any) -> str:
    """A cell's words: line ends as one mark, no characters that nobody sees, nothing around them."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime | datetime.date):
        return cell.isoformat()[:10]
    return plain_text(str(cell))


def says_as_above(words: str) -> bool:
    """Whether the words of a cell usually stand for what the cell above says."""
    return " ".join(words.lower().split()).rstrip(".") in AS_ABOVE


def plain_text(words: str) -> str:
    """Words as they can stand in a cell and come back the same: the way `text_of` reads them."""
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in words if _is_seen(letter)).strip()


def _is_seen(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return letter in "\n\t" or (kind not in ("Cc", "Cs") and letter not in "\ufffe\uffff\ufeff")


def meant_columns(table: Table, known: Iterable[str]) -> dict[str, str]:
    """By the name of a column that is not known the known one that it is nearest to, where one is near."""
    known = sorted(known)
    near = {column: get_close_matches(column, known, n=1) for column in table.columns if column and column not in known}
    return {column: found[0] for column, found in near.items() if found}


def column_faults(table: Table, known: Iterable[str], required: Iterable[str]) -> list[tuple[str, str]]:
    """What is wrong with the columns: each column with one sentence. `known` are all that a table may have."""
    known, faults = sorted(known), []
    meant = meant_columns(table, known)
    for place, column in enumerate(table.columns):
        if not column:
            faults.append(("", "There is something beside the table, in a column without a name: take it out."))
        elif column in table.columns[:place]:
            faults.append((column, f"The column “{column}” comes twice: take one of them out."))
        elif column not in known:
            ask = f"did you mean “{meant[column]}”?" if column in meant else "take it out."
            faults.append((column, f"The column “{column}” is not known: {ask}"))
    faults.extend(
        (column, f"There is no column “{column}”: add it, with that name in the first line.")
        for column in required
        if column not in table.columns
    )
    return list(dict.fromkeys(faults))
