"""Recognising decisions and actions in the words of minutes."""

import datetime
import re

from django.utils.dateparse import parse_date

from meetings.minutes.word_import.drafts import Proposal
from meetings.minutes.word_import.people import Directory

DECIDED = re.compile(
    r"\s*(?:(?:RESOLVED|AGREED|DECIDED|DECISION)\b|(?:Resolved|Agreed|Decided|Decision)\s*(?=:|[-–]\s|that\b)"
    r"|It\s+was\s+(?:\w+\s+)?(?:RESOLVED|AGREED|resolved|agreed|decided)\b)"
    r"\s*[:–-]?\s*(?:[Tt]hat\b)?\s*[:,]?\s*(?P<text>.*)",
    re.DOTALL,
)
ACTION = re.compile(
    r"\s*(?:ACTION|Action)s?(?:\s+point)?\s*(?:no\.?\s*)?\d*\s*(?:[:–]|-\s|\s(?=by\b))\s*(?P<text>.*)", re.DOTALL
)
WHO = re.compile(r"\s+[-–]\s+|:\s+|\s+to\s+|,\s+")
BY = re.compile(r"[\s,(–-]+(?:by|before|due)\s*:?\s+(?P<when>[^,;]{2,60}?)\s*\)?\.?\s*$", re.IGNORECASE)
MONTHS = {
    month: number
    for number in range(1, 13)
    for month in {f"{datetime.date(2000, number, 1):%B}".lower(), f"{datetime.date(2000, number, 1):%b}".lower()}
}
SAID = re.compile(
    r"(?:the\s+)?(?:next\s+meeting|(?:end|middle|beginning|start)\s+of\s+.+|(?:early|mid|late)[\s-].+"
    rf"|(?:{'|'.join(MONTHS)})\b.*|(?:spring|summer|autumn|winter|easter|christmas)\b.*)",
    re.IGNORECASE,
)
DAY = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+"
    rf"(?P<month>{'|'.join(MONTHS)})\.?,?(?:\s+(?P<year>\d{{4}}))?",
    re.IGNORECASE,
)
NUMBERS = re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4}|\d{2})")


def decision_in(line: str, passage: int) -> Proposal | None:
    """The decision that a line of minutes states, or None."""
    match = DECIDED.match(line)
    text = " ".join(match["text"].split()) if match else ""
    return Proposal(passage, _sentence(text)) if len(text) > 3 else None


def action_in(line: str, passage: int, directory: Directory, day: datetime.date) -> Proposal | None:
    """The action that a line of minutes asks for, with whom and by when as far as they were recognised, or None."""
    match = ACTION.match(line)
    text = " ".join(match["text"].split()) if match else ""
    if len(text) <= 3:
        return None
    proposal = Proposal(passage, text)
    text = _take_due(proposal, text, day)
    who, rest = _apart(text)
    person = directory.who(who) if who else None
    if person is not None:
        proposal.owner, proposal.owner_name, text = person.pk, person.name, rest
    elif who := _in_brackets(text):
        person = directory.who(who)
        if person is not None:
            proposal.owner, proposal.owner_name = person.pk, person.name
            text = text[: text.rindex("(")].rstrip()
    proposal.text = _sentence(text)
    return proposal


def _apart(text: str) -> tuple[str, str]:
    """Who is to do it, where a text begins with that, and what."""
    parts = WHO.split(text, maxsplit=1)
    return (parts[0], parts[1]) if len(parts) == 2 and len(parts[0]) <= 60 and parts[1].strip() else ("", text)


def _in_brackets(text: str) -> str:
    match = re.search(r"\(([^()]{2,60})\)\.?$", text)
    return match[1] if match else ""


def _take_due(proposal: Proposal, text: str, day: datetime.date) -> str:
    """Put the day by which it is to be done into the proposal; return the text without it."""
    match = BY.search(text)
    if match is None:
        return text
    when = match["when"].strip()
    due = day_said(when, day)
    if due is not None:
        proposal.due = due.isoformat()
    elif SAID.fullmatch(when):
        proposal.due_as_said = when[:80]
    else:
        return text
    return text[: match.start()].rstrip() + (")" if text[: match.start()].count("(") > text.count(")") else "")


def date_of(proposal: Proposal) -> datetime.date | None:
    """The day by which a proposed action is to be done, where one was recognised."""
    return parse_date(proposal.due) if proposal.due else None


def day_said(words: str, after: datetime.date) -> datetime.date | None:
    """The day that words such as “3 June”, “3rd June 2026” or “03/06/2026” mean; without a year, the next one."""
    if match := NUMBERS.fullmatch(words):
        year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
        return _day(year, int(match["month"]), int(match["day"]))
    if match := DAY.fullmatch(words):
        month, number = MONTHS[match["month"].lower()], int(match["day"])
        if match["year"]:
            return _day(int(match["year"]), month, number)
        same_year = _day(after.year, month, number)
        return same_year if same_year and same_year >= after else _day(after.year + 1, month, number)
    return None


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return parse_date(f"{year:04}-{month:02}-{day:02}")
    except ValueError:
        return None


def _sentence(text: str) -> str:
    text = text.strip(" .;,:–-")
    return f"{text[:1].upper()}{text[1:]}." if text else ""
