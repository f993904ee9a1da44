"""Corrections that do not show what they changed, for what slipped out must not be read on."""

import datetime
import io

import pytest
from pypdf import PdfReader

from governance.foundation.deeds import Refused
from meetings.minutes.correcting import correct
from meetings.models import Correction
from tests import make
from tests.governance.admin.test_body_deeds import do
from tests.governance.views.reading import words
from tests.make_meetings import make_item, make_meeting, make_minutes

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)
NUMBER = "07700 900123"
PAGE = "/meetings/board/2026-03-05/minutes/"
NOT_SHOWN = "What it changed is not shown, because it must not be public."


@pytest.fixture
def entry(cast):
    """What the published minutes say under the first item; somebody's number slipped in."""
    meeting = make_meeting(cast.board, DAY, status="held", agenda="published")
    make_item(meeting, "The plan")
    make_item(meeting, "The budget")
    minutes = make_minutes(meeting, "published", text=f"<p>Ring {NUMBER}.</p>", published_on=DAY)
    return minutes.entries.get(item__title="The plan")


def good(cast, text, **facts):
    return {"text": text, "reason": "Personal data.", "by": cast.officer, "on": make.today(), **facts}


def under_the_item(entry):
    return f"{PAGE}{entry.item_id}/"


def test_a_withheld_correction_shows_its_reason_and_no_text(cast, entry, client):
    row = correct(entry, **good(cast, "<p>Ring the office.</p>", withhold=True))

    assert (row.withheld, row.before) == (True, "")
    assert NUMBER not in row.after
    assert NUMBER not in client.get(under_the_item(entry)).content.decode()
    page = words(client.get(PAGE))
    assert f"Personal data. {NOT_SHOWN}" in page[page.index("Corrections These") :]
    assert "Ring the office." in page
    pdf = PdfReader(io.BytesIO(client.get(PAGE.removesuffix("/") + ".pdf").content))
    text = " ".join("".join(part.extract_text() for part in pdf.pages).split())
    assert NOT_SHOWN in text
    assert "Ring the office." in text


def test_earlier_corrections_of_the_entry_are_withheld_with_it_and_others_are_not(cast, entry, client):
    correct(entry, **good(cast, f"<p>Ring {NUMBER} soon.</p>"))
    other = entry.minutes.entries.get(item__title="The budget")
    correct(other, **good(cast, "<p>Agreed.</p>"))

    correct(entry, **good(cast, "<p>Ring the office.</p>", withhold=True))

    assert list(Correction.objects.order_by("pk").values_list("withheld", flat=True)) == [True, False, True]
    assert not Correction.objects.filter(entry=entry, before__contains=NUMBER).exists()
    assert not Correction.objects.filter(entry=entry, after__contains=NUMBER).exists()
    assert NUMBER not in client.get(under_the_item(entry)).content.decode()


def test_a_number_that_was_taken_out_already_is_withheld_without_another_change(cast, entry, client):
    correct(entry, **good(cast, "<p>Ring the office.</p>"))
    assert NUMBER in client.get(under_the_item(entry)).content.decode()

    correct(entry, **good(cast, "<p>Ring the office.</p>", withhold=True))

    assert NUMBER not in client.get(under_the_item(entry)).content.decode()
    assert entry.history.count() == 2
    with pytest.raises(Refused, match="the same as the old one"):
        correct(entry, **good(cast, "<p>Ring the office.</p>", withhold=True))


def test_the_next_correction_shows_only_what_came_after(cast, entry, client):
    correct(entry, **good(cast, "<p>Ring the office.</p>", withhold=True))

    row = correct(entry, **good(cast, "<p>Ring the clerk.</p>"))

    assert (row.withheld, row.before) == (False, "<p>Ring the office.</p>")
    assert NUMBER not in client.get(under_the_item(entry)).content.decode()


def test_editors_find_the_text_in_the_audit(cast, entry):
    correct(entry, **good(cast, "<p>Ring the office.</p>", withhold=True))

    assert [NUMBER in row.text for row in entry.history.order_by("history_id")] == [True, False]


def test_the_officers_form_withholds(cast, entry, client):
    client.force_login(cast.officer)
    address = f"/admin/meetings/minutes/{entry.minutes_id}/deed/correct/?entry={entry.pk}"

    do(client, address, text="<p>Ring the office.</p>", withhold="on", reason="Personal data.")

    assert Correction.objects.get().withheld


# The banner ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "word"),
    [((-1, False), "published"), ((0, False), "published"), ((1, False), "approved"), ((1, True), "published")],
)
def test_the_banner_says_whether_they_were_corrected_after_they_were_approved(cast, entry, client, how, word):
    days, agreed = how
    approving = make_meeting(cast.board, "2026-04-02", status="held")
    minutes = entry.minutes
    minutes.stage, minutes.approved_at, minutes.approved_on = "approved", approving, approving.day
    make.written_apart(minutes)
    on = approving.day + datetime.timedelta(days=days)
    correct(entry, **good(cast, "<p>Better.</p>", on=on, agreed_at=approving if agreed else None))

    assert f"They were corrected after they were {word}." in words(client.get(PAGE))
