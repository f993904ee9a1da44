"""The slab of the officers' site: rights asked once, choices narrowed, versions sealed, values in words."""

import datetime

import pytest
from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from governance.foundation import stale
from governance.foundation.aggregate import Part, marks, opened, sealed, value_of
from governance.foundation.deed_forms import DayField, LastDay, refusal_of
from governance.foundation.deeds import Refused, strike, write
from governance.foundation.scoping import Rights, choosable, rights_of
from governance.foundation.wording import NOTHING, help_of, in_words, label_of, who_in_words
from governance.models import Appointment, BodyKind, Membership, Person, Seat, TermsOfReference, TermsSection
from meetings.models import Meeting
from tests import make

# Rights ----------------------------------------------------------------------------------------------------------


def test_rights_are_asked_of_the_database_once_a_request(cast, rf, django_assert_num_queries):
    request = rf.get("/")
    request.user = cast.officer
    with django_assert_num_queries(2):
        for _ in range(5):
            assert rights_of(request).may_enter
            assert rights_of(request).edits(cast.health.pk)
            assert not rights_of(request).edits(None)


def test_rights_follow_the_user_of_the_request(cast, rf):
    request = rf.get("/")
    for user, enters in ((cast.officer, True), (AnonymousUser(), False), (cast.member, False)):
        request.user = user
        assert rights_of(request).may_enter is enters


def test_a_secretary_edits_what_sits_under_their_body_and_is_no_officer(cast):
    rights = Rights(cast.secretary)

    assert rights.edited == {cast.health.pk, cast.health_data.pk}
    assert not rights.edits_shared
    assert not rights.is_officer_of(cast.partnership.pk)


# Choices ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "field", "word"),
    [(Seat, "body", "editable_by"), (Seat, "of_body", "visible_to"), (Membership, "seat", "editable_by"),
     (Membership, "person", "visible_to"), (Person, "kept_by", "editable_by"), (Person, "organisation", "visible_to"),
     (Meeting, "with_bodies", "editable_by")],
)  # fmt: skip
def test_a_field_that_says_whose_a_record_is_takes_only_ones_own(cast, model, field, word):
    relation = model._meta.get_field(field)
    expected = getattr(relation.remote_field.model.objects, word)(cast.secretary)

    assert set(choosable(relation, cast.secretary)) == set(expected)


def test_accounts_are_for_administrators_to_choose(cast):
    relation = Appointment._meta.get_field("user")

    assert not choosable(relation, cast.officer).exists()
    assert choosable(relation, cast.administrator).exists()


# Versions --------------------------------------------------------------------------------------------------------

PARTS = [Part(TermsOfReference), Part(TermsSection, "terms")]


def test_every_kind_of_change_to_a_part_makes_another_version(cast):
    terms = make.make_terms(cast.health)
    seen = [marks(terms, PARTS)]
    section = terms.sections.get()
    section.text = "<p>Another.</p>"
    write(section, by=cast.officer)
    seen.append(marks(terms, PARTS))
    make.make_section(terms, "quorum")
    seen.append(marks(terms, PARTS))
    strike(section, by=cast.officer)
    seen.append(marks(terms, PARTS))
    terms.review_due = datetime.date(2031, 1, 1)
    write(terms, by=cast.officer)
    seen.append(marks(terms, PARTS))
    make.make_terms(cast.jobs)

    assert len(set(seen)) == len(seen)
    assert marks(terms, PARTS) == seen[-1]


def test_a_sealed_version_opens_for_its_own_record_alone(cast):
    seal = sealed(cast.health, (7, 8))

    assert opened(cast.health, seal) == (7, 8)
    for forged in ("", "nonsense", seal[:-1] + ("A" if seal[-1] != "A" else "B")):
        assert opened(cast.health, forged) is None
    assert opened(cast.jobs, seal) is None
    assert opened(cast.council, sealed(cast.health, ())) is None


def test_a_part_can_be_read_as_it_was_at_a_version(cast):
    terms = make.make_terms(cast.health, sections={"purpose": "<p>Then.</p>"})
    section = terms.sections.get()
    mark = marks(terms, PARTS)[1]
    section.text = "<p>Now.</p>"
    write(section, by=cast.officer)
    strike(section, by=cast.officer)

    then = PARTS[1].as_of(terms, mark)
    assert [row.text for row in then.values()] == ["<p>Then.</p>"]
    assert PARTS[1].as_of(terms, marks(terms, PARTS)[1]) == {}


def test_many_to_many_values_are_read_alike_from_a_record_and_from_its_audit(cast):
    kind = BodyKind.objects.get(slug="strategic-action-group")
    field = BodyKind._meta.get_field("may_sit_under")
    kind.may_sit_under.set([make.kind("forum"), make.kind("board")])

    expected = sorted([make.kind("forum").pk, make.kind("board").pk])
    assert value_of(kind, field) == expected
    assert value_of(kind.history.first(), field) == expected


# Words -----------------------------------------------------------------------------------------------------------


def field(model, name):
    return model._meta.get_field(name)


def test_values_are_told_in_words(cast):
    told = [
        (field(Seat, "role"), "vice chair", "Vice chair"),
        (field(Seat, "voting"), True, "Yes"),
        (field(Seat, "voting"), False, "No"),
        (field(Seat, "low"), 0, "0"),
        (field(Seat, "starts"), datetime.date(2012, 1, 25), "25 January 2012"),
        (field(Seat, "ends"), datetime.date(2012, 1, 25), "24 January 2012"),
        (field(Seat, "ends"), None, NOTHING),
        (field(Seat, "title"), "", NOTHING),
        (field(Seat, "body"), cast.health.pk, "Health"),
        (field(Seat, "body"), cast.health, "Health"),
        (field(Seat, "shared_between"), [cast.council.pk, cast.trust.pk], "Brackwater Council, Marsh Health Trust"),
        (field(TermsSection, "text"), "<p>One.</p><ul><li>Two</li></ul>", "One.\nTwo"),
        (field(Person, "grade"), 4, "Director"),
    ]
    for model_field, value, words in told:
        assert in_words(model_field, value) == words, model_field


def test_a_key_that_leads_nowhere_any_more_is_told_as_such(db):
    assert in_words(field(Seat, "body"), 4711) == "body 4711, no longer there"


def test_labels_and_help_are_for_clerks(cast):
    assert label_of(field(Seat, "ends")) == "Last day"
    assert label_of(field(Seat, "of_body")) == "From body"
    assert help_of(field(Seat, "how_appointed")) == "The appointing route."


def test_who_is_named_with_the_user_name(cast):
    cast.officer.first_name, cast.officer.last_name = "Robin", "Ashe"

    assert who_in_words(cast.officer) == "Robin Ashe (officer)"
    assert who_in_words(cast.secretary) == "secretary"
    assert who_in_words(None) == "The portal itself"


@pytest.mark.parametrize("words", ["no way: do it", "No way: do it."])
def test_a_refusal_is_a_sentence_on_the_screen(words):
    assert refusal_of(Refused(words)) == "No way: do it."


# Days ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["25/01/2012", "25 January 2012", "25 Jan 2012", "2012-01-25", " 25.01.2012 "])
def test_a_day_may_be_written_in_several_ways(typed):
    assert DayField().clean(typed) == datetime.date(2012, 1, 25)
    assert LastDay().clean(typed) == datetime.date(2012, 1, 26)


# Taking over -----------------------------------------------------------------------------------------------------


class Plain(forms.Form):
    """One field of each widget that a form of the site has."""

    title = forms.CharField(required=False)
    voting = forms.BooleanField(required=False)
    role = forms.ChoiceField(choices=Seat.Role.choices, required=False)
    starts = forms.DateField(widget=AdminDateWidget, required=False)
    ends = LastDay(required=False)
    kinds = forms.MultipleChoiceField(
        choices=[("1", "a"), ("2", "b")], required=False, widget=forms.CheckboxSelectMultiple
    )


SHOWN = {
    "title": "Chair",
    "voting": True,
    "role": "chair",
    "starts": datetime.date(2020, 1, 1),
    "ends": None,
    "kinds": ["1"],
}
SAVED = {
    "title": "Vice chair",
    "voting": False,
    "role": "vice chair",
    "starts": datetime.date(2021, 1, 1),
    "ends": datetime.date(2030, 1, 1),
    "kinds": ["2"],
}
UNTOUCHED = "title=Chair&voting=on&role=chair&starts=01/01/2020&ends=&kinds=1"


def reconciled(typed, base=SHOWN, saved=SAVED):
    data = QueryDict(typed, mutable=True)
    found = list(stale.reconcile(Plain(data), data, base=base, saved=saved, named=lambda name: None))
    return data, found


def test_a_form_that_nobody_touched_takes_everything_over():
    data, found = reconciled(UNTOUCHED)

    assert len(found) == len(SAVED)
    assert all(each.taken_over for each in found)
    form = Plain(data)
    assert form.is_valid()
    assert form.cleaned_data == SAVED


def test_what_was_typed_stays_and_is_shown_beside_what_is_saved():
    data, found = reconciled(UNTOUCHED.replace("title=Chair", "title=Leader"))

    mine = [each for each in found if not each.taken_over]
    assert [(each.label, each.saved, each.yours) for each in mine] == [("title", "Vice chair", "Leader")]
    assert data["title"] == "Leader"


def test_what_both_typed_alike_is_no_difference():
    assert reconciled("title=Vice chair&role=vice chair&starts=01/01/2021&ends=31/12/2029&kinds=2")[1] == []


def test_what_the_others_left_alone_is_no_difference():
    data, found = reconciled(UNTOUCHED.replace("title=Chair", "title=Leader"), saved=SHOWN)

    assert found == []
    assert data["title"] == "Leader"


def test_without_a_known_beginning_nothing_is_taken_over():
    data, found = reconciled(UNTOUCHED, base=None)

    assert not any(each.taken_over for each in found)
    assert data["title"] == "Chair"


def test_what_makes_no_sense_is_shown_as_it_was_typed():
    _, found = reconciled(UNTOUCHED.replace("starts=01/01/2020", "starts=soon"))

    assert ("soon", False) in {(each.yours, each.taken_over) for each in found}
