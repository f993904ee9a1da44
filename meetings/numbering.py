"""Numbering: the one place that gives decisions and actions their numbers, in the open or among the restricted ones.

What is recorded under a restricted item takes the next number of a series of its own, all else the next of the open
one. The public may read nothing of the first, so that a hole in the open numbers would tell it that something is
hidden, and how much. A draft whose item becomes another, or is restricted or opened, moves to the other series.

- What was published keeps its reference for ever, whatever becomes of its item. Restricted after that, it leaves a
  hole, but one that everybody could read; opened after that, it still bears its R, which says that it was restricted,
  and with its number how many were before it.
- The number that a draft leaves behind is given again where it was the last of its series and nobody read it but those
  who work on drafts: the editors, and the chair. Where members could read it, since the chair had checked the minutes,
  it is kept for that draft, and nobody else ever gets it; the draft takes it back if it returns.
- What remains: a draft that is moved away with later ones after it, or after members read it, leaves a hole in the
  open numbers. So does a draft that is dropped, hence the hole does not say which of the two it was.
"""

from typing import Any

from django.db.models import Max, Q

from governance.foundation.deeds import write
from meetings.models import Action, AgendaItem, Decision, Minutes


def take_number(record: Decision | Action) -> None:
    """Number a new record, which the caller then writes: the next of its body and year, in the series of its item.

    Its body, year and item are set. Hold the body's lock. 1 query, or 2 where it has an item.
    """
    record.numbered_apart = _belongs_apart(record)
    record.number = _next_number(record)


def renumber(draft: Decision | Action) -> bool:
    """Number a draft anew where it does not stand in the series of its item; the caller writes it.

    It takes the next number there, or that which was kept for it. Whatever is no draft stays as it is. Gives whether
    the number changed. Hold the body's lock.
    """
    apart = _belongs_apart(draft)
    if not draft.is_draft or draft.numbered_apart == apart:
        return False
    left = draft.number if _members_have_read(draft) else None
    draft.numbered_apart = apart
    draft.number = draft.other_number or _next_number(draft)
    draft.other_number = left
    return True


def renumber_drafts(item: AgendaItem, *, by: Any, why: str = "") -> None:
    """Number the drafts under an item anew and write them, now that it has been restricted or opened.

    Hold the locks of `lock_numbers_at`. 2 queries, and some for each draft that moves. Raises Refused.
    """
    for model in (Decision, Action):
        rows: Any = model._default_manager.select_for_update(of=("self",), no_key=True).filter(item=item)
        for draft in rows.drafts().by_number():
            if renumber(draft):
                write(draft, by=by, why=why)


def _belongs_apart(record: Decision | Action) -> bool:
    """Whether the item is restricted now, whatever it was when the record's item was read."""
    return record.item_id is not None and AgendaItem.objects.filter(pk=record.item_id, restricted=True).exists()


def _next_number(record: Decision | Action) -> int:
    """The number after the last of the record's series that was given, or is kept for a draft that left the series."""
    apart = record.numbered_apart
    rows: Any = type(record)._default_manager.filter(body=record.body_id, year=record.year)
    last = rows.aggregate(
        given=Max("number", filter=Q(numbered_apart=apart)),
        kept=Max("other_number", filter=Q(numbered_apart=not apart)),
    )
    return max(last["given"] or 0, last["kept"] or 0) + 1


def _members_have_read(draft: Decision | Action) -> bool:
    """Whether the chair has ever checked the minutes of its meeting, for then members read the drafts beside them."""
    if draft.meeting_id is None:
        return False
    history: Any = Minutes.history
    return bool(history.filter(meeting_id=draft.meeting_id, stage=Minutes.Stage.CHECKED).exists())
