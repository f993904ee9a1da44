"""Calling, moving, cancelling and holding meetings."""

import datetime

import pytest
from django.utils import timezone

from governance.foundation.deeds import write
from meetings.announcing import published
from meetings.models import Agenda, Meeting, MeetingEvent
from meetings.models.meetings import going_ahead_q
from meetings.schedules.scheduling import (
    cancel,
    confirm,
    describe,
    drop_proposal,
    mark_held,
    mark_not_held,
    reschedule,
    schedule,
)
from tests import make
from tests.make_meetings import make_action, make_attendance, make_decision, make_meeting, make_minutes
from tests.refusing import refusal

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)
TEN = datetime.time(10)
NOON = datetime.time(12)


@pytest.fixture
def heard():
    """What was announced: pairs of what and which record."""
    said = []

    def listen(**told):
        said.append((str(told["what"]), told["record"]))

    published.connect(listen)
    yield said
    published.disconnect(listen)


def call(cast, **facts):
    return schedule(cast.health, **{"day": DAY, "by": cast.secretary, "starts_at": TEN, "place": "Town Hall", **facts})


def move(meeting, by, **to):
    now = {"day": meeting.day, "starts_at": meeting.starts_at, "ends_at": meeting.ends_at, "place": meeting.place}
    return reschedule(meeting, by=by, **{**now, "reason": "The room is flooded.", **to})


def events_of(meeting):
    return list(MeetingEvent.objects.filter(meeting=meeting).values_list("what", "day", "reason"))


def test_a_called_meeting_has_its_event_its_agenda_and_an_address(cast):
    meeting = call(cast, ends_at=NOON, reason="As agreed.", title="Budget meeting", papers_due=DAY)

    meeting = Meeting.objects.get(pk=meeting.pk)
    assert (meeting.status, meeting.sequence, meeting.date_in_address) == ("scheduled", 0, "2026-03-05")
    assert (meeting.starts_at, meeting.ends_at, meeting.place, meeting.title) == (
        TEN,
        NOON,
        "Town Hall",
        "Budget meeting",
    )
    assert events_of(meeting) == [("scheduled", DAY, "As agreed.")]
    assert Agenda.objects.get(meeting=meeting).is_draft
    assert meeting.items.count() > 0
    assert meeting.history.get(history_type="+").history_user == cast.secretary


def test_a_second_meeting_on_a_day_gets_a_suffix(cast):
    first, second = call(cast), call(cast, starts_at=datetime.time(14))

    assert [first.date_in_address, second.date_in_address] == ["2026-03-05", "2026-03-05-2"]


def test_a_day_is_enough(cast):
    meeting = call(cast, starts_at=None, place="")

    assert (meeting.starts_at, meeting.ends_at) == (None, None)


def test_bodies_meet_jointly_under_the_lead_of_one(cast):
    meeting = call(cast, by=cast.officer, with_bodies=[cast.jobs, cast.board])

    assert set(meeting.with_bodies.all()) == {cast.jobs, cast.board}
    assert {m.pk for m in Meeting.objects.of_body(cast.jobs)} == {meeting.pk}


def test_who_calls_a_joint_meeting_edits_every_body_of_it(cast):
    assert refusal(call, cast, with_bodies=[cast.health_data, cast.jobs]) == (
        "You are not appointed to edit Jobs and Skills; ask its partnership officer."
    )
    assert list(call(cast, with_bodies=[cast.health_data]).with_bodies.all()) == [cast.health_data]


@pytest.mark.parametrize("who", ["secretary", "officer", "administrator"])
def test_a_body_of_another_partnership_does_not_join(cast, who):
    elsewhere = make.make_body("trade", "Trade", partnership=make.make_partnership("eastmarsh", "Eastmarsh"))
    words = "Trade belongs to another partnership than Health: name only bodies of the same one."
    by = getattr(cast, who)

    assert refusal(call, cast, by=by, with_bodies=[elsewhere]) == words
    assert refusal(describe, call(cast), by=by, with_bodies=[elsewhere]) == words


def test_a_body_joins_and_leaves_a_meeting_through_its_own_editors(cast):
    meeting = call(cast)
    words = "You are not appointed to edit Jobs and Skills; ask its partnership officer."

    assert refusal(describe, meeting, by=cast.secretary, with_bodies=[cast.jobs]) == words
    describe(meeting, by=cast.officer, with_bodies=[cast.jobs])
    assert refusal(describe, meeting, by=cast.secretary, with_bodies=[]) == words

    describe(meeting, by=cast.secretary, with_bodies=[cast.jobs, cast.health_data])
    assert set(meeting.with_bodies.all()) == {cast.jobs, cast.health_data}
    describe(meeting, by=cast.officer, with_bodies=[])
    assert not meeting.with_bodies.exists()


def test_the_lead_cannot_join_its_own_meeting(cast):
    assert refusal(call, cast, with_bodies=[cast.health]) == (
        "Health leads this meeting: name only the other bodies as joining it."
    )


def test_who_does_not_edit_the_body_cannot_call_its_meetings(cast):
    assert refusal(schedule, cast.board, day=DAY, by=cast.secretary) == (
        "You are not appointed to edit Leadership Board; ask its partnership officer."
    )
    assert "not appointed" in refusal(schedule, cast.health, day=DAY, by=cast.member)


@pytest.mark.parametrize(
    ("day", "may"),
    [("2010-03-31", False), ("2010-04-01", True), ("2012-03-31", True), ("2012-04-01", False)],
)
def test_a_body_meets_from_its_first_day_to_its_last(cast, day, may):
    body = make.make_body("short-lived", "Short Lived", parent=cast.board, on="2010-04-01", ends="2012-04-01")
    when = datetime.date.fromisoformat(day)

    if may:
        assert schedule(body, day=when, by=cast.officer).day == when
    else:
        assert "does not exist on" in refusal(schedule, body, day=when, by=cast.officer)


def test_a_body_that_joins_must_exist_too(cast):
    words = "Safer Streets does not exist on 5 March 2026"
    assert words in refusal(call, cast, by=cast.officer, with_bodies=[cast.safer_streets])


def test_a_body_whose_kind_does_not_meet_is_refusal(cast):
    network = make.kind("network")
    network.meets = False
    write(network, by=None)
    body = make.make_body("by-mail", "By Mail", partnership=cast.partnership, kind=network)

    assert refusal(schedule, body, day=DAY, by=cast.officer) == (
        "By Mail is of a kind that does not meet (network): choose another body."
    )


def test_the_meetings_of_an_outside_body_are_recorded_for_somebody_reports_back_from_them(cast):
    outside = make.make_body("outside", "Outside", partnership=cast.partnership, kind="external-body")

    assert schedule(outside, day=DAY, by=cast.officer).day == DAY


@pytest.mark.parametrize("end", [TEN, datetime.time(9, 59)])
def test_a_meeting_ends_after_it_begins(cast, end):
    assert refusal(call, cast, ends_at=end) == "The meeting ends before it begins: give a later time."


def test_an_end_needs_a_beginning(cast):
    assert refusal(call, cast, starts_at=None, ends_at=NOON) == (
        "Say when the meeting begins, or leave out when it ends."
    )


def test_a_body_meets_once_at_a_time(cast):
    call(cast)

    assert refusal(call, cast) == ("Health already has a meeting on 5 March 2026, 10am: choose another day or time.")


def test_a_cancelled_meeting_leaves_its_time_free(cast):
    cancel(call(cast), by=cast.secretary, reason="Too few can come.")

    assert call(cast).date_in_address == "2026-03-05-2"


@pytest.mark.parametrize("in_turn", [True, False])
def test_no_address_tells_of_a_proposal(cast, in_turn):
    proposal = call(cast, proposed=True)
    called = call(cast, starts_at=NOON)
    second = call(cast, starts_at=datetime.time(14), proposed=True)

    assert called.date_in_address == "2026-03-05"
    chosen = [proposal, second] if in_turn else [second, proposal]
    addresses = [confirm(each, by=cast.secretary).date_in_address for each in chosen]
    assert addresses == ["2026-03-05-2", "2026-03-05-3"]


def test_a_proposal_for_a_day_takes_no_address_of_a_meeting_called_for_it(cast):
    first, second = call(cast), call(cast, proposed=True, day=DAY + datetime.timedelta(days=1))

    moved = move(second, cast.secretary, day=DAY, starts_at=NOON)
    third = call(cast, starts_at=datetime.time(14))

    assert (first.date_in_address, third.date_in_address) == ("2026-03-05", "2026-03-05-2")
    assert confirm(moved, by=cast.secretary).date_in_address == "2026-03-05-3"


def test_papers_are_due_before_the_meeting(cast):
    assert "Papers are due before the meeting" in refusal(call, cast, papers_due=DAY + datetime.timedelta(days=1))


def test_an_unknown_fact_is_a_mistake_of_the_caller(cast):
    with pytest.raises(TypeError, match="status"):
        call(cast, status="held")


def test_a_proposal_is_seen_by_its_editors_alone_until_it_is_confirmed(cast):
    proposal = call(cast, proposed=True)

    assert not Meeting.objects.visible_to(cast.visitor).exists()
    assert not Meeting.objects.visible_to(cast.member).exists()
    assert Meeting.objects.visible_to(cast.secretary).get() == proposal
    assert not Agenda.objects.filter(meeting=proposal).exists()

    confirmed = confirm(proposal, by=cast.secretary, reason="The board agreed.")

    assert Meeting.objects.visible_to(cast.visitor).get() == confirmed
    assert (confirmed.status, confirmed.sequence) == ("scheduled", 1)
    assert confirmed.items.count() > 0
    assert [what for what, _, _ in events_of(confirmed)] == ["proposed", "scheduled"]
    assert [e.what for e in MeetingEvent.objects.visible_to(cast.visitor)] == ["scheduled"]


def test_a_meeting_is_confirmed_once(cast):
    assert refusal(confirm, call(cast), by=cast.secretary) == (
        "This meeting was called already: there is nothing to confirm."
    )


def test_a_proposal_moves_with_its_address_and_nobody_is_told(cast, heard):
    proposal = call(cast, proposed=True)
    later = DAY + datetime.timedelta(days=7)

    moved = move(proposal, cast.secretary, day=later, reason="")

    assert (moved.status, moved.date_in_address) == ("proposed", "2026-03-12")
    assert heard == []


def test_a_proposal_is_dropped_and_a_called_meeting_is_not(cast):
    proposal = call(cast, proposed=True)

    assert drop_proposal(proposal, by=cast.secretary, reason="Easter") == cast.health
    assert not Meeting.objects.exists()
    assert Meeting.history.filter(history_type="-").get().history_change_reason == "Easter"
    assert "has been dropped" in refusal(confirm, proposal, by=cast.secretary)
    assert "cannot be dropped: cancel it" in refusal(drop_proposal, call(cast), by=cast.secretary)


def test_a_moved_meeting_keeps_its_address_and_says_so(cast, heard):
    meeting = call(cast)
    before = timezone.now()

    moved = move(meeting, cast.secretary, day=datetime.date(2026, 4, 1), starts_at=NOON, place="Library")

    assert (moved.day, moved.starts_at, moved.place, moved.status) == (
        datetime.date(2026, 4, 1),
        NOON,
        "Library",
        "moved",
    )
    assert moved.date_in_address == "2026-03-05"
    assert moved.sequence == 1
    assert moved.changed_at >= before
    assert events_of(moved) == [
        ("scheduled", DAY, ""),
        ("moved", datetime.date(2026, 4, 1), "The room is flooded."),
    ]
    assert [(what, record.pk) for what, record in heard] == [("moved", moved.events.last().pk)]


def test_a_meeting_can_move_in_time_or_place_alone(cast):
    meeting = call(cast)

    assert move(meeting, cast.secretary, place="Library").place == "Library"
    assert move(meeting, cast.secretary, place="Library", starts_at=NOON).sequence == 2


@pytest.mark.parametrize(("day", "due"), [("2026-02-26", "2026-02-17"), ("2026-03-12", "2026-03-03")])
def test_papers_are_due_as_long_before_the_new_day(cast, day, due):
    meeting = call(cast, papers_due=datetime.date(2026, 2, 24))

    moved = move(meeting, cast.secretary, day=datetime.date.fromisoformat(day))

    assert moved.papers_due.isoformat() == due
    assert move(moved, cast.secretary, place="Library").papers_due == moved.papers_due


def _published_minutes(meeting):
    make_minutes(meeting, "published")


def _drafts_in_minutes(meeting):
    make_minutes(meeting)
    make_action(meeting, state="draft")


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (make_decision, "Decisions of this meeting are published, so it took place: it can no longer be {}."),
        (make_action, "Actions of this meeting are published, so it took place: it can no longer be {}."),
        (_published_minutes, "Minutes of this meeting are published, so it took place: it can no longer be {}."),
        (
            _drafts_in_minutes,
            "The minutes of this meeting hold decisions or actions, so it took place: drop them before it is {}.",
        ),
    ],
)
def test_a_meeting_of_which_something_is_recorded_is_neither_moved_nor_cancelled(cast, record, words):
    meeting = call(cast)
    record(meeting)

    assert refusal(move, meeting, cast.secretary, day=make.today()) == words.format("moved")
    assert refusal(cancel, meeting, by=cast.secretary, reason="Snow") == words.format("cancelled")


def test_what_is_only_prepared_for_a_meeting_does_not_hold_it_back(cast):
    drafted, begun = call(cast), call(cast, starts_at=NOON)
    make_decision(drafted, state="draft")
    make_minutes(begun)
    make_decision(begun, state="withdrawn")

    assert move(drafted, cast.secretary, place="Library").status == "moved"
    assert cancel(begun, by=cast.secretary, reason="Snow").status == "cancelled"


def test_a_move_that_changes_nothing_is_refusal(cast):
    assert refusal(move, call(cast), cast.secretary) == (
        "The meeting is on that day, at that time and place already: change one of them."
    )


def test_a_stale_copy_does_not_bring_a_cancelled_meeting_back(cast):
    stale = call(cast)
    cancel(Meeting.objects.get(pk=stale.pk), by=cast.secretary, reason="Snow")

    assert refusal(move, stale, cast.secretary, place="Library") == (
        "This meeting was cancelled: call a new one for the new day."
    )


def test_a_move_needs_a_reason_a_free_time_and_a_living_body(cast):
    meeting, other = call(cast), call(cast, starts_at=NOON)

    assert "Say why" in refusal(move, meeting, cast.secretary, starts_at=datetime.time(15), reason=" ")
    assert "already has a meeting" in refusal(move, meeting, cast.secretary, starts_at=other.starts_at)
    assert "does not exist" in refusal(move, meeting, cast.secretary, day=datetime.date(2008, 3, 31))
    assert "not appointed" in refusal(move, meeting, cast.chair, place="Library")


def test_a_meeting_moved_onto_the_day_of_another_does_not_take_its_address(cast):
    first = call(cast)
    move(first, cast.secretary, day=datetime.date(2026, 4, 1))

    second = call(cast, day=datetime.date(2026, 4, 1), starts_at=NOON)
    third = call(cast)

    assert {m.date_in_address for m in (first, second, third)} == {"2026-03-05", "2026-04-01", "2026-03-05-2"}


def test_a_cancelled_meeting_stays_and_says_why(cast, heard):
    meeting = cancel(call(cast), by=cast.secretary, reason="Too few can come.")

    assert (meeting.status, meeting.sequence) == ("cancelled", 1)
    assert Meeting.objects.visible_to(cast.visitor).get() == meeting
    assert events_of(meeting)[-1] == ("cancelled", DAY, "Too few can come.")
    assert [what for what, _ in heard] == ["cancelled"]
    assert refusal(cancel, meeting, by=cast.secretary, reason="Again") == "This meeting was cancelled already."


def test_what_was_held_or_only_proposed_is_not_cancelled(cast):
    held = mark_held(call(cast, day=datetime.date(2010, 3, 5)), by=cast.secretary)

    assert "no longer be cancelled" in refusal(cancel, held, by=cast.secretary, reason="x")
    assert "no longer be moved" in refusal(move, held, cast.secretary, place="Library")
    assert "drop the proposal" in refusal(cancel, call(cast, proposed=True), by=cast.secretary, reason="x")
    assert "the public reads it" in refusal(cancel, call(cast, starts_at=NOON), by=cast.secretary, reason=" ")


def test_a_meeting_is_held_on_its_day_at_the_earliest(cast):
    today = make.today()
    today_s = call(cast, day=today)
    tomorrow_s = call(cast, day=today + datetime.timedelta(days=1))

    assert mark_held(today_s, by=cast.secretary).status == "held"
    assert "still to come" in refusal(mark_held, tomorrow_s, by=cast.secretary)
    assert "already" in refusal(mark_held, today_s, by=cast.secretary)


@pytest.mark.parametrize("status", ["cancelled", "proposed"])
def test_what_did_not_go_ahead_was_not_held(cast, status):
    meeting = make_meeting(cast.health, "2010-03-05", status=status)

    assert refusal(mark_held, meeting, by=cast.secretary) == (
        f"This meeting was {status}, so it cannot have been held."
    )


@pytest.mark.parametrize("before", ["scheduled", "moved"])
def test_what_was_recorded_as_held_by_mistake_stands_as_before(cast, before):
    meeting = call(cast)
    if before == "moved":
        move(meeting, cast.secretary, place="Library")
    mark_held(meeting, by=cast.secretary)

    assert "the public reads it" in refusal(mark_not_held, meeting, by=cast.secretary, reason=" ")
    meeting = mark_not_held(meeting, by=cast.secretary, reason="It was another one.")

    assert events_of(meeting)[-2:] == [("held", DAY, ""), (before, DAY, "It was another one.")]
    assert cancel(meeting, by=cast.secretary, reason="Too few came.").status == "cancelled"
    assert refusal(mark_not_held, meeting, by=cast.secretary, reason="x") == "This meeting is not recorded as held."


def _present(meeting):
    make_attendance(meeting, make.make_person(kept_by=meeting.body))


def _approved_there(meeting):
    minutes = make_minutes(make_meeting(meeting.body, "2026-01-05", status="held"), "published")
    minutes.approved_at = meeting
    write(minutes, by=None)


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (make_minutes, "it has minutes"),
        (_present, "who was there is recorded"),
        (make_decision, "decisions of it are recorded"),
        (lambda meeting: make_action(meeting, state="draft"), "actions of it are recorded"),
        (_approved_there, "it approved minutes"),
    ],
)
def test_a_meeting_of_which_something_is_recorded_was_held(cast, record, words):
    meeting = mark_held(call(cast), by=cast.secretary)
    record(meeting)

    said = refusal(mark_not_held, meeting, by=cast.secretary, reason="A slip.")
    assert said == f"This meeting was held: {words}."


def test_a_dropped_draft_does_not_show_that_a_meeting_was_held(cast):
    meeting = mark_held(call(cast), by=cast.secretary)
    make_decision(meeting, state="withdrawn")

    assert "not appointed" in refusal(mark_not_held, meeting, by=cast.chair, reason="A slip.")
    assert mark_not_held(meeting, by=cast.secretary, reason="A slip.").status == "scheduled"


@pytest.mark.parametrize(
    ("status", "ahead"),
    [("proposed", False), ("scheduled", True), ("moved", True), ("cancelled", False), ("held", True)],
)
def test_a_meeting_goes_ahead_once_it_is_called_unless_it_is_cancelled(cast, status, ahead):
    meeting = make_meeting(cast.health, DAY, status=status)

    found = Meeting.objects.going_ahead(), MeetingEvent.objects.filter(going_ahead_q("meeting__"))
    assert [meeting.goes_ahead, *(rows.exists() for rows in found)] == [ahead] * 3


def test_the_bodies_of_a_meeting_are_its_lead_and_those_that_join(cast):
    meeting = make_meeting(cast.health, DAY, with_bodies=[cast.jobs, cast.board])

    assert meeting.body_keys == {cast.health.pk, cast.jobs.pk, cast.board.pk}


def test_describing_a_meeting_revises_its_calendar_entry(cast):
    meeting = call(cast, title="Old")

    described = describe(meeting, by=cast.officer, title="New", public_may_attend=True, with_bodies=[cast.jobs])

    described = Meeting.objects.get(pk=described.pk)
    assert (described.title, described.public_may_attend, described.sequence) == ("New", True, 1)
    assert list(described.with_bodies.all()) == [cast.jobs]
    assert len(events_of(described)) == 1


@pytest.mark.parametrize(
    ("stage", "may"), [("draft", True), ("checked", True), ("published", False), ("approved", False)]
)
@pytest.mark.parametrize("fact", ["with_bodies", "kind", "title"])
def test_what_minutes_say_of_their_meeting_changes_no_more_once_they_are_public(cast, stage, may, fact):
    meeting = make_meeting(cast.health, DAY, title="Old", with_bodies=[cast.jobs], status="held")
    make_minutes(meeting, stage)
    facts = {"with_bodies": [cast.jobs], "kind": "ordinary", "title": "Old"}
    changed = {fact: {"with_bodies": [], "kind": "workshop", "title": "New"}[fact]}
    if may:
        describe(meeting, by=cast.officer, **changed)
        return

    assert refusal(describe, meeting, by=cast.secretary, **changed) == (
        "The minutes are published, so who met, the kind and the title of the meeting no longer change."
    )
    described = describe(meeting, by=cast.secretary, facilitator="Ann", **facts)
    assert (described.facilitator, described.title) == ("Ann", "Old")


def test_describing_leaves_who_meets_unless_told(cast):
    meeting = call(cast, by=cast.officer, with_bodies=[cast.jobs])

    assert list(describe(meeting, by=cast.secretary, kind="workshop").with_bodies.all()) == [cast.jobs]
    assert "leads this meeting" in refusal(describe, meeting, by=cast.secretary, with_bodies=[cast.health])
    with pytest.raises(TypeError, match="day"):
        describe(meeting, by=cast.secretary, day=DAY)
