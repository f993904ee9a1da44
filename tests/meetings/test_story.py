"""The life of one meeting in a real browser, from the day it is called to the day its last action is closed.

Four people take part, each in a browser of their own: the secretary of Health, its chair, one of its members, and
somebody of the public. The clock is moved on between the chapters, so that nothing here depends on the calendar.
"""

import datetime
from contextlib import ExitStack
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import Page

from meetings.models import Action, Agenda, AgendaItem, Meeting, Minutes
from tests import make
from tests.browser import chromium, page_of
from tests.cast import assemble
from tests.make_meetings import sit
from tests.meetings.files import a_pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECONDS = 30
"""How long one step may take on a machine that has other things to do."""


class Story:
    """The people with their browsers, and the clock."""

    def __init__(self, cast: Any, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.address, self.health, self.started, self.days = address, cast.health, make.today(), 0
        now = timezone.now
        monkeypatch.setattr(timezone, "now", lambda: now() + datetime.timedelta(days=self.days))
        rosa = make.make_person("Rosa Quill", kept_by=cast.partnership, organisation=cast.trust, slug="rosa-quill")
        sit(cast.health, rosa, title="Partner organisations")
        self.users = {
            "secretary": cast.secretary,
            "chair": make.make_user("owen", person=cast.health_chair_person),
            "member": make.make_user("rosa", person=rosa),
            "public": None,
        }
        self.pages: dict[str, Page] = {}

    def day(self, days: int) -> datetime.date:
        """The day that lies so many days after the first."""
        return self.started + datetime.timedelta(days=days)

    def turn_to(self, days: int) -> None:
        """Move the clock on; whoever was signed in signs in anew."""
        self.days = days
        for who, page in self.pages.items():
            self.sign_in(who, page)

    def sign_in(self, who: str, page: Page) -> None:
        """Bring a session along instead of typing a password, which has tests of its own."""
        page.set_default_timeout(SECONDS * 1000)
        if user := self.users[who]:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.address}])

    def open(self, who: str, path: str) -> Page:
        """The browser of `who`, at an address of the portal."""
        page = self.pages[who]
        answer = page.goto(self.address + path)
        assert answer is not None
        assert answer.status == 200, path
        return page

    def is_hidden(self, who: str, path: str) -> bool:
        """Whether `who` is told that there is nothing there."""
        answer = self.pages[who].request.get(self.address + path)
        return answer.status == 404


@pytest.fixture
def story(transactional_db, live_server, monkeypatch):
    """Everybody with a browser open."""
    told = Story(assemble(), live_server.url, monkeypatch)
    with chromium() as chrome, ExitStack() as open_pages:
        told.pages = {who: open_pages.enter_context(page_of(chrome)) for who in told.users}
        told.turn_to(0)
        yield told


# What people do ----------------------------------------------------------------------------------------------


def said(page: Page) -> str:
    """The message that the officers' site gives after a deed."""
    return page.inner_text(".messagelist")


def read(page: Page) -> str:
    """What the page says."""
    return page.inner_text("main")


def choose(page: Page, field: str, words: str) -> None:
    """Search in a field and take the first that is found."""
    page.click(f"#id_{field} + .select2")
    page.fill(".select2-container--open .select2-search__field", words)
    page.click(f".select2-results__option:has-text('{words}')")


def call_a_meeting(story: Story, day: datetime.date, place: str) -> Meeting:
    """The secretary calls a meeting of Health."""
    page = story.open("secretary", "/admin/meetings/meeting/add/")
    page.select_option("#id_body", str(story.health.pk))
    page.fill("#id_day", f"{day.day}/{day.month}/{day.year}")
    page.fill("#id_starts_at", "10am")
    page.fill("#id_place", place)
    page.click("input[value='Call the meeting']")
    assert "was called" in said(page)
    return Meeting.objects.get(day=day)


def add_an_item(story: Story, meeting: Meeting, title: str, text: str) -> AgendaItem:
    """The secretary adds an item to the draft of the agenda, and writes what it is about."""
    agenda = Agenda.objects.get(meeting=meeting)
    page = story.open("secretary", f"/admin/meetings/agenda/{agenda.pk}/change/")
    page.click("text=Add an item…")
    page.fill("#id_title", title)
    page.select_option("#id_asked", "decide")
    page.click("input[value='Add the item']")
    page.click(".prose-editor:has(#id_text) .ProseMirror[contenteditable]")
    page.keyboard.type(text)
    page.click("input[name=_save]")
    return AgendaItem.objects.get(meeting=meeting, title=title)


def hand_in_a_paper(story: Story, item: AgendaItem, title: str) -> None:
    """The secretary uploads a PDF for the item."""
    page = story.open("secretary", "/admin/meetings/paper/add/")
    choose(page, "item", item.title)
    page.fill("#id_title", title)
    page.set_input_files("#id_papers", {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": a_pdf(title)})
    page.click("input[value='Hand in']")
    assert f"“{title}” was handed in." in said(page)


def publish_the_agenda(story: Story, meeting: Meeting) -> None:
    """The secretary publishes the agenda: not before the checklist is answered."""
    agenda = Agenda.objects.get(meeting=meeting)
    page = story.open("secretary", f"/admin/meetings/agenda/{agenda.pk}/deed/publish/")
    page.click("input[value='Publish the agenda']")
    assert "07700 900123, which nobody has agreed to publish" in page.inner_text("#content")
    page.check("input[name^=despite_personal]")
    page.fill("#id_reason", "It is the clinic’s own number.")
    page.click("input[value='Publish the agenda']")
    assert "The agenda is published." in said(page)


def minute_the_meeting(story: Story, path: str, item: AgendaItem, due: datetime.date) -> None:
    """The secretary sits in the meeting: who is here, what was said, decided and asked for."""
    page = story.open("secretary", f"{path}minuting/")
    page.click("text=Begin the minutes")
    page.goto(f"{story.address}{path}minuting/?item={item.pk}")
    page.click("[data-panel=attendance] summary")
    page.get_by_label("Owen Lark").select_option(label="Present")
    page.get_by_label("Rosa Quill").select_option(label="Present")
    page.click("text=Record who is here")
    page.wait_for_selector("[data-status]:has-text('The attendance is recorded.')")

    page.fill("#text", "Rosa Quill presented the plan.")
    page.click("[data-panel=decision] summary")
    page.fill("#id_decision_text", "The flu plan is agreed.")
    page.select_option("#id_decision_outcome", "approved")
    page.click("text=Capture the decision")
    page.wait_for_selector("[data-list=decision] li:has-text('The flu plan is agreed.')")
    page.click("[data-panel=action] summary")
    page.fill("#id_action_what", "Order the vaccine")
    page.select_option("#id_action_owner", label="Rosa Quill")
    page.fill("#id_action_due", due.isoformat())
    page.click("text=Capture the action")
    page.wait_for_selector("[data-list=action] li:has-text('Order the vaccine')")


def check_the_minutes(story: Story, path: str) -> None:
    """The chair reads the draft and checks it."""
    page = story.open("chair", f"{path}minutes/")
    assert "Rosa Quill presented the plan." in read(page)
    page.click("text=Check these minutes")
    page.click("text=I have checked these minutes")
    page.wait_for_selector("text=You have checked these minutes.")


def press(story: Story, model: str, key: int, deed: str, button: str) -> str:
    """The secretary does a deed that asks for nothing; what the officers' site says then."""
    page = story.open("secretary", f"/admin/meetings/{model}/{key}/deed/{deed}/")
    page.click(f"input[value='{button}']")
    return said(page)


def approve_the_minutes(story: Story, minutes: Minutes, at: Meeting) -> None:
    """The secretary records which meeting approved them."""
    page = story.open("secretary", f"/admin/meetings/minutes/{minutes.pk}/deed/approve/")
    page.select_option("#id_at", str(at.pk))
    page.click("input[value='Record that they are approved']")
    assert "The minutes are approved" in said(page)


def report_progress(story: Story, path: str, text: str) -> None:
    """The member says on the portal that the action is done."""
    page = story.open("member", path)
    page.click("text=Report how it goes on")
    page.fill("#id_text", text)
    page.check("#id_asks_to_close")
    page.click("text=Send the report")
    page.wait_for_selector("text=Your report was sent.")


def accept_and_close(story: Story, action: Action) -> None:
    """The secretary accepts the report, and closes the action in the member's own words."""
    page = story.open("secretary", f"/admin/meetings/action/{action.pk}/deed/accept/")
    page.check("input[name=report]")
    page.click("input[value='Accept it']")
    assert "The report was accepted." in said(page)
    assert "was closed." in press(story, "action", action.pk, "close", "Close the action")


# The story ---------------------------------------------------------------------------------------------------


def test_a_meeting_from_the_call_to_its_closed_action(story):
    # The secretary calls a meeting in three weeks, and prepares it.
    meeting = call_a_meeting(story, story.day(21), "Town Hall")
    path = f"/meetings/health/{meeting.date_in_address}/"
    assert "The agenda is not published yet." in read(story.open("public", path))
    item = add_an_item(story, meeting, "Flu plan", "Questions: 07700 900123.")
    hand_in_a_paper(story, item, "The plan for the winter")
    assert "Flu plan" not in read(story.open("public", path))

    # The agenda goes out past the checklist, and everybody can read it.
    publish_the_agenda(story, meeting)
    agenda = read(story.open("public", path))
    assert "Flu plan" in agenda
    assert "The plan for the winter (PDF" in agenda

    # The day has come. The draft of the minutes is for the secretary and the chair.
    story.turn_to(21)
    minute_the_meeting(story, path, item, due=story.day(60))
    assert story.is_hidden("public", f"{path}minutes/")
    assert story.is_hidden("member", f"{path}minutes/")

    # The chair checks them: now the member reads them, and once they are published, everybody does.
    check_the_minutes(story, path)
    assert "Rosa Quill presented the plan." in read(story.open("member", f"{path}minutes/"))
    assert story.is_hidden("public", f"{path}minutes/")
    minutes = Minutes.objects.get(meeting=meeting)
    assert "published as a draft" in press(story, "minutes", minutes.pk, "publish", "Publish the minutes")
    page = story.open("public", f"{path}minutes/")
    for words in ("Draft minutes of", "Rosa Quill presented the plan.", "The flu plan is agreed.", "Order the vaccine"):
        assert words in read(page)

    # Seven weeks after the call, the next meeting approves them.
    later = call_a_meeting(story, story.day(49), "Library")
    story.turn_to(49)
    assert "is recorded as held" in press(story, "meeting", later.pk, "held", "It was held")
    approve_the_minutes(story, minutes, at=later)
    page = story.open("public", f"{path}minutes/")
    assert page.inner_text("h1") == f"Minutes of {date_format(meeting.day, 'j F Y')}"
    assert f"approved at the meeting of {date_format(later.day, 'j F Y')}".lower() in read(page).lower()

    # The member who was asked to order the vaccine reports; nobody reads that before it is accepted.
    action = Action.objects.get()
    log = f"/actions/health/{action.reference}/"
    report_progress(story, log, "The vaccine is ordered and paid for.")
    assert "ordered and paid for" not in read(story.open("public", log))

    # The secretary accepts the report and closes the action, and the public reads what came of it.
    accept_and_close(story, action)
    closed = read(story.open("public", log))
    for words in ("Done", f"on {date_format(story.day(49), 'j F Y')}", "What came of it", "Reported by Rosa Quill"):
        assert words in closed
    assert closed.count("The vaccine is ordered and paid for.") == 2

    assert {who: page.complaints for who, page in story.pages.items() if page.complaints} == {}
