"""What decisions adopt in terms of reference and documents, on both sides or on neither."""

import datetime

import pytest

from governance.foundation.deeds import Refused
from governance.models import Body, TermsOfReference
from governance.terms.signing import sign_off
from meetings.decisions.adopting import adopt_document, adopt_terms, record_adoption
from meetings.decisions.deciding import decide, drop
from meetings.models import Decision
from tests import make, make_meetings
from tests.refusing import refused

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def meeting(cast):
    """A meeting of Health on DAY, at the Guildhall."""
    return make_meetings.make_meeting(cast.health, DAY, place="Guildhall", status="held")


def approve(meeting, by, **facts):
    return decide(meeting, text="To open the clinic.", outcome="approved", by=by, **facts)


def test_terms_are_signed_off_by_the_decision_at_its_meeting(cast, meeting):
    terms = make.make_terms(cast.health)
    decision = approve(meeting, cast.officer, takes_effect=DAY + 30 * A_DAY)

    signed = adopt_terms(
        decision, terms, by=cast.officer, chair=cast.health_chair_person, printer=make.plain_pdf, reason="Agreed."
    )

    decision.refresh_from_db()
    assert decision.adopts_terms == signed
    facts = (signed.signed_at, signed.signed_on, signed.signed_place, signed.starts, signed.version)
    assert facts == (cast.health, DAY, "Guildhall", DAY + 30 * A_DAY, "1")


def test_headline_terms_are_adopted_at_the_parents_meeting_and_at_a_joint_one(cast, meeting):
    terms = make.make_terms(cast.health, level="headline")
    own = approve(meeting, cast.officer)
    sentence = "Headline terms of Health are signed off at a meeting of Leadership Board."
    with refused(sentence):
        adopt_terms(own, terms, by=cast.officer, chair=cast.chair_person, printer=make.plain_pdf)
    joint = make_meetings.make_meeting(cast.health, "2026-04-05", place="Hall", with_bodies=[cast.board])

    signed = adopt_terms(
        approve(joint, cast.officer), terms, by=cast.officer, chair=cast.chair_person, printer=make.plain_pdf
    )

    assert signed.signed_at == cast.board


def test_a_sign_off_that_fails_leaves_neither_terms_nor_decision(cast, meeting, monkeypatch):
    terms = make.make_terms(cast.health)
    decision = approve(meeting, cast.officer)

    def taken(*args, **kwargs):
        raise Refused("The power went.")

    monkeypatch.setattr("meetings.decisions.adopting.write", taken)
    with refused("The power went."):
        adopt_terms(decision, terms, by=cast.officer, chair=cast.health_chair_person, printer=make.plain_pdf)
    assert TermsOfReference.objects.get().is_draft


def test_the_bodies_of_terms_and_decision_are_locked_in_the_order_of_their_keys(cast, monkeypatch):
    meeting = make_meetings.make_meeting(cast.board, DAY, place="Guildhall", status="held")
    decision, terms = approve(meeting, cast.officer), make.make_terms(cast.health, level="headline")
    asked, body_of = [], type(Body.objects.all()).locked
    monkeypatch.setattr(type(Body.objects.all()), "locked", lambda rows, key: asked.append(key) or body_of(rows, key))

    adopt_terms(decision, terms, by=cast.officer, chair=cast.chair_person, printer=make.plain_pdf)

    assert cast.board.pk < cast.health.pk
    assert asked == [cast.board.pk, cast.health.pk, cast.board.pk]


def test_what_approves_nothing_or_adopts_already_adopts_nothing(cast, meeting):
    how = {"by": cast.officer, "chair": cast.health_chair_person, "printer": make.plain_pdf}
    noted = decide(meeting, text="Noted.", outcome="noted", by=cast.officer)
    dropped = drop(approve(meeting, cast.officer), by=cast.officer)
    used = approve(meeting, cast.officer)
    adopt_terms(used, make.make_terms(cast.health), **how)
    again = make.make_terms(cast.health)

    with refused("Decision 2026/1 did not approve anything: choose the decision that did."):
        adopt_terms(noted, again, **how)
    with refused("Decision 2026/2 was dropped: record the decision first."):
        adopt_terms(dropped, again, **how)
    with refused("Decision 2026/3 adopts something already: record a decision for each."):
        adopt_terms(used, again, **how)


def test_the_chair_adopts_terms_by_a_decision_and_a_member_does_not(cast, meeting):
    terms = make.make_terms(cast.health)
    decision = approve(meeting, cast.officer)
    owen = make.make_user("owen", person=cast.health_chair_person)
    how = {"chair": cast.health_chair_person, "printer": make.plain_pdf}

    with pytest.raises(Refused, match="Only Owen Lark, or an officer"):
        adopt_terms(decision, terms, by=cast.member, **how)
    assert adopt_terms(decision, terms, by=owen, **how).version == "1"


def test_a_document_is_published_by_the_decision(cast, meeting):
    document = make.make_document(cast.health, "Compact")
    version = make.make_document_version(document, state="draft")
    decision = approve(meeting, cast.officer)

    published_version = adopt_document(decision, version, by=cast.officer)

    decision.refresh_from_db()
    assert decision.adopts_document == published_version
    assert published_version.starts == DAY
    assert published_version.adopted_at == "Health, 5 March 2026"


def test_a_document_of_another_partnership_is_not_adopted(cast, meeting):
    other = make.make_partnership("elsewhere", "Elsewhere Partnership")
    version = make.make_document_version(make.make_document(other, "Their compact"), state="draft")
    decision = approve(meeting, cast.administrator)

    with refused("Their compact belongs to another partnership: choose one of this partnership."):
        adopt_document(decision, version, by=cast.administrator)


def test_the_sign_off_without_a_decision_still_works(cast):
    signed = sign_off(
        make.make_terms(cast.health),
        by=cast.officer,
        chair=cast.health_chair_person,
        meeting_of=cast.health,
        meeting_on=DAY,
        place="Hall",
        printer=make.plain_pdf,
    )
    assert not Decision.objects.filter(adopts_terms=signed).exists()


def test_terms_signed_off_at_the_meeting_are_named_by_its_decision_afterwards(cast):
    signed = make.make_terms(cast.board, state="published", sections={"purpose": "<p>Signed.</p>"}, on="2021-03-05")
    meeting = make_meetings.make_meeting(cast.board, "2021-03-05", status="held")
    decision = record_adoption(make_meetings.make_decision(meeting), signed, by=cast.administrator)
    assert decision.adopts_terms == signed


def test_terms_of_another_meeting_are_not_named(cast):
    signed = make.make_terms(cast.board, state="published", sections={"purpose": "<p>Signed.</p>"}, on="2021-03-05")
    decision = make_meetings.make_decision(make_meetings.make_meeting(cast.board, "2021-03-06", status="held"))
    with pytest.raises(Refused, match="not signed off at that meeting"):
        record_adoption(decision, signed, by=cast.administrator)
    decision.refresh_from_db()
    assert decision.adopts_terms is None
