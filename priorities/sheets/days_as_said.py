"""Days as plans say them: what is certain becomes a day, and everything else stays as it was said (items 128, 142)."""

import datetime
import re
from dataclasses import dataclass

EARLIEST, LATEST = 1900, 2199
"""The years in which a day of a plan may lie; anything else is a slip of the finger."""

MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (f"{datetime.date(2000, number, 1):%B}".lower(), f"{datetime.date(2000, number, 1):%b}".lower())
} | {"sept": 9}
_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_YEAR = r"(?P<year>\d{4}|[’']\d{2})"

ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[ T]00:00(?::00)?)?")
BRITISH = re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4}|\d{2})")
_BY = r"(?:(?:due|by|before the end of|in|during|until|till|to|on)\s+)?(?:the\s+)?"
DAY_OF_MONTH = re.compile(
    rf"{_BY}(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?P<day>\d{{1,2}})\s?(?:st|nd|rd|th)?\s+(?:of\s+)?"
    rf"{_MONTH},?\s+{_YEAR}",
    re.IGNORECASE,
)
MONTH = re.compile(rf"{_BY}(?:(?:early|mid|middle of|late|end of|end)[\s-]+)?{_MONTH}(?:,?\s+|-){_YEAR}", re.IGNORECASE)


class NoSuchDay(ValueError):
    """What was written looks like a day and is none; its text is a sentence that says how to write one."""


@dataclass(frozen=True)
class Due:
    """By when: the day where it is certain, and the words where it was not said as a plain day."""

    day: datetime.date | None = None
    as_said: str = ""


def due_said(words: str) -> Due:
    """By when `words` say that something is due.

    “2009-11-30” and “30/11/2009” are days and nothing besides. “November 2009” is due on its last day, “30 November
    2009” on that day, and both are kept as said. Where neither a day nor a month is certain, as in “Ongoing”,
    “4 November onwards”, “Spring 2010” or “2009/10”, the words are kept and no day is made of them.
    Raises NoSuchDay for “31/11/2009”, for a month of 13, and for a year before 1900 or after 2199.
    """
    words = " ".join(words.split())
    for shape in (ISO, BRITISH):
        if match := shape.fullmatch(words):
            return Due(_day(words, match["year"], int(match["month"]), int(match["day"])))
    if match := DAY_OF_MONTH.fullmatch(words):
        return Due(_day(words, match["year"], MONTHS[match["month"].lower()], int(match["day"])), words)
    if match := MONTH.fullmatch(words):
        return Due(_last_day(words, match["year"], MONTHS[match["month"].lower()]), words)
    return Due(None, words)


def agreed_day(day: datetime.date | None, words: str) -> datetime.date | None:
    """The one day that `day` and `words` tell of: where the words name a day or a month, `day` is that or empty.

    Raises NoSuchDay where they tell of two, and as `due_said` does.
    """
    said = due_said(words).day
    if said is None or day in (said, None):
        return said or day
    raise NoSuchDay(f"“{words}” is {british(said)}, and not {british(day)}: correct the day, or the words for it.")


def british(day: datetime.date) -> str:
    """A day as officers write it, which `due_said` reads back: 30/11/2009."""
    return f"{day:%d/%m/}{day.year:04}"


def _day(words: str, year: str, month: int, day: int) -> datetime.date:
    try:
        found = datetime.date(_year(year), month, day)
    except ValueError:
        found = None
    if found is None or not EARLIEST <= found.year <= LATEST:
        raise NoSuchDay(f"“{words}” is no day: write it like 30/11/2009.")
    return found


def _last_day(words: str, year: str, month: int) -> datetime.date:
    """The last day of a month."""
    first = _day(words, year, month, 1)
    return (first.replace(day=28) + datetime.timedelta(days=4)).replace(day=1) - datetime.timedelta(days=1)


def _year(words: str) -> int:
    digits = words.lstrip("’'")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)
