"""The agenda on the page of its meeting, and as a PDF."""

import datetime
import io
import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from governance.foundation.publication import State
from tests.make_meetings import make_item, make_meeting, make_paper
from tests.verapdf.verapdf import pdf_ua_faults

pytestmark = pytest.mark.django_db

SECRET = "The case of Ada Thorne"
TEXT = "<h2>Why</h2><p>As agreed.</p><ul><li>One</li></ul>"


@pytest.fixture
def meeting(cast):
    """A published agenda of Health with an open, a restricted, a late and a withdrawn item."""
    meeting = make_meeting(
        cast.health, "2026-03-05", agenda=State.PUBLISHED, ends_at=datetime.time(12), place="Guildhall"
    )
    meeting.agenda.introduction = "<p>All are welcome.</p>"
    meeting.agenda.published_at = timezone.make_aware(datetime.datetime(2026, 2, 20, 9))
    meeting.agenda.changed_at = timezone.make_aware(datetime.datetime(2026, 3, 2, 9))
    meeting.agenda.save()
    facts = {"asked": "decide", "presenter": cast.health_chair_person, "minutes_planned": 20}
    flu = make_item(meeting, "Flu plan", label="1", text=TEXT, serves_none_because="It is housekeeping.", **facts)
    make_paper(flu, "Flu paper")
    make_paper(flu, "Costs of the flu plan", restricted=True)
    case = make_item(meeting, SECRET, label="2", restricted=True, text="<p>Private.</p>", minutes_planned=10)
    make_paper(case, "Case notes")
    make_item(meeting, "Flood", label="2a", late_reason="It rained on 2 March.")
    make_item(meeting, "Budget", label="3", withdrawn_reason="The figures are not ready.")
    return meeting


def page(client, meeting) -> str:
    """The words of the meeting's page."""
    response = client.get(reverse("meetings:meeting", args=[meeting.body.slug, meeting.date_in_address]))
    assert response.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def pdf(client, meeting):
    return client.get(reverse("meetings:agenda-pdf", args=[meeting.body.slug, meeting.date_in_address]))


def words_of(response) -> str:
    assert response["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(response.content)).pages
    return " ".join(" ".join(each.extract_text() for each in pages).split())


def test_the_page_shows_each_line_as_the_public_may_read_it(meeting, client):
    said = page(client, meeting)

    assert "Published on 20 February 2026, changed on 2 March 2026" in said
    assert "All are welcome." in said
    assert "1 Flu plan 10am (20 minutes) To decide Owen Lark Why As agreed. One" in said
    assert "Serves no priority, because: It is housekeeping. Flu paper" in said
    assert "2 A personal matter Restricted Names a person. 2a Flood Late item It rained on 2 March. 10:30am" in said
    assert "3 Budget Withdrawn The figures are not ready." in said
    for hidden in (SECRET, "Private.", "Costs of the flu plan", "Case notes"):
        assert hidden not in said


def test_its_editors_read_what_is_restricted_and_what_the_public_reads_instead(meeting, client, cast):
    client.force_login(cast.secretary)

    said = page(client, meeting)

    assert f"2 {SECRET} Members only Names a person. The public reads “A personal matter”. 10:20am" in said
    assert "Case notes" in said
    assert "Edit the agenda" in said


def test_a_draft_is_shown_to_its_editors_alone(cast, client):
    meeting = make_meeting(cast.health, "2026-03-05")
    make_item(meeting, "Flu plan")

    assert "Flu plan" not in page(client, meeting)
    assert pdf(client, meeting).status_code == 404
    client.force_login(cast.member)
    assert pdf(client, meeting).status_code == 404
    client.force_login(cast.secretary)
    assert "This agenda is a draft. Only people who edit the records of Health can see it." in page(client, meeting)
    assert "DRAFT – not published" in words_of(pdf(client, meeting))


PACK = "Download the agenda with all papers as one PDF"
MEMBERS = "Download the members’ copy"


def test_the_packs_are_offered_to_those_who_may_have_them(meeting, client, cast):
    public = page(client, meeting)
    client.force_login(cast.member)
    not_of_this_body = page(client, meeting)
    meeting.with_bodies.set([cast.board])
    member = page(client, meeting)

    assert [PACK in said for said in (public, not_of_this_body, member)] == [True, True, True]
    assert [MEMBERS in said for said in (public, not_of_this_body, member)] == [False, False, True]


def test_a_draft_and_an_agenda_without_papers_offer_no_pack(cast, client):
    client.force_login(cast.secretary)
    bare = make_meeting(cast.health, "2026-03-05", agenda=State.PUBLISHED)
    make_item(bare, "Flu plan")
    draft = make_meeting(cast.health, "2026-04-05")
    make_paper(make_item(draft, SECRET, restricted=True))

    for said in (page(client, bare), page(client, draft)):
        assert "Download the agenda as PDF" in said
        assert PACK not in said
        assert MEMBERS not in said


def test_a_presenter_is_linked_to_their_page(meeting, client):
    html = client.get(reverse("meetings:meeting", args=["health", "2026-03-05"])).content.decode()

    assert '<a class="govuk-link" href="/people/owen-lark/">Owen Lark</a>' in html


def test_the_pdf_says_what_the_page_says(meeting, client):
    response = pdf(client, meeting)

    said = words_of(response)
    assert response["Content-Disposition"] == 'inline; filename="health-2026-03-05-agenda.pdf"'
    assert "Brackwater Partnership" in said
    assert "Health: agenda 5 March 2026, 10am to midday" in said
    assert "Guildhall" in said
    assert "20 February 2026, changed on 2 March 2026" in said
    assert "1 Flu plan" in said
    assert "To decide" in said
    assert "Paper: Flu paper" in said
    assert "2 A personal matter Restricted: Names a person." in said
    assert "Late item: It rained on 2 March." in said
    assert "Withdrawn: The figures are not ready." in said
    for hidden in (SECRET, "Private.", "Costs of the flu plan", "Case notes"):
        assert hidden not in said
        assert hidden.encode() not in response.content


def test_the_pdf_of_a_cancelled_meeting_says_so(meeting, client):
    meeting.status = "cancelled"
    meeting.save()

    assert "CANCELLED – this meeting does not take place" in words_of(pdf(client, meeting))


def test_the_checker_accepts_the_pdf(meeting, client, cast):
    client.force_login(cast.secretary)
    response = pdf(client, meeting)

    assert pdf_ua_faults(response.content) == []
    assert PdfReader(io.BytesIO(response.content)).metadata.title == "Agenda of Health, 5 March 2026"


def test_a_pdf_with_restricted_items_is_kept_by_no_cache(meeting, client, cast):
    assert "no-store" not in pdf(client, meeting).get("Cache-Control", "")
    client.force_login(cast.secretary)
    response = pdf(client, meeting)

    assert response["Cache-Control"] == "private, no-store"
    assert SECRET in words_of(response)


def test_the_pdf_bears_the_names_of_the_meetings_own_day(cast, client):
    meeting = make_meeting(cast.board, "2019-03-05", agenda=State.PUBLISHED, with_bodies=[cast.health])
    make_item(meeting, "Flu plan")

    said = words_of(pdf(client, meeting))

    assert "Partnership Board: agenda" in said
    assert "Partnership Board, Health" in said


@pytest.mark.parametrize("date", ["2026-03-06", "2026-03-05-2", "soon"])
def test_an_agenda_that_there_is_not_is_not_found(meeting, client, date):
    assert client.get(f"/meetings/health/{date}/agenda.pdf").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_pdf_takes_the_same_queries_for_one_item_and_for_three(cast, client, number, django_assert_num_queries):
    meeting = make_meeting(cast.health, "2026-03-05", agenda=State.PUBLISHED)
    for _ in range(number):
        make_paper(make_item(meeting, presenter=cast.chair_person))

    with django_assert_num_queries(QUERIES):
        pdf(client, meeting)


QUERIES = 11
"""Body, its life, line above, meeting, its bodies, agenda, names of the day, items, closed items, papers, revisions."""
