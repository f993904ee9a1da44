"""The PDF of terms of reference: what it says, how it says it, and that it says it twice alike."""

import datetime
import io

import pikepdf
import pytest
from pypdf import PdfReader

from governance.foundation.deeds import write
from governance.foundation.publication import State
from governance.models import TermsOfReference
from governance.restructuring import rename
from governance.terms.signing import sign_off
from governance.terms.terms_printing import print_terms
from tests import make
from tests.verapdf.verapdf import pdf_ua_faults

pytestmark = pytest.mark.django_db

SIGNED = datetime.date(2012, 1, 25)
TABLE = """<h3>Places</h3><table><caption>Places by sector</caption>
<thead><tr><th scope="col">Sector</th><th scope="col">Places</th></tr></thead>
<tbody><tr><td>Health</td><td>2</td></tr></tbody></table><ul><li>One <a href="https://example.org/">link</a></li></ul>"""


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def printed(terms) -> bytes:
    return print_terms(terms, list(terms.sections.all()))


@pytest.fixture
def signed(cast):
    """Terms of the board, signed on SIGNED, in force a week later, when it was still the Partnership Board."""
    draft = make.make_terms(cast.board, sections={"purpose": "<p>To agree priorities.</p>", "membership": TABLE})
    draft.review_due = datetime.date(2014, 1, 25)
    write(draft, by=cast.officer)
    return sign_off(
        draft,
        by=cast.officer,
        chair=cast.chair_person,
        meeting_of=cast.board,
        meeting_on=SIGNED,
        place="Guildhall",
        takes_effect=datetime.date(2012, 2, 1),
        printer=print_terms,
    )


def test_it_says_what_was_signed_by_whom_where_and_when(signed):
    text = text_of(bytes(signed.pdf.content))

    assert "Partnership Board: terms of reference" in text
    assert "Version 1, in force from 1 February 2012" in text
    assert "Ida Marlow, in the chair" in text
    assert "Partnership Board on 25 January 2012, Guildhall" in text
    assert "25 January 2014" in text
    assert signed.text_sha256 in text.replace(" ", "")
    assert "To agree priorities." in text
    assert "/bodies/board/terms-of-reference/1/" in text.replace(" ", "")
    assert "DRAFT" not in text


def test_it_has_a_title_a_language_and_tags_that_the_checker_accepts(signed):
    pdf = bytes(signed.pdf.content)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        title = document.open_metadata()["dc:title"]
        language = str(document.Root.Lang)

    assert title == "Terms of reference of Partnership Board, version 1"
    assert language == "en-GB"
    assert pdf_ua_faults(pdf) == []


def test_made_again_it_has_the_same_bytes_whatever_happened_since(signed, cast):
    before = bytes(signed.pdf.content)
    make.make_terms(cast.board, state=State.PUBLISHED, on="2015-05-01")
    rename(cast.board, name="Another Board", on=datetime.date(2021, 5, 1), by=cast.officer)
    again = TermsOfReference.objects.for_page().get(pk=signed.pk)

    assert again.ends == datetime.date(2015, 5, 1)
    assert printed(again) == before


def test_a_draft_bears_its_mark_and_no_signature(cast):
    draft = make.make_terms(cast.board, sections={"purpose": TABLE})

    pdf = printed(draft)

    text = text_of(pdf)
    assert "DRAFT – not signed off and not in force" in text
    assert "Leadership Board: terms of reference, version 0.1: DRAFT, not in force" in text
    assert "Signed off" not in text
    assert "How to check" not in text
    assert PdfReader(io.BytesIO(pdf)).metadata.title == "Terms of reference of Leadership Board, version 0.1 (draft)"
    assert pdf_ua_faults(pdf) == []


def test_it_prints_the_object_and_sections_that_it_is_given_and_not_their_rows(cast):
    draft = make.make_terms(cast.board)
    section = draft.sections.get()
    section.text = "<p>Words that no row holds.</p>"
    draft.major, draft.minor, draft.starts, draft.signed_on = 7, 0, SIGNED, SIGNED
    draft.signed_at, draft.signed_by = cast.board, cast.chair_person

    text = text_of(print_terms(draft, [section]))

    assert "version 7" in text
    assert "Words that no row holds." in text


def test_a_partnership_is_not_named_twice(cast):
    draft = make.make_terms(cast.partnership)

    text = text_of(printed(draft))

    assert "Brackwater Partnership Terms of reference" in text


def test_an_abandoned_draft_says_so(cast):
    terms = make.make_terms(cast.board, state=State.WITHDRAWN)

    assert "DRAFT – abandoned, not signed off and not in force" in text_of(printed(terms))
