"""What a plan leaves open, who is of one theme with whom, and how its parts are put together."""

import datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from django.utils import timezone

from governance.foundation.dated import end_of_day
from governance.foundation.deeds import write
from priorities.models import PlanAction, PlanResponsibility, PlanVersion, Status
from priorities.plans.alike import words_alike
from priorities.plans.plan_filtering import in_pages
from priorities.plans.plan_flags import Flag, Involved, Themes, flags_of, parents_on, summed_up, themes_of
from priorities.plans.plan_list import plans_on
from priorities.plans.plan_parts import in_rows, tally, time_said
from priorities.plans.plan_reading import read_version
from priorities.strategies.plans_in_force import plans_in_force
from priorities.updates.progress import period_on, periods_on, standing_updates
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
        ({"same_as_id": 5}, Flag.REPEATS),
    ],
)
def test_each_gap_has_its_flag(facts, flag):
    assert flagged(Involved(frozenset({1, 2})), **facts) == [flag]


def test_to_build_on_work_under_way_is_no_overlap():
    assert flagged(Involved(frozenset({1, 2})), existing_activity="The network") == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Open a clinic in the town.", "open clinics, in town", True),
        ("Publish where the gaps are.", "Where are the gaps? Publish!", True),
        ("Open a clinic in the town.", "Open a clinic in the village.", False),
        ("Cut carbon by 10%.", "Cut carbon by 20%.", False),
        ("The", "A", False),
        ("Address the crisis.", "Addres the crisi", False),
    ],
)
def test_texts_are_alike_but_for_small_words_case_order_and_punctuation(one, other, same):
    assert (words_alike(one) == words_alike(other)) is same


@pytest.mark.django_db
def test_an_action_that_another_plan_in_force_has_as_well_is_flagged_in_both_and_named(cast, django_assert_num_queries):
    def plan_with(body, title, *texts, on="2010-04-01", ends=None):
        plan = make_plan(body, title, on=on)
        version = make_version(plan, on=on, ends=ends)
        for what in texts:
            make_plan_action(version, what, lead_body=body, existing_activity="The network")
        return publish(version)

    ours = plan_with(cast.health, "Health plan", "Open a clinic.", "Walk.", "Sing.", "Rest.")
    plan_with(cast.jobs, "Jobs plan", "Open the clinics", "Walk far.")
    plan_with(cast.jobs, "Old plan", "Sing.", ends=DAY)
    plan_with(make.make_partnership(), "Elsewhere", "Rest.", on="2010-05-01")
    draft = make_version(make_plan(cast.jobs, "Draft plan"))
    make_plan_action(draft, "Walk.")
    mine = PlanVersion.objects.select_related("plan__body", "plan__framework").get(pk=ours.pk)

    with django_assert_num_queries(9):
        read = read_version(mine, DAY, None)

    found = [([each.name for each in action.repeats], Flag.REPEATS in action.flags) for action in read.actions]
    assert found == [(["A1 of Jobs plan"], True), ([], False), ([], False), ([], False)]
    before = [action.repeats for action in read_version(mine, DAY - datetime.timedelta(days=1), None).actions]
    assert [[each.name for each in named] for named in before] == [["A1 of Jobs plan"], [], ["A1 of Old plan"], []]
    lines = {line.plan.title: line.flags.counts.get(Flag.REPEATS, 0) for line in plans_on(DAY, None)}
    assert lines == {"Health plan": 1, "Jobs plan": 1, "Elsewhere": 0}


@pytest.mark.django_db
def test_what_was_won_from_bids_is_the_last_told_by_the_period(cast):
    framework = make_framework(cast.board)
    first = make_period(framework, "2010-01-01", "2010-04-01")
    second = make_period(framework, "2010-04-01", "2010-05-01")
    version = make_version(make_plan(cast.health, framework=framework))
    one, two, _ = (make_plan_action(version) for _ in range(3))
    publish(version)
    for action, period, won in ((one, first, 100), (one, second, 250), (two, first, 0)):
        make_update(action, period, won=won, accepted_at=end_of_day(period.last_day))
    mine = PlanVersion.objects.select_related("plan__body", "plan__framework").get(pk=version.pk)

    money = read_version(mine, DAY, None).money
    assert (money.won, money.told_won) == (250, 2)
    assert read_version(mine, second.starts, None).money.won == 100
    assert read_version(mine, first.last_day - datetime.timedelta(days=1), None).money is None


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


def at(on, hour=9):
    """A moment of that day in London."""
    return timezone.make_aware(datetime.datetime.combine(make.day(on), datetime.time(hour)))


@pytest.mark.django_db
def test_a_plan_stands_by_the_last_period_that_had_ended_and_before_any_by_the_first_that_had_begun(cast, version):
    framework = version.plan.framework
    make_period(make_framework(cast.board), "2010-01-01", "2010-04-01", name="Another’s")
    first, _ = (
        make_period(framework, *days, name=name)
        for name, days in (("Q1", ("2010-04-01", "2010-07-01")), ("Q2", ("2010-07-01", "2010-10-01")))
    )
    action = make_plan_action(version)
    publish(version)
    make_update(action, first, Status.GREEN, accepted_at=at("2010-07-20"))

    for on, name, states in (
        ("2010-03-31", None, [("No update", 1)]),
        ("2010-04-01", "Q1", [("No update", 1)]),
        ("2010-07-01", "Q1", [("No update", 1)]),
        ("2010-07-20", "Q1", [("Green", 1)]),
        ("2010-09-30", "Q1", [("Green", 1)]),
        ("2010-10-01", "Q2", [("No update", 1)]),
        ("2012-01-01", "Q2", [("No update", 1)]),
    ):
        read = read_version(version, make.day(on), None)
        [line] = plans_on(make.day(on), None)
        for each in (read, line):
            assert (each.period.name if each.period else None, each.tally) == (name, states), on


@pytest.mark.django_db
def test_of_many_frameworks_each_has_its_own_period(cast, django_assert_num_queries):
    quarterly, yearly, new, none = (make_framework(cast.board) for _ in range(4))
    make_period(quarterly, "2010-01-01", "2010-04-01")
    ended = make_period(quarterly, "2010-04-01", "2010-06-01")
    make_period(quarterly, "2010-06-01", "2010-10-01")
    begun = make_period(yearly, "2010-04-01", "2011-04-01")
    make_period(new, DAY + datetime.timedelta(days=1), "2011-04-01")
    frameworks = [quarterly, yearly, new, none]

    with django_assert_num_queries(1):
        periods = periods_on([framework.pk for framework in frameworks], DAY)
    assert periods == {quarterly.pk: ended, yearly.pk: begun}
    assert [period_on(framework, DAY) for framework in (*frameworks, None)] == [ended, begun, None, None, None]
    with django_assert_num_queries(0):
        assert periods_on([], DAY) == {}


@pytest.mark.django_db
@pytest.mark.parametrize(("on", "state"), [("2010-07-19", "no update"), ("2010-07-20", "red"), ("2010-07-21", "red")])
def test_what_was_accepted_after_the_day_is_not_known_on_it(version, on, state):
    period = make_period(version.plan.framework, "2010-04-01", "2010-07-01")
    action = make_plan_action(version)
    publish(version)
    make_update(action, period, "red", accepted_at=at("2010-07-20", 23), spend=Decimal(5))

    read = read_version(version, make.day(on), None)
    [line] = plans_on(make.day(on), None)
    assert [each.state for each in read.actions] == [state]
    assert read.actions[0].spend == (Decimal(5) if state == "red" else None)
    assert line.tally == read.tally


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "due"), [("2010-04-01", True), ("2010-07-29", True), ("2010-07-30", True), ("2010-07-31", False)]
)
def test_until_updates_are_due_the_day_is_told(version, on, due):
    make_period(version.plan.framework, "2010-04-01", "2010-07-01", updates_due=make.day("2010-07-30"))
    publish(version)

    read = read_version(version, make.day(on), None)
    [line] = plans_on(make.day(on), None)
    assert read.updates_due == line.updates_due == (make.day("2010-07-30") if due else None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "on", "state"),
    [
        (("complete", "", ""), "2010-04-01", "complete"),
        (("complete", "", ""), "2010-10-01", "complete"),
        (("complete", "", ""), "2011-01-01", "complete"),
        (("complete", "amber", ""), "2010-10-01", "amber"),
        (("complete", "amber", ""), "2011-01-01", "no update"),
        (("complete", "", "red"), "2010-12-31", "complete"),
        (("complete", "", "red"), "2011-01-01", "red"),
        (("amber", "complete", ""), "2010-09-30", "amber"),
        (("amber", "complete", ""), "2011-01-01", "complete"),
        (("green", "", ""), "2010-10-01", "no update"),
        (("", "", "complete"), "2010-12-31", "no update"),
    ],
)
def test_what_was_complete_stays_so_until_a_newer_update_says_otherwise(version, told, on, state):
    """All was accepted on the first day of its period; that of the running one counts when it is over."""
    days = ("2010-04-01", "2010-07-01", "2010-10-01", "2011-01-01")
    periods = [make_period(version.plan.framework, *ends) for ends in pairwise(days)]
    action = make_plan_action(version)
    publish(version)
    for period, status in zip(periods, told, strict=True):
        if status:
            make_update(action, period, status, accepted_at=at(period.starts))

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
    make_update(first, period, spend=Decimal("150.51"), accepted_at=at(DAY))

    money = read_version(version, DAY, None).money
    assert (money.budget, money.budgeted, money.spend, money.told) == (Decimal("150.50"), 2, Decimal("150.51"), 1)
    assert money.is_over


@pytest.mark.django_db
def test_what_was_spent_never_falls_because_nobody_told_it_again(version):
    days = ("2010-01-01", "2010-04-01", "2010-07-01", "2010-10-01")
    periods = [make_period(version.plan.framework, *ends) for ends in pairwise(days)]
    one, two, three = (make_plan_action(version) for _ in range(3))
    publish(version)
    for action, period, on, spend in (
        (one, 0, "2010-04-10", 100),
        (one, 0, "2010-04-11", 90),  # a correction
        (one, 1, "2010-07-10", None),
        (one, 2, "2010-08-01", 500),  # for the period that still runs
        (two, 0, "2010-07-12", 7),  # late
        (three, 1, "2010-07-11", None),
    ):
        make_update(action, periods[period], spend=spend, accepted_at=at(on))
    make_update(two, periods[0], spend=1000, accepted_at=None)

    for on, spend, told in (
        ("2010-04-09", 0, 0),
        ("2010-04-10", 100, 1),
        ("2010-04-11", 90, 1),
        ("2010-07-01", 90, 1),
        ("2010-07-11", 90, 1),
        ("2010-07-12", 97, 2),
        ("2010-09-30", 97, 2),
        ("2010-10-01", 507, 2),
    ):
        read = read_version(version, make.day(on), None)
        found = [each.spend for each in read.actions if each.spend is not None]
        assert (sum(found), len(found)) == (spend, told), on
        assert (read.money.spend, read.money.told) == (spend, told) if told else read.money is None, on


@pytest.mark.django_db
def test_spending_is_carried_into_the_next_version_of_a_plan(version):
    period = make_period(version.plan.framework, "2010-04-01", "2010-07-01")
    action = make_plan_action(version)
    publish(version)
    make_update(action, period, spend=Decimal("12.50"), accepted_at=at("2010-07-01"))
    version.ends = make.day("2010-08-01")
    write(version, by=None)
    newer = make_version(version.plan, on="2010-08-01")
    make_plan_action(newer, lineage=action.lineage)

    assert read_version(newer, make.day("2010-08-01"), None).money.spend == Decimal("12.50")


@pytest.mark.django_db
@pytest.mark.parametrize(("on", "ended"), [("2010-09-29", False), ("2010-09-30", False), ("2010-10-01", True)])
def test_the_time_of_a_plan_is_over_on_the_day_after_the_last_that_it_covers(cast, on, ended):
    last = make.day("2010-09-30")
    version = publish(make_version(make_plan(cast.health), covers_from=make.day("2009-10-01"), covers_until=last))
    open_ended = publish(make_version(make_plan(cast.jobs), covers_from=make.day("2009-10-01")))

    expected = last if ended else None
    assert read_version(version, make.day(on), None).time_ended == expected
    lines = {line.version: line.time_ended for line in plans_on(make.day(on), None)}
    assert lines == {version: expected, open_ended: None}
    assert {each: each.time_ended for each in plans_in_force(make.day(on))} == lines


@pytest.mark.parametrize(
    ("starts", "due", "as_said", "words"),
    [
        ("", "", "", ""),
        ("", "", "Ongoing", "Ongoing"),
        ("", "2010-06-30", "", "30 June 2010"),
        ("", "2010-06-30", "June 2010", "June 2010"),
        ("2009-11-04", "", "", "From 4 November 2009"),
        ("2009-11-04", "2010-06-30", "", "4 November 2009 to 30 June 2010"),
        ("2009-11-04", "", "4 November onwards", "4 November onwards (2009)"),
        ("2009-11-04", "", "from the 4th of november 2009", "from the 4th of november 2009"),
        ("2009-11-04", "", "14 November onwards", "14 November onwards (begins on 4 November 2009)"),
        ("2009-11-04", "", "Ongoing", "Ongoing (begins on 4 November 2009)"),
        ("2009-11-04", "2010-06-30", "June 2010", "June 2010 (begins on 4 November 2009)"),
    ],
)
def test_when_it_is_to_happen_is_said_once(starts, due, as_said, words):
    assert time_said(make.day(starts) if starts else None, make.day(due) if due else None, as_said) == words


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
