"""Terms of reference and documents on the officers' site."""

import pytest

from governance.admin import terms_forms
from governance.foundation.publication import State
from governance.models import Document, TermsOfReference, TermsSection
from governance.terms.signing import draft_terms
from tests import make
from tests.governance.admin.filling import errors_of, filled
from tests.governance.admin.test_body_deeds import do


@pytest.fixture
def draft(world):
    """A draft of Health's terms."""
    return make.make_terms(world.cast.health, sections={"purpose": "<p>To be well.</p>"})


@pytest.fixture
def printed(monkeypatch):
    """The sections that were sent to the printer, which prints nothing here."""
    sent = []

    def printer(terms, sections):
        sent.append([section.text for section in sections])
        return b"%PDF-1.7 invented"

    monkeypatch.setattr(terms_forms, "print_terms", printer)
    return sent


def deed(terms, slug):
    return f"/admin/governance/termsofreference/{terms.pk}/deed/{slug}/"


def change(terms):
    return f"/admin/governance/termsofreference/{terms.pk}/change/"


def test_a_new_draft_from_the_bodys_page_leads_to_the_draft(world, secretary):
    response = do(secretary, f"/admin/governance/body/{world.cast.health.pk}/deed/draft/", level="detailed")

    terms = TermsOfReference.objects.get()
    assert response["Location"] == change(terms)
    assert (terms.version, terms.level) == ("0.1", "detailed")


def test_a_new_draft_from_the_list_chooses_the_body(world, secretary):
    address = "/admin/governance/termsofreference/add/"

    assert "Select a valid choice" in errors_of(do(secretary, address, body=world.cast.jobs.pk, level="detailed"))
    assert do(secretary, address, body=world.cast.health_data.pk, level="headline").status_code == 302
    assert TermsOfReference.objects.get().body == world.cast.health_data


def test_usual_sections_come_in_their_order_and_only_once(world, secretary, draft):
    do(secretary, deed(draft, "sections"), kinds=["quorum", "membership"])

    assert list(draft.sections.values_list("kind", flat=True)) == ["purpose", "membership", "quorum"]
    offered = dict(secretary.get(deed(draft, "sections")).context["form"].fields["kinds"].choices)
    assert not {"purpose", "quorum", "membership", "free"} & set(offered)


def test_sections_are_written_ordered_and_cleaned(world, secretary, draft):
    data = {
        "sections-0-text": "<p>To be <strong>well</strong>.</p><script>alert(1)</script>",
        "sections-1-order": "5",
        "sections-1-kind": "quorum",
        "sections-1-text": "<p>Four.</p>",
    }
    assert do(secretary, change(draft), **data, why="First words.").status_code == 302

    texts = dict(draft.sections.values_list("kind", "text"))
    assert texts == {"purpose": "<p>To be <strong>well</strong>.</p>", "quorum": "<p>Four.</p>"}
    assert {row.history_change_reason for row in TermsSection.history.all()[:2]} == {"First words."}


def test_a_second_section_of_one_kind_is_refused_and_nothing_is_lost(world, secretary, draft):
    data = {"sections-1-order": "5", "sections-1-kind": "purpose", "sections-1-text": "<p>Twice.</p>"}

    response = do(secretary, change(draft), **data)

    assert response.status_code == 200
    assert filled(response)["sections-1-text"] == ["<p>Twice.</p>"]
    assert draft.sections.count() == 1


def test_a_free_section_needs_a_heading(world, secretary, draft):
    data = {"sections-1-order": "5", "sections-1-kind": "free", "sections-1-text": "<p>More.</p>"}

    assert "Give this section a heading." in errors_of(do(secretary, change(draft), **data))


def test_only_the_working_draft_may_change(world, administrator, draft):
    newer = draft_terms(world.cast.health, by=world.cast.administrator)
    signed = make.make_terms(world.cast.board, state="published")
    given_up = make.make_terms(world.cast.jobs, state="withdrawn")
    for terms, open_ in ((newer, True), (draft, False), (signed, False), (given_up, False)):
        page = administrator.get(change(terms))
        assert ('name="_save"' in page.content.decode()) == open_, terms
        assert bool(page.context["deeds"]) == open_, terms


def test_signed_terms_stand_against_every_road_of_the_site(world, administrator):
    signed = make.make_terms(world.cast.board, state="published", sections={"purpose": "<p>To lead.</p>"})
    section = signed.sections.get()
    before = (TermsOfReference.history.count(), TermsSection.history.count())
    data = {
        "version": "",
        "level": "headline",
        "sections-TOTAL_FORMS": "1",
        "sections-INITIAL_FORMS": "1",
        "sections-0-id": section.pk,
        "sections-0-terms": signed.pk,
        "sections-0-kind": "purpose",
        "sections-0-order": "1",
        "sections-0-text": "<p>Seized.</p>",
    }
    assert administrator.post(change(signed), data).status_code == 409
    for slug in ("abandon", "sign-off", "sections"):
        assert administrator.post(deed(signed, slug), {"kinds": ["quorum"]}).status_code == 302

    assert signed.sections.get().text == "<p>To lead.</p>"
    assert (TermsOfReference.history.count(), TermsSection.history.count()) == before


def test_abandoning_a_draft_returns_to_the_signed_version(world, officer):
    signed = make.make_terms(world.cast.board, state="published")
    redraft = make.make_terms(world.cast.board)

    response = do(officer, deed(redraft, "abandon"), reason="Not now.")

    assert response["Location"] == change(signed)
    redraft.refresh_from_db()
    assert redraft.state == State.WITHDRAWN


def test_an_officer_records_a_sign_off(world, officer, draft, printed):
    address = deed(draft, "sign-off")
    day = make.today().strftime("%d/%m/%Y")

    refused = do(officer, address, meeting_on=day, place=" ")
    assert "required" in errors_of(refused)

    done = officer.post(address, filled(refused, place="Town Hall, Brackwater", meeting_on=day))
    assert done.status_code == 302
    draft.refresh_from_db()
    assert (draft.version, draft.state, draft.signed_by) == ("1", State.PUBLISHED, world.cast.health_chair_person)
    assert bytes(draft.pdf.content) == b"%PDF-1.7 invented"
    assert printed == [["<p>To be well.</p>"]]


def test_a_secretary_is_not_offered_to_sign(world, secretary, draft):
    assert "sign-off" not in secretary.get(change(draft)).content.decode()
    assert secretary.get(deed(draft, "sign-off")).status_code == 302


def test_a_draft_that_changes_while_it_is_printed_is_not_signed(world, officer, draft, monkeypatch):
    def slow_printer(terms, sections):
        section = TermsSection.objects.get(terms=draft)
        section.text = "<p>Changed at the last moment.</p>"
        section.save()
        return b"%PDF-1.7 invented"

    monkeypatch.setattr(terms_forms, "print_terms", slow_printer)
    data = {"meeting_on": make.today().strftime("%d/%m/%Y"), "place": "Town Hall"}

    response = do(officer, deed(draft, "sign-off"), **data)

    assert "The draft changed while it was being signed" in errors_of(response)
    assert filled(response)["place"] == ["Town Hall"]
    draft.refresh_from_db()
    assert draft.is_draft


def test_a_signed_version_shows_who_signed_it_and_its_words(world, officer):
    signed = make.make_terms(world.cast.board, state="published", sections={"purpose": "<p>To <em>lead</em>.</p>"})
    page = officer.get(change(signed)).content.decode()

    assert "By Ida Marlow, at a meeting of Leadership Board" in page
    assert "<p>To <em>lead</em>.</p>" in page


# Documents -----------------------------------------------------------------------------------------------------


def test_a_document_from_its_first_draft_to_the_last_signature(world, officer):
    do(
        officer,
        "/admin/governance/document/add/",
        title="Data sharing protocol",
        slug="data-sharing-protocol",
        kind="protocol",
        body=world.cast.board.pk,
    )
    document = Document.objects.get()
    base = f"/admin/governance/document/{document.pk}"

    do(officer, f"{base}/deed/version/")
    assert do(officer, f"{base}/change/", **{"versions-0-text": "<p>We share.</p>"}).status_code == 302
    assert document.versions.get().text == "<p>We share.</p>"
    do(officer, f"{base}/deed/publish/", on="01/02/2024", adopted_at="Board of 30 January 2024")
    version = document.versions.get()
    assert (version.state, str(version.starts), version.adopted_at) == (
        State.PUBLISHED,
        "2024-02-01",
        "Board of 30 January 2024",
    )

    do(officer, f"{base}/deed/ask/", organisation=world.cast.trust.pk, on="02/02/2024")
    early = do(officer, f"{base}/deed/signature/", signatory=document.signatories.get().pk, on="01/02/2024")
    assert "cannot have signed before it was asked" in errors_of(early)
    officer.post(f"{base}/deed/signature/", filled(early, on="03/02/2024"))
    assert str(document.signatories.get().signed_on) == "2024-02-03"
    assert "1 of 1" in officer.get("/admin/governance/document/").content.decode()


def test_a_published_version_cannot_be_written_again(world, officer):
    document = make.make_document(world.cast.board)
    version = make.make_document_version(document)
    address = f"/admin/governance/document/{document.pk}/change/"
    data = filled(officer.get(address))
    data |= {
        "versions-TOTAL_FORMS": "1",
        "versions-INITIAL_FORMS": "1",
        "versions-0-id": version.pk,
        "versions-0-document": document.pk,
        "versions-0-text": "<p>Seized.</p>",
    }

    officer.post(address, data)

    version.refresh_from_db()
    assert version.text == "<p>We agree.</p>"
