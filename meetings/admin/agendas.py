"""The admin of agendas and their items: a draft is written here; what is published changes by deeds that show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from governance.admin.officer_admin import OfficerAdmin, of_partnership
from governance.foundation.aggregate import Part
from governance.foundation.audited import audit_of
from meetings.admin.agenda_forms import (
    AddItemForm,
    CopyForm,
    LateItemForm,
    OrderForm,
    RefreshForm,
    labelled,
)
from meetings.admin.item_forms import (
    MoveForm,
    OpenForm,
    RemoveForm,
    RestrictForm,
    RewordForm,
    WithdrawForm,
    agenda_of,
)
from meetings.admin.publish_form import PublishForm
from meetings.admin.report_forms import MakeReportForm
from meetings.admin.served_fields import SERVES, priority_field, report_field
from meetings.agendas.agenda_setting import change_item, introduce
from meetings.agendas.agenda_setting.holding import why_settled
from meetings.agendas.exceptions import owed_at
from meetings.models import Agenda, AgendaItem, Paper


@dataclass(frozen=True)
class ItemsOfAgenda(Part):
    """The items of the agenda's meeting: they hang on the meeting, and so does the agenda."""

    def history(self, record: Any) -> QuerySet:
        """The audit rows of the meeting's items."""
        rows: QuerySet = audit_of(self.model).filter(meeting_id=record.meeting_id)
        return rows


def page_of(meeting: Any) -> str | None:
    """The public page of a meeting that was called."""
    if meeting.status == "proposed":
        return None
    return reverse("meetings:meeting", args=[meeting.body.slug, meeting.date_in_address])


def papers_by_item(items: Iterable[AgendaItem]) -> dict[int, list[Paper]]:
    """The papers of each item by its key, in their order, those that are not on the agenda yet too. 1 query."""
    found: dict[int, list[Paper]] = {item.pk: [] for item in items}
    rows = Paper.objects.filter(item__in=found).select_related("pinned").defer("pinned__text")
    for paper in rows.order_by("position", "pk"):
        found[paper.item_id].append(paper)
    return found


class AgendaAdmin(OfficerAdmin):
    """Agendas, each made when its meeting is called."""

    group = "Meetings"
    list_display = ("meeting", "state", "number_of_items")
    list_filter = ("state", of_partnership("meeting__body"))
    list_select_related = ("meeting__body",)
    search_fields = ("meeting__body__name", "meeting__title")
    search_help_text = "By body or name of the meeting."
    ordering = ("-meeting__day", "-pk")
    change_form_template = "admin/meetings/agenda/page.html"
    fieldsets = ((None, {"fields": ("introduction",)}),)
    deeds = (AddItemForm, CopyForm, RefreshForm, OrderForm, PublishForm, LateItemForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the meetings and the numbers of items."""
        rows = super().get_queryset(request).select_related("meeting__body", "meeting__minutes")
        return rows.annotate(number_of=Count("meeting__items"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """No: a meeting that is called has one."""
        return False

    def is_open(self, record: Agenda) -> bool:
        """Only a draft may change, and only while nothing was minuted that says the same."""
        return record.is_draft and not why_settled(record.meeting)

    def parts(self, request: HttpRequest) -> list[Part]:
        """An agenda with its items."""
        return [Part(Agenda), ItemsOfAgenda(AgendaItem, "meeting")]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save the introduction through its deed. Raises Refused."""
        if form.changed_fields:
            introduce(obj.meeting, text=obj.introduction, by=request.user, reason=form.cleaned_data.get("why", ""))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """With the items, to be put in order, and their papers."""
        agenda = kwargs["obj"]
        lines = labelled(agenda.meeting)
        papers = papers_by_item([item for _, item in lines])
        context["lines"] = [(label, item, papers[item.pk]) for label, item in lines]
        context["seal"] = self.seal(request, agenda)
        context["may_order"] = self.is_open(agenda) and len(context["lines"]) > 1
        context["may_hand_in"] = not why_settled(agenda.meeting)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="Items")
    def number_of_items(self, agenda: Any) -> int:
        """How many items it has."""
        return agenda.number_of

    def view_on_site(self, obj: Agenda) -> str | None:
        """The page of the meeting."""
        return page_of(obj.meeting)


class AgendaItemAdmin(OfficerAdmin):
    """Items, reached from their agenda; not in the index."""

    group = "Meetings"
    list_display = ("title", "meeting", "kind")
    list_filter = (of_partnership("meeting__body"),)
    list_select_related = ("meeting__body",)
    search_fields = ("title", "meeting__body__name")
    ordering = ("-meeting__day", "position")
    change_form_template = "admin/meetings/agendaitem/page.html"
    autocomplete_fields = ("presenter",)
    deeds = (MakeReportForm, RestrictForm, RewordForm, OpenForm, MoveForm, RemoveForm, WithdrawForm)
    readonly_fields = ("restricted", "public_title", "restriction_reason", "late_reason", "withdrawn_reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the meetings."""
        return super().get_queryset(request).select_related("meeting__body", "meeting__minutes")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What it says; and what the public reads of it, where that is something else."""
        marks = [name for name in self.readonly_fields if obj is not None and getattr(obj, name)]
        facts = ("title", ("label", "asked"), "presenter", "presenter_name", "minutes_planned", "text")
        declared: list[Any] = [(None, {"fields": facts}), ("What it serves", {"fields": SERVES})]
        if obj is not None and obj.kind == AgendaItem.Kind.EXCEPTIONS:
            declared.append(("What it deals with", {"fields": ("report",)}))
        declared += [("What the public reads", {"fields": tuple(marks)})] if marks else []
        may_save = obj is not None and self.has_change_permission(request, obj)
        return [*declared, ("Why", {"fields": ["why"]})] if may_save else declared

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """With the priorities and the reports of the item's own partnership and day."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        if "priority" in form.base_fields:
            form.base_fields["priority"] = priority_field(obj.meeting, request.user)
        if "report" in form.base_fields:
            form.base_fields["report"] = report_field(obj, request.user)
        return form

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Not in the index: one comes here from the agenda."""
        return {}

    def has_add_permission(self, request: HttpRequest) -> bool:
        """By the deed of the agenda."""
        return False

    def is_open(self, record: AgendaItem) -> bool:
        """Only on a draft that may still be written."""
        agenda = agenda_of(record)
        return agenda.is_draft and not why_settled(agenda.meeting)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save what was changed through its deed. Raises Refused."""
        facts = {name: form.cleaned_data[name] for name in form.changed_fields}
        if facts:
            change_item(obj, by=request.user, reason=form.cleaned_data.get("why", ""), **facts)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """With the way back to the agenda, and the papers."""
        item = kwargs["obj"]
        context["agenda"] = agenda_of(item)
        settled = why_settled(context["agenda"].meeting)
        context["may_hand_in"] = not (item.withdrawn_reason or settled)
        context["papers"] = papers_by_item([item])[item.pk]
        if item.kind == AgendaItem.Kind.EXCEPTIONS and not settled:
            context["unmade"] = [each for each in owed_at(item.meeting) if not each.made]
        return super().render_change_form(request, context, *args, **kwargs)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> Any:
        """Back to the agenda."""
        return redirect("admin:meetings_agenda_change", agenda_of(obj).pk)

    def view_on_site(self, obj: AgendaItem) -> str | None:
        """Its place on the page of the meeting."""
        address = page_of(obj.meeting)
        return f"{address}#item-{obj.pk}" if address else None
