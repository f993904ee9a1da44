"""Quorum: whether a meeting had one by the rule of its day, item by item; and the rules by those in the room.

A member counts from the item at which they arrived to the item after which they left, both included, and not for an
item for which they declared an interest and left the room. A substitute counts where the seat of that day allows one,
as long as the holder is not there too. At a joint meeting each body needs a quorum of its own, by its own rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q

from governance.composition import (
    Broken,
    Member,
    facts_on,
    judge,
    members_of,
    quorum_in_words,
    quorum_lacks,
    rules_on,
)
from governance.foundation.dated import in_force_q
from governance.foundation.sentences import listed
from governance.models import Body, CompositionRule, Seat
from governance.seats.places import lines_in_short
from governance.seats.presence import Names, names_on
from governance.seats.roll import Holder, roll_on
from meetings.agendas.agenda_labels import labels_of
from meetings.models import AgendaItem, Attendance, Declaration, Meeting

NOT_FOR_THE_ROOM = (CompositionRule.Kind.SIZE, CompositionRule.Kind.QUORUM)
"""How many there ought to be says nothing of how many must come; what must come is the quorum."""

EVERYTHING = object()
"""In place of a reader: for deeds and officers' pages, which have checked the right already."""


class State(StrEnum):
    """What became of the quorum."""

    NO_RULE = "no rule"
    UNRECORDED = "unrecorded"
    REACHED = "reached"
    IN_PART = "in part"
    NOT_REACHED = "not reached"


@dataclass(frozen=True)
class AtItem:
    """The quorum for one item: how many counted, and what was missing, in words."""

    label: str
    item: AgendaItem | None
    there: int
    lacks: Sequence[str]

    @property
    def reached(self) -> bool:
        """Whether there was a quorum for it."""
        return not self.lacks


@dataclass(frozen=True)
class Quorum:
    """The quorum of one body at one meeting."""

    body: Body
    name: str
    rule: CompositionRule | None
    members: int = 0
    """How many members the body had on the day."""
    needed: int = 0
    words: str = ""
    """What the rule asks for: “at least 7 members, including 1 councillor”."""
    recorded: bool = False
    items: Sequence[AtItem] = ()
    """Where the agenda has items, one for each; else one for the whole meeting."""

    @property
    def state(self) -> State:
        """What became of it in the whole meeting."""
        if self.rule is None:
            return State.NO_RULE
        if not self.recorded:
            return State.UNRECORDED
        reached = [each.reached for each in self.items]
        return State.REACHED if all(reached) else State.IN_PART if any(reached) else State.NOT_REACHED

    @property
    def there(self) -> str:
        """How many counted: “9”, or “7 to 9” where they came and went."""
        numbers = {each.there for each in self.items}
        return str(*numbers) if len(numbers) == 1 else f"{min(numbers)} to {max(numbers)}"

    @property
    def missing(self) -> list[AtItem]:
        """The items for which there was none."""
        return [each for each in self.items if not each.reached]

    @property
    def sentence(self) -> str:
        """For the minutes: whether it was quorate, with how many of how many, and what was missing."""
        if self.state == State.NO_RULE:
            return f"No quorum of {self.name} is laid down for that day."
        if self.state == State.UNRECORDED:
            return f"A meeting of {self.name} needs {self.words}; nobody’s attendance is recorded."
        there = f"{self.there} {'member' if self.there == '1' else 'members'} there, of {self.words} that it needs"
        if self.state == State.REACHED:
            return f"The meeting of {self.name} was quorate: {there}."
        if self.state == State.NOT_REACHED:
            return f"The meeting of {self.name} was not quorate: {there}. It lacked {listed(self.items[0].lacks)}."
        lacks = [f"item {each.label} lacked {listed(each.lacks)}" for each in self.missing]
        return f"The meeting of {self.name} was not quorate throughout: {there}; {listed(lacks)}."


def quorums(meeting: Meeting, *, reader: Any = EVERYTHING) -> list[Quorum]:
    """The quorum of each body that meets, the lead body first, by its rule and its membership of the meeting's day.

    With a `reader` (a user), only what they may read counts: restricted items are left out, and before the minutes
    are public nobody is recorded. One query where no body has a rule; else a number that depends on neither the items
    nor the people: 6 for a rule without categories.
    """
    bodies = [meeting.body, *meeting.with_bodies.all()]
    rules = {
        rule.body_id: rule
        for rule in CompositionRule.objects.filter(body__in=bodies).in_force(meeting.day).quorums().for_page()
    }
    if not rules:
        return [Quorum(body, body.name, None) for body in bodies]
    full = any(rule.categories.all() for rule in rules.values())
    room = _Room(meeting, [body for body in bodies if body.pk in rules], reader, full=full)
    named = {category.organisation_id for rule in rules.values() for category in rule.categories.all()}
    names = names_on(meeting.day, bodies=[body.pk for body in bodies], organisations=[k for k in named if k])
    order = _agenda(meeting, reader)
    return [_quorum(body, rules.get(body.pk), room, names, order) for body in bodies]


def said_of(meeting: Meeting) -> str:
    """What the minutes say of the quorum of the open items, a sentence for each body; empty without a rule."""
    open_to_all = [
        replace(each, items=[at for at in each.items if at.item is None or not at.item.restricted])
        for each in quorums(meeting)
    ]
    told = [each for each in open_to_all if each.items and each.state not in (State.NO_RULE, State.UNRECORDED)]
    return " ".join(each.sentence for each in told)


def has_quorum_rule() -> Exists:
    """An annotation of meetings: whether any body that meets has a quorum laid down for the day.

    A page that annotates its meeting with it as `has_quorum_rule` spares the tag its question where there is none.
    """
    rules = CompositionRule.objects.quorums().filter(in_force_q(OuterRef("day")))  # type: ignore[arg-type]  # any day
    joined = Meeting.with_bodies.through._base_manager.filter(meeting=OuterRef(OuterRef("pk"))).values("body")
    return Exists(rules.filter(Q(body=OuterRef("body")) | Q(body__in=joined)))


def composition_on_the_day(meeting: Meeting) -> list[tuple[Body, list[Broken]]]:
    """For each body that meets: its rules of the day that those in the room do not keep; for the secretary.

    Whoever was there for a part of the meeting counts. The size and the quorum are left out.
    """
    found = []
    for body in (meeting.body, *meeting.with_bodies.all()):
        rules = [rule for rule in rules_on(body, meeting.day) if rule.kind not in NOT_FOR_THE_ROOM]
        if rules:
            there = _Room(meeting, [body], EVERYTHING, full=True).members(body, None)
            found.append((body, judge(rules, facts_on(meeting.day, rules, there))))
    return found


def _quorum(
    body: Body,
    rule: CompositionRule | None,
    room: "_Room",
    names: Names,
    order: Sequence[tuple[str, AgendaItem | None]],
) -> Quorum:
    if rule is None:
        return Quorum(body, names.body(body), None)
    members = len(members_of(room.lines[body.pk]))
    found = []
    for label, item in order or [("", None)]:
        there = room.members(body, item)
        found.append(AtItem(label, item, len(there), quorum_lacks(rule, members, there, names)))
    words = quorum_in_words(rule, names)
    return Quorum(body, names.body(body), rule, members, rule.needed(members), words, bool(room.rows), found)


class _Room:
    """Who was in the room, and for which body they count."""

    def __init__(self, meeting: Meeting, bodies: Sequence[Body], reader: Any, *, full: bool) -> None:
        roll = roll_on if full else lines_in_short  # who sits for whom matters to categories alone
        self.lines = {body.pk: roll(body, meeting.day) for body in bodies}
        self.rows = list(_readable(Attendance, meeting, reader).for_page())
        told = _readable(Declaration, meeting, reader).filter(left_the_room=True, item__isnull=False)
        self.outside = set(told.values_list("person", "item"))

    def members(self, body: Body, item: AgendaItem | None) -> list[Member]:
        """Those who count for `body`, for `item` or, without one, in any part of the meeting."""
        inside = [row for row in self.rows if item is None or self._was_there(row, item)]
        present = {row.person_id: row for row in inside if row.how == Attendance.How.PRESENT}
        standing_in = {
            row.stands_in_for_id: row
            for row in inside
            if row.how == Attendance.How.SUBSTITUTE and row.substitute_allowed and row.stands_in_for_id not in present
        }
        found: dict[int, Member] = {}
        for line in self.lines[body.pk]:
            for holder in line.holders if line.seat.is_member_seat else ():
                row = present.get(holder.person.pk) or self._substitute(standing_in, line.seat, holder)
                if row is not None:
                    grade = row.grade or row.person.grade
                    member = found.setdefault(row.person_id, Member(row.person, grade))
                    member.sittings.append((line.seat, holder))
        return list(found.values())

    def _was_there(self, row: Attendance, item: AgendaItem) -> bool:
        """Whether somebody was in the room for an item."""
        place = _place(item)
        came = row.arrived_at is None or _place(row.arrived_at) <= place
        stayed = row.left_at is None or place <= _place(row.left_at)
        return came and stayed and (row.person_id, item.pk) not in self.outside

    @staticmethod
    def _substitute(standing_in: dict[Any, Attendance], seat: Seat, holder: Holder) -> Attendance | None:
        """Who sits in that seat for its holder; a substitute counts for the seat that they were recorded for."""
        row = standing_in.get(holder.person.pk)
        return row if row is not None and row.seat_id == seat.pk else None


def _place(item: AgendaItem) -> tuple[int, int]:
    return item.position, item.pk


def _agenda(meeting: Meeting, reader: Any) -> list[tuple[str, AgendaItem]]:
    """The items that the reader may read, with their printed labels, in their order; without those withdrawn."""
    items = _readable(AgendaItem, meeting, EVERYTHING)
    if reader is not EVERYTHING:
        readable = AgendaItem.objects.visible_to(reader).filter(pk=OuterRef("pk"))
        items = items.annotate(may_read=Exists(readable))
    rows = list(items.in_order())
    labels = labels_of(rows)
    return [(labels[row.pk], row) for row in rows if getattr(row, "may_read", True) and not row.withdrawn_reason]


def _readable(model: Any, meeting: Meeting, reader: Any) -> Any:
    rows = model.objects.all() if reader is EVERYTHING else model.objects.visible_to(reader)
    return rows.filter(meeting=meeting)
