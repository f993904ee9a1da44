"""The inside of one box: its words broken into lines, its marks as tags, and the height that they need."""

from dataclasses import dataclass

from governance.diagram.lettering import clean, measure, wrap
from governance.diagram.parts import Box

BOX_WIDTH = 208
PAD_LEFT = 20
PAD_RIGHT = 12
PAD_TOP = 10
PAD_BOTTOM = 10
INNER = BOX_WIDTH - PAD_LEFT - PAD_RIGHT
SMALLEST = 12
NAME = 15
TAG_PAD = 6
TAG_LINE = 16
DASHED = frozenset({"tentative", "proposed", "shadow", "not yet established"})
DOUBLE = frozenset({"not accountable"})
THICK = frozenset({"new"})


@dataclass(frozen=True)
class Words:
    """Lines of text in one style; `y` is the first baseline below the top of the box, `step` the line height."""

    lines: tuple[str, ...]
    y: int
    size: int
    step: int
    bold: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class Tag:
    """One mark in a small frame; x and y from the top left corner of the box."""

    x: int
    y: int
    width: int
    lines: tuple[str, ...]

    @property
    def height(self) -> int:
        """In pixels, frame included."""
        return len(self.lines) * TAG_LINE + 4


@dataclass(frozen=True)
class Face:
    """All that is written in one box, and the height in pixels that it takes."""

    words: tuple[Words, ...]
    tags: tuple[Tag, ...]
    height: int
    border: str = "plain"


def _tags(marks: tuple[str, ...], y: int) -> tuple[tuple[Tag, ...], int]:
    """The marks as tags set in rows from `y`, and the y below the last row."""
    tags: list[Tag] = []
    x, bottom = PAD_LEFT, y
    for mark in marks:
        lines = wrap(mark, INNER - 2 * TAG_PAD, SMALLEST, bold=True)
        if not lines:
            continue
        width = 2 * TAG_PAD + 1 + int(max(measure(line.rstrip(" "), SMALLEST, bold=True) for line in lines))
        width = min(width, INNER)
        if tags and (x + width > PAD_LEFT + INNER or len(lines) > 1 or len(tags[-1].lines) > 1):
            x, y = PAD_LEFT, bottom + 4
        tags.append(Tag(x, y, width, lines))
        x, bottom = x + width + 6, tags[-1].y + tags[-1].height
    return tuple(tags), bottom


def _border(marks: tuple[str, ...]) -> str:
    """The kinds of border that the marks ask for, as words."""
    said = {clean(mark).casefold() for mark in marks}
    wanted = [name for name, words in (("dashed", DASHED), ("double", DOUBLE), ("thick", THICK)) if said & words]
    return " ".join(wanted) or "plain"


def face_of(box: Box, notes: tuple[str, ...] = ()) -> Face:
    """Writes the face of `box`; `notes` are further lines, such as "Continues on sheet 4"."""
    words: list[Words] = []
    y = PAD_TOP
    parts = [(box.kind, SMALLEST, 16, False, True, 0), (box.name, NAME, 19, True, False, 2)]
    parts.append((box.chair, 13, 17, False, False, 4))
    parts += [(note, 13, 17, False, True, 4) for note in notes]
    for text, size, step, bold, quiet, gap in parts:
        lines = wrap(text, INNER, size, bold=bold)
        if lines:
            y += gap if words else 0
            words.append(Words(lines, y + step - 4, size, step, bold, quiet))
            y += step * len(lines)
    tags, bottom = _tags(box.marks, y + 6)
    height = (bottom if tags else y) + PAD_BOTTOM
    return Face(tuple(words), tags, max(height, 40), _border(box.marks))
