"""The drawing of a structure on sheets of paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count

from django.utils.safestring import SafeString, mark_safe

from governance.diagram import LARGEST, Drawing
from governance.diagram.paper import PER_MM

MOST_BYTES = 180_000
"""Of one drawing in a document. More would leave no room for the list within what may be printed."""


@dataclass(frozen=True)
class Sheet:
    """One drawing on its paper: its heading, the page's name in the print style, the size in millimetres, the SVG."""

    heading: str
    page: str
    width: float
    height: float
    svg: SafeString


def sheets_of(drawing: Drawing, heading: str) -> Sequence[Sheet]:
    """The sheets on which `drawing` is printed with text of at least 8 points; none where it would take too much.

    From the second on, the heading says which sheet it is.
    """
    if len(drawing.svg) > MOST_BYTES or len(drawing.boxes) > LARGEST:
        return []
    headings = chain([heading], (f"{heading}, sheet {number}" for number in count(2)))
    sheets = [_sheet(part, said) for part, said in zip(drawing.sheets(), headings, strict=False)]
    return sheets if sum(len(sheet.svg) for sheet in sheets) <= MOST_BYTES else []


def _sheet(drawing: Drawing, heading: str) -> Sheet:
    paper = drawing.paper()
    if paper is None:
        raise ValueError("A sheet of the drawing fits no paper.")
    scale = paper.scale / PER_MM
    svg = mark_safe(drawing.svg)  # noqa: S308 - `draw` escapes every word
    page = f"{paper.size}-{paper.orientation}".lower()
    return Sheet(heading, page, drawing.width * scale, drawing.height * scale, svg)
