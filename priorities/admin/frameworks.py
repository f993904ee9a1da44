"""The admin of performance frameworks: thresholds and periods by form, a whole year of quarters by deed."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminIntegerFieldWidget
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from governance.admin.officer_admin import OfficerAdmin, TabularRows, of_partnership, today
from governance.foundation.aggregate import Part
from governance.foundation.deed_forms import DeedForm, Done
from priorities.models import PerformanceFramework, ReportingPeriod
from priorities.updates.framing import EARLIEST, FIRST_MONTH, LATEST, LONGEST_WAIT, lay_down_year

TWO_WEEKS = 14


class YearForm(DeedForm):
    """Lay down the four quarters of a year."""

    slug, verb, press = "year", "Lay down a year of quarters…", "Lay down the quarters"
    lead = "Four quarters, from April to March. Plans that use the framework are then reported on for each of them."

    year = forms.IntegerField(
        label="The year that begins in April of",
        min_value=EARLIEST,
        max_value=LATEST,
        widget=AdminIntegerFieldWidget,
        help_text="For example 2009 for 2009/10.",
    )
    due_after = forms.IntegerField(
        label="Updates are due so many days after a quarter",
        min_value=0,
        max_value=LONGEST_WAIT,
        widget=AdminIntegerFieldWidget,
        help_text="14: updates for April to June are due by 14 July.",
    )

    def arrange(self) -> None:
        """The reason stands last."""
        self.order_fields(["year", "due_after", "reason"])

    def prefilled(self) -> dict[str, Any]:
        """The year after the last that is there, or else the one in which today lies."""
        last = self.subject.periods.latest_first().first()
        day = last.ends if last is not None else today()
        return {"year": day.year if day.month >= FIRST_MONTH else day.year - 1, "due_after": TWO_WEEKS}

    def act(self) -> Done:
        """Lay them down."""
        to = self.cleaned_data
        quarters = lay_down_year(
            self.subject, year=to["year"], due_after=to["due_after"], by=self.user, reason=to["reason"]
        )
        return Done(self.subject, f"{quarters[0]} to {quarters[-1]} were laid down.")


class PeriodInline(TabularRows):
    """The periods for which actions are reported."""

    model = ReportingPeriod
    fields = ("name", "slug", "starts", "ends", "updates_due")
    ordering = ("starts",)
    verbose_name = "period"
    verbose_name_plural = "Periods"
    SIZES: ClassVar = {"name": 18, "slug": 12}
    """Letters that the fields show, so that the rows fit beside the side bar."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Short fields for the name and the address."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in self.SIZES:
            field.widget.attrs |= {"class": "", "size": self.SIZES[db_field.name]}
        return field


class FrameworkAdmin(OfficerAdmin):
    """What counts as amber and as red, and for which periods actions are reported."""

    group = "Priorities and plans"
    list_display = ("name", "body", "thresholds", "periods_there", "plans_there")
    list_filter = (of_partnership("body"),)
    list_select_related = ("body",)
    search_fields = ("name", "body__name")
    search_help_text = "By name or body."
    change_form_template = "admin/governance/deeds_page.html"
    fieldsets = (
        (None, {"fields": ("name", "body")}),
        ("Thresholds", {"fields": ("behind_green_days", "behind_amber_days", "overspent_percent", "notes")}),
    )
    inlines = (PeriodInline,)
    deeds = (YearForm,)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the numbers of periods and of plans."""
        numbers = {"have_periods": Count("periods", distinct=True), "have_plans": Count("plans", distinct=True)}
        return super().get_queryset(request).annotate(**numbers)

    def parts(self, request: HttpRequest) -> list[Part]:
        """A framework with its periods."""
        return [Part(PerformanceFramework), Part(ReportingPeriod, "framework")]

    @admin.display(description="Amber and red")
    def thresholds(self, framework: PerformanceFramework) -> str:
        """The days in words."""
        green, amber = framework.behind_green_days, framework.behind_amber_days
        return f"Amber from {green + 1}, red from {amber + 1} days late"

    @admin.display(description="Periods", ordering="have_periods")
    def periods_there(self, framework: Any) -> int | None:
        """How many there are."""
        return framework.have_periods or None

    @admin.display(description="Plans", ordering="have_plans")
    def plans_there(self, framework: Any) -> int | None:
        """How many report by it."""
        return framework.have_plans or None


admin.site.register(PerformanceFramework, FrameworkAdmin)
