"""The one order of locks that all deeds about a meeting keep: its lead body first, then the meeting itself."""

from governance.models import Body
from meetings.models import Meeting, Minutes


def locked_meeting(meeting: Meeting) -> Meeting:
    """The meeting and its lead body, locked and read again. Call it inside a transaction."""
    body = Body.objects.select_for_update(no_key=True).get(pk=meeting.body_id)
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    meeting.body = body
    return meeting


def locked_minutes(minutes: Minutes) -> Minutes:
    """The minutes as they stand, read under the locks of their meeting."""
    meeting = locked_meeting(minutes.meeting)
    minutes = Minutes.objects.get(pk=minutes.pk)
    minutes.meeting = meeting
    return minutes
