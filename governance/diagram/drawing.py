"""The finished drawing: what `draw` gives, and its sheets of paper."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from governance.diagram.composing import Composer, Contents, Look
from governance.diagram.forest import plant
from governance.diagram.lettering import clean
from governance.diagram.paper import Paper, paper_for
from governance.diagram.parts import Box, Dotted, Key, Line, Rectangle
from governance.diagram.sheets import partition
from governance.foundation.sentences import counted

LARGEST = 2_000
OVERVIEW = 300


@dataclass(frozen=True)
class Drawing:
    """A drawing at 96 pixels to the inch.

    `boxes` and `lines` say what is drawn and where. `left_out` is empty when every box is drawn, otherwise a sentence
    for the reader; the list beside the drawing always shows everything.
    """

    title: str
    svg: str
    width: int
    height: int
    boxes: Mapping[Key, Rectangle]
    lines: tuple[Line, ...]
    left_out: str = ""
    contents: Contents = field(repr=False, default_factory=lambda: Contents(plant([], [])))
    look: Look = field(repr=False, default_factory=lambda: Look("", ""))

    def paper(self) -> Paper | None:
        """The smallest paper on which the text has at least 8 points, and the scale; None: print `sheets()` instead."""
        return paper_for(self.width, self.height)

    def sheets(self) -> "list[Drawing]":
        """Drawings that each fit A3 or A4 with text of at least 8 points: this one alone where it fits.

        Otherwise an overview of the upper levels comes first, then the branches; each says where it goes on.
        """
        if self.paper():
            return [self]
        found = []
        for number, contents in enumerate(partition(self.contents, self.look), 1):
            look = replace(self.look, title=f"{self.look.title}: {contents.caption}")
            found.append(_finish(contents, replace(look, prefix=f"{look.prefix}-{number}"), self.left_out))
        return found


def draw(
    boxes: Sequence[Box],
    dotted: Sequence[Dotted],
    *,
    title: str,
    description: str,
    links: bool = True,
    brand: str = "#1d70b8",
    prefix: str = "structure",
    family_heading: str = "Partnership family",
) -> Drawing:
    """Draws a structure.

    `title` and `description` are read out in place of the picture. `brand` ("#rrggbb") fills the roots. `prefix` begins
    every id, so that two drawings may stand on one page. `links=False` leaves the addresses out (for PDF). Above 2,000
    boxes only the upper levels are drawn, and `left_out` says so; where not even the second level has room, nothing is.
    `family_heading` has one line, of which a frame around a single box shows about 24 letters.

    Raises ValueError for a key used twice, parents in a circle, a dotted line without its box, a colour that is none.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", brand):
        raise ValueError(f"The brand colour {brand!r} is not of the form #1d70b8.")
    look = Look(title, description, links, brand, re.sub(r"[^A-Za-z0-9_-]", "-", prefix), family_heading)
    forest = plant(boxes, dotted)
    numbered = tuple(enumerate(dotted, 1))
    roots = frozenset(forest.roots)
    if len(forest.order) <= LARGEST:
        return _finish(Contents(forest, numbered, roots=roots), look)
    return _finish(*_overview(Contents(forest, numbered, roots=roots), look))


def _overview(contents: Contents, look: Look) -> tuple[Contents, Look, str]:
    """The upper levels of a structure that is too large, and the sentence that says so."""
    forest = contents.forest
    kept: list[Key] = []
    for depth in range(max(forest.depth.values()) + 1):
        upper = [key for key in forest.order if forest.depth[key] <= depth]
        if len(upper) > OVERVIEW:
            break
        kept = upper
    count = f"{len(forest.order):,}"
    if kept:
        said = (
            f"There are {count} bodies, too many for one drawing: here are the upper levels. The list shows them all."
        )
    else:
        said = f"There are {count} bodies, too many for a drawing. The list shows them all."
    shown = forest.only(kept)
    notes = {}
    for key in kept:
        below = len(forest.below(key)) - 1
        if below and not shown.children[key]:
            notes[key] = (f"{counted(below, 'more body', 'more bodies')} below: see the list",)
    inside = tuple(pair for pair in contents.dotted if {pair[1].source, pair[1].target} <= shown.boxes.keys())
    return Contents(shown, inside, notes, said, roots=contents.roots), look, said


def _finish(contents: Contents, look: Look, left_out: str = "") -> Drawing:
    composer = Composer(contents, look)
    composition = composer.best()
    layout = composition.layout
    return Drawing(
        title=clean(look.title),
        svg=composer.paint(composition),
        width=composition.width,
        height=composition.height,
        boxes=layout.boxes,
        lines=tuple(layout.lines),
        left_out=left_out,
        contents=contents,
        look=look,
    )
