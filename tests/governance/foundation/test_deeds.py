"""What every deed shares: one way to refuse, one way to write, one lock."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from governance.foundation import deeds
from governance.foundation.deeds import Refused, first_sentence, strike, tree_lock, write
from governance.models import Body, BodyPeriod, Function, Link, OrganisationName, Seat
from tests import make
from tests.refusing import refused


@pytest.fixture
def body(db):
    return make.make_partnership()


def test_writing_leaves_an_audit_row_that_says_who_and_why(body):
    user = make.make_user("clerk")
    row = write(Function(body=body, title="Sweep", starts=make.FIRST), by=user, why="The review said so.")
    audit = row.history.get()
    assert (audit.history_user, audit.history_change_reason, audit.history_type) == (user, "The review said so.", "+")


def test_striking_out_leaves_an_audit_row_that_says_who_and_why(body):
    user = make.make_user("clerk")
    row = make.make_function(body)
    key = row.pk
    strike(row, by=user, why="Entered by mistake.")
    audit = Function.history.filter(id=key).latest()
    assert (audit.history_user, audit.history_change_reason, audit.history_type) == (user, "Entered by mistake.", "-")
    assert not Function.objects.exists()


def test_a_broken_field_is_refused_with_its_name(body):
    with refused("Title: This field cannot be blank."):
        write(Function(body=body, title="", starts=make.FIRST), by=None)


def test_a_broken_rule_of_the_record_is_refused_in_its_words(body):
    with refused("The least number of places is more than the greatest."):
        write(Seat(body=body, title="Members", low=3, high=2, starts=make.FIRST), by=None)


def test_what_the_database_refuses_is_told_in_the_words_of_its_rule(body):
    organisation = make.make_organisation(kept_by=body)
    make.make_organisation_name(organisation, "Old", starts="2009-01-01", ends="2010-01-01")
    second = OrganisationName(organisation=organisation, name="Older", starts="2009-12-31", ends="2011-01-01")
    with refused("The organisation already bore another former name on those days."), transaction.atomic():
        write(second, by=None)
    backwards = Function(body=body, title="Sweep", starts=make.day("2010-01-02"), ends=make.day("2010-01-01"))
    with refused("The end comes before the start: give a last day on or after the first day."), transaction.atomic():
        write(backwards, by=None)


def test_an_error_of_another_kind_is_not_hidden(body):
    orphan = Link(source=body, target_id=None, type=Link.Type.ADVISES, starts=make.FIRST)
    with pytest.raises(IntegrityError):
        write(orphan, by=None)


def test_the_first_sentence_names_the_field_unless_it_is_about_the_whole():
    assert first_sentence(ValidationError("No.")) == "No."
    assert first_sentence(ValidationError({"__all__": "No."})) == "No."
    assert first_sentence(ValidationError({"how_appointed": ["Too long.", "Odd."]})) == "How appointed: Too long."


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: Function.objects.update(title="Other"),
        lambda: Function.objects.filter(pk=0).bulk_update([], ["title"]),
        lambda: BodyPeriod.objects.bulk_create([]),
    ],
    ids=["update", "bulk update", "bulk create"],
)
def test_bulk_writes_that_leave_no_audit_are_refused(body, attempt):
    with pytest.raises(TypeError, match="audited: save each one instead"):
        attempt()


def test_nothing_of_a_deed_stays_when_it_is_refused_at_its_end(body):
    with refused("At the very end."), tree_lock():
        make.make_function(body)
        raise Refused("At the very end.")


def test_the_lock_is_one_for_the_whole_database_on_postgresql(body):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer anyway")
    with tree_lock(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (1,)
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == (f"{deeds.LOCK_TIMEOUT_SECONDS}s",)


def test_a_body_may_be_updated_in_bulk_for_the_index_alone(body):
    assert Body.objects.filter(pk=body.pk).update(lft=body.lft) == 1
