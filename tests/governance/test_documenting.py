"""Documents: their versions, and who has signed."""

import datetime

import pytest

from governance.documents.documenting import ask_to_sign, draft_version, publish_version, record_signature
from governance.foundation.deeds import Refused, write
from governance.foundation.publication import State
from governance.models import DocumentVersion, Signatory
from tests import make
from tests.refusing import refused

ON = make.day("2012-01-25")
BEFORE, AFTER = make.day("2012-01-24"), make.day("2012-01-26")
LATER = make.day("2014-01-25")


@pytest.fixture
def document(cast):
    return make.make_document(cast.health, "Compact")


def written(version, text="<p>We agree.</p>"):
    version.text = text
    return write(version, by=None)


def in_force(document, day):
    return [version.number for version in document.versions.published().in_force(day)]


def test_versions_are_numbered_and_copied(document, cast):
    first = make.make_document_version(document, on=ON)
    second = draft_version(document, by=cast.secretary)
    assert [(v.number, v.text) for v in (first, second)] == [(1, "<p>We agree.</p>"), (2, "<p>We agree.</p>")]


def test_there_is_one_draft_at_a_time(document, cast):
    draft_version(document, by=cast.secretary)
    with refused("There is a draft of Compact already: go on with version 1."):
        draft_version(document, by=cast.secretary)


def test_a_version_is_in_force_until_the_next_is(document, cast):
    make.make_document_version(document, on=ON)
    make.make_document_version(document, on=LATER)
    eve = LATER - datetime.timedelta(days=1)
    assert [in_force(document, day) for day in (BEFORE, ON, AFTER, eve, LATER)] == [[], [1], [1], [1], [2]]


@pytest.mark.parametrize(("day", "may"), [(BEFORE, False), (ON, False), (AFTER, True)])
def test_a_version_follows_the_one_before_it(document, cast, day, may):
    make.make_document_version(document, on=ON)
    draft = written(draft_version(document, by=cast.secretary))
    if may:
        assert publish_version(draft, on=day, by=cast.secretary).starts == day
        return
    with refused("Version 1 is in force from that day or later: choose a later day."):
        publish_version(draft, on=day, by=cast.secretary)


def test_an_empty_version_is_not_published(document, cast):
    draft = draft_version(document, by=cast.secretary)
    with refused("The version is empty: write it before it is published."):
        publish_version(draft, on=ON, by=cast.secretary)


def test_a_version_is_published_once(document, cast):
    version = make.make_document_version(document, on=ON)
    assert (version.adopted_at, version.state) == ("Annual general meeting", State.PUBLISHED)
    with pytest.raises(Refused):
        publish_version(version, on=LATER, by=cast.secretary)
    assert in_force(document, LATER) == [1]


def test_the_text_of_a_published_version_stands(document, cast):
    version = make.make_document_version(document, on=ON)
    version.text = "<p>Sly.</p>"
    with refused("A published version never changes: draft a new one instead."):
        version.save()
    with pytest.raises(TypeError, match="audited"):
        DocumentVersion.objects.update(text="<p>Sly.</p>")


@pytest.mark.parametrize("name", ["chair", "member", "visitor"])
def test_only_those_who_edit_the_body_publish(document, cast, name):
    user = getattr(cast, name)
    draft = written(draft_version(document, by=cast.secretary))
    signatory = ask_to_sign(document, cast.trust, on=ON, by=cast.secretary)
    sentence = "You are not appointed to edit Health; ask its partnership officer."
    for attempt in (
        lambda: draft_version(document, by=user),
        lambda: publish_version(draft, on=ON, by=user),
        lambda: ask_to_sign(document, cast.council, on=ON, by=user),
        lambda: record_signature(signatory, on=ON, by=user),
    ):
        with refused(sentence):
            attempt()


# Signatories


def test_a_partner_is_asked_once(document, cast):
    signatory = ask_to_sign(document, cast.council, on=ON, by=cast.secretary)
    assert (signatory.asked_on, signatory.signed_on) == (ON, None)
    with refused("Brackwater Council is already asked to sign Compact."):
        ask_to_sign(document, cast.council, on=AFTER, by=cast.secretary)


@pytest.mark.parametrize(("day", "may"), [(BEFORE, False), (ON, True), (AFTER, True)])
def test_a_partner_signs_once_it_is_asked(document, cast, day, may):
    signatory = ask_to_sign(document, cast.council, on=ON, by=cast.secretary)
    if may:
        assert record_signature(signatory, on=day, by=cast.secretary).signed_on == day
        with refused("Brackwater Council has signed already."):
            record_signature(signatory, on=LATER, by=cast.secretary)
        return
    with refused("Brackwater Council cannot have signed before it was asked: choose a later day."):
        record_signature(signatory, on=day, by=cast.secretary)


def test_signatories_are_public_with_the_document(document, cast):
    signatory = ask_to_sign(document, cast.council, on=ON, by=cast.secretary)
    assert signatory not in Signatory.objects.visible_to(cast.visitor)
    make.make_document_version(document, on=ON)
    assert signatory in Signatory.objects.visible_to(cast.visitor)
