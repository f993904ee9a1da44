"""Figures from csv and xlsx: every bad line reported, set beside what stands, recorded all or none."""

import datetime
from decimal import Decimal

import pytest

from priorities.indicators.figures import record_value
from priorities.models import Accountability, Value
from priorities.sheets.figure_import import packed, read_figures, record_figures, unpacked, weigh
from tests import make
from tests import make_priorities as mp
from tests.priorities.tables import csv_file, xlsx
from tests.refusing import refusal

pytestmark = pytest.mark.django_db

COLUMNS = ["indicator", "area", "period", "series", "number", "note"]


@pytest.fixture
def by(cast):
    return cast.officer


@pytest.fixture
def county(cast):
    return mp.make_area(cast.partnership, "Brackshire", slug="brackshire", code="E10000001")


@pytest.fixture
def north(cast, county):
    return mp.make_area(cast.partnership, "North", slug="north", code="E07000222", parent=county)


@pytest.fixture
def smokers(cast, county, north):
    return mp.make_indicator(cast.health, "Smokers", slug="smokers", area=county)


def read(by, *rows, columns=COLUMNS, made=xlsx):
    return read_figures(made(columns, *rows), by=by)


def faults(by, *rows, columns=COLUMNS):
    return [(fault.line, fault.column, fault.sentence) for fault in read(by, *rows, columns=columns).faults]


def stands(indicator):
    """What stands, in the order of the periods."""
    return [(each.area.slug, each.series, each.period, each.number) for each in indicator.values.in_turn()]


@pytest.mark.parametrize("made", [xlsx, csv_file])
def test_figures_come_in_with_indicator_and_area_by_slug_code_or_name(smokers, north, by, made):
    found = read(
        by,
        ["Smokers", "E07000222", "2009/10", "", "21.5", "provisional"],
        ["smokers", "north", "Q1 2010/11", "Target", "20", ""],
        ["SMOKERS", "North", "April 2010", "forecast", "19.25", ""],
        ["smokers", "", "2009", "actual", "1,234.5", ""],
        made=made,
    )

    assert found.faults == ()
    weighed = record_figures(found.rows, by=by)
    assert (len(weighed.new), len(weighed.changed), weighed.same) == (4, 0, 0)
    assert stands(smokers) == [
        ("brackshire", "actual", "2009", Decimal("1234.5")),
        ("north", "actual", "2009/10", Decimal("21.5")),
        ("north", "target", "Q1 2010/11", Decimal("20")),
        ("north", "forecast", "April 2010", Decimal("19.25")),
    ]
    value = smokers.values.get(period="2009/10")
    assert (value.starts, value.ends) == (datetime.date(2009, 4, 1), datetime.date(2010, 4, 1))
    assert (value.note, value.recorded_by) == ("provisional", by)
    assert value.recorded_at is not None


def test_a_period_by_its_first_and_last_day_gets_words_unless_it_has_some(smokers, by):
    columns = ["indicator", "from", "to", "period", "number"]
    found = read(
        by,
        ["smokers", datetime.date(2009, 4, 1), datetime.date(2010, 3, 31), "", 1],
        ["smokers", "01/04/2010", "2010-06-30", "Wave 3", 2],
        ["smokers", "01/07/2010", "15/07/2010", "", 3],
        columns=columns,
    )
    assert found.faults == ()
    assert [(row.period, row.ends) for row in found.rows] == [
        ("2009/10", datetime.date(2010, 4, 1)),
        ("Wave 3", datetime.date(2010, 7, 1)),
        ("1 July 2010 to 15 July 2010", datetime.date(2010, 7, 16)),
    ]


def test_every_bad_line_is_reported_with_line_column_and_one_sentence(cast, smokers, by):
    found = faults(
        by,
        ["Smoker", "", "2009/10", "", 1, ""],
        ["smokers", "Nrth", "2009-10", "aim", "lots", "x" * 201],
        ["", "", "", "", "", ""],
        ["", "north", "2009/10", "", 2, ""],
        ["smokers", "", "", "", "", ""],
        ["smokers", "", "2009/10", "", 3, ""],
        ["Smokers", "brackshire", "2009/10", "actual", 4, ""],
        ["smokers", "", "2010/11", "", "1.23456", ""],
        ["smokers", "", "2011/12", "", "1000000000000", ""],
    )

    assert found == [
        (2, "indicator", "“Smoker” is not the name of an indicator: did you mean “Smokers”?"),
        (3, "series", "“aim” is no series: write actual, target or forecast."),
        (3, "number", "“lots” is no number: write it like 1250 or 12.5."),
        (3, "note", "This has 201 letters, and may have 200: shorten it."),
        (3, "area", "“Nrth” is not the name of an area: did you mean “North”?"),
        (3, "period", "“2009-10” names no period for certain: write it like 2009/10, Q1 2009/10 or April 2009, or give its first and last day."),
        (5, "indicator", "There is no indicator: write its name or the end of its page’s address."),
        (6, "number", "There is no number: write it, or “none” to take back what stands."),
        (6, "period", "There is no period: write it like 2009/10, or give its first and last day."),
        (8, "", "Line 7 has a figure for the same: take one of them out."),
        (9, "number", "“1.23456” has more than 4 decimals: round it."),
        (10, "number", "This number is larger than the portal keeps: check it."),
    ]  # fmt: skip
    assert not Value.objects.exists()


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (["01/04/2009", "", ""], "Give both the first and the last day of the period, or neither."),
        (["01/04/2009", "31/03/2009", ""], "The period ends before it begins: give a later last day."),
        (["01/04/2009", "30/04/2009", "2009/10"], "“2009/10” is not the period from 01/04/2009 to 30/04/2009: put one of them right."),
        (["31/04/2009", "30/04/2009", ""], "“31/04/2009” is no day: write it like 30/11/2009."),
        (["April", "May", ""], "“April” is no day: write it like 30/11/2009."),
    ],
)  # fmt: skip
def test_a_period_that_cannot_be_is_one_sentence(smokers, by, cells, sentence):
    assert faults(by, ["smokers", *cells, 1], columns=["indicator", "from", "to", "period", "number"]) == [
        (2, "period", sentence)
    ]


def test_columns_that_are_missing_are_reported(smokers, by):
    assert faults(by, ["smokers", 1], columns=["indicator", "from"]) == [
        (1, "number", "There is no column “number”: add it, with that name in the first line."),
        (1, "period", "There is no column “period”: add it, or the columns “from” and “to”."),
    ]


def test_lines_are_checked_although_columns_are_unknown_or_missing(smokers, by):
    columns = ["indicator", "period", "nunber", "colour"]
    assert faults(by, ["smokers", "2009/10", "lots", ""], ["Smoker", "2010-11", 4, "red"], columns=columns) == [
        (1, "nunber", "The column “nunber” is not known: did you mean “number”?"),
        (1, "colour", "The column “colour” is not known: take it out."),
        (1, "number", "There is no column “number”: add it, with that name in the first line."),
        (2, "number", "“lots” is no number: write it like 1250 or 12.5."),
        (3, "indicator", "“Smoker” is not the name of an indicator: did you mean “Smokers”?"),
        (3, "period", "“2010-11” names no period for certain: write it like 2009/10, Q1 2009/10 or April 2009, or give its first and last day."),
    ]  # fmt: skip
    found = read(by, ["smokers", "Nowhere", "2009/10"], columns=["indicator", "area", "period"])
    assert [(each.line, each.column) for each in found.faults] == [(1, "number"), (2, "area")]
    assert found.rows == ()


def test_what_the_deed_would_refuse_is_reported_beside_other_bad_lines(smokers, by):
    rows = [
        ["smokers", "", "2009/10", "", 4, ""],
        ["smokers", "", "2010-11", "", 4, ""],
        ["smokers", "", "Q1 2009/10", "", 4, ""],
    ]
    assert [(line, column) for line, column, _ in faults(by, *rows)] == [(3, "period"), (4, "")]
    rows[1][4] = "none"
    assert [(line, column) for line, column, _ in faults(by, *rows)] == [(3, "period")], "It may make room for others."


BESIDE = ["indicator", "period", "number", "unit", "invented", "recorded"]


@pytest.mark.parametrize(
    ("unit", "number", "says", "wrong"),
    [
        ("%", "21", "%", None),
        ("%", "21%", "per cent", None),
        ("%", "21", "", None),
        ("% of adults", "21", "Percent  of adults", None),
        ("£ a head", "£21", "pounds a head", None),
        ("", "21%", "people", None),
        ("%", "21", "people", ("unit", "“people” is not the unit of Smokers, which is counted in “%”: convert the figure, or correct the unit.")),
        ("tonnes", "21", "kg", ("unit", "“kg” is not the unit of Smokers, which is counted in “tonnes”: convert the figure, or correct the unit.")),
        ("homes", "21%", "", ("number", "“21%” says “%”, and Smokers is counted in “homes”: check the figure.")),
        ("%", "£21", "", ("number", "“£21” says “£”, and Smokers is counted in “%”: check the figure.")),
    ],
)  # fmt: skip
def test_a_unit_that_contradicts_the_indicators_is_an_error(smokers, by, *, unit, number, says, wrong):
    smokers.unit = unit
    smokers.save()
    found = read(by, ["smokers", "2009/10", number, says, "no", "2010-05-01"], columns=BESIDE)
    assert [(each.column, each.sentence) for each in found.faults] == ([wrong] if wrong else [])
    assert found.beside == ("unit", "invented", "recorded")
    if not wrong:
        assert [row.number for row in found.rows] == [21]


@pytest.mark.parametrize(("invented", "says", "good"), [(True, "yes", True), (True, "no", True), (False, "no", True), (False, "Yes", False)])  # fmt: skip
def test_figures_that_are_called_invented_are_not_taken_for_real_ones(smokers, by, *, invented, says, good):
    smokers.invented = invented
    smokers.save()
    found = faults(by, ["smokers", "2009/10", 21, "", says, ""], columns=BESIDE)
    sentence = "This figure is marked as invented, and the figures of Smokers are not: leave the line out."
    assert found == ([] if good else [(2, "invented", sentence)])


def test_the_code_of_an_area_tells_where_names_do_not_and_must_not_contradict_them(cast, smokers, north, by):
    mp.make_area(cast.partnership, "North", slug="other-north", code="E07000333")
    columns = ["indicator", "area", "area code", "period", "number"]
    found = read(
        by,
        ["smokers", "North", "E07000333", "2009/10", 1],
        ["smokers", "", "E07000222", "2009/10", 2],
        ["smokers", "Brackshire", "E00000000", "2009/10", 3],
        ["smokers", "Brackshire", "E07000222", "2010/11", 4],
        columns=columns,
    )
    assert [(row.area, row.number) for row in found.rows] == [("other-north", 1), ("north", 2), ("brackshire", 3)]
    [fault] = found.faults
    assert fault.sentence == "“Brackshire” is not the area with the code E07000222: put one of them right."


def test_words_that_stand_for_days_already_may_go_on_doing_so(smokers, by):
    record_value(smokers, starts=datetime.date(2009, 4, 1), ends=datetime.date(2010, 4, 1), period="2009", number=Decimal(9), by=by)  # fmt: skip
    columns = ["indicator", "from", "to", "period", "number"]
    again = read(by, ["smokers", "01/04/2009", "31/03/2010", "2009", 9], columns=columns)
    assert (again.faults, weigh(again.rows, by=by).same) == ((), 1)
    [(_, _, sentence)] = faults(by, ["smokers", "01/04/2010", "31/03/2011", "2010", 9], columns=columns)
    assert sentence.startswith("“2010” is not the period from 01/04/2010")


def test_what_the_deed_would_refuse_is_reported_by_line_before_anything_is_written(smokers, north, by):
    record_value(smokers, starts=datetime.date(2009, 4, 1), ends=datetime.date(2010, 4, 1), period="2009/10", number=Decimal(9), by=by)  # fmt: skip
    far = f"{make.today().year + 1}/{(make.today().year + 2) % 100:02}"

    assert faults(
        by,
        ["smokers", "", "Q1 2009/10", "", 5, ""],
        ["smokers", "", far, "actual", 5, ""],
        ["smokers", "", far, "forecast", 5, ""],
        ["smokers", "", "2008/09", "", "none", ""],
    ) == [
        (2, "", "Q1 2009/10 overlaps the period from 1 April 2009 to 31 March 2010, which has a figure for Brackshire already: give the same days, or take that figure back first."),
        (3, "", f"{far} is not over yet: record what is expected as a forecast."),
        (5, "", "There is no figure for Brackshire and 2008/09 that could be taken back."),
    ]  # fmt: skip


def test_what_is_new_changed_and_the_same_is_told_apart_and_the_same_is_left_out(smokers, north, by):
    first = read(by, ["smokers", "", "2009/10", "", 21, ""], ["smokers", "", "2010/11", "", 20, ""])
    record_figures(first.rows, by=by)

    second = read(
        by,
        ["smokers", "", "2009/10", "", 21.0, ""],
        ["smokers", "", "2010/11", "", 19.5, ""],
        ["smokers", "", "2011/12", "", 18, ""],
        ["smokers", "", "2010/11", "target", 20, ""],
    )
    weighed = weigh(second.rows, by=by)

    assert [row.period for row in weighed.new] == ["2011/12", "2010/11"]
    assert [(row.number, was.number) for row, was in weighed.changed] == [(Decimal("19.5"), Decimal(20))]
    assert weighed.same == 1
    record_figures(second.rows, by=by)
    assert Value.objects.count() == 5
    assert weigh(second.rows, by=by).same == 4
    record_figures(second.rows, by=by)
    assert Value.objects.count() == 5


def test_a_note_that_changes_is_recorded_and_none_takes_back(smokers, by):
    record_figures(read(by, ["smokers", "", "2009/10", "", 21, "provisional"]).rows, by=by)
    record_figures(read(by, ["smokers", "", "2009/10", "", 21, ""]).rows, by=by)
    record_figures(read(by, ["smokers", "", "2009/10", "", "none", ""]).rows, by=by)

    assert [(value.number, value.note) for value in smokers.values.in_turn()] == [
        (Decimal(21), "provisional"),
        (Decimal(21), ""),
        (None, ""),
    ]
    again = weigh(read(by, ["smokers", "", "2009/10", "", 21, ""]).rows, by=by)
    assert (len(again.new), len(again.changed)) == (1, 0)


def test_one_figure_that_is_refused_leaves_everything_as_it_was(smokers, by):
    rows = read(by, ["smokers", "", "2009/10", "", 21, ""], ["smokers", "", "2010/11", "", 20, ""]).rows
    record_value(smokers, starts=datetime.date(2010, 4, 1), ends=datetime.date(2010, 7, 1), period="Q1", number=Decimal(1), by=by)  # fmt: skip

    assert refusal(record_figures, rows, by=by).startswith("Line 3: 2010/11 overlaps the period from 1 April 2010")


def test_what_changed_since_it_was_looked_at_is_refused(smokers, by):
    rows = read(by, ["smokers", "", "2009/10", "", 21, ""]).rows
    seen = weigh(rows, by=by).digest
    record_value(smokers, starts=datetime.date(2009, 4, 1), ends=datetime.date(2010, 4, 1), period="2009/10", number=Decimal(7), by=by)  # fmt: skip

    assert "so that something else would be written: look again." in refusal(record_figures, rows, by=by, as_seen=seen)
    record_figures(rows, by=by, as_seen=weigh(rows, by=by).digest)
    assert stands(smokers)[-1][-1] == 21


def test_an_indicator_of_a_body_that_one_does_not_edit_is_refused_line_by_line_and_by_the_deed(
    cast, smokers, county, by
):
    trains = mp.make_indicator(cast.jobs, "Trainees", slug="trainees", area=county)
    rows = [["smokers", "", "2009/10", "", 1, ""], ["trainees", "", "2009/10", "", 2, ""]]

    sentence = "You are not appointed to edit Jobs and Skills; ask its partnership officer."
    assert faults(cast.secretary, *rows) == [(3, "indicator", sentence)]
    assert refusal(record_figures, read(by, *rows).rows, by=cast.secretary) == sentence
    assert not trains.values.exists()
    assert "not appointed" in refusal(record_figures, read(by, *rows).rows, by=None)


def test_a_draft_indicator_of_others_is_not_told_of(cast, county, by):
    mp.make_indicator(cast.jobs, "Secret measure", slug="secret-measure", area=county, state="draft")
    [(_, _, sentence)] = faults(cast.secretary, ["Secret measur", "", "2009/10", "", 1, ""])
    assert "Secret measure" not in sentence.replace("Secret measur”", "")
    [(_, _, sentence)] = faults(cast.secretary, ["secret-measure", "", "2009/10", "", 1, ""])
    assert sentence.startswith("“secret-measure” is not the name of an indicator: write")


def test_areas_of_the_indicators_own_partnership_come_first_and_others_are_refused(cast, smokers, north, by):
    other = make.make_partnership("eastmarsh", "Eastmarsh Partnership")
    mp.make_area(other, "North", slug="north-of-others")
    mp.make_area(other, "South", slug="south")

    found = read(by, ["smokers", "North", "2009/10", "", 1, ""])
    assert [row.area for row in found.rows] == ["north"]
    [(line, _, sentence)] = faults(by, ["smokers", "South", "2009/10", "", 1, ""])
    assert (line, sentence) == (2, "South belongs to another partnership: choose an area of this one.")


def test_performance_measures_and_population_indicators_are_both_filled_and_neither_is_changed(cast, county, by):
    plan = mp.make_plan(cast.health)
    measure = mp.make_indicator(cast.health, "Calls", slug="calls", area=county, accountability=Accountability.PERFORMANCE, plan=plan)  # fmt: skip

    record_figures(read(by, ["calls", "", "2009/10", "", 5, ""]).rows, by=by)
    measure.refresh_from_db()
    assert (measure.accountability, measure.plan, measure.values.count()) == ("performance", plan, 1)


def test_rows_survive_being_packed(smokers, by):
    rows = read(by, ["smokers", "", "2009/10", "", 21.5, "x"], ["smokers", "", "2010/11", "target", 4, ""]).rows
    assert unpacked(packed(rows)) == rows


def test_the_queries_do_not_grow_with_the_lines(cast, smokers, by, django_assert_max_num_queries):
    table = [["smokers", "", f"{year}/{(year + 1) % 100:02}", "", year, ""] for year in range(1950, 2020)]
    file = xlsx(COLUMNS, *table)
    steps = []
    with django_assert_max_num_queries(24):
        found = read_figures(file, by=by, progress=lambda count, of: steps.append((count, of)))
    assert steps[-1] == (70, 70)
    with django_assert_max_num_queries(19):
        record_figures(found.rows, by=by)
    assert smokers.values.count() == 70
