"""Quick entry in a real browser: what a lead clicks, without cookies by a link, and how the page looks."""

import pytest
from django.conf import settings
from django.test import Client

from priorities.models import Milestone, Update
from priorities.updates.signed_links import updates_address, updates_token
from tests.browser import axe_faults, is_wider_than_screen, page_of
from tests.make_priorities import make_update, publish
from tests.priorities.leading_cast import scene

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told(cast):
    """The plan, with a milestone, a note on colours, and an update for the quarter before."""
    told = scene(cast)
    told.version.state = "draft"
    told.version.save()
    Milestone.objects.create(action=told.clinic, text="Sign the lease")
    publish(told.version)
    told.framework.notes = "Choose amber as soon as a month is lost."
    told.framework.save()
    make_update(told.clinic, told.oldest, "red", direction="worse")
    return told


def sign_in(page, live_server, user):
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])


def action(page, words):
    return page.get_by_role("group", name=words)


def test_an_editor_saves_two_actions_with_one_press(chrome, live_server, cast, told):
    with page_of(chrome) as page:
        sign_in(page, live_server, cast.secretary)
        page.goto(f"{live_server.url}/updates/")
        clinic, visits = action(page, "A1: Open the clinic"), action(page, "A3: Count the visits")
        assert not visits.get_by_label("Why does it stand so?").is_visible()
        clinic.get_by_label("Nothing changed since Quarter 1: still red").check()
        visits.get_by_role("radio", name="Red", exact=True).check()
        assert visits.get_by_label("Why does it stand so?").is_visible()
        visits.get_by_label("What happened?").fill("Nobody counts.")
        page.get_by_role("button", name="Save all").click()

        summary = page.locator(".govuk-error-summary")
        summary.get_by_role("link", name="A3: Say why the action is red.").click()
        assert page.evaluate("document.activeElement.id").endswith("-reason")
        assert visits.get_by_label("What happened?").input_value() == "Nobody counts."
        assert clinic.get_by_label("Nothing changed since Quarter 1").is_checked()
        page.keyboard.type("The counter broke.")
        visits.get_by_label("What will be done about it?").fill("Buy another.")
        page.get_by_role("button", name="Save all").click()
        page.get_by_text("What you said of 2 actions was saved.").wait_for()
        assert page.complaints == []

    assert list(Update.objects.filter(period=told.former).values_list("status", flat=True)) == ["red", "red"]


def test_a_lead_reports_by_a_link_in_a_browser_that_keeps_no_cookies(chrome, live_server, cast, told, settings):
    settings.BASE_URL = live_server.url
    with page_of(chrome, width=320, height=640) as page:
        page.goto(updates_address(cast.member_person, told.former))
        walks = action(page, "A2: Lead the walks")
        walks.get_by_role("radio", name="Green").check()
        walks.get_by_label("What happened?").fill("Twelve walks.")
        page.get_by_role("button", name="Send all").click()
        page.get_by_text("Thank you. What you sent waits for an editor to accept it.").wait_for()
        assert page.complaints == []
        assert page.context.cookies() == []

    assert (Update.objects.get(action=told.walks).by_link, Update.objects.get(action=told.walks).accepted_at) == (
        True,
        None,
    )


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_fits_and_axe_finds_nothing(chrome, live_server, cast, told, width):
    make_update(told.others, told.former)
    with page_of(chrome, width=width, policy=False) as page:
        sign_in(page, live_server, cast.secretary)
        for end in ("", f"{updates_token(cast.member_person, told.former)}/"):
            address = f"{live_server.url}/updates/{end}"
            page.goto(address)
            for panel in page.query_selector_all("main details"):
                panel.evaluate("each => { each.open = true }")
            action(page, "A1: Open the clinic").get_by_role("radio", name="Reprogrammed").check()
            assert not is_wider_than_screen(page), address
            assert axe_faults(page, settings.BASE_DIR) == [], address
            page.get_by_role("button", name="all").click()
            page.locator(".govuk-error-summary").wait_for()
            assert not is_wider_than_screen(page), address
            assert axe_faults(page, settings.BASE_DIR) == [], address
