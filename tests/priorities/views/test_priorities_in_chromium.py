"""Priorities, areas and approaches in a real browser: nothing for axe to find, no sideways scroll, and found by clicks."""

import os
from pathlib import Path

import pytest

from priorities.models import PlanApproach, PriorityArea, PriorityIssue, StrategyChapter
from priorities.strategies.approaching import become_approach
from priorities.strategies.placing import define_area
from priorities.strategies.prioritising import add_partner, appoint_officer, rename_priority
from tests import make
from tests.browser import axe_faults, chromium, is_wider_than_screen, page_of
from tests.make_priorities import (
    make_approach,
    make_area,
    make_indicator,
    make_plan,
    make_plan_action,
    make_priority,
    make_strategy,
    make_version,
    publish,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESSES = (
    "/priorities/",
    "/priorities/?lead=nobody",
    "/priorities/?on=2007-01-01",
    "/priorities/clean-air/",
    "/priorities/stronger/",
    "/strategies/county/",
    "/areas/",
    "/areas/north/",
    "/approaches/",
    "/approaches/stronger/",
)
SHOTS = os.environ.get("SHOTS", "")
"""A folder to leave pictures in, for people who want to look."""
LONG = "Responsibilities of the interdepartmental commissioning programme"


def fill(cast):
    """A strategy with chapters and all levels, plans with holes, and a priority that became an approach."""
    by = {"by": cast.officer, "on": make.day("2010-04-01")}
    county = make_area(cast.partnership, "Brackshire", slug="county", kind="county", code="E10000099")
    north = make_area(cast.partnership, "North Brackshire", slug="north", parent=county)
    areas = [make_area(cast.partnership, f"{name} ward", kind="ward", parent=north) for name in ("Mill", "Quay")]
    make_area(cast.partnership, "South Brackshire", parent=county)
    define_area(north, text="All villages.", on=make.FIRST, by=cast.officer, source="Strategy of 2008")
    define_area(north, text="The wards of Mill and Quay.", source="Task group", **by)
    strategy = make_strategy(
        cast.board,
        "Brackshire together",
        slug="county",
        state="draft",
        horizon=2026,
        summary="<p>A county in which everybody is well.</p>",
        what_qualifies="Where working together adds most.",
        approved_by=cast.board,
        approved_at="Annual meeting, 29 June 2009",
    )
    make.written_apart(
        StrategyChapter(strategy=strategy, area=north, body=cast.jobs, title="The north", text="<p>Buses.</p>")
    )
    publish(strategy)
    people = make_priority(strategy, "People", level="theme")
    outcome = make_priority(strategy, "Fewer people fall ill", level="outcome", parent=people)
    air = make_priority(
        strategy,
        "Air",
        slug="clean-air",
        label="P1",
        parent=outcome,
        lead=cast.health,
        summary="Air that nobody falls ill of.",
        why_qualifies="Nobody cleans it alone.",
        how_measured="By the monitors.",
    )
    make_priority(strategy, "Buses without soot", parent=air, level="objective", lead=cast.jobs)
    make_priority(strategy, "Old age without want", parent=outcome)
    make_priority(
        strategy, LONG, parent=people, lead=cast.safer_and_stronger, in_pipeline=True, may_enter_as_said="autumn 2011"
    )
    rename_priority(air, name="Clean air for all", reason="Advice of the development day.", **by)
    appoint_officer(air, cast.member_person, **by)
    add_partner(air, organisation=cast.trust, part="Runs the clinics", in_own_plan="Aim 3", **by)
    make.written_apart(PriorityIssue(priority=air, text="Lorries in the centre"))
    make.written_apart(PriorityArea(priority=air, area=north, purpose="for schools"))
    make_indicator(cast.health, "Days of clean air", priority=air, area=county)
    stronger = make_priority(strategy, "Stronger", slug="stronger")
    become_approach(stronger, slug="stronger", reason="It runs through all.", **by)
    gaps = make_approach(cast.partnership, "Narrowing the gaps", scope_note="Where lives are shortest.")
    make_approach(cast.partnership, "Sustainability", implicit=True)
    make_approach(cast.partnership, "Families", scope_note="All families, young and old.")
    for body, title in (
        (cast.health, "Health plan"),
        (cast.jobs, LONG),
        (cast.culture, "Arts plan"),
        (cast.board, "Joint plan"),
    ):
        version = make_version(
            make_plan(body, title), impact_advice="Mind the night shift.", impact_advice_by="Ann Other"
        )
        if body == cast.health:
            version.priorities.set([air])
            make.written_apart(PlanApproach(version=version, approach=gaps, how="Clinics open first in Mill."))
        make_plan_action(version).areas.set(areas)
        make_plan_action(version).approaches.set([gaps])
        publish(version)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_are_in_order(cast, live_server, project, width):
    fill(cast)
    faults = []
    with chromium() as browser, page_of(browser, width=width, policy=False) as page:
        for address in ADDRESSES:
            page.goto(live_server.url + address)
            faults += [f"{address} {fault}" for fault in axe_faults(page, project)]
            if is_wider_than_screen(page):
                faults.append(f"{address} scrolls sideways at {width} pixels")
            if SHOTS:
                name = address.strip("/").replace("/", "-").replace("?", "-") or "home"
                page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)

    assert faults == []


def test_the_policy_stops_nothing(cast, live_server):
    fill(cast)
    with chromium() as browser, page_of(browser) as page:
        for address in ADDRESSES:
            page.goto(live_server.url + address)
        complaints = page.complaints

    assert complaints == []


def test_a_resident_finds_who_leads_and_what_was_said_where(cast, live_server):
    fill(cast)
    with chromium() as browser, page_of(browser) as page:
        page.goto(f"{live_server.url}/priorities/")
        page.get_by_label("Lead body").select_option(label="Health")
        page.get_by_role("button", name="Find").click()
        shown = page.locator(".portal-goals__name a").all_inner_texts()
        page.get_by_role("link", name="P1 Clean air for all").click()
        heading = page.locator("h1").inner_text()
        page.get_by_role("link", name="North Brackshire").click()
        area = page.locator("h1").inner_text()

    assert shown == ["People", "Fewer people fall ill", "P1 Clean air for all"]
    assert (heading, area) == ("Clean air for all", "North Brackshire")


def test_the_keyboard_scrolls_a_wide_table_inside_its_frame(cast, live_server):
    fill(cast)
    with chromium() as browser, page_of(browser, width=320) as page:
        page.goto(f"{live_server.url}/approaches/")
        frame = page.locator(".portal-wide")
        frame.focus()
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        page.wait_for_function("document.querySelector('.portal-wide').scrollLeft > 0")
        label = frame.get_attribute("aria-label")

    assert label == "Table: what each plan of Brackwater Partnership says of each approach"
