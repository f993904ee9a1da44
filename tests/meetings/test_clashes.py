"""Meetings on one day that need the same people."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.models import Meeting
from meetings.schedules.clashes import clashes_of, warnings_of
from tests import make
from tests.make_meetings import make_meeting, sit

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)


def found(meeting, user):
    """The clashes of one meeting: the other body and the people."""
    rows = Meeting.objects.filter(pk=meeting.pk).for_page()
    clashes = clashes_of(rows, day=DAY, user=user).get(meeting.pk, [])
    return [(str(clash.meeting.body), clash.names) for clash in clashes]


def test_somebody_who_sits_on_both_makes_a_clash(cast):
    sit(cast.jobs, cast.member_person)
    board, jobs = make_meeting(cast.board, DAY), make_meeting(cast.jobs, DAY)

    assert found(board, cast.officer) == [("Jobs and Skills", "Tom Ferris")]
    assert found(jobs, cast.officer) == [("Leadership Board", "Tom Ferris")]


def test_a_chair_who_sits_there_by_a_derived_seat_makes_one(cast):
    meeting = make_meeting(cast.health, DAY)
    make_meeting(cast.board, DAY)

    assert found(meeting, cast.officer) == [("Leadership Board", "Owen Lark")]


def test_people_of_a_body_that_joins_count(cast):
    sit(cast.culture, cast.member_person)
    meeting = make_meeting(cast.jobs, DAY, with_bodies=[cast.board])
    make_meeting(cast.culture, DAY)

    assert found(meeting, cast.officer) == [("Culture Forum", "Tom Ferris")]


@pytest.mark.parametrize("day", ["2026-03-04", "2026-03-06"])
def test_another_day_is_no_clash(cast, day):
    meeting = make_meeting(cast.health, DAY)
    make_meeting(cast.board, day)

    assert found(meeting, cast.officer) == []


def test_other_people_observers_and_cancelled_meetings_make_none(cast):
    sit(cast.jobs, cast.member_person, role="observer")
    meeting = make_meeting(cast.board, DAY)
    make_meeting(cast.jobs, DAY)
    make_meeting(cast.health, DAY, status="cancelled")
    make_meeting(cast.evidence, DAY)

    assert found(meeting, cast.officer) == []


def test_the_bodys_own_second_meeting_is_none(cast):
    meeting = make_meeting(cast.board, DAY)
    make_meeting(cast.board, DAY, starts_at=datetime.time(14))

    assert found(meeting, cast.officer) == []


@pytest.mark.parametrize(
    ("begins", "ends", "clash"),
    [
        ("09:00", "10:00", False),
        ("09:00", "10:01", True),
        ("10:30", "16:00", True),
        ("11:59", None, True),
        ("12:00", "13:00", False),
        ("09:00", None, False),
        (None, None, False),
    ],
)
def test_the_body_cannot_be_at_two_meetings_at_once(cast, begins, ends, clash):
    at = [datetime.time.fromisoformat(time) if time else None for time in (begins, ends)]
    meeting = make_meeting(cast.board, DAY, ends_at=datetime.time(12))
    other = make_meeting(cast.board, DAY, starts_at=at[0], ends_at=at[1])

    expected = [("Leadership Board", "the whole body")] if clash else []
    assert found(meeting, cast.officer) == found(other, cast.officer) == expected


def test_the_bodys_own_clash_is_told_in_a_sentence(cast):
    meeting = make_meeting(cast.board, DAY, ends_at=datetime.time(12))
    make_meeting(cast.board, DAY, starts_at=datetime.time(10, 30), ends_at=datetime.time(16))

    assert warnings_of(meeting, day=DAY, user=cast.officer) == [
        "Leadership Board meets on 5 March 2026, 10:30am to 4pm, too, and needs the whole body."
    ]


def test_proposals_of_others_count_for_those_who_see_them(cast):
    meeting = make_meeting(cast.health, DAY)
    make_meeting(cast.board, DAY, status="proposed")

    assert found(meeting, cast.officer) == [("Leadership Board", "Owen Lark")]
    assert found(meeting, cast.secretary) == []


def queries_for(number, cast):
    for count in range(number):
        day = DAY + datetime.timedelta(days=count)
        make_meeting(cast.health, day, with_bodies=[cast.evidence])
        make_meeting(cast.board, day)
        body = make.make_body(parent=cast.board)
        sit(body, cast.health_chair_person)
        make_meeting(body, day)
    rows = list(Meeting.objects.filter(body=cast.health).for_page())
    with CaptureQueriesContext(connection) as queries:
        clashes = clashes_of(rows, day=DAY, user=cast.administrator)
    assert len(clashes) == len(rows)
    return len(queries)


def test_the_number_of_queries_does_not_grow(cast):
    assert queries_for(1, cast) == queries_for(3, cast) == 9


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-12-24", []),
        ("2026-12-25", ["25 December 2026 is a bank holiday."]),
        ("2026-12-26", ["26 December 2026 is a bank holiday."]),
        ("2026-12-27", ["27 December 2026 is a Sunday."]),
        ("2026-12-28", ["28 December 2026 is a bank holiday."]),
        ("2026-12-29", []),
    ],
)
def test_days_on_which_nobody_works_are_named(cast, day, words):
    meeting = make_meeting(cast.board, make.day(day))

    assert warnings_of(meeting, day=DAY, user=cast.officer) == words


def test_a_clash_is_told_in_a_sentence(cast):
    sit(cast.jobs, cast.member_person)
    board = make_meeting(cast.board, DAY)
    make_meeting(cast.jobs, DAY, starts_at=datetime.time(14, 30))

    assert warnings_of(board, day=DAY, user=cast.officer) == [
        "Jobs and Skills meets on 5 March 2026, 2:30pm, too, and needs Tom Ferris."
    ]
