"""A version of a plan as xlsx: a table that people read in a spreadsheet, and that reads back as the same plan."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse

from governance.bodies.names import body_name_on
from governance.foundation.access import may_edit
from priorities.models import PlanResponsibility, PlanVersion, Strategy
from priorities.officers import UNNAMED
from priorities.sheets.called import Directories
from priorities.sheets.days_as_said import NoSuchDay, british, due_said
from priorities.sheets.plan_rows import COLUMNS, NAMING, SEVERAL, PlanRow, Step, approaches_of, officers_of, rows_of
from priorities.sheets.sheet_writing import Sheet, workbook_of

PLAN, APPROACHES, ABOUT = "Plan", "Approaches", "About"
"""The sheets; a version that says of no approach how it applies it has no sheet for that."""

WIDTHS = {
    "section letter": 8,
    "section heading": 28,
    "key characteristics": 40,
    "section priority": 22,
    "ref": 7,
    "bullet": 7,
    "area for improvement": 34,
    "action": 60,
    "partners": 30,
    "partner bodies": 30,
    "measure": 34,
    "begins on": 12,
    "due": 12,
    "due as said": 20,
    "budget": 14,
    "resources": 30,
    "existing activity": 30,
    "approaches": 26,
    "milestones": 44,
}
USUAL_WIDTH = 22
BETWEEN_PARTS = " | "


def sheet_of(version: PlanVersion, *, user: Any = None, day: datetime.date | None = None) -> bytes:
    """The xlsx of a version as `user` may read it (None: the public). The same version gives the same bytes.

    Bodies are written with their names on `day`, by default today's. Sheets: the plan, a line for each action; how
    it applies approaches; and facts about it. At most 22 queries for the public, however long the plan is.
    """
    directories = Directories(version.plan.body.partnership_id, user, day)
    rows = rows_of(version, user=user)
    if any(row.lead_officer for row in rows) and user is not None and may_edit(user, version.plan.body):
        directories.admit("person", officers_of(version.plan))
    sheets = [Sheet(PLAN, _columns(), [_cells(row, directories) for row in rows])]
    if approaches := approaches_of(version):
        named = directories.of("approach")
        said = [(named.said(slug), how) for slug, how in approaches]
        sheets.append(Sheet(APPROACHES, [("approach", 30), ("how", 80)], said))
    sheets.append(Sheet(ABOUT, [("fact", 24), ("what it is", 80)], list(_facts(version, user, day))))
    return workbook_of(sheets, title=str(version))


def milestones_said(steps: tuple[Step, ...]) -> str:
    """Milestones in one cell, one on each line: the text, then the day, and the words where it was said otherwise."""
    return "\n".join(BETWEEN_PARTS.join(_parts(step)) for step in steps)


def _columns() -> list[tuple[str, int]]:
    return [(column, WIDTHS.get(column, USUAL_WIDTH)) for column in COLUMNS]


def _cells(row: PlanRow, directories: Directories) -> list[Any]:
    cells = []
    for name in COLUMNS.values():
        value: Any = getattr(row, name)
        if name in SEVERAL:
            value = directories.of(NAMING[name]).said_of(value) if value else None
        elif name == "lead_officer" and value and value not in directories.of("person").by_slug:
            # Never left empty, even beside a body: read back, that would say that nobody is lead officer
            value = UNNAMED
        elif name in NAMING and value:
            value = directories.of(NAMING[name]).said(value)
        elif name == "milestones":
            value = milestones_said(value)
        elif name == "bullet" and not row.ref:
            value = None
        cells.append(value)
    return cells


def _parts(step: Step) -> list[str]:
    """The shortest way to say a milestone that reads back the same."""
    text = _marked(step.text)
    if not step.due_as_said:
        return [text, british(step.due)] if step.due else [text]
    try:
        said = due_said(step.due_as_said)
    except NoSuchDay:
        said = None
    if said is not None and (said.day, said.as_said) == (step.due, step.due_as_said):
        return [text, _marked(step.due_as_said)]
    return [text, british(step.due) if step.due else "", _marked(step.due_as_said)]


def _marked(words: str) -> str:
    return words.replace("\\", "\\\\").replace("|", "\\|")


def _facts(version: PlanVersion, user: Any, day: datetime.date | None) -> Iterator[tuple[str, Any]]:
    plan = version.plan
    yield "Plan", plan.title
    yield "Version", version.number
    yield "State", version.get_state_display()
    yield from _responsible(version, day)
    if plan.strategy_id and (strategy := Strategy.objects.visible_to(user).filter(pk=plan.strategy_id).first()):
        yield "Strategy", strategy.title
    yield "In force from", version.starts
    yield "In force until", version.span.last_day if version.starts else None
    yield "Covers the time from", version.covers_from
    yield "Covers the time to", version.covers_until
    yield "Adopted at", version.adopted_at
    if version.is_published:
        yield "Address", settings.BASE_URL + reverse("priorities:plan", args=[plan.slug])
    yield (
        "How to change it",
        (
            "Change the sheet “Plan”, then import the file into a draft of the plan. A line is an action. A line without "
            "a section, or without a ref, belongs to the one above it. Names in a list stand apart by “;”. A day is "
            "written like 30/11/2009; words such as “November 2009” or “Ongoing” may stand there as well. A milestone "
            "has a line of its own in its cell, with its day behind “|”."
        ),
    )


def _responsible(version: PlanVersion, day: datetime.date | None) -> Iterator[tuple[str, str]]:
    """Who owned and who monitored the plan on the day, by default its first day in force."""
    on = day or version.starts
    rows = PlanResponsibility.objects.filter(plan=version.plan_id)
    if on is None:
        held = dict(rows.filter(ends=None).values_list("role", "body__name"))
    else:
        held = dict(rows.in_force(on).annotate(then=body_name_on("body", on)).values_list("role", "then"))
    for role, words in ((PlanResponsibility.Role.OWNER, "Owned by"), (PlanResponsibility.Role.MONITOR, "Monitored by")):
        if role in held:
            yield words, held[role]
