"""Tasks that a body set others, for its own page and its agendas: when they stand in its report (beyond 3.12)."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from governance.foundation.publication import State
from governance.models import Body, Link
from priorities.models import PlanAction, PlanResponsibility, ReportingPeriod
from priorities.reports.report_scope import reported_through


@dataclass(frozen=True)
class Tasks:
    """The tasks of published plans that may be reported through one body, with what decides on which day they are."""

    body: Body
    actions: list[PlanAction]
    lines: list[Link]
    held: list[PlanResponsibility]

    @property
    def plans(self) -> set[int]:
        """Keys of the plans in which they stand, or stood."""
        return {action.section.version.plan_id for action in self.actions}

    def plans_on(self, day: datetime.date) -> set[int]:
        """Keys of the plans of which a task is reported through the body as of `day`."""
        lines = [line for line in self.lines if line.span.holds(day)]
        answers: dict[int, list[int]] = defaultdict(list)
        for row in self.held:
            if row.span.holds(day):
                answers[row.plan_id].append(row.body_id)
        found = set()
        for action in self.actions:
            version = action.section.version
            tasked = [key for key in (action.lead_body_id, *answers[version.plan_id]) if key]
            if version.span.holds(day) and reported_through(action, tasked, lines) == self.body:
                found.add(version.plan_id)
        return found


def tasks_of(body: Body) -> Tasks:
    """The tasks that are, were or will be reported through `body`. 1 query, and 2 more where there is any."""
    lines = Link.objects.filter(type=Link.Type.MAY_TASK)
    named = Exists(lines.filter(source=OuterRef("tasked_by"), reported_through=body))
    rows = PlanAction.objects.filter(Q(tasked_by=body) | Q(named), section__version__state=State.PUBLISHED)
    actions = list(rows.select_related("section__version__plan", "tasked_by"))
    if not actions:
        return Tasks(body, [], [], [])
    lines = lines.filter(source__in={action.tasked_by_id for action in actions}).select_related("reported_through")
    held = PlanResponsibility.objects.filter(plan__in={action.section.version.plan_id for action in actions})
    # The owner first, as where the report itself asks.
    return Tasks(body, actions, list(lines.order_by("pk")), list(held.order_by("-role", "pk")))


def periods_with_tasks(body: Body, day: datetime.date) -> list[ReportingPeriod]:
    """The periods that had ended by `day` and of which `body` reports tasks, the latest first. 1 or 4 queries."""
    tasks = tasks_of(body)
    framework_of = {
        action.section.version.plan_id: action.section.version.plan.framework_id for action in tasks.actions
    }
    frameworks = set(filter(None, framework_of.values()))
    if not frameworks:
        return []
    ended = ReportingPeriod.objects.filter(framework__in=frameworks, ends__lte=day).latest_first()
    return [
        period
        for period in ended
        if period.framework_id in {framework_of[plan] for plan in tasks.plans_on(period.last_day)}
    ]
