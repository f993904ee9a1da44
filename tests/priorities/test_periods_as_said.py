"""Periods as figures name them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.foundation.dated import Span
from priorities.sheets.periods_as_said import NoSuchPeriod, period_in_words, period_said, to_last_day


def span(starts, ends):
    return Span(datetime.date.fromisoformat(starts), datetime.date.fromisoformat(ends))


@pytest.mark.parametrize(
    ("words", "starts", "ends"),
    [
        ("2009/10", "2009-04-01", "2010-04-01"),
        ("2009/2010", "2009-04-01", "2010-04-01"),
        ("1999/00", "1999-04-01", "2000-04-01"),
        ("FY 2009/10", "2009-04-01", "2010-04-01"),
        ("Q1 2009/10", "2009-04-01", "2009-07-01"),
        ("Q3 2009/10", "2009-10-01", "2010-01-01"),
        ("Q4 2009/10", "2010-01-01", "2010-04-01"),
        ("Quarter 1, 2009/10", "2009-04-01", "2009-07-01"),
        ("2009/10 Q2", "2009-07-01", "2009-10-01"),
        ("April 2009", "2009-04-01", "2009-05-01"),
        ("dec 2009", "2009-12-01", "2010-01-01"),
        ("2009", "2009-01-01", "2010-01-01"),
    ],
)
def test_a_period_in_words_is_its_days_with_the_end_left_out(words, starts, ends):
    assert period_said(words) == span(starts, ends)


@pytest.mark.parametrize(
    "words", ["", "2009-10", "Q1 2009", "Q5 2009/10", "2009/11", "2009/09", "Spring", "1/2010", "0209/10"]
)
def test_what_names_no_period_for_certain_is_refused_with_a_sentence(words):
    with pytest.raises(NoSuchPeriod, match=f"“{words}” .*: "):
        period_said(words)


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        ("2009-04-01", "2010-04-01", "2009/10"),
        ("1999-04-01", "2000-04-01", "1999/00"),
        ("2009-04-01", "2009-07-01", "Quarter 1, 2009/10"),
        ("2010-01-01", "2010-04-01", "Quarter 4, 2009/10"),
        ("2010-01-01", "2010-02-01", "January 2010"),
        ("2010-01-01", "2011-01-01", "2010"),
        ("2010-01-02", "2010-02-01", "2 January 2010 to 31 January 2010"),
        ("2010-09-30", "2011-09-30", "30 September 2010 to 29 September 2011"),
    ],
)
def test_days_are_put_in_the_shortest_words_that_fit_the_column(starts, ends, words):
    assert period_in_words(span(starts, ends)) == words
    assert len(words) <= 40


@given(st.dates(datetime.date(1901, 1, 1), datetime.date(2190, 1, 1)), st.integers(1, 400))
def test_words_that_are_no_days_read_back_as_the_same_days(first, length):
    days = Span(first, first + datetime.timedelta(days=length))
    words = period_in_words(days)
    assert " to " in words or period_said(words) == days


def test_a_last_day_may_be_the_first_and_not_the_day_before():
    day = datetime.date(2010, 1, 1)
    assert to_last_day(day, day) == Span(day, datetime.date(2010, 1, 2))
    with pytest.raises(NoSuchPeriod, match="ends before it begins"):
        to_last_day(day, datetime.date(2009, 12, 31))
