"""Reporting by a signed link and signed in: what the link opens, and what nobody can do with it."""

import datetime
import re

import pytest
from django.core import signing
from django.test import Client

from governance.foundation.waiting import MOST_WAITING
from meetings.actions.acting import amend_action, close_action
from meetings.actions.signed_links import LIFE, SALT, report_address, report_token
from meetings.models import ProgressReport
from tests import make, make_meetings
from tests.browser import chromium, page_of
from tests.governance.views.reading import words

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)


@pytest.fixture
def meeting(cast):
    return make_meetings.make_meeting(cast.health, DAY, status="held")


@pytest.fixture
def action(cast, meeting):
    return make_meetings.make_action(meeting, "Open the clinic", owner=cast.member_person)


@pytest.fixture
def link(cast, action):
    return f"/actions/report/{report_token(action, cast.member_person)}/"


def is_void(response) -> bool:
    return response.status_code == 404 and "This link does not work" in words(response)


def test_the_link_shows_the_action_and_takes_a_report_that_waits(cast, client, action, link):
    page = client.get(link)
    assert "Open the clinic To be done by Tom Ferris" in words(page)

    sent = client.post(link, {"text": "The lease is signed.", "asks_to_close": "on", "evidence": ""}, follow=True)

    assert "Your report waits for the secretary to accept it." in words(sent)
    assert "Waiting to be accepted The lease is signed." in words(sent)
    report = ProgressReport.objects.get()
    assert (report.text, report.reported_by, report.by_link, report.accepted) == (
        "The lease is signed.",
        "Tom Ferris",
        True,
        False,
    )
    assert report.asks_to_close
    assert report.day == make.today()
    assert "The lease is signed." not in words(client.get("/actions/health/2026/1/"))


def test_it_works_without_a_cookie_and_is_neither_kept_nor_indexed_nor_told(client, link):
    guarded = Client(enforce_csrf_checks=True)
    for response in (guarded.get(link), guarded.post(link, {"text": "Begun."}), guarded.get("/actions/report/x:y:z/")):
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Cache-Control"] == "no-store"
    assert ProgressReport.objects.count() == 1


def test_a_second_click_sends_nothing_more(client, link):
    for _ in range(2):
        assert client.post(link, {"text": "Begun."}).status_code == 302

    assert ProgressReport.objects.count() == 1


def test_bad_input_is_said_and_nothing_typed_is_lost(client, link):
    for data, said in (
        ({"text": " ", "evidence": ""}, "Say how the action goes on."),
        ({"text": "Kept words", "evidence": "javascript:alert(1)"}, "Write the address like https://"),
        ({"text": "Kept words" + "x" * 4_000}, "at most 4000 characters"),
    ):
        response = client.post(link, data)
        assert response.status_code == 200
        assert said in words(response)
        assert ("Kept words" in words(response)) == data["text"].startswith("Kept")
    assert not ProgressReport.objects.exists()


def test_a_link_takes_no_more_than_so_many_reports_that_nobody_has_read(client, link):
    for number in range(MOST_WAITING):
        assert client.post(link, {"text": f"Step {number}"}).status_code == 302

    response = client.post(link, {"text": "One more"})

    assert response.status_code == 429
    assert "wait to be read already: please try again later." in words(response)
    assert ProgressReport.objects.count() == MOST_WAITING


def test_a_forged_or_cut_link_opens_nothing(client, cast, action, link):
    token = report_token(action, cast.member_person)
    payload, stamp, seal = token.split(":")
    other = signing.dumps({"action": action.pk + 1, "owner": cast.member_person.pk}, salt=SALT).split(":")[0]
    forged = [
        token[:-1],
        token + "A",
        f"{other}:{stamp}:{seal}",
        f"{payload}:{stamp}",
        f"{payload}:zzzzzz:{seal}",
        signing.dumps({"action": action.pk, "owner": cast.member_person.pk}, salt="another"),
        signing.dumps({"action": action.pk, "owner": cast.member_person.pk}, key="another", salt=SALT),
        "x",
    ]
    for each in forged:
        address = f"/actions/report/{each}/"
        assert is_void(client.get(address)), each
        assert is_void(client.post(address, {"text": "Mine."})), each
    assert not ProgressReport.objects.exists()
    assert client.get(link).status_code == 200


@pytest.mark.parametrize(("seconds", "works"), [(-1, True), (0, True), (1, False)])
def test_a_link_lasts_so_long_and_no_second_longer(cast, action, monkeypatch, seconds, works):
    now = 1_780_000_000
    monkeypatch.setattr("django.core.signing.time.time", lambda: now)
    link = f"/actions/report/{report_token(action, cast.member_person)}/"
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + LIFE.total_seconds() + seconds)

    assert is_void(Client().get(link)) != works


def test_a_link_is_for_one_action_and_one_owner(client, cast, meeting, action, link):
    make_meetings.make_action(meeting, "Another", owner=cast.member_person)
    assert "Another" not in words(client.get(link))

    amend_action(action, by=cast.secretary, owner=cast.chair_person, reason="Tom is on leave.")

    assert is_void(client.get(link))
    assert is_void(client.post(link, {"text": "Still mine."}))
    assert client.get(f"/actions/report/{report_token(action, cast.chair_person)}/").status_code == 200


def test_a_link_of_a_draft_is_void_and_of_a_closed_action_offers_no_form(client, cast, meeting, action, link):
    draft = make_meetings.make_action(meeting, state="draft", owner=cast.member_person)
    assert is_void(client.get(f"/actions/report/{report_token(draft, cast.member_person)}/"))
    close_action(action, result="done", closing_text="Open.", by=cast.secretary, on=DAY)

    said = client.get(link)

    assert "This action is closed" in words(said)
    assert '<form method="post"' not in said.content.decode().partition("<main")[2]
    assert "is closed: open it again first." in words(client.post(link, {"text": "More."}))
    assert not ProgressReport.objects.exists()


def test_the_owners_address_is_nowhere_on_the_page(client, cast, link):
    cast.member_person.email = "tom@example.org"
    cast.member_person.save()

    assert "tom@example.org" not in client.get(link).content.decode()


# Signed in ----------------------------------------------------------------------------------------------------


def test_the_owner_reports_from_their_account_and_for_others_there_is_no_such_page(client, cast, action):
    address = "/actions/health/2026/1/report/"
    assert client.get(address).status_code == 404
    for user in (cast.chair, cast.former_member, cast.secretary):
        client.force_login(user)
        assert client.get(address).status_code == 404
        assert client.post(address, {"text": "Mine."}).status_code == 404
        assert "Report how it goes on" not in words(client.get("/actions/health/2026/1/"))
    client.force_login(cast.member)
    assert "Report how it goes on" in words(client.get("/actions/health/2026/1/"))

    sent = client.post(address, {"text": "Begun."}, follow=True)

    assert "Your report was sent." in words(sent)
    report = ProgressReport.objects.get()
    assert (report.reported_by, report.by_link, report.accepted) == ("Tom Ferris", False, False)


def test_the_account_page_asks_for_the_usual_token(cast, action):
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(cast.member)

    assert guarded.post("/actions/health/2026/1/report/", {"text": "Begun."}).status_code == 403


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_owner_reports_in_a_browser_that_keeps_no_cookies(live_server, cast, action, settings):
    settings.BASE_URL = live_server.url
    with chromium() as browser, page_of(browser, width=320, height=640) as page:
        page.context.clear_cookies()
        page.goto(report_address(action, cast.member_person))
        page.get_by_label("How is it going?").fill("The lease is signed.")
        page.get_by_label("It is done").check()
        page.get_by_role("button", name="Send the report").click()
        page.wait_for_url(re.compile(r"\?sent$"))
        heading = page.get_by_text("Thank you. Your report waits for the secretary to accept it.").inner_text()
        complaints = page.complaints

    assert heading
    assert complaints == []
    assert ProgressReport.objects.get().asks_to_close
