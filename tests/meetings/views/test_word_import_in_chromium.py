"""An import from Word in a real browser: file, preview, a forgotten choice, and the draft."""

import datetime

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from meetings.models import MinutesEntry
from tests.browser import axe_faults, chromium, is_wider_than_screen, page_of
from tests.cast import assemble
from tests.make_meetings import make_item, make_meeting
from tests.meetings.word import word_file

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PARAGRAPHS = (
    "Held at the Town Hall, Brackwater, with a very long line of words that has to be broken somewhere on a telephone",
    "Present: Ida Marlow, Tom Ferris",
    ("bold", "1. Street lighting plan"),
    "RESOLVED that the plan be approved.",
    ("table", [("Lamps", "7", "a column", "another column"), ("Posts", "8", "a column", "another column")]),
    ("Heading 1", "9. Something else"),
    "The mayor came by.",
)


@pytest.mark.parametrize("width", [1280, 320])
def test_a_secretary_brings_minutes_in_from_word(live_server, project, tmp_path, width):
    cast = assemble()
    meeting = make_meeting(cast.board, datetime.date(2026, 3, 5), agenda="published")
    item = make_item(meeting, "Street lighting plan")
    file = tmp_path / "minutes.docx"
    file.write_bytes(word_file(*PARAGRAPHS).read())
    client = Client()
    client.force_login(cast.officer)
    address = reverse("meetings:minutes-import", args=["board", "2026-03-05"])
    with chromium() as browser, page_of(browser, width=width, policy=False) as page:
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page.goto(live_server.url + address)
        faults = axe_faults(page, project)
        page.get_by_label("Minutes as a Word file").set_input_files(file)
        page.get_by_role("button", name="Read the file").click()
        page.get_by_role("heading", name="Check what goes where").wait_for()
        page.screenshot(path=tmp_path / "preview.png", full_page=True)
        faults += axe_faults(page, project)
        wide = is_wider_than_screen(page)
        page.get_by_label("Where it goes").first.select_option("Before the first item")
        page.get_by_role("button", name="Put it into the draft minutes").click()
        page.get_by_role("heading", name="There is a problem").wait_for()
        faults += axe_faults(page, project)
        page.get_by_role("link", name="Passage 3: choose where it goes").click()
        focused = page.evaluate("document.activeElement.tagName")
        page.get_by_label("Where it goes").nth(1).select_option("Leave it out")
        page.get_by_label("The plan be approved.").uncheck()
        page.get_by_role("button", name="Put it into the draft minutes").click()
        page.wait_for_url("**/minutes/")
        said = page.get_by_role("main").inner_text()

    assert faults == []
    assert not wide
    assert focused == "SELECT"
    assert "The document is in the draft minutes." in said
    assert "Ida Marlow" in said
    assert "Held at the Town Hall" in said
    assert "RESOLVED that the plan be approved." in MinutesEntry.objects.get(item=item).text
    assert "mayor" not in said
    assert not meeting.decisions.exists()
