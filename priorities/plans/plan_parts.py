"""The parts of a plan as its pages show it: plain values, gathered by `plan_reading` without a query to come."""

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format

from governance.foundation.sentences import day_as_said, plain_day
from priorities.models import (
    DeliveryPlan,
    PlanAction,
    PlanSection,
    PlanVersion,
    ReportingPeriod,
    Status,
    Update,
)
from priorities.plans.plan_flags import Flag, Summary, summed_up
from priorities.updates.progress import due_on

NO_UPDATE = "no update"
"""The state of an action of which nothing was said for the period. It is no status, and never green."""

STATES: dict[str, str] = {**{status.value: str(status.label) for status in Status}, NO_UPDATE: "No update"}
"""Every state that an action may show, in words, in the order in which they are told."""


@dataclass(frozen=True)
class Named:
    """A body, an organisation, a person, an approach, an area or a priority; without a slug it has no page to read."""

    kind: str
    name: str
    slug: str = ""


@dataclass(frozen=True)
class Step:
    """A milestone, and the day on which it was reached, if it was by the day of the page."""

    text: str
    due: datetime.date | None
    due_as_said: str
    reached_on: datetime.date | None

    @property
    def when(self) -> str:
        """By when, as said or as a plain day; empty where nothing was said."""
        return day_as_said(self.due, self.due_as_said)


@dataclass(frozen=True)
class Finding:
    """An issue of a published assessment that an action answers: its key, its words, and the assessment's slug."""

    key: int
    text: str
    slug: str


def time_said(starts: datetime.date | None, due: datetime.date | None, as_said: str) -> str:
    """From when and by when, each once: the words that were said, and the first day as far as they do not name it.

    Such as “4 November onwards (2009)”, “Ongoing (begins on 4 November 2009)” or “4 November 2009 to 30 June 2010”.
    """
    if starts is None:
        return day_as_said(due, as_said)
    first = plain_day(starts)
    if not as_said:
        return f"{first} to {plain_day(due)}" if due else f"From {first}"
    if not re.search(rf"\b0?{starts.day}(st|nd|rd|th)? (of )?{date_format(starts, 'F')}\b", as_said, re.IGNORECASE):
        return f"{as_said} (begins on {first})"
    return as_said if f"{starts.year}" in as_said else f"{as_said} ({starts.year})"


@dataclass(frozen=True)
class ActionRead:
    """An action as it stands on a day."""

    action: PlanAction
    update: Update | None
    flags: Sequence[Flag]
    leads: Sequence[Named]
    partners: Sequence[Named] = ()
    approaches: Sequence[Named] = ()
    areas: Sequence[Named] = ()
    milestones: Sequence[Step] = ()
    priority: Named | None = None
    tasked_by: Named | None = None
    repeats: Sequence[Named] = ()
    """Actions of other plans that it repeats, or that say much the same."""
    answers: Sequence[Finding] = ()
    """What of assessments it answers."""
    spend: Decimal | None = None
    """What was spent by the period, as far as any update up to it says."""
    won: Decimal | None = None
    """What was won from bids by the period, told alike."""

    @property
    def state(self) -> str:
        """The key of its state in STATES."""
        return self.update.status if self.update else NO_UPDATE

    @property
    def state_in_words(self) -> str:
        """Its state: “Amber”, or “No update”."""
        return STATES[self.state]

    @property
    def when(self) -> str:
        """By when, in the plan's own words where it has some."""
        return day_as_said(self.action.due, self.action.due_as_said)

    @property
    def time(self) -> str:
        """From when and by when, in the plan's own words where it has some; empty where nothing was said."""
        return time_said(self.action.starts_on, self.action.due, self.action.due_as_said)


@dataclass(frozen=True)
class RowRead:
    """The actions under one ref."""

    ref: str
    area_for_improvement: str
    bullets: Sequence[ActionRead]


@dataclass(frozen=True)
class SectionRead:
    """A section with the rows that are shown of it."""

    section: PlanSection
    number: int
    """Its place among the sections, from 1: the end of its anchor."""
    rows: Sequence[RowRead]
    priority: Named | None = None

    @property
    def actions(self) -> list[ActionRead]:
        """Every action of the rows."""
        return [bullet for row in self.rows for bullet in row.bullets]

    @property
    def key_characteristics(self) -> list[str]:
        """What good looks like, line by line."""
        lines = (line.strip().lstrip("•-* ").strip() for line in self.section.key_characteristics.splitlines())
        return [line for line in lines if line]

    @property
    def tally(self) -> list[tuple[str, int]]:
        """How many actions are in which state."""
        return tally(self.actions)


@dataclass(frozen=True)
class Money:
    """What was planned, what was spent and what was won from bids, in pounds (items 69, 72)."""

    budget: Decimal
    budgeted: int
    """How many actions have a budget."""
    spend: Decimal
    told: int
    """How many actions say what they spent by the period."""
    won: Decimal = Decimal(0)
    told_won: int = 0
    """How many actions say what they won from bids by the period."""

    @property
    def is_over(self) -> bool:
        """Whether more was spent than planned."""
        return self.spend > self.budget


@dataclass(frozen=True)
class PlanRead:
    """A version of a plan as seen from a day."""

    plan: DeliveryPlan
    version: PlanVersion
    day: datetime.date
    owner: Named | None
    monitor: Named | None
    set_by: Named | None
    """The body whose framework it is reported by."""
    period: ReportingPeriod | None
    """The one by which its actions stand."""
    sections: Sequence[SectionRead]
    approaches: Sequence[tuple[Named, str]] = ()
    """Those that the whole plan applies, each with how."""
    priorities: Sequence[Named] = ()
    actions: Sequence[ActionRead] = field(default=())

    @property
    def updates_due(self) -> datetime.date | None:
        """The last day on which updates for its period are in time, where that is still to come."""
        return due_on(self.period, self.day)

    @property
    def time_ended(self) -> datetime.date | None:
        """The last day that it covers, where that is over."""
        return self.version.time_ended_by(self.day)

    @property
    def review_overdue(self) -> datetime.date | None:
        """The last day on which it was to be reviewed, where that is over."""
        return self.plan.review_overdue_by(self.day)

    @property
    def flags(self) -> Summary:
        """The flags of all actions."""
        return summed_up(read.flags for read in self.actions)

    @property
    def tally(self) -> list[tuple[str, int]]:
        """How many actions are in which state."""
        return tally(self.actions)

    @property
    def money(self) -> Money | None:
        """What of all actions was planned, spent and won; None where nothing of it is told."""
        budgets = [read.action.budget for read in self.actions if read.action.budget is not None]
        spends = [read.spend for read in self.actions if read.spend is not None]
        wins = [read.won for read in self.actions if read.won is not None]
        if not budgets and not spends and not wins:
            return None
        budget, spend, won = (sum(told, Decimal(0)) for told in (budgets, spends, wins))
        return Money(budget, len(budgets), spend, len(spends), won, len(wins))

    @property
    def leads(self) -> list[Named]:
        """Everybody who leads an action, each once, by name."""
        found = {lead for read in self.actions for lead in read.leads}
        return sorted(found, key=lambda lead: (lead.kind, lead.name.casefold(), lead.slug))


def tally(reads: Iterable[ActionRead]) -> list[tuple[str, int]]:
    """The states that occur, in words, each with its number, in the order of STATES."""
    counts = Counter(read.state for read in reads)
    return [(words, counts[state]) for state, words in STATES.items() if counts[state]]


def in_rows(reads: Iterable[ActionRead]) -> list[RowRead]:
    """Actions under their refs, in the order in which a ref first comes; the actions of a ref by their bullets."""
    rows: dict[str, list[ActionRead]] = {}
    for read in reads:
        rows.setdefault(read.action.ref, []).append(read)
    return [
        RowRead(ref, bullets[0].action.area_for_improvement, sorted(bullets, key=_bullet))
        for ref, bullets in rows.items()
    ]


def _bullet(read: Any) -> int:
    return int(read.action.bullet)
