"""Declaring: the interests that people declared at a meeting, and whether they left the room for an item.

They are recorded and taken back while the minutes are a draft, as attendance is. Once those are published,
`correcting.correct_declarations` changes them through `change_declarations`, and everybody sees that it did.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from governance.foundation.deeds import Refused, strike, write
from governance.models import Person
from meetings.attendance.attending import CAME, open_register, require_own
from meetings.models import AgendaItem, Declaration, Meeting


@dataclass(frozen=True)
class Declared:
    """What somebody declared: a new declaration, or how `declaration` is to read."""

    person: Person
    interest: str
    item: AgendaItem | None = None
    left_the_room: bool = False
    declaration: Declaration | None = None


@transaction.atomic
def declare(
    meeting: Meeting,
    person: Person,
    *,
    interest: str,
    by: Any,
    item: AgendaItem | None = None,
    left_the_room: bool = False,
) -> Declaration:
    """Record an interest that somebody declared, in `item` or in general, and whether they left the room for it."""
    meeting = open_register(meeting, by)
    return _put(meeting, Declared(person, interest, item, left_the_room), by=by)


@transaction.atomic
def withdraw_declaration(declaration: Declaration, *, by: Any) -> Meeting:
    """Take back a declaration that was recorded by mistake. Returns the meeting."""
    meeting = open_register(declaration.meeting, by)
    strike(declaration, by=by)
    return meeting


@transaction.atomic
def change_declarations(
    meeting: Meeting, declared: Iterable[Declared], *, taken_out: Iterable[Declaration], by: Any, why: str
) -> None:
    """Change what was declared at a meeting whose minutes are published, and take some out; `why` goes to the audit.

    For `correcting.correct_declarations` alone, which shows it to everybody. Raises Refused.
    """
    meeting = open_register(meeting, by, published=True)
    for row in taken_out:
        strike(_standing(meeting, row), by=by, why=why)
    for each in declared:
        _put(meeting, each, by=by, why=why)


def _put(meeting: Meeting, declared: Declared, *, by: Any, why: str = "") -> Declaration:
    """Write one declaration; one that says nothing new leaves no row in the audit."""
    require_own(meeting, declared.item)
    interest = declared.interest.strip()
    if not interest:
        raise Refused("Say which interest was declared.")
    if not meeting.attendances.filter(person=declared.person, how__in=CAME).exists():
        raise Refused(f"{declared.person} is not recorded as being there: record the attendance first.")
    row = _standing(meeting, declared.declaration) if declared.declaration else Declaration(meeting=meeting)
    facts = {
        "person_id": declared.person.pk,
        "item_id": declared.item.pk if declared.item else None,
        "interest": interest,
        "left_the_room": declared.left_the_room,
    }
    if row.pk is not None and all(getattr(row, name) == value for name, value in facts.items()):
        return row
    for name, value in facts.items():
        setattr(row, name, value)
    return write(row, by=by, why=why)


def _standing(meeting: Meeting, declaration: Declaration) -> Declaration:
    """The declaration as it stands. Raises Refused where it is gone."""
    row = Declaration.objects.filter(meeting=meeting, pk=declaration.pk).first()
    if row is None:
        raise Refused("That declaration is not recorded any more.")
    return row
