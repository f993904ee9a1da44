"""Labels of agenda items: what is printed before each, which never changes once the agenda is published."""

from collections import Counter
from collections.abc import Iterable
from string import ascii_lowercase
from typing import Protocol


class Labelled(Protocol):
    """What a label is made from."""

    pk: int
    label: str
    late_reason: str


def labels_of(items: Iterable[Labelled]) -> dict[int, str]:
    """The printed label of each item by its key; `items` are all those of one agenda, in their order.

    An item's own label stands as it is. Another gets the number after the last one, so that 4a between 4 and 5
    moves nothing; a late item takes the number before it with the next free letter, for nothing may move any more.
    """
    rows = list(items)
    taken = {row.label for row in rows if row.label}
    labels: dict[int, str] = {}
    last = 0
    for row in rows:
        if row.label:
            label = row.label
            last = int(label) if label.isdecimal() else last
        elif row.late_reason:
            label = _next_letter(last, taken)
        else:
            last += 1
            label = str(last)
        taken.add(label)
        labels[row.pk] = label
    return labels


def labels_in_use_twice(items: Iterable[Labelled]) -> list[str]:
    """The labels that more than one item of an agenda would be printed with, each once; 4A is no other than 4a."""
    printed = list(labels_of(items).values())
    times = Counter(label.casefold() for label in printed)
    first: dict[str, str] = {}
    for label in printed:
        if times[label.casefold()] > 1:
            first.setdefault(label.casefold(), label)
    return list(first.values())


def _next_letter(number: int, taken: set[str]) -> str:
    letters = (f"{number}{first}{second}" for first in ("", *ascii_lowercase) for second in ascii_lowercase)
    return next(label for label in letters if label not in taken)
