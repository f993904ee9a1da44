"""Setting an agenda in a real browser: order by mouse and by keyboard, with and without scripts, and the checklist."""

import datetime

import pytest
from django.conf import settings

from governance.foundation.publication import State
from meetings.agendas.agenda_setting import begin
from meetings.models import Agenda, Meeting
from tests import make
from tests.browser import axe_faults, is_wider_than_screen, page_of
from tests.make_meetings import make_item, make_meeting, make_paper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def meeting(world):
    """A meeting of Health in a month, with four items."""
    meeting = make_meeting(world.cast.health, make.today() + datetime.timedelta(days=30))
    for title in ("Flu plan", "Budget", "Estates", "Roads"):
        make_item(meeting, title)
    return meeting


def open_agenda(page, live_server, world, meeting):
    """Bring a secretary's session along, and open the agenda."""
    session = world.client("secretary").cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/admin/meetings/agenda/{meeting.agenda.pk}/change/")


def shown(page) -> list[str]:
    return [text.strip() for text in page.locator(".agenda-order tbody th").all_inner_texts()]


def saved(meeting) -> list[str]:
    return list(meeting.items.in_order().values_list("title", flat=True))


def test_items_are_dragged_into_order_and_saved(chrome, live_server, world, meeting):
    with page_of(chrome) as page:
        open_agenda(page, live_server, world, meeting)
        handle = page.locator("tr", has_text="Flu plan").locator(".agenda-handle")
        target = page.locator(".agenda-order tr", has_text="Roads").bounding_box()
        handle.hover()
        page.mouse.down()
        page.mouse.move(target["x"] + 40, target["y"] - 5, steps=8)
        page.mouse.move(target["x"] + 40, target["y"] + target["height"] - 3, steps=8)
        page.mouse.up()
        assert shown(page) == ["Budget", "Estates", "Roads", "Flu plan"]
        assert saved(meeting) == ["Flu plan", "Budget", "Estates", "Roads"]
        assert "Flu plan is now 4 of 4. The order is not saved yet." in page.text_content(".agenda-save")

        page.click("input[value='Save the order']")
        assert "The order was saved." in page.text_content(".messagelist")
        assert page.complaints == []

    assert saved(meeting) == ["Budget", "Estates", "Roads", "Flu plan"]


def test_items_are_put_in_order_by_keyboard_alone(chrome, live_server, world, meeting):
    with page_of(chrome) as page:
        open_agenda(page, live_server, world, meeting)
        page.get_by_role("button", name="Up: Roads").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Space")
        assert shown(page) == ["Flu plan", "Roads", "Budget", "Estates"]
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Up: Roads"
        assert "Roads is now 2 of 4." in page.text_content(".agenda-save [role=status]")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert shown(page) == ["Flu plan", "Budget", "Roads", "Estates"]

        page.get_by_label("Place of Estates").focus()
        page.keyboard.press("Control+A")
        page.keyboard.type("1")
        page.keyboard.press("Enter")
        page.wait_for_selector(".messagelist")
        assert page.complaints == []

    assert saved(meeting) == ["Estates", "Flu plan", "Budget", "Roads"]


def test_without_scripts_each_button_saves(chrome, live_server, world, meeting):
    context = chrome.new_context(java_script_enabled=False)
    page = context.new_page()
    open_agenda(page, live_server, world, meeting)
    page.get_by_role("button", name="Up: Roads").click()
    assert "The order was saved." in page.text_content(".messagelist")
    page.get_by_role("button", name="Down: Flu plan").click()
    page.get_by_label("Place of Estates").fill("9")
    page.get_by_label("Place of Estates").press("Enter")
    page.wait_for_load_state()
    context.close()

    assert saved(meeting) == ["Budget", "Flu plan", "Roads", "Estates"]


def test_an_agenda_is_written_checked_and_published(chrome, live_server, world, meeting):
    begin(meeting, by=world.cast.secretary)
    with page_of(chrome) as page:
        open_agenda(page, live_server, world, meeting)
        page.click("text=Add an item…")
        page.fill("#id_title", "Contacts")
        page.select_option("#id_asked", "note")
        page.click("input[value='Add the item']")
        page.click(".prose-editor:has(#id_text) .ProseMirror[contenteditable]")
        page.keyboard.type("Ring 07700 900123.")
        page.click("input[name=_save]")
        page.click("text=Check and publish…")
        assert "07700 900123" in page.text_content("#content")
        page.click("input[value='Publish the agenda']")
        assert "nobody has agreed to publish" in page.text_content("form .errorlist")
        page.check("input[name^=despite_personal]")
        page.fill("#id_reason", "It is the clinic’s own number.")
        page.click("input[value='Publish the agenda']")
        assert "The agenda is published." in page.text_content(".messagelist")
        page.click("text=Add a late item…")
        page.fill("#id_title", "Flood")
        page.fill("#id_late_reason", "It rained.")
        page.click("input[value='Publish the late item']")
        assert page.complaints == []

    now = Meeting.objects.get(pk=meeting.pk)
    assert now.agenda.is_published
    assert saved(now)[-4:] == ["Contacts", "Flood", "Any other business", "Date of the next meeting"]


def test_the_pages_are_accessible_and_fit_a_narrow_screen(chrome, live_server, world, meeting, project):
    begin(meeting, by=world.cast.secretary)
    item = meeting.items.get(title="Budget")
    other = make_meeting(world.cast.health, make.today() + datetime.timedelta(days=2), agenda=State.PUBLISHED)
    published = make_item(other, "Roads", label="1", presenter=world.cast.health_chair_person, asked="decide")
    make_paper(published, "The paper")
    make_item(other, "Ada’s case", label="2", restricted=True)
    make_item(other, "Flood", label="2a", late_reason="It rained.", text="<p>Rain.</p>", minutes_planned=10)
    make_item(other, "Old", label="3", withdrawn_reason="Done.")
    make_item(make_meeting(world.cast.health, make.today() + datetime.timedelta(days=9)), "[Jo] you could DRAFT this")
    draft = Agenda.objects.exclude(meeting__in=[meeting, other]).get()
    agenda = f"/admin/meetings/agenda/{meeting.agenda.pk}"
    pages = [
        "/admin/meetings/agenda/",
        f"{agenda}/change/",
        f"{agenda}/history/",
        *(f"{agenda}/deed/{slug}/" for slug in ("add-item", "copy", "order", "publish")),
        f"/admin/meetings/agenda/{draft.pk}/deed/publish/",
        f"/admin/meetings/agenda/{other.agenda.pk}/change/",
        f"/admin/meetings/agenda/{other.agenda.pk}/deed/late-item/",
        f"/admin/meetings/agendaitem/{item.pk}/change/",
        *(f"/admin/meetings/agendaitem/{item.pk}/deed/{slug}/" for slug in ("restrict", "move", "remove")),
        f"/admin/meetings/agendaitem/{published.pk}/deed/withdraw/",
        f"/meetings/health/{other.date_in_address}/",
    ]
    with page_of(chrome, width=320, policy=False) as page:
        open_agenda(page, live_server, world, meeting)
        for address in pages:
            page.goto(f"{live_server.url}{address}", wait_until="load")
            page.wait_for_timeout(100)
            assert axe_faults(page, project) == [], address
            assert not is_wider_than_screen(page), address
