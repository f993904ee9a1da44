"""How a structure works, in words: the marks of a body, the levels with what stands on them, what the words mean."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from governance.foundation.sentences import counted, listed, plain_day
from governance.models import BodyPeriod, Link
from governance.structures.dotted_lines import DottedLine
from governance.structures.structure import Place, Structure

ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")

ACTIVE = BodyPeriod.Standing.ACTIVE.value
OUTSIDE = "outside the partnership"
NOT_ACCOUNTABLE = "not accountable"
OPEN = "open to all"


def marks_of(place: Place, day: datetime.date) -> tuple[str, ...]:
    """What a reader must know of a body beside its kind, in words."""
    marks = []
    if place.standing != ACTIVE:
        marks.append(str(place.standing))
    if place.external:
        marks.append(OUTSIDE)
    elif not place.accountable:
        marks.append(NOT_ACCOUNTABLE)
    if place.open_membership:
        marks.append(OPEN)
    if place.due_to_end:
        past = place.due_to_end < day
        marks.append(f"{'past its planned end of' if past else 'due to end on'} {plain_day(place.due_to_end)}")
    return tuple(marks)


def marks_by_key(places: Iterable[Place], day: datetime.date) -> dict[int, tuple[str, ...]]:
    """The marks of those bodies that have any: most have none, and there may be ten thousand."""
    return {
        place.key: marks_of(place, day)
        for place in places
        if place.standing != ACTIVE
        or not place.accountable
        or place.external
        or place.open_membership
        or place.due_to_end
    }


@dataclass(frozen=True)
class Level:
    """One level of the reporting line: its name, and what stands on it."""

    name: str
    words: str


def by_kind(places: Iterable[Place]) -> str:
    """Bodies counted by kind, most first; a single one of its kind by name: “1 board (Leadership Board)”."""
    places = list(places)
    counts = Counter((place.kind, place.kind_plural) for place in places)
    parts = []
    for (kind, plural), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if count == 1:
            name = next(place.name for place in places if place.kind == kind)
            parts.append(f"1 {kind} ({name})")
        else:
            parts.append(f"{count:,} {plural}")
    return listed(parts)


def levels_of(structure: Structure) -> list[Level]:
    """The levels below the partnership itself, the highest first."""
    rows: dict[int, list[Place]] = {}
    for place in structure.tree:
        rows.setdefault(place.depth, []).append(place)
    return [
        Level(f"{ORDINALS[depth - 1]} level" if depth <= len(ORDINALS) else f"Level {depth}", by_kind(rows[depth]))
        for depth in sorted(rows)
        if depth
    ]


def bodies(count: int) -> str:
    """“1 body”, “2 bodies”."""
    return counted(count, "body", "bodies")


def in_short(structure: Structure, levels: Sequence[Level]) -> str:
    """One or two sentences: how many bodies there are, on how many levels, and how many stand beside."""
    name, under, beside = structure.tree[0].name, len(structure.tree) - 1, len(structure.family)
    if not under and not beside:
        return f"{name} has no bodies under it."
    words = f"{name} has {bodies(under)} in its reporting line, on {counted(len(levels), 'level')}."
    if not under:
        words = f"{name} has no bodies in its reporting line."
    if beside:
        more = counted(beside, "more body belongs", "more bodies belong")
        words += f" {more} to its family without reporting to it."
    return words


MEANINGS = {
    BodyPeriod.Standing.TENTATIVE.value: "named as possible; whether there will be such a body is not decided",
    BodyPeriod.Standing.SHADOW.value: "already at work, ahead of being set up formally",
    NOT_ACCOUNTABLE: "belongs to the family and is heard, but answers to no body here for what it does",
    OUTSIDE: "a body of its own, which the partnership works with",
    OPEN: "anybody may join; there is no fixed list of members",
    "due to end": "set up for a task, with a planned last day",
    "past its planned end": "its planned last day has gone by and it has not been closed or extended",
}

LINES = {
    Link.Type.REPORTS_FUNCTIONALLY: "reports on a part of its work, beside the body it answers to",
    Link.Type.MAY_TASK: "may ask the other body for a piece of work, which is reported where the line says",
    Link.Type.SUPPORTS: "gives the other body staff, papers or other help",
    Link.Type.ADVISES: "gives advice that the other body need not follow",
    Link.Type.READS_PAPERS: "is sent the papers and minutes of the other body",
    Link.Type.NOMINATES: "chooses people who sit on the other body",
    Link.Type.REPRESENTED_AT: "sends people to speak for it at the other body",
}


@dataclass(frozen=True)
class Meaning:
    """One word of the legend and what it means."""

    word: str
    meaning: str


def meanings_of(marked: Iterable[tuple[str, ...]], lines: Iterable[DottedLine]) -> list[Meaning]:
    """What the marks and lines that occur mean, in a steady order."""
    said = {mark.partition(" on ")[0].partition(" of ")[0] for marks in set(marked) for mark in marks}
    marks = [Meaning(word.capitalize(), meaning) for word, meaning in MEANINGS.items() if word in said]
    types = {line.type for line in lines}
    return marks + [Meaning(kind.label.capitalize(), LINES[kind]) for kind in Link.Type if kind in types]
