"""Nothing unpublished leaks: a mark is planted in every private place, and every public address is visited."""

import io
import re
from html import unescape

import pytest
from django.apps import apps
from django.utils import timezone
from pypdf import PdfReader

from governance.foundation.deeds import write
from governance.models import BodyPeriod, Person, TermsSection
from governance.restructuring import describe
from governance.terms_printing import print_terms
from tests import addresses, make

MARK = "Quorvexmark"
"""A word that no page would say by itself."""

LONGEST_WALK = 1_500


def plant_person(cast):
    """Contact details without consent, an officers' note; and somebody who never held a seat."""
    holder = cast.member_person
    holder.email, holder.phone, holder.note = f"{MARK}@example.org", f"{MARK}-0", f"{MARK} about a holder"
    write(holder, by=cast.administrator, why=f"{MARK} in a reason")
    make.make_person(f"{MARK} Seatless", kept_by=cast.health, slug=f"{MARK.lower()}-seatless")


def plant_period(cast):
    """A contact that nobody agreed to publish."""
    facts = {"contact_name": MARK, "contact_email": f"{MARK}@example.org", "contact_phone": MARK}
    describe(cast.health, on=make.today(), by=cast.administrator, reason=f"{MARK} why", **facts)


def plant_seat(cast):
    """An officers' note."""
    cast.member_seat.note = MARK
    write(cast.member_seat, by=cast.administrator)


def plant_organisation(cast):
    """An officers' note."""
    cast.council.note = MARK
    write(cast.council, by=cast.administrator)


def plant_terms(cast):
    """A draft, an abandoned draft, and a draft that follows a signed version."""
    make.make_terms(cast.health, sections={"purpose": f"<p>{MARK} draft</p>"})
    make.make_terms(cast.health_data, state="withdrawn", sections={"purpose": f"<p>{MARK} abandoned</p>"})
    make.make_terms(cast.board, state="published", sections={"purpose": "<p>Signed.</p>"}, printer=print_terms)
    draft = make.make_terms(cast.board)
    make.make_section(draft, TermsSection.Kind.FREE, f"<p>{MARK}</p>", heading=f"{MARK} heading")


def plant_document(cast):
    """A document without any published version, and a draft version of a published one."""
    hidden = make.make_document(cast.health, f"{MARK} protocol", slug=f"{MARK.lower()}-protocol")
    make.make_document_version(hidden, state="draft", text=f"<p>{MARK}</p>")
    known = make.make_document(cast.board, "Constitution", slug="constitution")
    make.make_document_version(known)
    make.make_document_version(known, state="draft", text=f"<p>{MARK} second version</p>")


def plant_appointment(cast):
    """An account's name and appointment."""
    make.make_appointment(make.make_user(MARK), "secretary", cast.health)


PLANTS = {
    "Person": plant_person,
    "BodyPeriod": plant_period,
    "Seat": plant_seat,
    "Organisation": plant_organisation,
    "TermsOfReference": plant_terms,
    "TermsSection": plant_terms,
    "Document": plant_document,
    "DocumentVersion": plant_document,
    "Signatory": plant_document,
    "Appointment": plant_appointment,
}

PUBLIC_BY_DECISION = {
    "Body": "addresses and names are public from the day they are recorded",
    "BodyKind": "the kinds of body",
    "Function": "what a body does",
    "Succession": "what became of bodies, with the reason meant for the public",
    "Link": "dotted lines, with a note meant for the public",
    "Membership": "who holds which seat",
    "Substitution": "who stands in",
    "OrganisationName": "former names",
    "SignedPdf": "the PDF of published terms, served by the terms' page only",
    "FormerSlug": "addresses that lead on",
    "IndexDay": "a day",
}


def test_every_model_is_planted_or_public_by_decision():
    models = {
        model.__name__
        for model in apps.get_app_config("governance").get_models()
        if not model.__name__.startswith("Historical")
    }

    assert models == PLANTS.keys() | PUBLIC_BY_DECISION.keys()
    assert not PLANTS.keys() & PUBLIC_BY_DECISION.keys()


def test_every_url_name_is_visited():
    assert addresses.unvisited_names() == set()


def plant_everything(cast):
    """Plant the mark in each place once, and say how often it now stands in the database."""
    for plant in dict.fromkeys(PLANTS.values()):
        plant(cast)
    assert Person.objects.filter(name__contains=MARK).exists()
    assert BodyPeriod.objects.filter(contact_name=MARK).exists()
    assert TermsSection.objects.filter(text__contains=MARK).count() == 3


def words_of(response) -> str:
    """All that a response says: headers, text, and the text of a PDF."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    content = response.getvalue() if response.streaming else response.content
    if response.get("Content-Type", "").startswith("application/pdf"):
        pages = PdfReader(io.BytesIO(content)).pages
        return headers + "\n".join(page.extract_text() for page in pages) + content.decode("latin-1")
    return headers + unescape(content.decode())


def links_in(response) -> set[str]:
    """The portal's own addresses that a page links to."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return set()
    found = re.findall(r'(?:href|src|action)="(/[^"#]*)', response.content.decode())
    return {unescape(address) for address in found if not address.startswith(("/static/", "/admin/", "/brand-"))}


def walk(client) -> dict[str, str]:
    """Every address that can be made or found, with the words of its answer."""
    today = timezone.localdate()
    days = ("", "?on=2009-01-01", f"?on={today.year + 1}-01-01")
    waiting = [a + day for a in addresses.addresses() for day in days if not (day and a.endswith(".pdf"))]
    seen: dict[str, str] = {}
    while waiting and len(seen) < LONGEST_WALK:
        address = waiting.pop(0)
        if address in seen:
            continue
        response = client.get(address)
        assert response.status_code < 500, address
        seen[address] = words_of(response)
        waiting.extend(sorted(links_in(response) - seen.keys()))
    return seen


@pytest.mark.django_db
@pytest.mark.parametrize("viewer", ["visitor", "former_member", "member", "secretary of another body"])
def test_the_mark_never_shows(cast, client, viewer):
    plant_everything(cast)
    if viewer == "secretary of another body":
        outsider = make.make_user("outsider")
        make.make_appointment(outsider, "secretary", cast.jobs)
        client.force_login(outsider)
    elif viewer != "visitor":
        client.force_login(getattr(cast, viewer))

    said = walk(client)

    leaks = {
        address: words[max(words.lower().index(MARK.lower()) - 80, 0) :][:200]
        for address, words in said.items()
        if MARK.lower() in words.lower().replace(address.partition("?")[0].lower(), "")
    }
    assert leaks == {}
    assert len(said) > 150


@pytest.mark.django_db
def test_the_mark_shows_to_whoever_may_see_it(cast, client):
    plant_everything(cast)
    client.force_login(cast.secretary)

    said = walk(client)

    assert any(MARK.lower() in words.lower() for words in said.values())


@pytest.mark.django_db
def test_hidden_and_absent_look_alike(cast, client):
    plant_everything(cast)
    pairs = [
        ("/bodies/health/terms-of-reference/0.1/", "/bodies/health/terms-of-reference/0.9/"),
        (f"/people/{MARK.lower()}-seatless/", "/people/nobody-at-all/"),
        (f"/documents/{MARK.lower()}-protocol/", "/documents/no-such-protocol/"),
    ]
    for hidden, absent in pairs:
        one, other = client.get(hidden), client.get(absent)

        assert (one.status_code, other.status_code) == (404, 404)
        assert one.content.decode().replace(hidden, "") == other.content.decode().replace(absent, "")
