"""What goes into a drawing (boxes and dotted lines) and the plain geometry that comes out of it.

All lengths are whole pixels at 96 to the inch; x runs to the right and y runs down.
"""

from dataclasses import dataclass
from typing import TypeAlias

Key: TypeAlias = int | str
Point: TypeAlias = tuple[int, int]


@dataclass(frozen=True)
class Box:
    """One body on the day.

    `parent` names the box that it reports to; a parent that is not among the boxes makes this box a root.
    `marks` are words such as "Tentative". A `family` box has no parent (one given is ignored) and stands apart.
    """

    key: Key
    name: str
    kind: str
    parent: Key | None
    href: str | None = None
    chair: str = ""
    marks: tuple[str, ...] = ()
    family: bool = False


@dataclass(frozen=True)
class Dotted:
    """One dotted line: `source` `words` `target`, as in "X reports functionally to Y"."""

    source: Key
    target: Key
    words: str


@dataclass(frozen=True)
class Rectangle:
    """Where one box stands."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The y of the lower edge."""
        return self.y + self.height


@dataclass(frozen=True)
class Line:
    """A polyline of level and upright pieces from one box to another.

    `number` is 0 for a reporting line (drawn from parent to child) and the number in the legend for a dotted one.
    `badges` are the centres of the numbers that stand on a dotted line.
    """

    source: Key
    target: Key
    points: tuple[Point, ...]
    number: int = 0
    badges: tuple[Point, ...] = ()

    @property
    def dotted(self) -> bool:
        """Whether this is a dotted line rather than a reporting line."""
        return self.number > 0
