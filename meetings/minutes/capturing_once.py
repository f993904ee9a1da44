"""Capturing once: the form of the minuting page sent twice records a decision, an action or a declaration once.

What the same person recorded in the same words under the same item, since the page was read, is the same record. Somebody
who pressed twice, went back or sent the form again is told so, and no second number is given.
"""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from governance.foundation.publication import Publishable, State
from meetings.locking import locked_meeting
from meetings.models import AgendaItem, Meeting


def moment_read() -> str:
    """For a hidden field of the page: when it was read."""
    return timezone.now().isoformat()


def captured_since(
    read_at: str, model: type[Model], meeting: Meeting, item: AgendaItem | None, *, by: Any, **facts: Any
) -> Any:
    """The record of `facts` that `by` captured under `item` since the page was read; None where there is none.

    Locks the meeting, so that of two forms sent at once the second waits: call it in the transaction of the deed.
    """
    moment = _moment(read_at)
    if moment is None:
        return None
    locked_meeting(meeting)
    audit: Any = model.history  # type: ignore[attr-defined]  # all that is captured is audited
    made = audit.filter(history_type="+", history_user=by, history_date__gte=moment, meeting_id=meeting.pk)
    rows = model._default_manager.filter(pk__in=made.values("id"), meeting=meeting, item=item, **facts)
    if issubclass(model, Publishable):
        rows = rows.exclude(state=State.WITHDRAWN)
    return rows.first()


def _moment(text: str) -> datetime.datetime | None:
    """The moment that the page named; None for anything else."""
    try:
        moment = parse_datetime(text)
    except (ValueError, ValidationError):
        return None
    return moment if moment is not None and timezone.is_aware(moment) else None
