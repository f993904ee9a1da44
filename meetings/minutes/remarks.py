"""What the chair, or whoever sent the minutes back, asks to have changed in a draft: kept in the audit, for editors.

A remark stands until the chair checks the minutes; it leaves no mark on the minutes themselves.
"""

import datetime
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import timezone

from governance.foundation.access import chairs
from governance.foundation.deeds import Refused, write
from governance.foundation.wording import who_in_words
from meetings.locking import locked_minutes
from meetings.models import Minutes

Stage = Minutes.Stage
REMARK = "Remark on the draft: "
"""How the reason begins in the audit by which a remark is known."""


@dataclass(frozen=True)
class Remark:
    """What somebody asks to have changed."""

    who: str
    on: datetime.date
    text: str


@transaction.atomic
def remark(minutes: Minutes, *, text: str, by: Any) -> Minutes:
    """Leave a remark on a draft, for its editors. `by` chairs the lead body. Raises Refused."""
    minutes = locked_minutes(minutes)
    if not chairs(by, minutes.meeting.body_id):
        raise Refused(f"Only the chair of {minutes.meeting.body} leaves remarks on the draft.")
    if not minutes.is_open:
        raise Refused("These minutes are no draft any more: send them back, and say what is to be changed.")
    if not text.strip():
        raise Refused("Say what is to be changed.")
    return write(minutes, by=by, why=f"{REMARK}{text.strip()}")


def remarks_on(minutes: Minutes) -> list[Remark]:
    """What was asked to be changed since the minutes were checked last, the earliest first; of a draft alone. 1 query.

    For the editors of the lead body and its chair alone: the caller asks who reads.
    """
    if not minutes.is_open:
        return []
    rows = Minutes.history.filter(id=minutes.pk).select_related("history_user__person")
    found: list[Remark] = []
    for row, before in pairwise([*rows.order_by("-history_date", "-history_id"), None]):
        was_checked = before is not None and before.stage == Stage.CHECKED
        reason = row.history_change_reason or ""
        if reason and (was_checked or reason.startswith(REMARK)):
            day = timezone.localdate(row.history_date)
            found.append(Remark(_name(row.history_user), day, reason.removeprefix(REMARK)))
        if was_checked:
            break
    return found[::-1]


def _name(user: Any) -> str:
    """The person of the account, else as the audit names it."""
    person = getattr(user, "person", None)
    return person.name if person else who_in_words(user)
