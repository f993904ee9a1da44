"""Days as plans say them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.sheets.days_as_said import Due, NoSuchDay, british, due_said

NOVEMBER = datetime.date(2009, 11, 30)


@pytest.mark.parametrize(
    "words", ["2009-11-30", "30/11/2009", "30.11.2009", "30/11/09", " 30/11/2009 ", "2009-11-30 00:00:00"]
)
def test_a_plain_day_is_a_day_and_nothing_besides(words):
    assert due_said(words) == Due(NOVEMBER)


@pytest.mark.parametrize(
    "words",
    [
        "30 November 2009",
        "30th November 2009",
        "Monday 30 November 2009",
        "by 30 Nov 2009",
        "by the 30th of November 2009",
        "November 2009",
        "NOVEMBER 2009",
        "Nov 2009",
        "Nov-2009",
        "Nov ’09",
        "by November 2009",
        "by the end of November 2009",
        "end November 2009",
        "mid-November 2009",
        "early November 2009",
    ],
)
def test_a_day_or_month_in_words_is_due_on_its_last_day_and_kept_as_said(words):
    assert due_said(words) == Due(NOVEMBER, words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Ongoing",
        "4 November onwards",
        "4th November - onwards (CAA Coordinating Group)",
        "November 2009 onwards",
        "from November 2009",
        "November to December 2009",
        "November",
        "Nov 09",
        "Spring 2010",
        "2009",
        "2009/10",
        "week commencing 5th July",
        "when the new hall opens",
        "before November 2009",
    ],
)
def test_what_is_less_certain_than_a_month_stays_as_said_without_a_day(words):
    assert due_said(words) == Due(None, words)


@pytest.mark.parametrize(
    "words", ["31/11/2009", "2009-13-01", "11/30/2009", "0/1/2010", "29 February 2010", "30/11/0209"]
)
def test_what_looks_like_a_day_and_is_none_is_refused_with_a_sentence(words):
    with pytest.raises(NoSuchDay, match=f"“{words}” is no day: write it like 30/11/2009."):
        due_said(words)


@pytest.mark.parametrize(
    ("words", "last"),
    [("February 2008", 29), ("February 2009", 28), ("February 2000", 29), ("December 2009", 31), ("April 2010", 30)],
)
def test_the_last_day_of_a_month_is_the_right_one(words, last):
    assert due_said(words).day.day == last


@pytest.mark.parametrize(("year", "good"), [(1899, False), (1900, True), (2199, True), (2200, False)])
def test_years_are_bounded(year, good):
    if good:
        assert due_said(f"01/01/{year}").day.year == year
    else:
        with pytest.raises(NoSuchDay):
            due_said(f"01/01/{year}")


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)))
def test_every_day_reads_back_as_it_is_written(day):
    assert due_said(british(day)) == due_said(day.isoformat()) == Due(day)


@given(st.text(max_size=80))
def test_no_words_are_lost_and_nothing_but_a_sentence_is_raised(words):
    try:
        said = due_said(words)
    except NoSuchDay:
        return
    assert said.as_said == " ".join(words.split()) or (said.day is not None and not said.as_said)
