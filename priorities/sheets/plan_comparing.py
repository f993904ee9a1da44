"""What laying out a table would change in a draft, action by action, for somebody to look through before."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from priorities.sheets.called import Directories
from priorities.sheets.days_as_said import british
from priorities.sheets.plan_matching import continued
from priorities.sheets.plan_rows import COLUMNS, NAMING, SEVERAL, PlanRow
from priorities.sheets.plan_sheets import milestones_said

NEW, CHANGED, GONE, SAME = "New", "Changed", "Taken out", "As it stands"
MOST_LETTERS, LETTERS_BEFORE = 300, 40
"""How much of a text is shown, and how much of that before the place where it changes."""


@dataclass(frozen=True)
class Difference:
    """A column that says something else: its name, and its words as they stand and as they would be."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """What becomes of one action, or of a section without actions."""

    kind: str
    row: PlanRow
    differences: tuple[Difference, ...] = ()
    """Of a changed action, what says something else."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that say something else."""
        return tuple(each.label for each in self.differences)


@dataclass(frozen=True)
class Comparison:
    """All that would become of a draft."""

    changes: tuple[Change, ...]

    def of_kind(self, kind: str) -> int:
        """How many of a kind there are."""
        return sum(1 for change in self.changes if change.kind == kind)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many actions become what."""
        return [(kind, self.of_kind(kind)) for kind in (NEW, CHANGED, GONE, SAME)]

    @property
    def shown(self) -> list[Change]:
        """What does not stay as it stands."""
        return [change for change in self.changes if change.kind != SAME]


def compare(before: Iterable[PlanRow], after: Iterable[PlanRow], *, named: Directories) -> Comparison:
    """The rows of `after` beside those of `before`, and then those of `before` that are gone.

    Records are called what they are called in `named`; a kind is looked up where an action names another of it.

    `continued` says which action goes on as which.
    """
    old, new = list(before), list(after)
    goes_on = continued(old, new)
    changes = [
        _change(old[goes_on[place]] if place in goes_on else None, row, named)
        for place, row in enumerate(new)
        if row.ref
    ]
    kept = set(goes_on.values())
    gone = [row for place, row in enumerate(old) if row.ref and place not in kept]
    return Comparison((*changes, *(Change(GONE, row) for row in gone)))


def _change(was: PlanRow | None, row: PlanRow, named: Directories) -> Change:
    if was is None:
        return Change(NEW, row)
    differing = {each.name for each in fields(PlanRow) if getattr(was, each.name) != getattr(row, each.name)}
    differences = tuple(
        Difference(column, *shortened(*(_words(name, getattr(each, name), named) for each in (was, row))))
        for column, name in COLUMNS.items()
        if name in differing
    )
    return Change(CHANGED, row, differences) if differences else Change(SAME, row)


def _words(name: str, value: Any, named: Directories) -> str:
    """What a row says of something, as its table would."""
    if name in NAMING and value:
        records = named.of(NAMING[name])
        return records.said_of(value) if name in SEVERAL else records.said(value)
    if name == "milestones":
        return milestones_said(value)
    if isinstance(value, datetime.date):
        return british(value)
    return f"£{value:,.2f}" if isinstance(value, Decimal) else str(value or "")


def shortened(before: str, after: str) -> tuple[str, str]:
    """Two texts cut to where they begin to differ, and “–” for an empty one."""
    start = 0
    if max(len(before), len(after)) > MOST_LETTERS:
        pairs = enumerate(zip(before, after, strict=False))
        same = next((place for place, (old, new) in pairs if old != new), min(len(before), len(after)))
        start = max(0, same - LETTERS_BEFORE)
    return _cut(before, start), _cut(after, start)


def _cut(words: str, start: int) -> str:
    end = start + MOST_LETTERS
    return f"{'…' if start else ''}{words[start:end]}{'…' if len(words) > end else ''}" or "–"
