"""Flags: what an action of a plan leaves open, in words (items 143, 145, 198). They are computed, never stored."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import models

from governance.foundation.sentences import counted
from governance.models import BodyPeriod
from priorities.models import DeliveryPlan, PlanAction

TOP = 2
"""How many levels from the partnership down stand above the themes at the least."""


class Flag(models.TextChoices):
    """What is open; the value is for addresses, the label for people."""

    NO_OWNER = "no-owner", "No owner"
    NO_MEASURE = "no-measure", "No measure"
    NO_DATE = "no-date", "No date"
    ONE_THEME = "one-theme", "One theme only"
    REPEATS = "repeats", "Overlaps other work"


IN_A_SENTENCE = {
    Flag.NO_OWNER: ("has no owner", "have no owner"),
    Flag.NO_MEASURE: ("has no measure", "have no measure"),
    Flag.NO_DATE: ("has no date", "have no date"),
    Flag.ONE_THEME: ("involves one theme only", "involve one theme only"),
    Flag.REPEATS: ("overlaps other work", "overlap other work"),
}


@dataclass(frozen=True)
class Themes:
    """Where bodies stand on a day, to tell whether several of them are of one theme.

    Of a delivery plan the theme is its owner with all that sits under it; where the owner stands at the top (the
    partnership itself, or right under it), and of integrated and improvement plans, bodies are of one theme that
    stand on one line, one under the other.
    """

    parents: Mapping[int, int | None]
    owner: int | None = None
    """The owner of a delivery plan, where the owner is a theme."""

    def line(self, body: int) -> list[int]:
        """The body, and those above it up to the partnership."""
        found = [body]
        while (above := self.parents.get(found[-1])) is not None and above not in found:
            found.append(above)
        return found

    def is_one(self, bodies: Collection[int]) -> bool:
        """Whether these bodies are all of one theme."""
        lines = {body: self.line(body) for body in bodies}
        if self.owner is not None and all(self.owner in line for line in lines.values()):
            return True
        return any(all(top in line for line in lines.values()) for top in bodies)


def parents_on(roots: Iterable[int], day: datetime.date) -> dict[int, int | None]:
    """By body, the one above it on `day`, in the partnerships `roots`. 1 query."""
    periods = BodyPeriod.objects.in_force(day).filter(partnership__in=set(roots)).order_by()
    return dict(periods.values_list("body", "parent"))


def themes_of(plan: DeliveryPlan, owner: int | None, parents: Mapping[int, int | None]) -> Themes:
    """How to tell the themes of the plan that the body `owner` owns; `parents` from `parents_on`. No query."""
    themes = Themes(parents)
    if owner is None or plan.kind != DeliveryPlan.Kind.DELIVERY or len(themes.line(owner)) <= TOP:
        return themes
    return Themes(parents, owner)


@dataclass(frozen=True)
class Involved:
    """Keys of the bodies and the organisations that lead an action or take part in it."""

    bodies: frozenset[int] = field(default_factory=frozenset)
    organisations: frozenset[int] = field(default_factory=frozenset)


def involved_in(action: PlanAction, partner_bodies: Iterable[int] = (), partners: Iterable[int] = ()) -> Involved:
    """Who leads the action, and its partners by key."""
    bodies = {*partner_bodies, action.lead_body_id} - {None}
    organisations = {*partners, action.lead_organisation_id} - {None}
    return Involved(frozenset(key for key in bodies if key), frozenset(key for key in organisations if key))


def flags_of(action: PlanAction, involved: Involved, themes: Themes, *, overlaps: bool = False) -> list[Flag]:
    """What the action leaves open, in the order of Flag. No query. An action that names nobody has no theme.

    `overlaps`: whether an action of another plan says much the same; to build on work under way is no overlap. An
    organisation is of no theme: with one beside a body, or with two, others are involved.
    """
    owned = action.lead_body_id or action.lead_organisation_id or action.lead_officer_id
    bodies, organisations = involved.bodies, involved.organisations
    alone = len(organisations) == 1 if not bodies else not organisations and themes.is_one(bodies)
    found = {
        Flag.NO_OWNER: not owned,
        Flag.NO_MEASURE: not action.measure,
        Flag.NO_DATE: not (action.due or action.due_as_said or action.starts_on),
        Flag.ONE_THEME: alone,
        Flag.REPEATS: bool(action.same_as_id) or overlaps,
    }
    return [flag for flag in Flag if found[flag]]


@dataclass(frozen=True)
class Summary:
    """How many of the actions of a plan are open in which way."""

    counts: Mapping[Flag, int]
    of: int

    @property
    def sentences(self) -> list[tuple[Flag, str]]:
        """Such as “3 of 14 actions have no owner”, for each flag that any has."""
        return [(flag, _sentence(flag, self.counts[flag], self.of)) for flag in Flag if self.counts.get(flag)]


def summed_up(flags: Iterable[Collection[Flag]]) -> Summary:
    """The summary of the flags of each action."""
    lists = list(flags)
    return Summary(Counter(flag for found in lists for flag in found), len(lists))


def _sentence(flag: Flag, number: int, of: int) -> str:
    one, many = IN_A_SENTENCE[flag]
    return f"{number} of {counted(of, 'action')} {one if number == 1 else many}"
