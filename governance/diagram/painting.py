"""Writes the drawing as SVG: presentation attributes only, no style, no script, nothing fetched from elsewhere."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from governance.diagram.faces import BOX_WIDTH, PAD_LEFT, SMALLEST, TAG_LINE, TAG_PAD, Face, Words
from governance.diagram.legend import SIZE, STEP, Legend
from governance.diagram.lettering import clean, measure
from governance.diagram.parts import Box, Key, Line, Point, Rectangle
from governance.diagram.placing import MARGIN, Layout

INK = "#0b0c0c"
QUIET = "#505a5f"
PALE = "#f3f2f1"
DOTS = "#003078"
BARS = ("#1d70b8", "#1d70b8", "#00703c", "#4c2c92", "#912b88", "#b58840")
MIDDLE_LIGHT = 0.179  # relative luminance from which black has more contrast than white (WCAG 2)
SRGB_KNEE = 0.04045
FONT = "Arial, Liberation Sans, Helvetica, sans-serif"

HEADING_INDENT = 16


@dataclass
class Canvas:
    """Everything that is painted, and how."""

    layout: Layout
    faces: dict[Key, Face]
    boxes: dict[Key, Box]
    depths: dict[Key, int]
    roots: frozenset[Key]
    legend: Legend
    caption: tuple[str, ...]
    title: str
    description: str
    prefix: str
    brand: str
    links: bool
    pill: int
    family_heading: tuple[str, ...] = ()
    width: int = 0
    height: int = 0
    out: list[str] = field(default_factory=list)


def attribute(text: str) -> str:
    """`text` cleaned, escaped and quoted."""
    return quoteattr(clean(text))


def light(colour: str) -> bool:
    """Whether black reads better than white on `colour` ("#rrggbb")."""
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > MIDDLE_LIGHT


def _linear(part: float) -> float:
    """One channel of sRGB (0 to 1) as an amount of light."""
    return float(part / 12.92 if part <= SRGB_KNEE else ((part + 0.055) / 1.055) ** 2.4)


def paint(canvas: Canvas) -> str:
    """The whole drawing as one `<svg>` element."""
    out = canvas.out
    role = "group" if canvas.links and any(box.href for box in canvas.boxes.values()) else "img"
    name, across, down = canvas.prefix, canvas.width, canvas.height
    out.append(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{down}" viewBox="0 0 {across} {down}"'
        f' role="{role}" aria-labelledby="{name}-title {name}-desc" font-family="{FONT}" fill="{INK}">'
        f'<title id="{name}-title">{escape(clean(canvas.title))}</title>'
        f'<desc id="{name}-desc">{escape(clean(canvas.description))}</desc>'
        f'<rect width="{across}" height="{down}" fill="#ffffff"/>'
    )
    if canvas.caption:
        _text(out, canvas.caption, (MARGIN, MARGIN + 18), 18, 22, bold=True)
    _frame(canvas)
    _solid(out, canvas.layout.lines)
    for line in canvas.layout.lines:
        if line.dotted:
            _dotted(out, line)
    for key, place in canvas.layout.boxes.items():
        _box(canvas, key, place)
    for line in canvas.layout.lines:
        for centre in line.badges:
            _pill(out, line.number, centre, canvas.pill)
    _legend(canvas)
    out.append("</svg>")
    return "\n".join(out) + "\n"


def _text(
    out: list[str], lines: tuple[str, ...], at: Point, size: int, step: int, *, bold: bool = False, fill: str = ""
) -> None:
    """Lines of text, one below another; a blank at the end of a line stays, so that words do not run together."""
    look = (' font-weight="700"' if bold else "") + (f' fill="{fill}"' if fill else "")
    spans = "".join(
        f'<tspan x="{at[0]}" y="{at[1] + step * number}">{escape(line)}</tspan>' for number, line in enumerate(lines)
    )
    out.append(f'<text font-size="{size}"{look}>{spans}</text>')


def _frame(canvas: Canvas) -> None:
    frame = canvas.layout.frame
    if frame is None:
        return
    canvas.out.append(
        f'<rect x="{frame.x}" y="{frame.y}" width="{frame.width}" height="{frame.height}" fill="#ffffff"'
        f' stroke="{QUIET}" stroke-width="1.5" stroke-dasharray="8 5"/>'
    )
    _text(canvas.out, canvas.family_heading, (frame.x + HEADING_INDENT, frame.y + 26), 16, 20, bold=True)


def _path(points: tuple[Point, ...]) -> str:
    """The polyline as path data; every piece is level or upright."""
    steps = [f"M{points[0][0]} {points[0][1]}"]
    for before, after in pairwise(points):
        steps.append(f"V{after[1]}" if before[0] == after[0] else f"H{after[0]}")
    return "".join(steps)


def _solid(out: list[str], lines: list[Line]) -> None:
    """All reporting lines of one parent as one path, so that shared pieces are painted once."""
    paths: dict[Key, list[str]] = defaultdict(list)
    for line in lines:
        if not line.dotted:
            paths[line.source].append(_path(line.points))
    look = f'fill="none" stroke="{INK}" stroke-width="1.5"'
    out += [f'<path d="{"".join(path)}" {look}/>' for path in paths.values()]


def _dotted(out: list[str], line: Line) -> None:
    """The line in dots, and an arrow head at its target."""
    out.append(
        f'<path d="{_path(line.points)}" data-line="{line.number}" fill="none" stroke="{DOTS}" stroke-width="2"'
        ' stroke-dasharray="2 4"/>'
    )
    (before, _), (x, y) = line.points[-2:]
    back = x + (11 if before > x else -11)
    out.append(f'<path d="M{x} {y}L{back} {y - 5}V{y + 5}Z" fill="{DOTS}"/>')


def _pill(out: list[str], number: int, centre: Point, width: int) -> None:
    """A number in a circle (longer numbers in a rounded bar)."""
    x, y = centre
    left = x - measure(str(number), SMALLEST, bold=True) / 1.08 / 2
    out.append(
        f'<rect x="{x - width // 2}" y="{y - 10}" width="{width}" height="20" rx="10" fill="#ffffff" stroke="{DOTS}"'
        f' stroke-width="1.5"/><text x="{left:.1f}" y="{y + 4}" font-size="{SMALLEST}" font-weight="700"'
        f' fill="{DOTS}">{number}</text>'
    )


def _box(canvas: Canvas, key: Key, place: Rectangle) -> None:
    """One body: frame, bar, words and tags, all of it a link where there is an address."""
    out, box, face = canvas.out, canvas.boxes[key], canvas.faces[key]
    linked = canvas.links and box.href
    out.append(f"<a href={attribute(box.href or '')}>" if linked else "<g>")
    root = key in canvas.roots
    _border(canvas, place, face.border.split(), canvas.brand if root else "#ffffff")
    if not root:
        bar = QUIET if box.family else BARS[min(canvas.depths[key], len(BARS) - 1)]
        inset = 4 if "double" in face.border else 0
        out.append(
            f'<rect x="{place.x + inset}" y="{place.y + inset}" width="6" height="{place.height - 2 * inset}"'
            f' fill="{bar}"/>'
        )
    ink = ("" if light(canvas.brand) else "#ffffff") if root else ""
    middle = (place.height - face.height) // 2
    for words in face.words:
        _words(out, words, place.x + PAD_LEFT, place.y + middle, ink)
    for tag in face.tags:
        x, y = place.x + tag.x, place.y + middle + tag.y
        out.append(f'<rect x="{x}" y="{y}" width="{tag.width}" height="{tag.height}" fill="{PALE}" stroke="{QUIET}"/>')
        _text(out, tag.lines, (x + TAG_PAD, y + 14), SMALLEST, TAG_LINE, bold=True, fill=INK)
    out.append("</a>" if linked else "</g>")


def _border(canvas: Canvas, place: Rectangle, kinds: list[str], fill: str) -> None:
    """The frame of a box: plain, thick, dashed, double, or several of these at once."""
    dash = ' stroke-dasharray="7 4"' if "dashed" in kinds else ""
    thick = "3" if "thick" in kinds else "1.5"
    line = "#ffffff" if fill == canvas.brand and not light(fill) else INK
    for inset in (0, 4) if "double" in kinds else (0,):
        canvas.out.append(
            f'<rect x="{place.x + inset}" y="{place.y + inset}" width="{BOX_WIDTH - 2 * inset}"'
            f' height="{place.height - 2 * inset}" fill="{fill}" stroke="{line if inset else INK}"'
            f' stroke-width="{thick}"{dash}/>'
        )


def _words(out: list[str], words: Words, x: int, y: int, ink: str) -> None:
    fill = ink or (QUIET if words.quiet else "")
    _text(out, words.lines, (x, y + words.y), words.size, words.step, bold=words.bold, fill=fill)


def _legend(canvas: Canvas) -> None:
    legend = canvas.legend
    if not legend.entries:
        return
    _text(canvas.out, legend.heading, (legend.x, legend.y + STEP), SIZE, STEP, bold=True)
    for entry in legend.entries:
        _pill(canvas.out, entry.number, (entry.x + canvas.pill // 2, entry.y - 4), canvas.pill)
        _text(canvas.out, entry.lines, (entry.x + canvas.pill + 12, entry.y), SIZE, STEP)
