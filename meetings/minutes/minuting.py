"""Minuting: from the secretary's draft to approved minutes, which change no more but by what `correcting` does."""

import datetime
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.foundation.access import chairs, is_officer_of, person_of, require_edit
from governance.foundation.deeds import Refused, first_sentence, write
from governance.foundation.richtext import clean
from governance.models import Person
from governance.seats.roll import chairs_on
from meetings.actions.acting import publish_actions
from meetings.agendas.agenda_setting.publishing import fix_labels
from meetings.agendas.agenda_setting.restricting import refuse_blocking
from meetings.announcing import News, announce
from meetings.attendance.quorum import said_of
from meetings.attendance.words_kept import keep_words
from meetings.decisions.deciding import publish_decisions
from meetings.locking import locked_minutes, meeting_to_record
from meetings.minutes.minutes_checks import minutes_checks
from meetings.minutes.version_read import require_read
from meetings.models import AgendaItem, Meeting, Minutes, MinutesEntry
from meetings.schedules.scheduling import mark_held

Stage = Minutes.Stage


class Overtaken(Refused):
    """Somebody else saved the entry while it was open on another screen. Carries both texts, so that none is lost."""

    def __init__(self, *, saved: str, yours: str, revision: int) -> None:
        super().__init__("Somebody else changed this entry while you were writing: compare both texts, then save.")
        self.saved, self.yours, self.revision = saved, yours, revision


@transaction.atomic
def begin_minutes(meeting: Meeting, *, by: Any) -> Minutes:
    """Open the minutes of a meeting that was called, as an empty draft; where they are open already, return them."""
    meeting = meeting_to_record(meeting, by=by)
    standing = Minutes.objects.filter(meeting=meeting).first()
    return standing or write(Minutes(meeting=meeting), by=by)


@transaction.atomic
def write_entry(
    minutes: Minutes, item: AgendaItem | None, *, text: str, revision: int, by: Any, reason: str = ""
) -> MinutesEntry:
    """Write what was said under `item` (None: before the first item) of minutes that are a draft.

    `revision` is that of the entry as the writer read it, 0 where there was none. Raises Overtaken, with both texts,
    where the entry says something else by now; the same text twice is written once. Raises Refused otherwise.
    """
    minutes = locked_minutes(minutes)
    require_edit(by, minutes.meeting.body)
    if not minutes.is_open:
        raise Refused(_closed(minutes))
    if item is not None and item.meeting_id != minutes.meeting_id:
        raise Refused("That item belongs to another meeting.")
    entry = MinutesEntry.objects.filter(minutes=minutes, item=item).first()
    entry = entry or MinutesEntry(minutes=minutes, item=item)
    yours = cleaned(text)
    if yours == entry.text:
        return entry
    if revision != entry.revision:
        raise Overtaken(saved=entry.text, yours=yours, revision=entry.revision)
    entry.text = yours
    return write(entry, by=by, why=reason)


@transaction.atomic
def check_minutes(
    minutes: Minutes, *, by: Any, chair: Person | None = None, read: str | None = None, reason: str = ""
) -> Minutes:
    """Record that the chair of the lead body has checked the draft.

    `by` is the chair's own account, or an officer of the partnership who records it; `chair` is then who checked
    them, by default the one chair of today. `read` is the seal of what they read, from `version_read.seal_of`; None
    where no page of the portal showed it to them. Raises Refused, and ReadEarlier where the minutes are others by now.
    """
    minutes = locked_minutes(minutes)
    checked_by = _checker(minutes.meeting, by, chair)
    if not minutes.is_open:
        raise Refused("Only a draft is checked, and these minutes are past that.")
    if read is not None:
        require_read(minutes, read)
    if minutes.meeting.day > timezone.localdate():
        raise Refused("The meeting is still to come: let the chair check its minutes afterwards.")
    if not any(entry.text for entry in minutes.entries.all()):
        raise Refused("The minutes are empty: write at least one entry before the chair checks them.")
    minutes.checked_by, minutes.checked_on = checked_by, timezone.localdate()
    return _turn(minutes, Stage.CHECKED, by=by, reason=reason)


@transaction.atomic
def send_back(minutes: Minutes, *, by: Any, reason: str = "") -> Minutes:
    """Make checked minutes a draft again, so that they can be changed; the chair checks them anew."""
    minutes = locked_minutes(minutes)
    if not chairs(by, minutes.meeting.body_id):
        require_edit(by, minutes.meeting.body)
    if minutes.stage != Stage.CHECKED:
        raise Refused("Only minutes that the chair has checked, and that are not published, go back to the draft.")
    minutes.checked_by, minutes.checked_on = None, None
    return _turn(minutes, Stage.DRAFT, by=by, reason=reason)


@transaction.atomic
def publish_minutes(minutes: Minutes, *, by: Any, reason: str = "", despite: Collection[str] = ()) -> Minutes:
    """Publish checked minutes as a draft that is still to be approved.

    The meeting is marked as held if it is not, its decisions and actions are published, and whoever listens for
    News.MINUTES is told; whether there was a quorum is kept in a sentence, and the names, posts and organisations of
    those who were there as they stand now, and the labels of the items. What goes public is checked first; `despite`
    names the codes of findings that the officer answers for in `reason`. From here on the text never changes without a
    visible correction. Raises Refused.
    """
    minutes = locked_minutes(minutes)
    meeting = minutes.meeting
    require_edit(by, meeting.body)
    if minutes.stage == Stage.DRAFT:
        raise Refused("The chair has not checked these minutes yet: let the chair check them first.")
    if minutes.is_public:
        raise Refused("These minutes are published already.")
    if meeting.day > timezone.localdate():
        raise Refused("The meeting is still to come: publish its minutes afterwards.")
    refuse_blocking(minutes_checks(minutes), despite=despite, reason=reason)
    if meeting.status != Meeting.Status.HELD:
        mark_held(meeting, by=by)
    fix_labels(meeting, by=by, why="The minutes were published.")
    publish_decisions(meeting, by=by, reason=reason, despite=despite)
    publish_actions(meeting, by=by)
    minutes.published_at = timezone.now()  # after theirs: what is published later was added to the minutes
    minutes.quorum_said = said_of(meeting)
    keep_words(meeting, by=by, why=reason)
    _turn(minutes, Stage.PUBLISHED, by=by, reason=reason)
    announce(News.MINUTES, meeting, minutes)
    return minutes


@transaction.atomic
def approve_minutes(minutes: Minutes, *, at: Meeting, by: Any, reason: str = "") -> Minutes:
    """Record that a later meeting `at` of the same lead body, which was held, approved published minutes."""
    minutes = locked_minutes(minutes)
    require_edit(by, minutes.meeting.body)
    if minutes.stage == Stage.APPROVED:
        raise Refused("These minutes are approved already.")
    if minutes.stage != Stage.PUBLISHED:
        raise Refused("Publish the minutes first: those who approve them must have read them.")
    at = Meeting.objects.get(pk=at.pk)
    require_later(minutes.meeting, at)
    minutes.approved_at, minutes.approved_on = at, at.day
    return _turn(minutes, Stage.APPROVED, by=by, reason=reason)


def may_check(user: Any, minutes: Minutes) -> bool:
    """Whether the user may check these minutes today: the chair of the lead body, or an officer who records it."""
    body = minutes.meeting.body
    return chairs(user, body) or is_officer_of(user, body.partnership_id)


def chairs_of(meeting: Meeting) -> list[Person]:
    """Who may have checked the minutes: those who chair the lead body today, then those who did on the day."""
    found: dict[int, Person] = {}
    for day in (timezone.localdate(), meeting.day):
        for holder in chairs_on(day, [meeting.body_id]).get(meeting.body_id, []):
            found.setdefault(holder.person.pk, holder.person)
    return list(found.values())


def is_later(meeting: Meeting, other: Meeting) -> bool:
    """Whether `other` comes after `meeting`; on one day by the hour, then in the order of their addresses."""
    return _when(other) > _when(meeting)


def _when(meeting: Meeting) -> tuple[datetime.date, datetime.time, int]:
    return meeting.day, meeting.starts_at or datetime.time.min, meeting.number


def _turn(minutes: Minutes, to: Stage, *, by: Any, reason: str) -> Minutes:
    if to not in Minutes.TURNS[Stage(minutes.stage)]:
        raise Refused(f"Minutes cannot become “{to.label}” from “{minutes.get_stage_display()}”.")
    minutes.stage = to
    return write(minutes, by=by, why=reason)


def _checker(meeting: Meeting, by: Any, chair: Person | None) -> Person:
    """Who is recorded as having checked the minutes. Raises Refused."""
    own: Person | None = person_of(by)
    officer = is_officer_of(by, meeting.body.partnership_id)
    if own is not None and chairs(by, meeting.body) and (chair is None or chair.pk == own.pk):
        return own
    if not officer:
        raise Refused(
            f"Only the chair of {meeting.body}, or an officer of the partnership who records it, checks them."
        )
    offered = chairs_of(meeting)
    if chair is None and offered:
        chair = offered[0]
    if chair is None or chair.pk not in {each.pk for each in offered}:
        raise Refused(f"Say which chair of {meeting.body} has checked the minutes.")
    return chair


def require_later(meeting: Meeting, at: Meeting) -> None:
    """Raise Refused unless `at` is a meeting of the same lead body that was held after `meeting`."""
    if at.body_id != meeting.body_id:
        raise Refused(f"That is a meeting of another body: minutes are agreed at a meeting of {meeting.body}.")
    if at.pk == meeting.pk:
        raise Refused("A meeting does not agree its own minutes: choose a later one.")
    if not is_later(meeting, at):
        raise Refused("That meeting came before this one: choose a later one.")
    if at.status != Meeting.Status.HELD:
        raise Refused("That meeting is not marked as held: mark it as held first.")


def _closed(minutes: Minutes) -> str:
    if minutes.stage == Stage.CHECKED:
        return "The chair has checked these minutes: send them back before you change them."
    return "These minutes are published: correct them visibly instead."


def cleaned(text: str) -> str:
    """The text as it is kept. Raises Refused where it cannot be."""
    try:
        return clean(text)
    except ValidationError as error:
        raise Refused(first_sentence(error)) from error
