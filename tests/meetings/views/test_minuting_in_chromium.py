"""The minuting page in a real browser: keyboard only, two secretaries, a network that fails; and how it looks."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from meetings.minutes.minuting import begin_minutes
from meetings.models import Action, Attendance, Decision, Declaration, MinutesEntry
from tests import make
from tests.browser import axe_faults, is_wider_than_screen, page_of
from tests.make_meetings import make_attendance, make_item, make_meeting, make_minutes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def meeting(cast):
    """A meeting of Health with two items, and its minutes begun."""
    meeting = make_meeting(cast.health, "2026-03-05")
    make_item(meeting, "The plan")
    make_item(meeting, "The budget")
    begin_minutes(meeting, by=cast.secretary)
    return meeting


def open_desk(page, live_server, user, item=None):
    """Bring a session along and open the page."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    address = reverse("meetings:minuting", args=["health", "2026-03-05"])
    page.goto(f"{live_server.url}{address}" + (f"?item={item.pk}" if item else ""))


def wait_saved(page):
    page.wait_for_selector("[data-status]:has-text('Saved at')")


def test_a_meeting_is_minuted_with_the_keyboard_alone(chrome, live_server, cast, meeting):
    with page_of(chrome) as page:
        open_desk(page, live_server, cast.secretary)
        keys = page.keyboard
        keys.type("The plan was read.")
        wait_saved(page)  # by itself, after a pause
        assert MinutesEntry.objects.get().text == "<p>The plan was read.</p>"

        keys.press("Alt+d")
        keys.type("The plan is agreed.")
        keys.press("Control+Enter")
        page.wait_for_selector("[data-list=decision] li")
        keys.type(" It was agreed.")
        keys.press("Alt+a")
        keys.type("Print the plan")
        keys.press("Tab")
        keys.type("Owen")
        keys.press("Control+Enter")
        page.wait_for_selector("[data-list=action] li")
        keys.press("Alt+w")
        keys.type("Present")
        keys.press("Control+Enter")
        page.wait_for_selector("#text:focus")
        keys.press("Alt+d")
        keys.press("Escape")
        assert page.evaluate("document.activeElement.id") == "text"

        keys.press("Control+Enter")
        page.wait_for_selector("h2:text('2. The budget')")
        keys.type("- first\n- second")
        keys.press("Alt+ArrowUp")
        page.wait_for_selector("h2:text('1. The plan')")
        assert page.input_value("#text") == "The plan was read. It was agreed."
        assert page.complaints == []
    texts = dict(MinutesEntry.objects.values_list("item__title", "text"))
    assert texts == {
        "The plan": "<p>The plan was read. It was agreed.</p>",
        "The budget": "<ul><li>first</li><li>second</li></ul>",
    }
    assert (Decision.objects.get().text, Action.objects.get().what) == ("The plan is agreed.", "Print the plan")
    assert Action.objects.get().owner == cast.health_chair_person
    assert Attendance.objects.get().how == "present"


def test_two_secretaries_write_the_same_entry_and_nothing_is_lost(chrome, live_server, cast, meeting):
    other = make.make_user("other")
    make.make_appointment(other, "secretary", cast.health)
    with page_of(chrome) as first, page_of(chrome) as second:
        open_desk(first, live_server, cast.secretary)
        open_desk(second, live_server, other)
        first.keyboard.type("Mine was first.")
        first.keyboard.press("Control+s")
        wait_saved(first)
        second.keyboard.type("Theirs came later.")
        second.keyboard.press("Control+s")
        second.wait_for_selector("#conflict-title")

        assert second.text_content("[data-saved]").strip() == "Mine was first."
        assert second.text_content("[data-yours]").strip() == "Theirs came later."
        assert second.input_value("#text") == "Theirs came later."
        assert MinutesEntry.objects.get().text == "<p>Mine was first.</p>"

        second.focus("#text")
        second.keyboard.type(" And then some.")
        second.wait_for_timeout(3_000)
        assert MinutesEntry.objects.get().text == "<p>Mine was first.</p>", "Nothing saves itself over a conflict."
        second.keyboard.press("Control+s")
        wait_saved(second)
        assert MinutesEntry.objects.get().text == "<p>Theirs came later. And then some.</p>"
        assert second.query_selector("#conflict-title") is None
        assert [said for said in second.complaints if "409" not in said] == []


def test_a_text_that_cannot_be_sent_stays_and_comes_back(chrome, live_server, cast, meeting):
    with page_of(chrome) as page:
        open_desk(page, live_server, cast.secretary)
        page.route(
            re.compile("/minuting/"),
            lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
        )
        page.keyboard.type("Written in a tunnel.")
        page.keyboard.press("Control+s")
        page.wait_for_selector("[data-status]:has-text('Not saved. Your text stays')")
        assert page.input_value("#text") == "Written in a tunnel."
        assert not MinutesEntry.objects.exists()

        page.on("dialog", lambda dialog: dialog.accept())
        page.unroute(re.compile("/minuting/"))
        page.reload()
        assert page.input_value("#text") == ""
        page.click("text=Put it back")
        assert page.input_value("#text") == "Written in a tunnel."
        page.keyboard.press("Control+s")
        wait_saved(page)
        assert MinutesEntry.objects.get().text == "<p>Written in a tunnel.</p>"
        page.reload()
        assert not page.is_visible("[data-kept]")


def test_half_captured_words_are_not_left_behind(chrome, live_server, cast, meeting):
    with page_of(chrome) as page:
        open_desk(page, live_server, cast.secretary)
        keys = page.keyboard
        keys.type("It was said.")
        keys.press("Alt+d")
        keys.type("Agreed so f")
        keys.press("Escape")
        keys.press("Alt+w")
        page.select_option(".portal-here select", "present")
        keys.press("Escape")

        page.click("text=Save and next")

        page.wait_for_selector("[data-status]:has-text('Record or clear the decision and who is here first')")
        assert page.input_value("#id_decision_text") == "Agreed so f"
        assert page.is_visible("#id_decision_text")
        assert MinutesEntry.objects.get().text == "<p>It was said.</p>"
        page.click("button[value=clear-decision]")
        page.click("summary:has-text('Who is here')")
        page.click("text=Record who is here")
        page.wait_for_selector("[data-status]:has-text('The attendance is recorded.')")
        page.click("text=Save and next")
        page.wait_for_selector("h2:text('2. The budget')")
        assert page.complaints == []
    assert (Decision.objects.count(), Attendance.objects.get().how) == (0, "present")


def test_two_secretaries_record_the_same_person_and_the_second_sees_both(chrome, live_server, cast, meeting):
    with page_of(chrome) as first, page_of(chrome) as second:
        for page, chosen in ((first, "present"), (second, "apologies")):
            open_desk(page, live_server, cast.secretary)
            page.click("summary:has-text('Who is here')")
            page.select_option(".portal-here select", chosen)
        first.click("text=Record who is here")
        first.wait_for_selector("[data-status]:has-text('The attendance is recorded.')")
        second.click("text=Record who is here")

        second.wait_for_selector("text=Recorded by somebody else: Present. Chosen by you: Apologies.")
        assert Attendance.objects.get().how == "present"
        assert second.input_value(".portal-here select") == "apologies"
        second.click("text=Record who is here")
        second.wait_for_selector("[data-status]:has-text('The attendance is recorded.')")
        assert Attendance.objects.get().how == "apologies"


def test_a_declaration_can_be_taken_back_at_once(chrome, live_server, cast, meeting):
    make_attendance(meeting, cast.health_chair_person, seat=cast.health.seats.get())
    with page_of(chrome) as page:
        open_desk(page, live_server, cast.secretary)
        page.keyboard.press("Alt+i")
        page.select_option("#id_declaration_person", label="Owen Lark")
        page.fill("#id_declaration_interest", "Owns a zebra")
        page.check("#id_declaration_left")
        page.click("text=Record the declaration")
        page.wait_for_selector("[data-list=declaration] li:has-text('Owns a zebra (left the room)')")

        page.click("[data-list=declaration] button")

        page.wait_for_selector("[data-list=declaration] li", state="detached")
        assert page.complaints == []
    assert not Declaration.objects.exists()


def test_who_is_signed_out_is_told_and_saves_after_signing_in_elsewhere(chrome, live_server, cast, meeting):
    with page_of(chrome) as page:
        open_desk(page, live_server, cast.secretary)
        page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        page.keyboard.type("Written by nobody.")
        page.keyboard.press("Control+s")

        page.wait_for_selector("[data-status]:has-text('You are signed out')")
        link = page.query_selector("[data-status] a")
        assert (link.get_attribute("href"), link.get_attribute("target")) == (reverse("sign-in"), "_blank")
        assert page.input_value("#text") == "Written by nobody."
        assert not MinutesEntry.objects.exists()

        client = Client()
        client.force_login(cast.secretary)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.clear_cookies()  # signing in gives another token, too
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        page.context.add_cookies([cookie])
        page.focus("#text")
        page.keyboard.press("Control+s")
        wait_saved(page)
    assert MinutesEntry.objects.get().text == "<p>Written by nobody.</p>"


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_fit_and_axe_finds_nothing(chrome, live_server, cast, meeting, width):
    make_attendance(meeting, cast.health_chair_person, seat=cast.health.seats.get())
    done = make_meeting(cast.health, "2026-02-05", agenda="published", status="held")
    make_item(done, "A matter of substance with rather a long title that has to wrap somewhere")
    secret = make_item(done, "Hidden", restricted=True)
    make_attendance(done, cast.health_chair_person, seat=cast.health.seats.get())
    make_minutes(done, "published")
    pages = [
        reverse("meetings:minuting", args=["health", "2026-03-05"]),
        reverse("meetings:minutes", args=["health", "2026-02-05"]),
        reverse("meetings:minutes-item", args=["health", "2026-02-05", secret.pk]),
    ]
    with page_of(chrome, width=width, policy=False) as page:
        open_desk(page, live_server, cast.secretary)
        for address in pages:
            page.goto(live_server.url + address)
            for panel in page.query_selector_all("main details"):
                panel.evaluate("each => { each.open = true }")
            assert not is_wider_than_screen(page), address
            assert axe_faults(page, settings.BASE_DIR) == [], address
