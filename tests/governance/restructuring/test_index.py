"""The index of today: it follows the periods, day by day, and can be made anew."""

import datetime

import pytest

from governance.models import Body, IndexDay
from governance.records import faults
from governance.restructuring import index, move, rename
from governance.restructuring.index import catch_up, rebuild, wanted
from tests import make
from tests.refusing import refused

TOMORROW = make.today() + datetime.timedelta(days=1)
SOON = make.today() + datetime.timedelta(days=30)


@pytest.fixture
def travel(monkeypatch):
    """Let the index, and what checks it, believe that it is another day."""

    def to(day):
        for module in ("governance.restructuring.index", "governance.records.index_of_today"):
            monkeypatch.setattr(f"{module}.timezone.localdate", lambda: day)

    return to


def placed(body):
    row = Body.objects.get(pk=body.pk)
    return row.name, row.parent


def test_the_index_has_one_day(family):
    assert [row.day for row in IndexDay.objects.all()] == [make.today()]


def test_a_planned_change_reaches_the_index_with_the_first_deed_from_its_day_on(family, admin, travel):
    rename(family.forum, name="Assembly", on=SOON, by=admin)
    move(family.forum, to=family.theme, on=SOON, by=admin)
    assert placed(family.forum) == ("Forum", family.board)
    travel(SOON - datetime.timedelta(days=1))
    rename(family.board, name="Council", on=TOMORROW, by=admin)
    assert placed(family.forum) == ("Forum", family.board)
    travel(SOON)
    rename(family.theme, name="Topic", on=TOMORROW, by=admin)
    assert placed(family.forum) == ("Assembly", family.theme)
    assert IndexDay.objects.get().day == SOON


def test_two_that_change_places_on_one_day_are_both_followed(family, admin, travel):
    below = make.make_body("below", "Below", parent=family.forum)
    move(below, to=family.board, on=SOON, by=admin)
    move(family.forum, to=below, on=SOON, by=admin)
    travel(SOON)
    catch_up(SOON)
    assert [placed(below), placed(family.forum)] == [("Below", family.board), ("Forum", below)]
    assert [sentence for sentence in faults() if "index" in sentence] == []


def test_catching_up_goes_forward_only(family):
    IndexDay.objects.update(day=SOON)
    catch_up(make.today())
    assert IndexDay.objects.get().day == SOON


def test_a_body_without_a_period_today_keeps_its_name_and_has_no_parent(family, admin):
    ended = make.make_body("ended", "Ended", parent=family.board, ends="2012-01-25")
    coming = make.make_body("coming", "Coming", parent=family.board, on=SOON)
    assert wanted([ended.pk, coming.pk], make.today()) == {ended.pk: (None, "Ended"), coming.pk: (None, "Coming")}
    assert wanted(None, SOON)[coming.pk] == (family.board.pk, "Coming")


def test_the_tree_of_the_index_is_the_tree_of_today(family, admin):
    move(family.forum, to=family.theme, on=make.FIRST, by=admin)
    theme = Body.objects.get(slug="theme")
    assert set(theme.get_descendants()) == {family.action, family.forum}
    assert list(theme.get_ancestors()) == [family.root, family.board]


def broken():
    """Ways in which an index can go wrong, by what is done to the raw rows."""
    return {
        "a name": lambda f: Body.objects.filter(pk=f.forum.pk).update(name="Wrong"),
        "a parent": lambda f: Body.objects.filter(pk=f.forum.pk).update(parent=f.theme),
        "a missing parent": lambda f: Body.objects.filter(pk=f.forum.pk).update(parent=None),
        "a circle": lambda f: Body.objects.filter(pk=f.board.pk).update(parent=f.theme),
        "an edge": lambda f: Body.objects.filter(pk=f.forum.pk).update(lft=99, rght=100),
        "a wide root": lambda f: Body.objects.filter(pk=f.root.pk).update(rght=100),
        "a level": lambda f: Body.objects.filter(pk=f.action.pk).update(level=7),
        "a tree": lambda f: Body.objects.filter(pk=f.action.pk).update(tree_id=77),
        "all numbers": lambda f: Body.objects.update(lft=1, rght=2, level=0, tree_id=1),
        "two days": lambda f: IndexDay.objects.create(day=make.today()),
        "a day to come": lambda f: IndexDay.objects.update(day=SOON),
    }


@pytest.mark.parametrize("way", broken())
def test_a_broken_index_is_seen_and_mended(family, admin, way):
    make.make_partnership("second", "Second")
    assert list(faults()) == []
    broken()[way](family)
    told = [sentence for sentence in faults() if sentence.endswith("run check_records --fix.")]
    assert told
    rebuild()
    assert list(faults()) == []
    rename(family.forum, name="Assembly", on=make.FIRST, by=admin)
    move(family.forum, to=family.theme, on=make.FIRST, by=admin)
    assert list(faults()) == []


def test_rebuilding_says_what_it_mended(family):
    assert rebuild() == []
    Body.objects.filter(pk=family.forum.pk).update(name="Wrong")
    Body.objects.filter(pk=family.action.pk).update(level=7)
    assert rebuild() == [
        "Forum (forum): the name or the parent of today was brought in line.",
        "Action (action): its numbers in the tree were mended.",
    ]


def test_the_index_leaves_nothing_in_the_audit_for_the_periods_tell(family):
    before = Body.history.count()
    Body.objects.filter(pk=family.forum.pk).update(name="Wrong")
    rebuild()
    family.forum.refresh_from_db()
    assert (family.forum.name, Body.history.count()) == ("Forum", before)


def test_a_circle_in_the_periods_is_not_mended(family):
    rows = type(family.board.periods.get())._base_manager
    rows.filter(body=family.board).update(parent=family.forum)
    with refused("Board is in a circle of bodies that report to each other: mend its periods first."):
        rebuild()


def test_the_numbers_are_those_that_mptt_gives(family):
    numbers = {row.pk: [getattr(row, name) for name in index.NUMBERS] for row in Body.objects.all()}
    Body.objects.update(lft=0, rght=0, level=0)
    rebuild()
    again = {row.pk: [getattr(row, name) for name in index.NUMBERS] for row in Body.objects.all()}
    assert again == numbers
