"""Plain makers of meetings and what belongs to them; each writes its row, for a test that is not about the deed.

As in `tests.make`: `by` is the administrator, days are ISO strings or dates.
"""

import datetime
import itertools
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from governance.foundation.publication import State
from governance.models import Body, Person, Seat
from meetings.models import (
    Action,
    Agenda,
    AgendaItem,
    Attendance,
    Decision,
    Meeting,
    MeetingEvent,
    Minutes,
    MinutesEntry,
    Paper,
    PaperRevision,
    ReportBack,
)
from meetings.numbering import take_number
from tests.make import Day, day, make_person, written_apart

_numbers = itertools.count(1)


def make_meeting(
    body: Body,
    on: Day = "2026-03-05",
    *,
    status: str = "scheduled",
    starts_at: datetime.time | None = datetime.time(10),
    with_bodies: Sequence[Body] = (),
    agenda: str = State.DRAFT,
    **facts: Any,
) -> Meeting:
    """A meeting with its event and its agenda, which is empty; `agenda` is the agenda's state."""
    when = day(on)
    number = Meeting.objects.filter(body=body, called_for=when).count() + 1
    meeting = Meeting(body=body, called_for=when, number=number, day=when, starts_at=starts_at, status=status, **facts)
    written_apart(meeting)
    meeting.with_bodies.set(with_bodies)
    set_by = {"starts_at": starts_at, "ends_at": meeting.ends_at, "place": meeting.place}
    event = MeetingEvent(meeting=meeting, what=status, day=when, **set_by)
    written_apart(event)
    published = timezone.now() if agenda == State.PUBLISHED else None
    written_apart(Agenda(meeting=meeting, state=agenda, published_at=published))
    return meeting


def make_item(meeting: Meeting, title: str = "", **facts: Any) -> AgendaItem:
    """The next item; pass `restricted=True` for one with the usual reason and neutral title."""
    if facts.get("restricted"):
        facts = {"restriction_reason": "Names a person.", "public_title": "A personal matter", **facts}
    position = meeting.items.count() + 1
    return written_apart(AgendaItem(meeting=meeting, position=position, title=title or f"Item {position}", **facts))


def make_paper(item: AgendaItem, title: str = "", *, text: str = "<p>What the paper says.</p>", **facts: Any) -> Paper:
    """A paper written in the editor, with one revision, pinned."""
    paper = written_apart(Paper(item=item, title=title or f"Paper {next(_numbers)}", **facts))
    paper.pinned = written_apart(PaperRevision(paper=paper, text=text))
    return written_apart(paper)


def make_attendance(meeting: Meeting, person: Person | None = None, how: str = "present", **facts: Any) -> Attendance:
    """Somebody at the meeting."""
    return written_apart(Attendance(meeting=meeting, person=person or make_person(), how=how, **facts))


def make_minutes(
    meeting: Meeting, stage: str = "draft", *, text: str = "<p>What was said.</p>", published_on: Day | None = None
) -> Minutes:
    """Minutes with an entry for each item of the agenda, published just now unless `published_on` says otherwise."""
    minutes = written_apart(Minutes(meeting=meeting))
    for item in meeting.items.in_order():
        written_apart(MinutesEntry(minutes=minutes, item=item, text=text))
    minutes.stage = stage
    if minutes.is_public:
        noon = datetime.datetime.combine(day(published_on or timezone.localdate()), datetime.time(12))
        minutes.published_at = timezone.make_aware(noon) if published_on else timezone.now()
    return written_apart(minutes)


def make_decision(meeting: Meeting, text: str = "", *, state: str = State.PUBLISHED, **facts: Any) -> Decision:
    """The next decision of the body in the year of the meeting; among the restricted ones under a restricted item."""
    decision = Decision(
        body=meeting.body,
        meeting=meeting,
        year=meeting.day.year,
        state=state,
        published_at=timezone.now() if state == State.PUBLISHED else None,
        **facts,
    )
    take_number(decision)
    decision.text = text or f"Decision number {decision.number}."
    return written_apart(decision)


def make_action(meeting: Meeting, what: str = "", *, state: str = State.PUBLISHED, **facts: Any) -> Action:
    """The next action of the body; its owner is the body itself unless `facts` name one. Numbered as decisions are."""
    if not facts.keys() & {"owner", "owner_organisation", "owner_body"}:
        facts["owner_body"] = meeting.body
    action = Action(
        body=meeting.body,
        meeting=meeting,
        year=meeting.day.year,
        raised_on=meeting.day,
        state=state,
        published_at=timezone.now() if state == State.PUBLISHED else None,
        **facts,
    )
    take_number(action)
    action.what = what or f"Action number {action.number}"
    return written_apart(action)


def sit(body: Body, person: Person, **facts: Any) -> Seat:
    """A seat on the body that the person holds from its first day."""
    from tests.make import make_membership, make_seat  # noqa: PLC0415 - only for those who need it

    seat = make_seat(body, **facts)
    make_membership(seat, person)
    return seat


def make_report_back(home: Body, on: Day = "2026-03-05", **facts: Any) -> ReportBack:
    """A report-back to `home` from a meeting of a new outside body, on which `home` nominates to a seat."""
    from tests.make import make_body, make_seat  # noqa: PLC0415 - only for those who need it

    outside = make_body(partnership=home.partnership, kind="external-body")
    seat = make_seat(outside, kind=Seat.Kind.NOMINATED, of_body=home)
    meeting = make_meeting(outside, on, status="held")
    return written_apart(ReportBack(outside_meeting=meeting, seat=seat, home_body=home, **facts))
