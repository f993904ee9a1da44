"""The page on which minutes come in from Word."""

import datetime
import re

import pytest
from django.urls import reverse

from governance.foundation.deeds import Refused
from meetings.models import Action, Attendance, Decision, Minutes, MinutesEntry
from meetings.views import word_import
from tests.governance.views.reading import words
from tests.make_meetings import make_item, make_meeting, make_minutes
from tests.meetings.word import word_file

DAY = datetime.date(2026, 3, 5)
PARAGRAPHS = (
    "Held at the Town Hall",
    "Present: Ida Marlow, Tom Ferris",
    "1. Apologies",
    "None.",
    "2. Street lighting plan",
    "RESOLVED that the plan be approved.",
    "ACTION: Tom Ferris – write to all by 3 April 2026",
)


@pytest.fixture
def meeting(cast):
    meeting = make_meeting(cast.board, DAY, agenda="published")
    make_item(meeting, "Apologies", kind="apologies")
    make_item(meeting, "Street lighting plan")
    return meeting


@pytest.fixture
def address(meeting):
    return reverse("meetings:minutes-import", args=[meeting.body.slug, meeting.date_in_address])


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.officer)
    return client


def draft_in(response) -> dict[str, object]:
    """What the form on the page would send."""
    form = response.context["choices_form"]
    data = {"draft": form["draft"].value()}
    for field in form:
        data[field.html_name] = field.value()
    return data


def test_from_the_file_to_the_draft(officer, address, meeting):
    asked = officer.get(address)
    assert "Read the file" in words(asked)

    preview = officer.post(address, {"file": word_file(*PARAGRAPHS)})
    text = words(preview)
    assert "Check what goes where" in text
    assert text.index("Could not be placed") < text.index("Held at the Town Hall") < text.index("Under the items")
    assert text.index("1. Apologies None.") < text.index("2. Street lighting plan RESOLVED that")
    assert "Ida Marlow: present" in text
    assert "Tom Ferris: Write to all. Due 3 April 2026." in text
    assert not Minutes.objects.exists()

    done = officer.post(address, {**draft_in(preview), "passage-0": "opening"}, follow=True)
    assert done.redirect_chain == [(reverse("meetings:minutes", args=[meeting.body.slug, "2026-03-05"]), 302)]
    assert "The document is in the draft minutes." in words(done)
    assert MinutesEntry.objects.get(item=None).text == "<p>Held at the Town Hall</p>"
    assert Attendance.objects.count() == 2
    assert (Decision.objects.count(), Action.objects.count()) == (1, 1)


def test_a_preview_that_is_sent_twice_is_recorded_once_and_told(officer, address, meeting):
    preview = officer.post(address, {"file": word_file(*PARAGRAPHS)})
    data = {**draft_in(preview), "passage-0": "opening"}
    officer.post(address, data)

    again = officer.post(address, data, follow=True)

    assert again.redirect_chain == [(reverse("meetings:minutes", args=[meeting.body.slug, "2026-03-05"]), 302)]
    assert "This document is in the draft minutes already: nothing was recorded twice." in words(again)
    assert (Decision.objects.count(), Action.objects.count()) == (1, 1)


def test_what_is_not_chosen_is_asked_for_and_nothing_is_lost(officer, address, meeting):
    preview = officer.post(address, {"file": word_file(*PARAGRAPHS)})
    data = draft_in(preview) | {"decisions": [], "passage-1": str(meeting.items.last().pk)}

    again = officer.post(address, data)

    assert again.status_code == 422
    assert "Passage 1: choose where it goes, or leave it out" in words(again)
    assert "Held at the Town Hall" in words(again)
    form = again.context["choices_form"]
    assert form["draft"].value() == data["draft"]
    assert form["passage-1"].value() == data["passage-1"]
    assert form["decisions"].value() == []
    assert '<h1 class="govuk-heading-l">' in again.content.decode()
    assert not Minutes.objects.exists()
    officer.post(address, data | {"passage-0": "out"})
    assert not Decision.objects.exists()
    assert "None." in MinutesEntry.objects.get(item=meeting.items.last()).text


def test_a_refusal_keeps_everything_on_the_screen(officer, address, meeting, monkeypatch):
    preview = officer.post(address, {"file": word_file(*PARAGRAPHS)})

    def refuse(*args, **kwargs):
        raise Refused("Another did it first.")

    monkeypatch.setattr(word_import, "place", refuse)
    again = officer.post(address, draft_in(preview) | {"passage-0": "out"})

    assert again.status_code == 422
    assert "There is a problem Another did it first." in words(again)
    assert draft_in(again)["draft"] == draft_in(preview)["draft"]


@pytest.mark.parametrize("stage", ["checked", "published"])
def test_minutes_that_are_no_draft_take_nothing_in(officer, address, meeting, stage):
    make_minutes(meeting, stage, text="<p>As agreed.</p>")
    preview = officer.post(address, {"file": word_file(*PARAGRAPHS)})
    assert "no longer a draft" in words(preview)

    refused = officer.post(address, draft_in(preview) | {"passage-0": "out"})
    assert refused.status_code == 422
    assert {entry.text for entry in MinutesEntry.objects.all()} == {"<p>As agreed.</p>"}


def test_a_bad_file_and_no_file_are_told_in_one_sentence(officer, address):
    for data, sentence in (
        ({}, "Choose a Word file"),
        ({"file": word_file()}, "This Word file has no text: choose the minutes."),
    ):
        response = officer.post(address, data)
        assert response.status_code == 422
        assert sentence in words(response)


def test_a_draft_of_somebody_else_or_another_meeting_is_not_opened(client, cast, officer, address, meeting):
    preview = officer.post(address, {"file": word_file(*PARAGRAPHS)})
    data = draft_in(preview) | {"passage-0": "out"}
    other = make_meeting(cast.board, "2026-04-02")
    elsewhere = reverse("meetings:minutes-import", args=[other.body.slug, other.date_in_address])
    assert word_import.TOO_OLD in words(officer.post(elsewhere, data))
    client.force_login(cast.administrator)
    response = client.post(address, data)

    assert response.status_code == 422
    assert word_import.TOO_OLD in words(response)
    assert not Minutes.objects.exists()


def test_to_everybody_else_the_page_is_not_there(client, cast, address):
    for name in ("", "member", "secretary", "chair"):
        if name:
            client.force_login(getattr(cast, name))
        for response in (
            client.get(address),
            client.post(address, {"file": word_file(*PARAGRAPHS)}),
            client.post(address, {"draft": "x"}),
        ):
            assert response.status_code == 404
    assert not Minutes.objects.exists()


def test_the_page_holds_one_heading_and_no_unsafe_markup(officer, address):
    preview = officer.post(address, {"file": word_file("2. Street lighting plan", "<img src=x onerror=alert(1)>")})
    html = preview.content.decode()

    assert len(re.findall("<h1", html)) == 1
    assert "<img" not in html
