"""The pages of partner organisations: the list by sector, and each with its seats of the day."""

import datetime
import re
from html import unescape

import pytest

from governance.documents.documenting import ask_to_sign, record_signature
from governance.foundation.deeds import write
from tests import make

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)
CHANGED = datetime.date(2013, 4, 1)


def words(response) -> str:
    """What a page says, without its markup."""
    html = re.sub(r"(?s)<(script|head)\b.*?</\1>", "", response.content.decode())
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def trust(cast):
    """The health trust with all that a page may say of it, and an officers' note that no page may."""
    make.make_organisation_name(cast.trust, "Marsh Primary Care Trust", starts="2008-04-01", ends=CHANGED)
    cast.trust.website = "https://www.marsh-trust.example/about/"
    cast.trust.identifier, cast.trust.place, cast.trust.note = "ods:RXX", "Marsh valley", "Slow to reply"
    return write(cast.trust, by=cast.officer)


def test_organisations_stand_under_their_sector_with_their_seats_of_the_day(cast, client):
    make.make_organisation("Aston Youth Club", kept_by=cast.board, sector="voluntary")

    said = words(client.get("/organisations/"))

    assert "Local government Brackwater Council 2 seats Health Marsh Health Trust 2 seats" in said
    assert "Voluntary and community Aston Youth Club 0 seats" in said
    assert "Police" not in said
    before = words(client.get(f"/organisations/?on={cast.left_on - A_DAY}"))
    on = words(client.get(f"/organisations/?on={cast.left_on}"))
    assert "Marsh Health Trust 3 seats" in before
    assert "Marsh Health Trust 2 seats" in on


def test_the_list_links_to_each_partners_own_website(trust, client):
    page = client.get("/organisations/").content.decode()

    assert '<a class="govuk-link" rel="noopener external" href="https://www.marsh-trust.example/about/">' in page
    assert "marsh-trust.example</a>" in page


@pytest.mark.parametrize("search", ["marsh", "MARSH trust", "primary care", "valley", "health"])
def test_it_is_found_by_name_former_name_place_or_sector_in_any_case(trust, client, search):
    said = words(client.get("/organisations/", {"q": search}))

    assert "1 of 2 organisations match" in said
    assert "Marsh Health Trust" in said
    assert "Brackwater Council" not in said


@pytest.mark.parametrize("search", ["slow to reply", "<script>", "%", "no such thing", "x" * 5000])
def test_what_matches_nothing_finds_nothing(trust, client, search):
    response = client.get("/organisations/", {"q": search})

    assert "No organisation matches" in words(response)
    assert "<script>alert" not in response.content.decode()
    assert "<script>”" not in response.content.decode()


def test_the_search_keeps_the_day_and_the_day_keeps_the_search(trust, client):
    page = client.get("/organisations/?on=2010-01-01&q=marsh").content.decode()

    assert '<input type="hidden" name="on" value="2010-01-01">' in page
    assert '<input type="hidden" name="q" value="marsh">' in page
    assert "Marsh Primary Care Trust" in page


def test_a_page_says_what_it_is_called_on_the_day(trust, client):
    before, on, after = (
        client.get(f"{'/organisations/marsh-health-trust/'}?on={CHANGED + n * A_DAY}") for n in (-1, 0, 1)
    )

    assert '<h1 class="govuk-heading-l">Marsh Primary Care Trust</h1>' in before.content.decode()
    assert "Name today Marsh Health Trust" in words(before)
    assert "Formerly" not in words(before)
    for page in (on, after):
        assert '<h1 class="govuk-heading-l">Marsh Health Trust</h1>' in page.content.decode()
        assert "Formerly Marsh Primary Care Trust, from 1 April 2008 to 31 March 2013" in words(page)


def test_a_page_says_who_sits_for_it_and_where(trust, client):
    said = words(client.get("/organisations/marsh-health-trust/"))

    assert "2 seats." in said
    assert "Health Brackwater Partnership Chair, held by Owen Lark since 1 April 2008" in said
    assert (
        "Leadership Board Brackwater Partnership Member: Chair of Health, held by Owen Lark , as chair of Health"
        in said
    )
    assert "Sector Health Formerly" in said
    assert "Area served Marsh valley Identifier ods:RXX Website marsh-trust.example (leaves this portal)" in said
    assert "Slow to reply" not in said


def test_the_board_is_called_what_it_was_called_on_the_day(trust, client):
    said = words(client.get("/organisations/marsh-health-trust/?on=2010-06-01"))

    assert "Partnership Board" in said
    assert "Leadership Board" not in said


def test_vacant_seats_kept_for_it_are_named(trust, cast, client):
    make.make_seat(cast.jobs, "Health commissioner", on_behalf_of=trust, starts="2014-01-01")

    assert "Vacant" not in words(client.get("/organisations/marsh-health-trust/?on=2013-12-31"))
    said = words(client.get("/organisations/marsh-health-trust/?on=2014-01-01"))
    assert "Vacant seats kept for it Jobs and Skills Brackwater Partnership Health commissioner: 1 vacant place" in said


def test_documents_are_signed_from_the_day_of_the_signature(trust, cast, client):
    document = make.make_document(cast.board, "Joint protocol", slug="joint-protocol")
    make.make_document_version(document)
    signatory = ask_to_sign(document, trust, on=datetime.date(2012, 1, 1), by=cast.officer)
    record_signature(signatory, on=datetime.date(2012, 3, 1), by=cast.officer)

    days = ("2011-12-31", "2012-01-01", "2012-02-29", "2012-03-01")
    said = [words(client.get(f"/organisations/marsh-health-trust/?on={day}")) for day in days]

    assert "Joint protocol" not in said[0]
    assert "Joint protocol Not yet, asked on 1 January 2012" in said[1]
    assert "Joint protocol Not yet" in said[2]
    assert "Joint protocol 1 March 2012" in said[3]


def test_a_document_that_is_only_drafted_is_not_named(trust, cast, client):
    document = make.make_document(cast.board, "Hidden protocol")
    make.make_document_version(document, state="draft")
    ask_to_sign(document, trust, on=datetime.date(2012, 1, 1), by=cast.officer)

    assert "Hidden protocol" not in words(client.get("/organisations/marsh-health-trust/"))
    client.force_login(cast.officer)
    assert "Hidden protocol" in words(client.get("/organisations/marsh-health-trust/"))


def test_an_organisation_that_is_not_there_is_not_found(cast, client):
    assert client.get("/organisations/nobody/").status_code == 404


@pytest.mark.parametrize("address", ["/organisations/", "/organisations/brackwater-council/"])
def test_the_pages_can_only_be_read(cast, client, address):
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


def test_the_list_needs_no_organisations(client):
    assert "No organisations are recorded yet" in words(client.get("/organisations/"))


@pytest.mark.parametrize("times", [1, 3])
def test_a_page_costs_the_same_for_few_and_many(cast, client, django_assert_num_queries, times):
    for _ in range(times):
        organisation = make.make_organisation(kept_by=cast.board, sector="police")
        make.make_organisation_name(organisation, "Former", starts="2009-01-01", ends="2010-01-01")
        make.make_membership(make.make_seat(cast.jobs), make.make_person(kept_by=cast.board, organisation=cast.trust))
        make.make_seat(cast.jobs, on_behalf_of=cast.trust)
        document = make.make_document(cast.board)
        make.make_document_version(document)
        ask_to_sign(document, cast.trust, on=datetime.date(2012, 1, 1), by=cast.officer)

    with django_assert_num_queries(8):
        client.get("/organisations/")
    with django_assert_num_queries(14):
        client.get("/organisations/marsh-health-trust/")
