"""The text below the drawing: each dotted line with its number, in columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from governance.diagram.forest import Forest
from governance.diagram.lettering import wrap
from governance.diagram.parts import Dotted

COLUMN = 440
STEP = 17
HEAD = 26
BETWEEN = 8
SIZE = 13
KEY = "Solid lines show who reports to whom. Dotted lines bear a number:"


@dataclass(frozen=True)
class Entry:
    """One numbered sentence; `x` and `y` are the left edge and the first baseline."""

    number: int
    x: int
    y: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Legend:
    """All entries, the lines of the heading, where it begins and how tall the whole is."""

    heading: tuple[str, ...]
    entries: tuple[Entry, ...]
    x: int
    y: int
    height: int


def sentence(forest: Forest, line: Dotted, ending: str = "") -> str:
    """A dotted line in words."""
    words = f"{forest.boxes[line.source].name} {line.words} {forest.boxes[line.target].name}"
    return f"{words} ({ending})" if ending else words


def legend_for(texts: Mapping[int, str], x: int, y: int, width: int, pill: int) -> Legend:
    """Sets the numbered `texts` below one another from (x, y), in as many columns as `width` holds."""
    if not texts:
        return Legend((), (), x, y, 0)
    across = max(1, width // COLUMN)
    column = width // across
    room = column - pill - 12 - 24
    heading = wrap(KEY, width, SIZE, bold=True)
    wrapped = {number: wrap(text, room, SIZE) for number, text in texts.items()}
    first = y + HEAD + STEP * (len(heading) - 1) + STEP
    each = -(-len(wrapped) // across)
    entries: list[Entry] = []
    bottom = first
    numbers: Sequence[int] = sorted(wrapped)
    for place in range(across):
        level = first
        for number in numbers[place * each : (place + 1) * each]:
            entries.append(Entry(number, x + place * column, level, wrapped[number]))
            level += STEP * len(wrapped[number]) + BETWEEN
        bottom = max(bottom, level)
    return Legend(heading, tuple(entries), x, y, bottom - y)
