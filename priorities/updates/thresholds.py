"""Thresholds: which colour a framework allows an action, by how late it is and by how much it is overspent.

Nothing here asks the database; days and sums come in, a colour comes out (items 152, 191).
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from governance.foundation.sentences import counted, plain_day
from priorities.models import PerformanceFramework, Status

SEVERITY = {Status.GREEN: 0, Status.AMBER: 1, Status.RED: 2}
"""The colours from best to worst. What is complete, not started or reprogrammed has no colour to be judged."""


@dataclass(frozen=True)
class Limit:
    """The best colour that an action may have, and in words why no better one: empty for green."""

    colour: Status
    because: str = ""
    """What follows the action's reference: “is expected 45 days late”."""
    mend: str = ""
    """What else could be done: “or correct the day”."""

    def allows(self, status: str) -> bool:
        """Whether an update may say `status`."""
        return status not in SEVERITY or SEVERITY[Status(status)] >= SEVERITY[self.colour]


def colour_for(
    framework: PerformanceFramework, *, due: datetime.date | None, expected_on: datetime.date | None
) -> Status:
    """The best colour for an action that was `due` on a day and is now `expected_on` another.

    Green up to and with `behind_green_days` late, amber up to and with `behind_amber_days`, red from then on. Without
    a due day or an expected one there is nothing to judge, so it is green.
    """
    if due is None or expected_on is None:
        return Status.GREEN
    late = (expected_on - due).days
    if late <= framework.behind_green_days:
        return Status.GREEN
    return Status.AMBER if late <= framework.behind_amber_days else Status.RED


def money_colour_for(framework: PerformanceFramework, *, budget: Decimal | None, spend: Decimal | None) -> Status:
    """Amber from `overspent_percent` of the budget over it, both sums in pounds; else green.

    A framework that leaves the per cent empty does not judge spending, and without a budget there is nothing to judge.
    """
    percent = framework.overspent_percent
    if percent is None or budget is None or spend is None or spend <= budget:
        return Status.GREEN
    return Status.AMBER if (spend - budget) * 100 >= percent * budget else Status.GREEN


def limit_for(
    framework: PerformanceFramework,
    *,
    due: datetime.date | None,
    expected_on: datetime.date | None,
    seen_on: datetime.date,
    budget: Decimal | None = None,
    spend: Decimal | None = None,
) -> Limit:
    """The best colour for an action that is not complete, and why.

    `seen_on` is the day as of which it is reported. An action that is not complete on that day cannot be done before
    it, whatever was expected once: whoever says nothing of the day, or names one that has gone by, is as late as that.
    """
    reckoned = max(expected_on or seen_on, seen_on)
    late = colour_for(framework, due=due, expected_on=reckoned)
    if due is not None and late != Status.GREEN:
        days = (reckoned - due).days
        words = counted(days, "day")
        if expected_on == reckoned:
            return Limit(late, f"is expected {words} late", "or correct the day")
        return Limit(late, f"was due {words} before {plain_day(seen_on)}", "or say that it is complete")
    if money_colour_for(framework, budget=budget, spend=spend) == Status.AMBER:
        return Limit(Status.AMBER, f"has spent £{spend:,.2f} of £{budget:,.2f}", "or correct the sum")
    return Limit(Status.GREEN)
