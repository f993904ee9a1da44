"""The diary: meetings as people look for them, by month, in a list, and beside a body, an organisation or a person.

Readers take the day that the page speaks of and the user who reads; the number of queries never depends on the
number of meetings. A meeting goes by the name that its body bore on the meeting's own day.
"""

import calendar
import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from governance.foundation.dated import ONE_DAY
from governance.foundation.sentences import listed
from governance.models import Body, BodyPeriod, Membership, Person
from governance.seats.presence import person_on
from meetings.models import Agenda, AgendaItem, Meeting, MeetingEvent, Minutes
from meetings.schedules.times import plain_times


@dataclass(frozen=True)
class Entry:
    """A meeting as a list shows it."""

    meeting: Any
    joined_by: Sequence[str] = ()
    """The names that the other bodies of a joint meeting bore on its day."""
    has_agenda: bool = False
    """Whether the user may read an agenda that is published."""
    minutes: Minutes | None = None
    """The minutes, where the user may read them."""

    @property
    def body_name(self) -> str:
        """The lead body's name on the day of the meeting."""
        return self.meeting.name_then

    @property
    def name(self) -> str:
        """The bodies' names, or the meeting's own."""
        return self.meeting.title or listed([self.body_name, *self.joined_by])

    @property
    def times(self) -> str:
        """“10am to midday”; empty where the day is all that is known."""
        return plain_times(self.meeting.starts_at, self.meeting.ends_at)

    @property
    def reason(self) -> str:
        """Why it was moved or cancelled."""
        turned = self.meeting.status in (Meeting.Status.MOVED, Meeting.Status.CANCELLED)
        return self.meeting.last_reason if turned else ""

    @property
    def kind(self) -> str:
        """What sort of meeting it is, unless it is an ordinary one."""
        return "" if self.meeting.kind == Meeting.Kind.ORDINARY else self.meeting.get_kind_display()


@dataclass
class Box:
    """One day of a month's calendar."""

    day: datetime.date
    in_month: bool
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Month:
    """A month: weeks of seven boxes from Monday to Sunday, and how many meetings it holds."""

    first: datetime.date
    weeks: Sequence[Sequence[Box]]
    number: int
    last_before: datetime.date | None = None
    """Of a month without a meeting: the day of the last one before it."""
    next_after: datetime.date | None = None
    """Of a month without a meeting: the day of the next one after it."""

    @property
    def before(self) -> datetime.date:
        """A day of the month before."""
        return self.first - ONE_DAY

    @property
    def after(self) -> datetime.date:
        """The first day of the month after."""
        return first_of_next(self.first)


@dataclass(frozen=True)
class Asked:
    """What a visitor asks the diary for; what is empty does not narrow it."""

    partnership: str = ""
    """The slug of a root body."""
    body: str = ""
    """The slug of a body that leads or joins."""
    kind: str = ""
    status: str = ""
    since: datetime.date | None = None
    """The first day, included."""
    until: datetime.date | None = None
    """The last day, included."""
    words: str = ""


# Finding -----------------------------------------------------------------------------------------------------


def found(asked: Asked, user: Any) -> QuerySet[Meeting]:
    """The meetings that the user may read and that fit, the latest first."""
    meetings = Meeting.objects.visible_to(user).latest_first()
    if asked.partnership:
        meetings = meetings.filter(body__partnership__slug=asked.partnership)
    if asked.body:
        meetings = meetings.filter(met_by(Body.objects.filter(slug=asked.body)))
    if asked.kind:
        meetings = meetings.filter(kind=asked.kind)
    if asked.status:
        meetings = meetings.filter(status=asked.status)
    if asked.since:
        meetings = meetings.filter(day__gte=asked.since)
    if asked.until:
        meetings = meetings.filter(day__lte=asked.until)
    for word in asked.words.split():
        meetings = meetings.filter(_says(word, user))
    return meetings


def met_by(bodies: Any) -> Q:
    """Meetings that one of `bodies`, a queryset or keys, leads or joins."""
    joined = Meeting.with_bodies.through._base_manager.filter(body__in=bodies)
    return Q(body__in=bodies) | Q(pk__in=joined.values("meeting"))


def _says(word: str, user: Any) -> Q:
    """Meetings whose title, place, bodies (under any name that they ever bore) or items that the user reads say it."""
    named = BodyPeriod.objects.filter(name__icontains=word).values("body")
    items = AgendaItem.objects.visible_to(user).filter(title__icontains=word).order_by()
    return Q(title__icontains=word) | Q(place__icontains=word) | met_by(named) | Q(pk__in=items.values("meeting"))


def body_then(prefix: str = "") -> Coalesce:
    """An annotation: what the lead body was called on the day of the meeting that `prefix` leads to."""
    then = BodyPeriod.objects.filter(body=OuterRef(f"{prefix}body"), starts__lte=OuterRef(f"{prefix}day"))
    then = then.filter(Q(ends__isnull=True) | Q(ends__gt=OuterRef(f"{prefix}day"))).order_by()
    return Coalesce(Subquery(then.values("name")[:1]), F(f"{prefix}body__name"))


def named(meetings: QuerySet[Meeting]) -> Any:
    """The meetings as lists need them.

    With `name_then`, what the lead body was called on the day of each, and `last_reason`, why its last event was.
    """
    events = MeetingEvent.objects.filter(meeting=OuterRef("pk")).order_by("-pk")
    reason = Subquery(events.values("reason")[:1])
    return meetings.for_page().annotate(name_then=body_then(), last_reason=reason)  # type: ignore[attr-defined]  # the words of meetings


def entries(meetings: Any, user: Any, *, to_come: bool = False) -> list[Entry]:
    """The meetings, in their order, as lists show them: 4 queries, and 1 where bodies met jointly.

    Of meetings `to_come` as seen from the page's day there are no minutes yet, and they are not asked for.
    """
    rows = list(named(meetings))
    keys = [row.pk for row in rows]
    agendas = Agenda.objects.visible_to(user).published().filter(meeting__in=keys).order_by()
    with_agenda = set(agendas.values_list("meeting", flat=True)) if keys else set()
    minutes = Minutes.objects.visible_to(user).filter(meeting__in=keys).order_by()
    by_meeting = {each.meeting_id: each for each in minutes} if keys and not to_come else {}
    names = _joint_names(rows)
    return [Entry(row, names.get(row.pk, ()), row.pk in with_agenda, by_meeting.get(row.pk)) for row in rows]


def entry_of(meeting: Any, user: Any, *, has_agenda: bool) -> Entry:
    """One meeting that comes from `named`, as a list shows it: 1 query, and 1 where bodies met jointly."""
    minutes = Minutes.objects.visible_to(user).filter(meeting=meeting).first()
    return Entry(meeting, _joint_names([meeting]).get(meeting.pk, ()), has_agenda, minutes)


def _joint_names(meetings: Iterable[Meeting]) -> dict[int, list[str]]:
    """For each joint meeting what those who join were called on its day."""
    joint = {each.pk: (each.day, list(each.with_bodies.all())) for each in meetings}
    bodies = {body.pk for _, joining in joint.values() for body in joining}
    if not bodies:
        return {}
    periods = defaultdict(list)
    for period in BodyPeriod.objects.filter(body__in=bodies):
        periods[period.body_id].append(period)

    def name(body: Body, day: datetime.date) -> str:
        return next((period.name for period in periods[body.pk] if period.span.holds(day)), body.name)

    return {key: [name(body, day) for body in joining] for key, (day, joining) in joint.items()}


# A month -----------------------------------------------------------------------------------------------------


def month_of(asked: Asked, first: datetime.date, user: Any) -> Month:
    """The month that begins on `first`, with the meetings that fit; the days that `asked` names do not count here.

    A month without one says when the nearest are: 2 queries more.
    """
    fitting = found(Asked(asked.partnership, asked.body, asked.kind, asked.status, words=asked.words), user)
    meetings = fitting.filter(day__gte=first, day__lt=first_of_next(first))
    by_day = defaultdict(list)
    for entry in entries(meetings.earliest_first(), user):  # type: ignore[attr-defined]  # the words of meetings
        by_day[entry.meeting.day].append(entry)
    days = calendar.Calendar().monthdatescalendar(first.year, first.month)
    weeks = [[Box(day, day.month == first.month, by_day.get(day, [])) for day in week] for week in days]
    if by_day:
        return Month(first, weeks, sum(map(len, by_day.values())))
    days_held = fitting.order_by().values_list("day", flat=True)
    before, after = days_held.filter(day__lt=first), days_held.filter(day__gte=first_of_next(first))
    return Month(first, weeks, 0, before.aggregate(day=Max("day"))["day"], after.aggregate(day=Min("day"))["day"])


def first_of_next(first: datetime.date) -> datetime.date:
    """The first day of the month after that of `first`, which is a first day itself."""
    return (first + 31 * ONE_DAY).replace(day=1)


# Of a body, a person, and beside a meeting --------------------------------------------------------------------


def beside(meeting: Meeting, user: Any) -> tuple[Any, Any]:
    """The meetings of the same lead body before and after this one, each None where there is none: 2 queries.

    Meetings that were cancelled are passed over.
    """
    others = Meeting.objects.visible_to(user).of_body(meeting.body).going_ahead().exclude(pk=meeting.pk)
    earlier = Q(day__lt=meeting.day)
    if meeting.starts_at is not None:
        earlier |= Q(day=meeting.day, starts_at__lt=meeting.starts_at)
    earlier |= Q(day=meeting.day, starts_at=meeting.starts_at, pk__lt=meeting.pk)
    if meeting.starts_at is not None:
        earlier |= Q(day=meeting.day, starts_at__isnull=True)
    rows = others.select_related("body")
    return rows.filter(earlier).latest_first().first(), rows.exclude(earlier).earliest_first().first()


def of_body(body: Body, user: Any) -> Any:
    """Every meeting that the body leads or joins."""
    return Meeting.objects.visible_to(user).of_body(body)


def of_person(person: Person, day: datetime.date) -> Any:
    """The meetings for a person's calendar, as the public may know them.

    Those of the bodies on which they sit on `day`, by whatever road, and those on whose day they held a seat of the
    lead body.
    """
    held = Membership.objects.filter(person=person, starts__lte=OuterRef("day"))
    held = held.filter(Q(ends__isnull=True) | Q(ends__gt=OuterRef("day")))
    today = {each.seat.body_id for each in person_on(person, day)}
    return Meeting.objects.called().filter(met_by(today) | Exists(held.filter(seat__body=OuterRef("body"))))
