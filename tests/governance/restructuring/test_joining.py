"""Merging, absorbing and splitting: several deeds as one, all or nothing."""

import pytest

from governance.models import Body, Function, Succession
from governance.restructuring import STOPS, SUCCESSOR, Newcomer, absorb, describe, end, merge, move, split
from governance.structures.structure import line_above
from tests import make
from tests.refusing import refused

ON = make.day("2012-01-25")
BEFORE, AFTER = make.day("2012-01-24"), make.day("2012-01-26")
THREE = (BEFORE, ON, AFTER)


def newcomer(family, slug="joint", name="Joint", **facts):
    return Newcomer(slug, name, **{"kind": make.kind("thematic-partnership"), "parent": family.board, **facts})


@pytest.fixture
def other(family):
    """A second theme, with a function and an action group under it."""
    body = make.make_body("other", "Other theme", parent=family.board, kind="thematic-partnership")
    make.make_body("task", "Task", parent=body, kind="operational-action-group")
    make.make_function(body, "Sweep")
    return body


def reports(slug, day):
    return [above.slug for above in line_above(Body.objects.get(slug=slug), day)]


def exist(day, *bodies):
    return [body.period_on(day).exists() for body in bodies]


def steps_of(how):
    return [(s.predecessor.slug, s.successor.slug, s.words) for s in Succession.objects.filter(how=how).order_by("pk")]


# Merging


def test_merged_bodies_give_way_to_a_new_one_on_the_day(family, other, admin):
    light = make.make_function(family.theme, "Light")
    homes = {light: STOPS, Function.objects.get(title="Sweep"): SUCCESSOR}
    new = merge([family.theme, other], into=newcomer(family), on=ON, by=admin, homes=homes, reason="Fewer meetings.")
    assert [exist(day, family.theme, other, new) for day in THREE] == [
        [True, True, False],
        [False, False, True],
        [False, False, True],
    ]
    assert [reports("action", day) for day in THREE] == [
        ["root", "board", "theme"],
        ["root", "board", "joint"],
        ["root", "board", "joint"],
    ]
    assert reports("task", ON) == ["root", "board", "joint"]
    assert [(row.title, row.starts) for row in new.functions.all()] == [("Sweep", ON)]
    assert steps_of("merged") == [
        ("theme", "joint", "Theme merged into Joint."),
        ("other", "joint", "Other theme merged into Joint."),
    ]


def test_a_merger_is_all_or_nothing(family, other, admin):
    with refused("Say where “Sweep” goes when Other theme ends, or that it stops."):
        merge([family.theme, other], into=newcomer(family), on=ON, by=admin)


def test_a_merger_needs_two_bodies(family, admin):
    sentence = "A merger needs at least two bodies: choose another, or rename this one."
    for bodies in ([], [family.theme], [family.theme, family.theme]):
        with refused(sentence):
            merge(bodies, into=newcomer(family), on=ON, by=admin)


def test_a_body_may_merge_with_the_one_it_reports_to(family, admin):
    new = merge([family.theme, family.action], into=newcomer(family), on=ON, by=admin)
    assert [exist(ON, family.theme, family.action, new)] == [[False, False, True]]


def test_the_new_body_cannot_report_to_one_that_ends(family, other, admin):
    under = newcomer(family, kind=make.kind("sub-group"), parent=family.theme)
    with refused("Joint reports to Theme, so Theme cannot end in it: move it first."):
        merge([family.theme, other], into=under, on=ON, by=admin, homes={Function.objects.get(): STOPS})
    deep = newcomer(family, kind=make.kind("sub-group"), parent=family.action)
    with refused("Joint reports to Theme, so Theme cannot end in it: move it first."):
        merge([family.forum, family.theme], into=deep, on=ON, by=admin)


def test_a_partnership_is_not_merged(family, other, admin):
    with refused("Root is a whole partnership, which cannot end in another body."):
        merge([family.root, other], into=newcomer(family), on=ON, by=admin)


def test_a_child_that_is_to_come_must_be_moved_first(family, other, admin):
    move(family.forum, to=family.theme, on=AFTER, by=admin)
    with refused("Forum still reports to Theme: move or end it first."):
        merge([family.theme, other], into=newcomer(family), on=ON, by=admin, homes={Function.objects.get(): STOPS})


def test_a_child_that_is_to_leave_anyway_leaves(family, other, admin):
    move(family.action, to=other, on=AFTER, by=admin)
    absorb([family.theme], into=newcomer_made(family), on=ON, by=admin)
    assert [reports("action", day)[-1] for day in THREE] == ["theme", "joint", "other"]


def newcomer_made(family):
    return make.make_body("joint", "Joint", parent=family.board, kind="thematic-partnership")


def test_merging_needs_a_right_to_each_body(cast):
    new = Newcomer("new", "New", make.kind("sub-group"), parent=cast.health)
    with refused("You are not appointed to edit Jobs and Skills; ask its partnership officer."):
        merge([cast.health_data, cast.jobs], into=new, on=make.today(), by=cast.secretary)


# Absorbing


def test_a_body_absorbs_others_on_the_day(family, other, admin):
    sweep = Function.objects.get()
    absorb([other], into=family.theme, on=ON, by=admin, homes={sweep: SUCCESSOR})
    assert [exist(day, other, family.theme) for day in THREE] == [[True, True], [False, True], [False, True]]
    assert [reports("task", day)[-1] for day in THREE] == ["other", "theme", "theme"]
    assert family.theme.functions.get().title == "Sweep"
    assert steps_of("absorbed") == [("other", "theme", "Other theme was absorbed by Theme.")]


def test_a_body_absorbs_no_nothing_and_not_itself(family, admin):
    for bodies in ([], [family.theme]):
        with refused("Choose at least one other body to take in."):
            absorb(bodies, into=family.theme, on=ON, by=admin)


def test_a_body_absorbs_others_only_while_it_exists(family, other, admin):
    late = make.make_body("late", "Late", parent=family.board, kind="thematic-partnership", on=AFTER)
    with refused("Late does not exist on 25 January 2012: choose a day in its life."):
        absorb([other], into=late, on=ON, by=admin, homes={Function.objects.get(): STOPS})


def test_a_body_does_not_absorb_the_one_it_reports_to(family, admin):
    with refused("Action reports to Theme, so Theme cannot end in it: move it first."):
        absorb([family.theme], into=family.action, on=ON, by=admin)


# Splitting


def test_a_body_is_split_on_the_day(family, other, admin):
    sweep = Function.objects.get()
    make.make_body("second", "Second", parent=other, kind="sub-group")
    new = split(
        other,
        into=[newcomer(family, "one", "One"), newcomer(family, "two", "Two")],
        on=ON,
        by=admin,
        homes={sweep: "two"},
        children={Body.objects.get(slug="task"): "one", Body.objects.get(slug="second"): "two"},
    )
    assert [body.slug for body in new] == ["one", "two"]
    assert [exist(day, other, *new) for day in THREE] == [
        [True, False, False],
        [False, True, True],
        [False, True, True],
    ]
    assert [reports(slug, ON)[-1] for slug in ("task", "second")] == ["one", "two"]
    assert new[1].functions.get().title == "Sweep"
    assert steps_of("split") == [
        ("other", "one", "Other theme was split; One is one of its successors."),
        ("other", "two", "Other theme was split; Two is one of its successors."),
    ]


def test_a_split_makes_at_least_two(family, other, admin):
    with refused("A split makes at least two bodies: name another, or rename this one."):
        split(other, into=[newcomer(family)], on=ON, by=admin)


def test_a_split_leaves_nothing_without_a_home(family, other, admin):
    sweep, task = Function.objects.get(), Body.objects.get(slug="task")
    two = [newcomer(family, "one", "One"), newcomer(family, "two", "Two")]
    with refused("Say which of the new bodies Task reports to."):
        split(other, into=two, on=ON, by=admin, homes={sweep: "one"})
    with refused("Say which of the new bodies Task reports to."):
        split(other, into=two, on=ON, by=admin, homes={sweep: "one"}, children={task: "three"})
    with refused("Say where “Sweep” goes when Other theme ends, or that it stops."):
        split(other, into=two, on=ON, by=admin, children={task: "one"})
    with refused("“three” is none of the new bodies: choose one of them, or let the function stop."):
        split(other, into=two, on=ON, by=admin, homes={sweep: "three"}, children={task: "one"})
    split(other, into=two, on=ON, by=admin, homes={sweep: STOPS}, children={task: "one"})
    assert Function.objects.get().ends == ON


def test_a_body_that_ended_is_joined_no_more(family, other, admin):
    end(family.forum, on=ON, by=admin)
    sentence = "Forum already ends on 25 January 2012."
    with refused(sentence):
        absorb([family.forum], into=family.theme, on=BEFORE, by=admin)
    describe(family.theme, mission="More.", on=AFTER, by=admin)
    with refused("Forum does not exist on 25 January 2012: choose a day in its life."):
        absorb([family.forum], into=family.theme, on=AFTER, by=admin)
