"""Pages of traffic-light and exception reports: of a plan for a period, or of all that a body answers for.

The latest published report of the day is shown as it was fixed. Where there is none the page says how things stand as
of its day, marked as not yet fixed: it says nothing but what the public may read of published plans already. Editors
see a report that is made and not yet published.
"""

from collections import defaultdict
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from governance.foundation.access import may_edit
from governance.foundation.dated import end_of_day
from governance.foundation.deeds import Refused
from governance.foundation.printing import Printable
from governance.foundation.publication import State
from governance.foundation.spreadsheets import csv_response
from governance.models import BodyPeriod
from governance.views.pages import BySlug, Crumb, OfBody, Page
from priorities.models import DeliveryPlan, PerformanceReport, PlanResponsibility, ReportingPeriod
from priorities.reports.exceptions import body_content, plan_content
from priorities.reports.report_counts import bar, summary
from priorities.reports.report_files import report_csv
from priorities.reports.report_scope import periods_of
from priorities.views.crumbs import to_plan


class ReportPage(Page):
    """A report for the period that the address names, as a page, printed or, with `written`, as CSV."""

    written = False
    period: ReportingPeriod

    def get_period(self) -> ReportingPeriod | None:
        """The period that the address names."""
        raise NotImplementedError

    def get_reports(self) -> Any:
        """All the reports of this subject and period."""
        raise NotImplementedError

    def get_live(self) -> dict[str, Any]:
        """What a report made at the end of the page's day would say. Raises Refused where that is nothing."""
        raise NotImplementedError

    def get_address(self, ending: str = "") -> str:
        """The address of this page or, with “-pdf” or “-csv”, of its file."""
        raise NotImplementedError

    def get_add_query(self) -> str:
        """What the officers' site needs to make this report."""
        raise NotImplementedError

    def may_fix(self) -> bool:
        """Whether the user may make this report."""
        raise NotImplementedError

    def get_partnership(self) -> int:
        """Key of the partnership that it is about."""
        raise NotImplementedError

    @cached_property
    def reports(self) -> list[PerformanceReport]:
        """Published reports of the day, the latest first, then drafts for their editors."""
        rows = self.get_reports().visible_to(self.request.user).exclude(state=State.WITHDRAWN).order_by("-number")
        found = [row for row in rows if _began(row) <= self.day]
        return sorted(found, key=lambda row: not row.is_published)

    @cached_property
    def report(self) -> PerformanceReport | None:
        """The report that the page shows; None: it is not fixed yet."""
        return self.reports[0] if self.reports else None

    @cached_property
    def content(self) -> dict[str, Any]:
        """What the page says. Raises Http404 where there is nothing to report."""
        if self.report is not None:
            return self.report.content
        try:
            return self.get_live()
        except Refused as refusal:
            raise Http404(str(refusal)) from refusal

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, its PDF or its CSV."""
        period = self.get_period()
        if period is None or period.starts > self.day:
            raise Http404("No such period has begun.")
        self.period = period
        if not self.written:
            return super().get(request, *args, **kwargs)  # type: ignore[misc]  # a TemplateView
        return csv_response(self.get_print_name(), report_csv(self.content))

    def get_print_name(self) -> str:
        """The subject and the period, so that a folder of downloads stays readable."""
        return f"exceptions-{self.kwargs['slug']}-{self.kwargs['period']}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the report says and where its files are."""
        content, report = self.content, self.report
        published = [each for each in self.reports if each.is_published]
        return super().get_context_data(
            content=content,
            counts=content["counts"],
            summary=summary(content),
            bar=bar(content["counts"]),
            elsewhere=self.get_elsewhere(),
            report=report,
            earlier=published[1:],
            waiting=next((each for each in self.reports if each.is_draft and each != report), None),
            is_body_report=content["kind"] == "body",
            page_address=self.get_address(),
            pdf_address=self.get_address("-pdf"),
            csv_address=self.get_address("-csv"),
            add_query=self.get_add_query(),
            may_fix=report is None and self.may_fix(),
            **kwargs,
        )

    def get_elsewhere(self) -> list[dict[str, Any]]:
        """The tasks reported through other bodies, each with the `address` of that body's report. 1 query or none.

        A report is fixed with the body's name alone. One that fits no body, or several, has no address.
        """
        lines = self.content["elsewhere"]
        if not lines:
            return []
        rows = BodyPeriod.objects.in_force(min(self.period.last_day, self.day)).filter(
            name__in={line["through"] for line in lines}, partnership=self.get_partnership()
        )
        slugs: dict[str, set[str]] = defaultdict(set)
        for name, slug in rows.values_list("name", "body__slug"):
            slugs[name].add(slug)
        only = {name: next(iter(found)) for name, found in slugs.items() if len(found) == 1}
        return [
            {**line, "address": body_report(only[line["through"]], self.period) if line["through"] in only else ""}
            for line in lines
        ]


class OfPlanReport(ReportPage, BySlug):
    """The report of one plan: 13 or 14 queries for a live one, 3 for a fixed one; 1 more with tasks of another body."""

    record: DeliveryPlan

    def get_records(self) -> QuerySet[Any]:
        """Plans with a published version; for editors all of theirs."""
        return DeliveryPlan.objects.visible_to(self.request.user).for_page()

    def get_period(self) -> ReportingPeriod | None:
        """The period of the plan's framework."""
        framework = self.record.framework
        return periods_of(framework, self.kwargs["period"]).first() if framework else None

    def get_reports(self) -> Any:
        """Reports of the plan."""
        return PerformanceReport.objects.filter(plan=self.record, period=self.period)

    def get_live(self) -> dict[str, Any]:
        """How the plan stands as of the day."""
        return plan_content(self.record, self.period, known_at=end_of_day(self.day))

    def get_address(self, ending: str = "") -> str:
        """The address of this report."""
        return reverse(f"priorities:exceptions{ending}", args=[self.record.slug, self.kwargs["period"]])

    def get_add_query(self) -> str:
        """The plan and the period."""
        return f"plan={self.record.pk}&period={self.period.pk}"

    def may_fix(self) -> bool:
        """Whether the user edits the plan."""
        return may_edit(self.request.user, self.record.body)

    def get_partnership(self) -> int:
        """That of the plan."""
        return self.record.body.partnership_id or self.record.body_id

    def get_crumbs(self) -> list[Crumb]:
        """The way back up: the plan."""
        return to_plan(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the plan."""
        return super().get_context_data(plan=self.record, **kwargs)


class OfBodyReport(ReportPage, OfBody):
    """The report of all that a body answers for: 14 or 15 queries for a live one; 1 more with tasks of another."""

    def get_period(self) -> ReportingPeriod | None:
        """A period of that address: of a framework by which plans of the body report, where there is one."""
        plans = PlanResponsibility.objects.filter(body=self.body, plan__framework=OuterRef("framework"))
        rows = periods_of(None, self.kwargs["period"]).annotate(is_own=Exists(plans))
        return rows.order_by("-is_own", "starts", "pk").first()

    def get_reports(self) -> Any:
        """Reports of the body for a period of that address."""
        rows = PerformanceReport.objects.filter(body=self.body, plan__isnull=True)
        return rows.filter(period__slug=self.kwargs["period"])

    def get_live(self) -> dict[str, Any]:
        """How all that the body answers for stands as of the day."""
        return body_content(self.body, self.period, known_at=end_of_day(self.day))

    def get_address(self, ending: str = "") -> str:
        """The address of this report."""
        return reverse(f"priorities:body-report{ending}", args=[self.body.slug, self.kwargs["period"]])

    def get_add_query(self) -> str:
        """The body and the period."""
        return f"body={self.body.pk}&period={self.period.pk}"

    def may_fix(self) -> bool:
        """Whether the user edits the body."""
        return may_edit(self.request.user, self.body)

    def get_partnership(self) -> int:
        """That of the body."""
        return self.body.partnership_id or self.body.pk


class PlanReportPage(OfPlanReport, Printable, TemplateView):
    """How a plan stood for a period."""

    template_name = "priorities/report.html"


class PlanReportFile(PlanReportPage):
    """The same as CSV."""

    written = True


class BodyReportPage(OfBodyReport, Printable, TemplateView):
    """How all that a body answers for stood for a period."""

    template_name = "priorities/report.html"


class BodyReportFile(BodyReportPage):
    """The same as CSV."""

    written = True


def body_report(slug: str, period: ReportingPeriod) -> str:
    """The address of a body's own report for a period."""
    return reverse("priorities:body-report", args=[slug, period.slug])


def _began(report: PerformanceReport) -> Any:
    """The day from which the report can be read: that of its publication, or of its making."""
    published = report.published_at if report.is_published else None
    return timezone.localdate(published or report.made_at)
