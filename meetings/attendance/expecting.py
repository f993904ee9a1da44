"""Who is expected at a meeting: every seat of its bodies on the day, who holds it, and what is recorded so far."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from governance.models import Body, Person, Seat
from governance.seats.roll import Holder, Line, roll_on
from meetings.models import Attendance, Meeting

Held = dict[int, list[tuple[Seat, Holder]]]
"""For the key of each person the seats that they hold on the day, members' seats first."""


@dataclass(frozen=True)
class Expected:
    """A holder of a seat, or its empty places, as the register shows them."""

    body: Body
    seat: Seat
    person: Person | None = None
    """None for places that nobody holds."""
    vacancies: int = 0
    """How many places are empty; only where `person` is None."""
    recorded: Attendance | None = None
    """What is recorded of the holder."""
    stood_in: Attendance | None = None
    """The substitute who is recorded for the holder."""
    may_stand_in: Person | None = None
    """Who is named beforehand to stand in for the holder."""
    again: bool = False
    """Whether the same person stands further up already, with another seat."""

    @property
    def how(self) -> str:
        """How the holder was there; empty while nothing is recorded."""
        return self.recorded.how if self.recorded else ""


def bodies_of(meeting: Meeting) -> list[Body]:
    """The bodies that meet, the lead body first."""
    return [meeting.body, *meeting.with_bodies.all()]


def seats_on_the_day(meeting: Meeting) -> list[tuple[Body, Line]]:
    """The membership lists of the bodies that meet, on the day of the meeting."""
    return [(body, line) for body in bodies_of(meeting) for line in roll_on(body, meeting.day)]


def held_on_the_day(meeting: Meeting) -> Held:
    """Who holds which seats of the bodies that meet, on the day of the meeting; seats that follow a chair included."""
    held: Held = defaultdict(list)
    for _, line in seats_on_the_day(meeting):
        for holder in line.holders:
            held[holder.person.pk].append((line.seat, holder))
    for seats in held.values():
        seats.sort(key=lambda pair: not pair[0].is_member_seat)
    return held


def expected_at(meeting: Meeting) -> list[Expected]:
    """Every seat of the bodies that meet, in the order of their membership lists, and what is recorded so far.

    A seat with several holders has a line for each, and empty places have one together. The number of queries
    depends on the number of bodies alone.
    """
    rows = list(meeting.attendances.for_page())
    recorded = {row.person_id: row for row in rows}
    stood_in = {row.stands_in_for_id: row for row in rows if row.stands_in_for_id}
    seen: set[int] = set()
    lines: list[Expected] = []
    for body, line in seats_on_the_day(meeting):
        for holder in line.holders:
            key = holder.person.pk
            lines.append(
                Expected(
                    body=body,
                    seat=line.seat,
                    person=holder.person,
                    recorded=recorded.get(key),
                    stood_in=stood_in.get(key),
                    may_stand_in=holder.substitute,
                    again=key in seen,
                )
            )
            seen.add(key)
        if line.vacancies:
            lines.append(Expected(body=body, seat=line.seat, vacancies=line.vacancies))
    return lines


def others_at(meeting: Meeting, expected: list[Expected]) -> Iterator[Attendance]:
    """Whoever is recorded and holds no seat: in attendance, or standing in."""
    seated = {line.person.pk for line in expected if line.person}
    for row in meeting.attendances.for_page():
        if row.person_id not in seated:
            yield row


def holders_in(expected: list[Expected]) -> list[tuple[Person, Expected]]:
    """Each holder of a seat once, with the line of the first of their seats."""
    return [(line.person, line) for line in expected if line.person and not line.again]
