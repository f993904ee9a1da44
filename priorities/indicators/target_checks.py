"""Target checks: whether local targets add up to the overarching one (items 71, 121)."""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices

from priorities.indicators.measures import Measure, Point
from priorities.indicators.series import TARGET, Figures
from priorities.models import Area, Indicator

NOT_A_COUNT = re.compile(
    r"%|\bper\b|/|\brates?\b|\bratio\b|\bindex\b|\baverage\b|\bmean\b|\bmedian\b|\bscores?\b|\branks?\b|\bpoints?\b"
    r"|\bshare\b|\bproportion\b|\byears?\b|\bminutes?\b|\bdegrees?\b",
    re.IGNORECASE,
)
"""Units whose figures cannot be added up from area to area."""


class Fit(TextChoices):
    """How local targets fit the overarching one."""

    MEET = "meet", "The local targets meet the overarching one"
    SHORT = "short", "The local targets fall short of the overarching one"
    BEYOND = "beyond", "The local targets go further than the overarching one"
    APART = "apart", "The local targets cannot give the overarching one"
    MISSING = "missing", "An area has no target"


@dataclass(frozen=True)
class TargetCheck:
    """Local targets of one kind of area against the overarching one, for one period."""

    measure: Measure
    period: str
    kind: str
    """The kind of area, such as “District or borough”."""
    overarching: Decimal
    local: tuple[tuple[str, Decimal], ...]
    """Name of each area, and its target."""
    missing: tuple[str, ...]
    tolerance: Decimal
    summed: bool
    """Whether they are added up; otherwise the overarching one must lie among them."""

    @property
    def total(self) -> Decimal:
        """The local targets added up; only for a count."""
        return sum((number for _, number in self.local), Decimal(0))

    @property
    def fit(self) -> Fit:
        """How they fit."""
        if self.missing:
            return Fit.MISSING
        numbers = [number for _, number in self.local]
        if not self.summed:
            among = min(numbers) - self.tolerance <= self.overarching <= max(numbers) + self.tolerance
            return Fit.MEET if among else Fit.APART
        if abs(self.total - self.overarching) <= self.tolerance:
            return Fit.MEET
        return Fit.BEYOND if self.measure.gain(self.overarching, self.total) > 0 else Fit.SHORT

    @property
    def sentence(self) -> str:
        """What was reckoned and what came out."""
        whole, where = self.measure.shown(self.overarching), f"{self.period}, by {self.kind.lower()}"
        if self.missing:
            return f"{where}: {', '.join(self.missing)} {'has' if len(self.missing) == 1 else 'have'} no target."
        if self.summed:
            told = f"{where}: the targets of {len(self.local)} areas add up to {self.measure.shown(self.total)}"
            return f"{told}, and the overarching target is {whole}. {self.fit.label}."
        lowest, highest = (self.measure.shown(f(number for _, number in self.local)) for f in (min, max))
        told = f"{where}: local targets run from {lowest} to {highest}, and the overarching target is {whole}"
        fits = "It lies among them, as an average must" if self.fit == Fit.MEET else "No average of them can be that"
        return f"{told}. {fits}."


def is_count(indicator: Indicator) -> bool:
    """Whether its figures may be added up from area to area, told from the unit: a rate or a share may not.

    Without a unit only whole numbers are taken for a count.
    """
    if not indicator.unit.strip():
        return indicator.decimals == 0
    return NOT_A_COUNT.search(indicator.unit) is None


def target_checks(figures: Figures, parts: Iterable[Area], *, tolerance: Decimal | None = None) -> list[TargetCheck]:
    """The local targets beside the overarching one, for each period in which the whole area has a target.

    `parts` are the areas that lie directly in the whole one. Those of one kind (its districts, say) together make it
    up; a kind of which no area has a target in the period is left out. A count is added up. A rate cannot be: the
    figure for the whole is an average of its parts, weighted by how many people live in each, so that whatever the
    weights it lies between the lowest and the highest; that is what is checked. `tolerance` None: what rounding can
    do, half of the last decimal for the whole and for each part that is added up.
    """
    indicator = figures.indicator
    kinds: dict[str, list[Area]] = {}
    for part in parts:
        kinds.setdefault(part.get_kind_display(), []).append(part)
    checks = []
    for whole in figures.series(indicator.area_id, TARGET):
        for kind, areas in kinds.items():
            found = {area: _at(figures.series(area.pk, TARGET), whole.span) for area in areas}
            local = tuple((area.name, point.number) for area, point in found.items() if point is not None)
            if not local:
                continue
            missing = tuple(area.name for area, point in found.items() if point is None)
            summed = is_count(indicator)
            rounding = Decimal(5).scaleb(-indicator.decimals - 1) * (len(local) + 1 if summed else 2)
            allowed = rounding if tolerance is None else tolerance
            checks.append(
                TargetCheck(figures.measure, whole.period, kind, whole.number, local, missing, allowed, summed)
            )
    return checks


def _at(points: Sequence[Point], span: tuple[datetime.date, datetime.date]) -> Point | None:
    return next((point for point in points if point.span == span), None)
