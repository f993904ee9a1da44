"""The admin of updates and of milestones reached: to be read, and written by deeds alone."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from governance.admin.by_deed import ByDeed
from governance.admin.officer_admin import of_partnership
from priorities.admin.updates_forms import AcceptForm, ReachForm, RecordForm, TakeBackForm, TurnDownForm
from priorities.models import MilestoneReached, ReportingPeriod, Update

PLAN = "action__section__version__plan"
OF_MILESTONE = f"milestone__{PLAN}"


class Standings(SimpleListFilter):
    """Narrows the list by what became of updates."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """To read, accepted, turned down."""
        return [("waiting", "To read"), ("accepted", "Accepted"), ("down", "Turned down")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The updates that stand there."""
        rows: Any = queryset
        narrowed = {
            "waiting": rows.waiting(),
            "accepted": rows.accepted(),
            "down": rows.filter(turned_down_at__isnull=False),
        }
        return narrowed.get(self.value() or "", queryset)


class Periods(SimpleListFilter):
    """Narrows the list to one period, the newest first."""

    title = "period"
    parameter_name = "period"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The periods of the updates that the user may see."""
        keys = model_admin.get_queryset(request).order_by().values("period").distinct()
        return [(str(each.pk), str(each)) for each in ReportingPeriod.objects.filter(pk__in=keys).latest_first()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The updates for the chosen period; nonsense narrows nothing."""
        value = self.value() or ""
        return queryset.filter(period=int(value)) if value.isascii() and value.isdecimal() and len(value) < 19 else queryset  # fmt: skip


class UpdateAdmin(ByDeed):
    """What was said of actions."""

    group = "Priorities and plans"
    list_display = ("reference", "plan", "period", "status", "direction", "reported_by", "standing")
    list_display_links = ("reference",)
    list_filter = (Standings, Periods, "status", of_partnership(f"{PLAN}__body"))
    list_select_related = (f"{PLAN}__body", "period")
    search_fields = ("action__ref", "action__what", f"{PLAN}__title", "text", "reported_by")
    search_help_text = "By reference, words or plan."
    ordering = ("-recorded_at", "-pk")
    add_deed = RecordForm
    deeds = (AcceptForm, TurnDownForm)
    readonly_fields = fields = (
        "reference",
        "what",
        "plan",
        "period",
        "standing",
        "status",
        "direction",
        "text",
        "reason",
        "remedy",
        "tried",
        "expected_on",
        "approved_by",
        "approved_at",
        "spend",
        "won",
        "evidence",
        "reported_by",
        "by_link",
        "recorded_at",
        "accepted_at",
        "turned_down_at",
    )

    @admin.display(description="Action", ordering="action__ref")
    def reference(self, update: Update) -> str:
        """Such as A1."""
        return update.action.reference

    @admin.display(description="What is to be done")
    def what(self, update: Update) -> str:
        """The action's words."""
        return update.action.what

    @admin.display(description="Plan", ordering=f"{PLAN}__title")
    def plan(self, update: Update) -> str:
        """The plan's title."""
        return str(update.action.section.version.plan)

    @admin.display(description="Stands as")
    def standing(self, update: Update) -> str:
        """What became of it."""
        if update.accepted_at is not None:
            return "Accepted"
        return "To read" if update.turned_down_at is None else "Turned down"


class MilestoneReachedAdmin(ByDeed):
    """Milestones that were reached."""

    group = "Priorities and plans"
    list_display = ("milestone", "plan", "day", "note")
    list_filter = (of_partnership(f"{OF_MILESTONE}__body"),)
    list_select_related = ("milestone", f"{OF_MILESTONE}__body")
    search_fields = ("milestone__text", f"{OF_MILESTONE}__title")
    search_help_text = "By words or plan."
    ordering = ("-day", "-pk")
    add_deed = ReachForm
    deeds = (TakeBackForm,)
    readonly_fields = fields = ("milestone", "plan", "day", "note")

    @admin.display(description="Plan", ordering=f"{OF_MILESTONE}__title")
    def plan(self, reached: MilestoneReached) -> str:
        """The plan's title."""
        return str(reached.milestone.action.section.version.plan)


admin.site.register(Update, UpdateAdmin)
admin.site.register(MilestoneReached, MilestoneReachedAdmin)
