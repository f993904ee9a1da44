"""The meetings pages' addresses."""

from django.urls import path, register_converter

from meetings.feeds import BodyFeed, Feed
from meetings.views import (
    agendas,
    attendance_figures,
    calendars,
    meetings,
    minutes,
    minuting,
    outcomes,
    packs,
    papers,
    progress,
    registers,
    report_backs,
    thread,
    word_import,
)


class ReferenceConverter:
    """The reference of a decision or an action in an address: 2009/3, or 2009/R1. Each has one address."""

    regex = "[0-9]{4}/R?[1-9][0-9]{0,4}"

    def to_python(self, value: str) -> str:
        """As it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands in the record."""
        return value


register_converter(ReferenceConverter, "reference")

app_name = "meetings"

OF_BODY = "meetings/<slug:slug>/"
MEETING = f"{OF_BODY}<str:date>/"
ENTRY = "<slug:slug>/<reference:reference>/"

urlpatterns = [
    path("meetings/", meetings.MeetingsPage.as_view(), name="list"),
    path("bodies/<slug:slug>/attendance/", attendance_figures.AttendancePage.as_view(), name="attendance"),
    path(OF_BODY, meetings.BodyMeetingsPage.as_view(), name="of-body"),
    path(MEETING, meetings.MeetingPage.as_view(), name="meeting"),
    path("meetings.ics", calendars.CalendarFile.as_view(), name="calendar"),
    path("meetings/<slug:slug>.ics", calendars.BodyCalendar.as_view(), name="body-calendar"),
    path(f"{OF_BODY}<str:date>.ics", calendars.MeetingCalendar.as_view(), name="meeting-calendar"),
    path("calendars/<str:token>.ics", calendars.PersonCalendar.as_view(), name="person-calendar"),
    path("my-calendar/", calendars.MyCalendarPage.as_view(), name="my-calendar"),
    path("meetings/agendas.atom", Feed.as_view(what="agendas"), name="agendas-atom"),
    path("meetings/minutes.atom", Feed.as_view(what="minutes"), name="minutes-atom"),
    path("meetings/decisions.atom", Feed.as_view(what="decisions"), name="decisions-atom"),
    path(f"{OF_BODY}agendas.atom", BodyFeed.as_view(what="agendas"), name="body-agendas-atom"),
    path(f"{OF_BODY}minutes.atom", BodyFeed.as_view(what="minutes"), name="body-minutes-atom"),
    path(f"{OF_BODY}decisions.atom", BodyFeed.as_view(what="decisions"), name="body-decisions-atom"),
    path(f"{MEETING}agenda.pdf", agendas.AgendaPdf.as_view(), name="agenda-pdf"),
    path(f"{MEETING}papers/<slug:key>/", papers.PaperPage.as_view(), name="paper"),
    path(f"{MEETING}papers/<slug:key>/<int:number>/", papers.PaperPage.as_view(), name="paper-revision"),
    path(f"{MEETING}minutes/", minutes.MinutesPage.as_view(), name="minutes"),
    path(f"{MEETING}minutes.pdf", minutes.MinutesPage.as_view(printed=True), name="minutes-pdf"),
    path(f"{MEETING}minutes/<int:item>/", minutes.MinutesItemPage.as_view(), name="minutes-item"),
    path(f"{MEETING}minutes/check/", minutes.MinutesCheckPage.as_view(), name="minutes-check"),
    path(f"{MEETING}minutes/import/", word_import.WordImportPage.as_view(), name="minutes-import"),
    path(f"{MEETING}minuting/", minuting.MinutingPage.as_view(), name="minuting"),
    path(f"{MEETING}outcomes/", outcomes.OutcomesPage.as_view(), name="outcomes"),
    path(f"{MEETING}outcomes.pdf", outcomes.OutcomesPage.as_view(printed=True), name="outcomes-pdf"),
    path("decisions/", registers.DecisionsPage.as_view(), name="decisions"),
    path("decisions.csv", registers.DecisionsPage.as_view(written=True), name="decisions-csv"),
    path(f"decisions/{ENTRY}", registers.DecisionPage.as_view(), name="decision"),
    path("actions/", registers.ActionsPage.as_view(), name="actions"),
    path("actions.csv", registers.ActionsPage.as_view(written=True), name="actions-csv"),
    path("actions/report/<str:token>/", progress.LinkReportPage.as_view(), name="report"),
    path(f"actions/{ENTRY}", registers.ActionPage.as_view(), name="action"),
    path(f"actions/{ENTRY}report/", progress.AccountReportPage.as_view(), name="action-report"),
    path("report-backs/", report_backs.ReportBacksPage.as_view(), name="report-backs"),
    path("thread/", thread.ThreadPage.as_view(), name="thread"),
    path("thread/gaps/", thread.GapsPage.as_view(), name="gaps"),
    path(f"{MEETING}pack.pdf", packs.PackPdf.as_view(), name="pack-pdf"),
    path(f"{MEETING}members-pack.pdf", packs.MembersPackPdf.as_view(), name="members-pack-pdf"),
]
