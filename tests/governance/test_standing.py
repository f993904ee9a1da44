"""Standing: who edits or chairs what, by the appointments and the reporting lines of today."""

import datetime

import pytest

from governance.foundation.access import Role
from governance.foundation.deeds import write
from governance.models import Appointment, BodyPeriod, Seat
from governance.restructuring import end, move
from governance.seats.seating import step_down
from governance.standing import Today
from tests import make
from tests.refusing import refused

ON = make.day("2012-01-25")
BEFORE, AFTER = make.day("2012-01-24"), make.day("2012-01-26")
THREE = (BEFORE, ON, AFTER)


def slugs(cast, keys):
    return {type(cast.board).objects.get(pk=key).slug for key in keys}


def edited(cast, user, day=None):
    return slugs(cast, Today(lambda: day or make.today()).edited(user))


def test_an_officer_edits_the_partnership_and_its_whole_family_past_and_present(cast):
    assert edited(cast, cast.officer) == {
        "brackwater",
        "board",
        "health",
        "health-data-group",
        "jobs-and-skills",
        "culture-forum",
        "safer-streets",
        "stronger-communities",
        "safer-and-stronger",
        "evidence-group",
    }


def test_a_secretary_edits_the_body_and_all_that_reports_to_it_today(cast):
    assert edited(cast, cast.secretary) == {"health", "health-data-group"}
    deep = make.make_body("deep", "Deep", parent=cast.health_data, kind="sub-group")
    assert edited(cast, cast.secretary) == {"health", "health-data-group", "deep"}
    move(deep, to=cast.jobs, on=make.today(), by=cast.administrator)
    assert edited(cast, cast.secretary) == {"health", "health-data-group"}


def test_rights_follow_the_reporting_line_on_the_day_on_which_it_moves(cast):
    make.make_appointment(clerk := make.make_user(), Role.SECRETARY, cast.jobs)
    soon = make.today() + datetime.timedelta(days=30)
    move(cast.health_data, to=cast.jobs, on=soon, by=cast.administrator)
    eve, after = soon - datetime.timedelta(days=1), soon + datetime.timedelta(days=1)
    assert ["health-data-group" in edited(cast, clerk, day) for day in (eve, soon, after)] == [False, True, True]
    assert ["health-data-group" in edited(cast, cast.secretary, day) for day in (eve, soon, after)] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OFFICER, Role.SECRETARY])
def test_an_appointment_holds_from_its_first_day_to_its_last(cast, role):
    body = {Role.ADMINISTRATOR: None, Role.OFFICER: cast.partnership, Role.SECRETARY: cast.jobs}[role]
    make.make_appointment(begins := make.make_user(), role, body, starts=ON)
    make.make_appointment(ends := make.make_user(), role, body, ends=ON)

    def holds(user):
        told = []
        for day in THREE:
            standing = Today(lambda day=day: day)
            rights = [standing.administers(user), *standing.rooted(user), *standing.edited(user)]
            told.append(any(rights))
        return told

    assert holds(begins) == [False, True, True]
    assert holds(ends) == [True, False, False]


def test_an_administrator_needs_no_body(cast):
    standing = Today()
    assert [standing.administers(user) for user in (cast.administrator, cast.officer)] == [True, False]
    assert list(standing.rooted(cast.officer)) == [cast.partnership.pk]
    assert list(standing.rooted(cast.administrator)) == []


def test_a_flag_on_the_account_gives_nothing(cast):
    user = make.make_user()
    user.is_superuser = user.is_staff = True
    user.save()
    standing = Today()
    assert (standing.administers(user), list(standing.edited(user)), list(standing.chaired(user))) == (False, [], [])


def test_a_circle_in_the_data_ends_the_walk(cast):
    BodyPeriod._base_manager.filter(body=cast.health).update(parent=cast.health_data)
    assert edited(cast, cast.secretary) == {"health", "health-data-group"}


def test_a_chair_chairs_while_they_hold_the_seat(cast):
    left = make.today() - datetime.timedelta(days=10)
    step_down(cast.chair_seat.memberships.get(), on=left, by=cast.administrator)
    days = [left - datetime.timedelta(days=1), left, left + datetime.timedelta(days=1)]
    told = [slugs(cast, Today(lambda day=day: day).chaired(cast.chair)) for day in days]
    assert told == [{"board"}, set(), set()]


def test_a_chair_by_derivation_chairs_too_and_stops_with_the_other_chair(cast):
    make.make_seat(cast.evidence, "Chair", role=Seat.Role.CHAIR, kind=Seat.Kind.DERIVED, of_body=cast.board)
    make.make_seat(cast.jobs, "Chair", role=Seat.Role.CHAIR, kind=Seat.Kind.DERIVED, of_body=cast.evidence)
    assert slugs(cast, Today().chaired(cast.chair)) == {"board", "evidence-group", "jobs-and-skills"}
    step_down(cast.chair_seat.memberships.get(), on=make.today(), by=cast.administrator)
    assert slugs(cast, Today().chaired(cast.chair)) == set()


def test_a_member_chairs_nothing(cast):
    assert list(Today().chaired(cast.member)) == []
    assert list(Today().chaired(cast.officer)) == []


def test_a_chair_edits_nothing(cast):
    assert edited(cast, cast.chair) == set()


def test_an_appointment_to_a_body_that_has_ended_still_reaches_its_records(cast):
    end(cast.health_data, on=make.today(), by=cast.administrator)
    assert edited(cast, cast.secretary) == {"health"}
    make.make_appointment(clerk := make.make_user(), Role.SECRETARY, cast.health_data)
    assert edited(cast, clerk) == {"health-data-group"}


# What an appointment must be


def test_an_officer_is_appointed_to_a_whole_partnership(cast):
    with refused(
        "A partnership officer is appointed to a whole partnership; appoint a secretary of Leadership Board instead."
    ):
        write(Appointment(user=cast.member, role=Role.OFFICER, body=cast.board, starts=ON), by=cast.administrator)


@pytest.mark.parametrize(
    ("role", "named"), [(Role.ADMINISTRATOR, True), (Role.OFFICER, False), (Role.SECRETARY, False)]
)
def test_an_administrator_has_no_body_and_the_others_have_one(cast, role, named):
    body = cast.partnership if named else None
    row = Appointment(user=cast.member, role=role, body=body, starts=ON)
    with refused("An administrator is appointed to no body; everybody else to one."):
        make.written_apart(row)


def test_an_account_has_an_appointment_once_at_a_time(cast):
    row = Appointment(user=cast.secretary, role=Role.SECRETARY, body=cast.health, starts=ON)
    with refused("That account already has this appointment on those days."):
        make.written_apart(row)
