"""Numbers as people write them in tables: 1250, 1,250.50, £3.20, 12.5%; a decimal point, and commas between thousands."""

import math
import re
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from priorities.sheets.tables import text_of

NUMBER = re.compile(r"[+-]?(?:£\s?)?(?P<whole>\d+|\d{1,3}(?:,\d{3})+)?(?P<part>\.\d+)?\s?%?", re.ASCII)
NOISE = 1e-9
"""How far a spreadsheet's number may lie beside the decimal number that it stands for, for each unit of it."""
LARGEST = 10**20


class NoNumber(ValueError):
    """A cell holds no number, or one that goes beyond so many decimals; its text is a sentence."""


def number_said(cell: Any, *, decimals: int) -> Decimal | None:
    """The number in a cell, with exactly so many decimals; None for an empty cell.

    Raises NoNumber, also for a text with more decimals and for “12,5”, which is 12.5 to some and a slip to others.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _rounded(cell, decimals)
    words = text_of(cell)
    if not words:
        return None
    match = NUMBER.fullmatch(words.replace("\N{MINUS SIGN}", "-"))
    if match is None or not (match["whole"] or match["part"]):
        raise NoNumber(f"“{words[:60]}” is no number: write it like 1250 or 12.5.")
    sign = "-" if words[0] in "-\N{MINUS SIGN}" else ""
    return _exact(Decimal(f"{sign}{(match['whole'] or '0').replace(',', '')}{match['part'] or ''}"), decimals, words)


def money_said(cell: Any) -> Decimal | None:
    """The sum in a cell, in pounds and pence; None for an empty cell. Raises NoNumber, also for a per cent."""
    words = text_of(cell)
    if words.endswith("%"):
        raise NoNumber(f"“{words[:60]}” is no sum of money: write it like 1250 or £1,250.50.")
    return number_said(cell, decimals=2)


def _rounded(number: float, decimals: int) -> Decimal:
    """A spreadsheet's number, freed from what lies beyond its last digit: 0.30000000000000004 is 0.3."""
    if not math.isfinite(number):
        raise NoNumber("This is no number: write it like 1250 or 12.5.")
    exact = Decimal(repr(number))
    if abs(exact) < LARGEST:
        near = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
        if abs(near - exact) <= NOISE * max(1, abs(number)):
            return near
    return _exact(exact, decimals, str(exact))


def _exact(number: Decimal, decimals: int, words: str) -> Decimal:
    if abs(number) >= LARGEST:
        raise NoNumber(f"“{words[:60]}” is larger than the portal keeps: check it.")
    kept = number.quantize(Decimal(1).scaleb(-decimals))
    if kept != number:
        raise NoNumber(f"“{words[:60]}” has more than {decimals} decimals: round it.")
    return kept
