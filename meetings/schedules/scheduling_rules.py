"""What the deeds of a meeting's schedule check, and what they share."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Max

from governance.foundation.deeds import Refused
from governance.foundation.sentences import plain_day
from governance.models import Body
from meetings.models import Meeting, Minutes
from meetings.schedules.times import plain_when

FACTS = frozenset(
    {
        "kind",
        "title",
        "mode",
        "online_address",
        "public_may_attend",
        "how_to_attend",
        "facilitator",
        "papers_due",
    }
)
"""What `schedule` and `describe` may say of a meeting besides when and where it is, and who meets."""

IN_MINUTES = ("with_bodies", "kind", "title")
"""What minutes say of their meeting besides when and where it was."""


def settled(meeting: Meeting) -> tuple[str, ...]:
    """What `describe` no longer changes: nothing, or IN_MINUTES once the minutes are published. 1 query."""
    return IN_MINUTES if Minutes.objects.public().filter(meeting=meeting).exists() else ()


def check_settled(meeting: Meeting, facts: dict[str, Any], others: Iterable[Body] | None) -> None:
    """Raise Refused where what published minutes say of the meeting would change; `others`: who joins, None: no word.

    Ask it before the facts are set. At most 2 queries.
    """
    joined = others is not None and {meeting.body_id, *(body.pk for body in others)} != meeting.body_keys
    changed = any(name in IN_MINUTES and value != getattr(meeting, name) for name, value in facts.items())
    if (joined or changed) and settled(meeting):
        raise Refused("The minutes are published, so who met, the kind and the title of the meeting no longer change.")


def check_names(facts: dict[str, Any]) -> None:
    """Raise TypeError for a fact that no meeting has."""
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"A meeting has no such facts: {', '.join(sorted(unknown))}.")


def others_of(lead: Body, bodies: Iterable[Body]) -> list[Body]:
    """The bodies that join, each once. Raises Refused where the lead is among them."""
    others = list({body.pk: body for body in bodies}.values())
    if any(body.pk == lead.pk for body in others):
        raise Refused(f"{lead} leads this meeting: name only the other bodies as joining it.")
    return others


def check_bodies(bodies: Iterable[Body], day: datetime.date) -> None:
    """Raise Refused for a body that does not exist, or does not meet, on the day."""
    for body in bodies:
        period = body.period_on(day).select_related("kind").first()
        if period is None:
            raise Refused(f"{body} does not exist on {plain_day(day)}: choose a day of its life.")
        if not period.kind.meets and not period.kind.external:  # an outside body's meetings are reported back from
            raise Refused(f"{body} is of a kind that does not meet ({period.kind}): choose another body.")


def check_times(starts_at: datetime.time | None, ends_at: datetime.time | None) -> None:
    """Raise Refused for an end without a beginning, or before it."""
    if ends_at is not None and starts_at is None:
        raise Refused("Say when the meeting begins, or leave out when it ends.")
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        raise Refused("The meeting ends before it begins: give a later time.")


def check_free(body: Body, day: datetime.date, starts_at: datetime.time | None, but: Meeting | None = None) -> None:
    """Raise Refused where the body meets on that day at that time already, otherwise than at the meeting `but`."""
    same = Meeting.objects.filter(body=body, day=day, starts_at=starts_at).exclude(status=Meeting.Status.CANCELLED)
    if but is not None:
        same = same.exclude(pk=but.pk)
    if same.exists():
        raise Refused(f"{body} already has a meeting on {plain_when(day, starts_at)}: choose another day or time.")


def next_number(body: Body, day: datetime.date) -> int:
    """The number that the next meeting called for `day` gets; a number is never used twice while one stands."""
    last = Meeting.objects.filter(body=body, called_for=day).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
