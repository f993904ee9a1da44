"""How many actions of a report stand where: counts that sum to the total, each with its share in per cent."""

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from governance.foundation.sentences import counted
from priorities.models import Status

NO_UPDATE = "no update"
"""Stands in the place of a status where nothing was said: it is never green."""

WORDS = {**{value: str(label) for value, label in Status.choices}, NO_UPDATE: "No update"}
"""Every part of the count in words, in the order in which they are shown."""

SIGNIFICANT = 3
"""Figures to which a share is rounded, as the papers do: 76.9, 3.85, 15.4."""


def counts_of(statuses: Iterable[str]) -> dict[str, Any]:
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


LISTED = {
    "red": "red",
    "amber": "amber",
    "no update": "without an update",
    "late": "late",
    "reprogrammed": "reprogrammed with approval",
    "direction": "going another way than before",
}
"""Why actions are listed, in words; an action counts for the first of them."""


def summary(content: dict[str, Any]) -> str:
    """The report in one or two sentences, of its content alone."""
    total, listed = content["counts"]["total"], content["exceptions"]
    if not total:
        return "There are no actions to report."
    said = counted(total, "action")
    if not listed:
        return f"Nothing to report by exception: all is as planned for {said}."
    found = Counter(line["kinds"][0] for line in listed)
    why = [f"{found[kind]} {words}" for kind, words in LISTED.items() if found[kind]]
    needs = "needs" if len(listed) == 1 else "need"
    return f"{len(listed)} of {said} {needs} attention: {', '.join(why)}."


def bar(counts: dict[str, Any]) -> list[dict[str, Any]]:
    """The parts as pieces of a bar 1,000 units long: where each begins, how long it is, and what it stands for."""
    pieces, before = [], 0
    for part in counts["parts"]:
        starts, before = before, before + part["number"]
        if part["number"]:
            x, end = 1000 * starts // counts["total"], 1000 * before // counts["total"]
            pieces.append({"x": x, "width": end - x, "kind": part["status"].replace(" ", "-")})
    return pieces
