"""The pages of plans in a real browser: nothing for axe to find, no sideways scroll, the timeline read in its order."""

import datetime
import os
import re
from pathlib import Path

import pytest
from django.test import Client

from governance.foundation.deeds import write
from priorities.models import Milestone, MilestoneReached, PlanApproach, PlanSection, Status
from tests.browser import axe_faults, chromium, is_wider_than_screen, page_of
from tests.make_priorities import (
    make_approach,
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

ON = "on=2010-06-01"
PUBLIC = (
    f"/plans/?{ON}",
    f"/plans/improvement/?{ON}",
    f"/plans/improvement/?{ON}&state=red&flag=nonsense",
    "/plans/improvement/?on=2001-01-01",
    "/plans/improvement/versions/1/",
)
EDITORS = ("/plans/improvement/versions/2/",)
WORDS_BROKEN = """cells => cells.flatMap(cell => {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) for (const word of walker.currentNode.data.matchAll(/\\S+/g)) {
        const range = document.createRange();
        range.setStart(walker.currentNode, word.index);
        range.setEnd(walker.currentNode, word.index + word[0].length);
        if (range.getClientRects().length > 1) found.push(word[0]);
    }
    return found;
})"""
"""The words in some cells that stand on more than one line."""
SHOTS = os.environ.get("SHOTS", "")
"""A folder to leave pictures in, for people who want to look."""


@pytest.fixture
def plan(cast):
    """An improvement plan under long names, with all that a plan may say."""
    framework = make_framework(cast.board, name="Performance framework of the executive")
    period = make_period(framework, "2010-04-01", "2010-07-01", name="Quarter 1, 2010/11")
    plan = make_plan(
        cast.health, "Improvement plan for partnership working", slug="improvement", kind="improvement",
        monitor=cast.board, framework=framework,
    )  # fmt: skip
    version = make_version(plan, introduction="<p>What the review found, and what we do about it.</p>")
    priority = make_priority(make_strategy(cast.board), "Interdepartmental commissioning responsibilities")
    version.priorities.add(priority)
    section = version.sections.get()
    section.heading, section.key_characteristics = (
        "Delivering better outcomes",
        "Outcomes improve\nPartners can show it",
    )
    write(section, by=None)
    money = write(PlanSection(version=version, position=2, letter="B", heading="Resources"), by=None)
    facts = {"ref": "A1", "area_for_improvement": "A common way of managing performance across all the partners"}
    first = make_plan_action(
        version, "Introduce a common performance management framework.", due=datetime.date(2010, 11, 30),
        due_as_said="November 2010", lead_body=cast.health, measure="All themes report alike", budget=12000, **facts
    )  # fmt: skip
    first.partner_bodies.add(cast.jobs, cast.safer_and_stronger)
    first.partners.add(cast.council)
    make_plan_action(version, "Use differential local targets.", bullet=2, due_as_said="Ongoing", **facts)
    second = make_plan_action(version, "Publish the figures.", due=datetime.date(2010, 5, 20), lead_body=cast.jobs)
    third = make_plan_action(version, "Pool what can be pooled.", section=money, resources="A bid was made")
    step = write(Milestone(action=first, text="Draft agreed", due=datetime.date(2010, 5, 1)), by=None)
    write(Milestone(action=first, text="First report", due=datetime.date(2010, 9, 30)), by=None)
    approach = make_approach(cast.partnership, "Narrowing the gaps")
    write(PlanApproach(version=version, approach=approach, how="By asking of each action who loses by it."), by=None)
    publish(version)
    write(MilestoneReached(milestone=step, lineage=step.lineage, day=datetime.date(2010, 5, 3)), by=None)
    for action, status in ((first, Status.AMBER), (second, Status.COMPLETE), (third, Status.RED)):
        accepted = datetime.datetime(2010, 5, 31, 9, tzinfo=datetime.UTC)
        make_update(action, period, status, text="It goes on.", spend=4000, accepted_at=accepted)
    make_plan_action(make_version(plan, on="2010-09-01"), "What comes next.")
    return plan


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_are_in_order(cast, plan, live_server, project, width):
    faults = []
    with chromium() as browser:
        for user, addresses in ((None, PUBLIC), (cast.secretary, EDITORS)):
            with page_of(browser, width=width, policy=False) as page:
                if user is not None:
                    client = Client()
                    client.force_login(user)
                    cookie = client.cookies["sessionid"].value
                    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
                for number, address in enumerate(addresses):
                    page.goto(live_server.url + address)
                    faults += [f"{address} {fault}" for fault in axe_faults(page, project)]
                    if is_wider_than_screen(page):
                        faults.append(f"{address} scrolls sideways at {width} pixels")
                    if SHOTS:
                        name = f"plan-{width}-{user or 'public'}-{number}.png"
                        page.screenshot(path=Path(SHOTS) / name, full_page=True)

    assert faults == []


@pytest.mark.parametrize("width", [320, 1280])
def test_no_day_in_the_timelines_table_breaks_inside_a_word(cast, live_server, width):
    version = make_version(make_plan(cast.health, slug="improvement"))
    for as_said in ("September 2010", "November 2010"):
        what = (
            "Bring in one framework for partnership working, built on outcomes, with local targets and open challenge."
        )
        make_plan_action(version, what, due=datetime.date(2010, 9, 30), due_as_said=as_said)
    publish(version)
    with chromium() as browser, page_of(browser, width=width) as page:
        page.goto(f"{live_server.url}{PUBLIC[1]}")
        cells = page.locator(".portal-plan__marks tbody th, .portal-plan__marks tbody td:last-child")
        words = cells.all_inner_texts()
        broken = cells.evaluate_all(WORDS_BROKEN)

    assert words == ["September 2010", "No update", "November 2010", "No update"]
    assert broken == []


def test_the_policy_stops_nothing_and_the_drawing_needs_no_scroll(plan, live_server):
    with chromium() as browser, page_of(browser, width=320) as page:
        for address in PUBLIC:
            page.goto(live_server.url + address)
        page.goto(f"{live_server.url}{PUBLIC[1]}")
        frame = page.locator(".portal-plan__drawing")
        fits = frame.evaluate("frame => frame.scrollWidth <= frame.clientWidth")
        complaints = list(page.complaints)

    assert complaints == []
    assert fits


@pytest.mark.parametrize("width", [320, 1280])
def test_a_screen_reader_hears_the_drawing_described_and_then_the_same_in_the_table(plan, live_server, width):
    with chromium() as browser, page_of(browser, width=width) as page:
        page.goto(f"{live_server.url}{PUBLIC[1]}")
        tree = page.locator(".portal-plan__timeline").aria_snapshot()
        drawing = page.locator(".portal-plan__timeline svg")
        shown = " ".join(drawing.locator("text").all_text_contents())

    lines = [line.strip(" -") for line in tree.splitlines()]
    assert lines[0].startswith('img "Timeline of Improvement plan for partnership working"')
    assert lines[1].startswith('table "The timeline as a table"')
    heard = re.findall(r"^'?row \"([^\"]*)\"", "\n".join(lines), re.MULTILINE)
    assert heard == [
        "By when What How it stands",
        "1 May 2010 A1: Draft agreed (milestone) Reached on 3 May 2010",
        "20 May 2010 A3: Publish the figures. Complete",
        "30 September 2010 A1: First report (milestone) Not reached",
        "November 2010 A1: Introduce a common performance management framework. Amber",
    ]
    places = [shown.index(day) for day in ("1 May 2010", "20 May 2010", "30 September 2010", "November 2010")]
    assert places == sorted(places)


def test_a_reader_narrows_the_actions_and_goes_back_to_all(plan, live_server):
    with chromium() as browser, page_of(browser) as page:
        page.goto(f"{live_server.url}{PUBLIC[1]}")
        page.get_by_label("State").select_option("Red")
        page.get_by_role("button", name="Find").click()
        assert page.get_by_role("status").inner_text().startswith("1 action matches what you look for.")
        assert page.locator(".portal-plan__table tbody td:first-of-type p:first-child").first.inner_text() == (
            "Pool what can be pooled."
        )
        page.get_by_role("link", name="Show every action").click()
        assert page.get_by_role("status").inner_text() == "4 actions."
        assert "2010-06-01" in page.url
