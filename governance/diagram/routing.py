"""The ways that dotted lines take, before any coordinate.

To the right of every column runs an upright channel, below every band a level one, and at the right edge of the drawing
a highway. A dotted line leaves its box sideways, takes its own lane in the channel beside it, and comes to its target
in the same manner: straight along one channel, or through a level one, or through two of them and the highway. No box
stands in a channel, so no line can pass through a box.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from governance.diagram.arrangement import FORK, GAP, GUTTER, Band
from governance.diagram.parts import Dotted, Key

BESIDE_RAILS = 80
TURN = 60
PORT = 24
EDGE = 14
FAR = 10**7


@dataclass(frozen=True)
class End:
    """One end of a dotted line: the side of a box, in a column of a band."""

    key: Key
    band: int
    column: int
    right: bool

    @property
    def channel(self) -> int:
        """The column to the left of the channel."""
        return self.column if self.right else self.column - 1


@dataclass
class Route:
    """The way of one dotted line. `bars` are the bands below which it runs level: none, one or two of them."""

    number: int
    dotted: Dotted
    start: End
    finish: End
    bars: tuple[int, ...]
    ports: list[int] = field(default_factory=lambda: [0, 0])
    lanes: list[int] = field(default_factory=lambda: [0, 0])
    tracks: list[int] = field(default_factory=lambda: [0, 0])
    highway: int = 0

    @property
    def ends(self) -> tuple[End, End]:
        """Start and finish."""
        return self.start, self.finish

    @property
    def far(self) -> bool:
        """Whether the line needs the highway."""
        return len(self.bars) > 1

    def goes(self, which: int) -> int:
        """Whether the line runs up (-1) or down (1) from its start (0) or its finish (1)."""
        if not self.bars:
            here, there = self.ports[which], self.ports[1 - which]
            return 1 if there > here else -1
        bar = self.bars[-1] if which else self.bars[0]
        return -1 if bar < self.ends[which].band else 1


def tops(band: Band, heights: Mapping[Key, int]) -> tuple[dict[Key, int], int]:
    """The top of each box below the top of its band, and the height of the band."""
    found: dict[Key, int] = {}
    lowest = 0
    forks = band.forks
    for column in band.columns:
        y = found[column.head] + heights[column.head] + FORK if column.head is not None else 0
        for key, _ in column.entries:
            found[key] = y
            lowest = max(lowest, y + heights[key])
            y += heights[key] + (FORK if key in forks else GAP)
    return found, lowest


class Router:
    """Chooses a way for each dotted line by a rough measure of its length."""

    def __init__(self, bands: Sequence[Band], heights: Mapping[Key, int]) -> None:
        self.bands = bands
        self.levels: list[dict[Key, int]] = []
        self.depths: list[int] = []
        self.starts: list[int] = []
        self.spots: dict[Key, tuple[int, int]] = {}
        self.edges: list[list[int]] = []
        y = 0
        for place, band in enumerate(bands):
            levels, depth = tops(band, heights)
            self.levels.append({key: top + heights[key] // 2 for key, top in levels.items()})
            self.depths.append(depth)
            self.starts.append(y)
            y += depth + 80
            edges = [0]
            for number, column in enumerate(band.columns):
                edges.append(edges[-1] + column.width + GUTTER)
                self.spots.update((key, (place, number)) for key, _ in column.entries)
            self.edges.append(edges)
        self.span = max((edges[-1] for edges in self.edges), default=0)

    def routes(self, dotted: Iterable[tuple[int, Dotted]]) -> list[Route]:
        """One route for each numbered dotted line."""
        return [self._cheapest(number, line) for number, line in dotted]

    def _cheapest(self, number: int, line: Dotted) -> Route:
        ways = [
            Route(number, line, start, finish, bars)
            for start, finish in product(self._ends(line.source), self._ends(line.target))
            for bars in self._bars(start, finish)
        ]
        best = min(ways, key=self._cost)
        best.ports = [self.levels[end.band][end.key] for end in best.ends]
        return best

    def _ends(self, key: Key) -> list[End]:
        band, column = self.spots[key]
        return [End(key, band, column, right) for right in (True, False) if right or column]

    def _bars(self, start: End, finish: End) -> list[tuple[int, ...]]:
        if start.band == finish.band:
            if start.channel == finish.channel:
                return [()]
            return [(start.band,), (start.band - 1,)] if start.band else [(start.band,)]
        if start.band < finish.band:
            out, back = start.band, finish.band - 1
        else:
            out, back = start.band - 1, finish.band
        return [(out,)] if out == back else [(out, back)]

    def _cost(self, route: Route) -> int:
        start, finish = route.ends
        cost = sum(0 if end.right else BESIDE_RAILS for end in route.ends)
        if not route.bars:
            return cost + abs(self.levels[start.band][start.key] - self.levels[finish.band][finish.key])
        xs = [self.edges[end.band][end.channel + 1] for end in route.ends]
        for end, bar in zip(route.ends, (route.bars[0], route.bars[-1]), strict=True):
            level = self.levels[end.band][end.key]
            cost += level if bar < end.band else self.depths[end.band] - level
        if len(route.bars) == 1:
            return cost + abs(xs[0] - xs[1]) + TURN
        return cost + sum(self.span - x for x in xs) + abs(self.starts[start.band] - self.starts[finish.band])


def taller(heights: Mapping[Key, int], routes: Iterable[Route]) -> dict[Key, int]:
    """The heights with room on each side of a box for the dotted lines that meet it there."""
    wanted: dict[tuple[Key, bool], int] = defaultdict(int)
    for route in routes:
        for end in route.ends:
            wanted[end.key, end.right] += 1
    found = dict(heights)
    for (key, right), count in wanted.items():
        spare = 1 if right else 2
        found[key] = max(found[key], 2 * EDGE + PORT * (count - 1 + spare) - 1)
    return found


def give_ports(routes: Sequence[Route], levels: Sequence[Mapping[Key, int]], heights: Mapping[Key, int]) -> None:
    """Sets the height at which each line meets its boxes, measured from the top of the band.

    Lines on the right of a box keep to multiples of 24, those on the left lie half way between: thus no two lines that
    share a channel leave it at one height. Left ports stay clear of the elbow at the middle of the box.
    """
    meeting: dict[tuple[int, Key, bool], list[tuple[int, int, int]]] = defaultdict(list)
    for place, route in enumerate(routes):
        for which, end in enumerate(route.ends):
            meeting[end.band, end.key, end.right].append((route.goes(which), place, which))
    for (band, key, right), lines in meeting.items():
        top, height = levels[band][key], heights[key]
        free = _free_levels(top, height, right)
        skipped = (len(free) - len(lines)) // 2
        for level, (_, place, which) in zip(free[skipped:], sorted(lines), strict=False):
            routes[place].ports[which] = level


def _free_levels(top: int, height: int, right: bool) -> list[int]:
    """The levels at which lines may meet a box, PORT apart."""
    phase = 0 if right else PORT // 2
    middle = top + height // 2
    first = -(-(top + EDGE - phase) // PORT) * PORT + phase
    levels = range(first, top + height - EDGE + 1, PORT)
    return [level for level in levels if right or abs(level - middle) >= PORT // 2]


def pack(spans: Sequence[tuple[int, int]], apart: int) -> list[int]:
    """A lane for each span, short ones first: two spans share a lane only where `apart` lies between them."""
    lanes: list[list[tuple[int, int]]] = []
    found = [0] * len(spans)
    for place in sorted(range(len(spans)), key=lambda number: (spans[number][1] - spans[number][0], number)):
        low, high = spans[place]
        free = (
            number
            for number, taken in enumerate(lanes)
            if all(high + apart <= begin or end + apart <= low for begin, end in taken)
        )
        found[place] = next(free, len(lanes))
        if found[place] == len(lanes):
            lanes.append([])
        lanes[found[place]].append((low, high))
    return found
