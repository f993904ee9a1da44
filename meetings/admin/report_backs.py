"""The admin of report-backs from outside bodies: expected, prepared and given by deeds."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from governance.admin.by_deed import ByDeed
from governance.admin.officer_admin import as_read, of_partnership, today
from governance.foundation.sentences import plain_day
from meetings.admin.report_back_forms import ConfidentialForm, ExpectForm, ReportForm, ShareForm, SoundingsForm
from meetings.models import Meeting, ReportBack
from meetings.report_backs.reporting_back import due_meetings, is_overdue


class ReportBackAdmin(ByDeed):
    """What representatives are to bring home, and what they brought."""

    group = "Meetings"
    list_display = ("outside_meeting", "home_body", "seat", "due", "reported_on", "confidential")
    list_filter = (of_partnership("home_body"), "confidential")
    list_select_related = ("outside_meeting", "outside_meeting__body", "home_body", "seat")
    search_fields = ("outside_meeting__body__name", "home_body__name", "seat__title")
    search_help_text = "By outside body, home body or seat."
    ordering = ("-outside_meeting__day", "pk")
    add_deed = ExpectForm
    deeds = (ShareForm, SoundingsForm, ReportForm, ConfidentialForm)
    readonly_fields = fields = (
        "outside_meeting",
        "seat",
        "home_body",
        "due",
        "agenda_shared_on",
        "soundings_read",
        "position_read",
        "report_read",
        "reported_on",
        "reported_at",
        "reported_by",
        "confidential",
    )

    def look_up(self, request: HttpRequest, rows: Sequence[Any]) -> None:
        """The meetings at which they are due."""
        for key, meeting in due_meetings(rows).items():
            next(row for row in rows if row.pk == key).due_meeting = meeting

    @admin.display(description="Due")
    def due(self, row: Any) -> str | None:
        """The day of the home meeting at which it is due, while it is not given."""
        if row.reported_on is not None:
            return None
        meeting: Meeting | None = row.due_meeting if hasattr(row, "due_meeting") else due_meetings([row])[row.pk]
        if meeting is None:
            return "At the next meeting, not called yet"
        day = plain_day(meeting.day)
        return f"{day}, overdue" if is_overdue(row, meeting, today()) else day

    @admin.display(description="Soundings taken")
    def soundings_read(self, row: ReportBack) -> SafeString | str:
        """As they are read."""
        return _read(row.soundings)

    @admin.display(description="Position to be taken")
    def position_read(self, row: ReportBack) -> SafeString | str:
        """As it is read."""
        return _read(row.position)

    @admin.display(description="Report")
    def report_read(self, row: ReportBack) -> SafeString | str:
        """As it is read."""
        return _read(row.report)

    def view_on_site(self, obj: ReportBack) -> str:
        """The page of them all."""
        return reverse("meetings:report-backs")


def _read(text: str) -> SafeString | str:
    return as_read(text) if text else "–"
