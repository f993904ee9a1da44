"""The admin of performance reports: made, published and taken back by deeds, for what one says never changes."""

from typing import Any

from django import forms
from django.contrib import admin
from django.urls import reverse

from governance.admin.by_deed import ByDeed
from governance.admin.officer_admin import of_partnership
from governance.admin.seating_forms import searched
from governance.foundation.deed_forms import DeedForm, Done, OfUnpublished, OfUnwithdrawn
from priorities.models import DeliveryPlan, PerformanceReport, ReportingPeriod
from priorities.reports.report_counts import summary
from priorities.reports.reporting import make_report, publish_report, same_again, withdraw_report


class PeriodField(forms.ModelChoiceField):
    """A period, named with its framework."""

    def label_from_instance(self, obj: Any) -> str:
        """Such as “Quarter 1, 2009/10 (The executive group’s framework)”."""
        return f"{obj} ({obj.framework})"


class MakeReportForm(DeedForm):
    """Fix a report."""

    slug, verb, press = "make", "Make a report…", "Fix the report"
    lead = (
        "It says how the actions stand now for that period, and never changes. Nobody but editors reads it until it is "
        "published."
    )

    @property
    def heading(self) -> str:
        """The page's heading."""
        return "Make a report"

    def arrange(self) -> None:
        """A plan or a body, and the period."""
        plans = DeliveryPlan.objects.visible_to(self.user).filter(framework__isnull=False).order_by("title", "pk")
        self.fields["plan"] = forms.ModelChoiceField(
            queryset=plans, required=False, label="Plan", help_text="A report of this plan alone."
        )
        self.fields["body"] = searched(
            PerformanceReport, "body", self, required=False, label="Or body", help_text="All that it answers for."
        )
        periods = ReportingPeriod.objects.filter(framework__plans__in=plans).select_related("framework").distinct()
        self.fields["period"] = PeriodField(queryset=periods.order_by("-starts", "pk"), label="Period")
        self.order_fields(["plan", "body", "period", "reason"])

    def act(self) -> Done:
        """Make it."""
        to = self.filled_in()
        report = make_report(to.pop("period"), by=self.user, **to)
        return Done(report, f"Report {report.number} of {report} is fixed as a draft.")


class PublishForm(OfUnpublished):
    """Publish a report."""

    slug, verb, press = "publish", "Publish…", "Publish"
    lead = "The public then reads this report as the one of its period."

    def act(self) -> Done:
        """Publish it."""
        report = publish_report(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(report, f"Report {report.number} of {report} is published.")


class WithdrawForm(OfUnwithdrawn):
    """Take a report back."""

    slug, verb, press = "withdraw", "Withdraw…", "Withdraw"
    lead = "The public no longer reads it. It is kept, and its number is not given again."

    def act(self) -> Done:
        """Withdraw it."""
        report = withdraw_report(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(report, f"Report {report.number} of {report} is withdrawn.")


class PerformanceReportAdmin(ByDeed):
    """Traffic-light and exception reports as they were fixed."""

    group = "Priorities and plans"
    list_display = ("subject", "period", "number", "body", "made_at", "state")
    list_filter = ("state", of_partnership("body"))
    list_select_related = ("body", "plan", "period")
    search_fields = ("plan__title", "body__name", "period__name")
    search_help_text = "By plan, body or period."
    ordering = ("-period__starts", "-made_at", "-pk")
    add_deed = MakeReportForm
    deeds = (PublishForm, WithdrawForm)
    readonly_fields = fields = (
        "body",
        "plan",
        "period",
        "number",
        "made_at",
        "in_words",
        "state",
        "sha256",
        "made_again",
    )

    @admin.display(description="Report on", ordering="plan__title")
    def subject(self, report: PerformanceReport) -> str:
        """The plan, or all that the body answers for."""
        return str(report.plan or f"All that {report.body} answers for")

    @admin.display(description="In words")
    def in_words(self, report: PerformanceReport) -> str:
        """What it says."""
        return summary(report.content)

    @admin.display(description="Made again now")
    def made_again(self, report: PerformanceReport) -> str:
        """Whether the report made again is the same."""
        if same_again(report):
            return "The same, to the last byte."
        return "Not the same: names or responsibilities of that time were corrected since."

    def view_on_site(self, obj: PerformanceReport) -> str:
        """Its page."""
        if obj.plan:
            return reverse("priorities:exceptions", args=[obj.plan.slug, obj.period.slug])
        return reverse("priorities:body-report", args=[obj.body.slug, obj.period.slug])


admin.site.register(PerformanceReport, PerformanceReportAdmin)
