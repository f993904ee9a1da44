"""What hangs on a body: it does not end in silence while it leads priorities or answers for plans."""

import datetime

import pytest

from governance.restructuring import Newcomer, absorb, end, left_by, merge, split
from priorities.strategies.prioritising import appoint_lead
from tests import make
from tests.make_meetings import make_action, make_meeting
from tests.make_priorities import (
    make_plan,
    make_plan_action,
    make_priority,
    make_risk,
    make_strategy,
    make_version,
    publish,
)
from tests.refusing import nothing_written, refused

ON = make.day("2012-01-25")
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def strategy(family):
    return make_strategy(family.board, "Towards 2026")


@pytest.fixture
def health(family, strategy):
    return make_priority(strategy, "Health", lead=family.forum)


def plan_of(owner, title, monitor=None):
    version = make_version(make_plan(owner, title, monitor=monitor))
    make_plan_action(version)
    return publish(version).plan


def test_a_body_does_not_end_while_it_leads_a_priority_or_answers_for_a_plan(family, admin, health):
    plan_of(family.forum, "Forum plan")
    plan_of(family.theme, "Theme plan", monitor=family.forum)

    with refused(
        "Forum still leads the priority “Health”, owns the plan “Forum plan” and monitors the plan “Theme plan”: "
        "give each to another body first, or end it all the same."
    ):
        end(family.forum, on=ON, by=admin)


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_what_passed_to_another_body_by_that_day_does_not_keep_it(family, admin, health, days):
    appoint_lead(health, family.theme, on=ON, by=admin)
    if days < 0:
        with refused(
            "Forum still leads the priority “Health”: give each to another body first, or end it all the same."
        ):
            end(family.forum, on=ON + days * A_DAY, by=admin)
    else:
        assert end(family.forum, on=ON + days * A_DAY, by=admin).period_on(ON + A_DAY).exists() is False


def test_what_the_public_does_not_read_or_is_in_force_no_more_keeps_nobody(family, admin, strategy):
    make_priority(strategy, "Draft", lead=family.forum, state="draft")
    make_version(make_plan(family.forum, "Never published"))

    end(family.forum, on=ON, by=admin)


def test_an_officer_may_end_it_all_the_same_and_the_history_names_what_is_left(family, admin, health):
    plan_of(family.forum, "Forum plan")

    end(family.forum, on=ON, by=admin, reason="Its work is done.", anyway=True)

    period = family.forum.periods.get()
    assert (period.ends, period.history.first().history_change_reason) == (
        ON,
        "Its work is done. It ended all the same, though it leads the priority “Health” and owns the plan “Forum plan”.",
    )
    assert family.forum.steps_from.get(how="ended").reason == "Its work is done."


def test_merging_absorbing_and_splitting_ask_the_same(family, admin, health):
    new = [Newcomer(slug, slug.title(), make.kind("forum"), parent=family.board) for slug in ("one", "two")]
    deeds = (
        lambda **how: merge([family.action, family.forum], into=new[0], on=ON, by=admin, **how),
        lambda **how: absorb([family.forum], into=family.theme, on=ON, by=admin, **how),
        lambda **how: split(family.forum, into=new, on=ON, by=admin, **how),
    )
    for deed in deeds:
        with refused(
            "Forum still leads the priority “Health”: give each to another body first, or end it all the same."
        ):
            deed()
    deeds[2](anyway=True)
    assert family.forum.periods.get().ends == ON


def test_the_officer_is_told_what_else_hangs_on_it(family, admin):
    make_risk(family.forum)
    meeting = make_meeting(family.forum, on=ON)
    make_action(meeting, closed_on=None)

    end(family.forum, on=ON, by=admin)

    (told,) = left_by([family.forum, family.theme], ON)
    assert told == (
        "Forum ends, and it still owns 1 open risk, has 1 open action and has 1 meeting to come: "
        "give each to another body."
    )
    (told,) = left_by([family.forum], ON + A_DAY)
    assert told == "Forum ends, and it still owns 1 open risk and has 1 open action: give each to another body."
    with nothing_written():
        left_by([family.forum], ON)
