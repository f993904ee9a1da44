"""Who was there: recorded for seats of the day, with substitutes weighed, late and early, and what they declared."""

import datetime

import pytest

from governance.foundation.deeds import Refused
from meetings.attendance.attending import Entry, expected_at, forget, record, record_all
from meetings.attendance.declaring import declare, withdraw_declaration
from meetings.models import Attendance, Declaration
from tests import make
from tests.make_meetings import make_attendance, make_item, make_meeting, make_minutes, sit
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast):
    """A meeting of the board on 5 March 2026."""
    return make_meeting(cast.board, "2026-03-05")


def test_a_holder_is_recorded_for_their_seat(cast, meeting):
    row = record(meeting, cast.member_person, how="present", by=cast.officer)

    assert (row.seat, row.how, row.substitute_allowed) == (cast.member_seat, "present", None)


def test_the_chair_of_another_body_is_recorded_for_the_seat_that_follows(cast, meeting):
    row = record(meeting, cast.health_chair_person, how="apologies", by=cast.officer)

    assert row.seat == cast.health_seat


@pytest.mark.parametrize("how", ["present", "apologies", "absent"])
def test_somebody_without_a_seat_is_refused_in_one_sentence(cast, meeting, how):
    stranger = make.make_person("Nan Holm", kept_by=cast.board)

    with pytest.raises(Refused, match="^Nan Holm held no seat here on the day of the meeting: record them as in atten"):
        record(meeting, stranger, how=how, by=cast.officer)

    assert not Attendance.objects.exists()


@pytest.mark.parametrize("how", ["present", "substitute", "in attendance", "apologies", "absent"])
@pytest.mark.parametrize("days", [-1, 0, 1])
def test_who_came_is_recorded_from_the_day_of_the_meeting_on(cast, days, how):
    meeting = make_meeting(cast.board, make.today() + datetime.timedelta(days=days))
    stranger = make.make_person("Nan Holm", kept_by=cast.board)
    facts = {"stands_in_for": cast.member_person} if how == "substitute" else {}
    person = stranger if how in {"substitute", "in attendance"} else cast.member_person

    if days == 1 and how in {"present", "substitute", "in attendance"}:
        with refused("The meeting is still to come: record who came on its day, and until then who will not come."):
            record(meeting, person, how=how, by=cast.officer, **facts)
        return
    assert record(meeting, person, how=how, by=cast.officer, **facts).how == how


@pytest.mark.parametrize(("days", "counts"), [(-1, True), (0, False), (1, False)])
def test_the_seat_is_that_of_the_day_of_the_meeting(cast, days, counts):
    meeting = make_meeting(cast.board, cast.left_on + datetime.timedelta(days=days))

    if counts:
        assert record(meeting, cast.former_person, how="present", by=cast.officer).seat == cast.member_seat
        return
    with pytest.raises(Refused, match="held no seat"):
        record(meeting, cast.former_person, how="present", by=cast.officer)


def test_a_seat_of_somebody_else_is_refused(cast, meeting):
    with pytest.raises(Refused, match="did not hold the seat “Chair”"):
        record(meeting, cast.member_person, how="present", seat=cast.chair_seat, by=cast.officer)


def test_the_seats_of_every_body_of_a_joint_meeting_count(cast):
    joint = make_meeting(cast.board, "2026-03-06", with_bodies=[cast.health])
    seat = sit(cast.health, make.make_person("Rose Tarn", kept_by=cast.health))
    person = seat.memberships.get().person

    assert record(joint, person, how="present", by=cast.officer).seat == seat


def test_recording_again_gives_way_to_the_newer_and_the_same_twice_is_written_once(cast, meeting):
    first = record(meeting, cast.member_person, how="apologies", by=cast.officer)
    again = record(meeting, cast.member_person, how="present", by=cast.officer)
    record(meeting, cast.member_person, how="present", by=cast.officer)

    assert first.pk == again.pk
    assert Attendance.objects.get().how == "present"
    assert Attendance.history.count() == 2


@pytest.mark.parametrize(
    ("allowed", "floor", "own", "on_the_day", "counts"),
    [
        (True, None, None, None, True),
        (False, None, 5, None, False),
        (True, 3, 3, None, True),
        (True, 3, 2, None, False),
        (True, 3, 4, None, True),
        (True, 3, None, None, False),
        (True, 3, 2, 3, True),
        (True, 3, 4, 2, False),
    ],
)
def test_a_substitute_counts_where_the_seat_allows_one_of_that_grade(  # noqa: PLR0917 - a column each
    cast, meeting, allowed, floor, own, on_the_day, counts
):
    seat = sit(cast.board, cast.former_person, substitute_allowed=allowed, grade_floor=floor)
    other = make.make_person("Nan Holm", kept_by=cast.board, grade=own)

    row = record(meeting, other, how="substitute", stands_in_for=cast.former_person, grade=on_the_day, by=cast.officer)

    assert (row.seat, row.stands_in_for, row.substitute_allowed) == (seat, cast.former_person, counts)
    assert row.grade == (on_the_day or own)


def test_a_substitute_stands_in_for_one_holder_who_is_not_there_and_alone(cast, meeting):
    one = make.make_person("Nan Holm", kept_by=cast.board)
    two = make.make_person("Rex Ford", kept_by=cast.board)
    stand_in = {"how": "substitute", "by": cast.officer}
    refused = [
        (one, {}, "Say for whom Nan Holm stands in"),
        (one, {"stands_in_for": one}, "Nobody stands in for themselves"),
        (one, {"stands_in_for": two}, "Rex Ford held no seat here"),
        (cast.chair_person, {"stands_in_for": cast.member_person}, "has their own seat"),
    ]
    for person, facts, sentence in refused:
        with pytest.raises(Refused, match=sentence):
            record(meeting, person, **stand_in, **facts)
    record(meeting, cast.member_person, how="present", by=cast.officer)
    with pytest.raises(Refused, match="Tom Ferris is recorded as present, so nobody stands in"):
        record(meeting, one, stands_in_for=cast.member_person, **stand_in)
    record(meeting, cast.member_person, how="apologies", by=cast.officer)
    record(meeting, one, stands_in_for=cast.member_person, **stand_in)
    with pytest.raises(Refused, match="Nan Holm is recorded as standing in for Tom Ferris"):
        record(meeting, two, stands_in_for=cast.member_person, **stand_in)
    with pytest.raises(Refused, match="Nan Holm is recorded as standing in for Tom Ferris"):
        record(meeting, cast.member_person, how="present", by=cast.officer)

    assert set(meeting.attendances.values_list("person__name", "how")) == {
        ("Tom Ferris", "apologies"),
        ("Nan Holm", "substitute"),
    }


def test_in_attendance_needs_no_seat_and_is_not_for_members(cast, meeting):
    guest = make.make_person("Nan Holm", kept_by=cast.board)
    adviser = sit(cast.board, cast.former_person, role="in attendance")

    assert record(meeting, guest, how="in attendance", note=" Consultant ", by=cast.officer).note == "Consultant"
    assert record(meeting, cast.former_person, how="in attendance", by=cast.officer).seat == adviser
    with pytest.raises(Refused, match="Tom Ferris is a member here"):
        record(meeting, cast.member_person, how="in attendance", by=cast.officer)
    with pytest.raises(Refused, match="Una Byrd sits as in attendance"):
        record(meeting, cast.former_person, how="present", by=cast.officer)


def test_late_and_early_are_items_of_this_meeting_in_their_order(cast, meeting):
    first, second = make_item(meeting), make_item(meeting)
    elsewhere = make_item(make_meeting(cast.board, "2026-04-05"))
    present = {"how": "present", "by": cast.officer}

    row = record(meeting, cast.member_person, arrived_at=second, left_at=second, **present)
    assert (row.arrived_at, row.left_at) == (second, second)
    with pytest.raises(Refused, match="cannot leave before they arrive"):
        record(meeting, cast.member_person, arrived_at=second, left_at=first, **present)
    with pytest.raises(Refused, match="That item belongs to another meeting"):
        record(meeting, cast.member_person, arrived_at=elsewhere, **present)
    with pytest.raises(Refused, match="was not there"):
        record(meeting, cast.member_person, how="apologies", left_at=first, by=cast.officer)

    row.refresh_from_db()
    assert (row.how, row.arrived_at, row.left_at) == ("present", second, second)


@pytest.mark.parametrize(("status", "sentence"), [("proposed", "only proposed"), ("cancelled", "was cancelled")])
def test_nobody_attends_what_is_proposed_or_cancelled(cast, status, sentence):
    meeting = make_meeting(cast.board, status=status)

    with pytest.raises(Refused, match=sentence):
        record(meeting, cast.member_person, how="present", by=cast.officer)


@pytest.mark.parametrize(("stage", "sentence"), [("checked", "send them back"), ("published", "correct them visibly")])
def test_the_register_closes_with_the_minutes(cast, meeting, stage, sentence):
    row = make_attendance(meeting, cast.member_person, seat=cast.member_seat)
    make_minutes(meeting, stage)

    with pytest.raises(Refused, match=sentence):
        record(meeting, cast.member_person, how="absent", by=cast.officer)
    with pytest.raises(Refused, match=sentence):
        forget(row, by=cast.officer)
    with pytest.raises(Refused, match=sentence):
        declare(meeting, cast.member_person, interest="Trustee", by=cast.officer)

    assert Attendance.objects.get().how == "present"


def test_only_editors_of_the_lead_body_record(cast, meeting):
    for user in (cast.secretary, cast.chair, cast.member, cast.visitor):
        with pytest.raises(Refused, match="not appointed to edit"):
            record(meeting, cast.member_person, how="present", by=user)


def test_a_register_is_written_whole_or_not_at_all(cast, meeting):
    stranger = make.make_person(kept_by=cast.board)

    with pytest.raises(Refused):
        record_all(meeting, [Entry(cast.member_person, "present"), Entry(stranger, "absent")], by=cast.officer)
    assert not Attendance.objects.exists()

    record_all(meeting, [Entry(cast.member_person, "present"), Entry(stranger, "in attendance")], by=cast.officer)
    assert Attendance.objects.count() == 2


def test_what_was_recorded_by_mistake_is_forgotten_with_a_trace(cast, meeting):
    row = record(meeting, cast.member_person, how="present", by=cast.officer)

    assert forget(row, by=cast.officer) == meeting

    assert not Attendance.objects.exists()
    assert Attendance.history.first().history_type == "-"
    assert Attendance.history.first().history_user == cast.officer


def test_a_declaration_is_of_somebody_who_is_there_and_of_an_item_of_this_meeting(cast, meeting):
    item, elsewhere = make_item(meeting), make_item(make_meeting(cast.board, "2026-04-05"))
    declaring = {"interest": "A trustee of the fund", "by": cast.officer}
    with pytest.raises(Refused, match="Tom Ferris is not recorded as being there"):
        declare(meeting, cast.member_person, **declaring)
    record(meeting, cast.member_person, how="present", by=cast.officer)
    with pytest.raises(Refused, match="That item belongs to another meeting"):
        declare(meeting, cast.member_person, item=elsewhere, **declaring)
    with pytest.raises(Refused, match="Say which interest"):
        declare(meeting, cast.member_person, interest=" ", by=cast.officer)

    row = declare(meeting, cast.member_person, item=item, left_the_room=True, **declaring)

    assert (row.item, row.left_the_room) == (item, True)
    withdraw_declaration(row, by=cast.officer)
    assert not Declaration.objects.exists()


def test_every_seat_is_expected_with_its_holder_or_as_vacant(cast, meeting):
    other = make.make_person("Nan Holm", kept_by=cast.board)
    record(meeting, cast.member_person, how="apologies", by=cast.officer)
    record(meeting, other, how="substitute", stands_in_for=cast.member_person, by=cast.officer)

    lines = expected_at(meeting)

    said = [(line.seat.title, getattr(line.person, "name", None), line.vacancies, line.how) for line in lines]
    assert said == [
        ("Chair", "Ida Marlow", 0, ""),
        ("Partner organisations", "Tom Ferris", 0, "apologies"),
        ("Partner organisations", None, 2, ""),
        ("Chair of Health", "Owen Lark", 0, ""),
    ]
    assert lines[1].stood_in.person == other


def test_who_holds_two_seats_stands_twice_and_is_recorded_once(cast):
    joint = make_meeting(cast.board, with_bodies=[cast.health])

    lines = [line for line in expected_at(joint) if line.person == cast.health_chair_person]

    assert [(line.seat.title, line.again) for line in lines] == [("Chair of Health", False), ("Chair", True)]


@pytest.mark.parametrize("people", [1, 3])
def test_the_register_asks_the_same_number_of_questions_whatever_its_length(
    cast, meeting, people, django_assert_num_queries
):
    for _ in range(people):
        sit(cast.board, make.make_person(kept_by=cast.board))

    with django_assert_num_queries(8):
        expected_at(meeting)


def test_of_two_lines_for_one_person_neither_is_lost_silently(cast, meeting):
    with pytest.raises(Refused, match="Tom Ferris stands on two lines of the register: keep the one that is right."):
        record_all(meeting, [Entry(cast.member_person, how) for how in ("present", "apologies")], by=cast.officer)
    assert not meeting.attendances.exists()
