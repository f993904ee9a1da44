"""Handovers on the officers' site: each deed through its page, with what is missing today."""

import datetime

import pytest

from governance.foundation.dated import end_of_day
from priorities.models import Handover
from priorities.plans.responsibility import responsible_on
from tests import make
from tests.governance.admin.conftest import administrator, officer, secretary, world  # noqa: F401  # the fixtures
from tests.governance.admin.filling import errors_of
from tests.governance.admin.test_body_deeds import do
from tests.make_priorities import (
    make_framework,
    make_period,
    make_plan,
    make_plan_action,
    make_update,
    make_version,
    publish,
)

ADD = "/admin/priorities/handover/add/"


@pytest.fixture
def plan(world):  # noqa: F811
    period = make_period(make_framework(world.cast.board), "2026-10-01", "2027-01-01", name="Quarter 3")
    plan = make_plan(world.cast.board, "Integrated plan", framework=period.framework)
    version = make_version(plan)
    make_plan_action(version)
    publish(version)
    return plan


def address(handover, slug=""):
    return f"/admin/priorities/handover/{handover.pk}/{f'deed/{slug}' if slug else 'change'}/"


def opened(client, cast, plan, **facts):
    facts = {"plan": plan.pk, "to": cast.jobs.pk, "rule": "When all is well.", "on": "2 October 2026", **facts}
    return do(client, ADD, **facts)


def test_a_handover_is_opened_decided_refused_and_completed(world, officer, plan):  # noqa: F811
    response = opened(officer, world.cast, plan)
    handover = Handover.objects.get()
    assert response["Location"] == address(handover)
    page = officer.get(address(handover)).content.decode()
    assert "A1 has no update for Quarter 3, so it is not moving forward." in page
    assert "Leadership Board has not decided that it is confident." in page
    assert officer.post(address(handover), {}).status_code == 405

    refused = do(officer, address(handover, "complete"), on="20 October 2026")
    assert "A1 has no update for Quarter 3, so it is not moving forward." in errors_of(refused)
    action = plan.versions.get().sections.get().actions.get()
    period = plan.framework.periods.get()
    make_update(action, period, accepted_at=end_of_day(datetime.date(2026, 10, 5)))
    do(officer, address(handover, "confidence"), on="10 October 2026", at="Board, 2026/3")
    do(officer, address(handover, "complete"), on="20 October 2026")

    handover.refresh_from_db()
    assert (handover.confident_at, str(handover.completed_on)) == ("Board, 2026/3", "2026-10-20")
    assert responsible_on(plan, "monitor", make.today()) == world.cast.jobs
    make_update(action, period, "red", accepted_at=end_of_day(datetime.date(2026, 10, 25)))
    page = officer.get(address(handover)).content.decode()
    assert "A1 turned red on 25 October 2026, after monitoring passed: Jobs and Skills goes on monitoring." in page
    assert officer.get(address(handover)).context["deeds"] == {}


def test_calling_off_needs_a_reason(world, officer, plan):  # noqa: F811
    opened(officer, world.cast, plan)
    handover = Handover.objects.get()
    assert "This field is required" in errors_of(do(officer, address(handover, "call-off"), on="3 October 2026"))
    do(officer, address(handover, "call-off"), on="3 October 2026", reason="Too soon.")
    handover.refresh_from_db()
    assert handover.called_off_reason == "Too soon."


def test_a_refusal_stands_above_the_form_and_a_secretary_of_another_body_finds_nothing(
    world,  # noqa: F811
    officer,  # noqa: F811
    secretary,  # noqa: F811
    plan,
):
    response = opened(officer, world.cast, plan, to=world.cast.board.pk)
    assert "Leadership Board monitors Integrated plan already: choose another body." in errors_of(response)
    assert not Handover.objects.exists()
    opened(officer, world.cast, plan)
    assert secretary.get(address(Handover.objects.get())).status_code == 302
