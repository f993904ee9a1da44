"""How many actions of a report stand where: counts that sum to the total, each with its share in per cent."""

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from priorities.models import Status

NO_UPDATE = "no update"
"""Stands in the place of a status where nothing was said: it is never green."""

WORDS = {**{value: str(label) for value, label in Status.choices}, NO_UPDATE: "No update"}
"""Every part of the count in words, in the order in which they are shown."""

SIGNIFICANT = 3
"""Figures to which a share is rounded, as the papers do: 76.9, 3.85, 15.4."""


def counted(statuses: Iterable[str]) -> dict[str, Any]:
    """The number of actions, and for each part its words, its number and its share; the numbers sum to the total."""
    found = Counter(statuses)
    total = found.total()
    parts = [
        {"status": status, "words": words, "number": found[status], "percent": share(found[status], total)}
        for status, words in WORDS.items()
    ]
    return {"total": total, "parts": parts}


def share(part: int, whole: int) -> str:
    """`part` of `whole` in per cent, to three significant figures, a half rounded up: 60 of 78 is “76.9”.

    All is “100”, nothing is “0”. Shares need not sum to 100 when rounded; the numbers beside them always sum.
    """
    if not part or not whole:
        return "0"
    percent = Decimal(100 * part) / Decimal(whole)
    for _ in range(2):  # 99.96 rounds to 100.0, which has a figure too many
        percent = percent.quantize(Decimal(1).scaleb(percent.adjusted() - SIGNIFICANT + 1), ROUND_HALF_UP)
    return f"{percent:f}"
