"""The curve of an indicator: what was, what is aimed at and what is expected, as data, in words, and as rows.

`curve_drawing` draws it. A curve is kept in an accepted report card as plain data (`packed`, `unpacked`).
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from governance.foundation.dated import ONE_DAY
from governance.foundation.sentences import plain_day
from priorities.indicators.measures import Measure, Point
from priorities.indicators.series import ACTUAL, FORECAST, TARGET, Figures


@dataclass(frozen=True)
class Row:
    """One period in the table beneath a curve; an empty word where there is no figure."""

    period: str
    actual: str
    target: str
    forecast: str
    note: str


@dataclass(frozen=True)
class Curve:
    """All that a curve shows, for one area."""

    name: str
    area: str
    measure: Measure
    actual: tuple[Point, ...] = ()
    target: tuple[Point, ...] = ()
    forecast: tuple[Point, ...] = ()
    baseline: Point | None = None
    """The baseline in force; its days are those from which and until which it counts."""
    rebased_on: tuple[datetime.date, ...] = ()
    """The days on which it was rebased: the line is broken there."""
    invented: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not (self.actual or self.target or self.forecast)

    @property
    def title(self) -> str:
        """What the drawing is of."""
        return f"{self.name}, {self.area}"

    @property
    def words(self) -> str:
        """The whole curve in sentences, for those who do not see it."""
        parts = [self._history(), self._baseline(), self._ahead("target", self.target)]
        parts += [self._ahead("forecast", self.forecast), *self._rebased()]
        return " ".join(part for part in parts if part)

    @property
    def rows(self) -> list[Row]:
        """The figures by period."""
        lines = [{point.span: point for point in points} for points in (self.actual, self.target, self.forecast)]
        periods = {span: point.period for line in reversed(lines) for span, point in line.items()}
        rows = []
        for span in sorted(periods):
            points = [line.get(span) for line in lines]
            cells = [self.measure.bare(point.number) if point else "" for point in points]
            notes = dict.fromkeys(point.note for point in points if point and point.note)
            rows.append(Row(periods[span], cells[0], cells[1], cells[2], "; ".join(notes)))
        return rows

    @property
    def has_notes(self) -> bool:
        """Whether any figure has a note."""
        return any(point.note for point in (*self.actual, *self.target, *self.forecast))

    def runs(self) -> list[tuple[Point, ...]]:
        """The history in pieces that a line may join: broken by a missing period and by a rebasing."""
        step = _usual_step(self.actual)
        runs: list[list[Point]] = []
        for point in self.actual:
            if runs and not self._is_broken(runs[-1][-1], point, step):
                runs[-1].append(point)
            else:
                runs.append([point])
        return [tuple(run) for run in runs]

    def _is_broken(self, before: Point, after: Point, step: float) -> bool:
        rebased = any(before.ends - ONE_DAY < day <= after.ends - ONE_DAY for day in self.rebased_on)
        return rebased or middle(after) - middle(before) > 1.5 * step

    def _history(self) -> str:
        if not self.actual:
            return "There are no actual figures yet."
        first, last, shown = self.actual[0], self.actual[-1], self.measure.shown
        if first is last:
            return f"It was {shown(first.number)} in {first.period}."
        numbers = [point.number for point in self.actual]
        if len(set(numbers)) == 1:
            return f"It stayed at {shown(first.number)} from {first.period} to {last.period}."
        told = f"{'rose' if last.number > first.number else 'fell'} from {shown(first.number)} in {first.period}"
        told += f" to {shown(last.number)} in {last.period}"
        if first.number == last.number:
            told = f"was {shown(first.number)} in {first.period} and in {last.period}"
        return f"It {told}{self._extremes(numbers)}."

    def _extremes(self, numbers: Sequence[Decimal]) -> str:
        """The highest and the lowest between the ends, where the ends are not they."""
        told = []
        for word, number in (("a high", max(numbers)), ("a low", min(numbers))):
            if number not in (numbers[0], numbers[-1]):
                period = self.actual[numbers.index(number)].period
                told.append(f"{word} of {self.measure.shown(number)} in {period}")
        return f", with {' and '.join(told)} between" if told else ""

    def _baseline(self) -> str:
        if self.baseline is None:
            return ""
        return f"The baseline is {self.measure.shown(self.baseline.number)} ({self.baseline.period})."

    def _ahead(self, word: str, points: Sequence[Point]) -> str:
        if not points:
            return ""
        told = [f"{self.measure.shown(point.number)} for {point.period}" for point in points]
        if len(told) > 2:
            return f"The {word} goes from {told[0]} to {told[-1]}."
        return f"The {word} is {' and '.join(told)}."

    def _rebased(self) -> Iterable[str]:
        for day in self.rebased_on:
            yield f"It was rebased on {plain_day(day)}; figures before and after cannot be compared."


def middle(point: Point) -> float:
    """The middle of a period, as a number of days."""
    return (point.starts.toordinal() + point.ends.toordinal()) / 2


def _usual_step(points: Sequence[Point]) -> float:
    """The usual distance between periods, in days: the one in the middle when sorted."""
    steps = sorted(middle(after) - middle(before) for before, after in pairwise(points))
    return steps[(len(steps) - 1) // 2] if steps else 0.0


def curve_of(figures: Figures) -> Curve:
    """The curve of an indicator for its whole area, which must be at hand with it."""
    indicator, area = figures.indicator, figures.indicator.area_id
    bases, base = figures.baselines.get(area, ()), figures.baseline(area)
    return Curve(
        name=indicator.name,
        area=indicator.area.name,
        measure=figures.measure,
        actual=figures.series(area, ACTUAL),
        target=figures.series(area, TARGET),
        forecast=figures.series(area, FORECAST),
        baseline=Point(base.starts, base.ends or datetime.date.max, base.period, base.number) if base else None,
        rebased_on=tuple(row.starts for row in bases[1:]),
        invented=indicator.invented,
    )


def packed(curve: Curve) -> dict[str, Any]:
    """The curve as plain data that JSON can hold."""
    whole = asdict(curve)
    for name in ("actual", "target", "forecast"):
        whole[name] = [_pack(point) for point in getattr(curve, name)]
    whole["baseline"] = _pack(curve.baseline) if curve.baseline else None
    whole["rebased_on"] = [day.isoformat() for day in curve.rebased_on]
    return whole


def unpacked(whole: Mapping[str, Any]) -> Curve:
    """The curve that `packed` made plain."""
    lines = {name: tuple(_unpack(point) for point in whole[name]) for name in ("actual", "target", "forecast")}
    return Curve(
        name=whole["name"],
        area=whole["area"],
        measure=Measure(**whole["measure"]),
        baseline=_unpack(whole["baseline"]) if whole["baseline"] else None,
        rebased_on=tuple(datetime.date.fromisoformat(day) for day in whole["rebased_on"]),
        invented=whole["invented"],
        **lines,
    )


def _pack(point: Point) -> list[str]:
    return [point.starts.isoformat(), point.ends.isoformat(), point.period, str(point.number), point.note]


def _unpack(row: Sequence[str]) -> Point:
    starts, ends = (datetime.date.fromisoformat(day) for day in row[:2])
    return Point(starts, ends, row[2], Decimal(row[3]), row[4])
