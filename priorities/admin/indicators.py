"""The admin of indicators: what is counted by a form, figures and baselines by deeds."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from governance.admin.officer_admin import OfficerAdmin, TabularRows, dates, of_partnership
from governance.foundation.aggregate import Part
from priorities.admin.figure_import import FigureImportPage
from priorities.admin.indicator_forms import IndicatorForm, PublishForm, RebaseForm, RecordForm, WithdrawForm
from priorities.models import Baseline, Indicator, Value

LAST = 40
"""How many figures the page of an indicator lists."""


class BaselineInline(TabularRows):
    """Baselines, to read."""

    model = Baseline
    fields = readonly_fields = ("area", "number", "period", "dates", "reason")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By “Set the baseline…”."""
        return False

    has_add_permission = has_change_permission

    @admin.display(description="Counts")
    def dates(self, baseline: Baseline) -> str:
        """The days on which it counts."""
        return dates(baseline)


class IndicatorAdmin(FigureImportPage, OfficerAdmin):
    """Population indicators and performance measures."""

    group = "Priorities and plans"
    form = IndicatorForm
    list_display = ("name", "accountability", "about", "body", "state")
    list_filter = ("state", "accountability", of_partnership("body"))
    list_select_related = ("body", "priority", "plan")
    search_fields = ("name", "definition")
    search_help_text = "By name or definition."
    prepopulated_fields = {"slug": ("name",)}
    given_once = ("slug", "accountability")
    change_form_template = "admin/governance/deeds_page.html"
    fieldsets = (
        (None, {"fields": ("name", "body", "slug")}),
        ("What it tells", {"fields": ("accountability", "priority", "plan", "definition", "source")}),
        ("How it is read", {"fields": ("better", "unit", "decimals", "area", "compared_with", "invented")}),
    )
    inlines = (BaselineInline,)
    deeds = (RecordForm, RebaseForm, PublishForm, WithdrawForm)

    def parts(self, request: HttpRequest) -> list[Part]:
        """An indicator with its baselines; figures are only added, so that each is its own record."""
        return [Part(Indicator), Part(Baseline, "indicator")]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Only where there are any."""
        return self.inlines if obj is not None and obj.baselines.exists() else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """With the last figures, of an indicator that is there."""
        declared = list(super().get_fieldsets(request, obj))
        return [("Figures", {"fields": ["last_figures"]}), *declared] if obj is not None else declared

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The figures are read here, and recorded by a deed."""
        return (*super().get_readonly_fields(request, obj), "last_figures")

    @admin.display(description="Last recorded")
    def last_figures(self, indicator: Indicator) -> SafeString:
        """The figures that were recorded last, whoever recorded them."""
        rows = Value.objects.filter(indicator=indicator).select_related("area", "recorded_by")
        rows = rows.order_by("-recorded_at", "-pk")[:LAST]
        if not rows:
            return format_html("{}", "None yet.")
        lines = format_html_join(
            "",
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            (
                (
                    row.period,
                    row.area.name,
                    row.get_series_display(),
                    "taken back" if row.number is None else f"{row.number.normalize():f}",
                    row.recorded_by or "–",
                )
                for row in rows
            ),
        )
        heads = format_html_join(
            "", '<th scope="col">{}</th>', ((word,) for word in ("Period", "Area", "Sort", "Figure", "Recorded by"))
        )
        return format_html(
            '<div class="portal-scroll" role="region" aria-label="Figures recorded last" tabindex="0">'
            "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>",
            heads,
            lines,
        )

    @admin.display(description="About")
    def about(self, indicator: Indicator) -> str | None:
        """The priority or the plan."""
        return str(indicator.priority or indicator.plan or "") or None

    def view_on_site(self, obj: Indicator) -> str:
        """The public page; a draft's is for its editors."""
        return reverse("priorities:indicator", args=[obj.slug])


admin.site.register(Indicator, IndicatorAdmin)
