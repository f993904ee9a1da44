"""The one order of locks that all deeds about meetings keep: the lead bodies first, then the meetings themselves.

What is locked in it may be a record of a meeting too, such as a decision. Several bodies, several meetings: in the order
of their keys.
"""

from collections.abc import Iterable
from typing import Any

from governance.foundation.access import require_edit
from governance.foundation.deeds import Refused
from governance.models import Body
from meetings.models import Action, Decision, Meeting, Minutes


def lock_numbers_at(meeting: Meeting) -> None:
    """Lock every body under which something of the meeting is numbered: those that meet, and whose actions were raised.

    Call it before any other lock of the transaction, for a deed that numbers drafts of several bodies. 3 queries.
    """
    joined = meeting.with_bodies.order_by().values_list("pk", flat=True)
    raised = Action.objects.filter(meeting=meeting).order_by().values_list("body", flat=True)
    bodies = Body.objects.filter(pk__in={meeting.body_id, *joined, *raised}).order_by("pk")
    list(bodies.select_for_update(no_key=True).values_list("pk"))


def locked_meeting(meeting: Meeting) -> Meeting:
    """The meeting and its lead body, locked and read again. Call it inside a transaction. Raises Refused; 2 queries."""
    (locked,) = locked_meetings([meeting])
    return locked


def locked_meetings(meetings: Iterable[Meeting]) -> list[Meeting]:
    """Several meetings and their lead bodies, in the order asked; locked in that of their keys, bodies first.

    Raises Refused where one was only proposed and the proposal has been dropped in the meantime. 2 queries.
    """
    wanted = list(meetings)
    bodies = Body.objects.select_for_update(no_key=True).filter(pk__in={each.body_id for each in wanted}).order_by("pk")
    leads = {body.pk: body for body in bodies}
    rows = Meeting.objects.select_for_update(no_key=True).filter(pk__in={each.pk for each in wanted}).order_by("pk")
    locked = {row.pk: row for row in rows}
    if any(each.pk not in locked for each in wanted):
        raise Refused("This meeting was only proposed, and the proposal has been dropped.")
    for row in locked.values():
        row.body = leads[row.body_id]
    return [locked[each.pk] for each in wanted]


def meeting_to_record(meeting: Meeting, *, by: Any) -> Meeting:
    """The meeting, re-read under its body's lock and its own, for somebody who edits the body and records what it did.

    Raises Refused, also for a meeting that does not go ahead.
    """
    meeting = locked_meeting(meeting)
    require_edit(by, meeting.body)
    require_called(meeting)
    return meeting


def require_called(meeting: Meeting) -> None:
    """Raise Refused unless the meeting goes ahead: what is recorded of a meeting needs one that was called."""
    if meeting.is_cancelled:
        raise Refused("The meeting was cancelled, so there is nothing to record of it.")
    if not meeting.goes_ahead:
        raise Refused("The meeting is only proposed: confirm it first.")


def locked_decision(decision: Decision) -> Decision:
    """The decision, re-read under its body's lock and its own, with its meeting. The caller checks the right."""
    Body.objects.locked(decision.body_id)
    rows = Decision.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("body", "meeting", "meeting__body").get(pk=decision.pk)


def locked_minutes(minutes: Minutes) -> Minutes:
    """The minutes as they stand, read under the locks of their meeting."""
    meeting = locked_meeting(minutes.meeting)
    minutes = Minutes.objects.get(pk=minutes.pk)
    minutes.meeting = meeting
    return minutes
