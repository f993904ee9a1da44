"""What words give away: addresses and numbers of people, marks of drafting, numbers of paragraphs that do not fit.

Plain text in, one line for each paragraph; nothing here knows of records.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

# Personal data -----------------------------------------------------------------------------------------------

_EMAIL = re.compile(r"[A-Za-z0-9][\w.+'’-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}\b")
_PHONE = re.compile(r"(?<![\w£.,/-])(?<!\d:)(?:\+44[ -]?(?:\(0\)[ -]?)?|\(?0)[1-9](?:[ )(-]{0,2}\d){7,9}(?![\d-]|\.\d)")
_DAY_WITH_HYPHENS = re.compile(r"^\d{1,2}-\d{1,2}-\d{4}")


def emails_in(text: str) -> list[str]:
    """The e-mail addresses in `text`, in lower case, each once, in their order."""
    return _once(found.group().lower() for found in _EMAIL.finditer(text))


def phones_in(text: str) -> list[str]:
    """The UK telephone numbers in `text` as they are written, each once, in their order."""
    first: dict[str, str] = {}
    for written in (found.group().strip() for found in _PHONE.finditer(text)):
        if _DAY_WITH_HYPHENS.match(written):
            continue
        if len(number := bare_number(written)) in (10, 11):
            first.setdefault(number, written)
    return list(first.values())


def bare_number(written: str) -> str:
    """A telephone number as its digits alone, from within the country: +44 (0)1642 496 0123 is 016424960123."""
    digits = "".join(re.findall(r"\d", written))
    if not written.lstrip(" (").startswith("+44"):
        return digits
    return "0" + digits[2:].removeprefix("0")


# Marks of drafting -------------------------------------------------------------------------------------------

_DRAFT = re.compile(r"\bDRAFT\b")
_BRACKET = re.compile(r"\[([^\[\]\n]{1,160})\]")
_ASKS = r"(?:you|please|can|could|do|does|is|should|shall|what|who|why|where|when|check|confirm|ask|delete|add)\b"
_SPOKEN_TO = re.compile(
    r"^\s*[-–—:,]?\s*(?:you\b|please\b|(?:can|could|do|should|shall|would|will) (?:you|we)\b)", re.I
)
_NOTE = re.compile(
    rf"\?|\byou\b|\bplease\b|\b(?:tbc|tba|nb|xx+)\b|\bto be (?:confirmed|checked|added|agreed)\b"
    rf"|^\s*(?:check|insert|confirm|query|note to|delete|ask)\b|[-–—:]\s*{_ASKS}",
    re.I,
)


def draft_marks_in(text: str) -> bool:
    """Whether the word DRAFT stands there in capitals. A “draft plan” that a meeting is to discuss is no mark."""
    return bool(_DRAFT.search(text))


def margin_notes_in(text: str) -> list[str]:
    """Notes from one colleague to another that stayed in the text, such as “[Jo] – you could ask about this”.

    A note is what somebody in square brackets is asked right after them, or square brackets that ask or tell
    somebody something themselves. Brackets that only leave something out, such as “[name removed]”, are none.
    """
    notes = []
    for found in _BRACKET.finditer(text):
        rest = text[found.end() :].partition("\n")[0]
        if _SPOKEN_TO.match(rest):
            notes.append(f"{found.group()}{rest}".strip())
        elif _NOTE.search(found[1]):
            notes.append(found.group())
    return _once(" ".join(note.split())[:160] for note in notes)


# Numbered paragraphs -----------------------------------------------------------------------------------------

_NUMBERED = re.compile(r"^[ \t]*((?:[1-9]\d?)(?:\.(?:0|[1-9]\d?)){1,3})\.?[ \t]+(?=[“\"\u2018'(]?[A-Z])", re.M)
_REFERENCE = re.compile(
    r"\b(?:para(?:graph)?s?\.?|sections?|clauses?)\s+((?:[1-9]\d?)(?:\.[1-9]\d?){1,3})(?![\d%]|\.\d)(?!\s+(?:of|in) )",
    re.I,
)
_FEWEST = 3
"""Numbered paragraphs from which on a text is taken to number its paragraphs."""


class Numbering(NamedTuple):
    """What is wrong with the numbers of paragraphs: those used more than once, and references that lead nowhere."""

    repeated: list[str]
    missing: list[str]


def numbering_of(text: str) -> Numbering:
    """What is wrong with the numbers of paragraphs such as 2.1.1 in `text`.

    A number counts only beside a neighbour (2.1.1 beside 2.1.2, 2.1 or 2.1.1.1), so that times and amounts at the
    beginning of a line are none. References to paragraphs “of” another document are not looked at.
    """
    numbers = [found[1] for found in _NUMBERED.finditer(text)]
    there = set(numbers)
    if len(numbers) < _FEWEST:
        return Numbering([], [])
    repeated = [number for number, times in Counter(numbers).items() if times > 1 and _has_neighbour(number, there)]
    missing = [found[1] for found in _REFERENCE.finditer(text) if not _is_there(found[1], there)]
    return Numbering(repeated, _once(missing))


def _has_neighbour(number: str, there: set[str]) -> bool:
    *above, last = number.split(".")
    beside = {".".join([*above, str(int(last) + step)]) for step in (-1, 1)}
    return bool(there & (beside | {".".join(above), f"{number}.1"}))


def _is_there(number: str, there: set[str]) -> bool:
    return number in there or any(each.startswith(f"{number}.") for each in there)


# Titles ------------------------------------------------------------------------------------------------------


def says(text: str, title: str) -> bool:
    """Whether `text` holds the whole of `title`, as words of its own, whatever the capitals and the spaces."""
    words = " ".join(title.casefold().split())
    if not words:
        return False
    said = " ".join(text.casefold().split())
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", said) is not None


def _once(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))
