"""Dotted lines and functions."""

import datetime

import pytest

from governance.models import Link, Succession
from governance.restructuring import hand_over, link, take_on, unlink
from tests import make
from tests.refusing import refused

ON = make.day("2012-01-25")
BEFORE, AFTER = make.day("2012-01-24"), make.day("2012-01-26")
THREE = (BEFORE, ON, AFTER)
ADVISES = Link.Type.ADVISES


def in_force(rows):
    return [rows.in_force(day).exists() for day in THREE]


# Links


def test_a_link_is_there_from_its_day(family, admin):
    row = link(family.forum, family.theme, type=ADVISES, on=ON, by=admin, note="On culture.")
    assert in_force(Link.objects) == [False, True, True]
    assert (str(row), row.words_back, row.note) == ("Forum advises Theme", "is advised by", "On culture.")


def test_a_link_is_gone_from_its_end(family, admin):
    link(family.forum, family.theme, type=ADVISES, on=make.FIRST, until=ON, by=admin)
    assert in_force(Link.objects) == [True, False, False]


def test_a_link_is_ended_on_a_day(family, admin):
    row = make.make_link(family.forum, family.theme)
    unlink(row, on=ON, by=admin)
    assert in_force(Link.objects) == [True, False, False]
    with refused("The link already ends on 25 January 2012."):
        unlink(row, on=BEFORE, by=admin)


@pytest.mark.parametrize(("day", "ends"), [(BEFORE, False), (ON, False), (AFTER, True)])
def test_a_link_ends_after_it_began(family, admin, day, ends):
    row = make.make_link(family.forum, family.theme, on=ON)
    if ends:
        assert unlink(row, on=day, by=admin).ends == day
        return
    with refused("The end comes before the start: give a last day on or after the first day."):
        unlink(row, on=day, by=admin)


def test_links_may_go_round(family, admin):
    for source, target in ((family.forum, family.theme), (family.theme, family.board), (family.board, family.forum)):
        link(source, target, type=ADVISES, on=ON, by=admin)
    assert Link.objects.count() == 3


def test_two_bodies_are_linked_in_one_way_once_at_a_time(family, admin):
    make.make_link(family.forum, family.theme, until=ON)
    with refused("These two bodies are already linked in that way on those days."):
        link(family.forum, family.theme, type=ADVISES, on=BEFORE, by=admin)
    link(family.forum, family.theme, type=ADVISES, on=ON, by=admin)
    link(family.forum, family.theme, type=Link.Type.SUPPORTS, on=BEFORE, by=admin)
    link(family.theme, family.forum, type=ADVISES, on=BEFORE, by=admin)


def test_a_body_is_not_linked_to_itself(family, admin):
    with refused("A link joins two different bodies."):
        link(family.forum, family.forum, type=ADVISES, on=ON, by=admin)


def test_only_tasks_are_reported_through_another(family, admin):
    with refused("Only work that a body may task is reported through another."):
        link(family.forum, family.theme, type=ADVISES, on=ON, by=admin, reported_through=family.board)
    row = link(family.forum, family.theme, type=Link.Type.MAY_TASK, on=ON, by=admin, reported_through=family.board)
    assert row.reported_through == family.board


@pytest.mark.parametrize("which", ["source", "target", "reported_through"])
def test_every_body_of_a_link_lives_as_long_as_the_link(family, admin, which):
    ending = make.make_body("ending", "Ending", parent=family.board, on=BEFORE, ends=AFTER)
    bodies = {"source": family.forum, "target": family.theme, "reported_through": family.board} | {which: ending}
    how = {"type": Link.Type.MAY_TASK, "reported_through": bodies["reported_through"], "by": admin}
    for starts, until in ((make.FIRST, ON), (ON, None), (ON, AFTER + datetime.timedelta(days=1))):
        with refused("Ending does not exist on every day of the link: choose other days."):
            link(bodies["source"], bodies["target"], on=starts, until=until, **how)
    assert link(bodies["source"], bodies["target"], on=BEFORE, until=AFTER, **how).ends == AFTER


def test_linking_needs_a_right_to_the_source(cast):
    make.make_link(cast.board, cast.health, until=ON)
    with refused("You are not appointed to edit Leadership Board; ask its partnership officer."):
        link(cast.board, cast.health, type=ADVISES, on=ON, by=cast.secretary)
    row = link(cast.health, cast.board, type=ADVISES, on=ON, by=cast.secretary)
    with refused("You are not appointed to edit Health; ask its partnership officer."):
        unlink(row, on=AFTER, by=cast.chair)


@pytest.mark.parametrize("type", Link.Type)
def test_every_type_is_said_from_both_ends(type):
    assert Link(type=type).words_back == Link.REVERSED[type] != type.label


# Functions


def test_a_body_takes_a_function_on_until_it_ends(family, admin):
    row = take_on(family.forum, title="Sweep", on=ON, by=admin)
    assert in_force(family.forum.functions) == [False, True, True]
    assert row.ends is None
    ending = make.make_body("ending", "Ending", parent=family.board, ends=AFTER)
    assert take_on(ending, title="Sweep", on=ON, by=admin).ends == AFTER
    with refused("Ending does not exist on 26 January 2012: choose a day in its life."):
        take_on(ending, title="Light", on=AFTER, by=admin)
    with refused("Forum does not exist on 31 March 2008: choose a day in its life."):
        take_on(family.forum, title="Light", on=make.FIRST - datetime.timedelta(days=1), by=admin)


def test_a_body_does_a_thing_once_at_a_time(family, admin):
    take_on(family.forum, title="Sweep", on=ON, by=admin)
    with refused("The body already has a function of that title on those days."):
        take_on(family.forum, title="Sweep", on=AFTER, by=admin)


def test_a_function_is_handed_over_on_a_day(family, admin):
    row = take_on(family.forum, title="Sweep", on=make.FIRST, by=admin)
    hand_over(row, to=family.theme, on=ON, by=admin, reason="It fits.")
    assert in_force(family.forum.functions) == [True, False, False]
    assert in_force(family.theme.functions) == [False, True, True]
    step = Succession.objects.get(how="function moved")
    assert (step.predecessor, step.successor, step.words, step.reason) == (
        family.forum,
        family.theme,
        "“Sweep” went to Theme.",
        "It fits.",
    )


def test_a_function_stops_on_a_day(family, admin):
    row = take_on(family.forum, title="Sweep", on=make.FIRST, by=admin)
    hand_over(row, to=None, on=ON, by=admin)
    assert in_force(family.forum.functions) == [True, False, False]
    assert Succession.objects.get(how="function moved").words == "“Sweep” stopped."


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (BEFORE, "Forum does not do “Sweep” on 24 January 2012: choose a day on which it does."),
        (ON, "“Sweep” begins on or after 25 January 2012: choose a later day."),
        (AFTER, None),
    ],
)
def test_a_function_is_handed_over_after_it_began(family, admin, day, sentence):
    row = take_on(family.forum, title="Sweep", on=ON, by=admin)
    if sentence is None:
        assert hand_over(row, to=family.theme, on=day, by=admin).ends == day
        return
    with refused(sentence):
        hand_over(row, to=family.theme, on=day, by=admin)


def test_handing_over_needs_a_right_to_both_bodies(cast):
    row = make.make_function(cast.health, "Sweep")
    with refused("You are not appointed to edit Jobs and Skills; ask its partnership officer."):
        hand_over(row, to=cast.jobs, on=ON, by=cast.secretary)
    with refused("You are not appointed to edit Health; ask its partnership officer."):
        hand_over(row, to=cast.jobs, on=ON, by=cast.chair)
