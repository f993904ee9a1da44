"""Minutes as one user may read them: item by item, with what was decided and asked for, and who was there.

Seven queries, whatever the length: items, entries with their corrections, decisions, actions, attendance,
declarations, and the names of the day.
"""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef

from governance.foundation.comparison import Summary, compare, summary
from governance.foundation.publication import State
from governance.models import Body
from governance.seats.presence import Names, names_on
from meetings.agendas.agenda_labels import labels_of
from meetings.attendance.attendance_words import Group, Interest, grouped, interests
from meetings.models import Action, AgendaItem, Attendance, Decision, Declaration, Meeting, Minutes, MinutesEntry


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
    declarations: list[Interest] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """Where it stands on the page of the whole minutes."""
        return f"item-{self.key}" if self.key else "opening"

    @property
    def says_something(self) -> bool:
        """Whether anything stands under the heading."""
        return bool(self.text or self.decisions or self.actions or self.declarations)


@dataclass
class MinutesRead:
    """The minutes of one meeting as one user may read them."""

    minutes: Minutes
    sections: Sequence[Section]
    rest: Section
    """What was said before the first item; and decisions, actions and declarations that belong to none."""
    attendance: Sequence[Group]
    names: Names

    @property
    def corrections(self) -> list[tuple[Section, Corrected]]:
        """Every correction that the user may read, the latest last."""
        found = [(section, each) for section in [self.rest, *self.sections] for each in section.corrections]
        return sorted(found, key=lambda pair: pair[1].made_on)

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
    _put_entries(minutes, user, sections, rest)
    open_sections = {key: section for key, section in sections.items() if not section.is_hidden}
    _put_outcomes(meeting, user, open_sections, rest)
    rows = list(Attendance.objects.visible_to(user).filter(meeting=meeting).for_page())
    mine = [row.person.organisation_id for row in rows]
    mine += [row.seat.on_behalf_of_id for row in rows if row.seat]
    organisations = {key for key in mine if key}
    names = names_on(meeting.day, bodies=[body.pk for body in bodies], organisations=organisations)
    declared = Declaration.objects.visible_to(user).filter(meeting=meeting).select_related("person")
    for row in declared:
        section = open_sections.get(row.item_id, rest if row.item_id is None else None)
        if section is not None:
            section.declarations.extend(interests([row], labels))
    return MinutesRead(minutes, list(sections.values()), rest, grouped(rows, labels, names), names)


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


ENTRY = ("pk", "item", "text")
CORRECTION = ("before", "after", "reason", "made_on", "agreed_at__day", "agreed_at__called_for", "agreed_at__number")


def _put_entries(minutes: Minutes, user: Any, sections: dict[int | None, Section], rest: Section) -> None:
    """Put texts, and corrections beside them, under their items. One query."""
    rows = MinutesEntry.objects.visible_to(user).filter(minutes=minutes).order_by("pk", "corrections__pk")
    for _, item, text, *correction in rows.values_list(*ENTRY, *(f"corrections__{name}" for name in CORRECTION)):
        section = rest if item is None else sections.get(item)
        if section is None or section.is_hidden:
            continue
        section.text = text
        if correction[0] is not None:
            before, after, reason, made_on, agreed_on, called_for, number = correction
            agreed = Meeting(called_for=called_for, number=number).date_in_address if called_for else ""
            section.corrections.append(Corrected(before, after, reason, made_on, agreed_on, agreed))


def _put_outcomes(meeting: Meeting, user: Any, sections: dict[int | None, Section], rest: Section) -> None:
    """Put decisions and actions under their items; those of items that are hidden stay away. Two queries."""
    kept: dict[str, dict[int | None, list[Any]]] = {"decisions": defaultdict(list), "actions": defaultdict(list)}
    decisions = Decision.objects.visible_to(user).filter(meeting=meeting).exclude(state=State.WITHDRAWN)
    actions = Action.objects.visible_to(user).filter(meeting=meeting).exclude(state=State.WITHDRAWN)
    for decision in decisions.select_related("body").order_by("number"):
        kept["decisions"][decision.item_id].append(decision)
    owners = actions.select_related("body", "owner", "owner_organisation", "owner_body")
    for action in owners.order_by("body", "number"):
        kept["actions"][action.item_id].append(action)
    for key, section in {**sections, None: rest}.items():
        section.decisions, section.actions = kept["decisions"][key], kept["actions"][key]
