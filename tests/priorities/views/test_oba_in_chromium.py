"""Indicators and report cards in a real browser: what is read, in which order, and that it fits a telephone."""

import os
from pathlib import Path

import pytest
from django.test import Client

from tests.browser import axe_faults, chromium, is_wider_than_screen, page_of
from tests.priorities.views.oba_crowd import make_accepted_card, make_measure, make_neets

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

INDICATOR = "/indicators/out-of-work/"
CARD = "/report-cards/young-people/2020-21/"
PUBLIC = (
    "/indicators/",
    "/indicators/?movement=better&kind=performance",
    "/indicators/?words=nothing",
    "/indicators/?on=2019-06-01",
    INDICATOR,
    f"{INDICATOR}?on=2010-01-01",
    "/indicators/checks/",
    "/report-cards/",
    "/report-cards/?on=2020-01-01",
    CARD,
)
SHOTS = os.environ.get("SHOTS", "")
"""A folder to leave pictures in, for people who want to look."""


def fill(cast):
    make_measure(cast)
    make_accepted_card(cast, make_neets(cast, invented=True))


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_are_in_order(cast, live_server, project, width):
    fill(cast)
    faults = []
    with chromium() as browser, page_of(browser, width=width, policy=False) as page:
        for number, address in enumerate(PUBLIC):
            page.goto(live_server.url + address)
            faults += [f"{address} {fault}" for fault in axe_faults(page, project)]
            if is_wider_than_screen(page):
                faults.append(f"{address} scrolls sideways at {width} pixels")
            if SHOTS:
                page.screenshot(path=Path(SHOTS) / f"{width}-{number}.png", full_page=True)

    assert faults == []


def test_the_policy_stops_nothing(cast, live_server):
    fill(cast)
    with chromium() as browser, page_of(browser) as page:
        for address in PUBLIC:
            page.goto(live_server.url + address)
        complaints = page.complaints

    assert complaints == []


@pytest.mark.parametrize("width", [320, 1280])
def test_a_screen_reader_meets_the_answer_then_the_curve_in_words_then_its_table(cast, live_server, width):
    """The accessibility tree of the main part, in the order in which it is read."""
    fill(cast)
    with chromium() as browser, page_of(browser, width=width) as page:
        page.goto(live_server.url + INDICATOR)
        tree = page.locator("main").aria_snapshot()
        named = (
            page.locator("main")
            .get_by_role("img")
            .evaluate_all(
                "pictures => pictures.map(each => [...each.getAttribute('aria-labelledby').split(' ')]"
                ".map(key => document.getElementById(key).textContent))"
            )
        )

    (drawing,) = named
    assert drawing == [
        "Young people out of work, Brackwater",
        (
            "It fell from 9.1% in 2015/16 to 7.6% in 2020/21, with a low of 7.4% in 2019/20 between. "
            "The baseline is 8.9% (2017/18). The target goes from 7.5% for 2019/20 to 6.5% for 2021/22. "
            "The forecast is 7.1% for 2021/22."
        ),
    ]
    order = (
        'heading "Young people out of work" [level=1]',
        'paragraph: "Getting worse: it rose from 7.4% in 2019/20 to 7.6% in 2020/21."',
        'heading "The curve" [level=2]',
        'img "Young people out of work, Brackwater It fell from 9.1%',
        'region "Figures of Young people out of work, Brackwater"',
        'row "2015/16 9.1',
        'row "2021/22 – 6.5 7.1',
        'heading "What is counted" [level=2]',
        'heading "Area by area" [level=2]',
        "East Brackwater",
        "10.1% in 2020/21",
        "2.5 points behind",
        'heading "Do the local targets add up?" [level=2]',
    )
    places = [tree.find(each) for each in order]
    assert -1 not in places, [each for each, place in zip(order, places, strict=True) if place < 0] + [tree]
    assert places == sorted(places)
    assert tree.count("- img ") == 1  # the other sheet is hidden


def test_the_figures_of_a_card_open_at_a_key(cast, live_server):
    fill(cast)
    with chromium() as browser, page_of(browser) as page:
        page.goto(live_server.url + CARD)
        summary = page.locator("main summary")
        table = page.get_by_role("table", name="Young people out of work, Brackwater (%)")
        assert not table.is_visible()
        summary.focus()
        page.keyboard.press("Enter")
        assert table.is_visible()


def test_an_officer_finds_the_pages_behind_the_buttons(cast, live_server):
    """Record a figure on the officers' site, and read it on the public page."""
    fill(cast)
    client = Client()
    client.force_login(cast.officer)
    cookie = client.cookies["sessionid"].value
    with chromium() as browser, page_of(browser) as page:
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + INDICATOR)
        page.get_by_role("link", name="Edit, or record a figure").click()
        page.get_by_role("link", name="Record a figure…").click()
        page.get_by_label("Period from").fill("1/4/2021")
        page.get_by_label("Period to").fill("31/3/2022")
        page.get_by_label("As it is written").fill("2021/22")
        page.get_by_label("Figure", exact=False).last.fill("6.4")
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / "admin-record.png", full_page=True)
        page.get_by_role("button", name="Record it").click()
        page.goto(live_server.url + INDICATOR)
        said = page.locator("main").inner_text()

    assert "Getting better: it fell from 7.6% in 2020/21 to 6.4% in 2021/22." in said
    assert "The target for 2021/22 was 6.5%: met, with 0.1 points to spare." in said
