"""Sizes of paper, and whether a drawing can be read on them."""

from typing import NamedTuple

from governance.diagram.faces import SMALLEST

MARGIN_MM = 12
HEADING_MM = 16
LEAST_POINTS = 8
PER_MM = 96 / 25.4
LEAST_SCALE = LEAST_POINTS / (SMALLEST * 72 / 96)
SHEETS = (
    ("A4", "portrait", 210, 297),
    ("A4", "landscape", 297, 210),
    ("A3", "portrait", 297, 420),
    ("A3", "landscape", 420, 297),
)


class Paper(NamedTuple):
    """A sheet of paper and the scale at which the drawing goes on it (1 is natural size, never more)."""

    size: str
    orientation: str
    scale: float


def printable(size: str, orientation: str) -> tuple[int, int]:
    """Width and height in pixels that a drawing may take: margins of 12 mm, and 16 mm for a heading above it."""
    for name, way, width, height in SHEETS:
        if (name, way) == (size, orientation):
            return int((width - 2 * MARGIN_MM) * PER_MM), int((height - 2 * MARGIN_MM - HEADING_MM) * PER_MM)
    raise ValueError(f"There is no paper called {size} {orientation}.")


def paper_for(width: int, height: int) -> Paper | None:
    """The smallest paper, then the largest type, at which text has 8 points or more; None where there is none."""
    best: Paper | None = None
    for size, orientation, _, _ in SHEETS:
        across, down = printable(size, orientation)
        scale = min(1.0, across / width, down / height)
        if scale < LEAST_SCALE or (best and best.size != size):
            continue
        if best is None or scale > best.scale:
            best = Paper(size, orientation, scale)
    return best


def capacity(size: str, orientation: str) -> tuple[int, int]:
    """The largest width and height in pixels of a drawing that can still be read on this paper."""
    across, down = printable(size, orientation)
    return int(across / LEAST_SCALE), int(down / LEAST_SCALE)
