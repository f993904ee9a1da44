"""A plan as rows: plain facts, one row for an action, as a table of it is written and read (items 139 to 145).

Records are named by their slugs, so that rows can be compared, kept and carried from one page to the next.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from governance.models import Person
from priorities.models import DeliveryPlan, PlanAction, PlanApproach, PlanVersion, Priority
from priorities.sheets.tables import plain_text


@dataclass(frozen=True)
class Step:
    """A milestone."""

    text: str
    due: datetime.date | None = None
    due_as_said: str = ""


@dataclass(frozen=True)
class PlanRow:
    """An action with the section that it stands in; a row without a `ref` is a section that has no action."""

    section_letter: str = ""
    section_heading: str = ""
    key_characteristics: str = ""
    section_priority: str = ""
    ref: str = ""
    bullet: int = 1
    area_for_improvement: str = ""
    what: str = ""
    lead_body: str = ""
    lead_organisation: str = ""
    lead_officer: str = ""
    partners: tuple[str, ...] = ()
    partner_bodies: tuple[str, ...] = ()
    priority: str = ""
    measure: str = ""
    starts_on: datetime.date | None = None
    due: datetime.date | None = None
    due_as_said: str = ""
    budget: Decimal | None = None
    resources: str = ""
    existing_activity: str = ""
    approaches: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    tasked_by: str = ""
    milestones: tuple[Step, ...] = ()

    @property
    def section(self) -> tuple[str, str]:
        """What tells its section from the others."""
        return self.section_letter, self.section_heading

    @property
    def key(self) -> tuple[str, int]:
        """What tells the action from the others of its section."""
        return self.ref, self.bullet

    @property
    def reference(self) -> str:
        """As the plan shows it: A1, A1.2."""
        return self.ref if self.bullet == 1 else f"{self.ref}.{self.bullet}"


COLUMNS = {
    "section letter": "section_letter",
    "section heading": "section_heading",
    "key characteristics": "key_characteristics",
    "section priority": "section_priority",
    "ref": "ref",
    "bullet": "bullet",
    "area for improvement": "area_for_improvement",
    "action": "what",
    "lead body": "lead_body",
    "lead organisation": "lead_organisation",
    "lead officer": "lead_officer",
    "partners": "partners",
    "partner bodies": "partner_bodies",
    "priority": "priority",
    "measure": "measure",
    "begins on": "starts_on",
    "due": "due",
    "due as said": "due_as_said",
    "budget": "budget",
    "resources": "resources",
    "existing activity": "existing_activity",
    "approaches": "approaches",
    "areas": "areas",
    "tasked by": "tasked_by",
    "milestones": "milestones",
}
"""The columns of the table, in their order, and what of a row each holds."""

NAMING = {
    "section_priority": "priority",
    "lead_body": "body",
    "lead_organisation": "organisation",
    "lead_officer": "person",
    "partners": "organisation",
    "partner_bodies": "body",
    "priority": "priority",
    "approaches": "approach",
    "areas": "area",
    "tasked_by": "body",
}
"""What of a row names records, and of which kind."""

SEVERAL = ("partners", "partner_bodies", "approaches", "areas")
SINGLE = ("priority", "lead_body", "lead_organisation", "lead_officer", "tasked_by")
TEXTS = ("area_for_improvement", "what", "measure", "due_as_said", "resources", "existing_activity")


def rows_of(version: PlanVersion, *, user: Any = None) -> tuple[PlanRow, ...]:
    """The rows of a version, in the order in which it is printed. At most 10 queries.

    What they name is what `user` may read (None: the public): a draft priority is left out. A lead officer is named
    by the plan itself, and so to whoever may read it.
    """
    return tuple(row for _, row in _rows(version, user))


def actions_with_rows(version: PlanVersion, *, user: Any) -> list[tuple[PlanAction | None, PlanRow]]:
    """Each action with its row, as `rows_of` has it; None with the row of a section that has no action."""
    return list(_rows(version, user))


def _rows(version: PlanVersion, user: Any) -> Iterator[tuple[PlanAction | None, PlanRow]]:
    """Each action with its row; None with the row of a section that has no action."""
    sections = list(version.sections.in_order())
    shown = Priority.objects.visible_to(user).filter(plan_sections__version=version)
    priorities = dict(shown.values_list("pk", "slug"))
    actions: dict[int, list[PlanAction]] = {section.pk: [] for section in sections}
    found = PlanAction.objects.filter(section__version=version).in_order().select_related(*SINGLE)
    for action in found.prefetch_related(*SEVERAL, "milestones"):
        actions[action.section_id].append(action)
    known = _known([action for each in actions.values() for action in each], user)
    for section in sections:
        place = PlanRow(
            section_letter=plain_text(section.letter),
            section_heading=plain_text(section.heading),
            key_characteristics=plain_text(section.key_characteristics),
            section_priority=priorities.get(section.priority_id or 0, ""),
        )
        if not actions[section.pk]:
            yield None, place
        for action in actions[section.pk]:
            action.section = section
            yield action, _row(place, action, known)


def approaches_of(version: PlanVersion) -> tuple[tuple[str, str], ...]:
    """How the version applies approaches: the slug of each, and how. 1 query."""
    rows = PlanApproach.objects.filter(version=version).order_by("approach__position", "approach__slug")
    return tuple((slug, plain_text(how)) for slug, how in rows.values_list("approach__slug", "how"))


def packed(rows: Iterable[PlanRow]) -> list[dict[str, Any]]:
    """Rows for keeping as JSON."""
    return [json.loads(json.dumps(asdict(row), default=str)) for row in rows]


def unpacked(rows: Iterable[dict[str, Any]]) -> tuple[PlanRow, ...]:
    """The rows that `packed` made."""
    return tuple(_unpacked(row) for row in rows)


def digest(rows: Iterable[PlanRow], approaches: Iterable[tuple[str, str]] = ()) -> str:
    """A mark of all that rows say: the same for the same rows alone."""
    said = json.dumps([packed(rows), [list(each) for each in approaches]], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def officers_of(plan: DeliveryPlan) -> QuerySet[Person]:
    """The lead officers whom any version of the plan names, whoever may read their records."""
    return Person.objects.filter(plan_actions_led__section__version__plan=plan).distinct()


def _known(actions: list[PlanAction], user: Any) -> set[int]:
    """The keys of the priorities of these actions that `user` may read. 1 query."""
    keys = {action.priority_id for action in actions if action.priority_id is not None}
    return set(Priority.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))


def _row(place: PlanRow, action: PlanAction, known: set[int]) -> PlanRow:
    facts: dict[str, Any] = {name: plain_text(getattr(action, name)) for name in TEXTS}
    for name in SINGLE:
        record = getattr(action, name)
        facts[name] = record.slug if record is not None else ""
    if action.priority_id not in known:
        facts["priority"] = ""
    for name in SEVERAL:
        facts[name] = tuple(sorted(record.slug for record in getattr(action, name).all()))
    steps = sorted(action.milestones.all(), key=lambda step: (step.position, step.pk))
    return replace(
        place,
        ref=plain_text(action.ref),
        bullet=action.bullet,
        starts_on=action.starts_on,
        due=action.due,
        budget=action.budget,
        milestones=tuple(
            Step(" ".join(plain_text(step.text).split()), step.due, " ".join(plain_text(step.due_as_said).split()))
            for step in steps
        ),
        **facts,
    )


def _unpacked(row: dict[str, Any]) -> PlanRow:
    facts: dict[str, Any] = {each.name: row[each.name] for each in fields(PlanRow)}
    for name in SEVERAL:
        facts[name] = tuple(facts[name])
    for name in ("starts_on", "due"):
        facts[name] = _day(facts[name])
    facts["budget"] = Decimal(facts["budget"]) if facts["budget"] is not None else None
    facts["milestones"] = tuple(
        Step(each["text"], _day(each["due"]), each["due_as_said"]) for each in facts["milestones"]
    )
    return PlanRow(**facts)


def _day(words: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(words) if words else None
