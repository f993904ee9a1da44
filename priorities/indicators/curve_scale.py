"""Scales for curves: a few round numbers up the side, and places for labels that do not lie upon each other."""

import math
from collections.abc import Sequence
from decimal import Decimal

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MOST_TICKS = 5
FROM_NOTHING = Decimal("0.5")
"""A scale begins at nothing where the lowest figure is at most this part of the highest."""


def round_ticks(lowest: Decimal, highest: Decimal, *, whole: bool = False) -> list[Decimal]:
    """A few round numbers from at or below `lowest` to at or above `highest`, evenly spaced; at least two.

    `whole`: only whole numbers. The scale begins at nothing where the figures are not all far from it.
    """
    if lowest >= 0 and lowest <= highest * FROM_NOTHING:
        lowest = Decimal(0)
    if lowest == highest:
        lowest, highest = (lowest - 1, highest + 1) if highest else (Decimal(0), Decimal(1))
    rough = (highest - lowest) / (MOST_TICKS - 1)
    power = Decimal(1).scaleb(math.floor(math.log10(rough)))
    candidates = [step * power * scale for scale in (1, 10) for step in STEPS]
    for step in candidates:
        if step < rough * Decimal("0.75") or (whole and step != step.to_integral_value()):
            continue
        first = (lowest / step).to_integral_value(rounding="ROUND_FLOOR")
        last = (highest / step).to_integral_value(rounding="ROUND_CEILING")
        if last - first <= MOST_TICKS:
            return [(first + number) * step for number in range(int(last - first) + 1)]
    return [lowest, highest]


def tick_words(tick: Decimal, ticks: Sequence[Decimal]) -> str:
    """A tick as it is written: each with as many decimals as any needs."""
    places = max(max(0, -int(each.normalize().as_tuple().exponent)) for each in ticks)
    return f"{tick:,.{places}f}".replace("-", "\u2212")


def spread(wanted: Sequence[float], high: float, top: float, bottom: float) -> list[float]:
    """Places for labels of the height `high`, as near as can be to the sorted `wanted`, none upon another."""
    places: list[float] = []
    for place in wanted:
        places.append(max(place, top, places[-1] + high if places else top))
    floor = bottom
    for number in reversed(range(len(places))):
        places[number] = min(places[number], floor)
        floor = places[number] - high
    return places
