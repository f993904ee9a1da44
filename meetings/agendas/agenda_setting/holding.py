"""Holding an agenda while a deed works on it: the lock, the right, and whether it is still a draft."""

from collections.abc import Iterable
from typing import Any

from governance.foundation.access import require_edit
from governance.foundation.deeds import Refused
from meetings.locking import locked_meetings
from meetings.models import Agenda, AgendaItem, Meeting

SPEAKING = ("entries", "decisions", "actions", "declarations", "arrivals", "departures")
"""Where the record of a meeting names one of its items."""


def hold(meeting: Meeting, *, by: Any) -> tuple[Meeting, Agenda]:
    """Lock the meeting, read it and its agenda again, and check that `by` edits the body. Raises Refused."""
    (held,) = hold_all([meeting], by=by)
    return held, agenda_of(held)


def hold_all(meetings: Iterable[Meeting], *, by: Any) -> list[Meeting]:
    """Lock several meetings and check that `by` edits the bodies; give them in the order asked. Raises Refused."""
    held = locked_meetings(meetings)
    require_edit(by, *(each.body for each in held))
    return held


def agenda_of(meeting: Meeting) -> Agenda:
    """The meeting's agenda. Raises Refused where it was never called and has none."""
    agenda = Agenda.objects.filter(meeting=meeting).first()
    if agenda is None:
        raise Refused("This meeting has no agenda yet: confirm the meeting first.")
    agenda.meeting = meeting
    return agenda


def hold_draft(meeting: Meeting, *, by: Any) -> tuple[Meeting, Agenda]:
    """As `hold`, for deeds that need an agenda which nobody has read yet. Raises Refused."""
    held, agenda = hold(meeting, by=by)
    require_draft(agenda)
    return held, agenda


def require_draft(agenda: Agenda) -> None:
    """Raise Refused unless the agenda may still be written freely."""
    if not agenda.is_draft:
        raise Refused("This agenda is published: add a late item, or withdraw an item with a reason.")
    require_changeable(agenda.meeting)


def require_changeable(meeting: Meeting) -> None:
    """Raise Refused where the agenda is a record of the past."""
    if why := why_settled(meeting):
        raise Refused(why)


def require_unminuted(meeting: Meeting) -> None:
    """Raise Refused from the chair's check of the minutes on: they name the items in the agenda's words and order."""
    if why := why_minuted(meeting):
        raise Refused(why)


def why_settled(meeting: Meeting) -> str:
    """Why the agenda stays as it is, draft or published, in a sentence; empty while it may change."""
    if meeting.is_cancelled:
        return "This meeting is cancelled, so its agenda stays as it is."
    return why_minuted(meeting)


def why_minuted(meeting: Meeting) -> str:
    """Why an agenda that was minuted stays as it is, in a sentence; empty until the chair has checked the minutes."""
    minutes = getattr(meeting, "minutes", None)
    if minutes is None or minutes.is_open:
        return ""
    if minutes.is_public:
        return "The minutes of this meeting are published, so its agenda stays as it is."
    return "The chair has checked the minutes of this meeting: send them back before you change its agenda."


def is_spoken_of(item: AgendaItem) -> bool:
    """Whether the record of the meeting speaks of the item: what was said, decided, asked for or declared under it.

    So does who came or left with it.
    """
    return any(getattr(item, name).exists() for name in SPEAKING)


def hold_item(item: AgendaItem, *, by: Any) -> tuple[AgendaItem, Meeting, Agenda]:
    """Lock the item's meeting and read all three again. Raises Refused, also where the item is gone."""
    meeting, agenda = hold(item.meeting, by=by)
    now = AgendaItem.objects.select_related("presenter").filter(pk=item.pk, meeting=meeting).first()
    if now is None:
        raise Refused("This item is no longer on the agenda: look at the agenda again.")
    now.meeting = meeting
    return now, meeting, agenda
