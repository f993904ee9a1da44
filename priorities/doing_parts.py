"""What the panels “how are we doing” are made of: counts in words, and links to what they speak of."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from governance.foundation.sentences import counted, listed
from priorities.indicators.series import Movement, Standing
from priorities.models import Indicator, Status

WORDS = {
    Movement.BETTER: ("is getting better", "are getting better"),
    Movement.WORSE: ("is getting worse", "are getting worse"),
    Movement.STEADY: ("has not changed", "have not changed"),
    Movement.UNKNOWN: ("has nothing to compare with yet", "have nothing to compare with yet"),
}


@dataclass(frozen=True)
class Link:
    """Words, and the parts of the address of the page that they lead to."""

    words: str
    parts: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """The first part."""
        return self.parts[0]

    @property
    def second(self) -> str:
        """The second part; empty where there is none."""
        return self.parts[1] if len(self.parts) > 1 else ""


@dataclass(frozen=True)
class PlanStates:
    """How actions of a plan stand by a period; a state is empty where there is no update."""

    slug: str
    title: str
    period: str
    states: Sequence[str]
    role: str = ""
    """What a body does for the plan: “owns and monitors”, or “Health monitors”."""

    def with_role(self, role: str) -> "PlanStates":
        """The same, with what the body does."""
        return replace(self, role=role)

    @property
    def number(self) -> int:
        """How many actions."""
        return len(self.states)

    @property
    def in_words(self) -> str:
        """The states that occur: “6 green, 1 red, 2 without an update”."""
        return states_in_words(self.states)


@dataclass(frozen=True)
class Measures:
    """Indicators with how each stands."""

    rows: Sequence[tuple[Indicator, Standing]] = ()

    def __bool__(self) -> bool:
        return bool(self.rows)

    def moving(self, movement: Movement) -> list[tuple[Indicator, Standing]]:
        """Those that go that way."""
        return [(indicator, standing) for indicator, standing in self.rows if standing.movement == movement]

    @property
    def better(self) -> list[tuple[Indicator, Standing]]:
        """Those that get better."""
        return self.moving(Movement.BETTER)

    @property
    def worse(self) -> list[tuple[Indicator, Standing]]:
        """Those that get worse."""
        return self.moving(Movement.WORSE)

    @property
    def worst_first(self) -> tuple[bool, int, int]:
        """By which to sort: more that get worse first, then fewer that get better; what has no figures comes last."""
        return not self.rows, -len(self.worse), len(self.better)

    @property
    def in_words(self) -> str:
        """One sentence: “2 indicators are getting better and 1 is getting worse.” Empty without indicators."""
        counts = Counter(standing.movement for _, standing in self.rows)
        said: list[str] = []
        for movement, (one, several) in WORDS.items():
            number = counts[movement]
            if number:
                how_many = f"{number:,}" if said else counted(number, "indicator")
                said.append(f"{how_many} {one if number == 1 else several}")
        return f"{listed(said)}." if said else ""


@dataclass(frozen=True)
class BodyDoing:
    """What a body answers for."""

    leads: Sequence[Link]
    plans: Sequence[PlanStates]
    """Those that it owns or monitors."""
    led: Sequence[PlanStates]
    """By plan, the actions that it leads."""
    involved: Sequence[PlanStates]
    """By plan, those that another leads and that it is a partner in, or that it set."""
    measures: Measures
    open_risks: int
    very_high: Sequence[Link]
    report: Link | None
    """Its latest published report: the period's name; the slugs of the period and, where it is of one, the plan."""
    card: Link | None

    def __bool__(self) -> bool:
        told = (self.leads, self.plans, self.led, self.involved, self.measures, self.open_risks, self.report, self.card)
        return any(told)

    @property
    def number(self) -> int:
        """How many actions it leads."""
        return sum(each.number for each in self.led)

    @property
    def number_involved(self) -> int:
        """In how many that another leads it takes part."""
        return sum(each.number for each in self.involved)


@dataclass(frozen=True)
class LedDoing:
    """What an organisation or a person has a part in: priorities, and actions that they lead or take part in, by plan."""

    priorities: Sequence[Link]
    plans: Sequence[PlanStates]
    involved: Sequence[PlanStates] = ()

    def __bool__(self) -> bool:
        return bool(self.priorities or self.plans or self.involved)

    @property
    def number(self) -> int:
        """How many actions they lead."""
        return sum(each.number for each in self.plans)

    @property
    def number_involved(self) -> int:
        """In how many that another leads they take part."""
        return sum(each.number for each in self.involved)


@dataclass(frozen=True)
class PriorityDoing:
    """How a priority goes."""

    measures: Measures
    plans: Sequence[PlanStates]

    def __bool__(self) -> bool:
        return bool(self.measures or self.plans)


@dataclass(frozen=True)
class PriorityLine:
    """A priority on the front page."""

    slug: str
    name: str
    lead: Link | None
    measures: Measures


@dataclass(frozen=True)
class PartnershipDoing:
    """A partnership's priorities on the front page; `more` counts those for which there is no room."""

    slug: str
    name: str
    priorities: Sequence[PriorityLine] = field(default_factory=list)
    more: int = 0


def states_in_words(states: Sequence[Any]) -> str:
    """How many actions are in which state: “6 green, 1 red, 2 without an update”."""
    counts = Counter(states)
    said = [f"{counts[status]} {status.label.lower()}" for status in Status if counts[status]]
    if counts[""]:
        said.append(f"{counts['']} without an update")
    return ", ".join(said)
