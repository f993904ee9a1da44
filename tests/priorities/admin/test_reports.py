"""Performance reports on the officers' site: each deed through its page, and nothing by form."""

import datetime

import pytest

from priorities.models import PerformanceReport
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

ADD = "/admin/priorities/performancereport/add/"


@pytest.fixture
def plan(world):  # noqa: F811
    period = make_period(make_framework(world.cast.board), "2026-04-01", "2026-07-01", slug="q1", name="Quarter 1")
    plan = make_plan(world.cast.health, "Clinics", framework=period.framework, slug="clinics")
    version = make_version(plan)
    action = make_plan_action(version)
    publish(version)
    make_update(action, period, "red")
    return plan


def address(report, slug=""):
    end = f"deed/{slug}" if slug else "change"
    return f"/admin/priorities/performancereport/{report.pk}/{end}/"


def buttons(client, report):
    return {
        place.split("/")[-2] for group in client.get(address(report)).context["deeds"].values() for place, _ in group
    }


def test_a_report_is_made_published_and_withdrawn(world, secretary, plan):  # noqa: F811
    period = plan.framework.periods.get()
    response = do(secretary, ADD, plan=plan.pk, period=period.pk, reason="For the board.")
    report = PerformanceReport.objects.get()
    assert response["Location"] == address(report)
    assert (report.body, report.plan, report.state) == (world.cast.health, plan, "draft")
    assert buttons(secretary, report) == {"publish", "withdraw"}
    page = secretary.get(address(report)).content.decode()
    assert "1 of 1 action needs attention: 1 red." in page
    assert "The same, to the last byte." in page
    assert 'name="_save"' not in page
    assert secretary.post(address(report), {}).status_code == 405

    do(secretary, address(report, "publish"))
    report.refresh_from_db()
    assert report.is_published
    assert buttons(secretary, report) == {"withdraw"}
    do(secretary, address(report, "withdraw"), reason="Wrong.")
    report.refresh_from_db()
    assert report.state == "withdrawn"
    assert buttons(secretary, report) == {"publish"}


def test_what_was_corrected_since_is_said(world, officer, plan):  # noqa: F811
    do(officer, ADD, body=world.cast.health.pk, period=plan.framework.periods.get().pk)
    report = PerformanceReport.objects.get()
    row = plan.responsibilities.get()
    row.starts = datetime.date(2026, 7, 1)
    row.save()

    assert "Not the same: names or responsibilities" in officer.get(address(report)).content.decode()


def test_refusals_stand_above_the_form_and_nothing_is_written(world, secretary, plan):  # noqa: F811
    period = plan.framework.periods.get()
    foreign = make_plan(world.cast.jobs, "Cooks", framework=plan.framework)
    publish(make_version(foreign))
    for facts, words in (
        ({}, "A report is about one plan or about one body: choose one of the two."),
        ({"plan": foreign.pk}, "You are not appointed to edit Jobs and Skills"),
    ):
        assert words in errors_of(do(secretary, ADD, period=period.pk, **facts))
    assert not PerformanceReport.objects.exists()


def test_another_bodys_report_is_not_there(world, officer, secretary, plan):  # noqa: F811
    foreign = make_plan(world.cast.jobs, "Cooks", framework=plan.framework)
    publish(make_version(foreign))
    do(officer, ADD, plan=foreign.pk, period=plan.framework.periods.get().pk)
    report = PerformanceReport.objects.get()

    assert secretary.get(address(report)).status_code == 302
    assert "Cooks" not in secretary.get("/admin/priorities/performancereport/").content.decode()
