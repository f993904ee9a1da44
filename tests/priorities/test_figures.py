"""Figures: recorded and never changed, rebased, published; what cannot be recorded gets one sentence."""

import datetime
from decimal import Decimal

import pytest

from priorities.indicators.figures import (
    Figure,
    publish_indicator,
    rebase,
    record_value,
    record_values,
    withdraw_indicator,
)
from priorities.indicators.series import FORECAST, TARGET, figures_of
from priorities.models import Accountability, Baseline, Indicator, Value
from tests import make
from tests.make_priorities import (
    make_area,
    make_indicator,
    make_plan,
    make_priority,
    make_strategy,
)
from tests.refusing import refused

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)
YEAR = {"starts": datetime.date(2009, 4, 1), "ends": datetime.date(2010, 4, 1), "period": "2009/10"}
NEXT = {"starts": datetime.date(2010, 4, 1), "ends": datetime.date(2011, 4, 1), "period": "2010/11"}
TODAY = datetime.date(2026, 11, 1)


@pytest.fixture
def indicator(cast):
    return make_indicator(cast.board, "Young people out of work", unit="%", better="down")


def numbers(indicator, series="actual", on=TODAY):
    """What counts on a day."""
    points = figures_of([indicator], on)[indicator.pk].series(indicator.area_id, series)
    return [(point.period, str(point.number)) for point in points]


def test_the_figure_recorded_last_counts_and_the_first_stays_on_record(cast, indicator):
    record_value(indicator, number=Decimal("12.1"), by=cast.officer, **YEAR)
    record_value(indicator, number=Decimal("12.4"), note="Revised", by=cast.officer, **YEAR)

    assert numbers(indicator) == [("2009/10", "12.4")]
    rows = Value.objects.in_turn()
    assert [(row.number, row.recorded_by) for row in rows] == [
        (Decimal("12.1"), cast.officer),
        (Decimal("12.4"), cast.officer),
    ]


def test_a_recorded_figure_never_changes(cast, indicator):
    value = record_value(indicator, number=Decimal(12), by=cast.officer, **YEAR)
    value.number = Decimal(13)

    with pytest.raises(TypeError, match="never changed"):
        value.save()


def test_an_empty_number_takes_a_figure_back_and_it_may_be_recorded_again(cast, indicator):
    record_value(indicator, number=Decimal(12), by=cast.officer, **YEAR)
    record_value(indicator, number=None, by=cast.officer, **YEAR)
    assert numbers(indicator) == []

    record_value(indicator, number=Decimal(13), by=cast.officer, **YEAR)
    assert numbers(indicator) == [("2009/10", "13.0")]


def test_nothing_can_be_taken_back_where_nothing_stands(cast, indicator):
    with refused(f"There is no figure for {indicator.area} and 2009/10 that could be taken back."):
        record_value(indicator, number=None, by=cast.officer, **YEAR)
    record_value(indicator, number=Decimal(12), by=cast.officer, **YEAR)
    record_value(indicator, number=None, by=cast.officer, **YEAR)
    with refused(f"There is no figure for {indicator.area} and 2009/10 that could be taken back."):
        record_value(indicator, number=None, by=cast.officer, **YEAR)


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_a_period_that_overlaps_another_is_refused_and_a_neighbour_is_not(cast, indicator, shift):
    record_value(indicator, number=Decimal(12), by=cast.officer, **YEAR)
    later = {"starts": YEAR["ends"] + shift * A_DAY, "ends": NEXT["ends"], "period": "2010/11"}

    if shift < 0:
        with refused(
            f"2010/11 overlaps the period from 1 April 2009 to 31 March 2010, which has a figure for {indicator.area} "
            "already: give the same days, or take that figure back first."
        ):
            record_value(indicator, number=Decimal(11), by=cast.officer, **later)
    else:
        record_value(indicator, number=Decimal(11), by=cast.officer, **later)
        assert len(numbers(indicator)) == 2


def test_periods_of_another_area_or_series_or_one_taken_back_do_not_overlap(cast, indicator):
    half = {"starts": YEAR["starts"], "ends": datetime.date(2009, 10, 1), "period": "April to September 2009"}
    record_value(indicator, number=Decimal(12), by=cast.officer, **YEAR)
    ward = make_area(cast.partnership)

    record_value(indicator, number=Decimal(11), by=cast.officer, area=ward, **half)
    record_value(indicator, number=Decimal(11), by=cast.officer, series="target", **half)
    record_value(indicator, number=None, by=cast.officer, **YEAR)
    record_value(indicator, number=Decimal(11), by=cast.officer, **half)

    assert numbers(indicator) == [("April to September 2009", "11.0")]


def test_an_area_of_another_partnership_is_refused(cast, indicator):
    elsewhere = make_area(make.make_partnership("elsewhere", "Elsewhere"), "Farfield")

    with refused("Farfield belongs to another partnership: choose an area of this one."):
        record_value(indicator, number=Decimal(1), by=cast.officer, area=elsewhere, **YEAR)
    with refused("Farfield belongs to another partnership: choose an area of this one."):
        rebase(indicator, area=elsewhere, number=Decimal(1), period="2008", on=TODAY, by=cast.officer)


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_an_actual_figure_waits_until_its_period_is_over(cast, indicator, days):
    ends = make.today() + days * A_DAY
    period = {"starts": ends - 30 * A_DAY, "ends": ends, "period": "This month"}

    if days > 0:
        with refused("This month is not over yet: record what is expected as a forecast."):
            record_value(indicator, number=Decimal(1), by=cast.officer, **period)
        record_value(indicator, number=Decimal(1), by=cast.officer, series="forecast", **period)
        assert numbers(indicator, FORECAST, on=make.today()) == [("This month", "1.0")]
    else:
        record_value(indicator, number=Decimal(1), by=cast.officer, **period)
        assert numbers(indicator, on=make.today()) == [("This month", "1.0")]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"ends": YEAR["starts"]}, "The period ends before it begins: give a later last day."),
        ({"ends": YEAR["starts"] - A_DAY}, "The period ends before it begins: give a later last day."),
        ({"period": ""}, "Period: This field cannot be blank."),
        ({"period": "x" * 41}, "Period: Ensure this value has at most 40 characters (it has 41)."),
        ({"series": "guess"}, "Series: Value 'guess' is not a valid choice."),
        ({"number": Decimal("0.00001")}, "Number: Ensure that there are no more than 4 decimal places."),
        ({"number": Decimal("NaN")}, "Number: “NaN” value must be a decimal number."),
        (
            {"number": Decimal(10) ** 12},
            "Number: Ensure that there are no more than 12 digits before the decimal point.",
        ),
        ({"note": "x" * 201}, "Note: Ensure this value has at most 200 characters (it has 201)."),
    ],
)
def test_a_broken_figure_gets_one_sentence(cast, indicator, facts, sentence):
    with refused(sentence):
        record_value(indicator, **{**YEAR, "number": Decimal(1), "by": cast.officer, **facts})


def test_many_figures_are_recorded_together_or_not_at_all(cast, indicator, django_assert_max_num_queries):
    other = make_indicator(cast.health)
    figures = [Figure(each, number=Decimal(1), **YEAR) for each in (indicator, other)]

    with refused(
        "2009/10 overlaps the period from 1 April 2009 to 31 March 2010"
        f", which has a figure for {indicator.area} already: give the same days, or take that figure back first."
    ):
        overlapping = {**YEAR, "ends": datetime.date(2010, 1, 1)}
        record_values([*figures, Figure(indicator, number=Decimal(2), **overlapping)], by=cast.officer)
    months = [
        Figure(each, datetime.date(year, month, 1), datetime.date(year, month, 2), f"{month}/{year}", Decimal(month))
        for each in (indicator, other)
        for year in range(2000, 2010)
        for month in range(1, 13)
    ]
    with django_assert_max_num_queries(14):
        done = record_values(months, by=cast.officer)

    assert len(done) == Value.objects.count() == 240


def test_only_those_who_edit_the_body_record_rebase_publish_and_withdraw(cast, indicator):
    sentence = "You are not appointed to edit Leadership Board; ask its partnership officer."
    for deed in (
        lambda: record_value(indicator, number=Decimal(1), by=cast.secretary, **YEAR),
        lambda: rebase(indicator, number=Decimal(1), period="2008", on=TODAY, by=cast.secretary),
        lambda: publish_indicator(indicator, by=cast.secretary),
        lambda: withdraw_indicator(indicator, by=cast.secretary),
        lambda: record_value(indicator, number=Decimal(1), by=cast.member, **YEAR),
        lambda: record_value(indicator, number=Decimal(1), by=cast.visitor, **YEAR),
    ):
        with refused(sentence):
            deed()


# Baselines ----------------------------------------------------------------------------------------------------


def test_rebasing_opens_the_next_baseline_and_ends_the_former_that_day(cast, indicator):
    first = rebase(indicator, number=Decimal(14), period="2007/08", on=datetime.date(2008, 4, 1), by=cast.officer)
    day = datetime.date(2010, 10, 1)

    second = rebase(
        indicator, number=Decimal(12), period="2009/10", on=day, by=cast.officer, reason="Counted in a new way."
    )

    first.refresh_from_db()
    assert (first.ends, second.starts, second.ends) == (day, day, None)
    assert second.reason == "Counted in a new way."
    for days, there in ((-1, first), (0, second), (1, second)):
        assert Baseline.objects.in_force(day + days * A_DAY).get() == there


def test_a_new_baseline_needs_a_reason_and_a_later_day(cast, indicator):
    day = datetime.date(2008, 4, 1)
    rebase(indicator, number=Decimal(14), period="2007/08", on=day, by=cast.officer)

    with refused("Say why the baseline changes: the public reads it beside the curve."):
        rebase(indicator, number=Decimal(12), period="2009/10", on=day + A_DAY, by=cast.officer, reason=" ")
    for on in (day - A_DAY, day):
        with refused(f"The baseline of {indicator.area} already counts from 1 April 2008: choose a later day."):
            rebase(indicator, number=Decimal(12), period="2009/10", on=on, by=cast.officer, reason="So.")
    rebase(indicator, number=Decimal(12), period="2009/10", on=day + A_DAY, by=cast.officer, reason="So.")


def test_each_area_has_a_baseline_of_its_own(cast, indicator):
    ward = make_area(cast.partnership)
    for area in (None, ward):
        rebase(indicator, area=area, number=Decimal(14), period="2007/08", on=TODAY, by=cast.officer)

    assert Baseline.objects.count() == 2


# Publication --------------------------------------------------------------------------------------------------


def test_a_performance_measure_cannot_stand_as_population_indicator_of_a_priority(cast):
    priority = make_priority(make_strategy(cast.partnership))
    indicator = make_indicator(cast.board, state="draft", priority=priority)
    indicator.accountability = Accountability.PERFORMANCE

    with refused(
        "A performance measure judges a service, so it cannot stand as a population indicator of a priority: "
        "name the plan whose work it judges."
    ):
        make.written_apart(indicator)


def test_a_population_indicator_cannot_judge_a_plan(cast):
    indicator = make_indicator(cast.board, state="draft")
    indicator.plan = make_plan(cast.board)

    with refused(
        "A population indicator tells about everybody in an area, so it cannot judge one plan: "
        "name the priority that it tells about."
    ):
        make.written_apart(indicator)


def test_an_indicator_is_published_once_it_says_what_it_tells_about(cast):
    population = make_indicator(cast.board, state="draft")
    performance = make_indicator(cast.board, state="draft", accountability="performance")
    with refused("Name the priority that the indicator tells about before it is published."):
        publish_indicator(population, by=cast.officer)
    with refused("Name the plan whose work the measure judges before it is published."):
        publish_indicator(performance, by=cast.officer)
    population.priority = make_priority(make_strategy(cast.partnership))
    performance.plan = make_plan(cast.board)

    for indicator in (population, performance):
        make.written_apart(indicator)
        assert not Indicator.objects.visible_to(cast.visitor).filter(pk=indicator.pk).exists()
        publish_indicator(indicator, by=cast.officer)
        assert Indicator.objects.visible_to(cast.visitor).filter(pk=indicator.pk).exists()


def test_an_indicator_of_another_partnerships_priority_or_area_is_refused(cast):
    elsewhere = make.make_partnership("elsewhere", "Elsewhere")
    theirs = make_indicator(cast.board, state="draft", priority=make_priority(make_strategy(elsewhere)))
    with refused("The indicator tells about something of another partnership: choose one of this partnership."):
        publish_indicator(theirs, by=cast.officer)
    ours = make_priority(make_strategy(cast.partnership))
    far = make_area(elsewhere, "Farfield")
    compared = make_indicator(cast.board, state="draft", priority=ours, compared_with=far)
    with refused("Farfield belongs to another partnership: choose an area of this one."):
        publish_indicator(compared, by=cast.officer)


def test_a_withdrawn_indicator_and_its_figures_vanish(cast, indicator):
    record_value(indicator, number=Decimal(12), by=cast.officer, **YEAR)
    record_value(indicator, number=Decimal(11), by=cast.officer, series=TARGET, **YEAR)
    assert Value.objects.visible_to(cast.visitor).count() == 2

    withdraw_indicator(indicator, by=cast.officer, reason="Wrong.")

    assert not Value.objects.visible_to(cast.visitor).exists()
    assert not Indicator.objects.visible_to(cast.visitor).exists()
