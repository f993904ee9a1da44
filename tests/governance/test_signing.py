"""Terms of reference: drafts and versions, who signs them off and where, and that signed ones stay as they are."""

import datetime
import hashlib

import pytest
from django.db.models import ProtectedError

from governance.foundation.access import Role
from governance.foundation.deeds import Refused, write
from governance.foundation.publication import State
from governance.models import Seat, SignedPdf, TermsOfReference, TermsSection
from governance.records import faults
from governance.restructuring import end, move
from governance.seats.seating import step_down
from governance.terms.signing import (
    abandon_draft,
    current_draft,
    draft_terms,
    last_signed,
    may_sign,
    sign_off,
    signing_body,
    text_sha256,
)
from tests import make
from tests.refusing import refused

A_DAY = datetime.timedelta(days=1)
MET = make.today() - 20 * A_DAY
DETAILED, HEADLINE = TermsOfReference.Level.DETAILED, TermsOfReference.Level.HEADLINE


def sign(terms, cast, **how):
    """Sign off at the board's meeting, by its chair, unless told otherwise."""
    return sign_off(
        terms,
        **{
            "by": cast.chair,
            "chair": cast.chair_person,
            "meeting_of": cast.board,
            "meeting_on": MET,
            "place": "Town Hall",
            "printer": make.plain_pdf,
            **how,
        },
    )


def versions(body):
    return [(terms.version, terms.state) for terms in TermsOfReference.objects.filter(body=body).order_by("pk")]


# Numbers


def test_drafts_are_numbered_and_a_signature_makes_a_whole_number(cast):
    assert make.make_terms(cast.board).version == "0.1"
    assert make.make_terms(cast.board).version == "0.2"
    assert sign(current_draft(cast.board), cast).version == "1"
    assert make.make_terms(cast.board).version == "1.1"
    assert sign(current_draft(cast.board), cast, meeting_on=MET + A_DAY).version == "2"
    assert versions(cast.board) == [("0.1", "draft"), ("1", "published"), ("2", "published")]


def test_a_draft_is_a_copy_of_the_draft_before_it_or_of_what_was_signed(cast):
    first = make.make_terms(cast.board, sections={"purpose": "<p>First.</p>", "quorum": "<p>Seven.</p>"})
    first.review_due = make.day("2030-01-01")
    first.save()
    second = draft_terms(cast.board, by=cast.administrator)
    assert [(s.kind, s.text) for s in second.sections.all()] == [
        ("purpose", "<p>First.</p>"),
        ("quorum", "<p>Seven.</p>"),
    ]
    assert (second.level, second.review_due) == (first.level, first.review_due)
    section = second.sections.get(kind="purpose")
    section.text = "<p>Second.</p>"
    write(section, by=cast.administrator)
    assert first.sections.get(kind="purpose").text == "<p>First.</p>"
    sign(second, cast)
    third = draft_terms(cast.board, by=cast.administrator)
    assert third.sections.get(kind="purpose").text == "<p>Second.</p>"


def test_the_first_draft_is_empty_and_headline(cast):
    first = draft_terms(cast.board, by=cast.administrator)
    assert (first.version, first.level, first.sections.count()) == ("0.1", "headline", 0)


def test_an_abandoned_draft_leads_back_to_what_was_signed(cast):
    sign(make.make_terms(cast.board), cast)
    signed = last_signed(cast.board)
    draft = make.make_terms(cast.board, sections={"purpose": "<p>Otherwise.</p>"})
    make.make_terms(cast.board)
    assert abandon_draft(draft, by=cast.administrator, reason="Not agreed.") == signed
    assert versions(cast.board) == [("1", "published"), ("1.1", "withdrawn"), ("1.2", "withdrawn")]
    assert current_draft(cast.board) is None
    assert TermsOfReference.objects.get(minor=1).is_abandoned
    again = draft_terms(cast.board, by=cast.administrator)
    assert again.version == "1.3"
    assert [s.text for s in again.sections.all()] == [s.text for s in signed.sections.all()]


def test_there_may_be_nothing_to_go_back_to(cast):
    assert abandon_draft(make.make_terms(cast.board), by=cast.administrator) is None
    assert draft_terms(cast.board, by=cast.administrator).version == "0.2"


def test_only_drafts_are_abandoned(cast):
    signed = sign(make.make_terms(cast.board), cast)
    with refused("Version 1 is no draft, so there is nothing to abandon."):
        abandon_draft(signed, by=cast.administrator)
    given_up = make.make_terms(cast.board, state=State.WITHDRAWN)
    with refused("Version 1.1 is no draft, so there is nothing to abandon."):
        abandon_draft(given_up, by=cast.administrator)


@pytest.mark.parametrize("name", ["secretary", "chair", "member", "visitor"])
def test_only_those_who_edit_the_body_draft_and_abandon(cast, name):
    draft = make.make_terms(cast.board)
    sentence = "You are not appointed to edit Leadership Board; ask its partnership officer."
    with refused(sentence):
        draft_terms(cast.board, by=getattr(cast, name))
    with refused(sentence):
        abandon_draft(draft, by=getattr(cast, name))
    assert make.make_terms(cast.health) in TermsOfReference.objects.editable_by(cast.secretary)


# The meeting


def test_detailed_terms_are_signed_at_the_bodys_own_meeting(cast):
    draft = make.make_terms(cast.health)
    assert signing_body(draft, MET) == cast.health
    with refused("Detailed terms of Health are signed off at a meeting of Health."):
        sign(draft, cast, by=cast.officer)
    signed = sign(draft, cast, by=cast.officer, meeting_of=cast.health, chair=cast.health_chair_person)
    assert (signed.signed_at, signed.signed_by, signed.signed_on, signed.signed_place) == (
        cast.health,
        cast.health_chair_person,
        MET,
        "Town Hall",
    )


def test_headline_terms_are_signed_at_a_meeting_of_the_parent(cast):
    draft = make.make_terms(cast.health, level=HEADLINE)
    assert signing_body(draft, MET) == cast.board
    with refused("Headline terms of Health are signed off at a meeting of Leadership Board."):
        sign(draft, cast, meeting_of=cast.health, chair=cast.health_chair_person, by=cast.officer)
    assert sign(draft, cast).signed_at == cast.board


def test_headline_then_detailed(cast):
    sign(make.make_terms(cast.health, level=HEADLINE), cast)
    detailed = make.make_terms(cast.health, level=DETAILED, sections={"quorum": "<p>Four.</p>"})
    assert [s.kind for s in detailed.sections.all()] == ["purpose", "quorum"]
    how = {"by": cast.officer, "meeting_of": cast.health, "chair": cast.health_chair_person}
    signed = sign(detailed, cast, meeting_on=MET + A_DAY, **how)
    assert (signed.version, signed.level) == ("2", "detailed")


def test_the_parent_is_that_of_the_day_of_the_meeting(cast):
    draft = make.make_terms(cast.health_data, level=HEADLINE)
    move(cast.health_data, to=cast.jobs, on=MET, by=cast.administrator)
    assert [signing_body(draft, day) for day in (MET - A_DAY, MET, MET + A_DAY)] == [cast.health, cast.jobs, cast.jobs]


def test_a_body_under_the_partnership_itself_signs_its_own_headline_terms(cast):
    assert signing_body(make.make_terms(cast.board, level=HEADLINE), MET) == cast.board
    assert signing_body(make.make_terms(cast.evidence, level=HEADLINE), MET) == cast.evidence


@pytest.mark.parametrize("ahead", [-1, 0, 1])
def test_a_meeting_has_been_held(cast, ahead):
    day = make.today() + ahead * A_DAY
    draft = make.make_terms(cast.board)
    if ahead <= 0:
        assert sign(draft, cast, meeting_on=day).signed_on == day
        return
    with refused("The meeting is still to come: sign the terms off on its day or later."):
        sign(draft, cast, meeting_on=day)


def test_a_meeting_has_a_place(cast):
    draft = make.make_terms(cast.board)
    with refused("Say where the meeting was held."):
        sign(draft, cast, place="  ")


# Who signs


def test_the_chair_signs_with_their_own_account(cast):
    assert sign(make.make_terms(cast.board), cast, by=cast.chair).version == "1"


@pytest.mark.parametrize("name", ["officer", "administrator"])
def test_an_officer_records_what_the_chair_signed(cast, name):
    assert sign(make.make_terms(cast.board), cast, by=getattr(cast, name)).signed_by == cast.chair_person


@pytest.mark.parametrize("name", ["secretary", "member", "former_member", "visitor"])
def test_nobody_else_signs(cast, name):
    draft = make.make_terms(cast.board)
    with refused("Only Ida Marlow, or an officer of the partnership who records it, may sign these terms off."):
        sign(draft, cast, by=getattr(cast, name))


def test_a_secretary_does_not_sign_the_terms_that_they_drafted(cast):
    draft = draft_terms(cast.health, by=cast.secretary, level=DETAILED)
    make.make_section(draft)
    with refused("Only Owen Lark, or an officer of the partnership who records it, may sign these terms off."):
        sign(draft, cast, by=cast.secretary, meeting_of=cast.health, chair=cast.health_chair_person)


def test_an_officer_of_another_partnership_does_not_sign(cast):
    user = make.make_user()
    make.make_appointment(user, Role.OFFICER, make.make_partnership())
    draft = make.make_terms(cast.board)
    with refused("Only Ida Marlow, or an officer of the partnership who records it, may sign these terms off."):
        sign(draft, cast, by=user)


def test_the_chair_is_the_chair_of_that_day(cast):
    draft = make.make_terms(cast.board)
    with refused("Tom Ferris did not chair Leadership Board on that day: name the chair of that day."):
        sign(draft, cast, chair=cast.member_person)
    step_down(cast.chair_seat.memberships.get(), on=MET, by=cast.administrator)
    with refused("Ida Marlow did not chair Leadership Board on that day: name the chair of that day."):
        sign(draft, cast)
    with refused("Ida Marlow did not chair Leadership Board on that day: name the chair of that day."):
        sign(draft, cast, meeting_on=MET + A_DAY)
    assert sign(draft, cast, meeting_on=MET - A_DAY).signed_by == cast.chair_person


def test_a_chair_by_derivation_signs(cast):
    make.make_seat(cast.jobs, "Chair", role=Seat.Role.CHAIR, kind=Seat.Kind.DERIVED, of_body=cast.board)
    draft = make.make_terms(cast.jobs)
    assert may_sign(cast.chair, draft)
    assert sign(draft, cast, meeting_of=cast.jobs).signed_at == cast.jobs


def test_who_may_sign_today(cast):
    detailed, headline = make.make_terms(cast.health), make.make_terms(cast.jobs, level=HEADLINE)
    owen = make.make_user(person=cast.health_chair_person)
    people = {
        name: getattr(cast, name) for name in ("administrator", "officer", "secretary", "chair", "member", "visitor")
    }
    people["owen"] = owen
    assert {name for name, user in people.items() if may_sign(user, detailed)} == {"administrator", "officer", "owen"}
    assert {name for name, user in people.items() if may_sign(user, headline)} == {"administrator", "officer", "chair"}
    signed = sign(headline, cast)
    assert not may_sign(cast.chair, signed)


# What is signed


def test_only_the_newest_draft_is_signed(cast):
    older, newer = make.make_terms(cast.board), make.make_terms(cast.board)
    with refused("Version 0.1 is not the working draft: open that one and sign it."):
        sign(older, cast)
    signed = sign(newer, cast)
    with refused("Version 1 is not the working draft: open that one and sign it."):
        sign(signed, cast, meeting_on=MET + A_DAY)
    with refused("Version 0.1 is not the working draft: open that one and sign it."):
        sign(older, cast, meeting_on=MET + A_DAY)
    given_up = make.make_terms(cast.board, state=State.WITHDRAWN)
    with refused("Version 1.1 is not the working draft: open that one and sign it."):
        sign(given_up, cast, meeting_on=MET + A_DAY)


def test_an_empty_draft_is_not_signed(cast):
    draft = draft_terms(cast.board, by=cast.administrator)
    sentence = "The draft is empty: write at least one section before it is signed."
    with refused(sentence):
        sign(draft, cast)
    make.make_section(draft, text="")
    with refused(sentence):
        sign(draft, cast)


def test_a_refusal_leaves_the_callers_record_as_it_was(cast):
    draft = make.make_terms(cast.board)
    with pytest.raises(Refused):
        sign(draft, cast, place="")
    assert (draft.version, draft.state, draft.text_sha256) == ("0.1", "draft", "")


@pytest.mark.parametrize(
    "change",
    [
        lambda cast, draft: write(_changed(draft.sections.get(), text="<p>Sly.</p>"), by=cast.administrator),
        lambda cast, draft: make.make_section(draft, "quorum", "<p>Two.</p>"),
        lambda cast, draft: draft.sections.get().delete(),
        lambda cast, draft: draft_terms(cast.board, by=cast.administrator),
        lambda cast, draft: abandon_draft(draft, by=cast.administrator),
    ],
    ids=["text", "new section", "section gone", "newer draft", "abandoned"],
)
def test_a_draft_that_changes_while_it_is_printed_is_not_signed(cast, change):
    draft = make.make_terms(cast.board)

    def slow_printer(terms, sections):
        change(cast, draft)
        return make.plain_pdf(terms, sections)

    with pytest.raises(Refused, match="The draft changed while it was being signed: read it again, then sign."):
        sign(draft, cast, printer=slow_printer)
    assert not SignedPdf.objects.exists()
    assert last_signed(cast.board) is None


def _changed(record, **facts):
    for name, value in facts.items():
        setattr(record, name, value)
    return record


def test_a_printer_that_fails_signs_nothing(cast):
    draft = make.make_terms(cast.board)

    def broken(terms, sections):
        raise OSError("No paper.")

    with pytest.raises(OSError, match="No paper"):
        sign(draft, cast, printer=broken)
    assert current_draft(cast.board) == draft


def test_signing_freezes_text_and_pdf_with_their_hashes(cast):
    signed = sign(make.make_terms(cast.board), cast)
    stored = SignedPdf.objects.get(terms=signed)
    assert bytes(stored.content).startswith(b"%PDF-1.7\nTerms of reference of Leadership Board, version 1\n")
    assert stored.sha256 == hashlib.sha256(stored.content).hexdigest()
    assert signed.text_sha256 == text_sha256(signed, list(signed.sections.all())) != ""
    assert signed.published_at is not None


def test_the_hash_is_of_the_words_and_their_order(cast):
    draft = make.make_terms(cast.board, sections={"purpose": "<p>a</p>", "quorum": "<p>b</p>"})
    one, two = draft.sections.all()
    hashes = {text_sha256(draft, sections) for sections in ([one, two], [two, one], [one], [])}
    one.heading = "Aim"
    hashes.add(text_sha256(draft, [one, two]))
    draft.level = HEADLINE
    hashes.add(text_sha256(draft, [one, two]))
    assert len(hashes) == 6


# When they are in force


def in_force(body, day):
    return [terms.version for terms in TermsOfReference.objects.filter(body=body).published().in_force(day)]


def test_terms_are_in_force_from_the_meeting_until_the_next(cast):
    sign(make.make_terms(cast.board), cast)
    later = MET + 10 * A_DAY
    sign(make.make_terms(cast.board), cast, meeting_on=later)
    days = [MET - A_DAY, MET, MET + A_DAY, later - A_DAY, later, later + A_DAY]
    assert [in_force(cast.board, day) for day in days] == [[], ["1"], ["1"], ["1"], ["2"], ["2"]]
    first, second = TermsOfReference.objects.filter(body=cast.board).order_by("major")
    assert [first.is_in_force(day) for day in days] == [False, True, True, True, False, False]
    assert (second.starts, second.ends) == (later, None)


def test_terms_may_take_effect_later_than_the_meeting(cast):
    takes_effect = MET + 40 * A_DAY
    sign(make.make_terms(cast.board), cast, takes_effect=takes_effect)
    assert [in_force(cast.board, takes_effect + n * A_DAY) for n in (-1, 0, 1)] == [[], ["1"], ["1"]]
    draft = make.make_terms(cast.board)
    with refused("Version 1 takes effect on that day or later: choose a later day."):
        sign(draft, cast, takes_effect=takes_effect)


def test_terms_take_no_effect_before_their_meeting_or_outside_the_life_of_the_body(cast):
    draft = make.make_terms(cast.health_data)
    chair = make.make_chair(cast.health_data).person
    how = {"by": cast.officer, "meeting_of": cast.health_data, "chair": chair}
    with refused("The terms cannot be in force before the meeting that signs them off."):
        sign(draft, cast, takes_effect=MET - A_DAY, **how)
    end(cast.health_data, on=make.today(), by=cast.administrator)
    with refused("Health Data Group does not exist on the day on which the terms would take effect."):
        sign(draft, cast, takes_effect=make.today(), **how)
    assert sign(draft, cast, **how).ends == make.today()


# What is signed stands

STANDS = "Signed terms never change: draft a new version instead."


@pytest.fixture
def signed(cast):
    return sign(make.make_terms(cast.board), cast)


def test_a_section_of_signed_terms_is_not_saved(signed, cast):
    section = signed.sections.get()
    section.text = "<p>Sly.</p>"
    with refused(STANDS):
        section.save()
    with refused(STANDS):
        write(section, by=cast.administrator)


def test_a_section_is_not_added_to_signed_terms(signed, cast):
    with refused(STANDS):
        TermsSection(terms=signed, kind="quorum", text="<p>Two.</p>").save()
    draft = make.make_terms(cast.board)
    stray = draft.sections.get()
    stray.terms = signed
    with refused(STANDS):
        stray.save()


def test_a_section_of_signed_terms_is_not_deleted(signed):
    with refused(STANDS):
        signed.sections.get().delete()


def test_signed_terms_are_not_deleted(signed):
    with pytest.raises(ProtectedError):
        signed.delete()
    with pytest.raises(ProtectedError):
        TermsOfReference.objects.filter(pk=signed.pk).delete()


def test_sections_are_not_written_in_bulk(signed):
    for attempt in (
        lambda: signed.sections.update(text="<p>Sly.</p>"),
        lambda: TermsSection.objects.bulk_update([signed.sections.get()], ["text"]),
        lambda: TermsSection.objects.bulk_create([TermsSection(terms=signed, kind="quorum")]),
    ):
        with pytest.raises(TypeError, match="audited"):
            attempt()


def test_what_gets_past_all_that_is_found(signed, cast):
    assert list(faults()) == []
    TermsSection._base_manager.filter(terms=signed).update(text="<p>Sly.</p>")
    assert "Terms of reference of Leadership Board, version 1: the text is not the one that was signed." in list(
        faults()
    )
    TermsSection._base_manager.filter(terms=signed).update(text=signed.sections.get().text)


def test_a_signature_is_in_the_audit(signed, cast):
    latest = signed.history.latest()
    assert (latest.state, latest.history_user) == ("published", cast.chair)
