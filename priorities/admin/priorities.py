"""The admin of priorities: what is said of one is written by form; its names, leads and partners are deeds."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from governance.admin.officer_admin import OfficerAdmin, StackedRows, of_partnership, today
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


def lines(rows: Iterable[Iterable[Any]]) -> SafeString:
    """Rows one under the other, the parts of each behind semicolons; a dash where there is none."""
    found = [("; ".join(str(part) for part in row if part),) for row in rows]
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", found)) if found else SafeString("–")


class IssueRows(StackedRows):
    """The issues to be addressed."""

    model = PriorityIssue
    verbose_name = "issue"
    verbose_name_plural = "issues to be addressed"
    extra = 1  # so that the form works without a script
    fields = (("position", "text"),)
    can_delete = True


class AreaRows(StackedRows):
    """Where it is aimed."""

    model = PriorityArea
    verbose_name = "place"
    fields = (("area", "purpose"),)
    verbose_name_plural = "where it is aimed"
    extra = 1
    can_delete = True


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
    readonly_fields = ("strategy", "parent", "level", "state", "names", "leads", "officers", "partners")
    inlines = (IssueRows, AreaRows)
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
        ("Over time", {"fields": ("names", "leads", "officers", "partners")}),
        ("What the public reads", {"fields": ("summary", "why_qualifies", "how_measured")}),
        ("When it waits to enter a plan", {"fields": ("in_pipeline", "may_enter_on", "may_enter_as_said")}),
    )

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Of a priority that is there."""
        return self.inlines if obj else ()

    def parts(self, request: HttpRequest) -> list[Part]:
        """A priority with all its rows."""
        rows = (PriorityIssue, PriorityArea, PriorityName, PriorityLead, PriorityOfficer, PriorityPartner)
        return [Part(Priority), *(Part(model, "priority") for model in rows)]

    def look_up(self, request: HttpRequest, rows: Any) -> None:
        """Who leads each today."""
        leads = PriorityLead.objects.leading_on(today()).filter(priority__in=rows).select_related("body")
        names = {lead.priority_id: lead.body.name for lead in leads}
        for priority in rows:
            priority.lead_today = names.get(priority.pk)

    @admin.display(description="Names")
    def names(self, priority: Priority) -> SafeString:
        """Its names, each with its days and the reason for it."""
        return lines((row.name, row.dates_in_words, row.reason) for row in priority.names.all())

    @admin.display(description="Lead bodies")
    def leads(self, priority: Priority) -> SafeString:
        """Who led it."""
        rows = priority.leads.select_related("body")
        return lines((row.body, row.dates_in_words) for row in rows)

    @admin.display(description="Lead officers")
    def officers(self, priority: Priority) -> SafeString:
        """Its lead officers."""
        rows = priority.officers.select_related("person")
        return lines((row.person, row.dates_in_words) for row in rows)

    @admin.display(description="Partners")
    def partners(self, priority: Priority) -> SafeString:
        """Who takes part."""
        rows = priority.partners.select_related("body", "organisation")
        return lines((row.body or row.organisation, row.part, row.in_own_plan, row.dates_in_words) for row in rows)

    @admin.display(description="Lead body today")
    def led_by(self, priority: Any) -> str | None:
        """The lead body."""
        return priority.lead_today

    def view_on_site(self, obj: Priority) -> str:
        """The public page; a draft's is for its editors."""
        return reverse("priorities:priority", args=[obj.slug])
