"""Small pieces of plain English that all pages share: days, numbers, lists, sentences with links in them."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.utils.formats import date_format


class Part(NamedTuple):
    """A piece of a sentence; with a slug it is the name of a body, to be linked."""

    text: str
    slug: str = ""


def plain_day(day: datetime.date) -> str:
    """A day for people: 25 January 2012."""
    return date_format(day, "j F Y")


def day_as_said(day: datetime.date | None, as_said: str) -> str:
    """The source's own words for a day, or else the plain day; empty where nothing was said."""
    return as_said or (plain_day(day) if day else "")


def as_sentence(text: str) -> str:
    """What somebody typed as a sentence of its own: a capital first, a stop at the end. Empty stays empty."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?', '…')) else '.'}" if text else ""


def counted(number: int, noun: str, nouns: str = "") -> str:
    """“1 action”, “1,200 actions”; `nouns` where an s at the end does not make the plural: “3 bodies”."""
    return f"{number:,} {noun if number == 1 else nouns or f'{noun}s'}"


def listed(parts: Sequence[str]) -> str:
    """“a”, “a and b”, “a, b and c”; empty where there is none."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def listed_parts(parts: Iterable[Part]) -> Iterator[Part]:
    """The same of names that are links."""
    ordered = list(parts)
    for number, part in enumerate(ordered):
        if number:
            yield Part(" and " if number == len(ordered) - 1 else ", ")
        yield part
