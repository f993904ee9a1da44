"""The drawing of a structure on sheets of paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from governance.diagram import LARGEST, Drawing
from governance.diagram.paper import PER_MM

MOST_BYTES = 300_000
"""Of drawings in one document. More would leave no room for the list within what may be printed."""


@dataclass(frozen=True)
class Sheet:
    """One drawing on its paper: the name of the page in the print style, the size in millimetres, the SVG."""

    page: str
    width: float
    height: float
    svg: SafeString


def sheets_of(drawing: Drawing) -> Sequence[Sheet]:
    """The sheets on which `drawing` is printed with text of at least 8 points; none where it would take too much."""
    if len(drawing.svg) > MOST_BYTES or len(drawing.boxes) > LARGEST:
        return []
    sheets = [_sheet(part) for part in drawing.sheets()]
    return sheets if sum(len(sheet.svg) for sheet in sheets) <= MOST_BYTES else []


def _sheet(drawing: Drawing) -> Sheet:
    paper = drawing.paper()
    if paper is None:
        raise ValueError("A sheet of the drawing fits no paper.")
    scale = paper.scale / PER_MM
    svg = mark_safe(drawing.svg)  # noqa: S308 - `draw` escapes every word
    return Sheet(f"{paper.size}-{paper.orientation}".lower(), drawing.width * scale, drawing.height * scale, svg)
