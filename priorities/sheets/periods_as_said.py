"""Periods as figures name them: 2009/10, Q1 2009/10, April 2009, 2009; financial years begin on 1 April."""

import datetime
import re

from governance.foundation.dated import ONE_DAY, Span
from governance.foundation.sentences import plain_day
from priorities.sheets.days_as_said import EARLIEST, LATEST, MONTHS

_FINANCIAL = r"(?P<year>\d{4})\s?[/–]\s?(?P<next>\d{4}|\d{2})"
_QUARTER = r"(?:q|qtr\.?|quarter)\s?(?P<quarter>[1-4])"
FINANCIAL_YEAR = re.compile(rf"(?:financial year\s+|fy\s?)?{_FINANCIAL}", re.IGNORECASE)
QUARTERS = (
    re.compile(rf"{_QUARTER},?\s*(?:of\s+)?{_FINANCIAL}", re.IGNORECASE),
    re.compile(rf"{_FINANCIAL},?\s*{_QUARTER}", re.IGNORECASE),
)
MONTH = re.compile(
    rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?(?:\s+|-)(?P<year>\d{{4}})", re.IGNORECASE
)
CALENDAR_YEAR = re.compile(r"(?P<year>\d{4})")
HOW = "write it like 2009/10, Q1 2009/10 or April 2009, or give its first and last day."
FIRST_MONTH = 4


class NoSuchPeriod(ValueError):
    """What was written names no period for certain; its text is a sentence that says how to write one."""


def period_said(words: str) -> Span:
    """The days that `words` mean, the end excluded.

    A financial year (2009/10), its quarter (Q1 2009/10 begins on 1 April), a month (April 2009) or a calendar year
    (2009). Raises NoSuchPeriod for anything else, also for what could mean two periods, such as 2009-10 or Q1 2009.
    """
    words = " ".join(words.split())
    if match := FINANCIAL_YEAR.fullmatch(words):
        return _months(words, _first_year(words, match), FIRST_MONTH, 12)
    for shape in QUARTERS:
        if match := shape.fullmatch(words):
            year, months = _first_year(words, match), 3 * (int(match["quarter"]) - 1)
            return _months(words, year, FIRST_MONTH + months, 3)
    if match := MONTH.fullmatch(words):
        return _months(words, int(match["year"]), MONTHS[match["month"].lower()], 1)
    if match := CALENDAR_YEAR.fullmatch(words):
        return _months(words, int(match["year"]), 1, 12)
    raise NoSuchPeriod(f"“{words[:60]}” names no period for certain: {HOW}")


def period_in_words(span: Span) -> str:
    """The shortest words for a closed span: “2009/10”, “Quarter 1, 2009/10”, “April 2009”, or its days."""
    first = span.starts
    year = first.year if first.month >= FIRST_MONTH else first.year - 1
    financial = f"{year}/{(year + 1) % 100:02}"
    quarter = f"Quarter {(first.month - FIRST_MONTH) % 12 // 3 + 1}, {financial}"
    for words in (financial, quarter, f"{first:%B} {first.year}", str(first.year)):
        if EARLIEST <= year < LATEST and period_said(words) == span:
            return words
    return f"{plain_day(first)} to {plain_day(span.last_day or first)}"


def _first_year(words: str, match: re.Match[str]) -> int:
    """The year in which a financial year begins. Raises NoSuchPeriod where the two years do not follow each other."""
    first, after = int(match["year"]), match["next"]
    if str(first + 1)[-len(after) :] != after:
        raise NoSuchPeriod(f"“{words[:60]}” is no year: {HOW}")
    return first


def _months(words: str, year: int, month: int, count: int) -> Span:
    if not EARLIEST <= year < LATEST:
        raise NoSuchPeriod(f"“{words[:60]}” cannot be: check the year.")
    return Span(_first(year, month), _first(year, month + count))


def _first(year: int, month: int) -> datetime.date:
    """The first day of a month, counted on over the end of the year."""
    return datetime.date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def to_last_day(starts: datetime.date, last: datetime.date) -> Span:
    """The span whose last day is `last`. Raises NoSuchPeriod where it ends before it begins."""
    if last < starts:
        raise NoSuchPeriod("The period ends before it begins: give a later last day.")
    return Span(starts, last + ONE_DAY)
