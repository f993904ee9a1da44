"""The records judged: each rule is broken behind the deeds' back, and check_records says so in a sentence."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from governance.foundation.publication import State
from governance.management.commands import check_records
from governance.models import (
    Body,
    BodyPeriod,
    DocumentVersion,
    FormerSlug,
    Function,
    Link,
    Membership,
    Seat,
    SignedPdf,
    Substitution,
    TermsOfReference,
)
from governance.records import CHECKS, faults
from governance.records.lives import Lives
from governance.restructuring import end, readdress
from tests import make
from tests.cast import DAY_BEFORE, RESTRUCTURED

ON = make.day("2012-01-25")


def raw(model, **found):
    """Rows that can be changed past every check of ours."""
    return model._base_manager.filter(**found)


def told(check=None):
    """What the checks say, without the line that the audit draws under every raw write."""
    return [sentence for sentence in faults() if "without a line in the audit" not in sentence]


def drop_rule(model, name):
    """Take a rule out of the database, as a careless migration might; the test's end brings it back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f'ALTER TABLE {model._meta.db_table} DROP CONSTRAINT "{name}"')
        else:
            for event in ("insert", "update"):
                cursor.execute(f"DROP TRIGGER {name}_{event}")


def test_nothing_is_wrong_with_the_cast(cast):
    assert list(faults()) == []


# Reporting lines


def test_a_circle_is_found_on_whichever_day_it_closes(cast):
    raw(BodyPeriod, body=cast.jobs).update(parent=cast.culture)
    assert [sentence for sentence in told() if "circle" in sentence] == [
        (
            "Culture Forum (culture-forum), Jobs and Skills (jobs-and-skills) report to each other in a circle from "
            "1 April 2020: move one of them."
        )
    ]


def test_a_longer_circle_is_told_once(cast):
    raw(BodyPeriod, body=cast.board).update(parent=cast.health_data)
    assert [sentence for sentence in told() if "circle" in sentence] == [
        (
            "Leadership Board (board), Health Data Group (health-data-group), Health (health) report to each other in a "
            "circle from 1 April 2008: move one of them."
        ),
        (
            "Leadership Board (board), Health Data Group (health-data-group), Health (health) report to each other in a "
            "circle from 1 April 2020: move one of them."
        ),
    ]


@pytest.mark.parametrize(
    ("starts", "meets"),
    [(DAY_BEFORE, False), (RESTRUCTURED, True), (RESTRUCTURED + datetime.timedelta(days=1), False)],
)
def test_periods_must_meet(cast, starts, meets):
    drop_rule(BodyPeriod, "governance_period_no_overlap")
    raw(BodyPeriod, body=cast.board, starts=RESTRUCTURED).update(starts=starts)
    sentence = f"one period ends on 1 April 2020, the next begins on {starts.day} {starts:%B %Y}; they must meet."
    assert any(sentence in each for each in told()) is not meets


def test_a_period_after_one_without_end_is_found(cast):
    drop_rule(BodyPeriod, "governance_period_no_overlap")
    raw(BodyPeriod, body=cast.board, starts=make.FIRST).update(ends=None)
    assert (
        "Leadership Board (board): one period ends on never, the next begins on 1 April 2020; they must meet." in told()
    )


def test_a_body_without_a_period_is_found(cast):
    raw(BodyPeriod, body=cast.evidence).delete()
    assert "evidence-group has no period: establish it again, or remove the record." in told()


@pytest.mark.parametrize(("day", "inside"), [(1, False), (0, True), (-1, True)])
def test_a_child_stays_inside_the_life_of_its_parent(cast, day, inside):
    ends = ON + datetime.timedelta(days=day)
    raw(BodyPeriod, body=cast.health_data).update(ends=ends)
    raw(BodyPeriod, body=cast.health).update(ends=ON)
    sentence = "Health Data Group (health-data-group) reports to Health (health) from 1 April 2008 to 25 January 2012"
    assert any(each.startswith(sentence) for each in told()) is not inside


def test_an_accountable_body_without_a_parent_is_found(cast):
    raw(BodyPeriod, body=cast.health).update(parent=None)
    assert "Health (health) is accountable but reports to no body since 1 April 2008." in told()
    raw(BodyPeriod, body=cast.health).update(accountable=False)
    assert not [sentence for sentence in told() if "accountable" in sentence]


def test_a_partnership_that_reports_to_somebody_is_found(cast):
    raw(BodyPeriod, body=cast.partnership).update(parent=cast.evidence)
    assert (
        "Brackwater Partnership (brackwater) is a whole partnership but reports to Evidence Group (evidence-group) "
        "since 1 April 2008." in told()
    )


def test_a_kind_that_does_not_fit_is_found(cast):
    raw(BodyPeriod, body=cast.health).update(kind=make.kind("partnership"))
    assert "Health (health) is a partnership since 1 April 2008, which does not fit its place in the family." in told()


def test_another_partnership_on_a_row_is_found(cast):
    other = make.make_partnership("other", "Other")
    raw(BodyPeriod, body=cast.evidence).update(partnership=other)
    assert (
        "Evidence Group (evidence-group) is in another partnership since 1 April 2008 than its own record says."
        in told()
    )
    raw(Body, pk=cast.evidence.pk).update(partnership=cast.board)
    assert "Evidence Group (evidence-group) belongs to Leadership Board (board), which is no partnership." in told()
    raw(Body, pk=cast.evidence.pk).update(partnership=None)
    assert "Evidence Group (evidence-group) belongs to no partnership." in told()


def test_a_parent_in_another_partnership_is_found(cast):
    other = make.make_body("other", "Other", parent=make.make_partnership())
    raw(BodyPeriod, body=cast.health_data).update(parent=other)
    assert (
        "Health Data Group (health-data-group) reports to Other (other) of another partnership since 1 April 2008."
        in told()
    )


# What belongs to bodies


def test_two_rows_on_one_day_are_found_for_every_rule(cast):
    drop_rule(Membership, "governance_membership_no_overlap")
    second = make.make_membership(cast.member_seat)
    raw(Membership, pk=second.pk).update(place=1)
    first = raw(Membership, seat=cast.member_seat, place=1).exclude(pk=second.pk).get()
    numbers = sorted([first.pk, second.pk])
    assert (
        f"Membership {numbers[0]} and {numbers[1]} are in force on the same days: Somebody else holds that place on "
        "those days: let them step down first." in told()
    )


def test_neighbours_are_not_taken_for_overlaps(cast):
    raw(Membership, pk=cast.former_membership.pk).update(ends=ON)
    make.make_membership(cast.member_seat, on=ON)
    assert told() == []


@pytest.mark.parametrize(
    ("model", "what"),
    [
        (Seat, "Seat “Group of health data”"),
        (Function, "Function “Sweep”"),
        (Link, "Link “Health Data Group advises Health”"),
        (TermsOfReference, "Terms of reference “Terms of reference of Health Data Group, version 1”"),
    ],
)
def test_what_outlives_its_body_is_found(cast, model, what):
    make.make_seat(cast.health_data, "Group of health data")
    function = make.make_function(cast.health_data, "Sweep")
    make.make_link(cast.health_data, cast.health)
    make.make_terms(cast.health_data, state=State.PUBLISHED, on=ON)
    end(cast.health_data, on=make.today(), by=cast.administrator, homes={function: cast.health})
    assert told() == []
    owner = "source" if model is Link else "body"
    raw(model, **{owner: cast.health_data}).update(ends=None)
    (sentence,) = [each for each in told() if each.startswith(what)]
    assert sentence.endswith("but Health Data Group (health-data-group) does not exist on all those days.")


def test_a_link_reported_through_a_body_that_is_gone_is_found(cast):
    make.make_link(cast.board, cast.health, Link.Type.MAY_TASK, reported_through=cast.health_data)
    raw(BodyPeriod, body=cast.health_data).update(ends=ON)
    assert any(
        "“Leadership Board may task Health”" in sentence and "Health Data Group" in sentence for sentence in told()
    )


def test_a_holder_outside_the_seat_is_found(cast):
    raw(Seat, pk=cast.member_seat.pk).update(starts=ON)
    assert (
        "Tom Ferris holds “Partner organisations” of Leadership Board (board) since 1 April 2008, "
        "but the seat is in force since 25 January 2012." in told()
    )


def test_a_holder_of_a_place_that_is_not_there_is_found(cast):
    raw(Seat, pk=cast.member_seat.pk).update(low=1, high=1)
    assert (
        "Una Byrd holds “Partner organisations” of Leadership Board (board) in place 2, but the seat has 1." in told()
    )


def test_a_holder_of_a_derived_seat_is_found(cast):
    raw(Membership, pk=cast.former_membership.pk).update(seat=cast.health_seat, place=1)
    assert (
        "Una Byrd holds “Chair of Health” of Leadership Board (board), which follows another body’s chair by itself."
        in told()
    )


def test_a_substitute_for_nobody_is_found(cast):
    row = make.make_substitution(cast.member_seat, stands_in_for=cast.member_person, person=cast.former_person)
    assert told() == []
    raw(Substitution, pk=row.pk).update(stands_in_for=cast.chair_person)
    assert (
        "Una Byrd stands in for Ida Marlow on “Partner organisations” since 1 April 2008, who does not hold it on all "
        "those days." in told()
    )
    raw(Substitution, pk=row.pk).update(stands_in_for=cast.member_person, starts=make.day("2000-01-01"))
    assert (
        "Una Byrd stands in for Tom Ferris on “Partner organisations” since 1 January 2000, but the seat is in force "
        "since 1 April 2008." in told()
    )


# What must never change


def test_signed_text_and_pdf_that_were_touched_are_found(cast):
    signed = make.make_terms(cast.health, state=State.PUBLISHED)
    title = "Terms of reference of Health, version 1"
    raw(type(signed.sections.get()), terms=signed).update(text="<p>Sly.</p>")
    assert told() == [f"{title}: the text is not the one that was signed."]
    raw(SignedPdf, terms=signed).update(content=b"%PDF sly")
    assert told()[1:] == [f"{title}: the PDF is not the one that was signed."]
    raw(SignedPdf, terms=signed).delete()
    assert told()[1:] == [f"{title}: the signed PDF is missing."]


def test_what_changed_after_it_was_published_is_found(cast):
    signed = make.make_terms(cast.health, state=State.PUBLISHED)
    document = make.make_document(cast.health, "Compact")
    version = make.make_document_version(document)
    gone = make.make_document_version(document, on=ON)
    assert told() == []
    signed.signed_place, signed.state = "Elsewhere", State.DRAFT
    signed.save()
    raw(DocumentVersion, pk=version.pk).update(text="<p>Sly.</p>")
    key = gone.pk
    gone.delete()
    assert told() == [
        "Terms of reference of Health, version 1: signed_place, state changed after it was published.",
        "Compact, version 1: text changed after it was published.",
        f"Version {key} was published once, and is gone.",
    ]


def test_versions_of_a_document_out_of_order_are_found(cast):
    document = make.make_document(cast.health, "Compact")
    first, second = (make.make_document_version(document, on=day) for day in (ON, RESTRUCTURED))
    assert told() == []
    for version, number in ((first, 9), (second, 1), (first, 2)):
        raw(DocumentVersion, pk=version.pk).update(number=number)
    assert "Compact, version 1 is in force after version 2, which has a higher number." in told()


def test_an_address_that_leads_two_ways_is_found(cast):
    readdress(cast.health, slug="wellbeing", by=cast.administrator)
    assert told() == []
    FormerSlug.objects.create(record="governance.body", slug="board", target=cast.health.pk)
    FormerSlug.objects.create(record="governance.person", slug="gone", target=0)
    assert told() == [
        f"The former address “board” of body {cast.health.pk} is now that of body {cast.board.pk}.",
        "The former address “gone” leads to person 0, which does not exist.",
    ]


# The audit


def test_a_write_past_the_audit_is_found(cast):
    raw(Seat, pk=cast.member_seat.pk).update(title="Others", voting=False)
    assert list(faults()) == [f"Seat {cast.member_seat.pk}: title, voting changed without a line in the audit."]


def test_a_list_written_past_the_audit_is_found(cast):
    cast.member_seat.shared_between.set([cast.council, cast.trust])
    make.kind("sub-group").may_sit_under.add(make.kind("board"))
    assert list(faults()) == []
    Seat.shared_between.through.objects.filter(organisation=cast.trust).delete()
    assert list(faults()) == [f"Seat {cast.member_seat.pk}: shared_between changed without a line in the audit."]


def test_a_record_that_the_audit_does_not_know_is_found(cast):
    Seat.history.filter(id=cast.member_seat.pk).delete()
    assert list(faults()) == [f"Seat {cast.member_seat.pk}: the audit knows nothing of it."]


def test_a_deletion_past_the_audit_is_found(cast):
    function = make.make_function(cast.health, "Sweep")
    key = function.pk
    raw(Function, pk=key)._raw_delete("default")
    assert list(faults()) == [f"Function {key}: it was deleted without a line in the audit."]


# The whole


def test_the_checks_read_everything_a_fixed_number_of_times(cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(240):
        assert list(faults()) == []
    make.make_body(parent=cast.health)
    make.make_seat(cast.health)
    with django_assert_max_num_queries(240):
        assert list(faults()) == []


def test_the_search_for_circles_comes_first(cast):
    assert CHECKS[0].__name__ == "no_circles"


def test_a_life_finds_the_period_of_a_day(cast):
    lives = Lives()
    names = [lives.on(cast.board.pk, day).name for day in (DAY_BEFORE, RESTRUCTURED)]
    assert names == ["Partnership Board", "Leadership Board"]
    assert lives.on(cast.board.pk, make.FIRST - datetime.timedelta(days=1)) is None
    assert lives.on(cast.safer_streets.pk, RESTRUCTURED) is None
    assert lives.on(0, ON) is None


# The command


def run(capsys, *arguments):
    """The lines that the command prints, and its exit status."""
    status = 0
    try:
        call_command("check_records", *arguments)
    except CommandError as error:
        status = error.returncode
        return [*capsys.readouterr().out.splitlines(), str(error)], status
    return capsys.readouterr().out.splitlines(), status


def test_the_command_finds_nothing(cast, capsys):
    assert run(capsys) == (["No fault found."], 0)


def test_the_command_prints_a_line_a_fault_and_fails(cast, capsys):
    raw(Body, pk=cast.health.pk).update(level=7)
    raw(Seat, pk=cast.member_seat.pk).update(title="Others")
    assert run(capsys) == (
        [
            f"Seat {cast.member_seat.pk}: title changed without a line in the audit.",
            "Health (health): its numbers in the index do not fit its place in the tree: run check_records --fix.",
            "2 faults found.",
        ],
        1,
    )


def test_the_command_mends_the_index_and_says_what(cast, capsys):
    raw(Body, pk=cast.health.pk).update(level=7)
    assert run(capsys, "--fix") == (
        [
            "Health (health): its numbers in the tree were mended.",
            "The index was rebuilt: 1 body mended.",
            "No fault found.",
        ],
        0,
    )


def test_the_command_mends_only_the_index(cast, capsys):
    raw(Seat, pk=cast.member_seat.pk).update(title="Others")
    assert run(capsys, "--fix") == (
        [
            "The index was rebuilt: 0 bodies mended.",
            f"Seat {cast.member_seat.pk}: title changed without a line in the audit.",
            "1 fault found.",
        ],
        1,
    )


def test_the_command_does_not_rebuild_over_a_circle(cast, capsys):
    raw(BodyPeriod, body=cast.board).update(parent=cast.health)
    lines, status = run(capsys, "--fix")
    assert lines[0] == (
        "Nothing was mended. Leadership Board is in a circle of bodies that report to each other: mend its periods first."
    )
    assert "report to each other in a circle" in lines[1]
    assert status == 1


def test_progress_is_shown_once_the_command_takes_long(cast, capsys, monkeypatch):
    run(capsys)
    monkeypatch.setattr(check_records, "SECONDS_IN_SILENCE", 0)
    call_command("check_records")
    assert "Checking" in capsys.readouterr().err
