"""The roll: seats as the papers write them, with their holders and vacancies on a day."""

import datetime

import pytest

from governance.models import Seat
from governance.restructuring import change_kind, end
from governance.seats.roll import chairs_on, fill, roll_on
from governance.seats.seating import appoint, step_down
from tests import make

ON = make.day("2012-01-25")
BEFORE, AFTER = make.day("2012-01-24"), make.day("2012-01-26")
THREE = (BEFORE, ON, AFTER)
Kind, Role = Seat.Kind, Seat.Role
SOON = make.day("2012-02-01")


@pytest.fixture
def root(db):
    return make.make_partnership("root", "Root")


@pytest.fixture
def forum(root):
    return make.make_body("forum", "Forum", parent=root, kind="forum")


def theme(forum, name, **facts):
    return make.make_body(name.lower(), name, parent=forum, kind="thematic-partnership", **facts)


def person(body, name, **facts):
    return make.make_person(name, kept_by=body, **facts)


def names(line):
    return [str(holder.person) for holder in line.holders]


def line(body, day=ON):
    """The only line of the body's roll."""
    (only,) = roll_on(body, day)
    return only


def taken(body, days=THREE):
    return [names(line(body, day)) for day in days]


# Days


def test_a_seat_is_on_the_roll_from_its_first_day_to_its_last(forum):
    make.make_seat(forum, "Member", starts=ON, ends=SOON)
    days = [*THREE, SOON - datetime.timedelta(days=1), SOON]
    assert [len(roll_on(forum, day)) for day in days] == [0, 1, 1, 1, 0]


def test_a_holder_sits_from_the_first_day_and_the_successor_from_the_next(forum):
    seat = make.make_seat(forum, "Member")
    make.make_membership(seat, person(forum, "Ann"), until=ON)
    make.make_membership(seat, person(forum, "Bob"), on=ON)
    assert taken(forum) == [["Ann"], ["Bob"], ["Bob"]]


def test_a_vacancy_is_the_absence_of_a_holder(forum):
    seat = make.make_seat(forum, "Member")
    make.make_membership(seat, until=ON)
    make.make_membership(seat, on=AFTER)
    assert [line(forum, day).vacancies for day in THREE] == [0, 1, 0]


def test_the_roll_keeps_its_order(forum):
    for title, order in (("Third", 3), ("First", 1), ("Second", 2)):
        make.make_seat(forum, title, order=order)
    assert [line.seat.title for line in roll_on(forum, ON)] == ["First", "Second", "Third"]


# Kinds of seat (beyond 3.7)


def test_a_seat_by_post_has_its_holder_and_whom_they_speak_for(forum, root):
    council = make.make_organisation("Council", kept_by=root)
    chief = person(forum, "Ann", organisation=council, post="Chief executive")
    make.make_membership(make.make_seat(forum, "Chief executive of the council"), chief)
    (holder,) = line(forum).holders
    assert (holder.person, holder.on_behalf_of, holder.chair_of) == (chief, council, None)


def test_a_derived_seat_follows_the_chair_with_no_edit(forum):
    health = theme(forum, "Health")
    make.make_seat(forum, "Chair of Health", kind=Kind.DERIVED, of_body=health)
    assert taken(forum) == [[], [], []]
    first = make.make_chair(health, person(health, "Ann"), until=ON)
    make.make_membership(first.seat, person(health, "Bob"), on=ON)
    assert taken(forum) == [["Ann"], ["Bob"], ["Bob"]]
    assert line(forum).holders[0].chair_of == health
    assert line(forum).vacancies == 0


def test_a_derived_seat_is_vacant_while_the_chair_is(forum):
    health = theme(forum, "Health")
    make.make_seat(forum, "Chair of Health", kind=Kind.DERIVED, of_body=health)
    held = make.make_chair(health)
    step_down(held, on=ON, by=make.an_administrator())
    assert [line(forum, day).vacancies for day in THREE] == [0, 1, 1]


def test_a_derived_seat_of_every_body_of_a_kind_grows_and_shrinks_with_them(forum):
    health, jobs = theme(forum, "Health"), theme(forum, "Jobs", on=ON)
    make.make_seat(forum, "Chairs of the themes", kind=Kind.DERIVED, of_kind=make.kind("thematic-partnership"))
    make.make_chair(health, person(health, "Ann"))
    make.make_chair(jobs, person(jobs, "Bob"))
    assert taken(forum) == [["Ann"], ["Ann", "Bob"], ["Ann", "Bob"]]
    assert [line(forum, day).places_in_words for day in THREE] == ["1 place", "2 places", "2 places"]
    end(health, on=SOON, by=make.an_administrator())
    assert [names(line(forum, SOON)), line(forum, SOON).low, line(forum, SOON).high] == [["Bob"], 1, 1]


def test_bodies_of_another_partnership_are_not_of_that_kind(forum):
    other = make.make_partnership("other", "Other")
    make.make_chair(make.make_body(parent=other, kind="thematic-partnership"))
    make.make_seat(forum, "Chairs of the themes", kind=Kind.DERIVED, of_kind=make.kind("thematic-partnership"))
    assert taken(forum) == [[], [], []]
    assert line(forum).low == 0


def test_a_body_that_changes_its_kind_changes_the_places(forum):
    health = theme(forum, "Health")
    make.make_seat(forum, "Themes", kind=Kind.NOMINATED, of_kind=make.kind("thematic-partnership"), low=2, high=3)
    change_kind(health, kind=make.kind("sub-group"), on=ON, by=make.an_administrator())
    assert [(line(forum, day).low, line(forum, day).high, line(forum, day).vacancies) for day in THREE] == [
        (2, 3, 2),
        (0, 0, 0),
        (0, 0, 0),
    ]


def test_a_derived_chair_passes_on_along_the_line(forum):
    health, jobs = theme(forum, "Health"), theme(forum, "Jobs")
    make.make_seat(health, "Chair", role=Role.CHAIR, kind=Kind.DERIVED, of_body=jobs)
    make.make_seat(forum, "Chair of Health", kind=Kind.DERIVED, of_body=health)
    make.make_chair(jobs, person(jobs, "Bob"), until=ON)
    assert taken(forum) == [["Bob"], [], []]
    assert [line(health, day).vacancies for day in THREE] == [0, 1, 1]


def test_chairs_that_derive_from_each_other_end_the_walk(forum):
    health, jobs = theme(forum, "Health"), theme(forum, "Jobs")
    make.make_seat(health, "Chair", role=Role.CHAIR, kind=Kind.DERIVED, of_body=jobs)
    make.make_seat(jobs, "Chair", role=Role.CHAIR, kind=Kind.DERIVED, of_body=health)
    assert chairs_on(ON) == {}
    assert chairs_on(ON, [health.pk]) == {}
    make.make_chair(jobs, person(jobs, "Bob"))
    told = {key: [str(h.person) for h in holders] for key, holders in chairs_on(ON).items()}
    assert told == {health.pk: ["Bob"], jobs.pk: ["Bob"]}


def test_a_body_chaired_by_the_chairs_of_two_others_has_both(forum):
    joint, health, jobs = theme(forum, "Joint"), theme(forum, "Health"), theme(forum, "Jobs")
    for body, name in ((health, "Ann"), (jobs, "Bob")):
        make.make_seat(joint, f"Chair of {body}", role=Role.CHAIR, kind=Kind.DERIVED, of_body=body)
        make.make_chair(body, person(body, name))
    make.make_seat(forum, "Chair of the joint theme", kind=Kind.DERIVED, of_body=joint, high=2)
    assert names(line(forum)) == ["Ann", "Bob"]
    for asked in (None, [joint.pk]):
        assert [str(h.person) for h in chairs_on(ON, asked)[joint.pk]] == ["Ann", "Bob"]


def test_a_chair_of_their_own_and_a_derived_one_sit_side_by_side_whoever_is_asked_first(forum):
    a, b, c = theme(forum, "A"), theme(forum, "B"), theme(forum, "C")
    make.make_seat(a, "Chair", role=Role.CHAIR, kind=Kind.DERIVED, of_body=b)
    make.make_chair(b, person(b, "Bob"))
    make.make_seat(b, "Second chair", role=Role.CHAIR, kind=Kind.DERIVED, of_body=c)
    make.make_chair(c, person(c, "Cat"))
    for asked in (None, [a.pk], [a.pk, b.pk], [b.pk, a.pk, c.pk]):
        told = chairs_on(ON, asked)
        assert [str(h.person) for h in told[a.pk]] == ["Bob", "Cat"], asked


def test_somebody_in_two_chairs_is_named_once(forum):
    health = theme(forum, "Health")
    ann = person(forum, "Ann")
    make.make_chair(forum, ann)
    make.make_chair(health, ann)
    make.make_seat(forum, "Second chair", role=Role.CHAIR, kind=Kind.DERIVED, of_body=health)
    assert [str(h.person) for h in chairs_on(ON)[forum.pk]] == ["Ann"]


def test_bodies_without_a_chair_are_left_out(forum):
    health = theme(forum, "Health")
    make.make_seat(health, "Chair", role=Role.CHAIR)
    assert chairs_on(ON) == {}
    assert chairs_on(ON, []) == {}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CHAIR])
def test_only_the_chair_chairs(forum, role):
    make.make_membership(make.make_seat(forum, role.label, role=role))
    assert chairs_on(ON) == {}


def test_a_seat_nominated_by_a_body_counts_its_places(forum):
    health = theme(forum, "Health")
    seat = make.make_seat(forum, "From Health", kind=Kind.NOMINATED, of_body=health, low=2, high=3)
    assert (line(forum).vacancies, line(forum).places_in_words) == (2, "2 to 3 places")
    for expected in (1, 0, 0):
        assert make.make_membership(seat).nominated_by == health
        assert line(forum).vacancies == expected


def test_a_seat_nominated_by_each_body_of_a_kind_counts_places_for_each(forum):
    themes = [theme(forum, name) for name in ("Health", "Jobs", "Homes")]
    seat = make.make_seat(
        forum,
        "Two from each theme, one of them for the community",
        kind=Kind.NOMINATED,
        of_kind=make.kind("thematic-partnership"),
        low=2,
        high=2,
        community_low=1,
    )
    assert (line(forum).low, line(forum).high, line(forum).vacancies, line(forum).community_missing) == (6, 6, 6, 3)
    for body in themes:
        make.make_membership(seat, nominated_by=body)
    assert (line(forum).vacancies, line(forum).community_missing) == (3, 3)
    for body in themes[:2]:
        make.make_membership(seat, nominated_by=body, for_community=True)
    assert (line(forum).vacancies, line(forum).community_missing) == (1, 1)


def test_the_community_floor_holds_where_no_place_must_be_filled(forum):
    theme(forum, "Health")
    theme(forum, "Jobs")
    make.make_seat(
        forum,
        "Up to two from each theme",
        kind=Kind.NOMINATED,
        of_kind=make.kind("thematic-partnership"),
        low=0,
        high=2,
        community_low=1,
    )
    assert (line(forum).vacancies, line(forum).community_missing) == (0, 2)


def test_a_seat_for_a_sector_says_which(forum):
    make.make_membership(make.make_seat(forum, "Business", kind=Kind.SECTOR, sector="business", low=1, high=2))
    assert (line(forum).seat.get_sector_display(), line(forum).vacancies) == ("Business", 0)


def test_a_seat_for_the_community_may_have_an_open_count(forum):
    seat = make.make_seat(forum, "Community", kind=Kind.COMMUNITY, low=1, high=None, community_low=1)
    assert (line(forum).places_in_words, line(forum).vacancies) == ("at least 1 place", 1)
    for _ in range(4):
        make.make_membership(seat, for_community=True)
    assert (len(line(forum).holders), line(forum).vacancies, line(forum).community_missing) == (4, 0, 0)


def test_a_shared_seat_is_held_in_turn(forum, root):
    north, south = (make.make_organisation(name, kept_by=root) for name in ("North", "South"))
    seat = make.make_seat(forum, "District councils", kind=Kind.SHARED)
    seat.shared_between.set([north, south])
    make.make_membership(seat, person(forum, "Ann", organisation=north), until=ON)
    make.make_membership(seat, person(forum, "Bob", organisation=south), on=ON)
    assert [str(line(forum, day).holders[0].on_behalf_of) for day in THREE] == ["North", "South", "South"]
    assert {str(each) for each in line(forum).seat.shared_between.all()} == {"North", "South"}


def test_a_conditional_seat_is_never_vacant(forum):
    seat = make.make_seat(forum, "Probation", kind=Kind.CONDITIONAL, condition="When offenders are discussed")
    assert line(forum).vacancies == 0
    make.make_membership(seat)
    assert (len(line(forum).holders), line(forum).vacancies) == (1, 0)


def test_a_seat_to_be_agreed_is_vacant_until_it_is(forum):
    seat = make.make_seat(forum, "Voluntary sector", kind=Kind.TO_BE_AGREED)
    assert line(forum).vacancies == 1
    make.make_membership(seat)
    assert line(forum).vacancies == 0


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (1, 1, "1 place"),
        (5, 5, "5 places"),
        (2, 3, "2 to 3 places"),
        (1, None, "at least 1 place"),
        (4, None, "at least 4 places"),
    ],
)
def test_places_in_words(forum, low, high, words):
    make.make_seat(forum, "Members", low=low, high=high)
    assert line(forum).places_in_words == words


# Substitutes


def test_a_substitute_sits_in_for_the_holder_on_the_days_given(forum):
    seat = make.make_seat(forum, "Member", substitute_allowed=True)
    held = make.make_membership(seat, person(forum, "Ann"))
    make.make_substitution(seat, stands_in_for=held.person, person=person(forum, "Bob"), on=ON, until=AFTER)
    assert [str(line(forum, day).holders[0].substitute) for day in THREE] == ["None", "Bob", "None"]
    assert taken(forum) == [["Ann"], ["Ann"], ["Ann"]]


def test_a_derived_holder_may_have_a_substitute_too(forum):
    health = theme(forum, "Health")
    chair = make.make_chair(health, person(health, "Ann"))
    seat = make.make_seat(forum, "Chair of Health", kind=Kind.DERIVED, of_body=health, substitute_allowed=True)
    make.make_substitution(seat, stands_in_for=chair.person, person=person(health, "Bob"))
    assert str(line(forum).holders[0].substitute) == "Bob"


# The cost


def test_the_roll_costs_as_many_queries_for_many_seats_as_for_one(forum, django_assert_num_queries):
    health = theme(forum, "Health")
    make.make_chair(health)

    def more():
        make.make_membership(make.make_seat(forum, "Member", substitute_allowed=True))
        make.make_seat(forum, "Chair of Health", kind=Kind.DERIVED, of_body=health)
        make.make_seat(forum, "Themes", kind=Kind.NOMINATED, of_kind=make.kind("thematic-partnership"))

    more()
    with django_assert_num_queries(7):
        roll_on(forum, ON)
    more()
    more()
    with django_assert_num_queries(7):
        assert len(roll_on(forum, ON)) == 9


def test_seats_of_many_bodies_are_filled_at_once(forum):
    health = theme(forum, "Health")
    for body in (forum, health):
        make.make_membership(make.make_seat(body, "Member"), person(body, f"Member of {body}"))
    lines = fill(Seat.objects.in_force(ON).for_page(), ON)
    assert [(str(each.seat.body), names(each)) for each in lines] == [
        ("Forum", ["Member of Forum"]),
        ("Health", ["Member of Health"]),
    ]


def test_appointing_to_a_derived_seat_is_never_needed(forum):
    health = theme(forum, "Health")
    chair = make.make_chair(health, person(health, "Ann"), until=ON)
    make.make_seat(forum, "Chair of Health", kind=Kind.DERIVED, of_body=health)
    appoint(chair.seat, person(health, "Bob"), on=ON, by=make.an_administrator())
    assert taken(forum) == [["Ann"], ["Bob"], ["Bob"]]
