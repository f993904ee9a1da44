"""Attendance in figures, with the reasons and without unfair percentages (item 97; beyond 3.18).

Somebody is expected from joining to leaving, only at meetings that took place, and once at a joint one. A substitute
whom the seat allows represents the holder. An empty place is nobody's absence: it counts for the body that was to fill
it. Meetings whose attendance the reader may not read count for nothing but their number.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from governance.foundation.dated import Span
from governance.foundation.sentences import counted, listed
from governance.models import Body, Organisation, Person, Seat
from governance.seats.presence import names_on
from governance.seats.roll import Holder, Line
from governance.seats.tenure import Tenure
from meetings.models import Attendance, Meeting


class Came(StrEnum):
    """What became of somebody who was expected, best first."""

    PRESENT = "present at {}"
    REPRESENTED = "represented by a substitute at {}"
    NOT_ALLOWED = "sent somebody whom the seat does not allow to {}"
    APOLOGIES = "apologies for {}"
    ABSENT = "absent without apologies from {}"
    UNRECORDED = "nothing recorded for {}"


BEST_FIRST = list(Came)
OF_ROW = {
    Attendance.How.PRESENT: Came.PRESENT,
    Attendance.How.APOLOGIES: Came.APOLOGIES,
    Attendance.How.ABSENT: Came.ABSENT,
}


@dataclass
class Figure:
    """How somebody, or an organisation, fared: how often each thing happened."""

    counts: Counter[Came] = field(default_factory=Counter)
    days: list[datetime.date] = field(default_factory=list)
    of: int = 0
    """How many meetings there were in all."""

    def add(self, day: datetime.date, came: Came) -> None:
        """Count one meeting."""
        self.days.append(day)
        self.counts[came] += 1

    @property
    def expected(self) -> int:
        """At how many meetings they were expected."""
        return len(self.days)

    @property
    def in_words(self) -> str:
        """Such as “Expected at 4 meetings: present at 2 and apologies for 2.”, and never a share."""
        parts = [came.format(self.counts[came]) for came in BEST_FIRST if self.counts[came]]
        among = "" if self.expected == self.of else f" of the {self.of}"
        noun = "meeting" if self.of == 1 or (self.expected == 1 and not among) else "meetings"
        return f"Expected at {self.expected}{among} {noun}: {listed(parts)}."


@dataclass
class PersonFigure(Figure):
    """The figure of a member; `organisations` are those for which they sat, `dates` when they joined or left."""

    person: Person = field(default_factory=Person)
    name: str = ""
    """As the latest published minutes call them."""
    organisations: str = ""
    dates: str = ""


@dataclass
class OrganisationFigure(Figure):
    """The figure of an organisation: represented where any of its members came, or a substitute did."""

    organisation: Organisation = field(default_factory=Organisation)
    name: str = ""


@dataclass
class Vacancy:
    """Places that stood empty: whose they were to fill, on which line, at how many meetings, how many at once."""

    seat: Seat
    filler: str
    """The body that nominates, or whose chair sits there; empty where the body itself fills the place."""
    meetings: int = 0
    most: int = 0

    @property
    def in_words(self) -> str:
        """“2 places empty at 3 meetings”."""
        places = f"{'up to ' if self.most > 1 else ''}{counted(self.most, 'place')}"
        return f"{places} empty at {counted(self.meetings, 'meeting')}"


@dataclass(frozen=True)
class Figures:
    """The attendance of a body in a span."""

    meetings: int
    """Those that count: held or past, with an attendance that the reader may read."""
    cancelled: int
    unread: int
    """Those past whose attendance is not recorded, or that the reader may not read."""
    people: Sequence[PersonFigure]
    organisations: Sequence[OrganisationFigure]
    vacancies: Sequence[Vacancy]


def figures_of(body: Body, span: Span, *, today: datetime.date, user: Any) -> Figures:
    """The attendance at the meetings of `body`, its joint ones among them, on days of `span` up to `today`.

    As far as `user` may read it. The number of queries depends on neither meetings nor members.
    """
    met = Meeting.objects.visible_to(user).called().of_body(body).filter(day__gte=span.starts, day__lte=today)
    meetings = list((met.filter(day__lt=span.ends) if span.ends else met).earliest_first())
    rows = _rows(meetings, user)
    counted = [each for each in meetings if not each.is_cancelled and each.pk in rows]
    cancelled = sum(each.is_cancelled for each in meetings)
    count = _Count(Tenure(body, span), len(counted))
    for meeting in counted:
        count.add(meeting.day, rows[meeting.pk])
    return Figures(
        len(counted), cancelled, len(meetings) - cancelled - len(counted), *count.told(span.last_day or today)
    )


def _rows(meetings: Iterable[Meeting], user: Any) -> dict[int, list[Attendance]]:
    found: dict[int, list[Attendance]] = defaultdict(list)
    for row in Attendance.objects.visible_to(user).filter(meeting__in=meetings).select_related("came_for"):
        found[row.meeting_id].append(row)
    return found


class _Count:
    """Counts meeting by meeting."""

    def __init__(self, tenure: Tenure, meetings: int) -> None:
        self.tenure, self.meetings = tenure, meetings
        self.people: dict[int, PersonFigure] = {}
        self.organisations: dict[int, OrganisationFigure] = {}
        self.sat_for: dict[int, dict[int, Organisation]] = defaultdict(dict)
        self.empty: dict[tuple[int, int | None], Vacancy] = {}
        self.seats: dict[int, Seat] = {}
        self.called: dict[int, str] = {}

    def add(self, day: datetime.date, rows: Sequence[Attendance]) -> None:
        """Count one meeting; the earliest comes first."""
        kept = {row.person_id: row for row in rows if row.name_said}
        self.called |= {key: row.name_said for key, row in kept.items()}
        own = {row.person_id: OF_ROW.get(Attendance.How(row.how)) for row in rows}
        for row in rows:
            if row.how == Attendance.How.SUBSTITUTE and row.stands_in_for_id:
                came = Came.REPRESENTED if row.substitute_allowed else Came.NOT_ALLOWED
                own[row.stands_in_for_id] = _better(own.get(row.stands_in_for_id), came)
        came_for: dict[int, Came] = {}
        seen: set[int] = set()
        for line in self.tenure.on(day):
            if not line.seat.is_member_seat:
                continue
            self._add_vacancies(line, day)
            for holder in line.holders:
                key, came = holder.person.pk, own.get(holder.person.pk) or Came.UNRECORDED
                for organisation in _sits_for(line.seat, holder, kept.get(key)):
                    self.sat_for[key][organisation.pk] = organisation
                    came_for[organisation.pk] = _better(came_for.get(organisation.pk), came)
                    default = OrganisationFigure(of=self.meetings, organisation=organisation)
                    self.organisations.setdefault(organisation.pk, default)
                if key not in seen:
                    seen.add(key)
                    default_person = PersonFigure(of=self.meetings, person=holder.person)
                    self.people.setdefault(key, default_person).add(day, came)
        for key, came in came_for.items():
            self.organisations[key].add(day, came)

    def _add_vacancies(self, line: Line, day: datetime.date) -> None:
        """Count the empty places of a line for those who were to fill them."""
        seat = line.seat
        sources = self.tenure.sources_on(seat, day)
        missing: dict[int | None, int]
        if seat.of_kind_id:
            sent = Counter(_sender(holder) for holder in line.holders)
            missing = {key: seat.low - sent[key] for key in sources}
        else:
            missing = {sources[0] if sources else None: line.vacancies}
        for key, number in missing.items():
            if number > 0:
                vacancy = self.empty.setdefault((seat.pk, key), Vacancy(seat, ""))
                vacancy.meetings += 1
                vacancy.most = max(vacancy.most, number)

    def told(self, day: datetime.date) -> tuple[list[PersonFigure], list[OrganisationFigure], list[Vacancy]]:
        """The figures with the names of `day`: people and organisations by name, vacancies in the list's order."""
        bodies = [key for _, key in self.empty if key]
        names = names_on(day, bodies=bodies, organisations=self.organisations.keys())
        present = dict(Body.objects.filter(pk__in=bodies).values_list("pk", "name"))
        for (_, key), vacancy in self.empty.items():
            vacancy.filler = names.bodies.get(key, present.get(key, "")) if key else ""
        for organisation in self.organisations.values():
            organisation.name = names.organisation(organisation.organisation)
        for figure in self.people.values():
            sat_for = self.sat_for[figure.person.pk].values()
            figure.organisations = listed([names.organisation(each) for each in sat_for])
            figure.dates = self._dates(figure.person)
            figure.name = self.called.get(figure.person.pk) or figure.person.name
        vacancies = sorted(self.empty.values(), key=lambda each: (each.seat.order, each.seat.pk, each.filler))
        people = sorted(self.people.values(), key=lambda each: (each.name, each.person.pk))
        return people, sorted(self.organisations.values(), key=lambda each: each.name), vacancies

    def _dates(self, person: Person) -> str:
        """Since when and until when somebody was a member, where that was not for the whole span."""
        rows = [row for held in self.tenure.held.values() for row in held if row.person_id == person.pk]
        if self.people[person.pk].expected == self.meetings or not rows:
            return ""
        return listed([f"member {row.dates_in_words}" for row in sorted(rows, key=lambda row: row.starts)])


def _better(one: Came | None, other: Came) -> Came:
    return other if one is None else min(one, other, key=BEST_FIRST.index)


def _sits_for(seat: Seat, holder: Holder, kept: Attendance | None) -> list[Organisation]:
    """The organisations for which somebody sits; the minutes keep that of the seat for which they were recorded."""
    is_kept = kept is not None and kept.seat_id == seat.pk and kept.how != Attendance.How.SUBSTITUTE
    both = (
        kept.came_for if kept and is_kept else holder.on_behalf_of or holder.person.organisation,
        holder.membership.jointly_with if holder.membership else None,
    )
    return [each for each in both if each is not None]


def _sender(holder: Holder) -> int | None:
    """The key of the body that nominated somebody, or has them as its chair."""
    if holder.chair_of is not None:
        return holder.chair_of.pk
    return holder.membership.nominated_by_id if holder.membership else None
