"""Every page in a real browser, with the example partnerships: axe, reflow, the policy, and the HTML checker."""

import os
import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import resolve
from pytest_django.live_server_helper import LiveServer

from partnership.day import TODAY_ONLY
from tests.addresses import addresses
from tests.browser import axe_faults, chromium, is_wider_than_screen, page_of

# The second mark asks for the test database even where this module is run alone: the fixture below empties a database.
pytestmark = [pytest.mark.browser, pytest.mark.django_db]

OF_EACH_NAME = 4
"""Pages of each kind that are visited: the longest ones, for they are where things go wrong."""

DAYS = ("?on=2011-07-22", "?on=2009-03-04")


@pytest.fixture(scope="module")
def example(django_db_setup, django_db_blocker):
    """The example partnerships behind a live server; everything is gone afterwards."""
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)
        call_command("load_example", verbosity=0)
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def pages(example):
    """For each kind of page its longest few, as they are today and on two days of the past, with their HTML."""
    client = Client()
    of_name: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for address in addresses():
        response = client.get(address)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            of_name[resolve(address).view_name].append((address, response.content.decode()))
    chosen: dict[str, str] = {}
    for found in of_name.values():
        chosen |= dict(sorted(found, key=lambda pair: -len(pair[1]))[:OF_EACH_NAME])
        first = found[0][0]
        if not first.startswith(TODAY_ONLY):
            then = {first + day: client.get(first + day) for day in DAYS}
            chosen |= {address: r.content.decode() for address, r in then.items() if r.status_code == 200}
    assert len(of_name) >= 18
    return chosen


def test_every_page_has_one_main_heading_and_a_title_of_its_own(pages):
    headings = {address: len(re.findall(r"<h1[ >]", html)) for address, html in pages.items()}
    titles = defaultdict(list)
    for address, html in pages.items():
        titles[re.search(r"<title>(.*?)</title>", html, re.DOTALL).group(1)].append(address)

    assert {address for address, count in headings.items() if count != 1} == set()
    assert {title: same for title, same in titles.items() if len(same) > 1} == {}


def test_the_html_checker_finds_nothing(pages, project, tmp_path):
    jar = project / "node_modules/vnu-jar/build/dist/vnu.jar"
    if shutil.which("java") is None or not jar.exists():
        missing = "The HTML checker needs Java and the npm packages: run “make prepare” and install a Java runtime."
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    names = {}
    for number, (address, html) in enumerate(pages.items()):
        file = tmp_path / f"{number}.html"
        file.write_text(html)
        names[file.name] = address
    done = subprocess.run(
        ["java", "-jar", jar, "--format", "gnu", *map(str, sorted(tmp_path.glob("*.html")))],
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if "error:" in line or "warning:" in line]

    assert [f"{names[Path(line.split(':')[1]).name]}: {line.split(':', 3)[3]}" for line in said] == []


def test_axe_finds_nothing_and_no_page_scrolls_sideways_on_a_narrow_screen(pages, example, project):
    faults = []
    with chromium() as browser, page_of(browser, width=320, height=640, policy=False) as page:
        for address in pages:
            page.goto(example + address)
            faults += [f"{address} {fault}" for fault in axe_faults(page, project)]
            if is_wider_than_screen(page):
                faults.append(f"{address} scrolls sideways at 320 pixels")

    assert faults == []


def test_the_policy_stops_nothing_that_a_page_needs(pages, example):
    complaints = {}
    with chromium() as browser, page_of(browser) as page:
        for address in pages:
            page.goto(example + address)
            if page.complaints:
                complaints[address] = list(page.complaints)
                page.complaints.clear()

    assert complaints == {}


def test_the_menu_and_the_day_travel_without_a_mouse(example):
    with chromium() as browser, page_of(browser) as page:
        page.goto(f"{example}/bodies/redcar-culture-forum/?on=2011-07-22")
        page.keyboard.press("Tab")
        skip = page.evaluate("document.activeElement.textContent.trim()")
        page.get_by_role("main").get_by_role("link", name="Partnership Board").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("redcar-leadership-forum"))
        address, heading = page.url, page.get_by_role("heading", level=1).inner_text()

    assert skip == "Skip to main content"
    assert address.endswith("/bodies/redcar-leadership-forum/?on=2011-07-22")
    assert "Partnership Board" in heading
