"""Attendance in words: who was there in groups, who came late or left early, and what they declared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from governance.models import Body
from governance.seats.presence import Names, names_on
from meetings.attendance.words_kept import name_of, names_by_person, organisation_of, post_of
from meetings.models import Attendance, Declaration, Meeting

How = Attendance.How

GROUPS = (
    (How.PRESENT, "Present"),
    (How.SUBSTITUTE, "Substitutes"),
    (How.IN_ATTENDANCE, "In attendance"),
    (How.APOLOGIES, "Apologies"),
    (How.ABSENT, "Absent"),
)
NOBODY = "Nobody’s attendance is recorded."
NOT_COUNTED = "not counted, for the seat does not allow this substitute"


@dataclass(frozen=True)
class Attendee:
    """Somebody, with whatever the minutes say of them."""

    name: str
    slug: str
    """Empty for somebody who has no public page through a seat."""
    post: str
    organisation: str
    notes: Sequence[str]

    @property
    def in_words(self) -> str:
        """“Tom Ferris, Director of place, Brackwater Council (from item 3)”."""
        words = ", ".join(filter(None, [self.name, self.post, self.organisation]))
        return f"{words} ({'; '.join(self.notes)})" if self.notes else words


@dataclass(frozen=True)
class Group:
    """Those who were there in one way."""

    how: str
    heading: str
    people: Sequence[Attendee]


@dataclass(frozen=True)
class Interest:
    """A declaration, with the label of its item; an empty one is of no item."""

    name: str
    label: str
    words: str
    left_the_room: bool

    @property
    def in_words(self) -> str:
        """“Tom Ferris declared an interest: Owns a shop. They left the room for this item.”."""
        said = self.words.rstrip()
        stop = "" if said.endswith((".", "!", "?", "…")) else "."
        left = " They left the room for this item." if self.left_the_room else ""
        return f"{self.name} declared an interest: {said}{stop}{left}"


def grouped(rows: Iterable[Attendance], labels: Mapping[int, str], names: Names) -> list[Group]:
    """Attendance in groups, by name; groups without anybody are left out. `labels` are those of the items by key."""
    people: dict[str, list[Attendee]] = {}
    rows = sorted(rows, key=name_of)
    called = names_by_person(rows)
    for row in rows:
        people.setdefault(row.how, []).append(_attendee(row, labels, names, called))
    return [Group(how, heading, people[how]) for how, heading in GROUPS if how in people]


def names_at(meeting: Meeting, rows: Iterable[Attendance], *, bodies: Iterable[Body]) -> Names:
    """The names, on the day of the meeting, of `bodies` and of the organisations for which people were there: a query.

    `rows` are the attendance as `for_page` reads it.
    """
    mine = {organisation.pk for organisation in map(organisation_of, rows) if organisation}
    return names_on(meeting.day, bodies=[body.pk for body in bodies], organisations=mine)


def in_html(groups: Iterable[Group], quorum: str) -> SafeString:
    """Who was there as a text: the groups as they are printed, then what is said of the quorum."""
    told = [
        format_html(
            "<h3>{}</h3><ul>{}</ul>",
            group.heading,
            format_html_join("", "<li>{}</li>", ((person.in_words,) for person in group.people)),
        )
        for group in groups
    ]
    told = told or [format_html("<p>{}</p>", NOBODY)]
    if quorum:
        told.append(format_html("<p>{}</p>", quorum))
    return format_html_join("", "{}", ((each,) for each in told))


def interests(rows: Iterable[Declaration], labels: Mapping[int, str], called: Mapping[int, str]) -> list[Interest]:
    """Declarations in the order in which they were recorded; `called` are the names of the attendance."""
    return [
        Interest(
            called.get(row.person_id) or row.person.name,
            labels.get(row.item_id or 0, ""),
            row.interest,
            row.left_the_room,
        )
        for row in rows
    ]


def _attendee(row: Attendance, labels: Mapping[int, str], names: Names, called: Mapping[int, str]) -> Attendee:
    return Attendee(
        name=name_of(row),
        slug=row.person.slug if row.seat and row.how != How.SUBSTITUTE else "",
        post=post_of(row),
        organisation=names.organisation(organisation_of(row)),
        notes=_notes(row, labels, called),
    )


def _notes(row: Attendance, labels: Mapping[int, str], called: Mapping[int, str]) -> list[str]:
    notes = []
    if row.stands_in_for:
        notes.append(f"for {called.get(row.stands_in_for.pk, row.stands_in_for.name)}")
    if row.how == How.SUBSTITUTE and not row.substitute_allowed:
        notes.append(NOT_COUNTED)
    if row.arrived_at_id and row.arrived_at_id in labels:
        notes.append(f"from item {labels[row.arrived_at_id]}")
    if row.left_at_id and row.left_at_id in labels:
        notes.append(f"until item {labels[row.left_at_id]}")
    if row.note and row.how != How.IN_ATTENDANCE:
        notes.append(row.note)
    return notes
