"""The secretary's desk: what stands on the minuting page, one item at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from governance.foundation.publication import State
from governance.models import Organisation, Person
from meetings.agendas.agenda_labels import labels_of
from meetings.attendance.expecting import Expected, bodies_of
from meetings.minutes.plain_writing import as_words, can_be_typed
from meetings.models import Action, AgendaItem, Attendance, Decision, Declaration, Meeting, Minutes, MinutesEntry

OPENING = 0
"""Stands for what is said before the first item."""


@dataclass(frozen=True)
class Place:
    """An item in the list, and how far it has come."""

    key: int
    label: str
    title: str
    is_restricted: bool = False
    is_written: bool = False
    outcomes: int = 0
    """How many decisions and actions are captured under it."""

    @property
    def name(self) -> str:
        """Label and title."""
        return f"{self.label}. {self.title}" if self.label else self.title


@dataclass(frozen=True)
class Desk:
    """The page: all places, and the one that is open."""

    minutes: Minutes | None
    places: Sequence[Place]
    here: Place
    item: AgendaItem | None
    text: str
    revision: int
    decisions: Sequence[Decision]
    actions: Sequence[Action]
    declarations: Sequence[Declaration]

    @property
    def words(self) -> str:
        """The entry as it is typed."""
        return as_words(self.text)

    @property
    def can_be_typed(self) -> bool:
        """Whether the entry has no form that typing would lose."""
        return can_be_typed(self.text)

    @property
    def written(self) -> int:
        """How many items have an entry."""
        return sum(place.is_written for place in self.places if place.key)

    @property
    def items(self) -> int:
        """How many items there are."""
        return sum(bool(place.key) for place in self.places)

    @property
    def before(self) -> Place | None:
        """The place before the open one."""
        at = self.places.index(self.here)
        return self.places[at - 1] if at else None

    @property
    def after(self) -> Place | None:
        """The place after the open one."""
        at = self.places.index(self.here)
        return self.places[at + 1] if at + 1 < len(self.places) else None


def desk_at(meeting: Meeting, key: int | None) -> Desk | None:
    """The desk with the item of that key open (None: the first one, OPENING: before it); None for a strange key.

    For those who edit the meeting's lead body: restricted items and drafts are on it. Of the items that were withdrawn
    it has those under which something is written.
    """
    minutes = Minutes.objects.filter(meeting=meeting).first()
    every = list(AgendaItem.objects.filter(meeting=meeting).select_related("presenter").in_order())
    entries = {entry.item_id: entry for entry in MinutesEntry.objects.filter(minutes=minutes)} if minutes else {}
    labels, outcomes = labels_of(every), _outcomes(meeting)
    items = [item for item in every if not item.withdrawn_reason or item.pk in entries or outcomes.get(item.pk)]
    opening = entries.get(None)
    places = [Place(OPENING, "", "Before the first item", is_written=bool(opening and opening.text))]
    for item in items:
        entry = entries.get(item.pk)
        written = bool(entry and entry.text)
        places.append(Place(item.pk, labels[item.pk], item.title, item.restricted, written, outcomes.get(item.pk, 0)))
    if key is None:
        key = items[0].pk if items else OPENING
    here = next((place for place in places if place.key == key), None)
    if here is None:
        return None
    open_item = next((each for each in items if each.pk == key), None)
    entry = entries.get(open_item.pk if open_item else None)
    return Desk(
        minutes,
        places,
        here,
        open_item,
        entry.text if entry else "",
        entry.revision if entry else 0,
        list(
            Decision.objects.filter(meeting=meeting, item=open_item)
            .exclude(state=State.WITHDRAWN)
            .order_by("numbered_apart", "number")
        ),
        list(_actions(meeting, open_item)),
        list(Declaration.objects.filter(meeting=meeting, item=open_item).select_related("person")),
    )


def owners_to_choose(
    meeting: Meeting, holders: Sequence[tuple[Person, Expected]]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Who may be asked to do something: those expected and whoever came, their organisations, the bodies that meet."""
    people = {person.pk: person for person, _ in holders}
    for row in Attendance.objects.filter(meeting=meeting).for_page():
        people.setdefault(row.person_id, row.person)
    keys = {person.organisation_id for person in people.values() if person.organisation_id}
    organisations = Organisation.objects.filter(pk__in=keys).order_by("name")
    return [
        ("People", [(f"person:{each.pk}", each.name) for each in people.values()]),
        ("Organisations", [(f"organisation:{each.pk}", each.name) for each in organisations]),
        ("Bodies", [(f"body:{each.pk}", str(each)) for each in bodies_of(meeting)]),
    ]


def _outcomes(meeting: Meeting) -> dict[int, int]:
    """How many decisions and actions stand under each item, by its key."""
    there = ~Q(decisions__state=State.WITHDRAWN)
    raised = ~Q(actions__state=State.WITHDRAWN)
    rows = AgendaItem.objects.filter(meeting=meeting).annotate(
        decided=Count("decisions", filter=there, distinct=True),
        asked_for=Count("actions", filter=raised, distinct=True),
    )
    return {row.pk: row.decided + row.asked_for for row in rows}


def _actions(meeting: Meeting, item: AgendaItem | None) -> Any:
    rows = Action.objects.filter(meeting=meeting, item=item).exclude(state=State.WITHDRAWN)
    return rows.select_related("body", "owner", "owner_organisation", "owner_body").order_by("numbered_apart", "number")
