"""The admin of minutes: drafts are written here or on the minuting page; what was checked can only be read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from governance.admin.officer_admin import OfficerAdmin, StackedRows, as_read, of_partnership
from governance.foundation.aggregate import Part
from governance.foundation.sentences import plain_day
from meetings.admin.correcting_forms import CorrectAttendanceForm, CorrectForm, SupplementForm
from meetings.admin.declaration_forms import CorrectDeclarationsForm
from meetings.admin.minutes_forms import (
    ApproveForm,
    AttendanceOfMinutes,
    BeginForm,
    CheckForm,
    PublishForm,
    RegisterForm,
    SendBackForm,
)
from meetings.minutes.remarks import remarks_on
from meetings.models import Minutes, MinutesEntry


class EntryInline(StackedRows):
    """What was said under each item that has an entry; new ones are begun on the minuting page."""

    model = MinutesEntry
    verbose_name_plural = "What was said"
    fields = ("text",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No: the minuting page knows the items."""
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What was checked is shown as it is read."""
        return self.fields if self.has_change_permission(request, obj) else ("read", "correct")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """As above."""
        return () if self.has_change_permission(request, obj) else ("read", "correct")

    @admin.display(description="Text")
    def read(self, entry: MinutesEntry) -> SafeString:
        """The text as the public reads it."""
        return as_read(entry.text)

    @admin.display(description="Correction")
    def correct(self, entry: MinutesEntry) -> SafeString | str:
        """The way to correct it, once it is published."""
        if not entry.minutes.is_public:
            return "–"
        address = reverse("admin:meetings_minutes_deed", args=[entry.minutes_id, CorrectForm.slug])
        return format_html('<a href="{}?entry={}">Correct “{}”…</a>', address, entry.pk, entry)


class MinutesAdmin(OfficerAdmin):
    """Minutes, meeting by meeting."""

    group = "Meetings"
    list_display = ("meeting", "stage", "checked_on", "approved_on")
    list_filter = ("stage", of_partnership("meeting__body"))
    list_select_related = ("meeting__body",)
    search_fields = ("meeting__body__name", "meeting__title", "entries__text")
    search_help_text = "By body, title or words."
    ordering = ("-meeting__day", "-pk")
    change_form_template = "admin/governance/deeds_page.html"
    inlines = (EntryInline,)
    add_deed = BeginForm
    deeds = (
        RegisterForm,
        CorrectForm,
        SupplementForm,
        CorrectAttendanceForm,
        CorrectDeclarationsForm,
        CheckForm,
        SendBackForm,
        PublishForm,
        ApproveForm,
    )
    readonly_fields = ("meeting", "stage", "checked_by", "checked_on", "published_at", "approved_at", "live", "asked")
    fieldsets = ((None, {"fields": ("meeting", "stage", "live")}),)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """How far they have come, and the reason where something may be changed."""
        facts = [*("meeting", "stage"), *(name for name in ("checked_by", "checked_on") if getattr(obj, name, None))]
        facts += [name for name in ("published_at", "approved_at") if getattr(obj, name, None)]
        may_save = obj is not None and self.has_change_permission(request, obj)
        facts += ["asked"] if obj is not None and obj.is_open else []
        declared = [(None, {"fields": [*facts, *(["live"] if may_save else [])]})]
        return [*declared, ("Why", {"fields": ["why"]})] if may_save else declared

    def parts(self, request: HttpRequest) -> list[Part]:
        """The minutes with their entries, and who was there."""
        return [*super().parts(request), AttendanceOfMinutes()]

    def is_open(self, record: Minutes) -> bool:
        """Only a draft may change."""
        return record.is_open

    @admin.display(description="Writing")
    def live(self, minutes: Minutes) -> SafeString:
        """The way to the minuting page."""
        meeting = minutes.meeting
        address = reverse("meetings:minuting", args=[meeting.body.slug, meeting.date_in_address])
        return format_html('<a href="{}">Write at the meeting, item by item</a>', address)

    @admin.display(description="What is to be changed")
    def asked(self, minutes: Minutes) -> SafeString | str:
        """What the chair, or whoever sent them back, asks for, until they are checked."""
        rows = ((each.text, each.who, plain_day(each.on)) for each in remarks_on(minutes))
        return format_html_join("", "<p>{}<br>{}, {}</p>", rows) or "–"

    def view_on_site(self, obj: Minutes) -> str:
        """The public page; before they are published its editors alone see it."""
        return reverse("meetings:minutes", args=[obj.meeting.body.slug, obj.meeting.date_in_address])
