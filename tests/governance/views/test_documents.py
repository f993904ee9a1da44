"""The library of documents, and the page of each: versions, and who has signed."""

import datetime
import re
from html import unescape

import pytest

from governance.documents.documenting import ask_to_sign, record_signature
from tests import make

pytestmark = pytest.mark.django_db

ADOPTED = datetime.date(2012, 1, 25)
A_DAY = datetime.timedelta(days=1)


def words(response) -> str:
    """What a page says, without its markup."""
    html = re.sub(r"(?s)<(script|head)\b.*?</\1>", "", response.content.decode())
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def constitution(cast):
    """A constitution in two versions, the second from ADOPTED; the council has signed and the trust has not."""
    document = make.make_document(cast.partnership, "Constitution", slug="constitution")
    make.make_document_version(document, text="<p>First words.</p>", on="2009-06-01")
    make.make_document_version(document, text="<h2>Name</h2><p>Second words.</p>", on=ADOPTED)
    signatory = ask_to_sign(document, cast.council, on=ADOPTED, by=cast.officer)
    record_signature(signatory, on=ADOPTED + A_DAY, by=cast.officer)
    ask_to_sign(document, cast.trust, on=ADOPTED, by=cast.officer)
    return document


def test_the_version_of_the_day_is_shown_from_its_first_day(constitution, client):
    before, on, after = (words(client.get(f"/documents/constitution/?on={ADOPTED + n * A_DAY}")) for n in (-1, 0, 1))

    assert "First words" in before
    assert "Second words" not in before
    assert "Version 1 In force" in before
    assert "Version 2 Not yet in force" in before
    for page in (on, after):
        assert "Second words" in page
        assert "First words" not in page
        assert "Version 2 In force" in page
        assert "Version 1 No longer in force 1 June 2009 to 24 January 2012" in page
    assert "Adopted at Annual general meeting" in on


def test_before_its_first_version_a_document_says_so(constitution, client):
    said = words(client.get("/documents/constitution/?on=2009-05-31"))

    assert "No version was in force on 31 May 2009." in said
    assert "words" not in said


def test_partners_have_signed_from_the_day_on_which_they_did(constitution, client):
    asked, signed = (words(client.get(f"/documents/constitution/?on={ADOPTED + n * A_DAY}")) for n in (0, 1))

    assert "Who has signed" not in words(client.get(f"/documents/constitution/?on={ADOPTED - A_DAY}"))
    assert "No partner has signed yet. Not yet signed (2)" in asked
    assert "Signed (1) Partner Signed on Brackwater Council 26 January 2012" in signed
    assert "Not yet signed (1) Partner Asked on Marsh Health Trust 25 January 2012" in signed


def test_the_library_lists_documents_by_partnership(constitution, cast, client):
    other = make.make_partnership("aldwater", "Aldwater Partnership")
    make.make_document_version(make.make_document(other, "Compact", kind="compact"))
    make.make_document_version(make.make_document(cast.board, "Protocol", kind="protocol"))

    said = words(client.get("/documents/"))

    assert said.index("Aldwater Partnership Compact") < said.index("Brackwater Partnership Constitution")
    assert "Constitution Constitution Version 2, in force since 25 January 2012. 1 of 2 partners have signed." in said
    assert "Protocol Protocol of Leadership Board Version 1, in force since 1 April 2008." in said


def test_the_library_follows_the_day(constitution, client):
    before, on = (words(client.get(f"/documents/?on={ADOPTED + n * A_DAY}")) for n in (-1, 0))

    assert "Version 1, in force since 1 June 2009." in before
    assert "partners" not in before.split("Version 1", 1)[1]
    assert "Version 2, in force since 25 January 2012. 0 of 2 partners have signed." in on
    assert "No version was in force on 31 May 2009." in words(client.get("/documents/?on=2009-05-31"))


def test_drafts_are_for_editors_alone(constitution, cast, client):
    make.make_document_version(constitution, state="draft", text="<p>Hidden words.</p>")
    hidden = make.make_document(cast.board, "Hidden compact", slug="hidden-compact")
    make.make_document_version(hidden, state="draft", text="<p>Hidden too.</p>")

    assert "Hidden" not in words(client.get("/documents/constitution/"))
    assert "Hidden" not in words(client.get("/documents/"))
    found, absent = client.get("/documents/hidden-compact/"), client.get("/documents/no-compact/")
    assert (found.status_code, absent.status_code) == (404, 404)
    assert found.content.decode().replace("hidden-compact", "no-compact") == absent.content.decode()
    client.force_login(cast.officer)
    assert "Draft of version 3 Draft Not in force." in words(client.get("/documents/constitution/"))
    assert "Hidden words" in words(client.get("/documents/constitution/"))
    assert "Hidden too" in words(client.get("/documents/hidden-compact/"))
    assert "Hidden compact" in words(client.get("/documents/"))


def test_a_wide_table_scrolls_in_a_frame_that_has_a_name(cast, client):
    table = "<table><caption>Who &amp; where</caption><tbody><tr><td>One</td></tr></tbody></table>"
    document = make.make_document(cast.board, slug="tables")
    make.make_document_version(document, text=f"<p>Before</p>{table}<p>Between</p>{table.replace('caption>', 'p>')}")

    page = client.get("/documents/tables/").content.decode()

    frame = '<section class="portal-wide" tabindex="0" aria-label="{}"><table>'
    assert frame.format("Table: Who &amp; where") in page
    assert page.count('class="portal-wide"') == page.count("</table></section>") == 2
    assert frame.format("Table") in page


@pytest.mark.parametrize("address", ["/documents/", "/documents/constitution/"])
def test_the_pages_can_only_be_read(constitution, client, address):
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


def test_an_empty_library_says_so(client):
    assert "No documents are published yet." in words(client.get("/documents/"))


@pytest.mark.parametrize("times", [1, 3])
def test_a_page_costs_the_same_for_few_and_many(constitution, cast, client, django_assert_num_queries, times):
    for number in range(times):
        make.make_document_version(make.make_document(cast.board))
        make.make_document_version(constitution, on=ADOPTED + (number + 1) * A_DAY)
        organisation = make.make_organisation(kept_by=cast.board)
        ask_to_sign(constitution, organisation, on=ADOPTED, by=cast.officer)

    with django_assert_num_queries(3):
        client.get("/documents/")
    with django_assert_num_queries(6):
        client.get("/documents/constitution/")
