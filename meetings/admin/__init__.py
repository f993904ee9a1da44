"""Meetings in the officers’ site."""

from django.contrib import admin

from meetings.admin.actions import ActionAdmin
from meetings.admin.agendas import AgendaAdmin, AgendaItemAdmin
from meetings.admin.calendars import PersonalCalendarAdmin
from meetings.admin.decisions import DecisionAdmin
from meetings.admin.meetings import MeetingAdmin
from meetings.admin.minutes import MinutesAdmin
from meetings.admin.papers import PaperAdmin
from meetings.admin.report_backs import ReportBackAdmin
from meetings.models import Action, Agenda, AgendaItem, Decision, Meeting, Minutes, Paper, PersonalCalendar, ReportBack

# The index and the side bar show them in this order.
admin.site.register(Meeting, MeetingAdmin)
admin.site.register(Agenda, AgendaAdmin)
admin.site.register(AgendaItem, AgendaItemAdmin)
admin.site.register(Paper, PaperAdmin)
admin.site.register(Minutes, MinutesAdmin)
admin.site.register(Decision, DecisionAdmin)
admin.site.register(Action, ActionAdmin)
admin.site.register(ReportBack, ReportBackAdmin)
admin.site.register(PersonalCalendar, PersonalCalendarAdmin)
