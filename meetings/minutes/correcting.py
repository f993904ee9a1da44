"""Correcting: how minutes that the public has read change, for all to see: before, after, why, and agreed where."""

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html

from governance.foundation.access import require_edit
from governance.foundation.deeds import Refused, write
from governance.foundation.sentences import plain_day
from governance.models import Person
from meetings.agendas.agenda_labels import labels_of
from meetings.attendance.attendance_words import grouped, in_html, interests, names_at
from meetings.attendance.attending import Entry, change_published
from meetings.attendance.declaring import Declared, change_declarations
from meetings.attendance.quorum import said_of
from meetings.attendance.words_kept import names_by_person
from meetings.locking import locked_minutes
from meetings.minutes.minutes_checks import require_fit
from meetings.minutes.minuting import cleaned, require_later
from meetings.models import AgendaItem, Correction, Declaration, Meeting, Minutes, MinutesEntry

WITHHELD = "<p>What it changed is not shown, because it must not be public.</p>"
"""Stands in a correction instead of the texts."""


@transaction.atomic
def correct(
    entry: MinutesEntry,
    *,
    text: str,
    reason: str,
    by: Any,
    on: datetime.date,
    agreed_at: Meeting | None = None,
    withhold: bool = False,
    meant: bool = False,
) -> Correction:
    """Correct an entry of published minutes, for all to see: before, after, why, and the meeting that agreed it.

    `on` is the day of the correction. With `withhold` what stood there must not be public, such as personal data: then
    neither this correction nor an earlier one of the same entry shows a text; editors find them in the entry's audit.
    The text may then be the same as now, where an earlier correction shows what it must not. Raises Refused, unless
    `meant` also for what the checks before publication find in what is new.
    """
    made = _open(entry.minutes, reason=reason, by=by, on=on, agreed_at=agreed_at)
    entry = MinutesEntry.objects.select_related("item").get(pk=entry.pk)
    before, after = entry.text, cleaned(text)
    shown = Correction.objects.filter(entry=entry, withheld=False)
    if before == after and not (withhold and shown.exists()):
        raise Refused("The corrected text is the same as the old one: change it, or leave it.")
    if before != after:
        require_fit(made.minutes, entry.item, after, before=before, meant=meant)
        _rewrite(entry, after, by=by, reason=reason)
    if withhold:
        before, after = "", WITHHELD
        for row in shown:
            _withhold(row, by=by, reason=reason)
    return made.record(before, after, entry=entry, withheld=withhold)


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
    meant: bool = False,
) -> Correction:
    """Write under `item` (None: before the first) what published minutes left out, for all to see as a correction.

    `on` is the day of the correction. Raises Refused, also where something is written there: that is corrected; and
    unless `meant` for what the checks before publication find.
    """
    made = _open(minutes, reason=reason, by=by, on=on, agreed_at=agreed_at)
    minutes = made.minutes
    if item is not None and item.meeting_id != minutes.meeting_id:
        raise Refused("That item belongs to another meeting.")
    entry = MinutesEntry.objects.filter(minutes=minutes, item=item).first() or MinutesEntry(minutes=minutes, item=item)
    if entry.text:
        raise Refused("Something is written there: correct it instead.")
    after = cleaned(text)
    if not after:
        raise Refused("Write what the minutes left out.")
    require_fit(minutes, item, after, meant=meant)
    _rewrite(entry, after, by=by, reason=reason)
    return made.record("", after, entry=entry)


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
    made = _open(minutes, reason=reason, by=by, on=on, agreed_at=agreed_at)
    minutes, meeting, before = made.minutes, made.minutes.meeting, _who_was_there(made.minutes)
    if not change_published(meeting, list(entries), taken_out=list(taken_out), by=by, why=reason):
        raise Refused("Nobody’s attendance is changed: change it, or leave it.")
    minutes.quorum_said = said_of(meeting)
    after = _who_was_there(minutes)
    if before == after:
        raise Refused("The minutes would say the same as before: change what they say of somebody, or leave it.")
    write(minutes, by=by, why=reason)  # whatever becomes of the quorum: a form that is open elsewhere is stale now
    return made.record(before, after)


@transaction.atomic
def correct_declarations(
    minutes: Minutes,
    declared: Iterable[Declared],
    *,
    reason: str,
    by: Any,
    on: datetime.date,
    taken_out: Iterable[Declaration] = (),
    agreed_at: Meeting | None = None,
) -> list[Correction]:
    """Correct which interests were declared, of published minutes, for all to see: all of it, or nothing.

    `declared` are new declarations and how others are to read, of the meeting those in `taken_out` none any more. `on`
    is the day of the correction. What the minutes say of the quorum is found anew. Returns a correction for each item
    under which something changed, and for those of none, so that what was declared in a restricted item stays hidden
    with it. Raises Refused.
    """
    made = _open(minutes, reason=reason, by=by, on=on, agreed_at=agreed_at)
    minutes, meeting, before = made.minutes, made.minutes.meeting, _what_was_declared(made.minutes)
    change_declarations(meeting, list(declared), taken_out=list(taken_out), by=by, why=reason)
    after = _what_was_declared(minutes)
    items = {item.pk: item for item in AgendaItem.objects.filter(meeting=meeting).in_order()}
    changed = [key for key in (None, *items) if before.get(key) != after.get(key)]
    if not changed:
        raise Refused("No declaration is changed: change one, or leave it.")
    quorums = (minutes.quorum_said, said_of(meeting))
    minutes.quorum_said = quorums[1]
    write(minutes, by=by, why=reason)  # as above
    corrections = []
    for key in changed:
        item = items[key] if key is not None else None
        told = quorums if quorums[0] != quorums[1] and not (item and item.restricted) else ("", "")
        texts = (
            _declared_under(key, said) + _paragraph(each) for said, each in zip((before, after), told, strict=True)
        )
        corrections.append(made.record(*texts, item=item))
    return corrections


class _Correcting(NamedTuple):
    """What every correction is made with: the minutes, which are locked, and what everybody reads of how it came."""

    minutes: Minutes
    reason: str
    by: Any
    on: datetime.date
    agreed_at: Meeting | None

    def record(self, before: str, after: str, **facts: Any) -> Correction:
        """Record the correction."""
        row = Correction(minutes=self.minutes, before=before, after=after, reason=self.reason.strip(), **facts)
        row.made_on, row.agreed_at = self.on, self.agreed_at
        return write(row, by=self.by, why=self.reason)


def _open(minutes: Minutes, *, reason: str, by: Any, on: datetime.date, agreed_at: Meeting | None) -> _Correcting:
    """The minutes, locked and read again, which `by` may correct on that day for that reason. Raises Refused."""
    minutes = locked_minutes(minutes)
    require_edit(by, minutes.meeting.body)
    if not minutes.is_public:
        raise Refused("These minutes are not published: change the draft itself.")
    if not reason.strip():
        raise Refused("Say why you correct the minutes; the public reads it.")
    if agreed_at is not None:
        require_later(minutes.meeting, agreed_at)
    _require_possible(minutes, on, agreed_at)
    return _Correcting(minutes, reason, by, on, agreed_at)


def _require_possible(minutes: Minutes, on: datetime.date, agreed_at: Meeting | None) -> None:
    """Raise Refused for a day on which nobody could have corrected what the public had read and a meeting agreed."""
    if not minutes.meeting.day <= on <= timezone.localdate():
        raise Refused("Give a day of the correction that lies after the meeting and not in the future.")
    published = timezone.localdate(minutes.published_at) if minutes.published_at else minutes.meeting.day
    if on < published:
        raise Refused(f"These minutes were published on {plain_day(published)}: give that day, or one after it.")
    if agreed_at is not None and on < agreed_at.day:
        raise Refused(f"The meeting that agreed it was on {plain_day(agreed_at.day)}: give that day, or one after it.")


def _rewrite(entry: MinutesEntry, text: str, *, by: Any, reason: str) -> None:
    """Give an entry of published minutes another text; the caller records the correction."""
    entry.text = text
    entry._correcting = True  # type: ignore[attr-defined]  # what opens `MinutesEntry.save`, and nothing else does
    write(entry, by=by, why=reason)


def _withhold(row: Correction, *, by: Any, reason: str) -> None:
    """Take the texts out of a correction that stands."""
    row.before, row.after, row.withheld = "", WITHHELD, True
    row._withholding = True  # type: ignore[attr-defined]  # what opens `Correction.save`, and nothing else does
    write(row, by=by, why=reason)


def _who_was_there(minutes: Minutes) -> str:
    """The attendance and the quorum as the minutes tell them now, in words. Three queries."""
    meeting = minutes.meeting
    rows = list(meeting.attendances.for_page())
    labels = labels_of(AgendaItem.objects.filter(meeting=meeting).in_order())
    return in_html(grouped(rows, labels, names_at(meeting, rows, bodies=[])), minutes.quorum_said)


def _what_was_declared(minutes: Minutes) -> dict[int | None, str]:
    """The declarations as the minutes tell them now, in words, by the key of their item. Two queries."""
    called = names_by_person(minutes.meeting.attendances.for_page())
    rows = Declaration.objects.filter(meeting=minutes.meeting).select_related("person").order_by("pk")
    found: dict[int | None, str] = {}
    for row in rows:
        (interest,) = interests([row], {}, called)
        found[row.item_id] = found.get(row.item_id, "") + _paragraph(interest.in_words)
    return found


def _declared_under(item: int | None, said: dict[int | None, str]) -> str:
    """What was declared under an item; in general, it stands beside who was there, and so needs a heading."""
    heading = "<h3>Declarations of interest</h3>" if item is None else ""
    return heading + (said.get(item) or _paragraph("No interest is declared."))


def _paragraph(text: str) -> str:
    return str(format_html("<p>{}</p>", text)) if text else ""
