"""Series: the figures of indicators as they stand on a day, and what they say in words.

Figures are reckoned with as they are shown, rounded to the decimals of their indicator, so that what a page says adds
up to what a reader sees. Seen from a day, an actual figure is there once its period is over; targets and forecasts
look ahead. After a rebasing only periods under the same baseline are compared.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q

from governance.foundation.sentences import plain_day
from priorities.indicators.measures import Base, Measure, Movement, Point
from priorities.models import Baseline, Indicator, Value

ACTUAL, TARGET, FORECAST = Value.Series.ACTUAL, Value.Series.TARGET, Value.Series.FORECAST


@dataclass(frozen=True)
class Figures:
    """All figures of one indicator as they stand on a day, by the keys of areas."""

    indicator: Indicator
    day: datetime.date
    points: Mapping[tuple[int, str], tuple[Point, ...]]
    baselines: Mapping[int, tuple[Base, ...]]

    @property
    def measure(self) -> Measure:
        """How its figures are read."""
        return Measure.of(self.indicator)

    def series(self, area: int, series: str = ACTUAL) -> tuple[Point, ...]:
        """The figures of an area, the earliest period first."""
        return self.points.get((area, str(series)), ())

    def areas(self) -> set[int]:
        """Keys of the areas with any figure."""
        return {area for area, _ in self.points}

    def baseline(self, area: int) -> Base | None:
        """The area's baseline in force on the day."""
        rows = self.baselines.get(area, ())
        return next((row for row in rows if row.ends is None or self.day < row.ends), None)

    def basis(self, area: int, point: Point) -> Base | None:
        """The baseline under which a period falls: the one in force on its last day; before the first one, that one."""
        rows = self.baselines.get(area, ())
        last_day = point.ends - datetime.timedelta(days=1)
        begun = [row for row in rows if row.starts <= last_day]
        return begun[-1] if begun else next(iter(rows), None)

    def before(self, area: int, point: Point) -> Point | None:
        """The last period before `point` with a figure that can be compared with it: one under the same baseline."""
        basis = self.basis(area, point)
        earlier = (each for each in reversed(self.series(area)) if each.ends <= point.starts)
        return next((each for each in earlier if self.basis(area, each) == basis), None)

    def target(self, area: int, point: Point) -> Point | None:
        """The target for the period of `point`; where it has none, the next one aimed at later."""
        targets = self.series(area, TARGET)
        same = next((each for each in targets if each.span == point.span), None)
        return same or next((each for each in targets if each.starts >= point.ends), None)


@dataclass(frozen=True)
class Standing:
    """How an indicator stands for one area on a day: the latest figure beside those before, baseline and target."""

    measure: Measure
    latest: Point | None = None
    former: Point | None = None
    baseline: Base | None = None
    """The baseline in force; None too where no figure is recorded under it yet."""
    target: Point | None = None
    first_of_basis: datetime.date | None = None
    """The day of the rebasing after which the latest figure is the first."""
    rebased_since: datetime.date | None = None
    """The day of a rebasing after which there is no figure yet."""

    @property
    def movement(self) -> Movement:
        """Better, worse or steady since the period before."""
        if self.latest is None or self.former is None:
            return Movement.UNKNOWN
        return self.measure.moved(self.former.number, self.latest.number)

    @property
    def is_due(self) -> bool:
        """Whether the target is for the very period of the latest figure."""
        return self.latest is not None and self.target is not None and self.target.span == self.latest.span

    @property
    def ahead_of_target(self) -> Decimal | None:
        """By how much the latest figure is better than the target; negative while it falls short."""
        if self.latest is None or self.target is None:
            return None
        return self.measure.gain(self.target.number, self.latest.number)

    @property
    def word(self) -> str:
        """The answer in a few words."""
        return "No figure yet" if self.latest is None else str(self.movement.label)

    @property
    def sentence(self) -> str:
        """The answer and why: “Getting better: it fell from 14.0% in 2009/10 to 12.1% in 2010/11”."""
        if self.latest is None:
            return "No figure yet."
        now = f"{self.measure.shown(self.latest.number)} in {self.latest.period}"
        if self.former is None:
            first = "the first figure"
            if self.first_of_basis:
                first += f" since it was rebased on {plain_day(self.first_of_basis)}"
            return f"{self.word}: {now} is {first}."
        if self.movement == Movement.STEADY:
            return f"{self.word}: it was {now}, as in {self.former.period}."
        verb = "rose" if self.latest.number > self.former.number else "fell"
        before = f"{self.measure.shown(self.former.number)} in {self.former.period}"
        return f"{self.word}: it {verb} from {before} to {now}."

    @property
    def against_baseline(self) -> str:
        """A sentence about the baseline; empty where there is none to compare with."""
        if self.rebased_since is not None:
            return f"It was rebased on {plain_day(self.rebased_since)}, and there is no figure since."
        if self.latest is None or self.baseline is None:
            return ""
        gain = self.measure.gain(self.baseline.number, self.latest.number)
        base = f"the baseline of {self.measure.shown(self.baseline.number)} ({self.baseline.period})"
        if not gain:
            return f"It is level with {base}."
        return f"It is {self.measure.apart(gain)} {'better' if gain > 0 else 'worse'} than {base}."

    @property
    def against_target(self) -> str:
        """A sentence about the target; empty where there is none."""
        ahead = self.ahead_of_target
        if self.target is None or ahead is None:
            return ""
        aim = f"The target for {self.target.period} {'was' if self.is_due else 'is'}"
        aim += f" {self.measure.shown(self.target.number)}"
        if not self.is_due:
            return f"{aim}: reached already." if ahead >= 0 else f"{aim}: {self.measure.apart(ahead)} to go."
        if ahead < 0:
            return f"{aim}: missed by {self.measure.apart(ahead)}."
        return f"{aim}: met." if not ahead else f"{aim}: met, with {self.measure.apart(ahead)} to spare."

    @property
    def sentences(self) -> list[str]:
        """All that there is to say, the answer first."""
        return [words for words in (self.sentence, self.against_baseline, self.against_target) if words]


def figures_of(indicators: Iterable[Indicator], day: datetime.date, *, whole_only: bool = False) -> dict[int, Figures]:
    """By the key of the indicator, its figures as they stand on `day`. 2 queries, however many indicators.

    `whole_only`: of the whole area of each indicator alone, as its curve shows it.
    """
    wanted = {indicator.pk: indicator for indicator in indicators}
    measures = {key: Measure.of(indicator) for key, indicator in wanted.items()}
    values = Value.objects.filter(Q(ends__lte=day) | ~Q(series=ACTUAL), indicator__in=list(wanted))
    bases = Baseline.objects.filter(starts__lte=day, indicator__in=list(wanted)).earliest_first()
    if whole_only:
        values, bases = values.filter(area=F("indicator__area")), bases.filter(area=F("indicator__area"))
    counting: dict[int, dict[tuple[int, str], dict[tuple[datetime.date, datetime.date], Point]]] = {}
    columns = ("indicator", "area", "series", "starts", "ends", "period", "number", "note")
    for key, area, series, starts, ends, period, number, note in values.in_turn().values_list(*columns):
        points = counting.setdefault(key, {}).setdefault((area, series), {})
        points.pop((starts, ends), None)
        if number is not None:
            points[starts, ends] = Point(starts, ends, period, measures[key].rounded(number), note)
    lines: dict[int, dict[int, list[Base]]] = {}
    for row in bases:
        base = Base(row.starts, row.ends, row.period, measures[row.indicator_id].rounded(row.number), row.reason)
        lines.setdefault(row.indicator_id, {}).setdefault(row.area_id, []).append(base)
    return {
        key: Figures(
            indicator,
            day,
            {where: _sorted(points) for where, points in counting.get(key, {}).items() if points},
            {area: tuple(rows) for area, rows in lines.get(key, {}).items()},
        )
        for key, indicator in wanted.items()
    }


def standing_in(figures: Figures, area: int | None = None) -> Standing:
    """How the indicator stands for an area (its key; None: the whole area), by figures at hand."""
    area = figures.indicator.area_id if area is None else area
    points = figures.series(area)
    if not points:
        return Standing(figures.measure)
    latest = points[-1]
    former, basis, base = figures.before(area, latest), figures.basis(area, latest), figures.baseline(area)
    rebased = former is None and len(points) > 1 and basis is not None
    return Standing(
        figures.measure,
        latest,
        former,
        base if base == basis else None,
        figures.target(area, latest),
        basis.starts if rebased and basis else None,
        base.starts if base is not None and base != basis else None,
    )


def standings_of(indicators: Iterable[Indicator], day: datetime.date) -> dict[int, Standing]:
    """By the key of the indicator, how it stands for its whole area on `day`. 2 queries, however many indicators."""
    return {key: standing_in(figures) for key, figures in figures_of(indicators, day, whole_only=True).items()}


def _sorted(points: Mapping[tuple[datetime.date, datetime.date], Point]) -> tuple[Point, ...]:
    return tuple(sorted(points.values(), key=lambda point: point.span))
