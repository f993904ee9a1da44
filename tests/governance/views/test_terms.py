"""The pages of terms of reference: in force on a day, exact versions, comparisons, the sign-off, and their PDFs."""

import datetime
import hashlib
import io
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from governance.foundation.deeds import write
from governance.foundation.printing import Unprintable
from governance.foundation.publication import State, turn
from governance.models import TermsOfReference, TermsSection
from governance.restructuring import end, readdress
from governance.terms import stored_terms
from governance.terms.signing import draft_terms, sign_off
from governance.views import terms as views
from tests import make
from tests.browser import axe_faults, chromium, page_of

pytestmark = pytest.mark.django_db

SIGNED = datetime.date(2012, 1, 25)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def quick_printer(monkeypatch):
    """Let the sign-off page print plain bytes: how a PDF is made is tested elsewhere."""
    monkeypatch.setattr(views, "print_terms", make.plain_pdf)


def words(response) -> str:
    """What a page says, without its markup."""
    html = re.sub(r"(?s)<(script|head)\b.*?</\1>", "", response.content.decode())
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def address(body, version="", *, on=None) -> str:
    found = f"/bodies/{body.slug}/terms-of-reference/{f'{version}/' if version else ''}"
    return f"{found}?on={on}" if on else found


# In force on a day -------------------------------------------------------------------------------------------


def test_terms_are_in_force_from_the_day_of_the_meeting_and_not_before(cast, client):
    make.make_terms(cast.board, state="published", on=SIGNED, sections={"purpose": "<p>To agree priorities.</p>"})

    before, on, after = (client.get(address(cast.board, on=SIGNED + n * A_DAY)) for n in (-1, 0, 1))

    assert before.status_code == on.status_code == after.status_code == 200
    assert "had no terms of reference in force on 24 January 2012" in words(before)
    assert "To agree priorities" not in words(before)
    assert "To agree priorities" in words(on)
    assert "To agree priorities" in words(after)


def test_a_new_version_takes_over_on_its_first_day(cast, client):
    make.make_terms(cast.board, state="published", on="2009-06-01", sections={"purpose": "<p>The first words.</p>"})
    make.make_terms(cast.board, state="published", on=SIGNED, sections={"purpose": "<p>The second words.</p>"})

    before, on, after = (words(client.get(address(cast.board, on=SIGNED + n * A_DAY))) for n in (-1, 0, 1))

    assert ("The first words" in before, "The second words" in before) == (True, False)
    assert ("The first words" in on, "The second words" in on) == (False, True)
    assert ("The first words" in after, "The second words" in after) == (False, True)
    assert "1 June 2009 to 24 January 2012" in before


def test_the_page_says_who_signed_where_and_when(cast, client):
    terms = draft_terms(cast.board, by=cast.officer, level="detailed")
    terms.review_due = datetime.date(2014, 1, 25)
    write(terms, by=cast.officer)
    make.make_section(terms)
    sign_off(
        terms,
        by=cast.officer,
        chair=cast.chair_person,
        meeting_of=cast.board,
        meeting_on=SIGNED,
        place="Guildhall",
        takes_effect=datetime.date(2012, 2, 1),
        printer=make.plain_pdf,
    )

    said = words(client.get(address(cast.board, on="2012-03-01")))

    assert "Version 1 In force" in said
    assert "From 1 February 2012" in said
    assert "Ida Marlow , in the chair at the meeting of Partnership Board on 25 January 2012 at Guildhall" in said
    assert "25 January 2014" in said
    assert "Detailed terms" in said
    assert "Overdue" not in said
    assert "Overdue" in words(client.get(address(cast.board, on="2014-01-26")))
    assert "takes effect on 1 February 2012" in words(client.get(address(cast.board, on="2012-01-31")))
    assert "takes effect" not in words(client.get(address(cast.board, on="2012-01-24")))


def test_contents_are_listed_where_there_are_more_than_four_sections(cast, client):
    kinds = ["purpose", "membership", "remit", "role", "meetings"]
    make.make_terms(cast.board, state="published", sections=dict.fromkeys(kinds[:4], "<p>x</p>"))
    make.make_terms(cast.health, state="published", sections=dict.fromkeys(kinds, "<p>x</p>"))

    assert "Contents" not in words(client.get(address(cast.board)))
    page = client.get(address(cast.health)).content.decode()
    assert re.findall(r'href="#(section-\d)"', page) == re.findall(r'id="(section-\d)"', page)
    assert page.count('href="#section-') == 5


def test_a_body_without_terms_has_a_page_that_says_so(cast, client):
    response = client.get(address(cast.jobs))

    assert response.status_code == 200
    assert "Jobs and Skills has no terms of reference in force. None have been signed off." in words(response)
    assert "A reference group needs none." in words(client.get(address(cast.evidence)))
    assert client.get("/bodies/jobs-and-skills/terms-of-reference.pdf").status_code == 404


def test_an_ended_body_keeps_the_terms_of_its_last_day(cast, client):
    make.make_terms(cast.health_data, state="published", on=SIGNED, sections={"purpose": "<p>To count.</p>"})
    end(cast.health_data, on=datetime.date(2021, 4, 1), by=cast.officer)

    last, first_without = (client.get(address(cast.health_data, on=day)) for day in ("2021-03-31", "2021-04-01"))

    assert "Version 1 In force" in words(last)
    assert "Version 1 No longer in force" in words(first_without)
    assert "no longer existed. Its last day was 31 March 2021" in words(first_without)
    assert "To count" in words(first_without)


def test_the_name_of_the_time_is_shown_beside_the_name_of_the_day(cast, client):
    make.make_terms(cast.board, state="published", on=SIGNED)

    assert "Name at that time Partnership Board" in words(client.get(address(cast.board)))
    assert "Name at that time" not in words(client.get(address(cast.board, on="2013-01-01")))


def test_a_former_address_leads_on_with_the_day_and_to_the_file_too(cast, client):
    terms = make.make_terms(cast.board, state="published", on=SIGNED)
    readdress(cast.board, slug="leadership", by=cast.officer)

    page = client.get("/bodies/board/terms-of-reference/?on=2012-02-01")
    file = client.get("/bodies/board/terms-of-reference/1.pdf")

    assert (page.status_code, page.url) == (301, "/bodies/leadership/terms-of-reference/?on=2012-02-01")
    assert (file.status_code, file.url) == (301, "/bodies/leadership/terms-of-reference/1.pdf")
    assert client.get(file.url).content == bytes(terms.pdf.content)


# Exact versions ----------------------------------------------------------------------------------------------


def test_a_superseded_version_says_since_when_and_by_which(cast, client):
    make.make_terms(cast.board, state="published", on="2009-06-01", sections={"purpose": "<p>The first words.</p>"})
    make.make_terms(cast.board, state="published", on=SIGNED)

    said = words(client.get(address(cast.board, "1")))

    assert "superseded on 25 January 2012 by version 2" in said
    assert "The first words" in said
    assert "superseded" not in words(client.get(address(cast.board, "1", on="2012-01-24")))
    assert "not in force until 25 January 2012" in words(client.get(address(cast.board, "2", on="2012-01-24")))


@pytest.mark.parametrize("written", ["2", "01", "1.0", "0", "0.1", "1.1", "9999", "1.01"])
def test_a_version_that_is_not_there_is_not_found_however_it_is_spelt(cast, client, written):
    make.make_terms(cast.board, state="published")

    assert client.get(address(cast.board, written)).status_code == 404
    assert client.get(f"/bodies/board/terms-of-reference/{written}.pdf").status_code == 404


@pytest.mark.parametrize("viewer", ["visitor", "member", "former_member", "secretary"])
def test_a_draft_is_not_found_by_those_who_may_not_read_it(cast, client, viewer):
    make.make_terms(cast.board, sections={"purpose": "<p>Hidden words.</p>"})
    if viewer != "visitor":
        client.force_login(getattr(cast, viewer))

    for hidden, absent in (("0.1/", "0.7/"), ("0.1.pdf", "0.7.pdf"), ("0.1/sign-off/", "0.7/sign-off/")):
        one = client.get(f"/bodies/board/terms-of-reference/{hidden}")
        other = client.get(f"/bodies/board/terms-of-reference/{absent}")
        assert (one.status_code, other.status_code) == (404, 404)
        assert words(one).replace(hidden, "") == words(other).replace(absent, "")
    assert "draft" not in words(client.get(address(cast.board))).lower()


@pytest.mark.parametrize("viewer", ["officer", "chair", "administrator"])
def test_a_draft_is_read_and_signed_by_its_officer_and_its_chair(cast, client, viewer):
    make.make_terms(cast.board, sections={"purpose": "<p>Hidden words.</p>"})
    client.force_login(getattr(cast, viewer))

    said = words(client.get(address(cast.board, "0.1")))

    assert "This is a draft. It has not been signed off and is not in force." in said
    assert "Hidden words" in said
    assert "Sign off this draft" in said
    assert "There is a newer draft: version 0.1" in words(client.get(address(cast.board)))


def test_a_secretary_reads_the_draft_but_does_not_sign_it(cast, client):
    make.make_terms(cast.health)
    client.force_login(cast.secretary)

    response = client.get(address(cast.health, "0.1"))

    assert response.status_code == 200
    assert "Sign off this draft" not in words(response)
    assert client.get(address(cast.health, "0.1") + "sign-off/").status_code == 404


def test_a_headline_draft_is_read_by_the_chair_of_the_body_above_who_signs_it(cast, client):
    make.make_terms(cast.health, level="headline", sections={"purpose": "<p>Hidden words.</p>"})
    client.force_login(cast.chair)

    said = words(client.get(address(cast.health, "0.1")))

    assert "Hidden words" in said
    assert "Sign off this draft" in said
    assert "Every version Version 0.1 Draft" in said
    assert "draft" not in words(client.get(address(cast.health))).lower()


def test_a_detailed_draft_is_not_read_by_the_chair_of_the_body_above(cast, client):
    make.make_terms(cast.health)
    client.force_login(cast.chair)

    assert client.get(address(cast.health, "0.1")).status_code == 404


def test_an_earlier_draft_cannot_be_signed(cast, client):
    make.make_terms(cast.board)
    make.make_terms(cast.board)
    client.force_login(cast.chair)

    assert "Sign off this draft" not in words(client.get(address(cast.board, "0.1")))
    assert "Sign off this draft" in words(client.get(address(cast.board, "0.2")))
    assert client.get(address(cast.board, "0.1") + "sign-off/").status_code == 404


def test_an_abandoned_draft_is_for_its_editors_alone(cast, client):
    make.make_terms(cast.board, state="withdrawn")

    assert client.get(address(cast.board, "0.1")).status_code == 404
    client.force_login(cast.officer)
    assert "This draft was abandoned" in words(client.get(address(cast.board, "0.1")))


def test_withdrawn_terms_vanish_for_the_public_at_once(cast, client):
    terms = make.make_terms(cast.board, state="published", sections={"purpose": "<p>Hidden words.</p>"})
    assert client.get("/bodies/board/terms-of-reference/1.pdf").status_code == 200

    turn(terms, State.WITHDRAWN, by=cast.officer)

    assert client.get("/bodies/board/terms-of-reference/1.pdf").status_code == 404
    assert client.get(address(cast.board, "1")).status_code == 404
    assert "Hidden words" not in words(client.get(address(cast.board)))
    client.force_login(cast.officer)
    assert "has been withdrawn" in words(client.get(address(cast.board, "1")))
    assert client.get("/bodies/board/terms-of-reference/1.pdf").status_code == 200


# PDFs --------------------------------------------------------------------------------------------------------


def test_the_hash_on_the_page_is_that_of_the_downloaded_bytes(cast, client):
    make.make_terms(cast.board, state="published")
    page = client.get(address(cast.board)).content.decode()

    file = client.get(re.search(r'href="(/bodies/[^"]+\.pdf)"', page)[1])

    assert hashlib.sha256(file.content).hexdigest() in page
    assert TermsOfReference.objects.get().text_sha256 in page
    assert f"(version 1, {len(file.content)} bytes)" in words(client.get(address(cast.board)))
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == 'inline; filename="terms-of-reference-board-version-1.pdf"'


def test_the_file_in_force_is_that_of_the_day(cast, client):
    first = make.make_terms(cast.board, state="published", on="2009-06-01")
    second = make.make_terms(cast.board, state="published", on=SIGNED)
    file = "/bodies/board/terms-of-reference.pdf"

    assert client.get(file).content == bytes(second.pdf.content)
    assert client.get(f"{file}?on=2012-01-25").content == bytes(second.pdf.content)
    assert client.get(f"{file}?on=2012-01-24").content == bytes(first.pdf.content)
    assert client.get(f"{file}?on=2009-05-31").status_code == 404


def test_a_reader_who_has_the_file_is_not_sent_it_again(cast, client):
    make.make_terms(cast.board, state="published")
    file = "/bodies/board/terms-of-reference/1.pdf"
    etag = client.get(file)["ETag"]

    again = client.get(file, headers={"if-none-match": etag})
    other = client.get(file, headers={"if-none-match": '"another"'})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert other.status_code == 200
    assert client.head(file).status_code == 200


def test_a_signed_file_costs_one_query_and_no_template(cast, client, django_assert_num_queries):
    make.make_terms(cast.board, state="published")
    file = "/bodies/board/terms-of-reference/1.pdf"
    client.get(file)

    with django_assert_num_queries(1) as captured:
        response = client.get(file)

    assert response.templates == []
    assert "content" not in captured[0]["sql"]


def test_the_public_question_is_compiled_from_visible_to(cast, monkeypatch):
    make.make_terms(cast.board, state="published")
    stored_terms._public_question.cache_clear()
    try:
        with monkeypatch.context() as patched:
            patched.setattr(
                type(TermsOfReference.objects.all()), "visible_to", lambda rows, user: rows.filter(level="no")
            )
            hidden = stored_terms.find_stored("board", "1", cast.visitor)
        stored_terms._public_question.cache_clear()
        shown = stored_terms.find_stored("board", "1", cast.visitor)
    finally:
        stored_terms._public_question.cache_clear()

    assert hidden is None
    assert shown is not None


def test_a_draft_is_printed_with_a_mark_for_those_who_may_read_it(cast, client):
    make.make_terms(cast.board, sections={"purpose": "<p>To agree priorities.</p>"})
    client.force_login(cast.chair)

    response = client.get("/bodies/board/terms-of-reference/0.1.pdf")

    text = PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    assert "DRAFT" in text
    assert "To agree priorities" in text
    assert response["Cache-Control"] == "private"


def test_a_draft_that_cannot_be_printed_has_a_page_that_says_why(cast, client, monkeypatch):
    make.make_terms(cast.board)
    client.force_login(cast.chair)

    def refuse(terms, sections):
        raise Unprintable("busy")

    monkeypatch.setattr(views, "print_terms", refuse)
    response = client.get("/bodies/board/terms-of-reference/0.1.pdf")

    assert response.status_code == 503
    assert "Other documents are being made into PDFs just now" in words(response)


# Comparison --------------------------------------------------------------------------------------------------


@pytest.fixture
def two_versions(cast):
    """Two signed versions of the board's terms that differ in each way in which versions may."""
    kept = {"purpose": "<p>To agree.</p>", "meetings": "<p>Eight times a year.</p>"}
    make.make_terms(
        cast.board, state="published", on="2009-06-01", sections={**kept, "quorum": "<p>Seven members.</p>"}
    )
    draft = make.make_terms(cast.board, sections={**kept, "meetings": "<p>Four times a year, in public.</p>"})
    draft.sections.get(kind="quorum").delete()
    make.make_section(draft, TermsSection.Kind.FREE, "<p>New words.</p>", heading="Guests")
    sign_off(
        draft,
        by=cast.officer,
        chair=cast.chair_person,
        meeting_of=cast.board,
        meeting_on=SIGNED,
        place="Guildhall",
        printer=make.plain_pdf,
    )
    return cast.board


def test_two_versions_are_compared_word_by_word(two_versions, client):
    response = client.get(address(two_versions, "1..2"))

    html, said = response.content.decode(), words(response)
    assert "<del>Eight</del>" in html.replace(" </del>", "</del>")
    assert "<ins>Four</ins>" in html.replace(" </ins>", "</ins>")
    assert "1 section changed, 1 added, 1 removed, 1 unchanged." in said
    assert "Meetings Changed 3 words added, 1 word removed" in said
    assert "Guests Added 2 words added" in said
    assert "Quorum Removed 2 words removed" in said
    assert "Purpose Unchanged Show the text of purpose" in said
    assert "Struck through was taken out of version 1. Underlined was put into version 2." in said


def test_the_older_version_always_comes_first(two_versions, client):
    response = client.get(address(two_versions, "2..1", on="2013-01-01"))

    assert (response.status_code, response.url) == (302, address(two_versions, "1..2", on="2013-01-01"))
    assert client.get(address(two_versions, "1..1")).status_code == 404
    assert client.get(address(two_versions, "1..3")).status_code == 404


def test_a_draft_is_compared_only_by_those_who_may_read_it(two_versions, cast, client):
    make.make_terms(cast.board, sections={"purpose": "<p>Hidden words.</p>"})

    assert client.get(address(two_versions, "2..2.1")).status_code == 404
    client.force_login(cast.chair)
    assert "Hidden" in words(client.get(address(two_versions, "2..2.1")))


# Sign-off ----------------------------------------------------------------------------------------------------


def sign_off_data(client, body, version, **changes):
    """What a browser would send: the fields as typed, with the hidden ones of the page."""
    page = client.get(f"{address(body, version)}sign-off/").content.decode()
    text = re.search(r'name="text" value="(\w*)"', page)[1]
    return {"meeting_on": "2012-01-25", "place": "Guildhall", "have_read": "on", "text": text, **changes}


def test_the_chair_signs_the_draft_off(cast, client, quick_printer):
    make.make_terms(cast.board, sections={"purpose": "<p>To agree priorities.</p>"})
    client.force_login(cast.chair)
    where = f"{address(cast.board, '0.1')}sign-off/"
    said = words(client.get(where))

    response = client.post(where, sign_off_data(client, cast.board, "0.1"), follow=True)

    assert "You sign as Ida Marlow, in the chair." in said
    assert response.redirect_chain == [(address(cast.board, "1"), 302)]
    assert "Version 1 is signed off. It is in force from 25 January 2012." in words(response)
    terms = TermsOfReference.objects.get()
    assert (terms.state, terms.version, terms.signed_by) == ("published", "1", cast.chair_person)
    assert (terms.signed_on, terms.starts, terms.signed_place) == (SIGNED, SIGNED, "Guildhall")
    assert terms.history.first().history_user == cast.chair


def test_an_officer_records_the_meeting_under_its_chair(cast, client, quick_printer):
    make.make_terms(cast.board)
    client.force_login(cast.officer)
    page = client.get(f"{address(cast.board, '0.1')}sign-off/")
    data = sign_off_data(client, cast.board, "0.1", chair=str(cast.chair_person.pk), takes_effect="2012-02-01")

    client.post(f"{address(cast.board, '0.1')}sign-off/", data)

    assert "You record what the meeting did" in words(page)
    assert "Ida Marlow, since 1 April 2008" in words(page)
    terms = TermsOfReference.objects.get()
    assert (terms.signed_by, terms.starts) == (cast.chair_person, datetime.date(2012, 2, 1))
    assert terms.history.first().history_user == cast.officer


def test_headline_terms_are_signed_at_the_meeting_of_the_body_above(cast, client, quick_printer):
    make.make_terms(cast.health, level="headline")
    client.force_login(cast.chair)
    said = words(client.get(f"{address(cast.health, '0.1')}sign-off/"))

    client.post(f"{address(cast.health, '0.1')}sign-off/", sign_off_data(client, cast.health, "0.1"))

    assert "they are signed off at a meeting of Leadership Board" in said
    assert TermsOfReference.objects.get().signed_at == cast.board


def test_a_refused_sign_off_says_why_and_keeps_what_was_typed(cast, client, quick_printer):
    make.make_terms(cast.board)
    client.force_login(cast.chair)
    tomorrow = (make.today() + A_DAY).isoformat()
    data = sign_off_data(client, cast.board, "0.1", meeting_on=tomorrow)

    response = client.post(f"{address(cast.board, '0.1')}sign-off/", data)

    html = response.content.decode()
    assert response.status_code == 200
    assert "The meeting is still to come: sign the terms off on its day or later." in words(response)
    assert "<title>Error: Sign off the terms of reference of Leadership Board, draft 0.1" in html
    assert f'value="{tomorrow}"' in html
    assert 'value="Guildhall"' in html
    assert re.search(r'name="have_read"[^>]* checked', html)
    assert TermsOfReference.objects.get().version == "0.1"


def test_what_is_missing_is_asked_for_field_by_field(cast, client):
    make.make_terms(cast.board)
    client.force_login(cast.officer)

    said = words(client.post(f"{address(cast.board, '0.1')}sign-off/", {}))

    assert "Enter the date of the meeting" in said
    assert "Enter where the meeting was held" in said
    assert "Choose who was in the chair" in said
    assert "Confirm that you have read the terms and that the meeting agreed them" in said
    assert TermsOfReference.objects.get().is_draft


def test_a_day_years_after_the_meeting_is_taken_for_a_slip(cast, client):
    make.make_terms(cast.board)
    client.force_login(cast.chair)
    data = sign_off_data(client, cast.board, "0.1", takes_effect="2102-01-25")

    assert "check the year" in words(client.post(f"{address(cast.board, '0.1')}sign-off/", data))
    assert TermsOfReference.objects.get().is_draft


def test_nobody_signs_words_that_they_have_not_read(cast, client, quick_printer):
    draft = make.make_terms(cast.board)
    client.force_login(cast.chair)
    data = sign_off_data(client, cast.board, "0.1")
    make.make_section(draft, "quorum", "<p>Slipped in.</p>")

    response = client.post(f"{address(cast.board, '0.1')}sign-off/", data)

    assert "The draft has changed since you opened this page" in words(response)
    assert "Slipped in" in words(response)
    assert TermsOfReference.objects.get().is_draft
    fresh = re.search(r'name="text" value="(\w*)"', response.content.decode())[1]
    client.post(f"{address(cast.board, '0.1')}sign-off/", {**data, "text": fresh})
    assert TermsOfReference.objects.get().is_published


def test_a_form_sent_twice_signs_once_and_leads_to_what_was_signed(cast, client, quick_printer):
    make.make_terms(cast.board)
    client.force_login(cast.chair)
    data = sign_off_data(client, cast.board, "0.1")
    where = f"{address(cast.board, '0.1')}sign-off/"

    first, second = client.post(where, data), client.post(where, data, follow=True)

    assert first.url == address(cast.board, "1")
    assert second.redirect_chain == [(address(cast.board, "1"), 302)]
    assert "These terms are signed off already, as version 1." in words(second)
    assert TermsOfReference.objects.count() == 1


def test_a_pdf_that_cannot_be_made_leaves_the_draft_a_draft(cast, client, monkeypatch):
    make.make_terms(cast.board)
    client.force_login(cast.chair)

    def refuse(terms, sections):
        raise Unprintable("long")

    monkeypatch.setattr(views, "print_terms", refuse)
    response = client.post(f"{address(cast.board, '0.1')}sign-off/", sign_off_data(client, cast.board, "0.1"))

    assert "too long to be made into a PDF" in words(response)
    assert "Sign off draft 0.1" in words(response)
    assert TermsOfReference.objects.get().is_draft


@pytest.mark.parametrize("viewer", ["visitor", "member", "secretary"])
def test_a_forged_sign_off_finds_nothing(cast, client, viewer):
    make.make_terms(cast.board)
    if viewer != "visitor":
        client.force_login(getattr(cast, viewer))
    data = {"meeting_on": "2012-01-25", "place": "x", "have_read": "on", "chair": cast.chair_person.pk}

    assert client.post(f"{address(cast.board, '0.1')}sign-off/", data).status_code == 404
    assert TermsOfReference.objects.get().is_draft


def test_whoever_chaired_on_another_day_is_refused(cast, client, quick_printer):
    late = make.make_person("Nia Frost", kept_by=cast.board)
    make.make_chair(cast.health_data, late, on="2015-01-01")
    make.make_terms(cast.health_data)
    client.force_login(cast.officer)
    data = sign_off_data(client, cast.health_data, "0.1", chair=str(late.pk))

    said = words(client.post(f"{address(cast.health_data, '0.1')}sign-off/", data))

    assert "Nia Frost did not chair Health Data Group on that day: name the chair of that day." in said


# Costs and methods -------------------------------------------------------------------------------------------


def grow(cast, times):
    """Terms with so many signed versions, of so many sections."""
    kinds = ["purpose", "membership", "remit", "role", "meetings"][:times]
    for number in range(times):
        on = datetime.date(2009, 1, 1) + number * A_DAY
        make.make_terms(cast.board, state="published", on=on, sections=dict.fromkeys(kinds, f"<p>{number}</p>"))


@pytest.mark.parametrize("times", [2, 4])
def test_a_page_costs_the_same_for_few_and_many(cast, client, django_assert_num_queries, times):
    grow(cast, times)

    with django_assert_num_queries(8):
        client.get(address(cast.board))
    with django_assert_num_queries(8):
        client.get(address(cast.board, "1"))
    with django_assert_num_queries(8):
        client.get(address(cast.board, "1..2"))


def test_no_page_fetches_the_bytes_of_a_pdf(cast, client):
    grow(cast, 2)

    with CaptureQueriesContext(connection) as captured:
        for page in ("", "1", "1..2"):
            client.get(address(cast.board, page))

    asked = " ".join(query["sql"] for query in captured)
    assert 'LENGTH("governance_signedpdf"."content")' in asked
    assert '"content"' not in asked.replace('LENGTH("governance_signedpdf"."content")', "")


@pytest.mark.parametrize("page", ["", "1/", "1.pdf", "1..2/"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_what_can_only_be_read_answers_405_to_anything_else(cast, client, page, method):
    grow(cast, 2)

    assert getattr(client, method)(f"/bodies/board/terms-of-reference/{page}").status_code == 405


@pytest.mark.browser
def test_a_chair_signs_off_in_a_browser(live_server, transactional_db, client, project):
    root = make.make_partnership("brackwater", "Brackwater Partnership")
    board = make.make_body("board", "Board", parent=root)
    chair = make.make_chair(board, make.make_person("Ida Marlow", kept_by=board)).person
    user = make.make_user("chair", person=chair)
    make.make_terms(board, sections={"purpose": "<p>To agree priorities.</p>"})
    client.force_login(user)

    with chromium() as browser, page_of(browser, policy=False) as page:
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        page.goto(live_server.url)
        page.get_by_role("link", name="Board, draft 0.1").click()
        page.get_by_text("Read the terms before you sign").click()
        page.get_by_text("To agree priorities.").wait_for()
        page.get_by_role("button", name="Sign off").click()
        problems = page.get_by_role("alert").inner_text()
        faults = axe_faults(page, project)
        page.get_by_label("Date of the meeting").fill("2012-01-25")
        page.get_by_label("Where the meeting was held").fill("Guildhall")
        page.get_by_label("I have read these terms").check()
        page.get_by_role("button", name="Sign off").click()
        done = page.get_by_role("status").inner_text()
        link = page.get_by_role("link", name="Download as PDF").get_attribute("href")
        file = page.request.get(live_server.url + link)
        body, shown = file.body(), page.content()

    assert "Enter the date of the meeting" in problems
    assert faults == []
    assert "Version 1 is signed off. It is in force from 25 January 2012." in done
    assert hashlib.sha256(body).hexdigest() in shown
    assert body.startswith(b"%PDF-1.7")
