"""Turns an arrangement and its routes into coordinates: columns, lanes, bands and, from these, rectangles."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from governance.diagram.arrangement import GUTTER, INDENT, Band
from governance.diagram.faces import BOX_WIDTH
from governance.diagram.forest import Forest
from governance.diagram.parts import Dotted, Key, Line, Rectangle
from governance.diagram.routing import FAR, Route, Router, give_ports, pack, taller, tops

MARGIN = 16
LANE = 16
PAD = 16
TRUNK = 28
DROP = 20
HEADING = 40


@dataclass
class Layout:
    """Coordinates of all that is drawn above the legend."""

    boxes: dict[Key, Rectangle] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    frame: Rectangle | None = None
    width: int = 0
    height: int = 0


class Placer:
    """Places one arrangement. `zone` is the length of line kept beside a box for arrow head and number."""

    def __init__(self, forest: Forest, bands: Sequence[Band], heights: Mapping[Key, int], zone: int) -> None:
        self.forest = forest
        self.bands = bands
        self.text_heights = heights
        self.zone = zone
        self.layout = Layout()
        self.columns: list[list[int]] = []
        self.trunks: dict[int, int] = {}
        self.tops: list[int] = []
        self.bars: list[int] = []
        self.tracks: list[int] = []
        self.lane_x: dict[tuple[int, int, int], int] = {}
        self.busy: dict[tuple[int, int], list[tuple[Route, int]]] = defaultdict(list)
        self.lane_counts: dict[tuple[int, int], int] = {}
        self.track_counts: dict[int, int] = defaultdict(int)
        self.family_from = next((place for place, band in enumerate(bands) if band.family), len(bands))

    def place(self, dotted: Iterable[tuple[int, Dotted]], top: int) -> Layout:
        """Places everything from `top` down."""
        self.routes = Router(self.bands, self.text_heights).routes(dotted)
        self.heights = taller(self.text_heights, self.routes)
        measured = [tops(band, self.heights) for band in self.bands]
        self.levels = [levels for levels, _ in measured]
        self.depths = [depth for _, depth in measured]
        give_ports(self.routes, self.levels, self.heights)
        self._share_channels()
        self._set_columns()
        self._set_lanes()
        self._share_bars()
        self._set_bands(top)
        self._set_boxes()
        return self.layout

    def _share_channels(self) -> None:
        """Gives every line its lanes in the upright channels."""
        for route in self.routes:
            for which in range(2 if route.bars else 1):
                end = route.ends[which]
                self.busy[end.band, end.channel].append((route, which))
        for channel, users in self.busy.items():
            spans = []
            for route, which in users:
                port = route.ports[which]
                if route.bars:
                    spans.append((-FAR, port) if route.goes(which) < 0 else (port, FAR))
                else:
                    spans.append((min(route.ports), max(route.ports)))
            real = [(max(low, -2 * LANE), min(high, self.depths[channel[0]] + 2 * LANE)) for low, high in spans]
            for (route, which), lane in zip(users, pack(real, 24), strict=True):
                route.lanes[which] = lane
                if not route.bars:
                    route.lanes[1] = lane
            self.lane_counts[channel] = 1 + max(route.lanes[which] for route, which in users)

    def _zones(self, channel: tuple[int, int]) -> tuple[int, int]:
        """The room for heads and numbers at the left and the right of a channel."""
        ends = [end for route, _ in self.busy[channel] for end in route.ends]
        sides = {end.right for end in ends if (end.band, end.channel) == channel}
        return (self.zone if True in sides else PAD), (self.zone if False in sides else PAD)

    def _channel_width(self, channel: tuple[int, int]) -> int:
        if channel not in self.lane_counts:
            return GUTTER if channel[1] < len(self.bands[channel[0]].columns) - 1 else 0
        trunk = LANE if self.bands[channel[0]].under is not None else 0
        return sum(self._zones(channel)) + self.lane_counts[channel] * LANE + trunk

    def _set_columns(self) -> None:
        """Sets the left edge of every column: trees centred, the family from the left."""
        framed = PAD if self.family_from < len(self.bands) else 0
        widths, spans = [], []
        for place, band in enumerate(self.bands):
            xs = [0]
            for number, column in enumerate(band.columns):
                xs.append(xs[-1] + column.width + self._channel_width((place, number)))
            self.columns.append(xs[:-1])
            widths.append(xs[-1])
            spans.append(xs[-2] + band.columns[-1].width)
        lefts = self._lefts(spans, MARGIN + framed)
        for place, left in enumerate(lefts):
            self.columns[place] = [left + x for x in self.columns[place]]
        self.right = max((left + width for left, width in zip(lefts, widths, strict=True)), default=MARGIN) + framed

    def _lefts(self, spans: Sequence[int], edge: int) -> list[int]:
        """The left edge of each band, from the width of its boxes; remembers where trunks to lower rows run."""
        rows: dict[int, int] = defaultdict(int)
        span: dict[int, int] = defaultdict(int)
        for band, width in zip(self.bands, spans, strict=True):
            rows[band.group] += band.under is not None and not band.alone
            span[band.group] = max(span[band.group], width)
        trunk = {group: TRUNK if rows[group] > 1 else 0 for group in rows}
        whole = max((span[group] + trunk[group] for group in span), default=0)
        found = []
        for band in self.bands:
            spare = 0 if band.family else (whole - span[band.group] - trunk[band.group]) // 2
            self.trunks[band.group] = edge + spare
            left = edge + spare + trunk[band.group]
            found.append(left + ((span[band.group] - BOX_WIDTH) // 2 if band.alone else 0))
        return found

    def _set_lanes(self) -> None:
        """Sets the x of every lane; neighbouring bands keep to different ones, and none lies on a reporting line."""
        middles = {}
        for place, band in enumerate(self.bands):
            for number, column in enumerate(band.columns):
                middles[column.entries[0][0]] = self.columns[place][number] + BOX_WIDTH // 2
        for (place, number), count in self.lane_counts.items():
            band = self.bands[place]
            avoid = middles[band.under] if band.under is not None else -FAR
            begin = self.columns[place][number] + band.columns[number].width + self._zones((place, number))[0]
            phase = LANE // 2 * (place % 2)
            x = -(-(begin - phase) // LANE) * LANE + phase
            for lane in range(count):
                x += LANE if abs(x - avoid) < LANE // 2 else 0
                self.lane_x[place, number, lane] = x
                x += LANE

    def x(self, route: Route, which: int) -> int:
        """The lane of a route beside its start (0) or its finish (1)."""
        end = route.ends[which]
        return self.lane_x[end.band, end.channel, route.lanes[which]]

    def _share_bars(self) -> None:
        """Gives every line its tracks in the level channels and its lane on the highway."""
        far = [route for route in self.routes if route.far]
        for route, lane in zip(far, pack([(min(route.bars), max(route.bars)) for route in far], 1), strict=True):
            route.highway = self.right + LANE * (lane + 1)
        level: dict[int, list[tuple[Route, int, tuple[int, int]]]] = defaultdict(list)
        for route in self.routes:
            first, last = self.x(route, 0), self.x(route, 1)
            if len(route.bars) == 1:
                level[route.bars[0]].append((route, 0, (min(first, last), max(first, last))))
            elif route.far:
                level[route.bars[0]].append((route, 0, (first, route.highway)))
                level[route.bars[1]].append((route, 1, (last, route.highway)))
        for bar, pieces in level.items():
            for (route, which, _), track in zip(pieces, pack([span for _, _, span in pieces], 24), strict=True):
                route.tracks[which] = track
                self.track_counts[bar] = max(self.track_counts[bar], track + 1)
        self.layout.width = max([self.right, *(route.highway for route in far)]) + MARGIN

    def _set_bands(self, top: int) -> None:
        """Sets the top of every band, of the bars over them and of the family's frame."""
        y, framed = top, 0
        for place, band in enumerate(self.bands):
            if place == self.family_from:
                framed = y + (PAD if place else 0)
                y = framed + HEADING
            elif band.under is not None:
                y += DROP // 2
            elif place and self.bands[place - 1].group != band.group:
                y += DROP
            self.bars.append(y)
            y += DROP if band.under is not None else 0
            self.tops.append(y)
            y += self.depths[place] + PAD
            self.tracks.append(y)
            y += LANE * self.track_counts[place]
        if self.family_from < len(self.bands):
            self.layout.frame = Rectangle(MARGIN, framed, self.right - MARGIN, y - framed)
        self.layout.height = y

    def _set_boxes(self) -> None:
        places: dict[Key, Rectangle] = {}
        for place, band in enumerate(self.bands):
            for left, column in zip(self.columns[place], band.columns, strict=True):
                for key, step in column.entries:
                    y = self.tops[place] + self.levels[place][key]
                    places[key] = Rectangle(left + INDENT * step, y, BOX_WIDTH, self.heights[key])
        self.layout.boxes = {key: places[key] for key in self.forest.order}
