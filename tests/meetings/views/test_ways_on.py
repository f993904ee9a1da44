"""From the pages of meetings to what came of them, and what the day in the address means there."""

import datetime

import pytest

from tests.make_meetings import make_meeting, make_minutes

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)
MEETING = "/meetings/health/2026-03-05/"


@pytest.fixture
def minutes(cast):
    """Published minutes of a meeting of Health on DAY, which was held."""
    return make_minutes(make_meeting(cast.health, DAY, status="held"), "published")


@pytest.mark.parametrize("address", [MEETING, f"{MEETING}minutes/"])
def test_the_record_of_a_meeting_says_that_another_day_does_not_change_it(minutes, client, address):
    page = client.get(address, {"on": "2026-03-01"}).content.decode()

    assert "This page shows the record of one meeting as it stands today." in page
    assert "See this page on another day" not in page
    assert "as it was on" not in page


def test_the_outcomes_are_those_of_the_day_in_the_address(minutes, client):
    page = client.get(f"{MEETING}outcomes/", {"on": "2026-03-06"}).content.decode()

    assert "as it was on" in page
    assert "See this page on another day" in page


@pytest.mark.parametrize("address", [MEETING, f"{MEETING}minutes/"])
def test_a_meeting_and_its_minutes_lead_to_the_outcomes(minutes, client, address):
    page = client.get(address).content.decode()

    assert f'href="{MEETING}outcomes/"' in page
    assert client.get(f"{MEETING}outcomes/").status_code == 200


@pytest.mark.parametrize(("day", "leads_there"), [("2026-03-04", False), ("2026-03-05", False), ("2026-03-06", True)])
def test_a_meeting_leads_to_its_outcomes_once_it_is_over(minutes, client, day, leads_there):
    page = client.get(MEETING, {"on": day}).content.decode()

    assert (f"{MEETING}outcomes/?on={day}" in page) is leads_there


@pytest.mark.parametrize(
    ("address", "asked"), [("/meetings/", ""), ("/meetings/?show=list", ""), ("/meetings/health/", "?body=health")]
)
def test_the_diary_leads_to_the_registers(minutes, client, address, asked):
    page = client.get(address).content.decode()

    for register in (f"/decisions/{asked}", f"/actions/{asked}", "/report-backs/"):
        assert f'href="{register}"' in page
        assert client.get(register).status_code == 200
