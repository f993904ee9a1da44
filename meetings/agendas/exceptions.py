"""Exceptions at a meeting: the reports on plans that a body monitors, for the periods that ended last (item 192).

The body that monitors a plan on the day of the meeting hears of it, so the item moves with the responsibility. A task
that it set another body stands in its own report (beyond 3.12), so it hears of that too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, Subquery, When

from governance.foundation.publication import State
from meetings.models import AgendaItem, Meeting
from priorities.models import DeliveryPlan, PerformanceReport, PlanVersion, ReportingPeriod
from priorities.plans.responsibility import monitored_on
from priorities.reports.report_tasks import tasks_of


@dataclass(frozen=True)
class Owed:
    """What the meeting is to hear of one framework: the period that ended last, and the plans that report by it."""

    period: ReportingPeriod
    plans: tuple[DeliveryPlan, ...]
    """Those that the body monitors."""
    made: tuple[PerformanceReport, ...] = ()
    """Reports for the period on all that the body answers for, or on one of the plans; the newest first."""
    tasked: tuple[DeliveryPlan, ...] = ()
    """Plans that others monitor, with tasks that are reported through the body."""

    @property
    def in_words(self) -> str:
        """“Homes plan, tasks in Jobs plan”."""
        return ", ".join([*map(str, self.plans), *(f"tasks in {plan}" for plan in self.tasked)])


def owed_at(meeting: Meeting) -> list[Owed]:
    """What the lead body is to hear of the plans that it monitors on the meeting's day, and of tasks. 2 to 6 queries.

    Only plans that had a published version by then, whose framework has a period that ended by then; tasks that were
    reported through the body on the last day of that period.
    """
    body, day = meeting.body, meeting.day
    tasks = tasks_of(body)
    ended = ReportingPeriod.objects.filter(framework=OuterRef("framework"), ends__lte=day).latest_first()
    published = PlanVersion.objects.published().filter(plan=OuterRef("pk"), starts__lte=day)
    monitored = Q(pk__in=monitored_on(body, day).values("pk"))
    plans = DeliveryPlan.objects.filter(monitored | Q(pk__in=tasks.plans)).filter(Exists(published))
    plans = plans.annotate(
        last_period=Subquery(ended.values("pk")[:1]), is_monitored=Case(When(monitored, then=True), default=False)
    )
    rows = list(plans.exclude(last_period=None).order_by("title", "pk"))
    if not rows:
        return []
    periods = ReportingPeriod.objects.filter(pk__in={row.last_period for row in rows}).select_related("framework")
    made = _made(meeting, rows)
    owed = []
    for period in periods.latest_first():
        of_period = [row for row in rows if row.last_period == period.pk]
        own = tuple(row for row in of_period if row.is_monitored)
        reported = tasks.plans_on(period.last_day)
        tasked = tuple(row for row in of_period if not row.is_monitored and row.pk in reported)
        if own or tasked:
            owed.append(Owed(period, own, tuple(row for row in made if row.period_id == period.pk), tasked))
    return owed


def newest_report(owed: Iterable[Owed]) -> PerformanceReport | None:
    """The report that an exceptions item deals with unless somebody chooses another: the newest that was made."""
    return next((report for each in owed for report in each.made), None)


def takes_the_place(report: PerformanceReport | None, item: AgendaItem) -> bool:
    """Whether `report` comes onto an item by itself: on an empty one, and where it is newer of its kind.

    A report for a later period is, and one made again for the same; another's choice for that period stands.
    """
    now = item.report
    if report is None or now is None:
        return report is not None
    if now.state == State.WITHDRAWN or report.period.starts > now.period.starts:
        return True
    same = (now.plan_id, now.body_id, now.period_id) == (report.plan_id, report.body_id, report.period_id)
    return same and report.number > now.number


def _made(meeting: Meeting, plans: Iterable[Any]) -> list[PerformanceReport]:
    """Reports for the plans' last periods: on one that the body monitors, or on all that it answers for. 1 query."""
    mine = Q(plan__in=[plan for plan in plans if plan.is_monitored]) | Q(plan=None, body=meeting.body_id)
    rows = PerformanceReport.objects.filter(mine, period__in={plan.last_period for plan in plans})
    rows = rows.exclude(state=State.WITHDRAWN).select_related("period", "plan", "body")
    return list(rows.defer("content").latest_first())
