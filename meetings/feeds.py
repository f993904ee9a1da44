"""Atom feeds (RFC 4287): what was published of meetings, of one body or of all. Only what everybody may read.

An entry keeps its id for ever, and says when what it tells of changed last; so the same records make the same feed.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.generic import View

from governance.foundation.printing import sha256_of
from governance.foundation.sentences import plain_day
from governance.models import Body
from governance.views.pages import OfBody
from meetings.calendars.diary import body_then
from meetings.models import Agenda, Correction, Decision, Meeting, MeetingEvent, Minutes
from meetings.printable import printable
from meetings.schedules.times import plain_times

MOST = 50
"""How many entries a feed holds: the newest."""

ATOM_TYPE = "application/atom+xml; charset=utf-8"

NOTHING_YET = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""When a feed without an entry changed last: not now, or reading it would change it."""

YEAR_OF_IDS = "2009"
"""A tag names a year in which its host belonged to whoever made it (RFC 4151)."""

NOBODY = AnonymousUser()


@dataclass(frozen=True)
class Item:
    """An entry of a feed."""

    tag: str
    title: str
    text: str
    link: str
    published: datetime.datetime
    updated: datetime.datetime
    body_name: str


class SteadyFeed(Atom1Feed):
    """A feed that changes when its entries do."""

    content_type = ATOM_TYPE

    def latest_post_date(self) -> datetime.datetime:
        """When its newest entry changed."""
        return max((item["updateddate"] for item in self.items), default=NOTHING_YET)


def agendas(body: Body | None) -> list[Item]:
    """Agendas that were published, of the body or of all, the newest first: one query.

    An entry says when and where the meeting is to be, so it changes with the meeting too.
    """
    events = MeetingEvent.objects.visible_to(NOBODY).filter(meeting=OuterRef("meeting"))
    events = events.exclude(what=Meeting.Status.HELD).order_by("-pk")  # the entry says nothing of its being held
    rows = Agenda.objects.visible_to(NOBODY).published().exclude(meeting__status=Meeting.Status.PROPOSED)
    rows = _narrowed(rows, body).select_related("meeting", "meeting__body")
    rows = rows.annotate(name_then=body_then("meeting__"), last_step=Subquery(events.values("recorded_at")[:1]))
    return [
        Item(
            f"agenda-{each.pk}",
            f"Agenda: {_name(each)}, {plain_day(each.meeting.day)}",
            _when_and_where(each.meeting, each.name_then),
            _meeting_page(each.meeting),
            each.published_at,
            _latest(each.published_at, each.changed_at, each.last_step),
            each.name_then,
        )
        for each in rows.order_by("-published_at", "-pk")[:MOST]
    ]


def minutes(body: Body | None) -> list[Item]:
    """Minutes that were published as a draft or approved, the newest first: one query."""
    corrections = Correction.objects.visible_to(NOBODY).filter(minutes=OuterRef("pk")).order_by("-recorded_at")
    rows = _narrowed(Minutes.objects.visible_to(NOBODY), body).select_related("meeting", "meeting__body")
    rows = rows.annotate(name_then=body_then("meeting__"), corrected_at=Subquery(corrections.values("recorded_at")[:1]))
    return [
        Item(
            f"minutes-{each.pk}",
            f"{'Minutes' if each.approved_on else 'Draft minutes'}: {_name(each)}, {plain_day(each.meeting.day)}",
            f"Approved on {plain_day(each.approved_on)}." if each.approved_on else "Not yet approved.",
            _meeting_page(each.meeting, "meetings:minutes"),
            each.published_at,
            _latest(each.published_at, each.corrected_at, _midnight(each.approved_on)),
            each.name_then,
        )
        for each in rows.order_by("-published_at", "-pk")[:MOST]
    ]


def decisions(body: Body | None) -> list[Item]:
    """Decisions that were published, the newest first: one query."""
    rows = Decision.objects.visible_to(NOBODY).select_related("body", "meeting", "meeting__body")
    rows = rows.filter(body=body) if body else rows
    rows = rows.annotate(name_then=body_then("meeting__"))
    return [
        Item(
            f"decision-{each.body_id}-{each.reference}",  # not its key, for holes in those tell of what is hidden
            f"Decision {each.reference}: {_name(each)}, {plain_day(each.meeting.day)}",
            f"{each.get_outcome_display()}: {each.text}",
            reverse("meetings:decision", args=[each.body.slug, each.reference]),
            _latest(each.published_at),
            _latest(each.published_at),
            each.name_then,
        )
        for each in rows.order_by("-published_at", "-pk")[:MOST]
    ]


KINDS = {"agendas": agendas, "minutes": minutes, "decisions": decisions}
"""What there are feeds of: the end of the address, and what is in it."""


class Feed(View):
    """A feed of every body; `what` is one of KINDS."""

    http_method_names = ["get", "head"]
    what = "agendas"

    def get_subject(self) -> Body | None:
        """The body that the feed is about; None for all."""
        return None

    def get_title(self) -> str:
        """What readers call it."""
        return f"{self.what.capitalize()}: {settings.PORTAL_NAME}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The feed; 304 to a reader who has it already."""
        subject = self.get_subject()
        path = reverse("meetings:of-body", args=[subject.slug]) if subject else reverse("meetings:list")
        tag = f"{self.what}-{subject.pk}" if subject else self.what
        content = written(self.get_title(), tag, path, request.path, KINDS[self.what](subject))
        response = HttpResponse(content, content_type=ATOM_TYPE)
        response["ETag"] = etag = f'"{sha256_of(content)}"'
        return get_conditional_response(request, etag, None, response) or response


class BodyFeed(OfBody, Feed):
    """A feed of one body."""

    def get_subject(self) -> Body:
        """The body that the address names."""
        return self.body

    def get_title(self) -> str:
        """After the body's name of the day."""
        return f"{self.what.capitalize()} of {self.life.name}"


def written(title: str, tag: str, path: str, own_path: str, items: Iterable[Item]) -> bytes:
    """The feed as XML; `path` is that of the page that shows the same."""
    feed = SteadyFeed(
        title=printable(title),
        link=settings.BASE_URL + path,
        description="",
        language="en-gb",
        author_name=printable(settings.PORTAL_NAME),
        feed_url=settings.BASE_URL + own_path,
        feed_guid=_tag(f"feed-{tag}"),
    )
    for item in items:
        feed.add_item(
            title=printable(item.title),
            link=settings.BASE_URL + item.link,
            description=escape(printable(item.text)),  # a summary is HTML, and ours is plain
            unique_id=_tag(item.tag),
            pubdate=item.published,
            updateddate=item.updated,
            categories=[printable(item.body_name)],
        )
    return feed.writeString("utf-8").encode()


def _narrowed(rows: Any, body: Body | None) -> Any:
    """Of the meetings that the body leads or joins."""
    return rows.filter(meeting__in=Meeting.objects.of_body(body).order_by().values("pk")) if body else rows


def _meeting_page(meeting: Meeting, page: str = "meetings:meeting") -> str:
    return reverse(page, args=[meeting.body.slug, meeting.date_in_address])


def _latest(*changes: datetime.datetime | None) -> datetime.datetime:
    return max(filter(None, changes))


def _name(row: Any) -> str:
    """The meeting's own name, or its body's on the day."""
    return row.meeting.title or row.name_then


def _when_and_where(meeting: Meeting, name: str) -> str:
    if meeting.is_cancelled:
        return f"The meeting of {name} on {plain_day(meeting.day)} was cancelled."
    words = [
        f"{name} meets on {plain_day(meeting.day)}",
        plain_times(meeting.starts_at, meeting.ends_at),
        meeting.place,
    ]
    return f"{', '.join(filter(None, words))}."


def _midnight(day: datetime.date | None) -> datetime.datetime | None:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time())) if day else None


def _tag(words: str) -> str:
    return f"tag:{urlsplit(settings.BASE_URL).hostname},{YEAR_OF_IDS}:meetings/{words}"
