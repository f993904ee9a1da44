"""The version of draft minutes that a chair has read: sealed into their page, and compared before they count as checked.

It is made of the newest audit rows of all that the minutes say, so that whatever is changed meanwhile is noticed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join

from governance.foundation.aggregate import Marks, Part, marks, opened, sealed
from governance.foundation.comparison import compare
from governance.foundation.deeds import Refused
from governance.foundation.publication import State
from meetings.actions.acting_rules import as_minuted
from meetings.agendas.agenda_labels import labels_of
from meetings.attendance.attendance_words import grouped, in_html, names_at
from meetings.models import Action, AgendaItem, Attendance, Decision, Declaration, Minutes, MinutesEntry


@dataclass(frozen=True)
class AtTheMeeting(Part):
    """What hangs on the meeting of the minutes; of decisions and actions those of its lead body."""

    through: str | None = "meeting"

    def history(self, record: Any) -> QuerySet:
        """The audit rows of this part."""
        rows: QuerySet = self.model.history.filter(meeting_id=record.meeting_id)  # type: ignore[attr-defined]  # audited
        return rows.filter(body_id=record.meeting.body_id) if self.model in (Decision, Action) else rows


ENTRIES = Part(MinutesEntry, "minutes")
ITEMS, ATTENDANCE, DECLARATIONS = AtTheMeeting(AgendaItem), AtTheMeeting(Attendance), AtTheMeeting(Declaration)
DECISIONS, ACTIONS = AtTheMeeting(Decision), AtTheMeeting(Action)
PARTS = (ENTRIES, ITEMS, ATTENDANCE, DECLARATIONS, DECISIONS, ACTIONS)


class ReadEarlier(Refused):
    """The minutes are no longer those that the chair has read."""

    def __init__(self) -> None:
        super().__init__("These minutes were changed since you read them: read what changed, then check them again.")


@dataclass(frozen=True)
class Changed:
    """A part of the minutes that says something else by now; both texts as HTML."""

    name: str
    before: str
    after: str

    @cached_property
    def compared(self) -> str:
        """Both texts in one, words taken out and put in marked."""
        return compare(self.before, self.after)


def seal_of(minutes: Minutes) -> str:
    """The minutes as they stand, for a hidden field; nobody can forge it. 6 queries."""
    return sealed(minutes, marks(minutes, PARTS))


def require_read(minutes: Minutes, seal: str) -> None:
    """Raise ReadEarlier unless the minutes still are what `seal` names. Call it under the lock of their meeting."""
    if opened(minutes, seal) != marks(minutes, PARTS):
        raise ReadEarlier


def changed_since(minutes: Minutes, seal: str) -> list[Changed]:
    """What the minutes say otherwise than when `seal` was made; nothing where it is none of theirs.

    For the chair of the lead body, who reads all of it. The number of queries grows with what was recorded.
    """
    version = opened(minutes, seal)
    if version is None or version == marks(minutes, PARTS):
        return []
    told = [_said(minutes, then) for then in (version, None)]
    before, after = (dict(each) for each in told)
    names = dict.fromkeys([*after, *before])
    found = (Changed(name, before.get(name, ""), after.get(name, "")) for name in names)
    return [each for each in found if each.before != each.after]


def _said(minutes: Minutes, version: Marks | None) -> Iterator[tuple[str, str]]:
    """What the minutes say, part by part, at a version or (None) now."""

    def rows(part: Part) -> list[Any]:
        mark = marks(minutes, [part])[0] if version is None else version[PARTS.index(part)]
        return [row.instance for _, row in sorted(part.as_of(minutes, mark).items())]

    items = sorted(rows(ITEMS), key=lambda item: (item.position, item.pk))
    labels = labels_of(items)
    yield "Items", _list(items, lambda item: f"{labels[item.pk]}. {item.title} {item.withdrawn_reason}".strip())
    there = rows(ATTENDANCE)
    yield "Who was there", str(in_html(grouped(there, labels, names_at(minutes.meeting, there, bodies=[])), ""))
    titles = {item.pk: f"{labels[item.pk]}. {item.title}" for item in items}
    entries = {entry.item_id: entry.text for entry in rows(ENTRIES)}
    for key in (None, *titles):
        yield titles.get(key or 0, "Before the first item"), entries.get(key, "")
    yield "Declarations of interest", _list(rows(DECLARATIONS), _declared)
    yield "Decisions", _list(_kept(rows(DECISIONS)), _decided)
    yield "Actions", _list(_kept(rows(ACTIONS)), _asked)


def _kept(rows: Iterable[Any]) -> list[Any]:
    return [row for row in rows if row.state != State.WITHDRAWN]


def _declared(row: Declaration) -> str:
    return f"{row}{' (left the room)' if row.left_the_room else ''}"


def _decided(row: Decision) -> str:
    return f"{row}, {row.get_outcome_display().lower()}: {row.text}"


def _asked(row: Action) -> str:
    return f"{row}: {row.what} {as_minuted(row)}"


def _list(rows: Iterable[Any], words: Callable[[Any], str]) -> str:
    lines = [(words(row),) for row in rows]
    return str(format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", lines))) if lines else ""
