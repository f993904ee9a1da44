"""Leading: the actions that a person or a body leads, and which of them await an update for which period.

An action awaits one while no accepted and no waiting update speaks of it for the period, unless an earlier update
called it complete: what is complete is not asked for again.
"""

import datetime
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q

from governance.foundation.dated import Span, in_force_q
from governance.foundation.publication import State
from governance.models import Person
from priorities.models import Milestone, MilestoneReached, PlanAction, ReportingPeriod, Update
from priorities.updates.progress import stays_complete

IN_FORCE = "section__version__"


@dataclass(frozen=True)
class Step:
    """A milestone of an action, and the day on which it was reached, if it was."""

    milestone: Milestone
    reached: MilestoneReached | None


@dataclass(frozen=True)
class Line:
    """One action that somebody leads, and what was said of it for one period. The updates are keys: see `Led`."""

    action: PlanAction
    period: ReportingPeriod
    counting: int | None
    waiting: int | None
    before: int | None
    """The last that counted for an earlier period."""
    was_complete: bool
    """Whether that one called it complete."""

    @property
    def awaits(self) -> bool:
        """Whether an update is wanted."""
        return self.counting is None and self.waiting is None and not self.was_complete


@dataclass(frozen=True)
class Led:
    """A line with its updates and its milestones, for a page."""

    line: Line
    update: Update | None
    waiting: Update | None
    before: Update | None
    steps: Sequence[Step]

    @property
    def action(self) -> PlanAction:
        """The action."""
        return self.line.action

    @property
    def period(self) -> ReportingPeriod:
        """The period to report on."""
        return self.line.period


@dataclass
class _Said:
    """What was said of one action, by the key of the period: of accepted ones the last, of waiting ones the last."""

    counting: dict[int, tuple[int, str]] = field(default_factory=dict)
    waiting: dict[int, int] = field(default_factory=dict)


def actions_led(
    day: datetime.date, *, person: Person | None = None, bodies: Collection[int] = (), framework: int | None = None
) -> list[PlanAction]:
    """The actions of plans in force on `day` that the person or one of the bodies leads, plan by plan. 1 query.

    Only plans that report by a framework: without one nobody is asked for updates.
    """
    leads = Q(lead_body__in=set(bodies))
    if person is not None:
        leads |= Q(lead_officer=person)
    published = Q(section__version__state=State.PUBLISHED) & in_force_q(day, IN_FORCE)
    rows = PlanAction.objects.filter(published, leads, section__version__plan__framework__isnull=False)
    if framework is not None:
        rows = rows.filter(section__version__plan__framework=framework)
    rows = rows.select_related(f"{IN_FORCE}plan__framework", f"{IN_FORCE}plan__body", "lead_body", "lead_officer")
    order = (f"{IN_FORCE}plan__title", f"{IN_FORCE}plan", "section__position", "section", "position", "pk")
    return list(rows.order_by(*order))


def periods_of(actions: Iterable[PlanAction], day: datetime.date) -> dict[int, list[ReportingPeriod]]:
    """By the key of the framework, its periods that had begun by `day`, the oldest first. 1 query, 0 for no action."""
    keys = {action.section.version.plan.framework_id for action in actions}
    begun: dict[int, list[ReportingPeriod]] = {}
    if keys:
        rows = ReportingPeriod.objects.filter(framework__in=keys, starts__lte=day).select_related("framework")
        for period in rows.order_by("starts", "pk"):
            begun.setdefault(period.framework_id, []).append(period)
    return begun


def lines_on(actions: Sequence[PlanAction], day: datetime.date, *, slug: str = "") -> list[Line]:
    """The line of each action for the period that is asked for on `day`, plan by plan. At most 3 queries.

    That is the period before the last that began, as long as updates for it are in time or one is missing in the plan,
    and else that last; an action that no version held then is asked for the last. `slug` names another period, for
    frameworks that have one of that name. Actions of a framework of which no period has begun are left out.
    """
    begun = periods_of(actions, day)
    said = _said_of(actions, begun)
    held = _held(actions, [periods[-2] for periods in begun.values() if len(periods) > 1])
    lines = []
    for plan in _plans(actions):
        periods = begun.get(plan[0].section.version.plan.framework_id or 0, [])
        if periods:
            lines += _of_plan(plan, periods, said, held=held, day=day, slug=slug)
    return lines


def lines_for(actions: Sequence[PlanAction], period: ReportingPeriod, day: datetime.date) -> list[Line]:
    """The line of each action that is asked for `period`, whose framework their plans report by. At most 3 queries.

    Once the period is over on `day`, only actions that a version held on its last day are.
    """
    earlier = ReportingPeriod.objects.filter(framework=period.framework_id, starts__lt=period.starts)
    periods = [*earlier.order_by("starts", "pk"), period]
    held = _held(actions, [period])
    asked = [action for action in actions if period.last_day >= day or (action.lineage, period.pk) in held]
    said = _said_of(asked, {period.framework_id: periods})
    return [_line(action, periods, said) for action in asked]


def lines_named(
    actions: Sequence[PlanAction], day: datetime.date, pairs: Sequence[tuple[int, int]]
) -> list[Line | None]:
    """For each pair of keys, of an action and a period, its line; None for one that is not among them. 2 queries."""
    begun = periods_of(actions, day)
    said = _said_of(actions, begun)
    mine = {action.pk: action for action in actions}
    lines: list[Line | None] = []
    for key, wanted in pairs:
        action = mine.get(key)
        periods = begun.get(action.section.version.plan.framework_id or 0, []) if action else []
        number = next((number for number, period in enumerate(periods, 1) if period.pk == wanted), 0)
        lines.append(_line(action, periods[:number], said) if action and number else None)
    return lines


def shown(lines: Sequence[Line]) -> list[Led]:
    """The lines with everything that a page shows of them. 3 queries, 0 for no line."""
    if not lines:
        return []
    keys = {key for line in lines for key in (line.counting, line.waiting, line.before) if key}
    updates = Update.objects.select_related("approved_by", "period").in_bulk(keys)
    steps = _steps_of([line.action for line in lines])
    return [
        Led(
            line,
            updates.get(line.counting or 0),
            updates.get(line.waiting or 0),
            updates.get(line.before or 0),
            steps.get(line.action.pk, []),
        )
        for line in lines
    ]


def _steps_of(actions: Sequence[PlanAction]) -> dict[int, list[Step]]:
    milestones = list(Milestone.objects.filter(action__in=actions).in_order())
    reached = {row.lineage: row for row in MilestoneReached.objects.filter(lineage__in=[m.lineage for m in milestones])}
    steps: dict[int, list[Step]] = {}
    for milestone in milestones:
        steps.setdefault(milestone.action_id, []).append(Step(milestone, reached.get(milestone.lineage)))
    return steps


def _plans(actions: Sequence[PlanAction]) -> list[list[PlanAction]]:
    plans: dict[int, list[PlanAction]] = {}
    for action in actions:
        plans.setdefault(action.section.version.plan_id, []).append(action)
    return list(plans.values())


def _of_plan(
    actions: list[PlanAction],
    periods: list[ReportingPeriod],
    said: dict[uuid.UUID, _Said],
    *,
    held: set[tuple[uuid.UUID, int]],
    day: datetime.date,
    slug: str,
) -> list[Line]:
    named = [number for number, period in enumerate(periods) if slug and period.slug == slug]
    if named:
        return [_line(action, periods[: named[0] + 1], said) for action in actions]
    former: dict[int, Line] = {}
    if len(periods) > 1 and periods[-1].last_day >= day:
        then = [action for action in actions if (action.lineage, periods[-2].pk) in held]
        due = periods[-2].updates_due
        found = {action.pk: _line(action, periods[:-1], said) for action in then}
        if (due is not None and day <= due) or any(line.awaits for line in found.values()):
            former = found
    # Those of the former period first: they are the more urgent.
    return [*former.values(), *(_line(action, periods, said) for action in actions if action.pk not in former)]


def _held(actions: Iterable[PlanAction], periods: Sequence[ReportingPeriod]) -> set[tuple[uuid.UUID, int]]:
    """Which actions, by lineage, some published version held on the last day of which of `periods`. 1 query or none.

    An action belongs to one plan, and so to the periods of one framework.
    """
    lasts = {period.framework_id: (period.pk, period.last_day) for period in periods}
    held: set[tuple[uuid.UUID, int]] = set()
    asked = []
    for action in actions:
        of = lasts.get(action.section.version.plan.framework_id or 0)
        if of is not None and action.section.version.span.holds(of[1]):
            held.add((action.lineage, of[0]))
        elif of is not None:
            asked.append(action)
    if asked:
        then = PlanAction.objects.filter(
            section__version__state=State.PUBLISHED, lineage__in={action.lineage for action in asked}
        )
        path = (f"{IN_FORCE}plan__framework", f"{IN_FORCE}starts", f"{IN_FORCE}ends")
        for lineage, framework, starts, ends in then.values_list("lineage", *path):
            key, day = lasts.get(framework, (0, None))
            if day is not None and Span(starts, ends).holds(day):
                held.add((lineage, key))
    return held


def _line(action: PlanAction, periods: Sequence[ReportingPeriod], said: dict[uuid.UUID, _Said]) -> Line:
    """The line for the last of `periods`; the others are those before it."""
    of = said.get(action.lineage, _Said())
    period = periods[-1]
    before = next((of.counting[each.pk] for each in reversed(periods[:-1]) if each.pk in of.counting), None)
    counts = of.counting.get(period.pk)
    return Line(
        action,
        period,
        counts[0] if counts else None,
        of.waiting.get(period.pk),
        before[0] if before else None,
        before is not None and stays_complete(before[1]),
    )


def _said_of(actions: Iterable[PlanAction], begun: dict[int, list[ReportingPeriod]]) -> dict[uuid.UUID, _Said]:
    """By lineage what was said for those periods, as keys and statuses alone: there may be thousands. 1 query."""
    periods = [period.pk for periods in begun.values() for period in periods]
    lineages = {action.lineage for action in actions}
    if not periods or not lineages:
        return {}
    rows: Any = Update.objects.filter(period__in=periods, action__lineage__in=lineages, turned_down_at__isnull=True)
    # Whether and not when it was accepted: to read thousands of moments takes its time.
    rows = rows.annotate(counts=ExpressionWrapper(Q(accepted_at__isnull=False), output_field=BooleanField()))
    rows = rows.order_by("accepted_at", "pk").values_list("action__lineage", "period", "pk", "status", "counts")
    said: dict[uuid.UUID, _Said] = {}
    for lineage, period, key, status, counts in rows:
        of = said.setdefault(lineage, _Said())
        if counts:
            of.counting[period] = (key, status)
        else:
            of.waiting[period] = key
    return said
