"""Which box goes where, before any coordinate: bands from top to bottom, columns in a band, boxes in a column.

A root stands in a band of its own. The bodies under it stand side by side in one band or several, each at the head of
a column in which all below it hangs, stepped in by its depth. A tall branch may spread over neighbouring columns. Where
a body has one child only, the row begins further down. The partnership family comes last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from governance.diagram.faces import BOX_WIDTH
from governance.diagram.forest import Forest
from governance.diagram.parts import Key

INDENT = 28
GAP = 14
FORK = 34
GUTTER = 28
ENDLESS = 10**9
LEAST_ROOM = 200


@dataclass
class Column:
    """Boxes one under another, each with its step to the right; `head` stands above a column that begins lower."""

    entries: list[tuple[Key, int]]
    head: Key | None = None

    @property
    def width(self) -> int:
        """From the left edge of the column to the right edge of its deepest box."""
        return BOX_WIDTH + INDENT * max(step for _, step in self.entries)


@dataclass
class Band:
    """Columns side by side. `under` is the box from which a bar runs over the heads of the columns."""

    columns: list[Column]
    under: Key | None = None
    group: int = 0
    alone: bool = False
    family: bool = False

    @property
    def forks(self) -> set[Key]:
        """The boxes that stand above more than one column."""
        return {column.head for column in self.columns if column.head is not None}


def share(sizes: Sequence[int], limit: int, gap: int) -> list[list[int]]:
    """Cuts a row of `sizes` into the fewest runs within `limit` (or the largest size), as even as can be.

    Gives the places in `sizes`, run by run; `gap` lies between two neighbours of a run.
    """
    fewest = len(_runs(sizes, limit, gap))
    low, high = max(sizes, default=0), max(limit, *sizes, 0)
    high = min(high, sum(sizes) + gap * len(sizes))
    while low < high:
        middle = (low + high) // 2
        if len(_runs(sizes, middle, gap)) <= fewest:
            high = middle
        else:
            low = middle + 1
    return _runs(sizes, low, gap)


def _runs(sizes: Sequence[int], limit: int, gap: int) -> list[list[int]]:
    runs: list[list[int]] = []
    filled = 0
    for place, size in enumerate(sizes):
        if runs and filled + gap + size <= limit:
            runs[-1].append(place)
            filled += gap + size
        else:
            runs.append([place])
            filled = size
    return runs


@dataclass
class Arranger:
    """Arranges a forest for a width and a height of column (both in pixels)."""

    forest: Forest
    heights: Mapping[Key, int]
    width: int
    tallest: int
    bands: list[Band] = field(default_factory=list)
    stacked: dict[Key, int] = field(default_factory=dict)

    def arrange(self) -> list[Band]:
        """The bands from top to bottom."""
        for key in reversed(self.forest.order):
            below = sum(self.stacked[child] + GAP for child in self.forest.children[key])
            self.stacked[key] = self.heights[key] + below
        loose: list[Key] = []
        for group, root in enumerate(self.forest.roots):
            if self.forest.children[root]:
                self._rows([self._hanging(key) for key in loose], Band([], group=group))
                loose = []
                self._tree(root, group)
            else:
                loose.append(root)
        self._rows([self._hanging(key) for key in loose], Band([], group=len(self.forest.roots)))
        family = [self._unit(key, self.tallest) for key in self.forest.family]
        self._rows(family, Band([], group=len(self.forest.roots) + 1, family=True))
        return self.bands

    def _tree(self, root: Key, group: int) -> None:
        """A root, the single line of descent below it, and the rows under that."""
        above: Key | None = None
        children = self.forest.children
        while True:
            self.bands.append(Band([Column([(root, 0)])], under=above, group=group, alone=True))
            if len(children[root]) != 1 or not children[children[root][0]]:
                break
            above, root = root, children[root][0]
        self._rows([self._unit(key, self.tallest) for key in children[root]], Band([], under=root, group=group))

    def _rows(self, units: list[list[Column]], like: Band) -> None:
        """Sets the units side by side, in as many bands as the width asks for."""
        sizes = [sum(column.width + GUTTER for column in unit) - GUTTER for unit in units]
        for run in share(sizes, self.width, GUTTER) if units else []:
            columns = [column for place in run for column in units[place]]
            self.bands.append(replace(like, columns=columns))

    def _hanging(self, *tops: Key, step: int = 0) -> list[Column]:
        """One column with all that hangs below `tops`."""
        start = self.forest.depth[tops[0]] - step
        entries = [(key, self.forest.depth[key] - start) for top in tops for key in self.forest.below(top)]
        return [Column(entries)]

    def _unit(self, head: Key, tallest: int) -> list[Column]:
        """The columns of one branch: one, or several where it would be taller than `tallest`."""
        room = tallest - self.heights[head] - FORK
        if self.stacked[head] <= tallest or room < LEAST_ROOM:
            return self._hanging(head)
        columns: list[Column] = []
        small: list[Key] = []
        for child in self.forest.children[head]:
            if self.stacked[child] <= room:
                small.append(child)
                continue
            columns += self._side_by_side(small, room) + self._stepped(child, room)
            small = []
        columns += self._side_by_side(small, room)
        columns[0].entries.insert(0, (head, 0))
        for column in columns[1:]:
            column.head = head if column.head is None else column.head
        return columns

    def _stepped(self, head: Key, tallest: int) -> list[Column]:
        """A branch as in `_unit`, its head one step in."""
        columns = self._unit(head, tallest)
        columns[0].entries = [(key, step + 1) for key, step in columns[0].entries]
        return columns

    def _side_by_side(self, heads: list[Key], tallest: int) -> list[Column]:
        """Small branches, stepped in, in as few columns as hold them."""
        columns: list[Column] = []
        for run in share([self.stacked[key] for key in heads], tallest, GAP) if heads else []:
            columns += self._hanging(*(heads[place] for place in run), step=1)
        return columns
