"""A year of meetings, proposed from what a body is expected to do and has done."""

import datetime
import itertools

import pytest

from governance.foundation.deeds import Refused
from governance.restructuring import describe as describe_body
from meetings.models import Meeting
from meetings.schedules.scheduling import reschedule, schedule
from meetings.schedules.year_plan import (
    Habit,
    bank_holidays,
    confirm_proposals,
    days_of_year,
    expected_number,
    habit_of,
    is_working_day,
    propose_year,
)
from tests import make
from tests.make_meetings import make_meeting

pytestmark = pytest.mark.django_db

YEAR = datetime.date(2026, 4, 1)
TEN, NOON = datetime.time(10), datetime.time(12)


def expect(body, low=None, high=None, minutes=None):
    """Say from the body's first day how often it is expected to meet."""
    facts = {"meetings_low": low, "meetings_high": high, "meeting_minutes": minutes}
    return describe_body(body, on=make.first_day(body), by=make.an_administrator(), **facts)


def held(body, *days, **facts):
    return [make_meeting(body, day, status="held", **facts) for day in days]


def iso(days):
    return [day.isoformat() for day in days]


def test_bank_holidays_of_england_are_known_and_are_no_working_days():
    good_friday, easter_monday = datetime.date(2026, 4, 3), datetime.date(2026, 4, 6)
    assert {good_friday, easter_monday} <= bank_holidays(2026)
    days = [datetime.date(2026, 4, number) for number in range(2, 8)]

    assert [is_working_day(day) for day in days] == [True, False, False, False, False, True]


def test_scottish_holidays_are_working_days():
    assert is_working_day(datetime.date(2026, 1, 2))
    assert is_working_day(datetime.date(2026, 11, 30))


def test_the_most_of_a_range_is_expected(cast):
    expect(cast.health, 2, 3)
    expect(cast.jobs, 4, None)

    assert [expected_number(body, YEAR) for body in (cast.health, cast.jobs, cast.board)] == [3, 4, None]


def test_the_expectation_is_that_of_the_year(cast):
    expect(cast.health, 4, 4)
    describe_body(cast.health, on=YEAR, by=cast.officer, meetings_low=2, meetings_high=2)

    assert expected_number(cast.health, YEAR) == 2
    assert expected_number(cast.health, YEAR - datetime.timedelta(days=1)) == 4


def test_the_habit_is_the_weekday_the_week_the_time_and_the_place_of_the_last_meetings(cast):
    held(cast.health, "2025-06-05", "2025-09-04", "2025-12-04", place="Town Hall", ends_at=NOON)
    held(cast.health, "2025-10-20", place="Elsewhere")

    habit = habit_of(cast.health, YEAR)

    assert habit == Habit(3, 1, datetime.date(2025, 12, 4), TEN, NOON, "Town Hall")


def test_the_last_of_its_weekday_is_a_habit_of_its_own(cast):
    held(cast.health, "2025-07-31", "2025-08-28", "2025-10-30", "2025-11-27")

    assert habit_of(cast.health, YEAR).week == 5


def test_cancelled_meetings_workshops_and_later_meetings_make_no_habit(cast):
    make_meeting(cast.health, "2025-06-05", status="cancelled")
    make_meeting(cast.health, "2025-06-06", kind="workshop")
    make_meeting(cast.health, YEAR)

    assert habit_of(cast.health, YEAR) == Habit()


def test_a_year_keeps_the_pattern_and_stays_in_step_with_the_last_meeting(cast):
    expect(cast.health, 4, 4)
    held(cast.health, "2025-06-05", "2025-09-04", "2025-12-04", "2026-03-05")

    days = days_of_year(cast.health, YEAR)

    assert iso(days) == ["2026-06-04", "2026-09-03", "2026-12-03", "2027-03-04"]


def test_a_day_that_is_a_bank_holiday_moves_by_a_week(cast):
    expect(cast.health, 12, 12)
    held(cast.health, "2026-01-05", "2026-02-02", "2026-03-02")

    days = days_of_year(cast.health, YEAR)

    assert len(days) == 12
    assert {day.weekday() for day in days} == {0}
    assert iso(days)[:2] == ["2026-04-13", "2026-05-11"]
    assert all(is_working_day(day) for day in days)


def test_without_a_habit_the_days_are_spread_evenly_over_working_days(cast):
    days = days_of_year(cast.health, YEAR, number=4)

    gaps = [(after - before).days for before, after in itertools.pairwise(days)]
    assert len(days) == 4
    assert all(85 <= gap <= 97 for gap in gaps)
    assert all(is_working_day(day) for day in days)


def test_more_than_one_meeting_a_month_keeps_to_the_weekday(cast):
    held(cast.health, "2026-03-04", "2026-03-18")

    days = days_of_year(cast.health, YEAR, number=26)

    assert len(days) == 26
    assert {day.weekday() for day in days} == {2}


@pytest.mark.parametrize("number", [1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 40, 52])
def test_as_many_days_as_asked_for_lie_inside_the_year(cast, number):
    held(cast.health, "2025-12-25", "2026-02-26")

    days = days_of_year(cast.health, YEAR, number=number)

    assert len(set(days)) == number
    assert all(YEAR <= day < datetime.date(2027, 4, 1) for day in days)
    assert all(is_working_day(day) for day in days)


def test_a_year_may_begin_in_the_middle_of_a_month(cast):
    held(cast.health, "2026-01-07", "2026-02-04", "2026-03-04")

    days = days_of_year(cast.health, datetime.date(2026, 4, 15), number=12)

    assert iso(days)[::11] == ["2026-05-06", "2027-04-07"]
    assert len(days) == 12


def test_a_body_that_ends_in_the_year_meets_to_its_last_day_only(cast):
    body = make.make_body("short", "Short", parent=cast.board, ends="2026-10-01")

    days = days_of_year(body, YEAR, number=4)

    assert len(days) == 2
    assert all(day < datetime.date(2026, 10, 1) for day in days)


def test_a_meeting_that_is_called_already_fills_its_place(cast):
    expect(cast.health, 4, 4)
    held(cast.health, "2025-09-04", "2025-12-04", "2026-03-05")
    make_meeting(cast.health, "2026-09-17")
    make_meeting(cast.health, "2026-12-03", status="cancelled")

    assert iso(days_of_year(cast.health, YEAR)) == ["2026-06-04", "2026-12-03", "2027-03-04"]


@pytest.mark.parametrize("number", [0, 53])
def test_a_number_that_is_none_is_refused(cast, number):
    with pytest.raises(Refused, match="from 1 to 52"):
        days_of_year(cast.health, YEAR, number=number)


@pytest.mark.parametrize(
    ("day", "may"),
    [("1899-12-31", False), ("1900-01-01", True), ("2099-12-31", True), ("2100-01-01", False), ("9999-12-31", False)],
)
def test_a_year_begins_where_bank_holidays_are_known(cast, day, may):
    year_from = datetime.date.fromisoformat(day)
    if may:
        assert isinstance(days_of_year(cast.health, year_from, number=2), list)
        return

    for deed in (days_of_year, lambda body, **facts: propose_year(body, by=cast.secretary, **facts)):
        with pytest.raises(Refused, match="in the years from 1900 to 2099"):
            deed(cast.health, year_from=year_from, number=2)


def test_nobody_has_said_how_often(cast):
    with pytest.raises(Refused, match="Nobody has said how often Health meets"):
        propose_year(cast.health, year_from=YEAR, by=cast.secretary)


def test_a_year_is_proposed_edited_and_confirmed_at_once(cast):
    expect(cast.health, 2, 2, minutes=90)
    held(cast.health, "2025-10-02", "2026-03-05", place="Town Hall")

    proposals = propose_year(cast.health, year_from=YEAR, by=cast.secretary)

    assert [(m.day.isoformat(), m.starts_at, m.ends_at, m.place, m.status) for m in proposals] == [
        ("2026-09-03", TEN, datetime.time(11, 30), "Town Hall", "proposed"),
        ("2027-03-04", TEN, datetime.time(11, 30), "Town Hall", "proposed"),
    ]
    assert not Meeting.objects.visible_to(cast.visitor).filter(day__gte=YEAR).exists()

    first = proposals[0]
    reschedule(
        first, day=datetime.date(2026, 9, 10), by=cast.secretary, starts_at=TEN, ends_at=None, place="", reason=""
    )
    confirmed = confirm_proposals(cast.health, by=cast.secretary)

    assert [m.date_in_address for m in confirmed] == ["2026-09-10", "2027-03-04"]
    assert {m.status for m in confirmed} == {"scheduled"}
    assert Meeting.objects.visible_to(cast.visitor).filter(day__gte=YEAR).count() == 2


def test_confirming_is_all_or_nothing(cast):
    body = make.make_body("short", "Short", parent=cast.board, ends="2026-10-01")
    schedule(body, day=datetime.date(2026, 5, 7), by=cast.officer, proposed=True)
    make_meeting(body, "2026-11-05", status="proposed")

    with pytest.raises(Refused, match="does not exist on 5 November 2026"):
        confirm_proposals(body, by=cast.officer)

    assert set(Meeting.objects.values_list("status", flat=True)) == {"proposed"}


def test_a_year_is_proposed_once(cast):
    propose_year(cast.health, year_from=YEAR, by=cast.secretary, number=2)

    with pytest.raises(Refused, match="confirm or drop those of Health first"):
        propose_year(cast.health, year_from=YEAR, by=cast.secretary, number=2)
    assert len(propose_year(cast.health, year_from=YEAR.replace(year=2027), by=cast.secretary, number=2)) == 2


def test_who_does_not_edit_the_body_proposes_and_confirms_nothing(cast):
    make_meeting(cast.board, YEAR, status="proposed")

    with pytest.raises(Refused, match="not appointed"):
        propose_year(cast.board, year_from=YEAR, by=cast.secretary, number=2)
    with pytest.raises(Refused, match="not appointed"):
        confirm_proposals(cast.board, by=cast.secretary)


def test_there_is_nothing_to_confirm(cast):
    with pytest.raises(Refused, match="no proposed meetings"):
        confirm_proposals(cast.health, by=cast.secretary)
