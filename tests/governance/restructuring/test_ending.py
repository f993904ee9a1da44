"""Ending a body: all that belongs to it ends, and nothing that it did is left without a home."""

import datetime

import pytest

from governance.models import Function, Link, Membership, Seat, Substitution, Succession, TermsOfReference
from governance.restructuring import STOPS, end, move, rename
from tests import make
from tests.refusing import refused

ON = make.day("2012-01-25")
BEFORE, AFTER = make.day("2012-01-24"), make.day("2012-01-26")
LATER = make.day("2014-01-25")


@pytest.mark.parametrize(("day", "exists"), [(BEFORE, True), (ON, False), (AFTER, False)])
def test_the_day_given_is_the_first_without_the_body(family, admin, day, exists):
    body = end(family.forum, on=ON, by=admin, reason="Its work is done.")
    assert body.period_on(day).exists() is exists


def test_an_end_is_a_step_in_the_life_of_the_body(family, admin):
    rename(family.forum, name="Assembly", on=LATER, by=admin)
    body = end(family.forum, on=LATER + datetime.timedelta(days=1), by=admin, reason="Its work is done.")
    step = Succession.objects.filter(predecessor=body).latest("pk")
    assert (step.how, step.words, step.reason) == ("ended", "Assembly ended.", "Its work is done.")
    assert (body.name, body.parent) == ("Assembly", None)


def test_what_belongs_to_a_body_ends_with_it(family, admin):
    seat = make.make_seat(family.forum, substitute_allowed=True)
    held = make.make_membership(seat)
    make.make_substitution(seat, stands_in_for=held.person, person=make.make_person(kept_by=family.forum))
    make.make_link(family.forum, family.theme)
    make.make_link(family.theme, family.forum)
    make.make_terms(family.forum, state="published", on=BEFORE)
    end(family.forum, on=ON, by=admin)
    for model in (Seat, Membership, Substitution, Link):
        assert set(model.objects.values_list("ends", flat=True)) == {ON}, model
    assert TermsOfReference.objects.get().ends == ON


def test_what_ended_before_keeps_its_own_day(family, admin):
    held = make.make_membership(make.make_seat(family.forum), until=BEFORE)
    end(family.forum, on=ON, by=admin)
    held.refresh_from_db()
    assert held.ends == BEFORE


def test_a_body_does_not_end_while_others_report_to_it(family, admin):
    with refused("Action still reports to Theme: move or end it first."):
        end(family.theme, on=ON, by=admin)
    make.make_body("second", "Second", parent=family.theme, kind="sub-group")
    with refused("Action, Second still report to Theme: move or end them first."):
        end(family.theme, on=ON, by=admin)


def test_one_that_will_report_to_it_counts_too(family, admin):
    move(family.forum, to=family.theme, on=LATER, by=admin)
    end(family.action, on=BEFORE, by=admin)
    with refused("Forum still reports to Theme: move or end it first."):
        end(family.theme, on=ON, by=admin)


def test_one_that_reported_to_it_before_does_not_count(family, admin):
    end(family.action, on=ON, by=admin)
    assert not end(family.theme, on=ON, by=admin).period_on(ON).exists()


def test_a_partnership_does_not_end_while_it_has_a_family(admin):
    root = make.make_partnership("root", "Root")
    beside = make.make_body("ref", "Readers", partnership=root, kind="reference-group")
    with refused("Readers still belongs to Root: end it first."):
        end(root, on=ON, by=admin)
    end(beside, on=ON, by=admin)
    assert not end(root, on=ON, by=admin).period_on(ON).exists()


def test_a_body_does_not_end_while_work_is_reported_through_it(family, admin):
    make.make_link(family.board, family.action, Link.Type.MAY_TASK, reported_through=family.forum)
    with refused("Action is tasked by Board and reports through Forum: end that link first."):
        end(family.forum, on=ON, by=admin)


def test_a_body_ends_once(family, admin):
    end(family.forum, on=ON, by=admin)
    with refused("Forum already ends on 25 January 2012."):
        end(family.forum, on=BEFORE, by=admin)
    with refused("Forum does not exist on 25 January 2012: choose a day in its life."):
        end(family.forum, on=AFTER, by=admin)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (BEFORE, "Assembly already changes on or after 24 January 2012: choose a later day."),
        (ON, "Forum already changes on or after 25 January 2012: choose a later day."),
        (AFTER, None),
    ],
)
def test_a_body_ends_after_its_last_change(family, admin, day, sentence):
    rename(family.forum, name="Assembly", on=ON, by=admin)
    if sentence is None:
        assert not end(family.forum, on=day, by=admin).period_on(day).exists()
        return
    with refused(sentence.replace("Assembly", "Forum")):
        end(family.forum, on=day, by=admin)


def test_a_body_does_not_end_before_it_began(family, admin):
    with refused("Forum does not exist on 31 March 2008: choose a day in its life."):
        end(family.forum, on=make.FIRST, by=admin)


@pytest.mark.parametrize(
    ("belonging", "name"),
    [
        (lambda body: make.make_seat(body, "Member", starts=ON), "Member"),
        (lambda body: make.make_membership(make.make_seat(body, "Member"), named("Ann", body), on=ON), "Ann, Member"),
        (lambda body: make.make_link(body, body.partnership, on=ON), "Forum advises Root"),
    ],
    ids=["seat", "holder", "link"],
)
def test_what_would_only_begin_then_is_in_the_way(family, admin, belonging, name):
    belonging(family.forum)
    with refused(f"“{name}” of Forum begins on or after 25 January 2012: take it out first."):
        end(family.forum, on=ON, by=admin)
    end(family.forum, on=AFTER, by=admin)


def named(name, body):
    return make.make_person(name, kept_by=body)


# Functions


def test_every_function_needs_a_home(family, admin):
    sweep, light = make.make_function(family.forum, "Sweep"), make.make_function(family.forum, "Light")
    with refused("Say where “Light” goes when Forum ends, or that it stops."):
        end(family.forum, on=ON, by=admin)
    with refused("Say where “Light” goes when Forum ends, or that it stops."):
        end(family.forum, on=ON, by=admin, homes={sweep: family.board})
    end(family.forum, on=ON, by=admin, homes={sweep: family.board, light: STOPS})
    moved = Function.objects.get(body=family.board)
    assert (moved.title, moved.starts, moved.ends) == ("Sweep", ON, None)
    assert set(family.forum.functions.values_list("ends", flat=True)) == {ON}
    steps = Succession.objects.filter(how="function moved").order_by("words")
    assert [(step.words, step.successor, step.day) for step in steps] == [
        ("“Light” stopped.", None, ON),
        ("“Sweep” went to Board.", family.board, ON),
    ]


def test_a_function_that_stopped_before_needs_no_home(family, admin):
    sweep = make.make_function(family.forum, "Sweep")
    sweep.ends = ON
    sweep.save()
    end(family.forum, on=ON, by=admin)
    assert Function.objects.get().ends == ON


def test_a_home_that_does_the_same_already_gets_it_once(family, admin):
    sweep = make.make_function(family.forum, "Sweep")
    make.make_function(family.board, "Sweep")
    end(family.forum, on=ON, by=admin, homes={sweep: family.board})
    assert Function.objects.filter(body=family.board).count() == 1


def test_a_home_must_be_another_body_that_goes_on(family, admin):
    sweep = make.make_function(family.forum, "Sweep")
    with refused("Forum already does “Sweep”: choose another body, or let it stop."):
        end(family.forum, on=ON, by=admin, homes={sweep: family.forum})
    ending = make.make_body("ending", "Ending", parent=family.board, ends=LATER)
    with refused("Ending itself ends on 25 January 2014: choose a body that goes on, or let “Sweep” stop."):
        end(family.forum, on=ON, by=admin, homes={sweep: ending})
    coming = make.make_body("coming", "Coming", parent=family.board, on=LATER)
    with refused("Coming does not exist on 25 January 2012: choose a day in its life."):
        end(family.forum, on=ON, by=admin, homes={sweep: coming})


def test_a_home_must_be_a_body_that_one_may_edit(cast):
    sweep = make.make_function(cast.health_data, "Sweep")
    with refused("You are not appointed to edit Leadership Board; ask its partnership officer."):
        end(cast.health_data, on=make.today(), by=cast.secretary, homes={sweep: cast.board})
    end(cast.health_data, on=make.today(), by=cast.secretary, homes={sweep: cast.health})
