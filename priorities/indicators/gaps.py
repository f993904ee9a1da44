"""Gaps: how far each area is behind the one it is compared with, and whether that narrows.

A gap is positive where the area is worse off, whichever way is good (items 147, 239, 240). Everything is reckoned
from figures as they are shown, see `series`. A count of a part is never compared with that of the whole, which is
always larger: it has a share of the whole instead.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import TextChoices

from priorities.indicators.measures import Measure, Point
from priorities.indicators.series import ACTUAL, Figures, Standing, standing_in
from priorities.indicators.target_checks import is_count
from priorities.models import Area, Indicator


class Trend(TextChoices):
    """What became of a gap between two periods."""

    NARROWS = "narrows", "The gap narrows"
    WIDENS = "widens", "The gap widens"
    SAME = "same", "The gap stays the same"
    NONE = "none", "There is no gap to close"
    UNKNOWN = "unknown", "Nothing to compare with yet"


@dataclass(frozen=True)
class Gap:
    """The gap of an area to the area it is compared with in one period."""

    measure: Measure
    point: Point
    compared: Point
    former: "Gap | None" = None
    """The last earlier period in which both have a figure, under the same baselines as now."""
    skipped: tuple[str, ...] = ()
    """The periods since then in which one of the two, or both, have no figure."""
    at_baseline: Decimal | None = None
    """The gap between the two baselines in force, where both are of the same period."""

    @property
    def size(self) -> Decimal:
        """How much worse off the area is; negative where it is better off."""
        return self.measure.gain(self.point.number, self.compared.number)

    @property
    def words(self) -> str:
        """“4.2 points behind”, “level”, “1.0 ahead”."""
        return in_words(self.measure, self.size)

    @property
    def change(self) -> Decimal | None:
        """By how much the gap grew since the former period; negative where it shrank."""
        return None if self.former is None else self.size - self.former.size

    @property
    def trend(self) -> Trend:
        """Whether it narrows."""
        return Trend.UNKNOWN if self.former is None else trend(self.former.size, self.size)

    @property
    def trend_words(self) -> str:
        """Whether it narrows, by how much and since when, and which periods were passed over."""
        if self.former is None:
            return str(Trend.UNKNOWN.label)
        return _trend_words(self.measure, self.former.size, self.size, self.former.point.period) + _passed(self.skipped)

    @property
    def since_baseline_words(self) -> str:
        """Whether it narrowed since the baseline, and by how much; empty where there is nothing to compare with."""
        if self.at_baseline is None:
            return ""
        return _trend_words(self.measure, self.at_baseline, self.size, "the baseline")


def in_words(measure: Measure, size: Decimal) -> str:
    """A gap in words."""
    if not size:
        return "level"
    return f"{measure.apart(size)} {'behind' if size > 0 else 'ahead'}"


def trend(before: Decimal, now: Decimal) -> Trend:
    """What became of a gap. An area that was not behind before and is not now has no gap to close."""
    if before <= 0 and now <= 0:
        return Trend.NONE
    if before == now:
        return Trend.SAME
    return Trend.NARROWS if now < before else Trend.WIDENS


def _trend_words(measure: Measure, before: Decimal, now: Decimal, since: str) -> str:
    moved = trend(before, now)
    if moved in (Trend.SAME, Trend.NONE):
        return f"{moved.label} (since {since})"
    if now <= 0:
        return f"The gap has closed (since {since})"
    if before <= 0:
        return f"A gap has opened (since {since})"
    return f"{moved.label} by {measure.apart(now - before)} (since {since})"


def _passed(skipped: Sequence[str]) -> str:
    if not skipped:
        return ""
    return f"; no figures to compare for {', '.join(skipped)}"


def gaps_of(figures: Figures, area: int, compared: int | None = None) -> list[Gap]:
    """The gap of an area in every period in which both have a figure, the earliest first.

    `area` and `compared` are keys; `compared` None: the area to which the indicator's gaps are measured. Without any
    there is no gap. Missing periods are passed over and named, and periods under different baselines are never
    compared.
    """
    compared = comparator(figures.indicator) if compared is None else compared
    if compared is None:
        return []
    theirs = {point.span: point for point in figures.series(compared)}
    found: list[Gap] = []
    for point in figures.series(area):
        other = theirs.get(point.span)
        if other is None:
            continue
        former = next((gap for gap in reversed(found) if _comparable(figures, (area, compared), gap, point)), None)
        skipped = _skipped(figures, former.point, point, found) if former else ()
        found.append(
            Gap(figures.measure, point, other, former, skipped, _at_baseline(figures, (area, compared), point))
        )
    return found


def comparator(indicator: Indicator) -> int | None:
    """The key of the area to which gaps are measured: the one that the indicator names, else its whole area.

    None for a count that names none: the parts of a total are always below it.
    """
    if indicator.compared_with_id is None and is_count(indicator):
        return None
    return indicator.compared_with_id or indicator.area_id


def _comparable(figures: Figures, areas: tuple[int, int], gap: Gap, point: Point) -> bool:
    """Whether the gap lies before the period of `point`, and under the same baselines."""
    same = all(figures.basis(area, gap.point) == figures.basis(area, point) for area in areas)
    return same and gap.point.ends <= point.starts


def _skipped(figures: Figures, former: Point, point: Point, found: Sequence[Gap]) -> tuple[str, ...]:
    """The periods between the two for which any area has a figure, but not both of those that are compared."""
    have = {gap.point.span for gap in found}
    between = {
        each.span: each.period
        for (_, series), points in figures.points.items()
        if series == ACTUAL
        for each in points
        if former.ends <= each.starts and each.ends <= point.starts
    }
    return tuple(between[span] for span in sorted(between) if span not in have)


def _at_baseline(figures: Figures, areas: tuple[int, int], point: Point) -> Decimal | None:
    """The gap at the baselines in force, if they are of one period and the figure of `point` falls under both."""
    ours, theirs = (figures.baseline(area) for area in areas)
    if ours is None or theirs is None or ours.period != theirs.period:
        return None
    if any(figures.basis(area, point) != base for area, base in zip(areas, (ours, theirs), strict=True)):
        return None
    return figures.measure.gain(ours.number, theirs.number)


@dataclass(frozen=True)
class AreaLine:
    """One area on the page of an indicator: how it stands, and its last gap."""

    area: Area
    standing: Standing
    gap: Gap | None
    is_compared: bool
    """Whether this is the area to which the gaps of the others are measured."""
    is_late: bool
    """Whether its latest figure is of an earlier period than the latest of all."""
    share: str = ""
    """Of a count, how much of the whole falls to this part of it in the period of its latest figure: “13%”."""

    @property
    def figure(self) -> str:
        """Its latest figure."""
        latest = self.standing.latest
        return self.standing.measure.shown(latest.number) if latest else ""


def area_lines(figures: Figures, areas: Iterable[Area]) -> list[AreaLine]:
    """A line for each of `areas` that has a figure: the one compared with first, then the whole, then by name."""
    compared, whole = comparator(figures.indicator), figures.indicator.area_id
    latest = max((points[-1].span for (_, series), points in figures.points.items() if series == ACTUAL), default=None)
    lines = []
    for area in areas:
        standing = standing_in(figures, area.pk)
        if standing.latest is None:
            continue
        gaps = gaps_of(figures, area.pk, compared) if area.pk != compared else []
        gap = gaps[-1] if gaps else None
        share = _share(figures, standing.latest) if compared is None and area.parent_id == whole else ""
        lines.append(AreaLine(area, standing, gap, area.pk == compared, standing.latest.span != latest, share))
    return sorted(lines, key=lambda line: (not line.is_compared, line.area.pk != whole, line.area.name))


def _share(figures: Figures, point: Point) -> str:
    """How much of the whole area's figure for the same period falls to `point`, in whole per cent; empty without one."""
    totals = (each.number for each in figures.series(figures.indicator.area_id) if each.span == point.span)
    total = next(totals, Decimal(0))
    if total <= 0 or not 0 <= point.number <= total:
        return ""
    share = (100 * point.number / total).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return "Less than 1%" if point.number and not share else f"{share}%"
