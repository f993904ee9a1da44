"""What the deeds of a meeting's schedule check, and what they share."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Max, Q, QuerySet

from governance.foundation.access import require_edit
from governance.foundation.deeds import Refused, write
from governance.foundation.publication import State
from governance.foundation.sentences import plain_day
from governance.models import Body
from meetings.models import Action, Decision, Meeting, Minutes
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

KEPT = [State.DRAFT, State.PUBLISHED]

HELD_FOR = (
    (Q(minutes__isnull=False), "it has minutes"),
    (Q(attendances__isnull=False), "who was there is recorded"),
    (Q(declarations__isnull=False), "interests declared at it are recorded"),
    (Q(decisions__state__in=KEPT), "decisions of it are recorded"),
    (Q(actions__state__in=KEPT), "actions of it are recorded"),
    (Q(minutes_approved__isnull=False), "it approved minutes"),
    (Q(corrections_agreed__isnull=False), "it agreed a correction of minutes"),
    (Q(reports_heard__isnull=False), "it heard a report"),
    (Q(report_backs__reported_on__isnull=False), "a report of it was heard"),
)
"""What shows that a meeting was held, as a condition and in words."""


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


def check_joining(by: Any, lead: Body, bodies: Iterable[Body]) -> None:
    """Raise Refused for a body of another partnership, and for one that the user does not edit.

    What its bodies record of a joint meeting is the record of each of them.
    """
    joining = list(bodies)
    for body in joining:
        if body.partnership_id != lead.partnership_id:
            raise Refused(f"{body} belongs to another partnership than {lead}: name only bodies of the same one.")
    require_edit(by, *joining)


def check_joined(by: Any, meeting: Meeting, others: list[Body]) -> None:
    """Raise Refused unless the user may let `others`, and no more, join the meeting; those who stay are not asked for."""
    joined = list(meeting.with_bodies.order_by("pk"))
    check_joining(by, meeting.body, [body for body in others if body not in joined])
    require_edit(by, *(body for body in joined if body not in others))


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


def check_to_come(meeting: Meeting, what: str) -> None:
    """Raise Refused once something of the meeting is public, or held in its minutes: it took place, and is not `what`.

    At most 6 queries.
    """
    public = {
        "Minutes": Minutes.objects.public(),
        "Decisions": Decision.objects.published(),
        "Actions": Action.objects.published(),
    }
    for name, rows in public.items():
        if rows.filter(meeting=meeting).exists():
            raise Refused(f"{name} of this meeting are published, so it took place: it can no longer be {what}.")
    drafts = (Decision.objects.drafts(), Action.objects.drafts())
    begun = Minutes.objects.filter(meeting=meeting).exists()
    if begun and any(rows.filter(meeting=meeting).exists() for rows in drafts):
        raise Refused(
            f"The minutes of this meeting hold decisions or actions, so it took place: drop them before it is {what}."
        )


def check_unrecorded(meeting: Meeting) -> None:
    """Raise Refused where something shows that the meeting was held. As many queries as HELD_FOR is long, at most."""
    for shown, words in HELD_FOR:
        if Meeting.objects.filter(shown, pk=meeting.pk).exists():
            raise Refused(f"This meeting was held: {words}.")


def take_address(meeting: Meeting, *, by: Any) -> None:
    """Number a meeting that is called or proposed now; the caller holds the lock of its body, and writes the meeting.

    The number ends its address. Meetings that were called count by themselves, so that no address tells of a proposal.
    A proposal comes after all of the day, and gives way to a meeting that is called, for nobody was told its address.
    """
    of_day = Meeting.objects.filter(body=meeting.body, called_for=meeting.called_for)
    others = of_day.exclude(pk=meeting.pk)
    if meeting.status == Meeting.Status.PROPOSED:
        meeting.number = _after(others)
        return
    meeting.number = _after(others.called())
    for proposal in others.filter(number=meeting.number):
        proposal.number = _after(of_day)
        write(proposal, by=by, why="Another meeting was called for that day.")


def _after(meetings: QuerySet[Meeting]) -> int:
    """The number after theirs. Cancelled meetings count, for their addresses stand."""
    return (meetings.aggregate(last=Max("number"))["last"] or 0) + 1
