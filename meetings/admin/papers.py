"""The admin of papers: handed in, revised, restricted and taken back by deeds; described while the agenda is a draft."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from governance.admin.officer_admin import OfficerAdmin, TabularRows, of_partnership
from governance.foundation.aggregate import Part
from governance.foundation.sentences import plain_day
from meetings.admin.paper_forms import (
    HandInForm,
    OrderForm,
    PinForm,
    ReleaseForm,
    RemoveForm,
    RestrictForm,
    ReviseForm,
)
from meetings.models import Paper, PaperRevision
from meetings.papers.going_public import was_published
from meetings.papers.paperwork import describe


class RevisionRows(TabularRows):
    """Every revision, to be opened."""

    model = PaperRevision
    fk_name = "paper"
    fields = readonly_fields = ("number", "handed_in", "what", "late_reason")
    verbose_name_plural = "revisions"
    ordering = ("-number",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Without the texts."""
        return super().get_queryset(request).select_related("paper__item__meeting__body").defer("text")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: a revision that was handed in does not change."""
        return False

    has_add_permission = has_change_permission

    @admin.display(description="Handed in")
    def handed_in(self, revision: PaperRevision) -> str:
        """The day."""
        return plain_day(localtime(revision.handed_in_at))

    @admin.display(description="Paper")
    def what(self, revision: PaperRevision) -> SafeString:
        """The way to it, in words."""
        meeting = revision.paper.item.meeting
        args = [meeting.body.slug, meeting.date_in_address, revision.paper.key, revision.number]
        words = f"{revision.file_name} ({revision.in_words})" if revision.file else "Text"
        stands = ", on the agenda" if revision.pk == revision.paper.pinned_id else ""
        return format_html('<a href="{}">{}</a>{}', reverse("meetings:paper-revision", args=args), words, stands)


class PaperAdmin(OfficerAdmin):
    """Papers of agenda items."""

    group = "Meetings"
    list_display = ("title", "item", "meeting", "stands", "restricted")
    list_filter = ("restricted", of_partnership("item__meeting__body"))
    list_select_related = ("item__meeting__body", "pinned")
    search_fields = ("title", "author", "item__title", "item__meeting__body__name")
    search_help_text = "By title, author, item or body."
    ordering = ("-item__meeting__day", "item__position", "position")
    change_form_template = "admin/governance/deeds_page.html"
    inlines = (RevisionRows,)
    add_deed = HandInForm
    deeds = (ReviseForm, PinForm, OrderForm, RestrictForm, ReleaseForm, RemoveForm)
    readonly_fields = ("item", "meeting", "restricted", "late_reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the items and meetings, and the pinned revisions without their texts."""
        rows = super().get_queryset(request).select_related("item__meeting__body", "pinned")
        return rows.defer("pinned__text")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What it is, and where it stands."""
        facts = ("item", "meeting", "title", "author", "purpose", "recommendation", "restricted")
        late = ("late_reason",) if obj is not None and obj.late_reason else ()
        declared = [(None, {"fields": (*facts, *late)})]
        may_save = obj is not None and self.has_change_permission(request, obj)
        return [*declared, ("Why", {"fields": ["why"]})] if may_save else declared

    def parts(self, request: HttpRequest) -> list[Part]:
        """A paper; its revisions never change."""
        return [Part(Paper)]

    def is_open(self, record: Paper) -> bool:
        """Only while the agenda is a draft."""
        return not was_published(record.item.meeting)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save what was changed through its deed. Raises Refused."""
        facts = {name: form.cleaned_data[name] for name in form.changed_fields}
        if facts:
            describe(obj, by=request.user, reason=form.cleaned_data.get("why", ""), **facts)

    @admin.display(description="Meeting", ordering="item__meeting__day")
    def meeting(self, paper: Paper) -> str:
        """The meeting."""
        return str(paper.item.meeting)

    @admin.display(description="Stands as")
    def stands(self, paper: Paper) -> str:
        """The pinned revision in words."""
        if paper.pinned is None:
            return "Not on the agenda yet"
        words = paper.pinned.in_words or "Text"
        return words if paper.pinned.number == 1 else f"Revision {paper.pinned.number}: {words}"

    def view_on_site(self, obj: Paper) -> str | None:
        """The paper as it is read."""
        if obj.pinned_id is None:
            return None
        meeting = obj.item.meeting
        return reverse("meetings:paper", args=[meeting.body.slug, meeting.date_in_address, obj.key])
