"""Draws a curve as SVG: presentation attributes only, no style, no script, nothing fetched from elsewhere.

Each series has a line and a marker of its own and its name beside it, so that nothing rests on colour. There are two
sheets: a wide one, and a narrow one with larger letters for a telephone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from django.utils.safestring import SafeString, mark_safe

from governance.diagram.lettering import clean, measure
from priorities.indicators.curve import Curve, middle
from priorities.indicators.curve_scale import round_ticks, spread, tick_words
from priorities.indicators.measures import Point

INK, QUIET, GRID, PAPER = "#0b0c0c", "#505a5f", "#cecece", "#ffffff"
BLUE, GREEN, PURPLE = "#1d70b8", "#00703c", "#4c2c92"
FONT = "Arial, Liberation Sans, Helvetica, sans-serif"
Spot = tuple[float, float]


@dataclass(frozen=True)
class Sheet:
    """A size to draw in, in pixels."""

    name: str
    width: int
    height: int
    type: int
    """The size of the letters."""
    stacked: bool
    """Whether a label has its number on a second line."""
    longest_period: int
    top: int = 34


WIDE = Sheet("wide", 720, 340, 16, stacked=False, longest_period=150)
NARROW = Sheet("narrow", 320, 310, 14, stacked=True, longest_period=100)


@dataclass(frozen=True)
class Label:
    """The name of a series with its last figure, and the spot that it belongs to."""

    word: str
    number: str
    colour: str
    spot: Spot


@dataclass
class Plot:
    """Where things come to stand, and what is painted so far."""

    curve: Curve
    sheet: Sheet
    low: Decimal
    high: Decimal
    ticks: list[Decimal]
    left: float
    right: float
    first: float
    last: float
    out: list[str] = field(default_factory=list)

    @property
    def bottom(self) -> float:
        """The line on which periods are written."""
        return self.sheet.height - self.sheet.type - 18

    def across(self, point: Point) -> float:
        """Where a period stands."""
        if self.last == self.first:
            return (self.left + self.right) / 2
        inner = (self.right - self.left) - 24
        return self.left + 12 + inner * (middle(point) - self.first) / (self.last - self.first)

    def down(self, number: Decimal) -> float:
        """Where a number stands."""
        return self.bottom - float((number - self.low) / (self.high - self.low)) * (self.bottom - self.sheet.top)

    def spot(self, point: Point) -> Spot:
        """Where a figure stands."""
        return (self.across(point), self.down(point.number))


def draw(curve: Curve, *, sheet: Sheet = WIDE, prefix: str = "curve", printed: bool = False) -> SafeString:
    """The curve as one `<svg>` element with title and description; empty where there is nothing to draw.

    `prefix` begins the ids of the drawing and must be the only one such on its page. `printed`: the description stands
    in the title too, the only part of the two that a PDF hands to those who do not see it.
    """
    if curve.is_empty:
        return SafeString("")
    plot = _plot(curve, sheet)
    _scale(plot)
    _periods(plot)
    labels = [*_baseline(plot), *_target(plot), *_forecast(plot), *_actual(plot)]
    _labels(plot, labels)
    name, title = f"{prefix}-{sheet.name}", f"{curve.title}. {curve.words}" if printed else curve.title
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{sheet.width}" height="{sheet.height}"'
        f' viewBox="0 0 {sheet.width} {sheet.height}" role="img" aria-labelledby="{name}-title {name}-desc"'
        f' font-family="{FONT}" font-size="{sheet.type}" fill="{INK}">'
        f'<title id="{name}-title">{_safe(title)}</title><desc id="{name}-desc">{_safe(curve.words)}</desc>'
        f'<rect width="{sheet.width}" height="{sheet.height}" fill="{PAPER}"/>'
    )
    return mark_safe("\n".join([head, *plot.out, "</svg>"]))  # noqa: S308 - every word is escaped


def _safe(words: str) -> str:
    return escape(clean(words))


# Scales -------------------------------------------------------------------------------------------------------


def _plot(curve: Curve, sheet: Sheet) -> Plot:
    points = [*curve.actual, *curve.target, *curve.forecast]
    numbers = [point.number for point in points] + ([curve.baseline.number] if curve.baseline else [])
    ticks = round_ticks(min(numbers), max(numbers), whole=curve.measure.decimals == 0)
    left = max(measure(tick_words(tick, ticks), sheet.type) for tick in ticks) + 12
    names = [("Baseline", curve.baseline)] if curve.baseline else []
    lines = (("Actual", curve.actual), ("Target", curve.target), ("Forecast", curve.forecast))
    names += [(word, line[-1]) for word, line in lines if line]
    widths = [_label_width(sheet, word, curve.measure.bare(point.number)) for word, point in names]
    middles = [middle(point) for point in points]
    right = sheet.width - max(widths) - 22
    return Plot(curve, sheet, ticks[0], ticks[-1], ticks, left, right, min(middles), max(middles))


def _label_width(sheet: Sheet, word: str, number: str) -> float:
    if sheet.stacked:
        return max(measure(word, sheet.type, bold=True), measure(number, sheet.type))
    return measure(f"{word} {number}", sheet.type, bold=True)


def _scale(plot: Plot) -> None:
    unit, begins = plot.curve.measure.unit, tick_words(plot.ticks[0], plot.ticks)
    words = ", ".join(part for part in (unit, f"scale from {begins}" if plot.ticks[0] else "") if part)
    if words:
        plot.out.append(f'<text x="0" y="{plot.sheet.type}" fill="{QUIET}">{_safe(words)}</text>')
    for tick in plot.ticks:
        y = plot.down(tick)
        colour, width = (INK, 1.5) if tick == plot.ticks[0] else (GRID, 1)
        plot.out.append(
            f'<path d="M{plot.left:.1f} {y:.1f}H{plot.right:.1f}" stroke="{colour}" stroke-width="{width}"/>'
            f'<text x="{plot.left - 8:.1f}" y="{y + plot.sheet.type * 0.35:.1f}" text-anchor="end">'
            f"{tick_words(tick, plot.ticks)}</text>"
        )


def _periods(plot: Plot) -> None:
    """The periods under the line, as many as fit beside each other, the first and the last among them."""
    curve, sheet = plot.curve, plot.sheet
    spans = {point.span: point for line in (curve.forecast, curve.target, curve.actual) for point in line}
    shown: list[tuple[float, float, str]] = []
    for span in sorted(spans):
        x = plot.across(spans[span])
        plot.out.append(f'<path d="M{x:.1f} {plot.bottom:.1f}v6" stroke="{INK}" stroke-width="1.5"/>')
        words = _cut(spans[span].period, sheet)
        half = measure(words, sheet.type) / 2
        shown.append((max(half + 2, min(x, sheet.width - half - 2)), half, words))
    for x, _, words in _apart(shown):
        y = plot.bottom + sheet.type + 9
        plot.out.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{_safe(words)}</text>')


def _cut(words: str, sheet: Sheet) -> str:
    words = clean(words)
    if measure(words, sheet.type) <= sheet.longest_period:
        return words
    while words and measure(f"{words}…", sheet.type) > sheet.longest_period:
        words = words[:-1]
    return f"{words.rstrip()}…"


def _apart(shown: Sequence[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
    """The first and the last, and between them every second, third or further one, so that no two touch."""
    for stride in range(1, len(shown)):
        kept = [*shown[:-1:stride], shown[-1]]
        if len(kept) > 2 and (len(shown) - 1) % stride:
            kept.pop(-2)  # nearer to the last than the others are to each other
        if all(after[0] - after[1] - before[0] - before[1] > 10 for before, after in pairwise(kept)):
            return kept
    return list(shown[-1:])


# Series -------------------------------------------------------------------------------------------------------


def _path(plot: Plot, spots: Sequence[Spot], colour: str, width: float, dashes: str = "") -> None:
    steps = "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    plot.out.append(f'<path d="M{steps}" fill="none" stroke="{colour}" stroke-width="{width}"{dashed}/>')


def _label_of(plot: Plot, word: str, point: Point, colour: str, spot: Spot | None = None) -> Label:
    return Label(word, plot.curve.measure.bare(point.number), colour, spot or plot.spot(point))


def _baseline(plot: Plot) -> list[Label]:
    base = plot.curve.baseline
    if base is None:
        return []
    y = plot.down(base.number)
    _path(plot, [(plot.left, y), (plot.right, y)], QUIET, 2, "2 5")
    return [_label_of(plot, "Baseline", base, QUIET, (plot.right, y))]


def _target(plot: Plot) -> list[Label]:
    points = plot.curve.target
    if not points:
        return []
    spots = [plot.spot(point) for point in points]
    if len(spots) > 1:
        _path(plot, spots, GREEN, 2, "10 4 2 4")
    for x, y in spots:
        plot.out.append(
            f'<path d="M{x:.1f} {y - 6.5:.1f}l6.5 6.5l-6.5 6.5l-6.5 -6.5z" fill="{PAPER}" stroke="{GREEN}"'
            ' stroke-width="2"/>'
        )
    return [_label_of(plot, "Target", points[-1], GREEN)]


def _forecast(plot: Plot) -> list[Label]:
    curve = plot.curve
    last = curve.actual[-1] if curve.actual else None
    points = [point for point in curve.forecast if last is None or point.starts >= last.ends]
    if not points:
        return []
    spots = [plot.spot(point) for point in points]
    joined = [plot.spot(last), *spots] if last else spots
    if len(joined) > 1:
        _path(plot, joined, PURPLE, 2.5, "6 5")
    for x, y in spots:
        plot.out.append(
            f'<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9" fill="{PAPER}" stroke="{PURPLE}"'
            ' stroke-width="2"/>'
        )
    return [_label_of(plot, "Forecast", points[-1], PURPLE)]


def _actual(plot: Plot) -> list[Label]:
    curve = plot.curve
    for run in curve.runs():
        if len(run) > 1:
            _path(plot, [plot.spot(point) for point in run], BLUE, 3.5)
    for point in curve.actual:
        x, y = plot.spot(point)
        plot.out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{BLUE}"/>')
    return [_label_of(plot, "Actual", curve.actual[-1], BLUE)] if curve.actual else []


# Labels -------------------------------------------------------------------------------------------------------


def _labels(plot: Plot, labels: Sequence[Label]) -> None:
    """The names in a column on the right, apart from each other, each with a thin line to what it names."""
    high = plot.sheet.type * (2.3 if plot.sheet.stacked else 1.3)
    wanted = sorted(labels, key=lambda label: label.spot[1])
    places = spread([label.spot[1] for label in wanted], high, plot.sheet.top, plot.bottom)
    column = plot.right + 16
    for label, y in zip(wanted, places, strict=True):
        x, spot_y = label.spot
        if column - x > 24 or abs(y - spot_y) > 3:
            _path(plot, [(min(x + 8, plot.right), spot_y), (plot.right + 4, spot_y), (column - 3, y)], label.colour, 1)
        plot.out.append(_label(plot.sheet, label, column, y))


def _label(sheet: Sheet, label: Label, x: float, y: float) -> str:
    bold, size = 'font-weight="700"', sheet.type
    if not sheet.stacked:
        at = f'x="{x:.1f}" y="{y + size * 0.35:.1f}"'
        return f"<text {at} fill={quoteattr(label.colour)}><tspan {bold}>{label.word}</tspan> {label.number}</text>"
    return (
        f"<text fill={quoteattr(label.colour)}>"
        f'<tspan x="{x:.1f}" y="{y - size * 0.15:.1f}" {bold}>{label.word} </tspan>'
        f'<tspan x="{x:.1f}" y="{y + size * 0.95:.1f}">{label.number}</tspan></text>'
    )
