"""Exception reports and handovers in a real browser: they fit, and axe finds nothing."""

import datetime

import pytest

from governance.foundation.dated import end_of_day
from priorities.handovers.handing_over import open_handover
from priorities.models import PriorityOfficer
from priorities.reports.reporting import make_report, publish_report
from tests import make
from tests.browser import axe_faults, chromium, is_wider_than_screen, page_of
from tests.cast import assemble
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

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = {
    "live": "/plans/clinics/q2/exceptions/",
    "fixed": "/plans/clinics/q1/exceptions/",
    "body": "/bodies/health/performance/q1/",
    "handover": "/plans/clinics/handover/",
    "past": "/plans/clinics/q1/exceptions/?on=2026-05-05",
}


def furnish(cast):
    """A plan with an action in each state, a report of it, and a handover that waits."""
    framework = make_framework(cast.board, name="Traffic lights", overspent_percent=10)
    period = make_period(framework, "2026-04-01", "2026-07-01", slug="q1", name="Quarter 1, 2026/27")
    make_period(framework, "2026-07-01", "2026-10-01", slug="q2", name="Quarter 2, 2026/27")
    plan = make_plan(cast.health, "Clinics and surgeries", framework=framework, slug="clinics")
    version = make_version(plan)
    priority = make_priority(make_strategy(cast.board), "Live well", lead=cast.health)
    PriorityOfficer(priority=priority, person=cast.health_chair_person, starts=make.FIRST).save()
    states = ["green"] * 5 + ["red", "amber", "reprogrammed", "complete", "not started", ""]
    facts = {"lead_body": cast.health, "lead_officer": cast.member_person, "due": datetime.date(2026, 6, 1)}
    actions = [make_plan_action(version, priority=priority, **facts) for _ in states]
    make_plan_action(version, "Check the lamps of Averylongwordthatneverbreaksanywhere.", tasked_by=cast.jobs)
    publish(version)
    said = {"tried": "Asked a second builder.", "expected_on": datetime.date(2026, 9, 1), "text": "It rained."}
    for action, state in zip(actions, states, strict=True):
        if state:
            make_update(action, period, state, accepted_at=end_of_day(datetime.date(2026, 7, 3)), **said)
    for facts in ({"plan": plan}, {"body": cast.health}):
        publish_report(make_report(period, by=cast.officer, **facts), by=cast.officer)
    open_handover(
        plan, to=cast.jobs, rule="When all actions move forward.", on=datetime.date(2026, 7, 1), by=cast.officer
    )


@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_fit_and_axe_finds_nothing(live_server, project, tmp_path, width):
    furnish(assemble())
    faults = []
    with chromium() as browser, page_of(browser, width=width, policy=False) as page:
        for name, address in PAGES.items():
            page.goto(live_server.url + address)
            faults += [f"{name}: {fault}" for fault in axe_faults(page, project)]
            page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
            if is_wider_than_screen(page):
                faults.append(f"{address} scrolls sideways")

    assert faults == []


def test_the_drawing_keeps_the_content_security_policy_and_the_table_scrolls_by_keyboard(live_server):
    furnish(assemble())
    with chromium() as browser, page_of(browser, width=320) as page:
        page.goto(live_server.url + PAGES["fixed"])
        table = page.get_by_role("region", name="All actions")
        table.focus()
        before = table.evaluate("element => element.scrollLeft")
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(500)
        after = table.evaluate("element => element.scrollLeft")
        bar = page.locator(".portal-report-bar rect").evaluate_all(
            "pieces => pieces.map(piece => getComputedStyle(piece).fill)"
        )

    assert before == 0 < after
    assert page.complaints == []
    assert len(bar) == len(set(bar)) == 7
