"""The admin of priorities: what is said of one is written by form; its names, leads and partners are deeds."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from governance.admin.officer_admin import OfficerAdmin, StackedRows, TabularRows, dates, of_partnership, today
from governance.foundation.aggregate import Part
from priorities.admin.carrying_forms import EndPartnerForm, LeadForm, OfficerForm, PartnerForm
from priorities.admin.priority_forms import AddForm, BecomeForm, EndForm, PublishForm, RenameForm, WithdrawForm
from priorities.models import (
    Priority,
    PriorityArea,
    PriorityIssue,
    PriorityLead,
    PriorityName,
    PriorityOfficer,
    PriorityPartner,
    Strategy,
)


class IssueRows(StackedRows):
    """The issues to be addressed."""

    model = PriorityIssue
    fields = (("position", "text"),)
    can_delete = True


class AreaRows(StackedRows):
    """Where it is aimed."""

    model = PriorityArea
    fields = (("area", "purpose"),)
    verbose_name_plural = "where it is aimed"
    can_delete = True


class DatedRows(TabularRows):
    """Dated rows, to read: the deeds write them."""

    @admin.display(description="Dates")
    def dates(self, row: Any) -> str:
        """The days in force."""
        return dates(row)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By the deeds above."""
        return False

    has_add_permission = has_change_permission


class NameRows(DatedRows):
    """Its names."""

    model = PriorityName
    verbose_name_plural = "names"
    fields = readonly_fields = ("name", "dates", "reason")


class LeadRows(DatedRows):
    """Its lead bodies."""

    model = PriorityLead
    verbose_name_plural = "lead bodies"
    fields = readonly_fields = ("body", "dates")


class OfficerRows(DatedRows):
    """Its lead officers."""

    model = PriorityOfficer
    verbose_name_plural = "lead officers"
    fields = readonly_fields = ("person", "dates")


class PartnerRows(DatedRows):
    """Its partners."""

    model = PriorityPartner
    verbose_name_plural = "partners"
    fields = readonly_fields = ("body", "organisation", "part", "in_own_plan", "dates")


class OfStrategy(SimpleListFilter):
    """Narrows the list to one strategy."""

    title = "strategy"
    parameter_name = "strategy"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The strategies of the priorities that the user may see."""
        keys = model_admin.get_queryset(request).order_by().values("strategy").distinct()
        return list(Strategy.objects.filter(pk__in=keys).order_by("title").values_list("slug", "title"))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The priorities of the chosen strategy."""
        return queryset.filter(strategy__slug=self.value()) if self.value() else queryset


@admin.register(Priority)
class PriorityAdmin(OfficerAdmin):
    """Themes, outcomes, priorities and objectives."""

    group = "Priorities and plans"
    list_display = ("name", "level", "label", "strategy", "led_by", "state")
    list_filter = (of_partnership("strategy__body"), OfStrategy, "state", "level", "in_pipeline")
    list_select_related = ("strategy",)
    search_fields = ("name", "names__name", "strategy__title")
    search_help_text = "By a name, former ones too, or strategy."
    ordering = ("strategy__title", "position", "pk")
    change_form_template = "admin/governance/deeds_page.html"
    readonly_fields = ("strategy", "parent", "level", "state")
    inlines = (IssueRows, AreaRows, NameRows, LeadRows, OfficerRows, PartnerRows)
    add_deed = AddForm
    deeds = (
        PublishForm,
        WithdrawForm,
        LeadForm,
        OfficerForm,
        PartnerForm,
        EndPartnerForm,
        RenameForm,
        EndForm,
        BecomeForm,
    )
    fieldsets = (
        (None, {"fields": ("strategy", "parent", "level", ("label", "position"), "state")}),
        ("What the public reads", {"fields": ("summary", "why_qualifies", "how_measured")}),
        ("When it waits to enter a plan", {"fields": ("in_pipeline", "may_enter_on", "may_enter_as_said")}),
    )

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Those of the deeds where there are rows."""
        if obj is None:
            return ()
        there: dict[Any, bool] = {
            LeadRows: obj.leads.exists(),
            OfficerRows: obj.officers.exists(),
            PartnerRows: obj.partners.exists(),
        }
        return [inline for inline in self.inlines if there.get(inline, True)]

    def parts(self, request: HttpRequest) -> list[Part]:
        """A priority with all its rows."""
        rows = (PriorityIssue, PriorityArea, PriorityName, PriorityLead, PriorityOfficer, PriorityPartner)
        return [Part(Priority), *(Part(model, "priority") for model in rows)]

    def look_up(self, request: HttpRequest, rows: Any) -> None:
        """Who leads each today."""
        leads = PriorityLead.objects.in_force(today()).filter(priority__in=rows).select_related("body")
        names = {lead.priority_id: lead.body.name for lead in leads}
        for priority in rows:
            priority.lead_today = names.get(priority.pk)

    @admin.display(description="Lead body today")
    def led_by(self, priority: Any) -> str | None:
        """The lead body."""
        return priority.lead_today

    def view_on_site(self, obj: Priority) -> str:
        """The public page; a draft's is for its editors."""
        return reverse("priorities:priority", args=[obj.slug])
