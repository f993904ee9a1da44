"""The pages of meetings in a real browser: nothing for axe to find, no sideways scroll, nothing that the policy stops."""

import datetime
import os
from pathlib import Path

import pytest
from django.test import Client

from meetings.calendars.personal_calendars import calendar_for
from meetings.schedules.scheduling import cancel, describe, reschedule, schedule
from tests.browser import axe_faults, chromium, is_wider_than_screen, page_of
from tests.make_meetings import make_item, make_meeting, make_minutes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PUBLIC = (
    "/meetings/?month=2026-03",
    "/meetings/?month=2026-04",
    "/meetings/?show=list&since=2026-01-01",
    "/meetings/?show=list&on=2026-03-01",
    "/meetings/?show=list&since=nonsense&until=2026-01-01",
    "/meetings/health/",
    "/meetings/health/2026-03-05/",
    "/meetings/health/2026-03-12/",
    "/meetings/health/2026-03-19/",
    "/bodies/health/",
    "/",
)
EDITORS = ("/meetings/health/", "/my-calendar/")
SHOTS = os.environ.get("SHOTS", "")
"""A folder to leave pictures in, for people who want to look."""


def fill(cast):
    """A month with all that can happen to a meeting, under long names."""
    ten = datetime.time(10)

    def call(day, **facts):
        day = datetime.date(2026, 3, day)
        return schedule(cast.health, day=day, by=cast.officer, starts_at=ten, place="Committee room 2", **facts)

    past = make_meeting(cast.health, "2026-03-05", agenda="published", ends_at=datetime.time(12), place="Town Hall")
    for title in ("Budget", "Responsibilities of the interdepartmental commissioning group"):
        make_item(past, title)
    make_item(past, "A dismissal", restricted=True)
    make_minutes(past, "published")
    moved = call(12, with_bodies=[cast.jobs, cast.safer_and_stronger])
    to = {"starts_at": ten, "ends_at": None, "place": "Library"}
    reschedule(moved, day=datetime.date(2026, 3, 26), by=cast.secretary, reason="The hall is flooded.", **to)
    cancel(call(19), by=cast.secretary, reason="Too few members can come.")
    make_meeting(cast.board, "2026-03-26", title="Extraordinary meeting about responsibilities")
    describe(call(30), by=cast.secretary, mode="both", online_address=f"https://join.example/{'a' * 90}")
    for day in ("2031-01-08", "2031-02-05"):
        make_meeting(cast.health, day, status="proposed")
    make_meeting(cast.board, "2031-01-08")
    calendar_for(cast.member_person, by=cast.member)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_are_in_order(cast, live_server, project, width):
    fill(cast)
    faults = []
    with chromium() as browser:
        for user, addresses in ((None, PUBLIC), (cast.secretary, EDITORS[:1]), (cast.member, EDITORS[1:])):
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
                        name = f"{width}-{user or 'public'}-{number}.png"
                        page.screenshot(path=Path(SHOTS) / name, full_page=True)

    assert faults == []


def test_the_policy_stops_nothing(cast, live_server):
    fill(cast)
    complaints = []
    with chromium() as browser, page_of(browser) as page:
        for address in PUBLIC:
            page.goto(live_server.url + address)
        complaints += page.complaints

    assert complaints == []


def test_a_narrow_calendar_reads_as_a_list(cast, live_server):
    fill(cast)
    with chromium() as browser, page_of(browser, width=320) as page:
        page.goto(f"{live_server.url}/meetings/?month=2026-03")
        shown = page.locator(".portal-month td:visible").all_inner_texts()

    assert [" ".join(text.split()) for text in shown] == [
        "Thursday 5 March 10am to midday, Health",
        "Thursday 19 March Cancelled: 10am, Health",
        (
            "Thursday 26 March 10am, Health, Jobs and Skills and Safer and Stronger "
            "10am, Extraordinary meeting about responsibilities"
        ),
        "Monday 30 March 10am, Health",
    ]
