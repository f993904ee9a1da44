"""Whether a meeting had a quorum: by the rule of its day, item by item, with those who count."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from governance.models import Seat
from meetings.attendance.attending import record
from meetings.attendance.declaring import declare
from meetings.attendance.quorum import State, composition_on_the_day, has_quorum_rule, quorums
from meetings.models import Meeting
from tests import make
from tests.make_meetings import make_attendance, make_item, make_meeting, make_minutes

DAY = datetime.date(2026, 3, 5)


@pytest.fixture
def table(cast):
    """Five members of Culture Forum by name, a meeting of it with three items, and who acts."""
    body = cast.culture
    seat = make.make_seat(body, "Members", low=6, high=6, substitute_allowed=True, grade_floor=3)
    names = ("Ann", "Ben", "Cat", "Dan", "Eve")
    people = {name: make.make_person(name, kept_by=cast.partnership, organisation=cast.council) for name in names}
    for person in people.values():
        make.make_membership(seat, person)
    meeting = make_meeting(body, DAY, agenda="published")
    items = [make_item(meeting) for _ in range(3)]
    return body, meeting, items, people, seat


def arrive(cast, meeting, *people, how="present", **facts):
    for person in people:
        record(meeting, person, how=how, by=cast.administrator, **facts)


def quorum(meeting, **facts):
    (found,) = quorums(meeting, **facts)
    return found


def test_without_a_rule_nothing_is_said_of_a_quorum(cast, table, django_assert_num_queries):
    body, meeting, _, people, _ = table
    arrive(cast, meeting, *people.values())
    make.make_rule(body, "quorum", low=9, until=DAY)
    make.make_rule(body, "quorum", low=9, on=DAY + datetime.timedelta(days=1))

    assert quorum(meeting).state == State.NO_RULE
    with django_assert_num_queries(2):
        quorums(meeting)


@pytest.mark.parametrize(("there", "state"), [(2, State.NOT_REACHED), (3, State.REACHED), (4, State.REACHED)])
def test_the_rule_of_the_day_counts_those_present(cast, table, there, state):
    body, meeting, _, people, _ = table
    make.make_rule(body, "quorum", low=3, on=DAY, until=DAY + datetime.timedelta(days=1))
    arrive(cast, meeting, *list(people.values())[:there])

    assert quorum(meeting).state == state
    assert quorum(meeting).there == str(there)


def test_nobody_recorded_is_not_the_same_as_not_quorate(cast, table):
    body, meeting, *_ = table
    make.make_rule(body, "quorum", low=3)

    assert quorum(meeting).state == State.UNRECORDED
    assert quorum(meeting).sentence == (
        "A meeting of Culture Forum needs at least 3 members; nobody’s attendance is recorded."
    )


def test_a_share_is_of_the_members_of_that_day(cast, table):
    body, meeting, _, people, seat = table
    make.make_rule(body, "quorum", share_top=1, share_bottom=2)
    make.make_membership(seat, on=DAY + datetime.timedelta(days=1))
    arrive(cast, meeting, people["Ann"], people["Ben"])

    assert quorum(meeting).needed == 3  # half of the five of that day, rounded up
    assert quorum(meeting).sentence == (
        "The meeting of Culture Forum was not quorate: 2 members there, of at least half of the members that it needs. "
        "It lacked 1 more member."
    )


def test_late_early_and_out_of_the_room_count_only_for_the_items_between(cast, table):
    body, meeting, items, people, _ = table
    make.make_rule(body, "quorum", low=3)
    arrive(cast, meeting, people["Ann"])
    arrive(cast, meeting, people["Ben"], arrived_at=items[1])
    arrive(cast, meeting, people["Cat"], left_at=items[1])
    arrive(cast, meeting, people["Dan"])
    arrive(cast, meeting, people["Eve"], how="apologies")

    assert [(at.there, at.reached) for at in quorum(meeting).items] == [(3, True), (4, True), (3, True)]
    declare(meeting, people["Dan"], interest="Owns it.", item=items[0], left_the_room=True, by=cast.administrator)
    declare(meeting, people["Ann"], interest="Rents it.", item=items[1], left_the_room=False, by=cast.administrator)
    declare(meeting, people["Ann"], interest="Rents it all.", left_the_room=True, by=cast.administrator)

    found = quorum(meeting)
    assert [(at.there, at.reached) for at in found.items] == [(2, False), (4, True), (3, True)]
    assert found.state == State.IN_PART
    assert found.sentence == (
        "The meeting of Culture Forum was not quorate throughout: 2 to 4 members there, of at least 3 members that it "
        "needs; item 1 lacked 1 more member."
    )


def test_a_substitute_counts_where_the_seat_allows_one(cast, table):
    body, meeting, _, people, _ = table
    make.make_rule(body, "quorum", low=2)
    high, low = (make.make_person(kept_by=cast.partnership, grade=grade) for grade in (3, 2))
    arrive(cast, meeting, people["Ann"])
    arrive(cast, meeting, low, how="substitute", stands_in_for=people["Ben"])
    assert quorum(meeting).state == State.NOT_REACHED

    arrive(cast, meeting, high, how="substitute", stands_in_for=people["Cat"])
    assert quorum(meeting).state == State.REACHED
    assert quorum(meeting).there == "2"


def test_whoever_is_in_attendance_or_holds_no_members_seat_does_not_count(cast, table):
    body, meeting, _, people, _ = table
    make.make_rule(body, "quorum", low=2)
    clerk, guest = (make.make_person(kept_by=cast.partnership) for _ in range(2))
    make.make_membership(make.make_seat(body, "Clerk", role=Seat.Role.SECRETARIAT), clerk)
    arrive(cast, meeting, people["Ann"])
    arrive(cast, meeting, clerk, guest, how="in attendance")
    make_attendance(meeting, make.make_person(kept_by=cast.partnership))  # present, but without a seat that day

    assert quorum(meeting).there == "1"


def test_missing_categories_are_named_and_a_substitute_brings_the_holders_organisation(cast, table):
    body, meeting, _, people, seat = table
    make.make_rule(
        body,
        "quorum",
        low=2,
        categories=[
            {"of": "organisation", "organisation": cast.trust, "words": "NHS member"},
            {"of": "seat", "seat": seat, "least": 2},
        ],
    )
    nurse = make.make_person("Nan", kept_by=cast.partnership, organisation=cast.trust)
    make.make_membership(seat, nurse)
    arrive(cast, meeting, people["Ann"], people["Ben"])
    assert quorum(meeting).items[0].lacks == ["1 NHS member"]

    deputy = make.make_person("Deputy", kept_by=cast.partnership, organisation=cast.council, grade=4)
    arrive(cast, meeting, deputy, how="substitute", stands_in_for=nurse)
    assert quorum(meeting).state == State.REACHED
    assert "including 1 NHS member and 2 members in the seat “Members”" in quorum(meeting).sentence


def test_each_body_of_a_joint_meeting_needs_a_quorum_of_its_own(cast, table):
    body, _, _, people, _ = table
    seat = make.make_seat(cast.jobs)
    make.make_membership(seat, people["Ann"])
    joint = make_meeting(body, "2026-04-01", with_bodies=[cast.jobs])
    make.make_rule(body, "quorum", low=2)
    make.make_rule(cast.jobs, "quorum", low=1)
    arrive(cast, joint, people["Ann"])

    assert [(q.name, q.state) for q in quorums(joint)] == [
        ("Culture Forum", State.NOT_REACHED),
        ("Jobs and Skills", State.REACHED),
    ]


def test_withdrawn_items_need_no_quorum_and_the_public_hears_nothing_of_restricted_ones(cast, table):
    body, meeting, _, people, _ = table
    make.make_rule(body, "quorum", low=2)
    hidden = make_item(meeting, "The dismissal", restricted=True)
    gone = make_item(meeting, withdrawn_reason="Dealt with.")
    arrive(cast, meeting, people["Ann"], people["Ben"])
    declare(meeting, people["Ben"], interest="A cousin.", item=hidden, left_the_room=True, by=cast.administrator)
    make_minutes(meeting, "draft")

    public = AnonymousUser()
    assert quorum(meeting, reader=public).state == State.UNRECORDED
    minutes = meeting.minutes
    minutes.stage, minutes.published_at = "published", make.timezone.now()
    make.written_apart(minutes)

    assert quorum(meeting, reader=public).state == State.REACHED
    assert [at.label for at in quorum(meeting, reader=public).items] == ["1", "2", "3"]
    everything = quorum(meeting)
    assert everything.state == State.IN_PART
    assert [at.label for at in everything.missing] == ["4"]
    assert gone not in [at.item for at in everything.items]


def test_the_number_of_queries_depends_on_neither_items_nor_people(cast, table, django_assert_num_queries):
    body, meeting, _, people, _ = table
    rule = make.make_rule(body, "quorum", low=2)
    arrive(cast, meeting, *people.values())
    with django_assert_num_queries(8):
        quorums(meeting)
    for _ in range(3):
        make_item(meeting)
    with django_assert_num_queries(8):
        quorums(meeting)
    make.written_apart(rule.categories.model(rule=rule, of="sector", sector="council"))
    with django_assert_num_queries(11):
        quorums(meeting)


def test_the_secretary_sees_which_rules_those_in_the_room_break(cast, table):
    body, meeting, _, people, _ = table
    make.make_rule(body, low=9)
    make.make_rule(body, "quorum", low=9)
    make.make_rule(body, "organisation", organisation=cast.trust)
    make.make_rule(body, "category", categories=[{"of": "sector", "sector": "council", "least": 2}])
    arrive(cast, meeting, people["Ann"])

    ((where, broken),) = composition_on_the_day(meeting)
    assert where == body
    assert [each.sentence for each in broken] == [
        "Marsh Health Trust has no member.",
        "1 member for the sector local government missing; there is only Ann.",
    ]
    assert composition_on_the_day(make_meeting(cast.jobs)) == []


def test_a_list_of_meetings_knows_which_have_a_rule_on_their_day(cast, table):
    body, *_ = table
    make.make_rule(body, "quorum", low=2, on=DAY, until=DAY + datetime.timedelta(days=1))
    make.make_rule(cast.jobs, "size", low=2)
    make_meeting(cast.jobs, DAY)
    make_meeting(cast.health, DAY, with_bodies=[body])
    make_meeting(body, DAY + datetime.timedelta(days=1))

    rows = Meeting.objects.annotate(has_quorum_rule=has_quorum_rule()).order_by("pk")
    assert [row.has_quorum_rule for row in rows] == [True, False, True, False]
