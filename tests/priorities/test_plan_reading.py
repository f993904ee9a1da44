"""What a plan leaves open, who is of one theme with whom, and how its parts are put together."""

import datetime
from decimal import Decimal
from itertools import pairwise

import pytest

from priorities.models import PlanAction, PlanResponsibility, Status
from priorities.plans.plan_filtering import in_pages
from priorities.plans.plan_flags import Flag, Involved, Themes, flags_of, parents_on, summed_up, themes_of
from priorities.plans.plan_list import plans_on
from priorities.plans.plan_parts import in_rows, tally
from priorities.plans.plan_reading import read_version
from priorities.updates.progress import standing_updates
from tests import make
from tests.make_priorities import (
    make_framework,
    make_period,
    make_plan,
    make_plan_action,
    make_priority,
    make_strategy,
    make_update,
    make_version,
    publish,
)

DAY = datetime.date(2010, 6, 1)
ALONE, NOBODY = Themes({}), Involved()


def flagged(involved=NOBODY, themes=ALONE, **facts):
    """The flags of an action that has everything but what `facts` take away."""
    whole = {"lead_body_id": 1, "measure": "Fewer", "due_as_said": "Ongoing"}
    return flags_of(PlanAction(**{**whole, **facts}), involved, themes)


def test_an_action_with_all_that_it_needs_has_no_flag():
    assert flagged(Involved(frozenset({1, 2}))) == []


@pytest.mark.parametrize(
    ("facts", "flag"),
    [
        ({"lead_body_id": None}, Flag.NO_OWNER),
        ({"measure": ""}, Flag.NO_MEASURE),
        ({"due_as_said": ""}, Flag.NO_DATE),
        ({"existing_activity": "The network"}, Flag.REPEATS),
        ({"same_as_id": 5}, Flag.REPEATS),
    ],
)
def test_each_gap_has_its_flag(facts, flag):
    assert flagged(Involved(frozenset({1, 2})), **facts) == [flag]


@pytest.mark.parametrize("owner", ["lead_body_id", "lead_organisation_id", "lead_officer_id"])
def test_a_body_an_organisation_or_an_officer_is_an_owner(owner):
    assert Flag.NO_OWNER not in flagged(**{"lead_body_id": None, owner: 1})


@pytest.mark.parametrize(
    "facts", [{"due": DAY}, {"due_as_said": "Ongoing"}, {"starts_on": DAY}, {"due": DAY, "due_as_said": "June"}]
)
def test_whatever_is_said_of_the_time_is_a_date(facts):
    assert Flag.NO_DATE not in flagged(**{"due_as_said": "", **facts})


@pytest.mark.parametrize(
    ("bodies", "organisations", "one"),
    [
        ((), (), False),
        ((1,), (), True),
        ((1, 2), (), False),
        ((1,), (7,), False),
        ((), (7,), True),
        ((), (7, 8), False),
    ],
)
def test_one_body_or_one_organisation_alone_is_one_theme(bodies, organisations, one):
    involved = Involved(frozenset(bodies), frozenset(organisations))

    assert (Flag.ONE_THEME in flagged(involved)) == one


@pytest.mark.django_db
def test_what_sits_under_the_owner_of_a_delivery_plan_is_of_its_theme(cast):
    other = make.make_body("drugs", "Drugs Group", parent=cast.health, kind="sub-group")
    parents = parents_on([cast.partnership.pk], make.today())
    health, data, drugs, jobs, board = (b.pk for b in (cast.health, cast.health_data, other, cast.jobs, cast.board))
    of_theme = themes_of(make_plan(cast.health), health, parents)
    whole = themes_of(make_plan(cast.health, kind="improvement"), health, parents)
    of_board = themes_of(make_plan(cast.board), board, parents)

    for bodies, theme, improvement, at_the_top in (
        ({health}, True, True, True),
        ({health, data}, True, True, True),
        ({data, drugs}, True, False, False),
        ({health, jobs}, False, False, False),
        ({data, jobs}, False, False, False),
        ({board, health}, True, True, True),
        ({cast.evidence.pk, health}, False, False, False),
    ):
        answers = (of_theme.is_one(bodies), whole.is_one(bodies), of_board.is_one(bodies))
        assert answers == (theme, improvement, at_the_top), bodies


@pytest.mark.django_db
@pytest.mark.parametrize(("on", "one"), [("2020-03-31", False), ("2020-04-01", True), ("2020-04-02", True)])
def test_themes_are_those_of_the_day(cast, on, one):
    day = make.day(on)
    jobs = make_plan(cast.jobs)
    themes = themes_of(jobs, cast.jobs.pk, parents_on([cast.partnership.pk], day))

    assert themes.is_one({cast.jobs.pk, cast.culture.pk}) == one


def test_the_flags_are_summed_up_in_sentences():
    summary = summed_up([[Flag.NO_OWNER], [Flag.NO_OWNER, Flag.NO_DATE], []])

    assert summary.sentences == [
        (Flag.NO_OWNER, "2 of 3 actions have no owner"),
        (Flag.NO_DATE, "1 of 3 actions has no date"),
    ]
    assert summed_up([[Flag.REPEATS]]).sentences == [(Flag.REPEATS, "1 of 1 action overlaps other work")]
    assert summed_up([[], []]).sentences == []


@pytest.fixture
def version(cast):
    plan = make_plan(cast.health, framework=make_framework(cast.board))
    return make_version(plan)


@pytest.mark.django_db
def test_states_are_those_of_the_last_period_that_had_begun(cast, version):
    framework = version.plan.framework
    first, second = (
        make_period(framework, *days, name=name)
        for name, days in (("Q1", ("2010-04-01", "2010-07-01")), ("Q2", ("2010-07-01", "2010-10-01")))
    )
    action = make_plan_action(version)
    publish(version)
    make_update(action, first, Status.GREEN)

    for on, name, states in (
        ("2010-03-31", None, [("No update", 1)]),
        ("2010-04-01", "Q1", [("Green", 1)]),
        ("2010-06-30", "Q1", [("Green", 1)]),
        ("2010-07-01", "Q2", [("No update", 1)]),
    ):
        read = read_version(version, make.day(on), None)
        assert (read.period.name if read.period else None, read.tally) == (name, states)
    make_update(action, second, Status.COMPLETE)
    assert read_version(version, make.day("2010-07-01"), None).tally == [("Complete", 1)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "on", "state"),
    [
        (("complete", "", ""), "2010-07-01", "complete"),
        (("complete", "", ""), "2010-10-01", "complete"),
        (("complete", "amber", ""), "2010-07-01", "amber"),
        (("complete", "amber", ""), "2010-10-01", "no update"),
        (("complete", "", "red"), "2010-09-30", "complete"),
        (("complete", "", "red"), "2010-10-01", "red"),
        (("amber", "complete", ""), "2010-06-30", "amber"),
        (("amber", "complete", ""), "2010-10-01", "complete"),
        (("green", "", ""), "2010-07-01", "no update"),
        (("", "", "complete"), "2010-09-30", "no update"),
    ],
)
def test_what_was_complete_stays_so_until_a_newer_update_says_otherwise(version, told, on, state):
    days = ("2010-04-01", "2010-07-01", "2010-10-01", "2011-01-01")
    periods = [make_period(version.plan.framework, *ends) for ends in pairwise(days)]
    action = make_plan_action(version)
    publish(version)
    for period, status in zip(periods, told, strict=True):
        if status:
            make_update(action, period, status)

    read = read_version(version, make.day(on), None)
    [line] = plans_on(make.day(on), None)

    assert [each.state for each in read.actions] == [state]
    assert line.tally == read.tally


@pytest.mark.django_db
def test_the_last_accepted_words_for_an_earlier_period_say_whether_it_was_complete(version):
    before = make_period(version.plan.framework, "2010-01-01", "2010-04-01")
    now = make_period(version.plan.framework, "2010-04-01", "2010-07-01")
    undone, done = (make_plan_action(version) for _ in range(2))
    publish(version)
    first, second = (datetime.datetime(2010, 4, 2, hour, tzinfo=datetime.UTC) for hour in (9, 10))
    for action, statuses in ((undone, ("complete", "amber")), (done, ("amber", "complete"))):
        for status, moment in zip(statuses, (first, second), strict=True):
            make_update(action, before, status, accepted_at=moment)
    make_update(done, now, "red", accepted_at=None)
    asked = {undone.lineage: now, done.lineage: now}

    assert set(standing_updates(asked, DAY)) == {done.lineage}
    assert set(standing_updates(asked, DAY, known_at=first)) == {undone.lineage}
    assert standing_updates(dict.fromkeys(asked), DAY) == {}


@pytest.mark.django_db
def test_actions_of_two_frameworks_stand_each_by_its_own_period(cast, version):
    quarter = make_period(version.plan.framework, "2010-04-01", "2010-07-01")
    half = make_period(make_framework(cast.board), "2010-01-01", "2010-07-01")
    one, two = (make_plan_action(version) for _ in range(2))
    publish(version)
    make_update(one, half, "complete")
    make_update(two, half, "red")

    standing = standing_updates({one.lineage: quarter, two.lineage: half}, DAY)
    assert {key: update.status for key, update in standing.items()} == {one.lineage: "complete", two.lineage: "red"}
    assert set(standing_updates({one.lineage: half, two.lineage: quarter}, DAY)) == {one.lineage}


@pytest.mark.django_db
def test_an_update_that_waits_to_be_read_says_nothing(version):
    period = make_period(version.plan.framework, "2010-04-01", "2010-07-01")
    action = make_plan_action(version)
    publish(version)
    make_update(action, period, accepted_at=None)

    assert read_version(version, DAY, None).tally == [("No update", 1)]


@pytest.mark.django_db
def test_money_is_summed_over_the_actions_that_tell_it(version):
    period = make_period(version.plan.framework, "2010-04-01", "2010-07-01")
    first = make_plan_action(version, budget=Decimal("100.50"))
    make_plan_action(version, budget=Decimal(50))
    make_plan_action(version)
    publish(version)
    assert read_version(version, DAY, None).money.told == 0
    make_update(first, period, spend=Decimal("150.51"))

    money = read_version(version, DAY, None).money
    assert (money.budget, money.budgeted, money.spend, money.told) == (Decimal("150.50"), 2, Decimal("150.51"), 1)
    assert money.is_over


@pytest.mark.django_db
def test_who_answers_for_it_is_named_as_on_the_day(cast):
    plan = make_plan(cast.board, monitor=cast.health)
    version = make_version(plan)
    make_plan_action(version, lead_body=cast.board)
    publish(version)

    for on, name in (("2020-03-31", "Partnership Board"), ("2020-04-01", "Leadership Board")):
        read = read_version(version, make.day(on), None)
        assert (read.owner.name, read.monitor.name) == (name, "Health")
        assert [lead.name for lead in read.leads] == [name]
    PlanResponsibility.objects.get(plan=plan, role="monitor").delete()
    assert read_version(version, DAY, None).monitor is None


@pytest.mark.django_db
def test_a_priority_is_named_where_it_may_be_read_and_was_there(cast, version):
    strategy = make_strategy(cast.board)
    shown, hidden = make_priority(strategy, "Shown"), make_priority(strategy, "Hidden", state="draft")
    later = make_priority(strategy, "Later", on="2010-06-02")
    version.priorities.add(shown, hidden, later)
    make_plan_action(version, priority=hidden)
    publish(version)

    assert [named.name for named in read_version(version, DAY, None).priorities] == ["Shown"]
    officers = read_version(version, DAY, cast.officer).priorities
    assert [named.name for named in officers] == ["Shown", "Hidden"]
    next_day = read_version(version, DAY + datetime.timedelta(days=1), None)
    assert [named.name for named in next_day.priorities] == ["Shown", "Later"]


@pytest.mark.django_db
def test_rows_keep_the_order_in_which_a_ref_first_comes_and_pages_cut_none(cast, version):
    for ref, bullet, position in (("A2", 2, 1), ("A1", 1, 2), ("A2", 1, 3), ("A3", 1, 4)):
        make_plan_action(version, ref=ref, bullet=bullet, position=position)
    publish(version)
    read = read_version(version, DAY, None)
    (section,) = read.sections

    assert [[b.action.reference for b in row.bullets] for row in section.rows] == [["A2", "A2.2"], ["A1"], ["A3"]]
    assert in_rows([]) == []
    assert tally([]) == []
    for most, pages in ((1, [2, 1, 1]), (2, [2, 2]), (3, [3, 1]), (4, [4]), (9, [4])):
        assert [sum(len(s.actions) for s in page) for page in in_pages(read.sections, most)] == pages, most
    assert in_pages([], 5) == [[]]
