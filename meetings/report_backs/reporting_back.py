"""Reporting back: what a body hears of each meeting of an outside body on which it has a seat (item 56; beyond 3.11).

A report-back is due at the first meeting of the home body after the outside one that is neither proposed nor
cancelled. That is computed anew each time, so it moves on by itself when the home meeting is cancelled, and it is
the seat's, whoever holds it by then.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from governance.foundation.access import may_edit, person_of
from governance.foundation.deeds import Refused, write
from governance.models import Body, Person
from meetings.locking import locked_meeting
from meetings.models import Meeting, ReportBack
from meetings.models.meetings import going_ahead_q
from meetings.report_backs.representing import Representation, holders_on, outside_bodies, representations


@transaction.atomic
def expect(meeting: Meeting, *, by: Any, reason: str = "") -> list[ReportBack]:
    """Expect a report-back from a meeting of an outside body for each seat that is held on it for a home body.

    Who edits the outside body expects them all, others those of the home bodies that they edit; those that are
    expected already stay as they are. Confidential where the last one from that body was. Returns all that `by`
    edits, oldest first. Raises Refused.
    """
    meeting = locked_meeting(meeting)
    keys = meeting.body_keys
    seats = representations(meeting.day, keys)
    if not seats and not outside_bodies(meeting.day, keys):
        raise Refused(f"{meeting.body} is no outside body on that day, so nobody reports back from it.")
    if not meeting.goes_ahead:
        raise Refused("That meeting does not take place, so there is nothing to report back from.")
    if not seats:
        raise Refused(f"No seat on {meeting.body} is held for a body of the partnership on that day: record one first.")
    return _expect(meeting, seats, by=by, reason=reason)


def expect_by_itself(meeting: Meeting, *, by: Any) -> None:
    """Expect the report-backs of a meeting that was just called; nothing where no outside body meets.

    The caller holds the locks of the meeting.
    """
    seats = representations(meeting.day, meeting.body_keys)
    if seats:
        _expect(meeting, seats, by=by)


def _expect(meeting: Meeting, seats: list[Representation], *, by: Any, reason: str = "") -> list[ReportBack]:
    everything = may_edit(by, meeting.body)
    mine = [each for each in seats if everything or may_edit(by, each.home)]
    if not mine:
        raise Refused(f"You are not appointed to edit {seats[0].home}; ask its partnership officer.")
    there = {(row.seat_id, row.home_body_id) for row in ReportBack.objects.filter(outside_meeting=meeting)}
    confidential = _was_confidential(meeting)
    for each in mine:
        if (each.seat.pk, each.home.pk) not in there:
            row = ReportBack(outside_meeting=meeting, seat=each.seat, home_body=each.home, confidential=confidential)
            write(row, by=by, why=reason)
    homes = {each.home.pk for each in mine}
    return list(ReportBack.objects.filter(outside_meeting=meeting, home_body__in=homes).for_page().order_by("pk"))


@transaction.atomic
def share_agenda(report_back: ReportBack, *, on: datetime.date, by: Any) -> ReportBack:
    """Record that the home body was given the outside agenda on the day `on`, before or on that of the meeting."""
    row = _locked(report_back, by)
    if on > row.outside_meeting.day or on > timezone.localdate():
        raise Refused("An agenda is shared before its meeting: choose a day up to that of the meeting, or today.")
    row.agenda_shared_on = on
    return write(row, by=by)


@transaction.atomic
def note_soundings(
    report_back: ReportBack, *, by: Any, soundings: str | None = None, position: str | None = None
) -> ReportBack:
    """Note the soundings taken and the position to be taken; None leaves one as it is. Never shown to the public."""
    row = _locked(report_back, by)
    row.soundings = row.soundings if soundings is None else soundings
    row.position = row.position if position is None else position
    return write(row, by=by)


@transaction.atomic
def report(
    report_back: ReportBack, *, text: str, by: Any, on: datetime.date, at: Meeting | None = None, reason: str = ""
) -> ReportBack:
    """Record what was reported on the day `on`, at the home meeting `at` or, without one, in writing.

    `by` edits the home body or holds the seat. The reporter is whoever holds the seat on that day, where that is one
    person. Raises Refused.
    """
    row = _locked(report_back, by)
    outside = row.outside_meeting
    if row.reported_on is not None:
        raise Refused("That meeting was reported on already.")
    if not text.strip():
        raise Refused("Say what is to be reported.")
    if outside.is_cancelled:
        raise Refused("That meeting was cancelled, so there is nothing to report.")
    if on < outside.day or on > timezone.localdate():
        raise Refused("Choose a day between that of the outside meeting and today.")
    if at is not None:
        _check_home_meeting(row, at, on)
    holders = holders_on(row.seat, on)
    own = person_of(by)
    row.reported_by = own if own in holders else holders[0] if len(holders) == 1 else None
    row.report, row.reported_on, row.reported_at = text, on, at
    return write(row, by=by, why=reason)


@transaction.atomic
def keep_confidential(report_back: ReportBack, *, confidential: bool, by: Any, reason: str = "") -> ReportBack:
    """Keep a report-back from the public, as the outside body asks, or no longer; the next ones follow suit."""
    row = _locked(report_back, by)
    if not may_edit(by, row.home_body):
        raise Refused(f"You are not appointed to edit {row.home_body}; ask its partnership officer.")
    row.confidential = confidential
    return write(row, by=by, why=reason)


def due_at(meeting: Meeting) -> list[ReportBack]:
    """The report-backs due at a home meeting, those carried over from earlier ones too; the oldest first.

    Those that it heard count, those that were given before it do not. None at a meeting that does not go ahead.
    Confidential ones are among them: ask `visible_to` before they are shown. 2 queries.
    """
    if not meeting.goes_ahead:
        return []
    rows = _from_meetings_held().filter(home_body__in=meeting.body_keys, outside_meeting__day__lte=meeting.day)
    rows = rows.filter(Q(reported_on=None) | Q(reported_on__gte=meeting.day))
    rows = rows.for_page().order_by("outside_meeting__day", "pk")
    return [row for row in rows if comes_after(meeting, row.outside_meeting)]


def due_meetings(rows: Iterable[ReportBack]) -> dict[int, Meeting | None]:
    """For each row, by key, the home meeting at which it is due; None while none is called. 2 queries."""
    rows = list(rows)
    homes = {row.home_body_id for row in rows}
    joined = Meeting.with_bodies.through._base_manager.filter(body__in=homes).values("meeting")
    meetings = Meeting.objects.going_ahead().filter(Q(body__in=homes) | Q(pk__in=joined))
    of_body: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in meetings.for_page().earliest_first():
        for key in meeting.body_keys:
            of_body[key].append(meeting)
    return {
        row.pk: next((each for each in of_body[row.home_body_id] if comes_after(each, row.outside_meeting)), None)
        for row in rows
    }


def overdue_on(day: datetime.date, *, home_body: Body | None = None) -> list[ReportBack]:
    """The report-backs overdue on `day`: the meeting at which they were due is past, and nothing was reported by then.

    Counted by seat, so a change of representative changes nothing. Ask `visible_to` before they are shown. 3 queries.
    """
    rows = _from_meetings_held().filter(outside_meeting__day__lt=day)
    rows = rows.filter(Q(reported_on=None) | Q(reported_on__gt=day))
    rows = rows.filter(home_body=home_body) if home_body else rows
    found = list(rows.for_page().order_by("outside_meeting__day", "pk"))
    due = due_meetings(found)
    return [row for row in found if is_overdue(row, due[row.pk], day)]


def is_overdue(row: ReportBack, due: Meeting | None, day: datetime.date) -> bool:
    """Whether `row`, due at the meeting `due`, was overdue on `day`: from the day after that meeting until reported."""
    return due is not None and due.day < day and (row.reported_on is None or row.reported_on > day)


def comes_after(home: Meeting, outside: Meeting) -> bool:
    """Whether `home` is later than `outside`: on a later day, or later on the same day where both times are known."""
    if home.pk == outside.pk or home.day < outside.day:
        return False
    if home.day > outside.day:
        return True
    return home.starts_at is not None and outside.starts_at is not None and home.starts_at > outside.starts_at


def represents(user: Any, row: ReportBack) -> bool:
    """Whether the account acts for somebody who holds the seat today."""
    person: Person | None = person_of(user)
    return person is not None and person in holders_on(row.seat, timezone.localdate())


def _from_meetings_held() -> Any:
    return ReportBack.objects.filter(going_ahead_q("outside_meeting__"))


def _was_confidential(meeting: Meeting) -> bool:
    """Whether the outside body asked for confidence the last time."""
    earlier = ReportBack.objects.filter(outside_meeting__body=meeting.body_id, outside_meeting__day__lte=meeting.day)
    last = earlier.order_by("outside_meeting__day", "pk").values_list("confidential", flat=True).last()
    return bool(last)


def _check_home_meeting(row: ReportBack, at: Meeting, on: datetime.date) -> None:
    if row.home_body_id not in at.body_keys:
        raise Refused(f"That is no meeting of {row.home_body}: choose one that is.")
    if not at.goes_ahead:
        raise Refused("That meeting does not take place: choose another.")
    if at.day != on:
        raise Refused("The report was given on the day of the meeting that heard it: choose that day.")
    if not comes_after(at, row.outside_meeting):
        raise Refused("The home meeting comes before the outside one: choose a later meeting.")


def _locked(report_back: ReportBack, by: Any) -> ReportBack:
    """The row, re-read under its home body's lock, for an editor of that body or the holder of the seat."""
    Body.objects.locked(report_back.home_body_id)
    rows = ReportBack.objects.select_for_update(of=("self",), no_key=True).select_related(
        "home_body", "seat", "outside_meeting"
    )
    row = rows.get(pk=report_back.pk)
    if not may_edit(by, row.home_body) and not represents(by, row):
        raise Refused(f"You are not appointed to edit {row.home_body}; ask its partnership officer.")
    return row
