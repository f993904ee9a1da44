"""What is due under the standing items of an agenda, as one reader may read it: actions, report-backs, minutes, a day.

An agenda to come is read as of the day of the page; one that is past as of the day of its meeting.
"""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from governance.seats.presence import names_on
from meetings.agendas.agenda_setting.standing import last_held
from meetings.models import AgendaItem, Meeting, Minutes, ReportBack
from meetings.registers.registers import ActionLine, open_lines
from meetings.report_backs.reporting_back import due_at

Kind = AgendaItem.Kind
TELLING = frozenset({Kind.ACTIONS, Kind.REPORT_BACKS, Kind.MINUTES, Kind.NEXT_MEETING})
"""The kinds of standing items under which something is listed."""


@dataclass(frozen=True)
class Owed:
    """A report-back that the meeting is to hear."""

    row: ReportBack
    outside_name: str
    """The outside body's name on the day of the meeting."""


@dataclass(frozen=True)
class Due:
    """What is due under one standing item."""

    kind: str
    actions: Sequence[ActionLine] = ()
    report_backs: Sequence[Owed] = ()
    last: Meeting | None = None
    """The last meeting that was held."""
    minutes: Minutes | None = None
    """Its minutes, where the reader may read them."""
    next: Meeting | None = None
    """The next meeting that was called."""


def due_under(kinds: Collection[str], meeting: Meeting, user: Any, day: datetime.date) -> dict[str, Due]:
    """What is due under the standing items of these kinds, by kind, as `user` may read it on `day`.

    At most 1 query for actions, 5 for report-backs, 2 for minutes and 1 for the next meeting, and those about the
    user; none for a kind that is not asked for.
    """
    found = {}
    if Kind.ACTIONS in kinds:
        lines = open_lines(min(day, meeting.day), user, body=meeting.body_id)
        raised_before = [line for line in lines if line.action.meeting_id != meeting.pk]
        found[Kind.ACTIONS.value] = Due(Kind.ACTIONS, actions=raised_before)
    if Kind.REPORT_BACKS in kinds:
        found[Kind.REPORT_BACKS.value] = Due(Kind.REPORT_BACKS, report_backs=_report_backs(meeting, user))
    if Kind.MINUTES in kinds:
        last = last_held(meeting)
        readable = Minutes.objects.visible_to(user).filter(meeting=last).for_page() if last else None
        found[Kind.MINUTES.value] = Due(Kind.MINUTES, last=last, minutes=readable.first() if readable else None)
    if Kind.NEXT_MEETING in kinds:
        coming = Meeting.objects.visible_to(user).of_body(meeting.body).going_ahead().exclude(pk=meeting.pk)
        coming = coming.filter(day__gt=meeting.day).select_related("body").earliest_first()
        found[Kind.NEXT_MEETING.value] = Due(Kind.NEXT_MEETING, next=coming.first())
    return found


def _report_backs(meeting: Meeting, user: Any) -> list[Owed]:
    """Those due at the meeting. That one is due is public, as its register says; a confidential one is for the body."""
    rows = due_at(meeting)
    mine = set(ReportBack.objects.visible_to(user).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    rows = [row for row in rows if not row.confidential or row.pk in mine]
    names = names_on(meeting.day, bodies={row.outside_meeting.body_id for row in rows}, organisations=[])
    return [Owed(row, names.body(row.outside_meeting.body)) for row in rows]
