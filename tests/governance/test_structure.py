"""The structure of a partnership on any day, and the line above a body."""

import datetime

import pytest

from governance.models import BodyPeriod
from governance.restructuring import end, move, rename
from governance.structures.structure import line_above, structure_on
from tests import make
from tests.cast import DAY_BEFORE, RESTRUCTURED

AFTER = RESTRUCTURED + datetime.timedelta(days=1)
ON = make.day("2012-01-25")


def shape(structure):
    return [(place.depth, place.slug) for place in structure.tree], [place.slug for place in structure.family]


@pytest.mark.parametrize(
    ("day", "name", "above"),
    [
        (DAY_BEFORE, "Partnership Board", ["brackwater", "board"]),
        (RESTRUCTURED, "Leadership Board", ["brackwater", "board", "jobs-and-skills"]),
        (AFTER, "Leadership Board", ["brackwater", "board", "jobs-and-skills"]),
    ],
)
def test_a_day_shows_the_names_and_the_lines_of_that_day(cast, day, name, above):
    line = line_above(cast.culture, day)
    assert [body.slug for body in line] == above
    assert line[1].name == name
    places = {place.slug: place for place in structure_on(cast.partnership, day)}
    assert places["board"].name == name
    assert ("safer-and-stronger" in places) is (day >= RESTRUCTURED)
    assert ("safer-streets" in places) is (day < RESTRUCTURED)


def test_before_its_first_day_a_partnership_is_empty(cast):
    eve = make.FIRST - datetime.timedelta(days=1)
    assert [structure_on(cast.partnership, day).is_empty for day in (eve, make.FIRST)] == [True, False]
    assert line_above(cast.culture, eve) == []


def test_siblings_stand_by_name_and_children_below_their_parent(cast):
    tree, family = shape(structure_on(cast.partnership, make.today()))
    assert tree == [
        (0, "brackwater"),
        (1, "board"),
        (2, "health"),
        (3, "health-data-group"),
        (2, "jobs-and-skills"),
        (3, "culture-forum"),
        (2, "safer-and-stronger"),
    ]
    assert family == ["evidence-group"]


def test_the_order_follows_the_names_of_the_day(cast, db):
    rename(cast.health, name="Zest", on=ON, by=cast.administrator)
    before = [place.name for place in structure_on(cast.partnership, ON - datetime.timedelta(days=1)).tree]
    after = [place.name for place in structure_on(cast.partnership, ON).tree]
    assert before.index("Health") < before.index("Jobs and Skills")
    assert after.index("Zest") > after.index("Stronger Communities")


def test_a_place_says_what_a_page_needs(db):
    root = make.make_partnership("root", "Root")
    make.make_body(
        "task",
        "Task",
        parent=root,
        kind="task-and-finish-group",
        standing="tentative",
        due_to_end=datetime.date(2030, 3, 31),
    )
    (_, place) = structure_on(root, make.today()).tree
    assert (place.kind, place.kind_plural, place.standing) == (
        "task and finish group",
        "task and finish groups",
        "tentative",
    )
    assert (place.accountable, place.external, place.open_membership) == (True, False, False)
    assert place.due_to_end == datetime.date(2030, 3, 31)


def test_a_group_beside_the_tree_brings_what_is_under_it(db):
    root = make.make_partnership("root", "Root")
    beside = make.make_body("beside", "Beside", partnership=root, kind="reference-group")
    make.make_body("under", "Under", parent=beside, kind="sub-group")
    structure = structure_on(root, make.today())
    assert [place.slug for place in structure.tree] == ["root"]
    assert [(place.depth, place.slug) for place in structure.family] == [(0, "beside"), (1, "under")]
    assert [place.slug for place in structure] == ["root", "beside", "under"]


def test_other_partnerships_are_left_out(cast):
    make.make_body(parent=make.make_partnership())
    assert len(list(structure_on(cast.partnership, make.today()))) == 8


def test_a_body_whose_parent_is_missing_is_shown_beside_the_tree(db):
    root = make.make_partnership("root", "Root")
    lost = make.make_body("lost", "Lost", parent=make.make_body("gone", "Gone", parent=root))
    make.make_body("under", "Under", parent=lost)
    BodyPeriod._base_manager.filter(body__slug="gone").delete()
    structure = structure_on(root, make.today())
    assert {place.slug for place in structure.family} == {"lost", "under"}


def test_a_circle_in_the_data_ends_the_walk(db):
    root = make.make_partnership("root", "Root")
    one = make.make_body("one", "One", parent=root)
    two = make.make_body("two", "Two", parent=one)
    BodyPeriod._base_manager.filter(body=one).update(parent=two)
    assert {place.slug for place in structure_on(root, make.today())} == {"root", "one", "two"}
    assert {above.slug for above in line_above(one, make.today())} == {"one", "two"}


@pytest.mark.parametrize("day", [make.FIRST, RESTRUCTURED, make.today()])
def test_the_tree_costs_one_query(cast, django_assert_num_queries, day):
    with django_assert_num_queries(1):
        list(structure_on(cast.partnership, day))
    with django_assert_num_queries(1):
        line_above(cast.culture, day)


def test_what_is_planned_shows_on_its_day_and_not_before(cast):
    soon = make.today() + datetime.timedelta(days=30)
    move(cast.culture, to=cast.board, on=soon, by=cast.administrator)
    end(cast.evidence, on=soon, by=cast.administrator)
    eve, day = (structure_on(cast.partnership, when) for when in (soon - datetime.timedelta(days=1), soon))
    assert (3, "culture-forum") in shape(eve)[0]
    assert (2, "culture-forum") in shape(day)[0]
    assert (shape(eve)[1], shape(day)[1]) == (["evidence-group"], [])
