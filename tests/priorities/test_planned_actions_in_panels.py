"""Planned actions in panels: for which priority each is, who leads it, what meetings watch over, as known on the day."""

import datetime

import pytest

from governance.foundation.dated import end_of_day
from meetings.schedules.scheduling import cancel
from priorities.doing import doing_of_priority
from priorities.models import PlanAction, PlanResponsibility
from priorities.strategies.plans_in_force import actions_of_priorities
from tests import make
from tests.governance.views.reading import words
from tests.make_meetings import make_decision, make_meeting
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

pytestmark = pytest.mark.django_db

DAY = datetime.date(2012, 6, 1)
ON = f"?on={DAY}"


@pytest.fixture
def period(cast):
    return make_period(make_framework(cast.partnership), "2012-01-01", "2012-04-01", name="Quarter 4")


def planned(body, period, *, number=1, serves=(), told=None, monitor=None, title="Falls plan", **facts):
    """A published plan that names priorities, with so many actions; a status told for all of them in April 2012."""
    version = make_version(make_plan(body, title, framework=period.framework, monitor=monitor))
    version.priorities.set(serves)
    actions = [make_plan_action(version, **facts) for _ in range(number)]
    publish(version)
    for action in actions if told else ():
        make_update(action, period, told, accepted_at=end_of_day(datetime.date(2012, 4, 20)))
    return version


# For which priority an action is ------------------------------------------------------------------------------


def test_an_action_is_for_the_priority_it_names_then_its_sections_then_the_only_one_of_its_plan(cast, period):
    own, of_section, of_plan, other = (make_priority(make_strategy(cast.partnership)) for _ in range(4))

    def whose(serves, section=None, action=None):
        version = make_version(make_plan(cast.health))
        version.priorities.set(serves)
        part = version.sections.get()
        part.priority = section
        make.written_apart(part)
        planned_action = make_plan_action(version, priority=action)
        publish(version)
        counts = {key: found[version.pk] for key, found in actions_of_priorities([version]).items()}
        (key,) = (
            PlanAction.objects.filter(pk=planned_action.pk).with_its_priority().values_list("its_priority", flat=True)
        )
        assert [each for each, number in counts.items() if number] == ([key] if key else [])
        return key

    assert whose([of_plan], of_section, own) == own.pk
    assert whose([of_plan], of_section) == of_section.pk
    assert whose([of_plan]) == of_plan.pk
    assert whose([of_plan, other]) is None
    assert whose([]) is None


def test_a_priority_claims_no_action_of_a_plan_for_several_and_names_the_plan(cast, client, period):
    falls, smoking = (make_priority(make_strategy(cast.partnership), name) for name in ("Fewer falls", "Less smoke"))
    planned(cast.health, period, number=3, serves=[falls, smoking], told="green")

    said = words(client.get(f"/priorities/{falls.slug}/{ON}"))

    assert "What is being done: Falls plan: no action is for it alone." in said
    assert "3 actions" not in said
    assert "No action is for it alone. Delivery plan" in said


def test_the_panel_of_a_priority_counts_as_the_list_of_its_plans_does(cast, client, period):
    falls, smoking = (make_priority(make_strategy(cast.partnership), name) for name in ("Fewer falls", "Less smoke"))
    version = planned(cast.health, period, serves=[falls, smoking], told="green", priority=falls)
    planned(cast.health, period, number=2, serves=[falls], told="red", title="Grit plan")

    said = words(client.get(f"/priorities/{falls.slug}/{ON}"))

    assert "Falls plan: 1 action in Quarter 4, 1 green. Grit plan: 2 actions in Quarter 4, 2 red." in said
    assert "Falls plan 1 action for it. Delivery plan" in said
    assert "Grit plan 2 actions for it. Delivery plan" in said
    assert [each.number for each in doing_of_priority(smoking, DAY).plans] == [0]
    assert version.plan.title == "Falls plan"


@pytest.mark.parametrize("number", [1, 2])
def test_a_decision_leads_to_the_thread_of_the_only_priority_of_the_plan_that_it_is_about(cast, client, period, number):
    serves = [make_priority(make_strategy(cast.partnership)) for _ in range(number)]
    about = PlanAction.objects.get(section__version=planned(cast.health, period, serves=serves))
    make_decision(make_meeting(cast.health, DAY), plan_action=about)

    page = client.get(f"/decisions/health/{DAY.year}/1/").content.decode()

    assert "Falls plan" in page
    assert (f'href="/thread/?priority={serves[0].slug}"' in page) is (number == 1)


# Who leads it -------------------------------------------------------------------------------------------------


def test_a_body_names_the_actions_that_it_leads_in_plans_of_others(cast, client, period):
    planned(cast.jobs, period, number=2, told="amber", lead_body=cast.health)

    said = words(client.get(f"/bodies/health/{ON}"))

    assert "It leads 2 planned actions: Falls plan: 2 actions in Quarter 4, 2 amber." in said
    assert "It answers for" not in said
    assert "planned action" not in words(client.get(f"/bodies/jobs-and-skills/{ON}"))


@pytest.mark.parametrize("viewer", ["visitor", "officer"])
def test_a_body_names_no_action_of_a_draft_or_of_a_plan_not_in_force(cast, client, viewer):
    make_plan_action(make_version(make_plan(cast.jobs, "Quorvex")), lead_body=cast.health)
    later = make_version(make_plan(cast.jobs, "Quorvex"), on="2013-01-01")
    make_plan_action(later, lead_body=cast.health)
    publish(later)
    if viewer == "officer":
        client.force_login(cast.officer)

    said = words(client.get(f"/bodies/health/{ON}"))

    assert "Quorvex" not in said
    assert "planned action" not in said


# As known on the day ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "told"), [("2012-04-19", False), ("2012-04-20", True), ("2012-04-21", True)])
def test_an_update_accepted_later_is_not_known_on_the_day(cast, client, period, day, told):
    planned(cast.health, period, told="green")

    said = words(client.get(f"/bodies/health/?on={day}"))

    assert ("1 action in Quarter 4, 1 green." in said) is told
    assert ("1 action in Quarter 4, 1 without an update." in said) is not told


def test_a_plan_stands_by_the_last_period_that_had_ended(cast, client, period):
    make_period(period.framework, "2012-04-01", "2012-07-01", name="Quarter 1")
    planned(cast.health, period, told="green")

    assert "1 action in Quarter 4, 1 green." in words(client.get(f"/bodies/health/{ON}"))


# At meetings --------------------------------------------------------------------------------------------------


def test_a_meeting_shows_how_the_plans_that_its_body_monitors_were_doing_on_its_day(cast, client, period):
    planned(cast.jobs, period, told="green", monitor=cast.health)
    make_meeting(cast.health, "2012-04-19")
    make_meeting(cast.health, "2012-06-01")

    before, after = (words(client.get(f"/meetings/health/2012-{day}/")) for day in ("04-19", "06-01"))

    assert "How its plans were doing on 19 April 2012 Health monitors Falls plan: 1 action in Quarter 4," in before
    assert "1 without an update." in before
    assert (
        "How its plans were doing on 1 June 2012 Health monitors Falls plan: 1 action in Quarter 4, 1 green." in after
    )


def test_a_meeting_to_come_shows_how_the_plans_are_doing(cast, client, period):
    planned(cast.jobs, period, told="green", monitor=cast.health)
    make_meeting(cast.health, "2099-06-01")

    said = words(client.get("/meetings/health/2099-06-01/"))

    assert "How its plans are doing Health monitors Falls plan: 1 action in Quarter 4, 1 green." in said
    then = words(client.get(f"/meetings/health/2099-06-01/{ON}"))
    assert "How its plans were doing on 1 June 2012 Health monitors" in then


def test_the_owner_of_a_plan_watches_over_it_while_nobody_else_is_named_to(cast, client, period):
    planned(cast.health, period)
    planned(cast.health, period, title="Grit plan", monitor=cast.jobs)
    make_meeting(cast.health, DAY)
    make_meeting(cast.jobs, DAY, with_bodies=[cast.health])
    make_meeting(cast.board, DAY)

    owner, joint, other = (
        words(client.get(f"/meetings/{slug}/{DAY}/")) for slug in ("health", "jobs-and-skills", "board")
    )

    assert "Health monitors Falls plan" in owner
    assert "Grit plan" not in owner
    assert "Health monitors Falls plan: 1 action" in joint
    assert "Jobs and Skills monitors Grit plan: 1 action" in joint
    assert "How its plans" not in other


@pytest.mark.parametrize(("day", "shown"), [("2012-05-31", True), ("2012-06-01", False), ("2012-06-02", False)])
def test_a_meeting_watches_over_what_its_body_monitors_on_its_day(cast, client, period, day, shown):
    plan = planned(cast.jobs, period, monitor=cast.health).plan
    held = plan.responsibilities.get(role=PlanResponsibility.Role.MONITOR)
    held.ends = DAY
    make.written_apart(held)
    make_meeting(cast.health, day)

    assert ("How its plans" in words(client.get(f"/meetings/health/{day}/"))) is shown


@pytest.mark.parametrize("viewer", ["visitor", "officer"])
def test_a_meeting_names_no_draft_plan_and_a_cancelled_one_none_at_all(cast, client, period, viewer):
    make_version(make_plan(cast.health, "Quorvex"))
    make_meeting(cast.health, DAY)
    planned(cast.jobs, period)
    cancel(make_meeting(cast.jobs, DAY), by=cast.officer, reason="Snow")
    if viewer == "officer":
        client.force_login(cast.officer)

    assert "Quorvex" not in words(client.get(f"/meetings/health/{DAY}/"))
    assert "Falls plan" not in words(client.get(f"/meetings/jobs-and-skills/{DAY}/"))
