"""Clashes: meetings on the same days that need the same people, and days on which nobody works."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from governance.foundation.sentences import listed, plain_day
from governance.models import Person, Seat
from governance.seats.roll import fill
from meetings.models import Meeting
from meetings.schedules.times import plain_times
from meetings.schedules.year_plan import bank_holidays, is_working_day


@dataclass(frozen=True)
class Clash:
    """Another meeting on the same day, and those who sit on both, by name; nobody where it is of the same body."""

    meeting: Meeting
    people: Sequence[Person]

    @property
    def names(self) -> str:
        """Who they are."""
        return listed([str(person) for person in self.people]) or "the whole body"

    @property
    def times(self) -> str:
        """When the other meeting is on that day."""
        return plain_times(self.meeting.starts_at, self.meeting.ends_at)


def clashes_of(meetings: Iterable[Meeting], *, day: datetime.date, user: Any) -> dict[int, list[Clash]]:
    """For each of `meetings`, by key, the meetings on its day that share people with it; those without are left out.

    Another meeting of the same lead body is among them where both are known to be on at the same time. Who sits where is asked of the roll of `day`, for nobody knows yet who will sit there later; observers may be in
    two places. `meetings` come with `for_page`. Proposals of others count where the user sees them. The number of
    queries does not depend on how many meetings there are.
    """
    meetings = [each for each in meetings if not each.is_cancelled]
    days = {each.day for each in meetings}
    others = Meeting.objects.visible_to(user).filter(day__in=days).exclude(status=Meeting.Status.CANCELLED)
    on_day: dict[datetime.date, list[Meeting]] = defaultdict(list)
    for other in others.for_page().earliest_first():
        on_day[other.day].append(other)
    meeting_there = [(each, other) for each in meetings for other in on_day[each.day] if other.pk != each.pk]
    pairs = [(each, other) for each, other in meeting_there if other.body_id != each.body_id]
    people = _people_of({body for pair in pairs for meeting in pair for body in _bodies(meeting)}, day)
    found: dict[int, list[Clash]] = defaultdict(list)
    for meeting, other in meeting_there:
        if other.body_id == meeting.body_id and _overlap(meeting, other):
            found[meeting.pk].append(Clash(other, ()))
    for meeting, other in pairs:
        one, two = (_needed(each, people) for each in (meeting, other))
        if shared := one.keys() & two.keys():
            by_name = sorted((one[key] for key in shared), key=lambda person: (person.name, person.pk))
            found[meeting.pk].append(Clash(other, by_name))
    return dict(found)


def warnings_of(meeting: Meeting, *, day: datetime.date, user: Any) -> list[str]:
    """What speaks against the day of one meeting, as seen from `day`, a sentence each.

    That it is a weekend or a bank holiday, and each meeting on it that needs the same people.
    """
    when = plain_day(meeting.day)
    said = [] if is_working_day(meeting.day) else [f"{when} is {_of_rest(meeting.day)}."]
    for clash in clashes_of([meeting], day=day, user=user).get(meeting.pk, []):
        times = f", {clash.times}," if clash.times else ""
        said.append(f"{clash.meeting.body} meets on {when}{times} too, and needs {clash.names}.")
    return said


def _of_rest(day: datetime.date) -> str:
    return "a bank holiday" if day in bank_holidays(day.year) else f"a {day:%A}"


def _overlap(one: Meeting, other: Meeting) -> bool:
    """Whether one begins before the other, which began no later, ends; not where a time that says so is not known."""
    if one.starts_at is None or other.starts_at is None:
        return False
    if one.starts_at > other.starts_at:
        return _overlap(other, one)
    return one.ends_at is not None and other.starts_at < one.ends_at


def _bodies(meeting: Meeting) -> list[int]:
    """Keys of those who meet."""
    return [meeting.body_id, *(body.pk for body in meeting.with_bodies.all())]


def _needed(meeting: Meeting, people: dict[int, dict[int, Person]]) -> dict[int, Person]:
    """Who is to be there, by key."""
    return {key: person for body in _bodies(meeting) for key, person in people.get(body, {}).items()}


def _people_of(bodies: set[int], day: datetime.date) -> dict[int, dict[int, Person]]:
    """Who sits on each of `bodies` on `day`: for each body, people by key."""
    if not bodies:
        return {}
    seats = Seat.objects.filter(body__in=bodies).exclude(role=Seat.Role.OBSERVER).in_force(day).for_page()
    people: dict[int, dict[int, Person]] = defaultdict(dict)
    for line in fill(seats, day):
        for holder in line.holders:
            people[line.seat.body_id][holder.person.pk] = holder.person
    return people
