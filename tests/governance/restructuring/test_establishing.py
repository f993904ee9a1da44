"""Establishing bodies."""

import pytest

from governance.models import Body, BodyKind, BodyPeriod, Succession
from governance.restructuring import Newcomer, end, establish, readdress, rename
from tests import make
from tests.refusing import refused

ON = make.day("2012-01-25")
BEFORE, AFTER = make.day("2012-01-24"), make.day("2012-01-26")


def newcomer(**facts):
    return Newcomer(**{"slug": "new", "name": "New group", "kind": make.kind("sub-group"), **facts})


@pytest.mark.parametrize(("day", "exists"), [(BEFORE, False), (ON, True), (AFTER, True)])
def test_a_body_exists_from_the_day_on_which_it_is_established(family, admin, day, exists):
    body = establish(newcomer(parent=family.board), on=ON, by=admin)
    assert body.period_on(day).exists() is exists


def test_a_body_is_what_its_newcomer_says(family, admin):
    facts = {"mission": "To help.", "meetings_low": 4}
    body = establish(
        newcomer(parent=family.board, facts=facts),
        on=ON,
        by=admin,
        reason="Agreed in May.",
        dates_as_said="January 2012",
    )
    period = body.periods.get()
    assert (period.name, period.kind.slug, period.parent, period.mission) == (
        "New group",
        "sub-group",
        family.board,
        "To help.",
    )
    assert (period.starts, period.ends, period.dates_as_said) == (ON, None, "January 2012")
    assert period.partnership == body.partnership == family.root
    step = Succession.objects.get(predecessor=body)
    assert (step.how, step.day, step.words, step.reason) == (
        "established",
        ON,
        "New group was established.",
        "Agreed in May.",
    )


def test_a_kind_lends_its_accountability_and_its_authority(family, admin):
    advisory = establish(newcomer(kind=make.kind("advisory-forum"), parent=family.board), on=ON, by=admin)
    assert (advisory.periods.get().authority, advisory.periods.get().accountable) == ("advisory", True)
    beside = newcomer(slug="ref", kind=make.kind("reference-group"))
    reference = establish(beside, on=ON, by=admin, partnership=family.root)
    assert (reference.periods.get().accountable, reference.periods.get().parent) == (False, None)


def test_the_index_of_today_knows_a_body_from_its_first_day_on(family, admin):
    past = establish(newcomer(parent=family.board), on=ON, by=admin)
    today = establish(newcomer(slug="b", parent=family.board), on=make.today(), by=admin)
    coming = establish(newcomer(slug="c", parent=family.board), on=make.today() + (AFTER - ON), by=admin)
    assert [Body.objects.get(pk=body.pk).parent for body in (past, today, coming)] == [family.board, family.board, None]


def test_a_partnership_is_its_own_root(admin):
    root = make.make_partnership()
    assert root.is_partnership
    assert root.periods.get().partnership == root
    assert not root.periods.get().parent_id


def test_only_an_administrator_establishes_a_partnership(cast):
    with refused("Only an administrator of the portal may establish a partnership."):
        establish(newcomer(kind=make.kind("partnership")), on=ON, by=cast.officer)


@pytest.mark.parametrize("name", ["chair", "member", "visitor"])
def test_nobody_establishes_a_body_without_an_appointment(cast, name):
    with refused("You are not appointed to edit Leadership Board; ask its partnership officer."):
        establish(newcomer(parent=cast.board), on=ON, by=getattr(cast, name))


def test_a_secretary_establishes_under_their_own_body_and_nowhere_else(cast):
    made = establish(newcomer(parent=cast.health), on=ON, by=cast.secretary)
    assert made.periods.get().parent == cast.health
    with refused("You are not appointed to edit Leadership Board; ask its partnership officer."):
        establish(newcomer(slug="other", parent=cast.board), on=ON, by=cast.secretary)
    beside = newcomer(slug="ref", kind=make.kind("reference-group"))
    with refused("You are not appointed to edit Brackwater Partnership; ask its partnership officer."):
        establish(beside, on=ON, by=cast.secretary, partnership=cast.partnership)


@pytest.mark.parametrize("kind", ["board", None, BodyKind(slug="club", singular="club", plural="clubs")])
def test_an_unknown_kind_is_refused(family, admin, kind):
    with refused("That kind of body is not known: choose one from the list, or add it there first."):
        establish(newcomer(kind=kind, parent=family.board), on=ON, by=admin)


def test_a_body_needs_a_place(family, admin):
    with refused("New group needs a body to report to, or a partnership to belong to."):
        establish(newcomer(), on=ON, by=admin)


def test_an_accountable_body_needs_a_parent(family, admin):
    with refused("New group is accountable, so it needs a body to report to; choose one, or mark it not accountable."):
        establish(newcomer(), on=ON, by=admin, partnership=family.root)


def test_a_partnership_belongs_to_no_other(family, admin):
    with refused("New group is a whole partnership, so it belongs to no other."):
        establish(newcomer(kind=make.kind("partnership"), parent=family.root), on=ON, by=admin)


def test_a_kind_stands_only_where_it_may(family, admin):
    with refused(
        "New group is a strategic action group, which may not report to a board: choose another body or kind."
    ):
        establish(newcomer(kind=make.kind("strategic-action-group"), parent=family.board), on=ON, by=admin)


def test_a_time_limited_body_needs_a_purpose_and_a_last_day(family, admin):
    sentence = "A task and finish group needs a purpose and the day it is due to end."
    kind = make.kind("task-and-finish-group")
    for facts in ({}, {"purpose": "<p>To count.</p>"}, {"due_to_end": AFTER}):
        with refused(sentence):
            establish(newcomer(kind=kind, parent=family.board, facts=facts), on=ON, by=admin)
    facts = {"purpose": "<p>To count.</p>", "due_to_end": AFTER}
    body = establish(newcomer(kind=kind, parent=family.board, facts=facts), on=ON, by=admin)
    past = [body.periods.get().is_past_its_date(day) for day in (BEFORE, AFTER, AFTER + (AFTER - ON))]
    assert past == [False, False, True]


@pytest.mark.parametrize(("day", "stands"), [(BEFORE, False), (ON, True), (AFTER, True)])
def test_the_parent_must_stand_on_the_first_day(family, admin, day, stands):
    parent = establish(newcomer(slug="parent", name="Parent", parent=family.board), on=ON, by=admin)
    if stands:
        assert establish(newcomer(parent=parent), on=day, by=admin).periods.get().starts == day
        return
    with refused(
        "Parent does not exist on every day on which New group would report to it: choose other days or another body."
    ):
        establish(newcomer(parent=parent), on=day, by=admin)


def test_the_parent_must_stand_on_every_later_day_too(family, admin):
    end(family.forum, on=AFTER, by=admin)
    with refused(
        "Forum does not exist on every day on which New group would report to it: choose other days or another body."
    ):
        establish(newcomer(parent=family.forum), on=ON, by=admin)


def test_an_address_belongs_to_one_body_for_ever(family, admin):
    with refused("The address “forum” is that of another body: choose another."):
        establish(newcomer(slug="forum", parent=family.board), on=ON, by=admin)
    readdress(family.forum, slug="assembly", by=admin)
    with refused("The address “forum” still leads to another body: choose another."):
        establish(newcomer(slug="forum", parent=family.board), on=ON, by=admin)
    end(rename(family.forum, name="Assembly", on=BEFORE, by=admin), on=ON, by=admin)
    with refused("The address “assembly” is that of another body: choose another."):
        establish(newcomer(slug="assembly", parent=family.board), on=AFTER, by=admin)


def test_an_address_is_written_as_addresses_are(family, admin):
    with refused("Slug: Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."):
        establish(newcomer(slug="new group", parent=family.board), on=ON, by=admin)


def test_a_body_needs_a_name(family, admin):
    with refused("Name: This field cannot be blank."):
        establish(newcomer(name="", parent=family.board), on=ON, by=admin)


def test_establishing_is_in_the_audit(family, admin):
    body = establish(newcomer(parent=family.board), on=ON, by=admin, reason="Agreed.")
    for row in (body.history.latest(), BodyPeriod.history.filter(body=body).latest()):
        assert (row.history_user, row.history_change_reason) == (admin, "Agreed.")
