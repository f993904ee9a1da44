"""Small pieces of plain English that several pages share: days, lists, sentences with links in them."""

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


def listed(parts: Sequence[str]) -> str:
    """“a”, “a and b”, “a, b and c”."""
    if len(parts) == 1:
        return parts[0]
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else ""


def listed_parts(parts: Iterable[Part]) -> Iterator[Part]:
    """The same of names that are links."""
    ordered = list(parts)
    for number, part in enumerate(ordered):
        if number:
            yield Part(" and " if number == len(ordered) - 1 else ", ")
        yield part
