"""Thresholds: which colour so many days, or so many pounds, allow; every boundary in threes."""

import datetime
from decimal import Decimal

import pytest

from priorities.models import PerformanceFramework, Status
from priorities.updates.thresholds import colour_for, limit_for, money_colour_for

DUE = datetime.date(2010, 6, 30)
FRAMEWORK = PerformanceFramework(name="Quarterly", behind_green_days=7, behind_amber_days=31, overspent_percent=10)


def after(days):
    return DUE + datetime.timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "colour"),
    [(-400, "green"), (0, "green"), (6, "green"), (7, "green"), (8, "amber"), (30, "amber"), (31, "amber"),
     (32, "red"), (400, "red")],
)  # fmt: skip
def test_green_and_amber_end_with_the_days_that_the_framework_names(days, colour):
    assert colour_for(FRAMEWORK, due=DUE, expected_on=after(days)) == colour


@pytest.mark.parametrize(("days", "colour"), [(-1, "green"), (0, "green"), (1, "red")])
def test_a_framework_may_allow_no_day_at_all(days, colour):
    strict = PerformanceFramework(behind_green_days=0, behind_amber_days=0)

    assert colour_for(strict, due=DUE, expected_on=after(days)) == colour


def test_without_a_due_day_or_an_expected_one_there_is_nothing_to_judge():
    assert colour_for(FRAMEWORK, due=None, expected_on=after(400)) == Status.GREEN
    assert colour_for(FRAMEWORK, due=DUE, expected_on=None) == Status.GREEN


@pytest.mark.parametrize(
    ("spend", "colour"), [("0", "green"), ("1000", "green"), ("1099.99", "green"), ("1100", "amber"),
                          ("1100.01", "amber"), ("9000", "amber")],
)  # fmt: skip
def test_amber_begins_with_the_per_cent_over_the_budget(spend, colour):
    assert money_colour_for(FRAMEWORK, budget=Decimal(1000), spend=Decimal(spend)) == colour


@pytest.mark.parametrize(("spend", "colour"), [("999.99", "green"), ("1000", "green"), ("1000.01", "amber")])
def test_nought_per_cent_means_that_any_overspending_is_amber(spend, colour):
    framework = PerformanceFramework(overspent_percent=0)

    assert money_colour_for(framework, budget=Decimal(1000), spend=Decimal(spend)) == colour


def test_a_budget_of_nothing_is_overspent_by_the_first_penny():
    assert money_colour_for(FRAMEWORK, budget=Decimal(0), spend=Decimal(0)) == Status.GREEN
    assert money_colour_for(FRAMEWORK, budget=Decimal(0), spend=Decimal("0.01")) == Status.AMBER


def test_spending_is_not_judged_without_a_budget_a_sum_or_a_threshold():
    silent = PerformanceFramework(overspent_percent=None)
    assert money_colour_for(silent, budget=Decimal(1), spend=Decimal(9)) == Status.GREEN
    assert money_colour_for(FRAMEWORK, budget=None, spend=Decimal(9)) == Status.GREEN
    assert money_colour_for(FRAMEWORK, budget=Decimal(1), spend=None) == Status.GREEN


def limit(*, expected=None, seen=0, spend=None):
    money = {"budget": Decimal(1000), "spend": Decimal(spend)} if spend else {}
    expected_on = None if expected is None else after(expected)
    return limit_for(FRAMEWORK, due=DUE, expected_on=expected_on, seen_on=after(seen), **money)


def test_the_limit_says_why_in_words():
    assert limit().because == ""
    assert limit(expected=45).because == "is expected 45 days late"
    assert limit(spend="1200").because == "has spent £1,200.00 of £1,000.00"
    assert limit(expected=45, spend="1200").colour == Status.RED


@pytest.mark.parametrize(("seen", "colour"), [(7, "green"), (8, "amber"), (31, "amber"), (32, "red")])
def test_an_action_that_is_not_complete_when_reported_is_as_late_as_that_day(seen, colour):
    assert limit(seen=seen).colour == colour
    assert limit(seen=seen, expected=0).colour == colour, "An expected day that has gone by does not help."


def test_overdue_without_an_expected_day_is_said_so():
    assert limit(seen=40).because == "was due 40 days before 9 August 2010"


@pytest.mark.parametrize(
    ("colour", "allowed"),
    [
        (0, ["green", "amber", "red"]),
        (20, ["amber", "red"]),
        (45, ["red"]),
    ],
)
def test_a_worse_colour_may_always_be_chosen_and_what_is_no_colour_is_not_judged(colour, allowed):
    found = [status for status in Status.values if limit(expected=colour).allows(status)]

    assert found == [*allowed, "complete", "not started", "reprogrammed"]
