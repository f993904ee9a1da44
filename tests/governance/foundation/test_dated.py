"""Time: half-open spans, told alike by Python, by queries and by both databases."""

import datetime
from itertools import pairwise

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.state import ProjectState
from hypothesis import given
from hypothesis import strategies as st

from governance.foundation.dated import (
    ONE_DAY,
    LastDayField,
    NoOverlap,
    Span,
    Stage,
    in_force_q,
    meets_q,
    span_in_words,
)
from governance.models import BodyPeriod, Function, Membership
from tests import make

D = datetime.date(2012, 1, 25)
BEFORE, AFTER = D - ONE_DAY, D + ONE_DAY
FIRST = datetime.date(2010, 1, 1)


def the_day(number):
    return FIRST + datetime.timedelta(days=number)


# None as an end is a day far beyond those that are tried.
spans = st.tuples(st.integers(0, 8), st.none() | st.integers(1, 5)).map(
    lambda drawn: Span(the_day(drawn[0]), the_day(drawn[0] + drawn[1]) if drawn[1] else None)
)
CALENDAR = [the_day(number) for number in range(16)]


def days_of(span):
    return {day for day in CALENDAR if span.starts <= day and (span.ends is None or day < span.ends)}


@pytest.mark.parametrize(("day", "holds"), [(BEFORE, False), (D, True), (AFTER, True)])
def test_a_span_holds_its_first_day(day, holds):
    assert Span(D).holds(day) is holds


@pytest.mark.parametrize(
    ("day", "starts", "ends"),
    [(BEFORE, Stage.TO_COME, Stage.IN_FORCE), (D, Stage.IN_FORCE, Stage.OVER), (AFTER, Stage.IN_FORCE, Stage.OVER)],
)
def test_a_span_is_to_come_then_in_force_then_over(day, starts, ends):
    assert Span(D).stage_on(day) == starts
    assert Span(FIRST, D).stage_on(day) == ends


@pytest.mark.parametrize(("day", "holds"), [(BEFORE, True), (D, False), (AFTER, False)])
def test_a_span_does_not_hold_the_day_on_which_it_ends(day, holds):
    assert Span(FIRST, D).holds(day) is holds


@given(spans, spans)
def test_spans_meet_where_they_share_a_day(one, other):
    shared = days_of(one) & days_of(other)
    assert one.meets(other) is other.meets(one) is bool(shared)
    both = one.intersection(other)
    assert (days_of(both) if both else set()) == shared


@given(spans, spans)
def test_a_span_covers_another_that_has_no_day_of_its_own(one, other):
    assert one.covers(other) is (days_of(other) <= days_of(one))


def test_the_last_day_comes_before_the_end():
    assert Span(FIRST, D).last_day == BEFORE
    assert Span(FIRST).last_day is None


def test_a_span_in_words_includes_its_last_day():
    assert span_in_words(Span(FIRST, D)) == "from 1 January 2010 to 24 January 2012"
    assert span_in_words(Span(FIRST)) == "since 1 January 2010"


def test_dates_are_told_as_the_source_said_them():
    period = BodyPeriod(starts=FIRST, dates_as_said="early 2010")
    assert period.dates_in_words == "early 2010"
    period.dates_as_said = ""
    assert period.dates_in_words == "since 1 January 2010"


def test_queries_tell_the_same_days_as_python(db):
    body = make.make_partnership(on=FIRST)
    rows = []
    for starts in range(6):
        for length in (None, 1, 2, 5):
            ends = None if length is None else the_day(starts + length)
            row = Function(body=body, title=f"{starts} {length}", starts=the_day(starts), ends=ends)
            row.save()
            rows.append(row)
    for day in CALENDAR:
        expected = {row.title for row in rows if row.span.holds(day)}
        assert set(Function.objects.in_force(day).values_list("title", flat=True)) == expected
        assert set(Function.objects.filter(in_force_q(day)).values_list("title", flat=True)) == expected
        ended = {row.title for row in rows if row.ends and row.ends <= day}
        assert set(Function.objects.ended_by(day).values_list("title", flat=True)) == ended
    for asked in [row.span for row in rows]:
        expected = {row.title for row in rows if row.span.meets(asked)}
        assert set(Function.objects.meeting(asked).values_list("title", flat=True)) == expected
        assert set(Function.objects.filter(meets_q(asked)).values_list("title", flat=True)) == expected
    starts = [row.starts for row in Function.objects.earliest_first()]
    assert all(one <= other for one, other in pairwise(starts))


def test_in_force_reaches_through_a_lookup(db):
    body = make.make_partnership(on=D)
    found = type(body).objects.filter(in_force_q(BEFORE, "periods__"))
    assert [found.exists(), type(body).objects.filter(in_force_q(D, "periods__")).exists()] == [False, True]


def test_the_last_day_field_shows_the_last_day_and_hands_on_the_first_day_without():
    field = LastDayField(required=False)
    assert field.prepare_value(D) == BEFORE
    assert field.prepare_value("24.1.") == "24.1."
    assert field.clean("2012-01-24") == D
    assert field.clean("") is None
    assert field.has_changed(D, "2012-01-24") is False
    assert field.has_changed(D, "2012-01-25") is True


# What the database refuses by itself: rows saved past every check of ours.

MIDDLE = Span(datetime.date(2011, 1, 1), datetime.date(2012, 1, 1))
OVERLAPS = {
    "the same days": MIDDLE,
    "its first day": Span(datetime.date(2010, 6, 1), datetime.date(2011, 1, 2)),
    "its last day": Span(datetime.date(2011, 12, 31), datetime.date(2013, 1, 1)),
    "days within": Span(datetime.date(2011, 5, 1), datetime.date(2011, 5, 2)),
    "days around": Span(datetime.date(2010, 1, 1), datetime.date(2013, 1, 1)),
    "days around without end": Span(datetime.date(2010, 1, 1)),
}
NEIGHBOURS = {
    "up to its first day": Span(datetime.date(2010, 1, 1), datetime.date(2011, 1, 1)),
    "from the day on which it ends": Span(datetime.date(2012, 1, 1), datetime.date(2013, 1, 1)),
    "from then without end": Span(datetime.date(2012, 1, 1)),
}


@pytest.fixture
def standing(db):
    """A function with the days of MIDDLE, whose body and title others may take."""
    body = make.make_partnership(on=FIRST)
    row = Function(body=body, title="Sweep", starts=MIDDLE.starts, ends=MIDDLE.ends)
    row.save()
    return row


def beside(row, span, **others):
    return Function(**{"body": row.body, "title": row.title, "starts": span.starts, "ends": span.ends, **others})


@pytest.mark.parametrize("span", OVERLAPS.values(), ids=OVERLAPS)
def test_the_database_refuses_a_second_row_with(standing, span):
    with pytest.raises(IntegrityError, match="governance_function_no_overlap"), transaction.atomic():
        beside(standing, span).save()


@pytest.mark.parametrize("span", OVERLAPS.values(), ids=OVERLAPS)
def test_the_database_refuses_to_move_a_row_to(standing, span):
    other = beside(standing, Span(datetime.date(2020, 1, 1)))
    other.save()
    with pytest.raises(IntegrityError, match="governance_function_no_overlap"), transaction.atomic():
        Function._base_manager.filter(pk=other.pk).update(starts=span.starts, ends=span.ends)


@pytest.mark.parametrize("span", NEIGHBOURS.values(), ids=NEIGHBOURS)
def test_the_database_takes_a_neighbour(standing, span):
    beside(standing, span).save()
    assert Function.objects.count() == 2


def test_the_database_takes_the_same_days_under_another_key(standing):
    beside(standing, MIDDLE, title="Light").save()
    assert Function.objects.count() == 2


def test_a_row_may_be_saved_again_and_shortened(standing):
    standing.ends = datetime.date(2011, 3, 1)
    standing.save()
    assert Function.objects.get().ends == datetime.date(2011, 3, 1)


def test_the_database_refuses_an_end_on_the_first_day(standing):
    with pytest.raises(IntegrityError, match="governance_function_ends_after_start"), transaction.atomic():
        beside(standing, Span(D, D), title="Other").save()
    beside(standing, Span(D, AFTER), title="Other").save()


def test_the_database_refuses_two_holders_of_one_place_and_one_holder_of_two(db):
    body = make.make_partnership(on=FIRST)
    seat = make.make_seat(body, high=2)
    held = make.make_membership(seat)
    other = make.make_person(kept_by=body)
    for facts, name in (
        ({"person": other, "place": 1}, "governance_membership_no_overlap"),
        ({"person": held.person, "place": 2}, "governance_membership_one_place_each"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Membership(seat=seat, starts=D, **facts).save()


def test_every_rule_against_overlap_stands_in_the_database(db):
    wanted = {
        constraint.name
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, NoOverlap)
    }
    assert len(wanted) >= 10
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'x'")
            assert {name for (name,) in cursor.fetchall()} >= wanted
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            found = {name for (name,) in cursor.fetchall()}
            assert found >= {f"{name}_{event}" for name in wanted for event in ("insert", "update")}


def test_a_rule_for_one_state_lets_other_states_be(db):
    body = make.make_partnership(on=FIRST)
    terms = make.make_terms(body, state="published", on=D)
    rows = type(terms)._base_manager
    draft = make.make_terms(body)
    rows.filter(pk=draft.pk).update(starts=D)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.filter(pk=draft.pk).update(
            state="published",
            minor=0,
            major=9,
            signed_at=body,
            signed_on=D,
            signed_by=terms.signed_by,
            text_sha256="0" * 64,
        )


class Migrated:
    """A table that migrations have made and go on changing."""

    rule = NoOverlap(fields=["room"], name="governance_stay_no_overlap")

    def __init__(self):
        self.state = ProjectState()

    def apply(self, operation):
        before, self.state = self.state, self.state.clone()
        operation.state_forwards("governance", self.state)
        with connection.schema_editor() as editor:
            operation.database_forwards("governance", editor, before, self.state)

    def refuses(self):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("INSERT INTO governance_stay (room, starts) VALUES ('a', '2012-01-25')")
                transaction.set_rollback(True)
        except IntegrityError as error:
            return self.rule.name in str(error)
        return False


@pytest.fixture
def migrated(transactional_db):
    table = Migrated()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("room", models.CharField(max_length=10)),
        ("starts", models.DateField()),
        ("ends", models.DateField(null=True)),
    ]
    table.apply(migrations.CreateModel("Stay", fields, options={"constraints": [table.rule]}))
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO governance_stay (room, starts) VALUES ('a', '2010-01-01')")
    yield table
    table.apply(migrations.DeleteModel("Stay"))


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AlterField("stay", "room", models.CharField(max_length=40)),
        migrations.AddField("stay", "wish", models.CharField(max_length=10, null=True)),
        migrations.AlterField("stay", "starts", models.DateField("from")),
        migrations.AddIndex("stay", models.Index(fields=["room"], name="governance_stay_room")),
        migrations.AlterModelOptions("stay", {"ordering": ["room"]}),
    ],
    ids=["wider field", "new field", "renamed label", "new index", "options"],
)
def test_the_rule_survives_a_change_of_its_table(migrated, operation):
    assert migrated.refuses()
    migrated.apply(operation)
    assert migrated.refuses()


def test_the_rule_is_taken_away_and_added_by_migrations(migrated):
    migrated.apply(migrations.RemoveConstraint("stay", migrated.rule.name))
    assert not migrated.refuses()
    migrated.apply(migrations.AddConstraint("stay", migrated.rule))
    assert migrated.refuses()


def test_the_rule_is_written_into_migrations_whole():
    rule = NoOverlap(fields=["body"], only={"state": "published"}, name="n", message="No.")
    path, args, kwargs = rule.deconstruct()
    assert path == "governance.foundation.dated.NoOverlap"
    assert NoOverlap(*args, **kwargs) == rule
    assert NoOverlap(fields=["body"], name="n") != rule
