"""The quorum of a meeting, for the page of its minutes."""

from typing import Any

from django import template

from governance.foundation.access import may_edit
from meetings.attendance.quorum import State, composition_on_the_day, quorums
from meetings.models import Meeting

register = template.Library()


@register.inclusion_tag("meetings/_quorum.html", takes_context=True)
def quorum(context: Any, meeting: Meeting) -> dict[str, Any]:
    """`{% quorum meeting %}`: whether it was quorate, in a sentence; in full for those who edit the lead body.

    What the user may not read (attendance before the minutes are public, restricted items) is not counted for them:
    then nothing is said. Nothing is said either where no quorum is laid down, but to editors.
    """
    user = context["request"].user
    editor = may_edit(user, meeting.body_id)
    found = quorums(meeting, reader=user) if getattr(meeting, "has_quorum_rule", True) or editor else []
    shown = found if editor else [each for each in found if each.state not in (State.NO_RULE, State.UNRECORDED)]
    return {
        "quorums": shown,
        "printed": context.get("printed", False),
        "editor": editor,
        "room": composition_on_the_day(meeting) if editor and any(each.recorded for each in found) else [],
    }
