"""Calendars to subscribe to: all meetings, those of a body, one, and those of a person at a secret address."""

import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.generic import TemplateView, View

from governance.foundation.access import person_of
from governance.foundation.asked import DayRequest
from governance.foundation.printing import sha256_of
from governance.models import Person
from governance.views.pages import OfBody, Page
from meetings.calendars.diary import entries, of_person
from meetings.calendars.ical import CALENDAR_TYPE, calendar_of
from meetings.calendars.personal_calendars import calendar_at, calendar_for, change_address, token_of
from meetings.models import Meeting, PersonalCalendar
from meetings.views.pages import OfMeeting

KEPT = datetime.timedelta(days=366)
"""How long a meeting that is over stays in the calendars of many."""


class CalendarFile(View):
    """A calendar. What is in it does not depend on who asks, for a program asks without signing in."""

    http_method_names = ["get", "head"]
    request: DayRequest

    def get_calendared(self) -> Any:
        """The meetings that the calendar holds."""
        return Meeting.objects.visible_to(AnonymousUser()).on_or_after(self.request.day - KEPT)

    def get_calendar_name(self) -> str:
        """What programs call it."""
        return f"Meetings: {settings.PORTAL_NAME}"

    def get_file_name(self) -> str:
        """The name of the download, without its end."""
        return "meetings"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file; 304 to a reader who has it already."""
        meetings = entries(self.get_calendared().earliest_first(), AnonymousUser())
        content = calendar_of(self.get_calendar_name(), settings.BASE_URL + request.path, meetings)
        response = HttpResponse(content, content_type=CALENDAR_TYPE)
        name = content_disposition_header(as_attachment=False, filename=f"{self.get_file_name()}.ics")
        response["Content-Disposition"] = name or ""
        response["ETag"] = etag = f'"{sha256_of(content)}"'
        return get_conditional_response(request, etag, None, response) or response


class BodyCalendar(OfBody, CalendarFile):
    """The meetings that a body leads or joins, those of the last year included."""

    def get_calendared(self) -> Any:
        """Those of the body."""
        return super().get_calendared().of_body(self.body)

    def get_calendar_name(self) -> str:
        """After the body's name of the day."""
        return f"Meetings of {self.life.name}"

    def get_file_name(self) -> str:
        """After the body's address."""
        return f"meetings-{self.body.slug}"


class MeetingCalendar(OfMeeting, CalendarFile):
    """One meeting, whenever it is; a proposal has no entry yet."""

    def get_meetings(self) -> Any:
        """What the public may know of, whoever asks."""
        return Meeting.objects.visible_to(AnonymousUser()).for_page()

    def get_calendared(self) -> Any:
        """The meeting."""
        return Meeting.objects.visible_to(AnonymousUser()).filter(pk=self.meeting.pk)

    def get_calendar_name(self) -> str:
        """After the body's name of the day."""
        return f"Meeting of {self.life.name}"

    def get_file_name(self) -> str:
        """After the meeting's address."""
        return f"meeting-{self.body.slug}-{self.meeting.date_in_address}"


class PersonCalendar(CalendarFile):
    """The meetings of the bodies on which a person sits, at the address that only they and their secretary know."""

    @cached_property
    def calendar(self) -> PersonalCalendar:
        """Whose it is. Raises Http404 for an address that was never given, or no longer leads anywhere."""
        calendar = calendar_at(self.kwargs["token"])
        if calendar is None:
            raise Http404("There is no such calendar.")
        return calendar

    def get_calendared(self) -> Any:
        """Those that the person sits at."""
        return of_person(self.calendar.person, self.request.day)

    def get_calendar_name(self) -> str:
        """After the person."""
        return f"Partnership meetings of {self.calendar.person}"

    def get_file_name(self) -> str:
        """Without the person's name: files are passed on."""
        return "my-partnership-meetings"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file, which no shared cache and no search engine keeps."""
        response = super().get(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-cache"
        response["X-Robots-Tag"] = "noindex"
        return response


@method_decorator(cache_control(private=True, no_store=True), name="dispatch")
class MyCalendarPage(LoginRequiredMixin, Page, TemplateView):
    """The secret address of one's own calendar: asked for, shown, and changed."""

    http_method_names = ["get", "head", "post"]
    template_name = "meetings/my_calendar.html"

    @property
    def person(self) -> Person | None:
        """Whom the account acts for."""
        return person_of(self.request.user)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the address, or make it anew."""
        person = self.person
        if person is None:
            raise Http404("This account acts for nobody.")
        if PersonalCalendar.objects.filter(person=person).exists():
            change_address(person, by=request.user)
            messages.success(request, "Your calendar has a new address. The former one leads nowhere.")
        else:
            calendar_for(person, by=request.user)
            messages.success(request, "Your calendar has an address.")
        return redirect("meetings:my-calendar")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the address, where there is one."""
        person = self.person
        calendar = PersonalCalendar.objects.filter(person=person).first() if person else None
        path = reverse("meetings:person-calendar", args=[token_of(calendar)]) if calendar else ""
        return super().get_context_data(person=person, address=settings.BASE_URL + path if path else "", **kwargs)
