"""Access as queryset words: who reads and who changes which rows."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse

from governance.foundation import access
from governance.foundation.publication import State
from governance.models import (
    Appointment,
    Body,
    BodyKind,
    Document,
    DocumentVersion,
    Function,
    Membership,
    Organisation,
    Person,
    Seat,
    TermsOfReference,
    TermsSection,
)
from partnership.reading import ReadingMiddleware
from tests import make
from tests.refusing import refused

EVERYBODY = ("administrator", "officer", "secretary", "chair", "member", "former_member", "visitor")


@pytest.fixture
def stranger(db):
    """An account that is nobody's, with a switch that must open nothing."""
    user = make.make_user("stranger")
    user.is_superuser = user.is_staff = True
    user.save()
    return user


def those(cast, question):
    """Of everybody, those for whom the answer is yes."""
    return {name for name in EVERYBODY if question(getattr(cast, name))}


def test_who_may_edit_each_body(cast):
    elsewhere = make.make_partnership()
    expected = {
        cast.partnership: {"administrator", "officer"},
        cast.board: {"administrator", "officer"},
        cast.evidence: {"administrator", "officer"},  # beside the tree, of the family
        cast.safer_streets: {"administrator", "officer"},  # ended long ago
        cast.health: {"administrator", "officer", "secretary"},
        cast.health_data: {"administrator", "officer", "secretary"},
        cast.jobs: {"administrator", "officer"},
        elsewhere: {"administrator"},
    }
    for body, names in expected.items():
        assert those(cast, lambda user, body=body: access.may_edit(user, body)) == names, body
        assert those(cast, lambda user, body=body: access.may_edit(user, body.pk)) == names, body
        assert those(cast, lambda user, body=body: body in Body.objects.editable_by(user)) == names, body


def test_a_superuser_without_an_appointment_is_nobody(cast, stranger):
    terms = make.make_terms(cast.health)
    assert not access.may_edit(stranger, cast.health)
    assert not access.administers(stranger)
    assert not access.may_edit_shared(stranger)
    assert not access.is_officer_of(stranger, cast.partnership)
    assert not access.chairs(stranger, cast.board)
    assert not Body.objects.editable_by(stranger).exists()
    assert terms not in TermsOfReference.objects.visible_to(stranger)


def test_an_account_that_is_switched_off_is_nobody(cast):
    for name in ("administrator", "officer", "secretary", "chair"):
        user = getattr(cast, name)
        user.is_active = False
        user.save()
        assert not access.may_edit(user, cast.health), name
        assert not access.chairs(user, cast.board), name
        assert not Body.objects.editable_by(user).exists(), name


def test_an_account_acts_for_its_person_while_it_is_switched_on(cast):
    assert access.person_of(cast.chair) == cast.chair_person
    assert access.person_of(cast.officer) is None
    assert access.person_of(cast.visitor) is None
    cast.chair.is_active = False
    assert access.person_of(cast.chair) is None


def test_who_may_edit_what_belongs_to_no_body(cast):
    assert those(cast, access.may_edit_shared) == {"administrator", "officer"}
    assert those(cast, lambda user: BodyKind.objects.editable_by(user).exists()) == {"administrator", "officer"}


def test_who_is_officer_of_the_partnership(cast):
    assert those(cast, lambda user: access.is_officer_of(user, cast.partnership)) == {"administrator", "officer"}
    assert those(cast, lambda user: access.is_officer_of(user, cast.partnership.pk)) == {"administrator", "officer"}
    assert those(cast, lambda user: access.is_officer_of(user, make.make_partnership())) == {"administrator"}


def test_who_chairs(cast):
    assert those(cast, lambda user: access.chairs(user, cast.board)) == {"chair"}
    assert those(cast, lambda user: access.chairs(user, cast.health)) == set()


def test_a_draft_is_read_by_those_who_edit_or_chair_its_body(cast):
    drafts = {body: make.make_terms(body) for body in (cast.board, cast.health, cast.jobs)}
    expected = {
        cast.board: {"administrator", "officer", "chair"},
        cast.health: {"administrator", "officer", "secretary"},
        cast.jobs: {"administrator", "officer"},
    }
    for body, draft in drafts.items():
        visible = those(cast, lambda user, draft=draft: draft in TermsOfReference.objects.visible_to(user))
        assert visible == expected[body]
        section = draft.sections.get()
        visible = those(cast, lambda user, section=section: section in TermsSection.objects.visible_to(user))
        assert visible == expected[body]


def test_what_is_published_is_read_by_all(cast):
    signed = make.make_terms(cast.health, state=State.PUBLISHED)
    assert those(cast, lambda user: signed in TermsOfReference.objects.visible_to(user)) == set(EVERYBODY)
    assert those(cast, lambda user: cast.health in Body.objects.visible_to(user)) == set(EVERYBODY)


def test_what_is_withdrawn_is_read_by_nobody_outside(cast):
    given_up = make.make_terms(cast.health, state=State.WITHDRAWN)
    seen = those(cast, lambda user: given_up in TermsOfReference.objects.visible_to(user))
    assert seen == {"administrator", "officer", "secretary"}


def test_a_document_is_public_with_its_first_published_version(cast):
    document = make.make_document(cast.health)
    version = make.make_document_version(document, state=State.DRAFT)
    inside = {"administrator", "officer", "secretary"}
    assert those(cast, lambda user: document in Document.objects.visible_to(user)) == inside
    assert those(cast, lambda user: version in DocumentVersion.objects.visible_to(user)) == inside
    make.publish_version(version, on=make.FIRST, by=cast.administrator)
    assert those(cast, lambda user: document in Document.objects.visible_to(user)) == set(EVERYBODY)
    assert those(cast, lambda user: version in DocumentVersion.objects.visible_to(user)) == set(EVERYBODY)


def test_people_are_public_once_they_hold_or_held_a_seat(cast):
    unseated = make.make_person(kept_by=cast.health)
    assert those(cast, lambda user: unseated in Person.objects.visible_to(user)) == {
        "administrator",
        "officer",
        "secretary",
    }
    assert those(cast, lambda user: cast.former_person in Person.objects.visible_to(user)) == set(EVERYBODY)
    make.make_substitution(cast.member_seat, stands_in_for=cast.member_person, person=unseated)
    assert those(cast, lambda user: unseated in Person.objects.visible_to(user)) == set(EVERYBODY)


def test_appointments_are_read_by_those_who_edit_their_body(cast):
    seen = {
        name: {str(row) for row in Appointment.objects.visible_to(getattr(cast, name))}
        for name in ("officer", "secretary", "member", "visitor")
    }
    officers = "officer, partnership officer of Brackwater Partnership"
    assert seen == {
        "officer": {officers, "secretary, secretary of Health"},
        "secretary": {"secretary, secretary of Health"},
        "member": set(),
        "visitor": set(),
    }


@pytest.mark.parametrize("model", [Seat, Membership, Function, Organisation, Person])
def test_rows_are_changed_by_those_who_edit_their_body(cast, model):
    row = {
        Seat: cast.member_seat,
        Membership: cast.former_membership,
        Function: make.make_function(cast.board),
        Organisation: cast.council,
        Person: cast.member_person,
    }[model]
    assert those(cast, lambda user: row in model.objects.editable_by(user)) == {"administrator", "officer"}


def test_a_row_knows_its_body(cast):
    assert cast.former_membership.body_key == cast.board.pk
    assert cast.board.body_key == cast.board.pk
    assert make.kind("board").body_key is None


def test_a_refusal_names_the_body(cast):
    with refused("You are not appointed to edit Leadership Board; ask its partnership officer."):
        access.require_edit(cast.secretary, cast.board)


def test_the_public_is_nobody_we_know(db):
    assert not access.is_known(AnonymousUser())
    assert not access.is_known(None)
    assert access.is_known(make.make_user())


@pytest.mark.parametrize(("method", "asked"), [("get", 1), ("head", 1), ("post", 2)])
def test_a_page_that_is_read_asks_once_what_its_reader_edits_and_a_deed_each_time(cast, rf, monkeypatch, method, asked):
    questions = []
    edited = type(access.standing()).edited
    monkeypatch.setattr(
        type(access.standing()), "edited", lambda self, user: questions.append(user) or edited(self, user)
    )

    def page(request):
        assert access.may_edit(cast.secretary, cast.health)
        assert not access.may_edit(cast.secretary, cast.jobs)
        return HttpResponse()

    ReadingMiddleware(page)(getattr(rf, method)("/"))
    assert len(questions) == asked

    access.may_edit(cast.secretary, cast.health)
    assert len(questions) == asked + 1, "the next one asks anew"
