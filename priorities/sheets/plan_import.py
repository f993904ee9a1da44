"""Reading a plan from xlsx or csv: rows with every bad line reported; `lay_out` then writes all of them or none.

Columns may stand in any order. A line without a section belongs to the section above it, one without a ref is the
next bullet of the ref above it, and “as above” stands for what the cell above says, unless marked as mere text.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import File

from priorities.models import DeliveryPlan
from priorities.sheets.called import Directories, Unknown
from priorities.sheets.days_as_said import Due, NoSuchDay, agreed_day
from priorities.sheets.numbers_as_said import NoNumber
from priorities.sheets.plan_cells import EMPTY, LONGEST, READERS, BadCell, text_cell
from priorities.sheets.plan_laying import lay_out
from priorities.sheets.plan_rows import COLUMNS, NAMING, SEVERAL, PlanRow, officers_of
from priorities.sheets.plan_sheets import APPROACHES, PLAN
from priorities.sheets.sheet_reading import read_tables
from priorities.sheets.tables import (
    CellError,
    Fault,
    Line,
    Literal,
    Table,
    column_faults,
    meant_columns,
    says_as_above,
    text_of,
)

__all__ = ["Fault", "PlanRead", "lay_out", "read_plan"]

ALSO = {
    "letter": "section letter",
    "section": "section heading",
    "heading": "section heading",
    "reference": "ref",
    "actions": "action",
    "action(s)": "action",
    "timescale": "due",
    "timescales": "due",
    "lead": "lead body",
    "officer": "lead officer",
    "milestone": "milestones",
}
"""Names that columns of plans have besides, where the usual name is not there."""

REQUIRED = ("section heading", "ref", "action")


@dataclass(frozen=True)
class PlanRead:
    """What a file says: its rows, and all that is wrong with it. With faults the rows are not to be laid out."""

    rows: tuple[PlanRow, ...]
    faults: tuple[Fault, ...]
    approaches: tuple[tuple[str, str], ...] | None = None
    """How the plan applies approaches; None where the file says nothing of that."""


def read_plan(file: File, plan: DeliveryPlan, *, by: Any) -> PlanRead:
    """What `file`, an xlsx or csv, says of `plan`: its rows, and every fault with its line and column.

    Names are understood as those of records that `by` may read, those of the plan's partnership first, and of the
    officers whom the plan names already. Nothing is written. Raises Refused, one sentence, for a file that is no sound table (see `read_tables`).
    """
    tables = read_tables(file, sheets=(PLAN, APPROACHES))
    directories = Directories(plan.body.partnership_id, by)
    directories.admit("person", officers_of(plan))
    reading = _Reading(tables[PLAN].renamed(ALSO), directories)
    rows = reading.rows()
    approaches = None
    if APPROACHES in tables:
        approaches = tuple(reading.approaches(tables[APPROACHES]))
    return PlanRead(rows, tuple(reading.faults), approaches)


@dataclass
class _Reading:
    """Goes through a table once, line by line."""

    table: Table
    directories: Directories
    faults: list[Fault] = field(default_factory=list)
    first: dict[tuple[str, str], PlanRow] = field(default_factory=dict)
    """By section, its first row."""
    taken: dict[tuple[str, str], dict[tuple[str, int], tuple[int, str]]] = field(default_factory=dict)
    """By section, for each ref and bullet the line on which it stands, and its area for improvement."""
    last: dict[str, Any] = field(default_factory=dict)
    """The cells of the line above, as they were understood."""
    number: int = 1

    def rows(self) -> tuple[PlanRow, ...]:
        """Every row that could be read. Lines are checked although a column is wrong, by the column that was meant."""
        wrong = column_faults(self.table, COLUMNS, REQUIRED)
        self.faults.extend(Fault(1, column, sentence) for column, sentence in wrong)
        self.table = self.table.renamed(meant_columns(self.table, COLUMNS))
        if not set(REQUIRED) <= set(self.table.columns):
            return ()
        return tuple(row for line in self.table.lines if (row := self._row(line)) is not None)

    def approaches(self, table: Table) -> Iterator[tuple[str, str]]:
        """How the plan applies approaches."""
        wrong = column_faults(table, ("approach", "how"), ("approach", "how"))
        self.faults.extend(Fault(1, f"{APPROACHES}: {column}", sentence) for column, sentence in wrong)
        known: set[str] = set()
        for line in () if wrong else table.lines:
            if (said := self._approach(line, known)) is not None:
                known.add(said[0])
                yield said

    def _approach(self, line: Line, known: Collection[str]) -> tuple[str, str] | None:
        column = "approach"
        try:
            said = text_of(_sound(line.cells.get(column)))
            slug = self.directories.of("approach").slug_of(said)
            column = "how"
            how = text_of(_sound(line.cells.get(column)))
            if slug in known or not how:
                raise BadCell(f"Say once how the plan applies “{said}”, and say it in words.")
        except (BadCell, Unknown) as bad:
            self.faults.append(Fault(line.number, f"{APPROACHES}: {column}", str(bad)))
            return None
        return slug, how

    def _fault(self, column: str, sentence: str) -> None:
        self.faults.append(Fault(self.number, column, sentence))

    def _row(self, line: Line) -> PlanRow | None:
        self.number, before = line.number, len(self.faults)
        facts: dict[str, Any] = {}
        for column, name in COLUMNS.items():
            try:
                facts[name] = self._understood(name, self._above(name, line.cells.get(column)))
            except (BadCell, NoNumber, NoSuchDay, Unknown) as bad:
                self._fault(column, str(bad))
        if len(self.faults) > before:
            self.last |= facts
            return None
        self._fill_down(facts)
        self.last |= facts
        self._say_due(facts)
        row = PlanRow(**facts)
        return row if self._stands(row, before) else None

    def _above(self, name: str, cell: Any) -> Any:
        """The cell, or what the one above it says where it says “as above”."""
        said = isinstance(cell, str) and not isinstance(cell, Literal) and says_as_above(cell)
        return _Above(self.last.get(name)) if said else cell

    def _understood(self, name: str, cell: Any) -> Any:
        if isinstance(cell, _Above):
            return cell.value if cell.value is not None else EMPTY.get(name)
        cell = _sound(cell)
        if name in NAMING:
            words, named = text_of(cell), self.directories.of(NAMING[name])
            if name in SEVERAL:
                return tuple(sorted(named.slugs_of(words)))
            return named.slug_of(words) if words else ""
        return READERS[name](cell) if name in READERS else text_cell(name, cell)

    def _fill_down(self, facts: dict[str, Any]) -> None:
        """What a line leaves empty because it stands on a line above."""
        letter, heading = self._section(facts["section_letter"], facts["section_heading"])
        same = (letter, heading) == (self.last.get("section_letter"), self.last.get("section_heading"))
        facts |= {"section_letter": letter, "section_heading": heading}
        if (first := self.first.get((letter, heading))) is not None:
            for name in ("key_characteristics", "section_priority"):
                facts[name] = facts[name] or getattr(first, name)
        if same and not facts["ref"] and facts["what"]:
            facts["ref"] = self.last.get("ref", "")
        follows = same and facts["ref"] == self.last.get("ref")
        if follows and not facts["area_for_improvement"]:
            facts["area_for_improvement"] = self.last.get("area_for_improvement", "")
        if facts["bullet"] is None:
            facts["bullet"] = self._next_bullet((letter, heading), facts["ref"], follows=follows)

    def _section(self, letter: str, heading: str) -> tuple[str, str]:
        """The section that a line means: an empty letter or heading is that of the section above it."""
        above = self.last.get("section_letter", ""), self.last.get("section_heading", "")
        if not heading and letter:
            return next((known for known in self.first if known[0] == letter), (letter, heading))
        return above if not letter and heading in ("", above[1]) else (letter, heading)

    def _next_bullet(self, section: tuple[str, str], ref: str, *, follows: bool) -> int:
        """The next number under a ref where the line goes on from the one above; 1 otherwise."""
        bullets = [bullet for known, bullet in self.taken.get(section, {}) if known == ref] if ref and follows else []
        return max(bullets, default=0) + 1

    def _say_due(self, facts: dict[str, Any]) -> None:
        due: Due = facts.pop("due")
        beside = facts["due_as_said"]
        facts["due"], facts["due_as_said"] = due.day, beside or due.as_said
        try:
            facts["due"] = agreed_day(due.day, beside or due.as_said)
        except NoSuchDay as bad:
            self._fault("due as said", str(bad))
        if not beside and len(due.as_said) > LONGEST["due_as_said"]:
            self._fault("due", f"This has more than {LONGEST['due_as_said']} letters: shorten it.")

    def _stands(self, row: PlanRow, before: int) -> bool:
        """Whether the row can stand with those above it; says what is wrong otherwise."""
        if not row.section_heading:
            self._fault("section heading", "There is no section: give its heading here or on a line above.")
        if not row.ref and (row.what or not _is_section_alone(row)):
            self._fault("ref", "There is no reference: write one such as A1.")
        if row.ref and not row.what:
            self._fault("action", f"Say what is to be done under {row.ref}.")
        if row.starts_on and row.due and row.due < row.starts_on:
            self._fault("due", f"{row.reference} is due before it begins: choose a later day.")
        if len(self.faults) == before:
            self._check_section(row)
        if len(self.faults) == before and row.ref:
            self._check_ref(row)
        return len(self.faults) == before

    def _check_section(self, row: PlanRow) -> None:
        for known in self.first:
            if known != row.section and known[0] == row.section_letter != "":
                self._fault(
                    "section letter", f"Section {row.section_letter} is “{known[1]}” above: use another letter."
                )
        first = self.first.setdefault(row.section, row)
        for column in ("key characteristics", "section priority"):
            if getattr(row, COLUMNS[column]) != getattr(first, COLUMNS[column]):
                self._fault(column, "The section says something else above: write it once, on its first line.")

    def _check_ref(self, row: PlanRow) -> None:
        taken = self.taken.setdefault(row.section, {})
        if row.key in taken:
            where = f"{row.reference} stands on line {taken[row.key][0]} already"
            self._fault("ref", f"{where}: put its actions under one another, or give this one another reference.")
        for (ref, _), (_, area) in taken.items():
            if ref == row.ref and area != row.area_for_improvement:
                sentence = (
                    f"{ref} stands for another area above: write the same, or give this action another reference."
                )
                self._fault("area for improvement", sentence)
                break
        taken.setdefault(row.key, (self.number, row.area_for_improvement))


def _sound(cell: Any) -> Any:
    if isinstance(cell, CellError):
        raise BadCell(cell.sentence)
    return cell


@dataclass(frozen=True)
class _Above:
    """What the line above says."""

    value: Any


def _is_section_alone(row: PlanRow) -> bool:
    """Whether the row says nothing but what its section is."""
    place = {name: getattr(row, name) for name in ("section_letter", "section_heading", "key_characteristics")}
    return row == PlanRow(**place, section_priority=row.section_priority, bullet=row.bullet)
