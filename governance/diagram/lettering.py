"""Measures words and breaks them into lines, from the advance widths of Liberation Sans (the same as Arial's).

The widths are numbers read from the font, in 2048ths of the type size, for printable ASCII and Latin-1; `139*2` stands
for two neighbours of width 139. A reader's system may use another font, so every width carries a margin.
"""

import unicodedata
from functools import lru_cache

UNITS = 2048
SAFETY = 1.08
JOINER = "\u200d"
NO_CHARACTER = 0xFFFE  # the last two places of every plane, U+FFFE and U+FFFF among them

_REGULAR = """
569*2 727 1139*2 1821 1366 391 682*2 797 1196 569 682 569*2 1139*10 569*2 1196*3 1139 2079 1366*2 1479*2 1366
1251 1593 1479 569 1024 1366 1139 1706 1479 1593 1366 1593 1479 1366 1251 1479 1366 1933 1366*2 1251 569*3 961
1139 682 1139*2 1024 1139*2 569 1139*2 455*2 1024 455 1706 1139*4 682 1024 569 1139 1024 1479 1024*3 684 532 684
1196 569 682 1139*4 532 1139 682 1509 758 1139 1196 682 1509 1131 819 1124 682*3 1180 1100 682*3 748 1139 1708*3
1251 1366*6 2048 1479 1366*4 569*4 1479*2 1593*5 1196 1593 1479*4 1366*2 1251 1139*6 1821 1024 1139*4 569*4
1139*7 1124 1251 1139*4 1024 1139 1024
"""
_BOLD = """
569 682 971 1139*2 1821 1479 487 682*2 797 1196 569 682 569*2 1139*10 682*2 1196*3 1251 1997 1479*4 1366 1251
1593 1479 569 1139 1479 1251 1706 1479 1593 1366 1593 1479 1366 1251 1479 1366 1933 1366*2 1251 682 569 682 1196
1139 682 1139 1251 1139 1251 1139 682 1251*2 569*2 1139 569 1821 1251*4 797 1139 682 1251 1139 1593 1139*2 1024
797 573 797 1196 569 682 1139*4 573 1139 682 1509 758 1139 1196 682 1509 1131 819 1124 682*3 1180 1139 682*3 748
1139 1708*3 1251 1479*6 2048 1479 1366*4 569*4 1479*2 1593*5 1196 1593 1479*4 1366*2 1251 1139*6 1821 1139*5
569*4 1251*7 1124 1251*5 1139 1251 1139
"""


def _unfold(table: str) -> dict[str, int]:
    widths: list[int] = []
    for entry in table.split():
        width, _, times = entry.partition("*")
        widths += [int(width)] * int(times or 1)
    letters = [*map(chr, range(0x20, 0x7F)), *map(chr, range(0xA0, 0x100))]
    return dict(zip(letters, widths, strict=True))


_WIDTHS = {False: _unfold(_REGULAR), True: _unfold(_BOLD)}


@lru_cache(maxsize=4096)
def _advance(letter: str, bold: bool) -> int:
    """The width of one letter in 2048ths of the type size; outside Latin-1 a generous guess."""
    known = _WIDTHS[bold].get(letter)
    if known is not None:
        return known
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(letter) in ("W", "F"):
        return UNITS
    plain = unicodedata.normalize("NFD", letter)[0]
    if plain != letter and plain in _WIDTHS[bold]:
        return _WIDTHS[bold][plain]
    wide = letter in "\u2014\u2026" or unicodedata.category(letter).startswith("S")
    return UNITS if wide else round(UNITS * (0.5 if letter in "\u2018\u2019\u201c\u201d\u2013\u2022" else 0.85))


def measure(text: str, size: int, *, bold: bool = False) -> float:
    """The width of `text` in pixels at `size` pixels, margin included."""
    return sum(_advance(letter, bold) for letter in text) * size * SAFETY / UNITS


def clean(text: str) -> str:
    """`text` as one line, without what XML cannot hold (control characters, surrogates, non-characters)."""
    held = (" " if letter.isspace() and letter != "\u00a0" else letter for letter in text)
    kept = (letter for letter in held if unicodedata.category(letter) not in ("Cc", "Cs"))
    return " ".join("".join(letter for letter in kept if ord(letter) & NO_CHARACTER != NO_CHARACTER).split(" ")).strip()


def _clusters(word: str) -> list[str]:
    """`word` cut where a reader sees letters: marks and joined signs stay with what they belong to."""
    found: list[str] = []
    for letter in word:
        joins = unicodedata.category(letter) in ("Mn", "Me", "Mc", "Cf") or "\U0001f3fb" <= letter <= "\U0001f3ff"
        if found and (joins or found[-1].endswith(JOINER)):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _pieces(text: str) -> list[str]:
    """`text` cut where a line may end: after spaces, hyphens and strokes."""
    found = [""]
    for before, letter in zip(" " + text, text, strict=False):
        if (before in " -/" and letter not in " -/") and found[-1]:
            found.append("")
        found[-1] += letter
    return found


@lru_cache(maxsize=8192)
def wrap(text: str, width: float, size: int, *, bold: bool = False) -> tuple[str, ...]:
    """`text` as lines no wider than `width` pixels; joined with nothing between they give the cleaned text back.

    A line ends after a space, a hyphen or a stroke; a word too long for a line is cut between two letters. No text
    gives no line.
    """
    words = " ".join(part for part in clean(text).split(" ") if part)
    lines = [""]
    for piece in _pieces(words):
        if measure((lines[-1] + piece).rstrip(" "), size, bold=bold) <= width:
            lines[-1] += piece
        elif measure(piece.rstrip(" "), size, bold=bold) <= width:
            lines.append(piece)
        else:
            for cluster in _clusters(piece):
                if measure((lines[-1] + cluster).rstrip(" "), size, bold=bold) > width:
                    lines.append("")
                lines[-1] += cluster
    return tuple(line for line in lines if line)
