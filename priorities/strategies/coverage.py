"""Coverage: what plans say of approaches, areas and priorities, and where they say nothing. It asks no database."""

from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from governance.foundation.sentences import counted

Plan = TypeVar("Plan", bound=Hashable)
Key = TypeVar("Key", bound=Hashable)

NOTHING = "Nothing said"


@dataclass(frozen=True)
class ApproachCell:
    """What one plan says of one approach (items 15, 16)."""

    said: str = ""
    """How the plan applies it, in its own words."""
    actions: int = 0
    """How many of its actions apply it."""
    implicit: bool = False
    """Whether the approach is held to run through every plan."""

    @property
    def is_hole(self) -> bool:
        """Whether the plan ought to say something and does not."""
        return not (self.said or self.actions or self.implicit)

    @property
    def in_words(self) -> str:
        """“Said in words; 3 actions”, “Implicit” or “Nothing said”."""
        parts = [
            "Said in words" if self.said else "",
            counted(self.actions, "action") if self.actions else "",
        ]
        found = "; ".join(filter(None, parts))
        return found or ("Implicit" if self.implicit else NOTHING)


@dataclass(frozen=True)
class AreaCell:
    """How many actions of one plan name one area (item 13)."""

    actions: int = 0
    """Actions that name the area itself."""
    in_parts: int = 0
    """Further actions that name only places that lie in it."""

    @property
    def is_hole(self) -> bool:
        """Whether no action is for the area or for a part of it."""
        return not (self.actions or self.in_parts)

    @property
    def in_words(self) -> str:
        """“2 actions”, “1 action and 3 in its parts” or “No action”."""
        if self.is_hole:
            return "No action"
        if not self.actions:
            return f"{counted(self.in_parts, 'action')} in its parts"
        return counted(self.actions, "action") + (f" and {self.in_parts} in its parts" if self.in_parts else "")


class Cover(Enum):
    """How a strategy's priority is carried out on a day (item 195)."""

    PLAN = "plan"
    """A plan in force names it."""
    BELOW = "below"
    """No plan names it; one names something under it."""
    ABOVE = "above"
    """No plan names it or anything under it; one names what it stands under."""
    WAITING = "waiting"
    """No plan; it waits to enter one (item 194)."""
    GAP = "gap"
    """No plan at all."""


CARRIED = frozenset({Cover.PLAN, Cover.BELOW, Cover.ABOVE})
"""Of what a plan carries out, itself, a part of it, or the whole that it belongs to."""


def apply_approaches(
    plans: Sequence[Plan],
    approaches: Mapping[Key, bool],
    said: Mapping[tuple[Plan, Key], str],
    actions: Mapping[tuple[Plan, Key], int],
) -> dict[tuple[Plan, Key], ApproachCell]:
    """The cell of each plan and approach. `approaches`: whether each is implicit in every plan."""
    return {
        (plan, key): ApproachCell(said.get((plan, key), ""), actions.get((plan, key), 0), implicit)
        for plan in plans
        for key, implicit in approaches.items()
    }


def place_actions(
    plans: Mapping[Plan, Iterable[Set[Key]]], parents: Mapping[Key, Key | None]
) -> dict[tuple[Plan, Key], AreaCell]:
    """The cell of each plan and area. `plans`: for each action the areas that it names; `parents`: what lies in what.

    An action that names an area and a part of it, or two parts of it, counts once.
    """
    cells = {(plan, key): [0, 0] for plan in plans for key in parents}
    for plan, named in plans.items():
        for areas in named:
            for key in areas:
                cells[plan, key][0] += 1
            for key in {above for area in areas for above in _above(area, parents)} - set(areas):
                cells[plan, key][1] += 1
    return {at: AreaCell(*counts) for at, counts in cells.items()}


@dataclass(frozen=True)
class Share(Generic[Plan, Key]):
    """Part of a plan: so many actions in a section, the priority that the section names, and the one that they are for."""

    plan: Plan
    section: Key | None
    whose: Key | None
    number: int


def share_out(named: Mapping[Plan, Set[Key]], shares: Iterable[Share[Plan, Key]]) -> dict[Key, dict[Plan, int]]:
    """By priority and plan that names it, how many of the plan's actions are for it.

    `named`: the priorities that each plan names as a whole. Each share says for what its actions are.
    """
    found: dict[Key, dict[Plan, int]] = {}
    for plan, keys in named.items():
        for key in keys:
            found.setdefault(key, {})[plan] = 0
    for share in shares:
        for each in (share.section, share.whose):
            if each is not None:
                found.setdefault(each, {}).setdefault(share.plan, 0)
        if share.whose is not None:
            found[share.whose][share.plan] += share.number
    return found


def cover(parents: Mapping[Key, Key | None], planned: Set[Key], waiting: Set[Key]) -> dict[Key, Cover]:
    """How each priority of a strategy is carried out. `parents`: under what each stands; `planned`: named by a plan."""
    carried = {above for key in parents if key in planned for above in _above(key, parents)}
    found = {}
    for key in parents:
        if key in planned:
            found[key] = Cover.PLAN
        elif key in carried:
            found[key] = Cover.BELOW
        elif any(above in planned for above in _above(key, parents)):
            found[key] = Cover.ABOVE
        else:
            found[key] = Cover.WAITING if key in waiting else Cover.GAP
    return found


def _above(key: Key, parents: Mapping[Key, Key | None]) -> list[Key]:
    """What `key` lies in or stands under, the nearest first; a circle ends the walk."""
    found: list[Key] = []
    above = parents.get(key)
    while above is not None and above not in found:
        found.append(above)
        above = parents.get(above)
    return found
