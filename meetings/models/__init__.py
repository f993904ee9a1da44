"""Meetings records: one concept a file."""

from meetings.models.actions import Action, ProgressReport, Reminder
from meetings.models.agendas import Agenda, AgendaItem
from meetings.models.attendance import Attendance, Declaration
from meetings.models.calendars import PersonalCalendar
from meetings.models.decisions import Decision
from meetings.models.meetings import Meeting, MeetingEvent
from meetings.models.minutes import Correction, Minutes, MinutesEntry
from meetings.models.papers import Paper, PaperRevision
from meetings.models.report_backs import ReportBack

__all__ = [
    "Action",
    "Agenda",
    "AgendaItem",
    "Attendance",
    "Correction",
    "Decision",
    "Declaration",
    "Meeting",
    "MeetingEvent",
    "Minutes",
    "MinutesEntry",
    "Paper",
    "PaperRevision",
    "PersonalCalendar",
    "ProgressReport",
    "Reminder",
    "ReportBack",
]
