"""The admin of actions: raised, changed and closed by deeds; reports that owners sent wait here."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from governance.admin.by_deed import ByDeed
from governance.admin.officer_admin import TabularRows, of_partnership, today
from meetings.actions.acting_rules import due_in_words, owner_in_words
from meetings.admin.action_forms import AmendForm, CloseForm, DropForm, PublishForm, RaiseForm, ReopenForm
from meetings.admin.progress_forms import AcceptForm, RefuseForm, ReportForm
from meetings.models import Action, ProgressReport


class ReportInline(TabularRows):
    """What was reported, accepted or waiting."""

    model = ProgressReport
    fields = readonly_fields = ("day", "text", "reported_by", "asks_to_close", "evidence", "accepted")
    verbose_name_plural = "Progress"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By the deeds above."""
        return False

    has_add_permission = has_change_permission


class Standings(admin.SimpleListFilter):
    """Narrows the list by how actions stand today."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Drafts, open, overdue, closed, and those with a report to be read."""
        return [
            ("waiting", "With a report to read"),
            ("draft", "Drafts"),
            ("open", "Open"),
            ("overdue", "Overdue"),
            ("closed", "Closed"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The actions that stand there."""
        rows: Any = queryset
        narrowed = {
            "waiting": rows.filter(waiting__gt=0),
            "draft": rows.drafts(),
            "open": rows.published().open_on(today()),
            "overdue": rows.published().overdue_on(today()),
            "closed": rows.filter(closed_on__isnull=False),
        }
        return narrowed.get(self.value() or "", queryset)


class ActionAdmin(ByDeed):
    """The actions log."""

    group = "Meetings"
    list_display = ("number_in_words", "body", "what", "owners", "due_said", "stands", "to_read")
    list_display_links = ("number_in_words", "what")
    list_filter = (Standings, of_partnership("body"), "year")
    list_select_related = ("body", "owner", "owner_organisation", "owner_body")
    search_fields = ("what", "body__name", "owner__name", "owner_organisation__name")
    search_help_text = "By words, body or owner."
    ordering = ("-year", "-raised_on", "numbered_apart", "-number")
    inlines = (ReportInline,)
    add_deed = RaiseForm
    deeds = (
        AmendForm,
        PublishForm,
        DropForm,
        ReportForm,
        AcceptForm,
        RefuseForm,
        CloseForm,
        ReopenForm,
    )
    readonly_fields = fields = (
        "number_in_words",
        "body",
        "what",
        "owners",
        "due_said",
        "stands",
        "raised_on",
        "meeting",
        "item",
        "decision",
        "plan_action",
        "closed_on",
        "closing_text",
        "evidence",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the number of reports that wait."""
        waiting = Count("reports", filter=Q(reports__accepted=False))
        return super().get_queryset(request).annotate(waiting=waiting)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Reports, once there are any."""
        return self.inlines if obj is not None and obj.reports.exists() else ()

    @admin.display(description="Number", ordering="number")
    def number_in_words(self, action: Action) -> str:
        """Such as 2009/3, or 2009/R1 under a restricted item."""
        return action.reference

    @admin.display(description="Who")
    def owners(self, action: Action) -> str:
        """Everybody who is to do it."""
        return owner_in_words(action)

    @admin.display(description="Due", ordering="due")
    def due_said(self, action: Action) -> str | None:
        """When it is due."""
        return due_in_words(action) or None

    @admin.display(description="Stands as")
    def stands(self, action: Action) -> str:
        """Where it stands today."""
        if not action.is_published:
            return str(action.get_state_display())
        if action.is_closed:
            return str(action.get_result_display())
        return "Overdue" if action.is_overdue(today()) else "Open"

    @admin.display(description="To read", ordering="waiting")
    def to_read(self, action: Any) -> int | None:
        """How many reports wait."""
        return action.waiting or None

    def view_on_site(self, obj: Action) -> str:
        """Its page; a draft's is for its editors."""
        return reverse("meetings:action", args=[obj.body.slug, obj.reference])
