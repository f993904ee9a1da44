"""Measures: how the figures of an indicator are read, compared and said in words."""

import datetime
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import TextChoices

from priorities.models import Indicator


class Movement(TextChoices):
    """Which way an indicator goes, judged by which way is good."""

    BETTER = "better", "Getting better"
    WORSE = "worse", "Getting worse"
    STEADY = "steady", "No change"
    UNKNOWN = "unknown", "Nothing to compare with yet"


@dataclass(frozen=True)
class Point:
    """The figure that counts for a period; `ends` is the first day after it."""

    starts: datetime.date
    ends: datetime.date
    period: str
    number: Decimal
    note: str = ""

    @property
    def span(self) -> tuple[datetime.date, datetime.date]:
        """The period's first day, and the first day after it."""
        return (self.starts, self.ends)


@dataclass(frozen=True)
class Base:
    """A baseline as it stands on a day."""

    starts: datetime.date
    ends: datetime.date | None
    period: str
    number: Decimal
    reason: str


@dataclass(frozen=True)
class Measure:
    """How the figures of an indicator are read: which way is good, the unit, how many decimals."""

    better: str
    unit: str
    decimals: int

    @classmethod
    def of(cls, indicator: Indicator) -> "Measure":
        """That of an indicator."""
        return cls(indicator.better, indicator.unit, indicator.decimals)

    def rounded(self, number: Decimal) -> Decimal:
        """The number as it is shown."""
        return number.quantize(Decimal(1).scaleb(-self.decimals), rounding=ROUND_HALF_UP) + 0  # never minus nothing

    def gain(self, before: Decimal, after: Decimal) -> Decimal:
        """By how much `after` is better than `before`; negative where it is worse."""
        return after - before if self.better == Indicator.Better.UP else before - after

    def moved(self, before: Decimal, after: Decimal) -> Movement:
        """Which way it went."""
        gain = self.gain(before, after)
        if not gain:
            return Movement.STEADY
        return Movement.BETTER if gain > 0 else Movement.WORSE

    def bare(self, number: Decimal) -> str:
        """The number alone: “1,204.5”."""
        return f"{number:,.{self.decimals}f}".replace("-", "\u2212")

    def shown(self, number: Decimal) -> str:
        """The number with its unit: “12.1%”, “14.0 per 1,000 people”."""
        return f"{self.bare(number)}{'' if self.unit in ('', '%') else ' '}{self.unit}"

    def apart(self, difference: Decimal) -> str:
        """How far two figures are apart: “4.2 points” for a percentage, else the bare number."""
        words = self.bare(abs(difference))
        if self.unit != "%":
            return words
        return f"{words} point" if abs(difference) == 1 else f"{words} points"
