"""Seating: people are put into seats, leave them, and have others stand in."""

import datetime

import pytest

from governance.foundation.deeds import Refused, write
from governance.models import Grade, Membership, Seat, Substitution
from governance.restructuring import end
from governance.seats.seating import appoint, step_down, substitute
from tests import make
from tests.refusing import refused

ON = make.day("2012-01-25")
BEFORE, AFTER = make.day("2012-01-24"), make.day("2012-01-26")
THREE = (BEFORE, ON, AFTER)
LATER = make.day("2014-01-25")
Kind = Seat.Kind


@pytest.fixture
def admin(db):
    return make.an_administrator()


@pytest.fixture
def root(admin):
    return make.make_partnership("root", "Root")


@pytest.fixture
def forum(root):
    return make.make_body("forum", "Forum", parent=root, kind="forum")


@pytest.fixture
def seat(forum):
    return make.make_seat(forum, "Member")


@pytest.fixture
def ann(forum):
    return make.make_person("Ann", kept_by=forum)


@pytest.fixture
def bob(forum):
    return make.make_person("Bob", kept_by=forum)


@pytest.fixture
def cat(forum):
    return make.make_person("Cat", kept_by=forum)


def held(seat, days=THREE):
    return [[str(row.person) for row in seat.memberships.in_force(day).order_by("place")] for day in days]


# Appointing


def test_a_holder_holds_from_the_day_up_to_the_day_without(seat, ann, admin):
    appoint(seat, ann, on=ON, until=AFTER, by=admin)
    assert held(seat) == [[], ["Ann"], []]


def test_a_holder_without_an_end_stays_as_long_as_the_seat(forum, ann, admin):
    seat = make.make_seat(forum, "Member", ends=LATER)
    assert appoint(seat, ann, on=ON, by=admin).ends == LATER


def test_an_appointment_records_how_it_came_about(forum, root, ann, admin):
    council = make.make_organisation("Council", kept_by=root)
    trust = make.make_organisation("Trust", kept_by=root)
    seat = make.make_seat(forum, "Member", how_appointed="Elected each May")
    ann.organisation = council
    row = appoint(seat, ann, on=ON, by=admin, jointly_with=trust, meeting="Annual meeting, 25 January 2012")
    assert (row.on_behalf_of, row.jointly_with, row.how_appointed, row.appointed_at) == (
        council,
        trust,
        "Elected each May",
        "Annual meeting, 25 January 2012",
    )
    other = make.make_seat(forum, "Other")
    row = appoint(other, ann, on=ON, by=admin, on_behalf_of=trust, how="Co-opted", dates_as_said="early 2012")
    assert (row.on_behalf_of, row.how_appointed, row.dates_as_said) == (trust, "Co-opted", "early 2012")


@pytest.mark.parametrize("day", [BEFORE, ON, AFTER])
def test_a_single_place_has_one_holder_on_a_day(seat, ann, bob, admin, day):
    appoint(seat, ann, on=ON, until=AFTER, by=admin)
    if day == AFTER:
        assert appoint(seat, bob, on=day, by=admin).place == 1
        return
    with refused("The one place of “Member” is held on those days: let somebody step down first."):
        appoint(seat, bob, on=day, by=admin)
    assert appoint(seat, bob, on=BEFORE, until=ON, by=admin).place == 1


def test_each_place_of_a_seat_has_one_holder(forum, ann, admin):
    seat = make.make_seat(forum, "Members", low=1, high=3)
    assert [make.make_membership(seat).place for _ in range(3)] == [1, 2, 3]
    with refused("Each of the 3 places of “Members” is held on those days: let somebody step down first."):
        appoint(seat, ann, on=ON, by=admin)


def test_a_place_that_was_left_is_the_first_to_be_filled(forum, admin):
    seat = make.make_seat(forum, "Members", low=1, high=3)
    rows = [make.make_membership(seat) for _ in range(3)]
    step_down(rows[1], on=ON, by=admin)
    assert make.make_membership(seat, on=ON).place == 2


def test_an_open_count_takes_all_who_come(forum):
    seat = make.make_seat(forum, "Residents", kind=Kind.COMMUNITY, low=0, high=None)
    assert [make.make_membership(seat).place for _ in range(6)] == [1, 2, 3, 4, 5, 6]


def test_nobody_holds_two_places_of_one_seat(forum, ann, admin):
    seat = make.make_seat(forum, "Members", low=1, high=3)
    appoint(seat, ann, on=ON, until=LATER, by=admin)
    with refused("That person already holds a place of this seat on those days."):
        appoint(seat, ann, on=AFTER, by=admin)
    assert appoint(seat, ann, on=LATER, by=admin).place == 1


def test_holders_stay_inside_the_days_of_the_seat(forum, ann, admin):
    seat = make.make_seat(forum, "Member", starts=ON, ends=LATER)
    sentence = "“Member” is in force from 25 January 2012 to 24 January 2014: choose days inside that."
    for day in (BEFORE, LATER, LATER + datetime.timedelta(days=1)):
        with refused(sentence):
            appoint(seat, ann, on=day, by=admin)
    with refused(
        "The seat is in force from 25 January 2012 to 24 January 2014: choose days inside that, or change the seat first."
    ):
        appoint(seat, ann, on=ON, until=LATER + datetime.timedelta(days=1), by=admin)
    assert appoint(seat, ann, on=ON, until=LATER, by=admin).ends == LATER


def test_an_end_on_the_first_day_is_refused(seat, ann, admin):
    with refused("The end comes before the start: give a last day on or after the first day."):
        appoint(seat, ann, on=ON, until=ON, by=admin)


def test_nobody_is_appointed_to_a_body_that_has_ended(forum, seat, ann, admin):
    end(forum, on=ON, by=admin)
    with refused("“Member” is in force from 1 April 2008 to 24 January 2012: choose days inside that."):
        appoint(seat, ann, on=ON, by=admin)


def test_a_derived_seat_takes_no_appointment(forum, root, ann, admin):
    health = make.make_body("health", "Health", parent=forum, kind="thematic-partnership")
    seat = make.make_seat(forum, "Chair of Health", kind=Kind.DERIVED, of_body=health)
    with refused("This seat follows another body’s chair by itself: appoint the chair there."):
        appoint(seat, ann, on=ON, by=admin)


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("administrator", True),
        ("officer", True),
        ("secretary", False),
        ("chair", False),
        ("member", False),
        ("visitor", False),
    ],
)
def test_who_may_appoint_to_the_board(cast, name, may):
    seat = make.make_seat(cast.board, "Member")
    user = getattr(cast, name)
    if may:
        assert appoint(seat, cast.former_person, on=ON, by=user).person == cast.former_person
        return
    with refused("You are not appointed to edit Leadership Board; ask its partnership officer."):
        appoint(seat, cast.former_person, on=ON, by=user)
    with refused("You are not appointed to edit Leadership Board; ask its partnership officer."):
        step_down(cast.former_membership, on=ON, by=user)


def test_a_secretary_appoints_to_their_body_and_to_what_sits_under_it(cast):
    for body in (cast.health, cast.health_data):
        appoint(make.make_seat(body), cast.former_person, on=ON, by=cast.secretary)


# Nominations


@pytest.fixture
def themes(forum):
    return [
        make.make_body(name.lower(), name, parent=forum, kind="thematic-partnership") for name in ("Health", "Jobs")
    ]


def test_the_nominating_body_is_filled_in_and_no_other_may_nominate(forum, themes, ann, admin):
    health, jobs = themes
    seat = make.make_seat(forum, "From Health", kind=Kind.NOMINATED, of_body=health)
    with refused("Jobs does not nominate for “From Health”: that is for Health."):
        appoint(seat, ann, on=ON, by=admin, nominated_by=jobs)
    assert appoint(seat, ann, on=ON, by=admin).nominated_by == health


@pytest.fixture
def from_each(forum):
    kind = make.kind("thematic-partnership")
    return make.make_seat(forum, "From each theme", kind=Kind.NOMINATED, of_kind=kind, low=1, high=1)


def test_each_body_of_the_kind_nominates_its_own_number(from_each, themes, ann, bob, admin):
    health, jobs = themes
    with refused("Say which body nominates for “From each theme”."):
        appoint(from_each, ann, on=ON, by=admin)
    assert appoint(from_each, ann, on=ON, by=admin, nominated_by=health).place == 1
    with refused("Health already has its 1 on “From each theme”: let one step down first."):
        appoint(from_each, bob, on=AFTER, by=admin, nominated_by=health)
    assert appoint(from_each, bob, on=AFTER, by=admin, nominated_by=jobs).place == 2


def test_a_nomination_that_is_to_come_counts_too(from_each, themes, ann, bob, admin):
    health = themes[0]
    appoint(from_each, ann, on=LATER, by=admin, nominated_by=health)
    with refused("Health already has its 1 on “From each theme”: let one step down first."):
        appoint(from_each, bob, on=ON, by=admin, nominated_by=health)
    appoint(from_each, bob, on=ON, until=LATER, by=admin, nominated_by=health)
    assert held(from_each, [ON, LATER]) == [["Bob"], ["Ann"]]


def test_those_who_follow_each_other_count_as_one(forum, themes, admin):
    kind = make.kind("thematic-partnership")
    seat = make.make_seat(forum, "Two from each theme", kind=Kind.NOMINATED, of_kind=kind, low=1, high=2)
    for starts, ends in ((ON, AFTER), (AFTER, LATER), (LATER, None)):
        make.make_membership(seat, on=starts, until=ends, nominated_by=themes[0])
    assert make.make_membership(seat, on=ON, nominated_by=themes[0]).place == 2


def test_only_bodies_of_the_kind_nominate_and_only_while_they_are(forum, from_each, root, ann, admin):
    with refused("Root does not nominate for “From each theme” on that day: choose one of its thematic partnerships."):
        appoint(from_each, ann, on=ON, by=admin, nominated_by=root)
    late = make.make_body("late", "Late", parent=forum, kind="thematic-partnership", on=ON)
    with refused("Late does not nominate for “From each theme” on that day: choose one of its thematic partnerships."):
        appoint(from_each, ann, on=BEFORE, by=admin, nominated_by=late)
    assert appoint(from_each, ann, on=ON, by=admin, nominated_by=late).nominated_by == late


def test_bodies_of_another_partnership_do_not_nominate(from_each, ann, admin):
    there = make.make_body("there", "There", parent=make.make_partnership(), kind="thematic-partnership")
    with refused("There does not nominate for “From each theme” on that day: choose one of its thematic partnerships."):
        appoint(from_each, ann, on=ON, by=admin, nominated_by=there)


# Stepping down


def test_the_day_of_stepping_down_is_the_first_without(seat, ann, admin):
    row = appoint(seat, ann, on=make.FIRST, by=admin)
    assert step_down(row, on=ON, by=admin, reason="A new post.").ends == ON
    assert held(seat) == [["Ann"], [], []]
    assert Membership.history.filter(id=row.pk).latest().history_change_reason == "A new post."


@pytest.mark.parametrize(("day", "may"), [(BEFORE, False), (ON, False), (AFTER, True)])
def test_nobody_steps_down_before_having_begun(seat, ann, admin, day, may):
    row = appoint(seat, ann, on=ON, by=admin)
    if may:
        assert step_down(row, on=day, by=admin).ends == day
        return
    with refused("Ann only takes “Member” since 25 January 2012: choose a later day."):
        step_down(row, on=day, by=admin)


@pytest.mark.parametrize(("day", "may"), [(BEFORE, True), (ON, False), (AFTER, False)])
def test_nobody_steps_down_after_having_left(seat, ann, admin, day, may):
    row = appoint(seat, ann, on=make.FIRST, until=ON, by=admin)
    if may:
        assert step_down(row, on=day, by=admin).ends == day
        return
    with refused("Ann already leaves “Member” from 1 April 2008 to 24 January 2012."):
        step_down(row, on=day, by=admin)


def test_those_who_stand_in_leave_with_the_holder(forum, ann, bob, admin):
    seat = make.make_seat(forum, "Member", substitute_allowed=True)
    row = appoint(seat, ann, on=make.FIRST, by=admin)
    substitute(seat, stands_in_for=ann, person=bob, on=BEFORE, until=LATER, by=admin)
    substitute(seat, stands_in_for=ann, person=bob, on=LATER, by=admin)
    step_down(row, on=ON, by=admin)
    assert list(Substitution.objects.values_list("starts", "ends")) == [(BEFORE, ON)]


# Substitutes


@pytest.fixture
def open_seat(forum, ann, admin):
    """A seat that Ann holds, and in which others may stand in."""
    seat = make.make_seat(forum, "Member", substitute_allowed=True)
    appoint(seat, ann, on=make.FIRST, until=LATER, by=admin)
    return seat


def test_a_substitute_stands_in_as_long_as_the_holder_holds(open_seat, ann, bob, admin):
    row = substitute(open_seat, stands_in_for=ann, person=bob, on=ON, by=admin)
    assert (row.starts, row.ends) == (ON, LATER)


def test_a_seat_that_allows_no_substitute_gets_none(seat, ann, bob, admin):
    appoint(seat, ann, on=ON, by=admin)
    with refused("“Member” allows no substitute; the holder attends in person."):
        substitute(seat, stands_in_for=ann, person=bob, on=ON, by=admin)


def test_nobody_stands_in_for_somebody_who_does_not_hold_the_seat(open_seat, ann, bob, admin):
    with refused("Bob does not hold “Member” on that day: choose its holder."):
        substitute(open_seat, stands_in_for=bob, person=ann, on=ON, by=admin)
    with refused("Ann does not hold “Member” on that day: choose its holder."):
        substitute(open_seat, stands_in_for=ann, person=bob, on=LATER, by=admin)


def test_nobody_stands_in_for_themselves(open_seat, ann, admin):
    with refused("Nobody stands in for themselves."):
        substitute(open_seat, stands_in_for=ann, person=ann, on=ON, by=admin)


def test_one_at_a_time_stands_in(open_seat, ann, bob, cat, admin):
    substitute(open_seat, stands_in_for=ann, person=bob, on=BEFORE, until=AFTER, by=admin)
    with refused("Somebody else stands in on those days."):
        substitute(open_seat, stands_in_for=ann, person=cat, on=ON, by=admin)
    substitute(open_seat, stands_in_for=ann, person=cat, on=AFTER, by=admin)


@pytest.mark.parametrize("grade", [None, *Grade])
def test_a_substitute_is_at_least_of_the_grade_asked(forum, ann, bob, admin, grade):
    seat = make.make_seat(forum, "Member", substitute_allowed=True, grade_floor=Grade.HEAD_OF_SERVICE)
    appoint(seat, ann, on=ON, by=admin)
    bob.grade = grade
    bob.save()
    if grade and grade >= Grade.HEAD_OF_SERVICE:
        assert substitute(seat, stands_in_for=ann, person=bob, on=ON, by=admin).person == bob
        return
    said = grade.label.lower() if grade else "of no recorded grade"
    with refused(f"A substitute for “Member” must be at least head of service; Bob is {said}."):
        substitute(seat, stands_in_for=ann, person=bob, on=ON, by=admin)


def test_only_those_who_edit_the_body_name_a_substitute(cast):
    with refused("You are not appointed to edit Leadership Board; ask its partnership officer."):
        substitute(
            cast.member_seat,
            stands_in_for=cast.member_person,
            person=cast.former_person,
            on=make.today(),
            by=cast.secretary,
        )


# What a seat must say of itself


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"low": 3, "high": 2}, "The least number of places is more than the greatest."),
        ({"community_low": 2}, "More community representatives are asked for than there are places."),
        ({"grade_floor": 3}, "A least grade of substitute means nothing where no substitute is allowed."),
        ({"kind": Kind.DERIVED}, "Say whose chair sits here: one body, or every body of a kind."),
        ({"kind": Kind.NOMINATED}, "Say who nominates: one body, or every body of a kind."),
        ({"kind": Kind.SECTOR}, "Say which sector the seat speaks for."),
        ({"kind": Kind.CONDITIONAL}, "Say on which condition the seat applies."),
    ],
)
def test_a_seat_says_what_its_kind_needs(forum, facts, sentence):
    with refused(sentence):
        make.make_seat(forum, "Member", **facts)


def test_a_seat_comes_from_one_body_or_from_one_kind(forum, root):
    kind = make.kind("board")
    both = {"of_body": root, "of_kind": kind}
    with refused("Say whose chair sits here: one body, or every body of a kind."):
        make.make_seat(forum, "Chair", kind=Kind.DERIVED, **both)
    with refused("Only a derived or nominated seat comes from another body."):
        make.make_seat(forum, "Member", of_body=root)
    with refused("A body’s own chair has a seat of its own; choose another body."):
        make.make_seat(forum, "Chair", kind=Kind.DERIVED, of_body=forum)


@pytest.mark.parametrize("role", Seat.Role)
def test_members_are_told_from_those_in_attendance(forum, role):
    seat = make.make_seat(forum, "Somebody", role=role)
    assert seat.is_member_seat is (role in {"chair", "vice chair", "member"})


def test_a_person_in_a_seat_cannot_be_deleted(seat, ann, admin):
    appoint(seat, ann, on=ON, by=admin)
    with pytest.raises(Exception, match="protected foreign keys"):
        ann.delete()


def test_a_holder_written_past_the_deed_is_still_held_to_the_seat(seat, ann):
    with refused("Places are counted from 1."):
        write(Membership(seat=seat, person=ann, starts=ON, place=0), by=None)
    with refused("The seat is in force since 1 April 2008: choose days inside that, or change the seat first."):
        write(Membership(seat=seat, person=ann, starts=make.FIRST - datetime.timedelta(days=1)), by=None)


def test_a_secretary_cannot_put_themselves_in_the_chair(cast):
    own = make.make_person(kept_by=cast.health, account=cast.secretary)
    seat = make.make_seat(cast.health_data, "Chair", role="chair")

    with pytest.raises(Refused, match="^You cannot put yourself in the chair: ask an officer of the partnership.$"):
        appoint(seat, own, on=seat.starts, by=cast.secretary)
    assert appoint(seat, own, on=seat.starts, by=cast.officer).person == own
