"""Draws the lines once everything has its place: solid elbows from parent to child, dotted lines along their lanes."""

from governance.diagram.arrangement import FORK, INDENT, Band, Column
from governance.diagram.parts import Key, Line, Point
from governance.diagram.placing import LANE, Placer
from governance.diagram.routing import Route

RAIL = 14


def _line(source: Key, target: Key, points: list[Point], number: int = 0, badges: tuple[Point, ...] = ()) -> Line:
    """A line without repeated points and without points in the middle of a straight piece."""
    kept: list[Point] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and any(kept[-2][axis] == kept[-1][axis] == point[axis] for axis in (0, 1)):
            kept.pop()
        kept.append(point)
    return Line(source, target, tuple(kept), number, badges)


def reporting_lines(placer: Placer) -> list[Line]:
    """One solid line for every box that has a parent in the drawing."""
    lines: list[Line] = []
    first_bar: dict[Key, int] = {}
    for place, band in enumerate(placer.bands):
        if band.under is not None:
            first_bar.setdefault(band.under, placer.bars[place])
        for column in band.columns:
            if band.under is not None and column.head is None:
                bars = (first_bar[band.under], placer.bars[place])
                lines.append(_drop(placer, band, column.entries[0][0], bars))
            lines += [_hang(placer, key, step, column) for key, step in column.entries if step]
    return lines


def _drop(placer: Placer, band: Band, child: Key, bars: tuple[int, int]) -> Line:
    """From the foot of a parent over the bar of its first row to the top of its child; to lower rows by the trunk."""
    parent = _parent(placer, child)
    first, bar = bars
    trunk = placer.trunks[band.group]
    above, below = placer.layout.boxes[parent], placer.layout.boxes[child]
    start, end = above.x + above.width // 2, below.x + below.width // 2
    points = [(start, above.bottom), (start, first)]
    if bar != first:
        points += [(trunk, first), (trunk, bar)]
    points += [(end, bar), (end, below.y)]
    return _line(parent, child, points)


def _parent(placer: Placer, child: Key) -> Key:
    parent = placer.forest.parent[child]
    if parent is None:
        raise ValueError("A root hangs from nothing.")
    return parent


def _hang(placer: Placer, child: Key, step: int, column: Column) -> Line:
    """From the foot of a parent down its rail to the left side of its child."""
    parent = _parent(placer, child)
    above, below = placer.layout.boxes[parent], placer.layout.boxes[child]
    rail, middle = below.x - INDENT + RAIL, below.y + below.height // 2
    points = [(above.x + RAIL, above.bottom)]
    if column.head is not None and step == 1:
        fork = above.bottom + FORK // 2
        points += [(above.x + RAIL, fork), (rail, fork)]
    points += [(rail, middle), (below.x, middle)]
    return _line(parent, child, points)


def dotted_line(placer: Placer, route: Route) -> Line:
    """The dotted line of one route, with a badge near each end."""
    ends: list[list[Point]] = []
    badges: list[Point] = []
    for which, end in enumerate(route.ends):
        box = placer.layout.boxes[end.key]
        level = placer.tops[end.band] + route.ports[which]
        away = placer.zone // 2 + 1
        column = placer.columns[end.band][end.column]
        badges.append((box.right + away if end.right else column - away, level))
        ends.append([(box.right if end.right else box.x, level), (placer.x(route, which), level)])
    points = ends[0]
    if route.bars:
        out, back = (placer.tracks[bar] + LANE * route.tracks[place] for bar, place in _bars(route))
        points.append((points[-1][0], out))
        if route.far:
            points += [(route.highway, out), (route.highway, back)]
        points.append((ends[1][1][0], back))
    points += reversed(ends[1])
    return _line(route.dotted.source, route.dotted.target, points, route.number, tuple(badges))


def _bars(route: Route) -> list[tuple[int, int]]:
    """The bands below which the route leaves and comes back, each with the place of its track."""
    return [(route.bars[0], 0), (route.bars[-1], len(route.bars) - 1)]
