"""Reporting back from outside bodies: what is expected, when it is due, when overdue, and who reads it."""

import datetime

import pytest

from governance.foundation.deeds import write
from governance.models import Link, Seat
from governance.seats.seating import step_down
from meetings.models import ReportBack
from meetings.report_backs.report_back_reading import Stage, expected_on
from meetings.report_backs.reporting_back import (
    due_at,
    due_meetings,
    expect,
    keep_confidential,
    note_soundings,
    overdue_on,
    report,
    share_agenda,
)
from meetings.report_backs.representing import register_on, representations
from tests import make, make_meetings
from tests.governance.views.reading import words
from tests.refusing import refused

pytestmark = pytest.mark.django_db

OUTSIDE = datetime.date(2026, 3, 5)
HOME = datetime.date(2026, 4, 9)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def network(cast):
    """A body outside the partnership, on which Health has a seat."""
    return make.make_body(
        "rail-users",
        "Rail Users Panel",
        partnership=cast.partnership,
        kind="external-body",
        mission="<p>To speak for passengers.</p>",
    )


@pytest.fixture
def seat(cast, network):
    """Nominated by Health; Owen Lark holds it."""
    seat = make.make_seat(network, "Health’s seat", kind=Seat.Kind.NOMINATED, of_body=cast.health)
    make.make_membership(seat, cast.health_chair_person)
    return seat


@pytest.fixture
def outside(network, seat):
    return make_meetings.make_meeting(network, OUTSIDE, status="held")


@pytest.fixture
def row(cast, outside):
    return expect(outside, by=cast.officer)[0]


@pytest.fixture
def home(cast):
    return make_meetings.make_meeting(cast.health, HOME)


# Who represents whom ------------------------------------------------------------------------------------------


def homes(day=OUTSIDE):
    return {(each.seat.title, each.home.slug) for each in representations(day)}


def test_a_seat_is_held_for_who_nominates_it_or_whose_chair_sits_there(cast, network, seat):
    make.make_seat(network, "Board’s chair", kind=Seat.Kind.DERIVED, of_body=cast.board)
    own = make.make_seat(network, "Member")
    make.make_membership(own, nominated_by=cast.jobs)
    make.make_membership(make.make_seat(network, "Chair of its own", role=Seat.Role.CHAIR))

    assert homes() == {("Health’s seat", "health"), ("Board’s chair", "board"), ("Member", "jobs-and-skills")}


def test_a_link_tells_whose_member_sits_there_where_nothing_else_does(cast, network):
    make.make_membership(make.make_seat(network, "Passenger"), cast.member_person)
    make.make_membership(make.make_seat(network, "Driver"))
    assert homes() == set()
    make.make_link(cast.board, network, Link.Type.REPRESENTED_AT)

    assert homes() == {("Passenger", "board")}


def test_a_seat_inside_the_partnership_represents_nobody(cast):
    assert representations(OUTSIDE) == []


@pytest.mark.parametrize(("days", "there"), [(-1, False), (0, True), (1, True)])
def test_a_seat_counts_from_its_first_day(cast, network, days, there):
    make.make_seat(network, "New", kind=Seat.Kind.NOMINATED, of_body=cast.jobs, starts=OUTSIDE)

    assert (("New", "jobs-and-skills") in homes(OUTSIDE + days * A_DAY)) == there


def test_the_register_shows_remit_seat_holder_and_hats(cast, seat, network):
    listed = register_on(OUTSIDE)

    assert [(each.name, each.remit) for each in listed] == [("Rail Users Panel", "<p>To speak for passengers.</p>")]
    line = listed[0].represented[0]
    assert (line.seat, line.home_name) == (seat, "Health")
    assert [(person, [(hat.body_name, hat.role) for hat in hats]) for person, hats in line.people] == [
        (cast.health_chair_person, [("Health", "Chair"), ("Leadership Board", "Member")])
    ]


# Expecting ----------------------------------------------------------------------------------------------------


def test_each_seat_held_for_a_body_is_expected_to_report_once(cast, network, outside, seat):
    make.make_seat(network, "Board’s chair", kind=Seat.Kind.DERIVED, of_body=cast.board)

    rows = expect(outside, by=cast.officer)

    assert {(each.seat.title, each.home_body) for each in rows} == {
        ("Health’s seat", cast.health),
        ("Board’s chair", cast.board),
    }
    assert expect(outside, by=cast.officer) == rows
    assert ReportBack.objects.count() == 2


def test_a_secretary_expects_the_reports_to_their_own_body_alone(cast, network, outside, seat):
    make.make_seat(network, "Board’s chair", kind=Seat.Kind.DERIVED, of_body=cast.board)
    outsider = make.make_user("outsider")
    make.make_appointment(outsider, "secretary", cast.jobs)

    assert [each.home_body for each in expect(outside, by=cast.secretary)] == [cast.health]
    for user in (outsider, cast.member, cast.visitor, None):
        with pytest.raises(Exception, match="^You are not appointed to edit"):
            expect(outside, by=user)


def test_what_cannot_be_expected_is_refused_with_one_sentence(cast, network, home):
    bare = make_meetings.make_meeting(network, OUTSIDE)
    with refused("Health is no outside body on that day, so nobody reports back from it."):
        expect(home, by=cast.officer)
    with refused("No seat on Rail Users Panel is held for a body of the partnership on that day: record one first."):
        expect(bare, by=cast.officer)
    make.make_seat(network, "Health’s", kind=Seat.Kind.NOMINATED, of_body=cast.health)
    off = make_meetings.make_meeting(network, OUTSIDE + A_DAY, status="cancelled")
    with refused("That meeting does not take place, so there is nothing to report back from."):
        expect(off, by=cast.officer)


def test_confidence_is_inherited_from_the_bodys_last_report_back(cast, network, row):
    keep_confidential(row, confidential=True, by=cast.secretary, reason="The panel asks for it.")

    def next_one(days):
        return expect(make_meetings.make_meeting(network, OUTSIDE + days * A_DAY), by=cast.officer)[0]

    assert next_one(-10).confidential is False
    second = next_one(10)
    assert second.confidential is True
    keep_confidential(second, confidential=False, by=cast.secretary)
    assert next_one(20).confidential is False


# When it is due -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "hours", "due"),
    [
        (-1, (10, 14), False),
        (0, (10, 14), True),
        (0, (14, 10), False),
        (0, (10, 10), False),
        (0, (None, 14), False),
        (1, (14, 10), True),
    ],
)
def test_it_is_due_at_the_first_home_meeting_after_the_outside_one(cast, seat, days, hours, due):
    times = [datetime.time(hour) if hour else None for hour in hours]
    outside = make_meetings.make_meeting(seat.body, OUTSIDE, starts_at=times[0])
    home = make_meetings.make_meeting(cast.health, OUTSIDE + days * A_DAY, starts_at=times[1])
    row = expect(outside, by=cast.officer)[0]

    assert due_at(home) == ([row] if due else [])
    assert due_meetings([row]) == {row.pk: home if due else None}


def test_a_cancelled_or_proposed_home_meeting_moves_it_on(cast, row, home):
    later = make_meetings.make_meeting(cast.health, HOME + 30 * A_DAY)
    assert due_meetings([row])[row.pk] == home
    for status in ("cancelled", "proposed"):
        home.status = status
        write(home, by=None)

        assert due_meetings([row])[row.pk] == later
        assert due_at(home) == []
        assert due_at(later) == [row]


def test_it_is_carried_from_meeting_to_meeting_until_it_is_given(cast, row, home):
    second, third = (make_meetings.make_meeting(cast.health, HOME + n * 30 * A_DAY) for n in (1, 2))
    assert due_at(home) == due_at(second) == due_at(third) == [row]

    report(row, text="<p>Trains will stop.</p>", by=cast.secretary, on=second.day, at=second)

    assert due_at(home) == due_at(second) == [row]
    assert due_at(third) == []


def test_what_was_given_in_writing_before_the_meeting_is_not_due_at_it(cast, row, home):
    report(row, text="<p>Trains will stop.</p>", by=cast.secretary, on=HOME - A_DAY)

    assert due_at(home) == []


def test_a_joint_home_meeting_hears_it(cast, row):
    joint = make_meetings.make_meeting(cast.jobs, HOME, with_bodies=[cast.health])

    assert due_at(joint) == [row]
    assert due_meetings([row])[row.pk] == joint


def test_a_cancelled_outside_meeting_is_never_reported_on(cast, row, outside, home):
    outside.status = "cancelled"
    write(outside, by=None)

    assert due_at(home) == []
    assert overdue_on(HOME + A_DAY) == []
    with refused("That meeting was cancelled, so there is nothing to report."):
        report(row, text="<p>Nothing.</p>", by=cast.secretary, on=HOME)


@pytest.mark.parametrize(("days", "overdue"), [(-1, False), (0, False), (1, True)])
def test_it_is_overdue_from_the_day_after_the_meeting_at_which_it_was_due(row, home, days, overdue):
    assert overdue_on(HOME + days * A_DAY) == ([row] if overdue else [])


@pytest.mark.parametrize(("days", "overdue"), [(-1, True), (0, False), (1, False)])
def test_it_is_overdue_until_the_day_before_it_is_given(cast, row, home, days, overdue):
    given = HOME + 10 * A_DAY
    report(row, text="<p>Trains will stop.</p>", by=cast.secretary, on=given)

    assert overdue_on(given + days * A_DAY) == ([row] if overdue else [])


def test_the_overdue_count_is_right_across_a_change_of_representative(cast, client, row, seat, home):
    changed = HOME + 5 * A_DAY
    step_down(seat.memberships.get(), on=changed, by=cast.officer)
    make.make_membership(seat, cast.member_person, on=changed)

    for days, who in ((1, "Owen Lark"), (4, "Owen Lark"), (5, "Tom Ferris"), (6, "Tom Ferris")):
        day = HOME + days * A_DAY
        assert overdue_on(day, home_body=cast.health) == [row]
        assert overdue_on(day, home_body=cast.board) == []
        (expected,) = expected_on(day, cast.visitor)
        assert (expected.stage, [person.name for person in expected.people]) == (Stage.OVERDUE, [who])
    said = words(client.get(f"/report-backs/?on={HOME + 6 * A_DAY}"))
    assert "1 report-back is overdue on 15 April 2026; 0 are due and 0 were given." in said
    assert "Overdue to Health, was due at its meeting on 9 April 2026 Health’s seat: Tom Ferris." in said


# Deeds --------------------------------------------------------------------------------------------------------


def test_before_the_outside_meeting_the_agenda_is_shared_and_soundings_are_noted(cast, row):
    share_agenda(row, on=OUTSIDE - A_DAY, by=cast.secretary)
    noted = note_soundings(row, by=cast.secretary, soundings="<p>Two are against.</p>")
    noted = note_soundings(row, by=cast.secretary, position="<p>Against.</p>")

    assert noted.agenda_shared_on == OUTSIDE - A_DAY
    assert (noted.soundings, noted.position) == ("<p>Two are against.</p>", "<p>Against.</p>")
    assert share_agenda(row, on=OUTSIDE, by=cast.secretary).agenda_shared_on == OUTSIDE
    with refused("An agenda is shared before its meeting: choose a day up to that of the meeting, or today."):
        share_agenda(row, on=OUTSIDE + A_DAY, by=cast.secretary)


def test_the_representative_reports_and_so_does_the_secretary_for_them(cast, network, outside, seat):
    owen = make.make_user("owen", person=cast.health_chair_person)
    one = expect(outside, by=cast.officer)[0]
    two = expect(make_meetings.make_meeting(network, OUTSIDE + A_DAY), by=cast.officer)[0]

    own = report(one, text="<p>Mine.</p>", by=owen, on=HOME)
    theirs = report(two, text="<p>Theirs.</p>", by=cast.secretary, on=HOME)

    assert own.reported_by == theirs.reported_by == cast.health_chair_person


def test_nobody_else_writes_a_report_back(cast, row):
    for user in (cast.member, cast.former_member, cast.visitor, None):
        for deed in (
            lambda user=user: report(row, text="<p>No.</p>", by=user, on=HOME),
            lambda user=user: share_agenda(row, on=OUTSIDE, by=user),
            lambda user=user: note_soundings(row, by=user, position="<p>No.</p>"),
            lambda user=user: keep_confidential(row, confidential=True, by=user),
        ):
            with refused("You are not appointed to edit Health; ask its partnership officer."):
                deed()


def test_bad_reports_are_refused_with_one_sentence_each(cast, row, home):
    foreign = make_meetings.make_meeting(cast.jobs, HOME)
    early = make_meetings.make_meeting(cast.health, OUTSIDE - A_DAY)
    off = make_meetings.make_meeting(cast.health, HOME + A_DAY, status="cancelled")
    how = {"text": "<p>Trains.</p>", "by": cast.secretary, "on": HOME}
    with refused("Say what is to be reported."):
        report(row, **{**how, "text": ""})
    for on in (OUTSIDE - A_DAY, make.today() + A_DAY):
        with refused("Choose a day between that of the outside meeting and today."):
            report(row, **{**how, "on": on})
    with refused("That is no meeting of Health: choose one that is."):
        report(row, at=foreign, **how)
    with refused("That meeting does not take place: choose another."):
        report(row, at=off, **how)
    with refused("The report was given on the day of the meeting that heard it: choose that day."):
        report(row, at=early, **how)
    assert report(row, at=home, **how).reported_at == home
    with refused("That meeting was reported on already."):
        report(row, **how)


# Who reads it -------------------------------------------------------------------------------------------------


@pytest.fixture
def secretive(cast, row):
    """A report-back with everything in it that is private until it is reported."""
    note_soundings(row, by=cast.secretary, soundings="<p>Quorvex soundings</p>", position="<p>Quorvex position</p>")
    return row


def pages(client, day=HOME + A_DAY):
    return [client.get(address).content.decode() for address in ("/report-backs/", f"/report-backs/?on={day}")]


def test_that_it_is_due_is_public_and_what_was_sounded_out_is_not(cast, client, secretive, home):
    assert "Rail Users Panel, meeting on 5 March 2026" in words(client.get("/report-backs/"))
    assert not any("Quorvex" in page for page in pages(client))
    report(secretive, text="<p>Trains will stop.</p>", by=cast.secretary, on=HOME, at=home)

    said = words(client.get("/report-backs/"))

    assert "Reported to Health on 9 April 2026 by Owen Lark Trains will stop." in said
    assert "Trains will stop." not in words(client.get(f"/report-backs/?on={HOME - A_DAY}"))
    assert "Trains will stop." in words(client.get(f"/report-backs/?on={HOME}"))
    assert not any("Quorvex" in page for page in pages(client))


def test_a_confidential_one_is_neither_shown_nor_counted_but_for_the_home_body(cast, client, secretive, home):
    keep_confidential(secretive, confidential=True, by=cast.secretary)
    said = words(client.get(f"/report-backs/?on={HOME + A_DAY}"))
    assert "No report-back is expected on 10 April 2026." in said
    assert "5 March 2026" not in said
    report(secretive, text="<p>Quorvex report</p>", by=cast.secretary, on=HOME, at=home)

    for user in (cast.visitor, cast.member, cast.former_member):
        assert not ReportBack.objects.visible_to(user).exists()
        assert expected_on(HOME, user) == []
    sitting = make.make_user("sitting", person=make.make_person(kept_by=cast.health))
    make.make_membership(make.make_seat(cast.health), sitting.person)
    for user in (sitting, cast.secretary, cast.officer):
        assert [each.text for each in expected_on(HOME, user)] == ["<p>Quorvex report</p>"]
    client.force_login(sitting)
    assert "Reported Members only to Health" in words(client.get("/report-backs/"))


@pytest.mark.parametrize("times", [1, 3])
def test_a_page_costs_the_same_for_few_and_many(cast, client, network, django_assert_num_queries, times):
    home = make_meetings.make_meeting(cast.health, HOME)
    for number in range(times):
        seat = make.make_seat(network, f"Seat {number}", kind=Seat.Kind.NOMINATED, of_body=cast.health)
        make.make_membership(seat, cast.health_chair_person if number == 0 else None)
    for days in range(times * 2):
        rows = expect(make_meetings.make_meeting(network, OUTSIDE + days * A_DAY), by=cast.officer)
        if days % 2:
            report(rows[0], text="<p>So.</p>", by=cast.secretary, on=HOME)
    assert len(overdue_on(HOME + A_DAY)) == 2 * times * times - times

    with django_assert_num_queries(23):
        client.get(f"/report-backs/?on={HOME + A_DAY}")
    with django_assert_num_queries(2):
        due_at(home)
    with django_assert_num_queries(3):
        overdue_on(HOME + A_DAY)
