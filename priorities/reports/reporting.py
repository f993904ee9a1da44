"""Reporting: the deeds that fix a performance report, publish it and take it back, and the check of an old one."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from governance.foundation.access import require_edit
from governance.foundation.deeds import Refused, write
from governance.foundation.printing import sha256_of
from governance.foundation.publication import State, turn
from governance.models import Body
from priorities.models import DeliveryPlan, PerformanceReport, PlanResponsibility, ReportingPeriod
from priorities.plans.responsibility import responsible_on
from priorities.reports.exceptions import body_content, canonical, fixed_versions, plan_content


@transaction.atomic
def make_report(
    period: ReportingPeriod,
    *,
    by: Any,
    plan: DeliveryPlan | None = None,
    body: Body | None = None,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> PerformanceReport:
    """Fix the report of a plan, or of all that a body answers for, as a draft with the next number of the period.

    A plan's report belongs to the body that monitors it on the period's last day. `at`: the moment as of which it is
    made, now unless given; nothing accepted later counts. Nobody but editors reads it before `publish_report`.
    Raises Refused with the reason.
    """
    if (plan is None) == (body is None):
        raise Refused("A report is about one plan or about one body: choose one of the two.")
    moment = at or timezone.now()
    period = ReportingPeriod.objects.select_related("framework").get(pk=period.pk)
    if period.starts > timezone.localdate(moment):
        raise Refused(f"{period} has not begun: make its report on its first day or later.")
    if plan is not None:
        plan, body = _locked_plan(plan, period)
    else:
        body = Body.objects.locked(body.pk)  # type: ignore[union-attr]  # one of the two is given
    require_edit(by, body)
    content = plan_content(plan, period, known_at=moment) if plan else body_content(body, period, known_at=moment)
    report = PerformanceReport(
        body=body,
        plan=plan,
        period=period,
        number=_next_number(period, plan, body),
        made_at=moment,
        content=content,
        sha256=sha256_of(canonical(content)),
    )
    return write(report, by=by, why=reason)


@transaction.atomic
def publish_report(
    report: PerformanceReport, *, by: Any, reason: str = "", at: datetime.datetime | None = None
) -> PerformanceReport:
    """Publish a report as it was fixed. `at`: the moment from which the public reads it, now unless given."""
    report = _locked(report, by)
    if at is not None and report.published_at is None:
        if at < report.made_at:
            raise Refused("A report cannot be published before it is made: choose a later moment.")
        report.published_at = at
    return turn(report, State.PUBLISHED, by=by, why=reason)


@transaction.atomic
def withdraw_report(report: PerformanceReport, *, by: Any, reason: str = "") -> PerformanceReport:
    """Take a report back: the public reads it no longer, and its number is not given again."""
    return turn(_locked(report, by), State.WITHDRAWN, by=by, why=reason)


def same_again(report: PerformanceReport) -> bool:
    """Whether the report made again now, as of the moment at which it was made, has the same bytes as the stored one.

    Updates accepted later, later versions of the plans, and thresholds and titles changed later make no difference.
    It differs where the past itself was corrected since, such as the dated names of a body.
    """
    first = report.history.order_by("history_date", "history_id").first()
    facts: dict[str, Any] = {
        "known_at": report.made_at,
        "fixed": fixed_versions(report.content),
        "recorded_at": first.history_date if first else report.made_at,
    }
    try:
        if report.plan is not None:
            content = plan_content(report.plan, report.period, **facts)
        else:
            content = body_content(report.body, report.period, **facts)
    except Refused:
        return False
    again = canonical(content)
    return again == canonical(report.content) and sha256_of(again) == report.sha256


def _locked_plan(plan: DeliveryPlan, period: ReportingPeriod) -> tuple[DeliveryPlan, Body]:
    """The plan, locked and read again, and the body that answers for it on the last day of the period."""
    plan = DeliveryPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    if plan.framework_id != period.framework_id:
        raise Refused(f"{plan} does not report by {period.framework}: choose a period of its own framework.")
    body = responsible_on(plan, PlanResponsibility.Role.MONITOR, period.last_day)
    if body is None:
        raise Refused(f"Nobody answers for {plan} in that period: name the body that owns or monitors it.")
    return plan, body


def _locked(report: PerformanceReport, by: Any) -> PerformanceReport:
    report = PerformanceReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    require_edit(by, report.body)
    return report


def _next_number(period: ReportingPeriod, plan: DeliveryPlan | None, body: Body) -> int:
    rows = PerformanceReport.objects.filter(period=period, plan=plan)
    if plan is None:
        rows = rows.filter(body=body)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1
