"""Calendar files (RFC 5545): meetings as a subscribed calendar reads them, again and again, for years.

An entry keeps its UID for ever; each change raises its SEQUENCE and LAST-MODIFIED; a cancelled meeting stays and says
so. The same meetings make the same bytes, so that a program that has them already is told so. Nothing of an agenda or
a paper is written here: the entry leads to the meeting's page, which knows who asks.
"""

import datetime
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDuration, vRecur

from governance.foundation.dated import ONE_DAY
from governance.foundation.sentences import listed, plain_day
from meetings.calendars.diary import Entry
from meetings.models import Meeting
from meetings.printable import printable

CALENDAR_TYPE = "text/calendar; charset=utf-8"

LONDON = ZoneInfo("Europe/London")

PRODUCT = "-//Partnership governance portal//Meetings//EN"

REFRESH = datetime.timedelta(hours=6)
"""How often programs are asked to look again."""


def calendar_of(name: str, source: str, entries: Iterable[Entry]) -> bytes:
    """A calendar called `name`, to be fetched again from the address `source`."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", printable(name))
    calendar.add("x-wr-calname", printable(name))
    calendar.add("x-wr-timezone", LONDON.key)
    calendar.add("source", source, parameters={"VALUE": "URI"})
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    calendar.add_component(_london())
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar.to_ical(sorted=False)


def uid_of(meeting: Meeting) -> str:
    """The name of the meeting's entry, the same for ever, whatever becomes of its day, its body and its address."""
    return f"meeting-{meeting.pk}@{urlsplit(settings.BASE_URL).hostname}"


def address_of(meeting: Meeting) -> str:
    """The whole address of the meeting's page."""
    return settings.BASE_URL + reverse("meetings:meeting", args=[meeting.body.slug, meeting.date_in_address])


def _event(entry: Entry) -> Event:
    meeting: Any = entry.meeting
    event = Event()
    event.add("uid", uid_of(meeting))
    changed = meeting.changed_at.astimezone(datetime.UTC).replace(microsecond=0)
    event.add("dtstamp", changed)  # without METHOD the two are one (RFC 5545, 3.8.7.2)
    event.add("last-modified", changed)
    event.add("sequence", meeting.sequence)
    _say_when(event, meeting)
    name = printable(entry.name)
    event.add("summary", f"Cancelled: {name}" if meeting.is_cancelled else name)
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if meeting.is_cancelled else "OPAQUE")
    if where := _where(meeting):
        event.add("location", printable(where))
    event.add("categories", [printable(entry.body_name)])
    event.add("description", printable(_describe(entry)))
    event.add("url", address_of(meeting))
    return event


def _say_when(event: Event, meeting: Any) -> None:
    """Begin and end in London's time; a meeting of which only the day is known takes that day."""
    if meeting.starts_at is None:
        event.add("dtstart", meeting.day)
        event.add("dtend", meeting.day + ONE_DAY)
        return
    event.add("dtstart", datetime.datetime.combine(meeting.day, meeting.starts_at, LONDON))
    if meeting.ends_at is not None:
        event.add("dtend", datetime.datetime.combine(meeting.day, meeting.ends_at, LONDON))


def _where(meeting: Meeting) -> str:
    """The place; how to join online is said on the meeting's page, to those who may."""
    online = "Online" if meeting.mode != Meeting.Mode.IN_PERSON else ""
    return " and ".join(filter(None, [meeting.place, online.lower() if meeting.place else online]))


def _describe(entry: Entry) -> str:
    meeting = entry.meeting
    lines = []
    if entry.kind:
        lines.append(entry.kind)
    if entry.joined_by and meeting.title:
        lines.append(f"{listed([entry.body_name, *entry.joined_by])} meet together.")
    if meeting.day != meeting.called_for:
        lines.append(f"Moved: it was first called for {plain_day(meeting.called_for)}.")
    if entry.reason:
        lines.append(f"Why it was {meeting.get_status_display().lower()}: {entry.reason}")
    if meeting.public_may_attend and not meeting.is_cancelled:
        lines.append("The public may attend.")
    lines.append(f"Agenda, papers and minutes: {address_of(meeting)}")
    return "\n".join(lines)


def _london() -> Timezone:
    """Europe/London as it has been since 1996."""
    zone = Timezone()
    zone.add("tzid", LONDON.key)
    for part, name, month, first, before, after in (
        (TimezoneDaylight(), "BST", 3, "1996-03-31T01", 0, 1),
        (TimezoneStandard(), "GMT", 10, "1996-10-27T02", 1, 0),
    ):
        part.add("tzname", name)
        part.add("dtstart", datetime.datetime.fromisoformat(first))  # as the clocks on the wall say it
        part.add("rrule", vRecur({"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"}))
        part.add("tzoffsetfrom", datetime.timedelta(hours=before))
        part.add("tzoffsetto", datetime.timedelta(hours=after))
        zone.add_component(part)
    return zone
