"""The records of priorities judged: each rule is broken behind the deeds' back, and check_records says so in a sentence."""

import datetime
import uuid

import pytest

from governance.records import every_check, faults
from governance.restructuring import end
from priorities.models import (
    CardStep,
    DeliveryPlan,
    Handover,
    Milestone,
    MilestoneReached,
    PerformanceReport,
    PlanAction,
    PlanVersion,
    Priority,
    PriorityName,
    ReportCard,
)
from priorities.plans.planning import take_over
from priorities.records import CHECKS
from priorities.reports.reporting import make_report
from priorities.strategies.prioritising import appoint_lead
from tests import make
from tests.make_priorities import (
    make_card,
    make_framework,
    make_handover,
    make_period,
    make_plan,
    make_plan_action,
    make_priority,
    make_strategy,
    make_update,
    make_version,
    publish,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2010, 9, 2)


@pytest.fixture
def plan(cast):
    """A published plan of Health with one action."""
    plan = make_plan(cast.health, framework=make_framework(cast.board))
    version = make_version(plan)
    make_plan_action(version)
    publish(version)
    return plan


def raw(record):
    """The row of a record, which can be changed past every check of ours."""
    return type(record)._base_manager.filter(pk=record.pk)


def told():
    """What the checks of priorities say."""
    return list(faults(CHECKS))


def test_the_checks_of_priorities_are_asked_with_the_others():
    assert set(CHECKS) < set(every_check())


def test_nothing_is_wrong_with_what_was_made_as_it_should_be(cast, plan):
    period = make_period(plan.framework, "2009-04-01", "2009-07-01")
    make_update(PlanAction.objects.get(), period)
    make_report(period, plan=plan, by=cast.administrator)
    make_priority(make_strategy(cast.board), lead=cast.health)
    make_card(cast.health, plan=plan)
    make_handover(plan, cast.board)

    assert told() == []


def test_a_plan_that_stands_with_another_than_its_owner_is_told(cast, plan):
    raw(plan).update(body=cast.board)
    plan = DeliveryPlan.objects.get()

    assert told() == [
        f"Plan {plan.pk} ({plan}) stands with Leadership Board (board) and is owned by Health (health) today."
    ]


def test_a_plan_that_nobody_owns_is_told(plan):
    plan.responsibilities.all().delete()

    assert told() == [f"Plan {plan.pk} ({plan}) is owned by nobody today."]


def test_a_priority_without_a_dated_name_or_with_another_is_told(cast):
    first, second = (make_priority(make_strategy(cast.board)) for _ in range(2))
    PriorityName._base_manager.filter(priority=first).delete()
    raw(second).update(name="Something else")
    second = Priority.objects.get(pk=second.pk)

    assert told() == [
        f"Priority {first.pk} ({first}) has no dated name, so it exists on no day.",
        f"Priority {second.pk} ({second}) bears a name that is none of its dated ones.",
    ]


def test_a_body_that_has_ended_and_still_leads_or_answers_for_something_is_told(cast, plan):
    watched = make_plan(cast.board, "Watched", monitor=cast.health)
    version = make_version(watched)
    make_plan_action(version)
    publish(version)
    strategy = make_strategy(cast.board)
    led = make_priority(strategy, "Clean air", lead=cast.health)
    make_priority(strategy, "Not published", lead=cast.health, state="draft")
    for body in (cast.health_data, cast.health):
        end(body, on=DAY, by=cast.administrator, anyway=True)

    assert told() == [
        f"Priority {led.pk} (Clean air) is led by Health (health), which exists no longer since 2 September 2010.",
        f"Health (health) owns plan {plan.pk} ({plan}), and exists no longer since 2 September 2010.",
        f"Health (health) monitors plan {watched.pk} (Watched), and exists no longer since 2 September 2010.",
    ]

    appoint_lead(led, cast.jobs, on=DAY, by=cast.administrator)
    take_over(plan, "owner", cast.jobs, on=DAY, by=cast.administrator)
    assert told() == [
        f"Health (health) monitors plan {watched.pk} (Watched), and exists no longer since 2 September 2010.",
    ]


def test_a_published_version_without_an_action_is_told(plan):
    PlanAction._base_manager.all().delete()

    assert told() == [f"{plan.versions.get()} is published without any action."]


def test_an_update_about_a_draft_is_told(plan):
    update = make_update(PlanAction.objects.get(), make_period(plan.framework, "2009-04-01", "2009-07-01"))
    PlanVersion._base_manager.update(state="draft")

    assert told() == [f"Update {update.pk} ({update}) is about an action that stands in a draft alone."]


def test_a_milestone_reached_under_another_lineage_is_told(cast):
    version = make_version(make_plan(cast.health))
    step = make.written_apart(Milestone(action=make_plan_action(version), text="Doors open"))
    publish(version)
    make.written_apart(MilestoneReached(milestone=step, lineage=uuid.uuid4(), day=DAY))

    assert told() == [f"Milestone {step.pk} (Doors open) was reached under another lineage."]


def test_a_report_that_says_something_else_than_when_it_was_fixed_is_told(cast, plan):
    report = make_report(make_period(plan.framework, "2009-04-01", "2009-07-01"), plan=plan, by=cast.administrator)
    raw(report).update(content={**report.content, "body": "Another"})
    report = PerformanceReport.objects.get()

    assert told() == [f"Report {report.pk} ({report}) says something else than when it was fixed."]


@pytest.mark.parametrize(
    ("levels", "content", "state", "words"),
    [
        ([1], None, "draft", ["was accepted, and is not frozen and published."]),
        ([], {"title": "x"}, "published", ["is frozen, and nobody accepted it."]),
        ([2], {"title": "x"}, "published", ["skipped a level on its way up."]),
        ([1, 2], {"title": "x"}, "published", []),
        ([], None, "draft", []),
    ],
)
def test_cards_are_frozen_level_by_level(cast, plan, *, levels, content, state, words):
    card = make_card(cast.health, plan=plan)
    raw(card).update(content=content, state=state)
    for level in levels:
        make.written_apart(CardStep(card=card, level=level, body=cast.board, accepted_on=DAY))
    card = ReportCard.objects.get()

    assert told() == [f"Report card {card.pk} ({card}) {each}" for each in words]


def test_a_completed_handover_after_which_nobody_monitors_is_told(cast, plan):
    handover = make_handover(plan, cast.board)
    raw(handover).update(confident_on=DAY, completed_on=DAY)
    handover = Handover.objects.get()

    assert told() == [f"Handover {handover.pk} ({handover}) is completed, and monitoring did not pass."]
