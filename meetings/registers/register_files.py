"""The registers as CSV: RFC 4180, days as 2009-03-05, and no cell that a spreadsheet would take for a formula."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from governance.foundation.spreadsheets import written
from meetings.registers.registers import ActionLine

DECISION_COLUMNS = ("number", "body", "decided on", "decision", "outcome", "takes effect", "item", "address")
ACTION_COLUMNS = (
    "number",
    "body",
    "raised on",
    "action",
    "owner",
    "due",
    "due as said",
    "state",
    "closed on",
    "what came of it",
    "evidence",
    "item",
    "address",
)


def decisions_csv(decisions: Iterable[Any]) -> str:
    """Decisions from `registers.decisions_until`, one a row."""
    return written(
        DECISION_COLUMNS,
        (
            (
                decision.reference,
                decision.body_name,
                decision.meeting.day,
                decision.text,
                decision.get_outcome_display(),
                decision.takes_effect,
                decision.item.title if decision.item and decision.shows_item else "",
                address_of("meetings:decision", decision),
            )
            for decision in decisions
        ),
    )


def actions_csv(lines: Iterable[ActionLine]) -> str:
    """Actions as they stood on a day, one a row; what came later than that day is left out."""
    return written(ACTION_COLUMNS, (_action_row(line) for line in lines))


def address_of(page: str, record: Any) -> str:
    """The whole address of the page of a decision or an action."""
    return settings.BASE_URL + reverse(page, args=[record.body.slug, record.reference])


def _action_row(line: ActionLine) -> Sequence[Any]:
    action, closed = line.action, line.is_closed
    return (
        action.reference,
        action.body_name,
        action.raised_on,
        action.what,
        "; ".join(owner.name for owner in line.owners),
        action.due,
        action.due_as_said,
        line.standing.label,
        action.closed_on if closed else None,
        action.closing_text if closed else "",
        action.evidence if closed else "",
        action.item.title if action.item and action.shows_item else "",
        address_of("meetings:action", action),
    )
