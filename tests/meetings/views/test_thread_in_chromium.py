"""The golden thread in a real browser: followed from a priority to the decision and back, and nothing for axe to find."""

import os
from pathlib import Path

import pytest

from tests.browser import axe_faults, chromium, is_wider_than_screen, page_of
from tests.meetings.test_golden_thread import DAY, Seed, seed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

__all__ = ["Seed", "seed"]

SHOTS = os.environ.get("SHOTS", "")
"""A folder to leave pictures in, for people who want to look."""


def addresses(seed) -> dict[str, str]:
    return {
        "thread": "/thread/",
        "one": f"/thread/?on={DAY}&priority={seed.homes.slug}",
        "gaps": f"/thread/gaps/?on={DAY}",
        "kind": f"/thread/gaps/?on={DAY}&kind=actions",
        "decision": "/decisions/health/2026/1/",
        "action": "/actions/health/2026/1/",
        "meeting": f"/meetings/health/{seed.meeting.date_in_address}/",
    }


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_on_the_thread_and_nothing_scrolls_sideways(live_server, project, seed, width):
    faults = []
    with chromium() as browser, page_of(browser, width=width, policy=False) as page:
        for name, address in addresses(seed).items():
            page.goto(live_server.url + address)
            if SHOTS:
                page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
            faults += [f"{name} {fault}" for fault in axe_faults(page, project)]
            if is_wider_than_screen(page):
                faults.append(f"{name} scrolls sideways")

    assert faults == []


def test_a_resident_follows_the_thread_to_the_decision_and_back(live_server, seed):
    with chromium() as browser, page_of(browser) as page:
        page.goto(f"{live_server.url}/thread/")
        page.get_by_label("Priority", exact=True).select_option("Fewer empty homes")
        page.get_by_role("button", name="Find").click()
        assert page.get_by_role("status").inner_text().startswith("1 priority.")
        page.get_by_role("link", name="Decision 2026/1").first.click()
        assert page.get_by_role("heading", level=1).inner_text() == "Decision 2026/1"
        page.get_by_role("link", name="The golden thread").click()
        page.get_by_role("heading", name="Fewer empty homes").wait_for()
        page.get_by_role("link", name="See where the thread is broken").click()
        assert page.locator("main h2").all_inner_texts()[-1] == "Red actions with no decision"
        page.get_by_label("Look back over").select_option("12 months")
        page.get_by_role("button", name="Find").click()
        assert "Looking back over 12 months" in page.locator("main").inner_text()
        assert page.complaints == []
