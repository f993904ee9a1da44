"""Clashing rules: exact counting of how many different people some rules ask for at least (item 60; beyond 3.6).

Who sits for an organisation, a sector or a body counts once among the rules that name one, unless a rule says that
people may count twice: a theme's representative is not also the police's. Somebody of an organisation does count for
its sector. Whoever a rule names through another body's membership speaks for the organisations that they are recorded
with, and may be sent by any body. Everything else (community, role, grade, line) goes together with anything.
A share is never more than the whole, so a quorum that is a share clashes with no size.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

Slot = tuple[str, int | str, str]
"""What somebody sits for: “organisation”, “sector” or “body”, its key, and the sector of an organisation."""

MOST_STEPS = 20_000
"""How many groups are tried before the smallest one is given up for one that cannot be made smaller."""


@dataclass(frozen=True)
class Named:
    """Somebody who must be a member because they are one of another body."""

    key: int
    organisations: frozenset[int] = frozenset()
    sectors: frozenset[str] = frozenset()
    grade: int | None = None

    def may_sit_for(self, slot: Slot) -> bool:
        """Whether they could be the one that the slot asks for."""
        what, key, _ = slot
        if what == "organisation":
            return key in self.organisations
        return what == "body" or key in self.sectors


@dataclass(frozen=True)
class Demand:
    """What one rule asks for: at most so many, so many for each slot, so many of any sort, these people."""

    most: int | None = None
    slots: dict[Slot, int] = field(default_factory=dict)
    number: int = 0
    people: frozenset[Named] = frozenset()
    of_one: dict[int, int] = field(default_factory=dict)
    """How many of one organisation the rule asks for, by its key."""
    one_each: bool = False
    floor: int = 0


def least_people(demands: Iterable[Demand]) -> int:
    """How many different people these demands ask for at least, all together."""
    slots: dict[Slot, int] = {}
    people: set[Named] = set()
    number = 0
    for demand in demands:
        number, people = max(number, demand.number), people | demand.people
        for slot, least in demand.slots.items():
            slots[slot] = max(slots.get(slot, 0), least)
    places = _places(slots)
    return max(number, len(people) + len(places) - _most_filled(sorted(people, key=lambda p: p.key), places))


def _places(slots: dict[Slot, int]) -> list[Slot]:
    """One place for each person that is asked for; those of an organisation fill their sector's places first."""
    places = [slot for slot, least in slots.items() if slot[0] != "sector" for _ in range(least)]
    for slot, least in slots.items():
        if slot[0] == "sector":
            inside = sum(1 for place in places if place[0] == "organisation" and place[2] == slot[1])
            places += [slot] * max(least - inside, 0)
    return places


def _most_filled(people: Sequence[Named], places: Sequence[Slot]) -> int:
    """How many places these people can fill at most, one each (augmenting paths)."""
    filled: dict[int, int] = {}

    def seat(person: int, tried: set[int]) -> bool:
        for place, slot in enumerate(places):
            if place in tried or not people[person].may_sit_for(slot):
                continue
            tried.add(place)
            if place not in filled or seat(filled[place], tried):
                filled[place] = person
                return True
        return False

    return sum(seat(person, set()) for person in range(len(people)))


def clashing_groups(demands: Sequence[Demand]) -> list[tuple[int, ...]]:
    """Groups of demands, by their places in the list, that cannot all be met; the smallest group first.

    For each demand that sets a most: the smallest group that it clashes with. Then each pair of “one each” or of a
    grade with what it makes impossible.
    """
    groups = [group for most in range(len(demands)) if (group := _too_many(demands, most))]
    for one in range(len(demands)):
        groups += [(one, other) for other in range(len(demands)) if _excludes(demands[one], demands[other])]
    unique = {frozenset(group): group for group in groups}
    return sorted(unique.values(), key=lambda group: (len(group), group))


def _excludes(one: Demand, other: Demand) -> bool:
    if one.one_each:
        speaking = [person.organisations for person in other.people if len(person.organisations) == 1]
        return len(speaking) != len(set(speaking)) or any(least > 1 for least in other.of_one.values())
    return any(person.grade is not None and person.grade < one.floor for person in other.people)


def _too_many(demands: Sequence[Demand], bound: int) -> tuple[int, ...]:
    """The demand at `bound` with the fewest others that ask for more people than it allows; empty where none do."""
    most = demands[bound].most
    others = [place for place in range(len(demands)) if place != bound]
    if most is None or least_people(demands[place] for place in others) <= most:
        return ()
    value = {place: least_people([demands[place]]) for place in others}
    others.sort(key=lambda place: -value[place])
    search = _Search(most, others, value, lambda group: least_people(demands[place] for place in group))
    found = search.smallest()
    return (bound, *sorted(found))


class _Search:
    """The fewest of `places` whose group is worth more than `most`; worth never exceeds the sum of the values."""

    def __init__(
        self, most: int, places: list[int], value: dict[int, int], worth: Callable[[Sequence[int]], int]
    ) -> None:
        self.most, self.places, self.value, self.worth = most, places, value, worth
        self.steps = 0

    def smallest(self) -> list[int]:
        """The smallest group; after too many steps one from which none can be left out."""
        for size in range(1, len(self.places) + 1):
            found = self._grown([], 0, size)
            if found is not None:
                return found
            if self.steps > MOST_STEPS:
                break
        return self._thinned()

    def _grown(self, group: list[int], start: int, left: int) -> list[int] | None:
        self.steps += 1
        worth = self.worth(group)
        if worth > self.most:
            return group
        for place in range(start, len(self.places)):
            best = sum(map(self.value.__getitem__, self.places[place : place + left]))
            if not left or worth + best <= self.most or self.steps > MOST_STEPS:
                return None
            found = self._grown([*group, self.places[place]], place + 1, left - 1)
            if found is not None:
                return found
        return None

    def _thinned(self) -> list[int]:
        group = list(self.places)
        for place in reversed(self.places):
            fewer = [each for each in group if each != place]
            if self.worth(fewer) > self.most:
                group = fewer
        return group
