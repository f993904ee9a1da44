"""A year of meetings, proposed: how often a body is expected to meet, on the days of the week that it keeps to.

`days_of_year` says which days fit; `propose_year` writes them as proposals, which an officer edits, drops or confirms.
"""

import calendar
import datetime
import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import holidays
from django.db import transaction

from governance.foundation.access import require_edit
from governance.foundation.dated import ONE_DAY, Span
from governance.foundation.deeds import Refused
from governance.foundation.sentences import plain_day
from governance.models import Body, BodyPeriod
from meetings.models import Meeting
from meetings.schedules.scheduling import confirm, schedule

LAST_MEETINGS = 8
"""How many of a body's last meetings show its habit."""

LAST_WEEK = 5
"""The week of the month of a day that is the last of its weekday."""

MONTHS = 12

MOST_A_YEAR = 52

YEARS = range(1900, 2100)
"""Those in which a year of meetings may begin; of others the bank holidays are not known."""

FRIDAY = 4


@dataclass(frozen=True)
class Habit:
    """What the last meetings of a body have in common, as far as they do."""

    weekday: int | None = None
    """Monday is 0."""
    week: int | None = None
    """The first to fourth of its weekday in the month; LAST_WEEK is the last."""
    last: datetime.date | None = None
    starts_at: datetime.time | None = None
    ends_at: datetime.time | None = None
    place: str = ""


@cache
def bank_holidays(year: int) -> frozenset[datetime.date]:
    """The bank holidays of England in that year."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: datetime.date) -> bool:
    """Whether it is neither at a weekend nor a bank holiday."""
    return day.weekday() <= FRIDAY and day not in bank_holidays(day.year)


# Which days --------------------------------------------------------------------------------------------------


def expected_number(body: Body, year_from: datetime.date) -> int | None:
    """How many meetings `body` is expected to hold in the year from that day: the most, where it is a range."""
    period = _period(body, year_from)
    return (period.meetings_high or period.meetings_low) if period else None


def habit_of(body: Body, before: datetime.date) -> Habit:
    """What the body's ordinary meetings before that day have in common: two queries."""
    kept = Meeting.objects.filter(body=body, kind=Meeting.Kind.ORDINARY).going_ahead().before(before).latest_first()
    meetings = [each for each in kept[:LAST_MEETINGS] if each.day.weekday() <= FRIDAY]
    if not meetings:
        return Habit()
    newest = meetings[0]
    weekday = _commonest(each.day.weekday() for each in meetings)
    on_it = [each for each in meetings if each.day.weekday() == weekday]
    starts_at, ends_at = _commonest((each.starts_at, each.ends_at) for each in meetings)
    place = _commonest(each.place for each in meetings)
    return Habit(weekday, _week_kept([each.day for each in on_it]), newest.day, starts_at, ends_at, place)


def days_of_year(body: Body, year_from: datetime.date, *, number: int | None = None) -> list[datetime.date]:
    """Working days on which `body` might meet in the twelve months from `year_from`, in order.

    `number` of them, or as many as are expected, evenly apart, in the week and on the weekday of its habit. Days
    outside its life are left out, and those near which it has a meeting already. Raises Refused where nobody has
    said how often it meets, for a number that is none, and for a day outside YEARS.
    """
    check_year(year_from)
    number = number if number is not None else expected_number(body, year_from)
    if number is None:
        raise Refused(f"Nobody has said how often {body} meets: give the number of meetings.")
    if not 1 <= number <= MOST_A_YEAR:
        raise Refused(f"Give a number of meetings from 1 to {MOST_A_YEAR}.")
    habit = habit_of(body, year_from)
    year = Span(year_from, _year_later(year_from))
    days = _by_month(year, number, habit) if number <= MONTHS else _by_interval(year, number, habit)
    lives = [period.span for period in BodyPeriod.objects.filter(body=body)]
    taken = list(_meetings_in(body, year).values_list("day", flat=True))
    gap = datetime.timedelta(days=365 // number // 2)
    return [
        day
        for day in sorted(set(days))
        if any(life.holds(day) for life in lives) and not any(abs(day - each) < gap for each in taken)
    ]


def check_year(year_from: datetime.date) -> None:
    """Raise Refused for a day outside YEARS."""
    if year_from.year not in YEARS:
        raise Refused(f"Choose a first day in the years from {YEARS[0]} to {YEARS[-1]}.")


def _by_month(year: Span, number: int, habit: Habit) -> list[datetime.date]:
    """Days in months evenly apart, in step with the last meeting."""
    if habit.last is None or habit.weekday is None:
        return _by_interval(year, number, habit)
    step = Fraction(MONTHS, number)
    begins = _month_number(year.starts)
    offset = (_month_number(habit.last) - begins) % step
    days = []
    for turn in range(number):
        month = begins + int(offset + turn * step)
        day = _in_month(month, habit.weekday, habit.week)
        if day and day < year.starts:  # the year begins in the middle of a month, and ends in it
            day = _in_month(month + MONTHS, habit.weekday, habit.week)
        if day and year.holds(day):
            days.append(day)
    return days


def _in_month(month: int, weekday: int, week: int | None) -> datetime.date | None:
    """The working day of the month (counted from year 0) that fits best; None where every week has a holiday."""
    first = datetime.date(month // MONTHS, month % MONTHS + 1, 1)
    days = [first + n * ONE_DAY for n in range(calendar.monthrange(first.year, first.month)[1])]
    weeks = [day for day in days if day.weekday() == weekday]
    wanted = len(weeks) - 1 if week == LAST_WEEK else (week or 2) - 1
    nearest = sorted(range(len(weeks)), key=lambda n: (abs(n - wanted), -n))
    return next((weeks[n] for n in nearest if is_working_day(weeks[n])), None)


def _by_interval(year: Span, number: int, habit: Habit) -> list[datetime.date]:
    """Days evenly apart, each on the weekday of the habit, or else on the next working day."""
    assert year.ends is not None  # noqa: S101 - `days_of_year` closes it
    step = (year.ends - year.starts) / number
    days = []
    for turn in range(number):
        day = year.starts + turn * step + step / 2
        if habit.weekday is not None:
            day -= (day.weekday() - habit.weekday) % 7 * ONE_DAY
        stride = ONE_DAY if habit.weekday is None else 7 * ONE_DAY
        day = next(d for d in (day + n * stride for n in itertools.count()) if is_working_day(d) and d >= year.starts)
        if year.holds(day):
            days.append(day)
    return days


def _commonest(values: Iterable[Any]) -> Any:
    """The value that comes most often; of several the first, which is the latest meeting's."""
    return Counter(values).most_common(1)[0][0]


def _week_kept(days: Sequence[datetime.date]) -> int | None:
    """The week of the month that most of `days` fall into; None where they keep to none."""
    last = [day for day in days if (day + 7 * ONE_DAY).month != day.month]
    if len(last) * 2 > len(days) and len(last) > 1:
        return LAST_WEEK
    week, times = Counter((day.day - 1) // 7 + 1 for day in days).most_common(1)[0]
    return week if times * 2 >= len(days) else None


def _month_number(day: datetime.date) -> int:
    return day.year * MONTHS + day.month - 1


def _year_later(day: datetime.date) -> datetime.date:
    following = day.replace(day=1, year=day.year + 1)
    return following.replace(day=min(day.day, calendar.monthrange(following.year, following.month)[1]))


def _period(body: Body, year_from: datetime.date) -> BodyPeriod | None:
    """The body's period in force on that day, or else the first in the year that follows."""
    return (
        BodyPeriod.objects.filter(body=body).meeting(Span(year_from, _year_later(year_from))).earliest_first().first()
    )


def _meetings_in(body: Body, year: Span) -> Any:
    """The meetings that take a day of the year: called or proposed, and not cancelled."""
    meetings = Meeting.objects.of_body(body).exclude(status=Meeting.Status.CANCELLED)
    return meetings.filter(day__gte=year.starts, day__lt=year.ends)


# The deeds ---------------------------------------------------------------------------------------------------


@transaction.atomic
def propose_year(
    body: Body,
    *,
    year_from: datetime.date,
    by: Any,
    number: int | None = None,
    starts_at: datetime.time | None = None,
    ends_at: datetime.time | None = None,
    place: str = "",
    reason: str = "",
) -> list[Meeting]:
    """Write a proposal for each of the `days_of_year`, in the order of the days; only editors of the body see them.

    Times and place are those of its last meetings unless given; a meeting ends after the length that is expected
    of it. There are fewer than are asked for where days are left out. Raises Refused while proposals of the year are
    open, where no day is left, and as `days_of_year` does.
    """
    check_year(year_from)
    body = Body.objects.locked(body.pk)
    require_edit(by, body)
    if proposals_of(body).filter(day__gte=year_from, day__lt=_year_later(year_from)).exists():
        raise Refused(f"There are proposals for that year already: confirm or drop those of {body} first.")
    days = days_of_year(body, year_from, number=number)
    if not days:
        raise Refused(
            f"{body} has a meeting near each of the days from {plain_day(year_from)} on: call others by hand."
        )
    habit = habit_of(body, year_from)
    if starts_at is None:
        starts_at, ends_at = habit.starts_at, habit.ends_at
    period = _period(body, year_from)
    ends_at = ends_at or _end(starts_at, period.meeting_minutes if period else None)
    return [
        schedule(
            body,
            day=day,
            by=by,
            starts_at=starts_at,
            ends_at=ends_at,
            place=place or habit.place,
            proposed=True,
            reason=reason,
        )
        for day in days
    ]


@transaction.atomic
def confirm_proposals(body: Body, *, by: Any, reason: str = "") -> list[Meeting]:
    """Call all proposed meetings of `body` at once, or, where one of them cannot be called, none."""
    body = Body.objects.locked(body.pk)
    require_edit(by, body)
    proposals = list(proposals_of(body).earliest_first())
    if not proposals:
        raise Refused(f"{body} has no proposed meetings: propose a year first.")
    return [confirm(meeting, by=by, reason=reason) for meeting in proposals]


def proposals_of(body: Body) -> Any:
    """The open proposals of meetings that `body` is to lead."""
    return Meeting.objects.filter(body=body, status=Meeting.Status.PROPOSED)


def _end(starts_at: datetime.time | None, minutes: int | None) -> datetime.time | None:
    """When a meeting of that length ends; None where that is not known, or not on the same day."""
    if starts_at is None or not minutes:
        return None
    begins = datetime.datetime.combine(datetime.date.min, starts_at)
    ends = begins + datetime.timedelta(minutes=minutes)
    return ends.time() if ends.date() == begins.date() else None
