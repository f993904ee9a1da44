"""Scheduling: the deeds that call a meeting, move it, cancel it, say that it was held, and describe it.

Each leaves an event, so that the day, the times, the place and the status of a meeting are those of its last one. Its
address stays that of the day for which it was first called. Every deed locks the lead body and the meeting, reads both
again, and asks whether the user edits the lead body.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from governance.foundation.access import require_edit
from governance.foundation.deeds import Refused, strike, write
from governance.foundation.sentences import plain_day
from governance.models import Body
from meetings.agendas.agenda_setting import begin
from meetings.announcing import News, announce
from meetings.locking import locked_meeting
from meetings.models import Agenda, Meeting, MeetingEvent
from meetings.report_backs.reporting_back import expect_by_itself
from meetings.schedules.scheduling_rules import (
    check_bodies,
    check_free,
    check_joined,
    check_joining,
    check_names,
    check_settled,
    check_times,
    check_to_come,
    check_unrecorded,
    others_of,
    take_address,
)


@transaction.atomic
def schedule(
    body: Body,
    *,
    day: datetime.date,
    by: Any,
    starts_at: datetime.time | None = None,
    ends_at: datetime.time | None = None,
    place: str = "",
    with_bodies: Iterable[Body] = (),
    proposed: bool = False,
    reason: str = "",
    **facts: Any,
) -> Meeting:
    """Call a meeting of `body`, or with `proposed` only propose one, which nobody but its editors sees.

    `with_bodies` meet with it under its lead; `facts` are those of FACTS. Writes the meeting and its event; a meeting
    that is called gets its agenda with the standing items too. Raises Refused for a body that does not exist or meet
    on `day`, or is of another partnership or not edited by the user, for wrong times, and where it meets then already.
    """
    check_names(facts)
    body = Body.objects.locked(body.pk)
    require_edit(by, body)
    others = others_of(body, with_bodies)
    check_joining(by, body, others)
    check_bodies([body, *others], day)
    check_times(starts_at, ends_at)
    check_free(body, day, starts_at)
    meeting = Meeting(
        body=body,
        called_for=day,
        day=day,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place.strip(),
        status=Meeting.Status.PROPOSED if proposed else Meeting.Status.SCHEDULED,
        **facts,
    )
    take_address(meeting, by=by)
    write(meeting, by=by, why=reason)
    meeting.with_bodies.set(others)
    _record(meeting, reason, by)
    if not proposed:
        _begin_agenda(meeting, by)
        expect_by_itself(meeting, by=by)
    return meeting


@transaction.atomic
def confirm(meeting: Meeting, *, by: Any, reason: str = "") -> Meeting:
    """Call a meeting that was proposed: from now on everybody sees it, and its address, numbered now, stays."""
    meeting = _locked(meeting, by)
    if meeting.status != Meeting.Status.PROPOSED:
        raise Refused("This meeting was called already: there is nothing to confirm.")
    check_bodies([meeting.body, *meeting.with_bodies.all()], meeting.day)
    meeting.status = Meeting.Status.SCHEDULED
    take_address(meeting, by=by)
    _happen(meeting, reason, by)
    _begin_agenda(meeting, by)
    expect_by_itself(meeting, by=by)
    return meeting


@transaction.atomic
def drop_proposal(meeting: Meeting, *, by: Any, reason: str = "") -> Body:
    """Give up a meeting that was only proposed, and return its body; the audit alone remembers it."""
    meeting = _locked(meeting, by)
    if meeting.status != Meeting.Status.PROPOSED:
        raise Refused("This meeting was called, so it cannot be dropped: cancel it, and it will say so.")
    body = meeting.body
    strike(meeting, by=by, why=reason)
    return body


@transaction.atomic
def reschedule(
    meeting: Meeting,
    *,
    day: datetime.date,
    by: Any,
    starts_at: datetime.time | None,
    ends_at: datetime.time | None,
    place: str,
    reason: str,
) -> Meeting:
    """Move a meeting to another day, time or place; `reason` is for the public. All four say how it stands then.

    A called meeting keeps its address and those who follow the body are told; a proposal simply changes. Papers are
    due as long before the new day as before the old one. Raises Refused where nothing would change, for a meeting that
    was held or cancelled or of which something is recorded, and as `schedule` does.
    """
    meeting = _locked(meeting, by)
    place = place.strip()
    if meeting.status == Meeting.Status.CANCELLED:
        raise Refused("This meeting was cancelled: call a new one for the new day.")
    if meeting.status == Meeting.Status.HELD:
        raise Refused("This meeting was held, so it can no longer be moved.")
    if (day, starts_at, ends_at, place) == (meeting.day, meeting.starts_at, meeting.ends_at, meeting.place):
        raise Refused("The meeting is on that day, at that time and place already: change one of them.")
    proposed = meeting.status == Meeting.Status.PROPOSED
    if not proposed and not reason.strip():
        raise Refused("Say why the meeting is moved; the public reads it.")
    check_to_come(meeting, "moved")
    check_bodies([meeting.body, *meeting.with_bodies.all()], day)
    check_times(starts_at, ends_at)
    check_free(meeting.body, day, starts_at, but=meeting)
    if proposed and day != meeting.day:
        meeting.called_for = day
        take_address(meeting, by=by)
    if meeting.papers_due:
        meeting.papers_due += day - meeting.day
    meeting.day, meeting.starts_at, meeting.ends_at, meeting.place = day, starts_at, ends_at, place
    meeting.status = Meeting.Status.PROPOSED if proposed else Meeting.Status.MOVED
    event = _happen(meeting, reason, by)
    if not proposed:
        announce(News.MOVED, meeting, event)
    return meeting


@transaction.atomic
def cancel(meeting: Meeting, *, by: Any, reason: str) -> Meeting:
    """Cancel a meeting; its page stays and says why, and those who follow the body are told.

    Raises Refused for one that was held, cancelled or only proposed, or of which something is recorded.
    """
    meeting = _locked(meeting, by)
    if meeting.status == Meeting.Status.PROPOSED:
        raise Refused("This meeting was only proposed: drop the proposal instead.")
    if meeting.status == Meeting.Status.CANCELLED:
        raise Refused("This meeting was cancelled already.")
    if meeting.status == Meeting.Status.HELD:
        raise Refused("This meeting was held, so it can no longer be cancelled.")
    if not reason.strip():
        raise Refused("Say why the meeting is cancelled; the public reads it.")
    check_to_come(meeting, "cancelled")
    meeting.status = Meeting.Status.CANCELLED
    event = _happen(meeting, reason, by)
    announce(News.CANCELLED, meeting, event)
    return meeting


@transaction.atomic
def mark_held(meeting: Meeting, *, by: Any) -> Meeting:
    """Record that a meeting took place. Raises Refused before its day, and for one that was not going ahead."""
    meeting = _locked(meeting, by)
    if meeting.status == Meeting.Status.HELD:
        raise Refused("This meeting is recorded as held already.")
    if meeting.status not in (Meeting.Status.SCHEDULED, Meeting.Status.MOVED):
        raise Refused(f"This meeting was {meeting.get_status_display().lower()}, so it cannot have been held.")
    if meeting.day > timezone.localdate():
        raise Refused(f"This meeting is still to come: record that it was held on {plain_day(meeting.day)} or later.")
    meeting.status = Meeting.Status.HELD
    _happen(meeting, "", by)
    return meeting


@transaction.atomic
def mark_not_held(meeting: Meeting, *, by: Any, reason: str) -> Meeting:
    """Take back that a meeting took place, which was recorded by mistake: it is called, or moved, as before.

    `reason` is for the public. Raises Refused where something recorded shows that it was held.
    """
    meeting = _locked(meeting, by)
    if meeting.status != Meeting.Status.HELD:
        raise Refused("This meeting is not recorded as held.")
    if not reason.strip():
        raise Refused("Say how it came to be recorded as held; the public reads it.")
    check_unrecorded(meeting)
    moved = MeetingEvent.objects.filter(meeting=meeting, what=Meeting.Status.MOVED).exists()
    meeting.status = Meeting.Status.MOVED if moved else Meeting.Status.SCHEDULED
    _happen(meeting, reason, by)
    return meeting


@transaction.atomic
def describe(
    meeting: Meeting, *, by: Any, with_bodies: Iterable[Body] | None = None, reason: str = "", **facts: Any
) -> Meeting:
    """Change what is said of a meeting: the `facts` of FACTS that are given, and with `with_bodies` who joins in.

    Its calendar entry becomes a new revision. Raises Refused for a body that does not meet on the day, for one that
    joins or leaves and that the user does not edit, for one of another partnership that joins, and where what
    published minutes say of the meeting would change: IN_MINUTES.
    """
    check_names(facts)
    meeting = _locked(meeting, by)
    others = None if with_bodies is None else others_of(meeting.body, with_bodies)
    check_settled(meeting, facts, others)
    if others is not None:
        check_joined(by, meeting, others)
    for name, value in facts.items():
        setattr(meeting, name, value)
    if others is not None:
        check_bodies(others, meeting.day)
    _touch(meeting)
    write(meeting, by=by, why=reason)
    if others is not None:
        meeting.with_bodies.set(others)
    return meeting


# What the deeds share ----------------------------------------------------------------------------------------


def _locked(meeting: Meeting, by: Any) -> Meeting:
    """The meeting under its locks, once the right is checked. Raises Refused."""
    meeting = locked_meeting(meeting)
    require_edit(by, meeting.body)
    return meeting


def _touch(meeting: Meeting) -> None:
    meeting.sequence += 1
    meeting.changed_at = timezone.now()


def _happen(meeting: Meeting, reason: str, by: Any) -> MeetingEvent:
    """Save the meeting as its next event leaves it, and the event."""
    _touch(meeting)
    write(meeting, by=by, why=reason)
    return _record(meeting, reason, by)


def _record(meeting: Meeting, reason: str, by: Any) -> MeetingEvent:
    event = MeetingEvent(
        meeting=meeting,
        what=meeting.status,
        day=meeting.day,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        reason=reason.strip(),
    )
    return write(event, by=by, why=reason)


def _begin_agenda(meeting: Meeting, by: Any) -> None:
    """Give a meeting that was called its agenda, with the items that come by themselves."""
    if not Agenda.objects.filter(meeting=meeting).exists():
        write(Agenda(meeting=meeting), by=by)
    begin(meeting, by=by)
