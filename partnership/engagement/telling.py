"""What a notice says to the public at the moment at which a mail is sent: nothing that the public may not read."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.text import Truncator

from governance.foundation.sentences import listed, plain_day
from meetings.announcing import News
from meetings.models import Agenda, AgendaItem, Decision, Meeting, MeetingEvent, Minutes
from partnership.engagement.models import Notice

LONGEST_DETAIL = 300


@dataclass(frozen=True)
class Telling:
    """One piece of news in words."""

    subject: str
    sentence: str
    link_words: str
    address: str
    details: list[str] = field(default_factory=list)
    names: str = ""
    """The bodies that met."""


class PublicRecord:
    """What the public may read of some meetings: a fixed number of queries, however many notices there are."""

    def __init__(self, notices: Iterable[Notice]) -> None:
        self._public = AnonymousUser()
        keys = {notice.meeting_id for notice in notices}
        self.meetings = {m.pk: m for m in self._rows(Meeting, pk__in=keys).for_page()}
        self.agendas = set(self._rows(Agenda, meeting__in=keys).values_list("meeting", flat=True))
        self.minutes = {m.meeting_id: m for m in self._rows(Minutes, meeting__in=keys)}
        self.items = self._by_meeting(self._rows(AgendaItem, meeting__in=keys, withdrawn_reason="").in_order())
        self.decisions = self._by_meeting(self._rows(Decision, meeting__in=keys).by_number())
        self._decisions_told = self._told_before(keys)
        self.events = self._by_meeting(self._rows(MeetingEvent, meeting__in=keys).order_by("pk"))

    def _rows(self, model: Any, **which: Any) -> Any:
        return model.objects.visible_to(self._public).filter(**which)

    @staticmethod
    def _by_meeting(rows: Iterable[Any]) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        for row in rows:
            found[row.meeting_id].append(row)
        return found

    @staticmethod
    def _told_before(keys: Iterable[int]) -> dict[int, list[datetime.datetime]]:
        """When decisions of each meeting were told, the earliest first."""
        found: dict[int, list[datetime.datetime]] = defaultdict(list)
        notices = Notice.objects.filter(what=News.DECISIONS, meeting__in=keys).order_by("made_at")
        for meeting, made_at in notices.values_list("meeting", "made_at"):
            found[meeting].append(made_at)
        return found

    def telling(self, notice: Notice) -> Telling | None:
        """The notice in words; None where it is no longer public, or was overtaken."""
        meeting = self.meetings.get(notice.meeting_id)
        if meeting is None or (notice.step is not None and notice.step < meeting.sequence):
            return None
        return _TOLD[News(notice.what)](self, meeting, notice)

    def agenda(self, meeting: Meeting, _: Notice) -> Telling | None:
        """An agenda, with the titles that the public may read."""
        if meeting.pk not in self.agendas or meeting.is_cancelled:
            return None
        titles = [item.title for item in self.items[meeting.pk]]
        return _told(meeting, "Agenda", "The agenda was published.", "Read the agenda and its papers", titles)

    def minutes_of(self, meeting: Meeting, _: Notice) -> Telling | None:
        """Minutes, as a draft or approved."""
        minutes = self.minutes.get(meeting.pk)
        if minutes is None:
            return None
        approved = minutes.stage == Minutes.Stage.APPROVED
        said = "The minutes were approved." if approved else "The minutes were published as a draft, to be approved."
        return _told(meeting, "Minutes", said, "Read the minutes", page="meetings:minutes")

    def decisions_of(self, meeting: Meeting, notice: Notice) -> Telling | None:
        """The decisions that were published since decisions were told last, each with its outcome."""
        before = [moment for moment in self._decisions_told[meeting.pk] if moment < notice.made_at]
        since = before[-1] if before else None
        decisions = [
            each
            for each in self.decisions[meeting.pk]
            if each.published_at <= notice.made_at and (since is None or each.published_at > since)
        ]
        if not decisions:
            return None
        words = [f"{each.reference} ({each.get_outcome_display().lower()}): {each.text}" for each in decisions]
        page = "meetings:minutes" if meeting.pk in self.minutes else "meetings:meeting"
        return _told(meeting, "Decisions", "Decisions were published.", "Read the decisions", words, page=page)

    def moved(self, meeting: Meeting, _: Notice) -> Telling | None:
        """Where and when a moved meeting is to be now."""
        if meeting.is_cancelled:
            return None
        when = plain_day(meeting.day) + (f" at {meeting.starts_at:%H:%M}" if meeting.starts_at else "")
        said = f"The meeting was moved. It is now on {when}{f', {meeting.place}' if meeting.place else ''}."
        return _told(meeting, "Moved", said + self._reason(meeting), "Read about the meeting")

    def cancelled(self, meeting: Meeting, _: Notice) -> Telling | None:
        """That a meeting will not take place."""
        if not meeting.is_cancelled:
            return None
        said = f"The meeting on {plain_day(meeting.day)} was cancelled."
        return _told(meeting, "Cancelled", said + self._reason(meeting), "Read about the meeting")

    def _reason(self, meeting: Meeting) -> str:
        events = self.events[meeting.pk]
        reason = events[-1].reason.strip().rstrip(".") if events else ""
        return f" Reason: {reason}." if reason else ""


_TOLD = {
    News.AGENDA: PublicRecord.agenda,
    News.MINUTES: PublicRecord.minutes_of,
    News.DECISIONS: PublicRecord.decisions_of,
    News.MOVED: PublicRecord.moved,
    News.CANCELLED: PublicRecord.cancelled,
}


def _told(
    meeting: Meeting,
    what: str,
    sentence: str,
    link_words: str,
    details: Iterable[str] = (),
    *,
    page: str = "meetings:meeting",
) -> Telling:
    names = listed([meeting.body.name, *(body.name for body in meeting.with_bodies.all())])
    path = reverse(page, kwargs={"slug": meeting.body.slug, "date": meeting.date_in_address})
    return Telling(
        subject=f"{what}: {meeting.title or names}, {plain_day(meeting.day)}",
        sentence=sentence,
        link_words=link_words,
        address=settings.BASE_URL + path,
        details=[Truncator(" ".join(words.split())).chars(LONGEST_DETAIL) for words in details],
        names=names,
    )
