"""Attendance in figures: the fair rules one by one, and all of them against a slow count on random records."""

import datetime
from collections import Counter

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.foundation.dated import Span
from governance.models import Membership, Seat
from governance.seats.roll import roll_on
from governance.seats.seating import step_down
from governance.seats.tenure import Tenure
from meetings.attendance.attendance_figures import figures_of
from meetings.models import Attendance
from tests import make
from tests.cast import assemble
from tests.make_meetings import make_attendance, make_meeting, make_minutes

PUBLIC = AnonymousUser()
YEAR = Span(datetime.date(2025, 1, 1), datetime.date(2026, 1, 1))
TODAY = datetime.date(2026, 6, 1)


def met(body, day, *, stage="published", **facts):
    """A meeting whose minutes are public."""
    meeting = make_meeting(body, day, status="held", **facts)
    make_minutes(meeting, stage)
    return meeting


def figures(body, span=YEAR, user=PUBLIC):
    return figures_of(body, span, today=TODAY, user=user)


def told(found):
    return {figure.person.name: figure.in_words for figure in found.people}


@pytest.fixture
def forum(cast):
    """The Culture Forum with one member, Ann of the council, and a seat that allows a substitute."""
    seat = make.make_seat(cast.culture, "Members", low=2, high=4, order=0, substitute_allowed=True)
    ann = make.make_person("Ann", kept_by=cast.partnership, organisation=cast.council)
    make.make_membership(seat, ann)
    return cast.culture, seat, ann


def test_each_outcome_is_counted_and_told(cast, forum):
    body, seat, ann = forum
    ways = {"2025-02-01": "present", "2025-03-01": "apologies", "2025-04-01": "absent"}
    for day, how in ways.items():
        make_attendance(met(body, day), ann, how, seat=seat)
    allowed, odd = ({"seat": seat, "stands_in_for": ann, "substitute_allowed": ok} for ok in (True, False))
    meeting = met(body, "2025-05-01")
    make_attendance(meeting, ann, "apologies")
    make_attendance(meeting, make.make_person(kept_by=body), "substitute", **allowed)
    make_attendance(met(body, "2025-06-01"), make.make_person(kept_by=body), "substitute", **odd)
    make_attendance(met(body, "2025-07-01"), make.make_person(kept_by=body), "in attendance")

    assert told(figures(body)) == {
        "Ann": "Expected at 6 meetings: present at 1, represented by a substitute at 1, sent somebody whom the seat does "
        "not allow to 1, apologies for 1, absent without apologies from 1 and nothing recorded for 1."
    }


def test_members_are_expected_from_joining_to_leaving(cast, forum):
    body, seat, ann = forum
    bea = make.make_person("Bea", kept_by=cast.partnership)
    joins, leaves = datetime.date(2025, 5, 1), datetime.date(2025, 8, 1)
    make.make_membership(seat, bea, on=joins, until=leaves)
    one = datetime.timedelta(days=1)
    for day in (joins - one, joins, leaves - one, leaves):
        make_attendance(met(body, day), ann)

    found = figures(body)
    assert told(found)["Bea"] == "Expected at 2 of the 4 meetings: nothing recorded for 2."
    assert told(found)["Ann"] == "Expected at 4 meetings: present at 4."
    assert [figure.dates for figure in found.people] == ["", "member from 1 May 2025 to 31 July 2025"]


def test_cancelled_meetings_are_not_counted_and_joint_ones_once(cast, forum):
    body, _, ann = forum
    make_attendance(met(body, "2025-02-01"), ann)
    cancelled = make_meeting(body, "2025-03-01", status="cancelled")
    make_attendance(cancelled, ann, "absent")
    make_minutes(cancelled, "published")
    make_meeting(body, "2025-04-01", status="proposed")
    joint = met(cast.jobs, "2025-05-01", with_bodies=[body, cast.health])
    make_attendance(joint, ann)
    make_meeting(body, "2025-06-01")

    found = figures(body)
    assert (found.meetings, found.cancelled, found.unread) == (2, 1, 1)
    assert told(found) == {"Ann": "Expected at 2 meetings: present at 2."}


def test_an_organisation_is_represented_by_any_of_its_members_or_their_substitute(cast, forum):
    body, seat, ann = forum
    bea = make.make_person("Bea", kept_by=cast.partnership, organisation=cast.trust)
    make.make_membership(seat, bea, on_behalf_of=cast.council, jointly_with=cast.trust)
    one, two = met(body, "2025-02-01"), met(body, "2025-03-01")
    make_attendance(one, ann, "absent")
    make_attendance(one, bea)
    make_attendance(two, ann, "apologies")
    stand_in = {"seat": seat, "stands_in_for": ann, "substitute_allowed": True}
    make_attendance(two, make.make_person(kept_by=body), "substitute", **stand_in)
    make_attendance(two, bea, "absent")

    assert [(each.name, each.in_words) for each in figures(body).organisations] == [
        ("Brackwater Council", "Expected at 2 meetings: present at 1 and represented by a substitute at 1."),
        ("Marsh Health Trust", "Expected at 2 meetings: present at 1 and absent without apologies from 1."),
    ]


def test_an_empty_place_counts_for_whoever_is_to_fill_it(cast, forum):
    body, _, ann = forum
    make.make_seat(body, "Evidence", kind=Seat.Kind.NOMINATED, of_body=cast.evidence, order=1)
    themes = make.kind("thematic-partnership")
    each = make.make_seat(body, "Themes", kind=Seat.Kind.NOMINATED, of_kind=themes, low=2, high=2, order=2)
    make.make_membership(each, nominated_by=cast.health)
    make.make_seat(body, "Chair of Jobs", kind=Seat.Kind.DERIVED, of_body=cast.jobs, order=3)
    make.make_seat(body, "Clerk", role="secretariat", order=4)
    make.make_seat(body, "If asked", kind="conditional", condition="asked", order=5)
    for day in ("2025-02-01", "2025-03-01"):
        make_attendance(met(body, day), ann)

    found = [(v.seat.title, v.filler, v.in_words) for v in figures(body).vacancies]
    assert found == [
        ("Members", "", "1 place empty at 2 meetings"),
        ("Evidence", "Evidence Group", "1 place empty at 2 meetings"),
        ("Themes", "Health", "1 place empty at 2 meetings"),
        ("Themes", "Jobs and Skills", "up to 2 places empty at 2 meetings"),
        ("Themes", "Safer and Stronger", "up to 2 places empty at 2 meetings"),
        ("Chair of Jobs", "Jobs and Skills", "1 place empty at 2 meetings"),
    ]
    assert "Clerk" not in str(found)


def test_nothing_is_counted_that_the_reader_may_not_read(cast, forum):
    body, _, ann = forum
    make_attendance(met(body, "2025-02-01", stage="draft"), ann, "absent")
    make_attendance(met(body, "2025-03-01", stage="checked"), ann, "absent")

    public, officers = figures(body), figures(body, user=cast.officer)
    assert (public.meetings, public.unread, public.people) == (0, 2, [])
    assert told(officers) == {"Ann": "Expected at 2 meetings: absent without apologies from 2."}


def test_the_span_takes_its_first_day_and_leaves_its_end(cast, forum):
    body, _, ann = forum
    one = datetime.timedelta(days=1)
    for day in (YEAR.starts - one, YEAR.starts, YEAR.ends - one, YEAR.ends):
        make_attendance(met(body, day), ann)

    assert figures(body).meetings == 2


def test_the_number_of_queries_depends_on_neither_meetings_nor_members(cast, forum, django_assert_num_queries):
    body, seat, ann = forum
    for number in range(1, 4):
        make_attendance(met(body, f"2025-0{number}-01"), ann)
        with django_assert_num_queries(5):
            figures(body)
        make.make_membership(seat)


# Against a slow count ---------------------------------------------------------------------------------------------

days = st.integers(0, 360).map(lambda number: YEAR.starts + datetime.timedelta(days=number))
records = st.fixed_dictionaries(
    {
        "members": st.lists(st.tuples(days, st.integers(1, 300), st.booleans()), min_size=1, max_size=5),
        "chairs": st.lists(st.tuples(days, st.integers(1, 200)), max_size=2),
        "meetings": st.lists(st.tuples(days, st.sampled_from(["held", "cancelled", "joint"])), min_size=1, max_size=5),
        "hows": st.lists(st.sampled_from(["present", "apologies", "absent", "allowed", "odd", ""]), min_size=40),
    }
)


def build(told_records):
    """A forum with members who come and go, a derived seat whose chair changes, and meetings of all sorts."""
    cast = assemble()
    body = cast.culture
    seat = make.make_seat(body, "Members", low=3, high=None, substitute_allowed=True)
    make.make_seat(body, "Chair of Jobs", kind=Seat.Kind.DERIVED, of_body=cast.jobs)
    make.make_seat(body, "Theme chairs", kind=Seat.Kind.DERIVED, of_kind=make.kind("thematic-partnership"))
    for number, (start, length, council) in enumerate(told_records["members"]):
        organisation = cast.council if council else cast.trust
        person = make.make_person(f"Member {number}", kept_by=cast.partnership, organisation=organisation)
        make.make_membership(seat, person, on=start, until=start + datetime.timedelta(days=length))
    chair = make.make_seat(cast.jobs, "Chair", role=Seat.Role.CHAIR, high=9)
    for start, length in told_records["chairs"]:
        make.make_membership(chair, on=start, until=start + datetime.timedelta(days=length))
    hows = iter(told_records["hows"] * 9)
    for day, what in told_records["meetings"]:
        lead, others = (cast.jobs, [body]) if what == "joint" else (body, [])
        meeting = make_meeting(lead, day, status="cancelled" if what == "cancelled" else "held", with_bodies=others)
        make_minutes(meeting, "published")
        for line in roll_on(body, day):
            for holder in line.holders:
                attend(meeting, line.seat, holder.person, next(hows))
    return cast, body


def attend(meeting, seat, person, how):
    if not how or meeting.attendances.filter(person=person).exists():
        return
    if how in ("allowed", "odd"):
        stand_in = make.make_person(kept_by=meeting.body)
        facts = {"seat": seat, "stands_in_for": person, "substitute_allowed": how == "allowed"}
        make_attendance(meeting, stand_in, "substitute", **facts)
    else:
        make_attendance(meeting, person, how, seat=seat)


WORTH = ["present", "allowed", "odd", "apologies", "absent", ""]


def slowly(body):
    """Expected and came, person by person and organisation by organisation, asked afresh for every meeting."""
    people, organisations, empty = Counter(), Counter(), Counter()
    for meeting in [*body.meetings.all(), *body.joint_meetings.all()]:
        if meeting.status == "cancelled" or not meeting.attendances.exists():
            continue
        best = {}
        for person in {h.person for line in roll_on(body, meeting.day) for h in line.holders}:
            how = how_it_went(meeting, person)
            people[person.pk, how] += 1
            for holder in (h for line in roll_on(body, meeting.day) for h in line.holders if h.person == person):
                if organisation := holder.on_behalf_of or person.organisation:
                    best[organisation.pk] = min(best.get(organisation.pk, how), how, key=WORTH.index)
        organisations.update(best.items())
        for line in roll_on(body, meeting.day):
            empty[line.seat.title] += line.vacancies if line.seat.of_kind_id is None else 0
    return people, organisations, +empty


def how_it_went(meeting, person):
    ways = [""]
    for row in Attendance.objects.filter(meeting=meeting):
        if row.person == person and row.how != "substitute":
            ways.append(row.how)
        if row.stands_in_for == person:
            ways.append("allowed" if row.substitute_allowed else "odd")
    return min(ways, key=WORTH.index)


@settings(max_examples=15)
@given(records)
@pytest.mark.django_db
def test_the_figures_agree_with_a_slow_count(told_records):
    class Over(Exception):
        pass

    try:
        with transaction.atomic():
            _, body = build(told_records)
            found = figures(body)
            people, organisations, empty = slowly(body)
            ways = dict(
                zip(WORTH, ["PRESENT", "REPRESENTED", "NOT_ALLOWED", "APOLOGIES", "ABSENT", "UNRECORDED"], strict=True)
            )

            assert {(f.person.pk, came.name): number for f in found.people for came, number in f.counts.items()} == {
                (key, ways[how]): number for (key, how), number in people.items()
            }
            assert {
                (f.organisation.pk, came.name): number for f in found.organisations for came, number in f.counts.items()
            } == {(key, ways[how]): number for (key, how), number in organisations.items()}
            assert {v.seat.title for v in found.vacancies if not v.seat.of_kind_id} == set(empty)
            check_tenure(body)
            raise Over
    except Over:
        pass


def check_tenure(body):
    """On every few days of the year the roll read once says what the roll of the day says."""
    tenure = Tenure(body, YEAR)
    for number in range(0, 365, 45):
        day = YEAR.starts + datetime.timedelta(days=number)
        once, daily = tenure.on(day), roll_on(body, day)
        assert [(line.seat.pk, [h.person.pk for h in line.holders], line.vacancies) for line in once] == [
            (line.seat.pk, [h.person.pk for h in line.holders], line.vacancies) for line in daily
        ]


def test_a_chair_that_follows_another_chair_is_followed_through_the_year(cast):
    make.make_seat(cast.jobs, "Chair", kind=Seat.Kind.DERIVED, role=Seat.Role.CHAIR, of_body=cast.health)
    make.make_seat(cast.culture, "Chair of Jobs", kind=Seat.Kind.DERIVED, of_body=cast.jobs)
    held = Membership.objects.get(seat__body=cast.health, seat__role="chair")
    step_down(held, on=datetime.date(2025, 5, 1), by=cast.administrator)
    make.make_membership(held.seat, on=datetime.date(2025, 9, 1))

    check_tenure(cast.culture)
    (line,) = Tenure(cast.culture, YEAR).on(datetime.date(2025, 4, 30))
    assert [holder.person.name for holder in line.holders] == ["Owen Lark"]
