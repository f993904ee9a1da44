"""Exceptions at a meeting: the reports on plans that a body monitors, for the periods that ended last (item 192).

The body that monitors a plan on the day of the meeting hears of it, so the item moves with the responsibility.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery

from governance.foundation.publication import State
from meetings.models import AgendaItem, Meeting
from priorities.models import DeliveryPlan, PerformanceReport, PlanVersion, ReportingPeriod
from priorities.plans.responsibility import monitored_on


@dataclass(frozen=True)
class Owed:
    """What the meeting is to hear of one framework: the period that ended last, and the plans that report by it."""

    period: ReportingPeriod
    plans: tuple[DeliveryPlan, ...]
    made: tuple[PerformanceReport, ...] = ()
    """Reports for the period on all that the body answers for, or on one of the plans; the newest first."""


def owed_at(meeting: Meeting) -> list[Owed]:
    """What the lead body is to hear of the plans that it monitors on the meeting's day. 1 to 3 queries.

    Only plans that had a published version by then, whose framework has a period that ended by then.
    """
    ended = ReportingPeriod.objects.filter(framework=OuterRef("framework"), ends__lte=meeting.day).latest_first()
    published = PlanVersion.objects.published().filter(plan=OuterRef("pk"), starts__lte=meeting.day)
    plans = monitored_on(meeting.body, meeting.day).filter(Exists(published))
    plans = plans.annotate(last_period=Subquery(ended.values("pk")[:1])).exclude(last_period=None)
    of_period: dict[int, list[DeliveryPlan]] = {}
    for plan in plans.distinct().order_by("title", "pk"):
        of_period.setdefault(plan.last_period, []).append(plan)
    if not of_period:
        return []
    periods = ReportingPeriod.objects.filter(pk__in=of_period).select_related("framework").latest_first()
    made = _made(meeting, of_period)
    return [
        Owed(each, tuple(of_period[each.pk]), tuple(row for row in made if row.period_id == each.pk))
        for each in periods
    ]


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


def _made(meeting: Meeting, of_period: dict[int, list[DeliveryPlan]]) -> list[PerformanceReport]:
    plans = [plan for plans in of_period.values() for plan in plans]
    mine = Q(plan__in=plans) | Q(plan=None, body=meeting.body_id)
    rows = PerformanceReport.objects.filter(mine, period__in=of_period).exclude(state=State.WITHDRAWN)
    return list(rows.select_related("period", "plan", "body").defer("content").latest_first())
