"""Correcting: how minutes that the public has read change, for all to see: before, after, why, and agreed where."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from governance.foundation.access import require_edit
from governance.foundation.deeds import Refused, write
from governance.models import Person
from meetings.agendas.agenda_labels import labels_of
from meetings.attendance.attendance_words import grouped, in_html, names_at
from meetings.attendance.attending import Entry, change_published
from meetings.attendance.quorum import said_of
from meetings.locking import locked_minutes
from meetings.minutes.minuting import cleaned, require_later
from meetings.models import AgendaItem, Correction, Meeting, Minutes, MinutesEntry


@transaction.atomic
def correct(
    entry: MinutesEntry,
    *,
    text: str,
    reason: str,
    by: Any,
    on: datetime.date,
    agreed_at: Meeting | None = None,
) -> Correction:
    """Correct an entry of published minutes, for all to see: before, after, why, and the meeting that agreed it.

    `on` is the day of the correction. Raises Refused.
    """
    minutes = _open(entry.minutes, reason=reason, by=by, on=on, agreed_at=agreed_at)
    entry = MinutesEntry.objects.get(pk=entry.pk)
    before, after = entry.text, cleaned(text)
    if before == after:
        raise Refused("The corrected text is the same as the old one: change it, or leave it.")
    _rewrite(entry, after, by=by, reason=reason)
    row = Correction(
        minutes=minutes, entry=entry, before=before, after=after, agreed_at=agreed_at, made_on=on, reason=reason.strip()
    )
    return write(row, by=by, why=reason)


@transaction.atomic
def supplement(
    minutes: Minutes,
    item: AgendaItem | None,
    *,
    text: str,
    reason: str,
    by: Any,
    on: datetime.date,
    agreed_at: Meeting | None = None,
) -> Correction:
    """Write under `item` (None: before the first) what published minutes left out, for all to see as a correction.

    `on` is the day of the correction. Raises Refused, also where something is written there: that is corrected.
    """
    minutes = _open(minutes, reason=reason, by=by, on=on, agreed_at=agreed_at)
    if item is not None and item.meeting_id != minutes.meeting_id:
        raise Refused("That item belongs to another meeting.")
    entry = MinutesEntry.objects.filter(minutes=minutes, item=item).first() or MinutesEntry(minutes=minutes, item=item)
    if entry.text:
        raise Refused("Something is written there: correct it instead.")
    after = cleaned(text)
    if not after:
        raise Refused("Write what the minutes left out.")
    _rewrite(entry, after, by=by, reason=reason)
    row = Correction(
        minutes=minutes, entry=entry, before="", after=after, agreed_at=agreed_at, made_on=on, reason=reason.strip()
    )
    return write(row, by=by, why=reason)


@transaction.atomic
def correct_attendance(
    minutes: Minutes,
    entries: Iterable[Entry],
    *,
    reason: str,
    by: Any,
    on: datetime.date,
    taken_out: Iterable[Person] = (),
    agreed_at: Meeting | None = None,
) -> Correction:
    """Correct who was there, of published minutes, for all to see: all of it in one correction, or nothing.

    `entries` are the lines of the register that are to read otherwise, each as `attending.record` takes it; of the
    people in `taken_out` nothing is recorded any more. `on` is the day of the correction. What the minutes say of the
    quorum is found anew, and whoever counts attendance counts what stands now. Returns the correction, which holds
    the attendance before and after in words. Raises Refused.
    """
    minutes = _open(minutes, reason=reason, by=by, on=on, agreed_at=agreed_at)
    meeting, before = minutes.meeting, _who_was_there(minutes)
    if not change_published(meeting, list(entries), taken_out=list(taken_out), by=by, why=reason):
        raise Refused("Nobody’s attendance is changed: change it, or leave it.")
    minutes.quorum_said = said_of(meeting)
    after = _who_was_there(minutes)
    if before == after:
        raise Refused("The minutes would say the same as before: change what they say of somebody, or leave it.")
    row = Correction(
        minutes=minutes, before=before, after=after, agreed_at=agreed_at, made_on=on, reason=reason.strip()
    )
    write(row, by=by, why=reason)
    write(minutes, by=by, why=reason)  # whatever becomes of the quorum: a form that is open elsewhere is stale now
    return row


def _open(minutes: Minutes, *, reason: str, by: Any, on: datetime.date, agreed_at: Meeting | None) -> Minutes:
    """The minutes, locked and read again, which `by` may correct on that day for that reason. Raises Refused."""
    minutes = locked_minutes(minutes)
    require_edit(by, minutes.meeting.body)
    if not minutes.is_public:
        raise Refused("These minutes are not published: change the draft itself.")
    if not reason.strip():
        raise Refused("Say why you correct the minutes; the public reads it.")
    if not minutes.meeting.day <= on <= timezone.localdate():
        raise Refused("Give a day of the correction that lies after the meeting and not in the future.")
    if agreed_at is not None:
        require_later(minutes.meeting, agreed_at)
    return minutes


def _rewrite(entry: MinutesEntry, text: str, *, by: Any, reason: str) -> None:
    """Give an entry of published minutes another text; the caller records the correction."""
    entry.text = text
    entry._correcting = True  # type: ignore[attr-defined]  # what opens `MinutesEntry.save`, and nothing else does
    write(entry, by=by, why=reason)


def _who_was_there(minutes: Minutes) -> str:
    """The attendance and the quorum as the minutes tell them now, in words. Three queries."""
    meeting = minutes.meeting
    rows = list(meeting.attendances.for_page())
    labels = labels_of(AgendaItem.objects.filter(meeting=meeting).in_order())
    return in_html(grouped(rows, labels, names_at(meeting, rows, bodies=[])), minutes.quorum_said)
