"""A resident in a real browser: from the front page to “is it getting better, and who is responsible”, in three clicks.

The pages on the way, and those of registers and assessments, have nothing for axe to find and do not scroll sideways.
"""

import datetime
import os
from pathlib import Path

import pytest

from governance.foundation.deeds import write
from priorities.models import PriorityOfficer, PriorityPartner
from priorities.registers.assessing import add_issue, add_theme, amend_issue, answer_issue
from priorities.registers.risking import add_mitigation, score_risk
from tests import make
from tests.browser import axe_faults, chromium, is_wider_than_screen, page_of
from tests.make_priorities import (
    make_area,
    make_assessment,
    make_framework,
    make_indicator,
    make_period,
    make_plan,
    make_plan_action,
    make_priority,
    make_risk,
    make_strategy,
    make_update,
    make_value,
    make_version,
    publish,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    "/",
    "/priorities/fewer-falls/",
    "/bodies/health/",
    "/organisations/marsh-health-trust/",
    "/people/tom-ferris/",
    "/risks/",
    "/risks/?body=health",
    "/risks/health/1/",
    "/assessments/",
    "/assessments/caa/",
    "/?on=2011-06-01",
    "/risks/?body=nonsense&state=closed",
)
SHOTS = os.environ.get("SHOTS", "")
"""A folder to leave pictures in, for people who want to look."""


def fill(cast):
    """A priority with a lead, an indicator, a plan, risks and a review."""
    strategy = make_strategy(cast.partnership, "Better lives")
    falls = make_priority(strategy, "Fewer falls in old age", lead=cast.health, slug="fewer-falls")
    make_priority(strategy, "Warm homes", lead=cast.safer_and_stronger)
    write(PriorityPartner(priority=falls, organisation=cast.trust, starts=make.FIRST), by=None)
    write(PriorityOfficer(priority=falls, person=cast.member_person, starts=make.FIRST), by=None)
    for name, former, latest in (("Falls that needed a hospital", 14, 12), ("People afraid of falling", 30, 33)):
        indicator = make_indicator(cast.health, name, priority=falls, better="down", unit="%", slug=name.lower()[:5])
        make_value(indicator, "2009-04-01", "2010-04-01", former, period="2009/10")
        make_value(indicator, "2010-04-01", "2011-04-01", latest, period="2010/11")
    framework = make_framework(cast.partnership)
    period = make_period(framework, "2011-04-01", "2011-07-01", name="Quarter 1, 2011/12")
    version = make_version(make_plan(cast.health, "Falls plan", framework=framework, slug="falls-plan"))
    facts = {"priority": falls, "lead_organisation": cast.trust, "lead_officer": cast.member_person}
    actions = [make_plan_action(version, f"Grit path {number}.", **facts) for number in range(4)]
    publish(version)
    for action, status in zip(actions, ("green", "green", "red"), strict=False):
        make_update(action, period, status)
    _register(cast, actions[0])
    _review(cast, actions[1])


def _register(cast, action):
    ice = make_risk(
        cast.health, "Ice on the paths to the interdepartmental commissioning offices", score=(4, 5), action=action,
        plan=action.section.version.plan, owner=cast.member_person, review_due=datetime.date(2010, 6, 1),
        cause="Frost.", effect="Falls.",
    )  # fmt: skip
    make_risk(cast.health, "Flood", score=(4, 5))
    make_risk(cast.health, "A new clinic", kind="opportunity", score=(2, 4))
    make_risk(cast.board, "A late budget", score=(1, 3))
    score_risk(ice, on=datetime.date(2011, 1, 10), by=cast.officer, likelihood=3, impact=5, note="Grit was bought.")
    add_mitigation(ice, by=cast.officer, text="Buy grit.", owner=cast.member_person, due=datetime.date(2010, 11, 1))


def _review(cast, action):
    by = {"by": cast.officer}
    review = make_assessment(
        cast.partnership, "Area assessment 2009", slug="caa", assessor="The inspectorates", coordinated_by=cast.board,
        address=f"https://oneplace.example/{'a' * 80}", made_public_on=datetime.date(2009, 12, 10),
    )  # fmt: skip
    people = add_theme(review, name="People", **by)
    under = add_theme(review, name="Fewer falls", parent=people, **by)
    area = make_area(cast.partnership, "Northmarsh", slug="northmarsh")
    add_issue(review, text="Falls work is thin in the north.", theme=under, areas=[area], **by)
    fuel = add_issue(review, text="Hospitals use much fuel.", theme=people, organisations=[cast.trust], **by)
    answer_issue(fuel, action, **by)
    add_issue(review, text="Roads.", under_way="The gritting of 2008.", **by)
    add_issue(review, text="Policing on the beat.", kind="works well", **by)
    amend_issue(
        add_issue(review, text="Name a lead for alcohol.", kind="recommendation", **by), response="Agreed.", **by
    )
    peer = make_assessment(cast.partnership, "Peer review", kind="peer", received_on=datetime.date(2010, 3, 1))
    add_theme(peer, name="People", **by)


def test_a_resident_learns_in_three_clicks_whether_it_gets_better_and_who_is_responsible(cast, live_server):
    fill(cast)
    with chromium() as browser, page_of(browser) as page:
        page.goto(live_server.url)
        home = page.locator("main").inner_text()
        assert "Is it getting better?" in home
        assert "1 indicator is getting better and 1 is getting worse." in home

        page.get_by_role("link", name="Fewer falls in old age").first.click()
        assert page.locator("h1").inner_text() == "Fewer falls in old age"
        said = page.locator("main").inner_text()
        assert "1 indicator is getting better and 1 is getting worse." in said
        assert "Falls plan: 4 actions in Quarter 1, 2011/12, 2 green, 1 red, 1 without an update." in said
        page.get_by_role("link", name="Falls that needed a hospital").first.click()
        answer = page.locator("main").inner_text()
        assert "Getting better: it fell from 14.0% in 2009/10 to 12.0% in 2010/11." in answer
        page.go_back()
        page.locator("main").get_by_role("link", name="Health", exact=True).first.click()
        assert page.locator("h1").inner_text() == "Health"
        responsible = page.locator("main").inner_text()
        assert "It leads on 1 priority:" in responsible
        assert "Fewer falls in old age" in responsible
        assert page.complaints == []


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_are_in_order(cast, live_server, project, width):
    fill(cast)
    faults = []
    with chromium() as browser, page_of(browser, width=width, policy=False) as page:
        for number, address in enumerate(PAGES):
            page.goto(live_server.url + address)
            faults += [f"{address} {fault}" for fault in axe_faults(page, project)]
            if is_wider_than_screen(page):
                faults.append(f"{address} scrolls sideways at {width} pixels")
            if SHOTS:
                page.screenshot(path=Path(SHOTS) / f"{width}-{number}.png", full_page=True)

    assert faults == []


def test_the_menu_leads_to_priorities_and_plans_on_any_screen(cast, live_server):
    fill(cast)
    with chromium() as browser:
        for width in (320, 1280):
            with page_of(browser, width=width) as page:
                page.goto(live_server.url)
                menu = page.get_by_role("navigation", name="Main")
                if width == 320:
                    menu.get_by_role("button", name="Menu").click()
                menu.get_by_role("link", name="Priorities", exact=True).click()
                assert page.url.endswith("/priorities/")
                if width == 320:
                    page.get_by_role("navigation", name="Main").get_by_role("button", name="Menu").click()
                page.get_by_role("navigation", name="Main").get_by_role("link", name="Plans", exact=True).click()
                assert page.url.endswith("/plans/")
