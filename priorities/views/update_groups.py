"""The forms of the page of updates, grouped by the plan and the period for which they are asked."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from priorities.models import DeliveryPlan, ReportingPeriod
from priorities.updates.leading import Led
from priorities.views.update_forms import LONGEST_KEY, UpdateForm


@dataclass(frozen=True)
class Entry:
    """One action with its form."""

    led: Led
    form: UpdateForm
    counts_at_once: bool
    """Whether what is saved counts at once; otherwise it waits for an editor."""

    @property
    def is_open(self) -> bool:
        """Whether the form stands open: an update is wanted, or something was typed into it."""
        return self.led.line.awaits or (self.form.is_bound and self.form.has_changed())

    @property
    def more_is_open(self) -> bool:
        """Whether the rarer fields stand open: one of them was filled in or is wrong."""
        rare = {"spend", "won", "evidence", *self.form.steps}
        return self.form.is_bound and not rare.isdisjoint(self.form.changed_data)

    @property
    def key(self) -> str:
        """What the page sends to say which action and which period the form is about."""
        return f"{self.led.action.pk}-{self.led.period.pk}"


@dataclass(frozen=True)
class Group:
    """The forms for one plan and period, and how far they are from being in."""

    plan: DeliveryPlan
    period: ReportingPeriod
    entries: Sequence[Entry]
    is_overdue: bool

    @property
    def last_day(self) -> datetime.date:
        """The last day of the period."""
        return self.period.last_day


def grouped(entries: Iterable[Entry], day: datetime.date) -> list[Group]:
    """The entries in their order, which is by plan and, within one, by period."""
    groups = []
    for _, rows in groupby(entries, key=lambda entry: (entry.led.action.section.version.plan_id, entry.led.period.pk)):
        found = list(rows)
        period, due = found[0].led.period, found[0].led.period.updates_due
        is_overdue = due is not None and due < day and any(entry.led.line.awaits for entry in found)
        groups.append(Group(found[0].led.action.section.version.plan, period, found, is_overdue))
    return groups


def pairs_in(sent: Iterable[str]) -> list[tuple[int, int]]:
    """The keys of action and period of each form that was sent, once each; 0, which names nothing, for nonsense."""
    pairs = []
    for each in dict.fromkeys(sent):
        action, _, period = each.partition("-")
        sound = all(part.isascii() and part.isdecimal() and len(part) <= LONGEST_KEY for part in (action, period))
        pairs.append((int(action), int(period)) if sound else (0, 0))
    return pairs
