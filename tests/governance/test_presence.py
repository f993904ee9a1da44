"""Where people and organisations sit on a day, and that their pages agree with the bodies' own rolls."""

import datetime

import pytest

from governance.models import Body, Organisation, Person, Seat
from governance.seats.presence import names_on, organisation_on, past_seats, person_on, seats_held_on
from governance.seats.roll import roll_on
from governance.seats.seating import step_down
from tests import make

pytestmark = pytest.mark.django_db

DAY = datetime.date(2015, 6, 1)
A_DAY = datetime.timedelta(days=1)


def seats(sittings) -> list[tuple[str, str]]:
    return [(each.body_name, each.seat.title) for each in sittings]


def test_a_person_sits_in_their_own_seat_from_its_first_day_to_its_last(cast):
    seat = make.make_seat(cast.jobs, "Adviser")
    pat = make.make_person("Pat Quill", kept_by=cast.jobs)
    make.make_membership(seat, pat, on=DAY, until=DAY + 2 * A_DAY)

    found = [seats(person_on(pat, DAY + n * A_DAY)) for n in (-1, 0, 1, 2)]

    assert found == [[], [("Jobs and Skills", "Adviser")], [("Jobs and Skills", "Adviser")], []]


def test_a_derived_seat_follows_the_chair_with_no_edit(cast):
    make.make_person("Nia Frost", kept_by=cast.health)
    nia = Person.objects.get(name="Nia Frost")
    held = cast.health_chair_person.memberships.get()
    step_down(held, on=DAY, by=cast.officer)
    make.make_membership(held.seat, nia, on=DAY)

    owen = [seats(person_on(cast.health_chair_person, day)) for day in (DAY - A_DAY, DAY)]
    follower = person_on(nia, DAY)

    assert owen == [[("Health", "Chair"), ("Partnership Board", "Chair of Health")], []]
    assert seats(follower) == [("Health", "Chair"), ("Partnership Board", "Chair of Health")]
    assert [each.chair_of for each in follower] == ["", "Health"]
    assert seats(person_on(nia, DAY - A_DAY)) == []


def test_a_seat_for_every_chair_of_a_kind_counts_for_each(cast):
    make.make_seat(
        cast.evidence, "Theme chairs", kind=Seat.Kind.DERIVED, of_kind=make.kind("thematic-partnership"), high=None
    )

    found = person_on(cast.health_chair_person, DAY)

    assert ("Evidence Group", "Theme chairs") in seats(found)
    assert seats_held_on(DAY)[cast.trust.pk] == len(organisation_on(cast.trust, DAY).sittings)


def test_a_chair_that_follows_a_chair_is_followed_through(cast):
    chair = {"kind": Seat.Kind.DERIVED, "role": Seat.Role.CHAIR}
    make.make_seat(cast.jobs, "Chair", of_body=cast.health, **chair)
    make.make_seat(cast.culture, "Chair of jobs", kind=Seat.Kind.DERIVED, of_body=cast.jobs)

    found = person_on(cast.health_chair_person, DAY)

    assert ("Culture Forum", "Chair of jobs") in seats(found)
    assert ("Jobs and Skills", "Chair") in seats(found)


def test_chairs_that_follow_each_other_end_the_walk(cast):
    chair = {"kind": Seat.Kind.DERIVED, "role": Seat.Role.CHAIR}
    make.make_seat(cast.jobs, "Chair", of_body=cast.culture, **chair)
    make.make_seat(cast.culture, "Chair", of_body=cast.jobs, **chair)

    assert seats(person_on(cast.member_person, DAY)) == [("Partnership Board", "Partner organisations")]


def test_a_substitute_sits_there_while_standing_in(cast):
    sub = make.make_person("Kit Stone", kept_by=cast.board, grade=5)
    make.make_substitution(cast.member_seat, stands_in_for=cast.member_person, person=sub, on=DAY, until=DAY + A_DAY)

    found = [person_on(sub, DAY + n * A_DAY) for n in (-1, 0, 1)]

    assert [len(each) for each in found] == [0, 1, 0]
    assert found[1][0].stands_in
    assert found[1][0].holder.person == cast.member_person
    assert [each.stands_in for each in person_on(cast.member_person, DAY)] == [False]


def test_an_organisation_holds_what_people_hold_for_it(cast):
    joint = make.make_seat(cast.culture, "Joint adviser")
    make.make_membership(joint, cast.member_person, jointly_with=cast.trust)

    council, trust = organisation_on(cast.council, DAY), organisation_on(cast.trust, DAY)

    assert [(each.body_name, each.holder.person.name) for each in council.sittings] == [
        ("Culture Forum", "Tom Ferris"),
        ("Partnership Board", "Ida Marlow"),
        ("Partnership Board", "Tom Ferris"),
    ]
    assert ("Culture Forum", "Joint adviser") in seats(trust.sittings)
    assert council.sittings[0].on_behalf_of == [
        ("brackwater-council", "Brackwater Council"),
        ("marsh-health-trust", "Marsh Health Trust"),
    ]


def test_empty_places_kept_for_an_organisation_are_named_until_they_are_filled(cast):
    seat = make.make_seat(cast.jobs, "Health Trust", on_behalf_of=cast.trust, low=2, high=2)
    make.make_membership(seat, make.make_person(kept_by=cast.jobs, organisation=cast.trust), on=DAY)

    before, on = (organisation_on(cast.trust, day).vacancies for day in (DAY - A_DAY, DAY))

    assert [(each.seat, each.number, each.shared) for each in before] == [(seat, 2, False)]
    assert [(each.seat, each.number) for each in on] == [(seat, 1)]
    assert organisation_on(cast.council, DAY).vacancies == []


def test_a_shared_seat_that_is_empty_is_named_for_each_who_share_it(cast):
    seat = make.make_seat(cast.jobs, "Councils in turn", kind=Seat.Kind.SHARED)
    seat.shared_between.set([cast.council, cast.trust])

    for organisation in (cast.council, cast.trust):
        vacancies = organisation_on(organisation, DAY).vacancies
        assert [(each.seat, each.number, each.shared) for each in vacancies] == [(seat, 1, True)]


def test_names_are_those_of_the_day(cast):
    make.make_organisation_name(cast.trust, "Marsh Primary Care Trust", starts="2008-04-01", ends=DAY)

    before, on = (names_on(day, bodies=[cast.board.pk], organisations=[cast.trust.pk]) for day in (DAY - A_DAY, DAY))

    assert (before.organisation(cast.trust), on.organisation(cast.trust)) == (
        "Marsh Primary Care Trust",
        "Marsh Health Trust",
    )
    assert on.body(cast.board) == "Partnership Board"
    assert names_on(make.today(), bodies=[cast.board.pk], organisations=[]).body(cast.board) == "Leadership Board"


def test_a_past_seat_is_past_from_the_day_after_its_last(cast):
    found = [past_seats(cast.former_person, cast.left_on + n * A_DAY) for n in (-1, 0, 1)]

    assert [len(each) for each in found] == [0, 1, 1]
    row = found[1][0]
    assert (row.body_slug, row.body_name, row.seat) == ("board", "Leadership Board", "Partner organisations")
    assert row.role_in_words == "Member"
    assert row.dates_in_words.startswith("from 1 April 2008 to ")


def test_a_past_seat_names_the_body_as_it_was_on_the_last_day(cast):
    seat = make.make_seat(cast.board, "Adviser")
    make.make_membership(seat, cast.member_person, until="2020-04-01")

    assert past_seats(cast.member_person, make.today())[0].body_name == "Partnership Board"


def test_past_substitutions_say_for_whom(cast):
    sub = make.make_person("Kit Stone", kept_by=cast.board, grade=5)
    make.make_substitution(cast.member_seat, stands_in_for=cast.member_person, person=sub, on=DAY, until=DAY + A_DAY)

    assert [row.stood_in_for for row in past_seats(sub, DAY + A_DAY)] == ["Tom Ferris"]
    assert past_seats(cast.member_person, DAY + A_DAY) == []


def test_every_page_agrees_with_the_rolls(cast):
    make.make_seat(
        cast.evidence, "Theme chairs", kind=Seat.Kind.DERIVED, of_kind=make.kind("thematic-partnership"), high=None
    )
    make.make_seat(cast.jobs, "Chair", of_body=cast.health, kind=Seat.Kind.DERIVED, role=Seat.Role.CHAIR)
    make.make_membership(make.make_seat(cast.culture), cast.member_person, jointly_with=cast.trust, on="2012-01-01")

    for day in (DAY, datetime.date(2009, 1, 1), make.today()):
        rolls = [(line.seat, h) for body in Body.objects.all() for line in roll_on(body, day) for h in line.holders]
        for person in Person.objects.all():
            expected = sorted(seat.pk for seat, holder in rolls if holder.person == person)
            assert sorted(each.seat.pk for each in person_on(person, day)) == expected
        counts = seats_held_on(day)
        for organisation in Organisation.objects.all():
            held = [
                seat.pk
                for seat, h in rolls
                if organisation in {h.on_behalf_of, h.membership.jointly_with if h.membership else None}
            ]
            assert sorted(each.seat.pk for each in organisation_on(organisation, day).sittings) == sorted(held)
            assert counts[organisation.pk] == len(held)


@pytest.mark.parametrize("times", [1, 3])
def test_the_number_of_queries_does_not_grow(cast, django_assert_num_queries, times):
    for number in range(times):
        make.make_membership(make.make_seat(cast.jobs, order=number), cast.chair_person)
        make.make_membership(make.make_seat(cast.jobs, order=number), cast.health_chair_person)
        make.make_seat(cast.jobs, on_behalf_of=cast.trust)

    with django_assert_num_queries(7):
        person_on(cast.health_chair_person, DAY)
    with django_assert_num_queries(7):
        organisation_on(cast.trust, DAY)
    with django_assert_num_queries(6):
        seats_held_on(DAY)
    with django_assert_num_queries(1):
        past_seats(cast.former_person, make.today())
