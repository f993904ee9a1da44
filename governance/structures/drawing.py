"""The structure of a day as a drawing: bodies become boxes, links become dotted lines."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from governance.diagram import LARGEST, Box, Dotted, Drawing, draw
from governance.foundation.sentences import listed, plain_day
from governance.structures.dotted_lines import DottedLine
from governance.structures.overview import Overview
from governance.structures.structure_words import bodies

MOST_ON_PAGE = 150
"""Boxes beyond which a page shows the list alone: nobody finds their way in a larger picture on a screen."""

MOST_DOTTED = 12
"""Dotted lines beyond which a page leaves the commonest type to the files, for they would hide who reports to whom."""

KEPT = 64
"""Drawings kept in memory, for most readers look at the same few days."""

FAMILY = "Partnership family"
FAMILY_AND_OTHERS = "Family and neighbours"


def boxes_of(overview: Overview, address: Callable[[str], str] | None) -> list[Box]:
    """A box for each body in reading order, the family and neighbours last; without `address` no box is a link."""
    boxes = []
    structure, chairs = overview.structure, overview.chairs
    family = {place.key for place in structure.family}
    for place in structure:
        sitting = chairs.get(place.key)
        chair = "" if sitting is None else f"Chair: {listed([c.name for c in sitting]) or 'vacant'}"
        boxes.append(
            Box(
                key=place.key,
                name=place.name,
                kind=place.kind,
                parent=place.parent if place.depth else None,
                href=address(place.slug) if address else None,
                chair=chair,
                marks=tuple(mark[0].upper() + mark[1:] for mark in overview.marks.get(place.key, ())),
                family=place.key in family and not place.depth,
            )
        )
    for body in overview.dotted.neighbours.values():
        of = f"{body.kind} of {body.partnership}" if body.partnership else body.kind
        boxes.append(Box(body.key, body.name, of, None, address(body.slug) if address else None, family=True))
    return boxes


def uncrowded(lines: Sequence[DottedLine]) -> list[DottedLine]:
    """The lines without their commonest types, as many as must go until MOST_DOTTED or fewer are left."""
    kept = list(lines)
    while len(kept) > MOST_DOTTED:
        commonest = Counter(line.type for line in kept).most_common(1)[0][0]
        kept = [line for line in kept if line.type != commonest]
    return kept


def dotted_of(overview: Overview, lines: Sequence[DottedLine]) -> list[Dotted]:
    """A dotted line for each of `lines` between bodies of the day, with the words that stand in the legend."""
    dotted = overview.dotted
    names = {place.key: place.name for place in overview.structure}
    names |= {body.key: body.name for body in dotted.neighbours.values()}
    return [
        Dotted(line.source, line.target, _words(line, names))
        for line in lines
        if line.source in names and line.target in names
    ]


def _words(line: DottedLine, names: Mapping[int, str]) -> str:
    """How source stands to target; the name of the target follows these words."""
    through = names.get(line.through) if line.through else None
    if not through:
        return line.words
    if line.through == line.source:
        return "may task, and reports on the work of,"
    return f"{line.words} (reported through {through})"


def drawing_of(
    overview: Overview,
    *,
    brand: str,
    address: Callable[[str], str] | None,
    lines: Sequence[DottedLine] | None = None,
) -> Drawing:
    """The drawing of a structure that is not empty, with these of its dotted lines (None: all of them).

    One small enough for a page is kept, and costs nothing again.
    """
    boxes = tuple(boxes_of(overview, address))
    make = _draw if len(boxes) <= MOST_ON_PAGE else _draw.__wrapped__
    return make(
        boxes,
        tuple(dotted_of(overview, overview.dotted.lines if lines is None else lines)),
        title=f"Structure of {overview.name} on {plain_day(overview.day)}",
        description=f"{overview.in_short} The list of the same page says it in words.",
        brand=brand,
        family=FAMILY_AND_OTHERS if overview.dotted.neighbours else FAMILY,
    )


@lru_cache(maxsize=KEPT)
def _draw(
    boxes: tuple[Box, ...], dotted: tuple[Dotted, ...], *, title: str, description: str, brand: str, family: str
) -> Drawing:
    return draw(
        boxes,
        dotted,
        title=title,
        description=description,
        links=any(box.href for box in boxes),
        brand=brand,
        family_heading=family,
    )


def why_not_drawn(count: int) -> str:
    """A sentence that says why a page has no drawing of `count` bodies; empty where it has one."""
    if count <= MOST_ON_PAGE:
        return ""
    if count > LARGEST:
        return f"There are {bodies(count)}, too many for one drawing. The list shows them all."
    return f"There are {bodies(count)}, too many to be drawn on this page. The list shows them all."
