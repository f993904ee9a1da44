"""What laying out a table would change in a draft, action by action, for somebody to look through before."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from priorities.sheets.plan_rows import COLUMNS, PlanRow

NEW, CHANGED, GONE, SAME = "New", "Changed", "Taken out", "As it stands"


@dataclass(frozen=True)
class Change:
    """What becomes of one action, or of a section without actions."""

    kind: str
    row: PlanRow
    columns: tuple[str, ...] = ()
    """Of a changed action, the columns that say something else."""


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


def compare(before: Iterable[PlanRow], after: Iterable[PlanRow]) -> Comparison:
    """The rows of `after` beside those of `before`, and then those of `before` that are gone.

    An action is the same one where its section, ref and bullet are, or else where it is the only one with that ref
    and bullet that is left on both sides.
    """
    old, new = ([row for row in rows if row.ref] for rows in (before, after))
    by_place = {(row.section, row.key): row for row in old}
    found = {(row.section, row.key): by_place.pop((row.section, row.key), None) for row in new}
    asked: dict[tuple[str, int], int] = {}
    for row in new:
        if found[row.section, row.key] is None:
            asked[row.key] = asked.get(row.key, 0) + 1
    changes = []
    for row in new:
        was = found[row.section, row.key]
        if was is None and asked[row.key] == 1:
            left = [place for place in by_place if place[1] == row.key]
            was = by_place.pop(left[0]) if len(left) == 1 else None
        changes.append(_change(was, row))
    return Comparison((*changes, *(Change(GONE, row) for row in by_place.values())))


def _change(was: PlanRow | None, row: PlanRow) -> Change:
    if was is None:
        return Change(NEW, row)
    differing = {each.name for each in fields(PlanRow) if getattr(was, each.name) != getattr(row, each.name)}
    columns = tuple(column for column, name in COLUMNS.items() if name in differing)
    return Change(CHANGED, row, columns) if columns else Change(SAME, row)
