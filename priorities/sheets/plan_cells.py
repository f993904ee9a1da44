"""The cells of a plan's table: what each holds, or one sentence on why it cannot be."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import CharField

from priorities.models import Milestone, PlanAction, PlanSection
from priorities.sheets.days_as_said import EARLIEST, LATEST, Due, agreed_day, due_said
from priorities.sheets.numbers_as_said import money_said
from priorities.sheets.plan_rows import NAMING, SEVERAL, Step
from priorities.sheets.tables import text_of

MOST_BULLETS, MOST_MONEY = 32_767, Decimal("9999999999.99")
LONGEST = {
    field.name: field.max_length or 0 for field in PlanAction._meta.concrete_fields if isinstance(field, CharField)
} | {
    "section_letter": PlanSection._meta.get_field("letter").max_length or 0,
    "section_heading": PlanSection._meta.get_field("heading").max_length or 0,
}
"""How many letters the texts of a row may have."""

LONGEST_STEP = Milestone._meta.get_field("text").max_length or 0
LONGEST_DUE = Milestone._meta.get_field("due_as_said").max_length or 0


class BadCell(ValueError):
    """A cell that cannot be; its text is one sentence that says what to write."""


def text_cell(name: str, cell: Any) -> str:
    """The words of a cell. Raises BadCell where they are too many."""
    words = text_of(cell)
    if name in LONGEST and len(words) > LONGEST[name]:
        raise BadCell(f"This has {len(words)} letters, and may have {LONGEST[name]}: shorten it.")
    return words


def _due(cell: Any) -> Due:
    if isinstance(cell, datetime.date):
        return Due(_whole_day(cell))
    return due_said(text_of(cell))


def _whole_day(cell: datetime.date) -> datetime.date:
    day = cell.date() if isinstance(cell, datetime.datetime) else cell
    if not EARLIEST <= day.year <= LATEST:
        raise BadCell(f"{day:%d/%m/}{day.year} cannot be: check the year.")
    return day


def _starts_on(cell: Any) -> datetime.date | None:
    due = _due(cell)
    if due.day is None and due.as_said:
        raise BadCell(f"“{due.as_said[:60]}” is no day: write it like 30/11/2009.")
    return due.day


def _bullet(cell: Any) -> int | None:
    words = text_of(cell)
    if not words:
        return None
    if not (words.isascii() and words.isdigit()) or not 1 <= int(words[:9]) <= MOST_BULLETS:
        raise BadCell(f"“{words[:60]}” is no number of a bullet: write 1, 2 and so on, or leave it empty.")
    return int(words)


def _budget(cell: Any) -> Decimal | None:
    amount = money_said(cell)
    if amount is not None and amount < 0:
        raise BadCell("A budget cannot be less than nothing: write the amount without a minus.")
    if amount is not None and amount > MOST_MONEY:
        raise BadCell("This amount is larger than the portal keeps: write it in pounds.")
    return amount


def _milestones(cell: Any) -> tuple[Step, ...]:
    return tuple(_step(line) for line in text_of(cell).split("\n") if line.strip())


def _step(line: str) -> Step:
    r"""One line of the cell: the text, then the day or words, and words besides; “\|” is a bar of the text itself."""
    parts = [""]
    letters = iter(line)
    for letter in letters:
        if letter == "\\":
            parts[-1] += next(letters, "\\")
        elif letter == "|":
            parts.append("")
        else:
            parts[-1] += letter
    text, *when = (" ".join(part.split()) for part in parts)
    if len(when) > 2:
        raise BadCell("A milestone is its text, its day and perhaps words for the day, with “|” between them.")
    due = due_said(when[0]) if when else Due()
    as_said = when[1] if len(when) == 2 else due.as_said
    if not text or len(text) > LONGEST_STEP or len(as_said) > LONGEST_DUE:
        raise BadCell(
            f"A milestone needs a text of at most {LONGEST_STEP} letters, and words for its day of at most {LONGEST_DUE}."
        )
    return Step(text, agreed_day(due.day, as_said), as_said)


READERS: dict[str, Callable[[Any], Any]] = {
    "bullet": _bullet,
    "due": _due,
    "starts_on": _starts_on,
    "budget": _budget,
    "milestones": _milestones,
}
EMPTY: dict[str, Any] = {
    "bullet": None,
    "due": Due(),
    "starts_on": None,
    "budget": None,
    "milestones": (),
} | {name: () if name in SEVERAL else "" for name in [*NAMING, *LONGEST, "what", "key_characteristics"]}
"""What an empty cell means."""
