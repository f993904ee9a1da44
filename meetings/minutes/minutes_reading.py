"""Minutes as one user may read them: item by item, with what was decided and asked for, and who was there.

Seven queries, whatever the length: items, entries and corrections, decisions, actions, attendance, declarations, and
the names of the day.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Value

from governance.foundation.comparison import Summary, compare, summary
from governance.foundation.publication import State
from governance.models import Body
from governance.seats.presence import Names
from meetings.agendas.agenda_labels import labels_of
from meetings.attendance.attendance_words import Group, Interest, grouped, interests, names_at
from meetings.attendance.words_kept import names_by_person
from meetings.models import (
    Action,
    AgendaItem,
    Attendance,
    Correction,
    Decision,
    Declaration,
    Meeting,
    Minutes,
    MinutesEntry,
)


@dataclass(frozen=True)
class Corrected:
    """A visible correction."""

    before: str
    after: str
    reason: str
    made_on: datetime.date
    agreed_on: datetime.date | None = None
    """The day of the meeting that agreed it."""
    agreed_at: str = ""
    """The end of that meeting's address."""
    is_withheld: bool = False
    """Whether what it changed is not shown, because it must not be public."""

    @cached_property
    def compared(self) -> str:
        """Both texts in one, words taken out and put in marked."""
        return compare(self.before, self.after)

    @cached_property
    def words(self) -> Summary:
        """How many words were put in and taken out."""
        return summary(self.before, self.after)


@dataclass
class Section:
    """What the minutes say under one item, as far as the user may read it."""

    key: int | None
    label: str = ""
    title: str = ""
    item: AgendaItem | None = None
    """None before the first item, and where the item is hidden."""
    is_hidden: bool = False
    """Whether the item is restricted and the user reads only its label, neutral title and reason."""
    is_restricted: bool = False
    reason: str = ""
    withdrawn: str = ""
    text: str = ""
    corrections: list[Corrected] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    added_decisions: list[Decision] = field(default_factory=list)
    """Those that were published after the minutes, or are drafted since."""
    added_actions: list[Action] = field(default_factory=list)
    declarations: list[Interest] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """Where it stands on the page of the whole minutes."""
        return f"item-{self.key}" if self.key else "opening"

    @property
    def short_name(self) -> str:
        """What stands for it where its title would be too long."""
        return f"Item {self.label}" if self.label else "Before the first item"

    @property
    def says_something(self) -> bool:
        """Whether anything stands under the heading."""
        recorded = (self.decisions, self.actions, self.added_decisions, self.added_actions, self.declarations)
        return bool(self.text or any(recorded))


class CorrectedPlace(NamedTuple):
    """A correction in the list of all, with the name and the anchor of what was corrected."""

    name: str
    anchor: str
    correction: Corrected


@dataclass
class MinutesRead:
    """The minutes of one meeting as one user may read them."""

    minutes: Minutes
    sections: Sequence[Section]
    rest: Section
    """What was said before the first item; and decisions, actions and declarations that belong to none."""
    attendance: Sequence[Group]
    names: Names
    attendance_corrections: Sequence[Corrected] = ()
    """How the public came to read of who was there what it reads now."""

    @property
    def corrections(self) -> list[CorrectedPlace]:
        """Every correction that the user may read, the latest last."""
        found = [CorrectedPlace("Who was there", "attendance", each) for each in self.attendance_corrections]
        for section in [self.rest, *self.sections]:
            found += [CorrectedPlace(section.short_name, section.anchor, each) for each in section.corrections]
        return sorted(found, key=lambda place: place.correction.made_on)

    @property
    def is_corrected_since(self) -> bool:
        """Whether a correction came after the meeting that approved the minutes, which so did not agree it."""
        approved = self.minutes.approved_on
        days = (correction.agreed_on or correction.made_on for _, _, correction in self.corrections)
        return approved is not None and any(day > approved for day in days)

    @property
    def shows_restricted(self) -> bool:
        """Whether something is shown that the public may not read."""
        return any(section.is_restricted and not section.is_hidden for section in self.sections)

    def section(self, key: int) -> Section | None:
        """The section of the item with that key."""
        return next((each for each in self.sections if each.key == key), None)


def read_minutes(minutes: Minutes, user: Any, *, bodies: Sequence[Body]) -> MinutesRead:
    """The minutes as `user` may read them; the caller has found them through `visible_to`.

    A restricted item that the user may not read has its label, its neutral title and the reason, and nothing else.
    `bodies` are those that met: their names, and those of organisations, are those of the meeting's day.
    """
    meeting = minutes.meeting
    sections = {section.key: section for section in _items(meeting, user)}
    rest = Section(None)
    labels = {key: section.label for key, section in sections.items() if key is not None}
    of_attendance = _put_entries(minutes, user, sections, rest)
    open_sections = {key: section for key, section in sections.items() if not section.is_hidden}
    _put_outcomes(minutes, user, open_sections, rest)
    rows = list(Attendance.objects.visible_to(user).filter(meeting=meeting).for_page())
    names = names_at(meeting, rows, bodies=bodies)
    called = names_by_person(rows)
    declared = Declaration.objects.visible_to(user).filter(meeting=meeting).select_related("person")
    for row in declared:
        section = open_sections.get(row.item_id, rest if row.item_id is None else None)
        if section is not None:
            section.declarations.extend(interests([row], labels, called))
    return MinutesRead(minutes, list(sections.values()), rest, grouped(rows, labels, names), names, of_attendance)


def _items(meeting: Meeting, user: Any) -> list[Section]:
    """The items in their order, those that the user may not read without anything but what the public reads."""
    readable = AgendaItem.objects.visible_to(user).filter(pk=OuterRef("pk"))
    items = list(AgendaItem.objects.filter(meeting=meeting).annotate(may_read=Exists(readable)).in_order())
    labels = labels_of(items)
    return [_section(item, labels[item.pk]) for item in items]


def _section(item: Any, label: str) -> Section:
    hidden = item.restricted and not item.may_read
    return Section(
        item.pk,
        label,
        item.public_title if hidden else item.title,
        item=None if hidden else item,
        is_hidden=hidden,
        is_restricted=item.restricted,
        reason=item.restriction_reason,
        withdrawn="" if hidden else item.withdrawn_reason,
    )


CORRECTION = (
    *("before", "after", "withheld", "reason", "made_on"),
    *("agreed_at__day", "agreed_at__called_for", "agreed_at__number"),
)


def _put_entries(minutes: Minutes, user: Any, sections: dict[int | None, Section], rest: Section) -> list[Corrected]:
    """Put texts, and corrections beside them, under their items; return the corrections of who was there. One query."""
    entries = MinutesEntry.objects.visible_to(user).filter(minutes=minutes).order_by()
    under_items = entries.values_list(
        Value(1), "item", "text", "corrections__pk", *(f"corrections__{name}" for name in CORRECTION)
    )
    others = Correction.objects.visible_to(user).filter(minutes=minutes, entry=None).order_by()
    of_nothing = others.values_list(Value(0), "item", Value(""), "pk", *CORRECTION)
    of_attendance: list[Corrected] = []
    for of_an_entry, item, text, key, *correction in sorted(under_items.union(of_nothing, all=True), key=_recorded):
        made = [_corrected(correction)] if key else []
        section = rest if item is None else sections.get(item)
        if not of_an_entry and item is None:
            of_attendance += made
        elif section is not None and not section.is_hidden:
            section.text = text if of_an_entry else section.text
            section.corrections += made
    return of_attendance


def _recorded(row: Sequence[Any]) -> int:
    """The order in which corrections were recorded."""
    return row[3] or 0


def _corrected(row: Sequence[Any]) -> Corrected:
    before, after, withheld, reason, made_on, agreed_on, called_for, number = row
    agreed = Meeting(called_for=called_for, number=number).date_in_address if called_for else ""
    before, after = ("", "") if withheld else (before, after)
    return Corrected(before, after, reason, made_on, agreed_on, agreed, withheld)


def _put_outcomes(minutes: Minutes, user: Any, sections: dict[int | None, Section], rest: Section) -> None:
    """Put decisions and actions under their items; those of items that are hidden stay away. Two queries."""
    open_sections = {**sections, None: rest}
    decisions = Decision.objects.visible_to(user).filter(meeting=minutes.meeting).exclude(state=State.WITHDRAWN)
    actions = Action.objects.visible_to(user).filter(meeting=minutes.meeting).exclude(state=State.WITHDRAWN)
    for decision in decisions.select_related("body").order_by("numbered_apart", "number"):
        if section := open_sections.get(decision.item_id):
            (section.added_decisions if is_added(decision, minutes) else section.decisions).append(decision)
    owners = actions.select_related("body", "owner", "owner_organisation", "owner_body")
    for action in owners.order_by("body", "numbered_apart", "number"):
        if section := open_sections.get(action.item_id):
            (section.added_actions if is_added(action, minutes) else section.actions).append(action)


def is_added(outcome: Decision | Action, minutes: Minutes) -> bool:
    """Whether a decision or an action came after the minutes were published, which they then show apart."""
    if not minutes.is_public or minutes.published_at is None:
        return False
    return outcome.published_at is None or outcome.published_at > minutes.published_at
