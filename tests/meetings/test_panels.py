"""Meetings on the pages of bodies, organisations and people, and on the front page."""

import re

import pytest

from tests import make
from tests.governance.views.reading import words
from tests.make_meetings import make_meeting, make_minutes, sit

pytestmark = pytest.mark.django_db

HEADINGS = {
    "/": "Next meetings",
    "/bodies/health/": "Next meetings",
    "/organisations/marsh-health-trust/": "Next meetings of those bodies",
    "/people/owen-lark/": "Next meetings of those bodies",
}


def panel(client, address, **asked):
    """The days that the panel names, with what stands beside them."""
    said = words(client.get(address, asked))
    return re.findall(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day (\d+ \w+ \d{4})", said)


@pytest.mark.parametrize("address", HEADINGS)
def test_the_next_meetings_stand_under_a_heading(cast, client, address):
    for day in ("2026-03-04", "2026-03-05", "2026-03-06"):
        make_meeting(cast.health, day)

    assert panel(client, address, on="2026-03-05") == ["5 March 2026", "6 March 2026"]
    assert "Meetings from 5 March 2026 on" in words(client.get(f"{address}?on=2026-03-05"))
    assert HEADINGS[address] in words(client.get(address))


@pytest.mark.parametrize("address", HEADINGS)
def test_links_of_a_panel_carry_the_day(cast, client, address):
    make_meeting(cast.health, "2026-03-06")

    html = client.get(f"{address}?on=2026-03-05").content.decode()

    assert 'href="/meetings/health/2026-03-06/?on=2026-03-05"' in html


@pytest.mark.parametrize("address", HEADINGS)
def test_proposals_are_for_editors_and_stand_on_no_panel_at_all(cast, client, address):
    make_meeting(cast.health, "2031-03-06", status="proposed")
    client.force_login(cast.administrator)

    assert panel(client, address) == []


@pytest.mark.parametrize("address", ["/bodies/health/", "/organisations/marsh-health-trust/", "/people/owen-lark/"])
def test_a_cancelled_meeting_is_told_to_those_who_meet(cast, client, address):
    make_meeting(cast.health, "2031-03-06", status="cancelled")

    assert "6 March 2031, 10am" in words(client.get(address))
    assert "Cancelled" in words(client.get(address))
    assert panel(client, "/") == []


def test_a_person_and_their_organisation_see_seats_that_follow_a_chair(cast, client):
    make_meeting(cast.board, "2031-03-06")
    make_meeting(cast.jobs, "2031-03-07")

    assert (
        panel(client, "/people/owen-lark/") == panel(client, "/organisations/marsh-health-trust/") == ["6 March 2031"]
    )


def test_a_joint_meeting_stands_on_each_bodys_page(cast, client):
    make_meeting(cast.board, "2031-03-06", with_bodies=[cast.health])

    assert panel(client, "/bodies/health/") == ["6 March 2031"]
    assert "Leadership Board with Health" in words(client.get("/bodies/health/"))


def test_a_panel_shows_a_few_and_leads_to_all(cast, client):
    for number in range(1, 8):
        make_meeting(cast.health, f"2031-03-0{number}")

    assert len(panel(client, "/bodies/health/")) == 5
    assert 'href="/meetings/health/">All its meetings' in client.get("/bodies/health/").content.decode()


@pytest.mark.parametrize(
    ("stage", "shown"), [("draft", None), ("checked", None), ("published", "Draft minutes"), ("approved", "Minutes")]
)
def test_the_latest_minutes_stand_on_the_bodys_page_once_they_are_public(cast, client, stage, shown):
    minutes = make_minutes(make_meeting(cast.health, "2026-03-05"), stage)
    if stage == "approved":
        minutes.approved_on = make.day("2026-04-02")
        make.written_apart(minutes)
    client.force_login(cast.administrator)

    said = words(client.get("/bodies/health/"))

    assert (f"Latest minutes {shown} of 5 March 2026" in said) if shown else ("None are published yet." in said)


def test_the_minutes_of_a_later_day_are_not_there_yet(cast, client):
    for day in ("2026-03-05", "2026-04-02"):
        make_minutes(make_meeting(cast.health, day), "published")

    said = words(client.get("/bodies/health/?on=2026-04-02"))

    assert "minutes of 5 March 2026" in said
    assert "minutes of 2 April 2026" not in said


def test_a_body_that_does_not_meet_has_no_panel_and_one_that_is_over_meets_no_more(cast, client):
    outside = make.make_body("outside", "Outside", partnership=cast.partnership, kind="external-body")

    assert "Latest minutes" not in words(client.get(f"/bodies/{outside.slug}/"))
    over = words(client.get("/bodies/safer-streets/"))
    assert "Next meetings" not in over
    assert "Latest minutes" in over


@pytest.mark.parametrize(
    ("address", "queries"),
    [("/", 10), ("/bodies/health/", 26), ("/organisations/marsh-health-trust/", 17), ("/people/owen-lark/", 16)],
)
def test_a_page_takes_no_more_queries_with_more_meetings(cast, client, django_assert_num_queries, address, queries):
    sit(cast.jobs, cast.health_chair_person)
    for number in (1, 3):
        for count in range(number):
            make_meeting(cast.health, f"2031-03-0{count + 1}", agenda="published", with_bodies=[cast.jobs])
            make_minutes(make_meeting(cast.health, f"2026-03-0{count + 1}"), "published")
        with django_assert_num_queries(queries):
            client.get(address)
