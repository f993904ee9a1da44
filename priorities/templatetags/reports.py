"""A panel of reports for the pages of bodies, and the colours of their traffic lights."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone

from governance.foundation.panels import carried
from governance.models import Body
from priorities.models import DeliveryPlan, PerformanceReport, ReportingPeriod
from priorities.reports.report_counts import summary
from priorities.reports.report_tasks import periods_with_tasks

register = template.Library()

SHOWN = 4
"""Reports that a panel lists."""

COLOURS = {
    "green": "govuk-tag--green",
    "amber": "govuk-tag--yellow",
    "red": "govuk-tag--red",
    "complete": "govuk-tag--blue",
    "not started": "govuk-tag--grey",
    "reprogrammed": "govuk-tag--purple",
    "no update": "govuk-tag--grey",
}


@dataclass(frozen=True)
class Reported:
    """A line of a panel: the report of a plan, or of all that a body answers for, and what it says in words."""

    period: ReportingPeriod
    plan: DeliveryPlan | None
    words: str


@register.filter
def tag_colour(status: str) -> str:
    """The class of the tag of a status, which always says the status in words too."""
    return COLOURS.get(status, "govuk-tag--grey")


@register.inclusion_tag("priorities/_reports_panel.html", takes_context=True)
def latest_reports(context: Context, body: Body) -> dict[str, Any]:
    """The last reports of a body by the page's day, the latest period first; nothing where it has none.

    Published ones with what they say in words, and of periods with tasks that it set others the page that reports
    them, fixed or not. 2 queries; 1 more where a report is published, 3 where there are tasks.
    """
    request = context["request"]
    rows = PerformanceReport.objects.visible_to(request.user).published().filter(body=body).defer("content")
    rows = rows.select_related("plan", "period").latest_first()
    found = [row for row in rows[: 4 * SHOWN] if timezone.localdate(row.published_at or row.made_at) <= request.day]
    latest: dict[tuple[int | None, str], PerformanceReport] = {}
    for row in found:
        latest.setdefault((row.plan_id, row.period.slug), row)
    shown = list(latest.values())[:SHOWN]
    said = PerformanceReport.objects.only("content").in_bulk([row.pk for row in shown]) if shown else {}
    lines = [Reported(row.period, row.plan, summary(said[row.pk].content)) for row in shown]
    live = [each for each in periods_with_tasks(body, request.day) if (None, each.slug) not in latest]
    lines += [Reported(period, None, "Tasks that it set others. Not yet fixed.") for period in live]
    lines.sort(key=lambda line: line.period.starts, reverse=True)
    return {**carried(context), "body": body, "reports": lines[:SHOWN]}
