"""Changing what a body is called, what it is, and where it stands."""

import datetime

import pytest

from governance.models import BodyKind, FormerSlug, Succession
from governance.restructuring import Newcomer, change_kind, describe, end, establish, move, readdress, rename
from tests import make
from tests.refusing import refused

ON = make.day("2012-01-25")
BEFORE, AFTER = make.day("2012-01-24"), make.day("2012-01-26")
THREE = (BEFORE, ON, AFTER)
LATER = make.day("2014-01-25")
FUTURE = make.today() + datetime.timedelta(days=30)


def fact(body, name, days):
    return [getattr(body.periods.in_force(day).get(), name) for day in days]


def last_step(body):
    return Succession.objects.filter(predecessor=body).latest("pk")


# A change runs from its day until the day on which that fact changed anyway.


def test_a_name_changes_on_its_day(family, admin):
    body = rename(family.board, name="Forum of Leaders", on=ON, by=admin, reason="Clearer.")
    assert fact(body, "name", THREE) == ["Board", "Forum of Leaders", "Forum of Leaders"]
    assert (body.slug, body.name) == ("board", "Forum of Leaders")
    step = last_step(body)
    assert (step.how, step.day, step.words, step.reason) == (
        "renamed",
        ON,
        "Renamed from “Board” to “Forum of Leaders”.",
        "Clearer.",
    )


def test_a_parent_changes_on_its_day(family, admin):
    body = move(family.forum, to=family.theme, on=ON, by=admin)
    assert fact(body, "parent", THREE) == [family.board, family.theme, family.theme]
    assert last_step(body).words == "Forum now reports to Theme; it reported to Board before."
    assert body.parent == family.theme


def test_a_kind_changes_on_its_day(family, admin):
    body = change_kind(family.forum, kind=make.kind("sub-group"), on=ON, by=admin, mission="Smaller.")
    assert [kind.slug for kind in fact(body, "kind", THREE)] == ["forum", "sub-group", "sub-group"]
    assert fact(body, "mission", THREE) == ["", "Smaller.", "Smaller."]
    assert last_step(body).words == "Forum became a sub-group; it was a forum."


def test_other_facts_change_on_their_day(family, admin):
    body = describe(family.forum, on=ON, by=admin, mission="To meet.", standing="shadow")
    assert fact(body, "mission", THREE) == ["", "To meet.", "To meet."]
    assert fact(body, "standing", THREE) == ["active", "shadow", "shadow"]
    assert [str(step.words) for step in Succession.objects.filter(predecessor=body, how="changed")] == [
        "Changed for Forum: mission statement and standing."
    ]


def test_a_contact_changes_without_a_public_step(family, admin):
    before = Succession.objects.count()
    describe(family.forum, on=ON, by=admin, contact_email="clerk@example.org", contact_phone="01632 960000")
    assert Succession.objects.count() == before


def test_a_change_made_backwards_ends_where_the_fact_changed_anyway(family, admin):
    rename(family.board, name="Third", on=LATER, by=admin)
    body = rename(family.board, name="Second", on=ON, by=admin)
    eve = LATER - datetime.timedelta(days=1)
    assert fact(body, "name", [*THREE, eve, LATER]) == ["Board", "Second", "Second", "Second", "Third"]
    assert body.name == "Third"


def test_a_change_made_backwards_runs_through_changes_of_other_facts(family, admin):
    move(family.forum, to=family.theme, on=LATER, by=admin)
    body = rename(family.forum, name="Assembly", on=ON, by=admin)
    assert fact(body, "name", [*THREE, LATER]) == ["Forum", "Assembly", "Assembly", "Assembly"]
    assert fact(body, "parent", [*THREE, LATER]) == [family.board, family.board, family.board, family.theme]


def test_a_change_on_the_first_day_leaves_one_period(family, admin):
    body = rename(family.board, name="Council", on=make.FIRST, by=admin)
    assert body.periods.get().name == "Council"


def test_a_change_in_the_future_leaves_today_alone(family, admin):
    body = move(rename(family.forum, name="Coming", on=FUTURE, by=admin), to=family.theme, on=FUTURE, by=admin)
    assert (body.name, body.parent) == ("Forum", family.board)
    assert fact(body, "name", [make.today(), FUTURE]) == ["Forum", "Coming"]


def test_the_words_of_the_dates_stay_with_the_first_period(family, admin):
    new = Newcomer("new", "New", make.kind("sub-group"), parent=family.board)
    body = establish(new, on=BEFORE, by=admin, dates_as_said="since January 2012")
    rename(body, name="Newer", on=AFTER, by=admin)
    assert list(body.periods.earliest_first().values_list("dates_as_said", flat=True)) == ["since January 2012", ""]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (make.FIRST - datetime.timedelta(days=1), "Board does not exist on 31 March 2008: choose a day in its life."),
        (make.FIRST, None),
        (make.FIRST + datetime.timedelta(days=1), None),
    ],
)
def test_a_body_changes_only_in_its_life(family, admin, day, sentence):
    if sentence is None:
        assert rename(family.board, name="Council", on=day, by=admin).name == "Council"
        return
    with refused(sentence):
        rename(family.board, name="Council", on=day, by=admin)


@pytest.mark.parametrize(("day", "lives"), [(BEFORE, True), (ON, False), (AFTER, False)])
def test_a_body_changes_no_more_from_the_day_on_which_it_ends(family, admin, day, lives):
    end(family.forum, on=ON, by=admin)
    if lives:
        assert rename(family.forum, name="Late", on=day, by=admin).name == "Late"
        return
    with refused(f"Forum does not exist on {day.day} January 2012: choose a day in its life."):
        rename(family.forum, name="Late", on=day, by=admin)


@pytest.mark.parametrize(
    "deed",
    [
        lambda f, by: rename(f.forum, name="Forum", on=ON, by=by),
        lambda f, by: move(f.forum, to=f.board, on=ON, by=by),
        lambda f, by: change_kind(f.forum, kind=make.kind("forum"), on=ON, by=by),
        lambda f, by: describe(f.forum, standing="active", on=ON, by=by),
    ],
    ids=["rename", "move", "change kind", "describe"],
)
def test_a_change_that_changes_nothing_is_refused(family, admin, deed):
    with refused("Nothing would change: Forum is already so on 25 January 2012."):
        deed(family, admin)


@pytest.mark.parametrize(
    "deed",
    [
        lambda c, by: rename(c.board, name="Ours", on=ON, by=by),
        lambda c, by: move(c.board, to=c.health, on=ON, by=by),
        lambda c, by: change_kind(c.board, kind=make.kind("forum"), on=ON, by=by),
        lambda c, by: describe(c.board, mission="Ours.", on=ON, by=by),
        lambda c, by: readdress(c.board, slug="ours", by=by),
        lambda c, by: end(c.board, on=ON, by=by),
    ],
    ids=["rename", "move", "change kind", "describe", "readdress", "end"],
)
@pytest.mark.parametrize("name", ["secretary", "chair", "visitor"])
def test_only_those_appointed_change_a_body(cast, deed, name):
    with refused("You are not appointed to edit Leadership Board; ask its partnership officer."):
        deed(cast, getattr(cast, name))


# Moving


def test_a_body_cannot_report_to_itself(family, admin):
    with refused("A body cannot report to itself."):
        move(family.forum, to=family.forum, on=ON, by=admin)


def test_a_circle_is_refused_however_long(family, admin):
    middle = make.make_body("middle", "Middle", parent=family.forum)
    last = make.make_body("last", "Last", parent=middle)
    with refused("Forum cannot report to Last, which itself reports to Forum: choose another body."):
        move(family.forum, to=last, on=ON, by=admin)


def test_a_circle_that_would_close_only_later_is_refused(family, admin):
    other = make.make_body("other", "Other", parent=family.board)
    move(other, to=family.forum, on=LATER, by=admin)
    with refused("Forum cannot report to Other, which itself reports to Forum: choose another body."):
        move(family.forum, to=other, on=ON, by=admin)


def test_a_circle_that_a_change_made_backwards_would_close_is_refused(family, admin):
    other = make.make_body("other", "Other", parent=family.board)
    move(other, to=family.forum, on=ON, by=admin)
    move(other, to=family.board, on=LATER, by=admin)
    with refused("Forum cannot report to Other, which itself reports to Forum: choose another body."):
        move(family.forum, to=other, on=AFTER, by=admin)
    assert move(family.forum, to=other, on=LATER, by=admin).parent == other


def test_two_bodies_may_change_places_on_one_day(family, admin):
    below = make.make_body("below", "Below", parent=family.forum)
    move(below, to=family.board, on=ON, by=admin)
    body = move(family.forum, to=below, on=ON, by=admin)
    assert fact(body, "parent", THREE) == [family.board, below, below]
    assert fact(below, "parent", THREE) == [family.forum, family.board, family.board]


def test_a_body_stays_in_its_partnership(family, admin):
    elsewhere = make.make_body("else", "Elsewhere", parent=make.make_partnership())
    with refused("Elsewhere belongs to another partnership: link the two bodies instead."):
        move(family.forum, to=elsewhere, on=ON, by=admin)


def test_a_partnership_reports_to_no_body(family, admin):
    with refused("Root is a whole partnership, which reports to no body."):
        move(family.root, to=family.board, on=ON, by=admin)


def test_a_body_reports_only_to_one_that_lasts_as_long(family, admin):
    other = make.make_body("other", "Other", parent=family.board, ends=LATER)
    sentence = "Other does not exist on every day on which Forum would report to it: choose other days or another body."
    with refused(sentence):
        move(family.forum, to=other, on=ON, by=admin)
    move(family.forum, to=family.theme, on=LATER, by=admin)
    assert fact(move(family.forum, to=other, on=ON, by=admin), "parent", [ON, LATER]) == [other, family.theme]


def test_an_accountable_body_stays_under_a_parent(family, admin):
    with refused("Forum is accountable, so it needs a body to report to; choose one, or mark it not accountable."):
        move(family.forum, to=None, on=ON, by=admin)
    describe(family.forum, accountable=False, on=ON, by=admin)
    body = move(family.forum, to=None, on=ON, by=admin)
    assert fact(body, "parent", THREE) == [family.board, None, None]
    assert last_step(body).words == "Forum now reports to no body; it reported to Board before."
    with refused("Forum is accountable, so it needs a body to report to; choose one, or mark it not accountable."):
        describe(family.forum, accountable=True, on=AFTER, by=admin)


def test_a_kind_moves_only_where_it_may_stand(family, admin):
    with refused("Action is a operational action group, which may not report to a board: choose another body or kind."):
        move(family.action, to=family.board, on=ON, by=admin)


def test_moving_needs_a_right_to_both_bodies(cast):
    with refused("You are not appointed to edit Jobs and Skills; ask its partnership officer."):
        move(cast.health_data, to=cast.jobs, on=make.today(), by=cast.secretary)


# Kinds


def test_a_kind_must_fit_the_parent_and_the_children(family, admin):
    with refused("Forum is a strategic action group, which may not report to a board: choose another body or kind."):
        change_kind(family.forum, kind=make.kind("strategic-action-group"), on=ON, by=admin)
    with refused(
        "Action is a operational action group, which may not report to a board on 25 January 2012: move it first."
    ):
        change_kind(family.theme, kind=make.kind("board"), on=ON, by=admin)


def test_a_body_turns_into_no_partnership_and_a_partnership_into_no_body(family, admin):
    with refused("Forum cannot turn from a forum into a partnership: establish a new body instead."):
        change_kind(family.forum, kind=make.kind("partnership"), on=ON, by=admin)
    with refused("Root cannot turn from a partnership into a board: establish a new body instead."):
        change_kind(family.root, kind=make.kind("board"), on=ON, by=admin)


@pytest.mark.parametrize("kind", ["forum", None, BodyKind(slug="club")])
def test_an_unknown_kind_is_refused(family, admin, kind):
    with refused("That kind of body is not known: choose one from the list, or add it there first."):
        change_kind(family.forum, kind=kind, on=ON, by=admin)


def test_a_body_becomes_time_limited_only_with_its_purpose(family, admin):
    with refused("A task and finish group needs a purpose and the day it is due to end."):
        change_kind(family.forum, kind=make.kind("task-and-finish-group"), on=ON, by=admin)


def test_describing_leaves_the_structure_to_other_deeds(family, admin):
    for name, value in {"parent": None, "name": "X", "kind": None, "starts": ON, "partnership": None}.items():
        with pytest.raises(TypeError, match=f"{name}: another deed changes that"):
            describe(family.forum, on=ON, by=admin, **{name: value})


def test_more_meetings_at_least_than_at_most_are_refused(family, admin):
    with refused("The least number of meetings is more than the greatest."):
        describe(family.forum, on=ON, by=admin, meetings_low=6, meetings_high=4)


# Addresses


def test_a_former_address_leads_on(family, admin):
    body = readdress(family.forum, slug="assembly", by=admin)
    assert body.slug == "assembly"
    former = FormerSlug.objects.get()
    assert (former.record, former.slug, former.target) == ("governance.body", "forum", body.pk)


def test_a_body_may_take_its_former_address_back(family, admin):
    readdress(readdress(family.forum, slug="assembly", by=admin), slug="forum", by=admin)
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["assembly"]


def test_an_address_that_leads_elsewhere_is_refused(family, admin):
    readdress(family.forum, slug="assembly", by=admin)
    with refused("The address “forum” still leads to another body: choose another."):
        readdress(family.board, slug="forum", by=admin)
    with refused("The address “theme” is that of another body: choose another."):
        readdress(family.board, slug="theme", by=admin)
    with refused("Board already has that address."):
        readdress(family.board, slug="board", by=admin)
    with refused("Slug: Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."):
        readdress(family.board, slug="Bo ard", by=admin)
