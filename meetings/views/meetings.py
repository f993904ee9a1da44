"""The pages of meetings: the diary of all, those of one body, and one."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.views.generic import TemplateView

from governance.foundation.access import seated_on
from governance.foundation.dated import ONE_DAY
from governance.foundation.sentences import listed, plain_day
from governance.views.pages import OfBody, Page
from meetings.agendas.agenda_reading import lines_for
from meetings.calendars.diary import Asked, Entry, beside, entries, entry_of, found, month_of, named, of_body
from meetings.models import Meeting, MeetingEvent
from meetings.registers.registers import bodies_to_choose, decisions_until
from meetings.schedules.clashes import clashes_of
from meetings.views.diary_form import DiaryForm, month_in
from meetings.views.pages import OfMeeting

PAGE_LENGTH = 30


class MeetingsPage(Page, TemplateView):
    """Meetings of every body: a month as a calendar, or a list; both narrowed by what the visitor asks for."""

    template_name = "meetings/meeting_list.html"

    @cached_property
    def form(self) -> DiaryForm:
        """The filters as they were filled in."""
        user = self.request.user
        bodies = bodies_to_choose(self.day, user)
        return DiaryForm(self.request.GET, bodies=bodies, proposals=user.is_authenticated)

    @property
    def is_list(self) -> bool:
        """Whether the visitor wants the list: by choice, or because no calendar can show what they ask for."""
        asked = self.form.wanted
        return self.request.GET.get("show") == "list" or bool(asked.since or asked.until or asked.words)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the filters, and the month or the page of the list."""
        shown = self._list() if self.is_list else self._month()
        narrowed = self.form.wanted != Asked()
        return super().get_context_data(form=self.form, is_list=self.is_list, is_narrowed=narrowed, **shown, **kwargs)

    def _month(self) -> dict[str, Any]:
        first = month_in(self.request.GET.get("month", ""), self.day)
        return {"month": month_of(self.form.wanted, first, self.request.user)}

    def _list(self) -> dict[str, Any]:
        """A page of the meetings that fit: from the day on, unless days, words or a status say otherwise."""
        asked = self.form.wanted
        if not (asked.since or asked.until or asked.words or asked.status):
            asked = replace(asked, since=self.day)
        meetings: Any = found(asked, self.request.user)
        meetings = meetings.earliest_first() if asked.since else meetings.latest_first()
        page: Any = Paginator(meetings, PAGE_LENGTH).get_page(self.request.GET.get("page"))
        page.object_list = entries(page.object_list, self.request.user)
        return {"page": page, "asked": asked, "query": self.kept_query(), "day_before": self.day - ONE_DAY}


class BodyMeetingsPage(OfBody, TemplateView):
    """The meetings that a body leads or joins: those to come, and those before, the latest first."""

    template_name = "meetings/body_meetings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add them as seen from the day; for its editors the proposals too, with what they clash with."""
        user = self.request.user
        meetings = of_body(self.body, user)
        past = Paginator(meetings.called().before(self.day).latest_first(), PAGE_LENGTH)
        page: Any = past.get_page(self.request.GET.get("page"))
        page.object_list = entries(page.object_list, user)
        coming = entries(meetings.on_or_after(self.day).earliest_first(), user, to_come=True)
        proposed = [each for each in coming if each.meeting.status == Meeting.Status.PROPOSED]
        clashes = clashes_of([each.meeting for each in proposed], day=self.day, user=user) if proposed else {}
        return super().get_context_data(
            page=page,
            query=self.kept_query(),
            coming=[each for each in coming if each.meeting.status != Meeting.Status.PROPOSED],
            proposed=[(each, clashes.get(each.meeting.pk, ())) for each in proposed],
            **kwargs,
        )


class MeetingPage(OfMeeting, TemplateView):
    """One meeting: when and where, who meets, what became of it, its agenda and the way to its minutes."""

    template_name = "meetings/meeting_detail.html"
    with_meeting_crumb = False

    def get_meetings(self) -> Any:
        """With the body's name of the meeting's day."""
        return named(Meeting.objects.visible_to(self.request.user))

    @property
    def may_join_online(self) -> bool:
        """Whether the address to join online may be shown: where the public may attend, and to those who meet."""
        if self.meeting.public_may_attend:
            return True
        return bool(seated_on(self.request.user) & {body.pk for body in self.bodies})

    @property
    def decisions(self) -> list[Any]:
        """The decisions that are published, for as long as no minutes show them."""
        if self.meeting.day > self.day:
            return []
        return list(decisions_until(self.day, self.request.user).filter(meeting=self.meeting).by_number())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the facts, the events, the agenda, the decisions that no minutes show yet, and the meetings before and after."""
        user, meeting = self.request.user, self.meeting
        before, after = beside(meeting, user)
        events = list(MeetingEvent.objects.visible_to(user).filter(meeting=meeting).order_by("pk"))
        entry: Entry = entry_of(meeting, user, has_agenda=bool(self.agenda and self.agenda.is_published))
        context = super().get_context_data(
            entry=entry,
            events=events,
            before=before,
            after=after,
            lines=lines_for(meeting, user, day=self.day),
            heading=f"{_kind(meeting)}, {plain_day(meeting.day)}",
            bodies_in_words=listed([entry.body_name, *entry.joined_by]),
            joining=list(zip(self.bodies[1:], entry.joined_by, strict=True)),
            former=_former(events),
            decisions=[] if entry.minutes and entry.minutes.is_public else self.decisions,
            **kwargs,
        )
        return {**context, "shows_online": meeting.online_address and (context["may_edit"] or self.may_join_online)}


def _kind(meeting: Meeting) -> str:
    """What a meeting is headed: its own title, or its kind, which goes without saying for an ordinary one."""
    return meeting.title or ("Meeting" if meeting.kind == Meeting.Kind.ORDINARY else meeting.get_kind_display())


def _former(events: Sequence[MeetingEvent]) -> list[MeetingEvent]:
    """The events whose day, time or place no longer holds, the earliest first."""
    if not events:
        return []
    now = _set_by(events[-1])
    return [each for each in events if _set_by(each) != now]


def _set_by(event: MeetingEvent) -> tuple[Any, ...]:
    return event.day, event.starts_at, event.ends_at, event.place
