"""The one order of locks that all deeds about meetings keep: the lead bodies first, then the meetings themselves."""

from collections.abc import Iterable

from governance.foundation.deeds import Refused
from governance.models import Body
from meetings.models import Action, Meeting, Minutes


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


def locked_minutes(minutes: Minutes) -> Minutes:
    """The minutes as they stand, read under the locks of their meeting."""
    meeting = locked_meeting(minutes.meeting)
    minutes = Minutes.objects.get(pk=minutes.pk)
    minutes.meeting = meeting
    return minutes
