"""“Page 12 of 600” at the foot of every page as it is seen, however the page is turned or cropped.

The letters and the reader's mark come from a small document that the portal has printed, so that their font is inside
the file: page 1 has every letter that a number needs, page 2 the mark.
"""

import re
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

SIZE, MARGIN, BASELINE = 8.0, 18.0, 9.0
"""Of the number, in points, on a page as wide as A4."""
A4_WIDTH = 595.0
FONT, MARK = Name("/PackNumber"), Name("/PackMark")
TURNED = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}
"""For each way a page is turned: how “to the right” and “up” on the screen stand on the page."""


@dataclass(frozen=True)
class _Letters:
    """A font of the stamps' document, with the code and the width (in thousandths) of each of its letters."""

    font: Any
    codes: dict[str, int]
    widths: dict[int, float]

    def width(self, words: str) -> float:
        return sum(self.widths[self.codes[letter]] for letter in words) / 1000

    def written(self, words: str) -> bytes:
        return b"<" + "".join(f"{self.codes[letter]:04x}" for letter in words).encode() + b">"


class Stamps:
    """What is put on the pages of a pack."""

    def __init__(self, pack: pikepdf.Pdf, document: pikepdf.Pdf, *, marked: bool) -> None:
        self.pack = pack
        self.letters = _letters(pack, document.pages[0])
        self.mark = _as_form(pack, document.pages[1]) if marked else None

    def put_on_every_page(self) -> None:
        """Number the pages through, and mark them where the pack has a reader's mark."""
        before = pikepdf.Stream(self.pack, b"q\n")
        pages = list(self.pack.pages)
        for number, page in enumerate(pages, 1):
            self._stamp(page, f"Page {number} of {len(pages)}", before)

    def _stamp(self, page: pikepdf.Page, words: str, before: pikepdf.Stream) -> None:
        left = _left_open(page)
        page.contents_add(before, prepend=True)
        page.add_resource(self.letters.font, Name.Font, FONT, replace_existing=True)
        if self.mark is not None:
            page.add_resource(self.mark, Name.XObject, MARK, replace_existing=True)
        page.contents_add(b"\n" + b"Q\n" * (left + 1) + self._drawn(page, words))

    def _drawn(self, page: pikepdf.Page, words: str) -> bytes:
        """The instructions: everything is placed as seen from the corner at the lower left of the screen."""
        matrix, width = seen(page)
        scale = min(max(width / A4_WIDTH, 0.4), 6.0)
        wide = width / scale
        length = self.letters.width(words) * SIZE
        start = wide - MARGIN - length
        parts = [
            b"/Artifact <</Type /Pagination /Subtype /Footer>> BDC q %s cm %.4f 0 0 %.4f 0 0 cm"
            % (matrix, scale, scale),
            b"1 g %.2f %.2f %.2f %.2f re f 0 g" % (start - 2, BASELINE - 2.2, length + 4, SIZE + 2),
            b"BT %s %.1f Tf %.2f %.2f Td %s Tj ET" % (bytes(FONT), SIZE, start, BASELINE, self.letters.written(words)),
        ]
        if self.mark is not None:
            parts.append(b"q 1 0 0 1 %.2f %.2f cm %s Do Q" % (MARGIN, BASELINE - 2.2, bytes(MARK)))
        return b"\n".join([*parts, b"Q EMC\n"])


def seen(page: pikepdf.Page) -> tuple[bytes, float]:
    """How the page's corner at the lower left of the screen lies on the page, as a matrix, and the width seen."""
    media, crop = (_ordered(box) for box in (page.mediabox, page.cropbox))
    x0, y0 = max(media[0], crop[0]), max(media[1], crop[1])
    x1, y1 = min(media[2], crop[2]), min(media[3], crop[3])
    if x1 <= x0 or y1 <= y0:
        x0, y0, x1, y1 = media
    turned = int(_inherited(page.obj, "/Rotate", 0)) % 360
    corner = {0: (x0, y0), 90: (x1, y0), 180: (x1, y1), 270: (x0, y1)}.get(turned, (x0, y0))
    matrix = b"%d %d %d %d %.3f %.3f" % (*TURNED.get(turned, TURNED[0]), *corner)
    return matrix, (y1 - y0) if turned in (90, 270) else (x1 - x0)


def _ordered(box: Any) -> tuple[float, float, float, float]:
    a, b, c, d = (float(value) for value in box)
    return min(a, c), min(b, d), max(a, c), max(b, d)


def _inherited(node: Any, key: str, otherwise: Any) -> Any:
    for _ in range(40):
        if key in node:
            return node[key]
        if "/Parent" not in node:
            break
        node = node.Parent
    return otherwise


def _left_open(page: pikepdf.Page) -> int:
    """How many saved states the page's own instructions leave open, so that the stamp is not drawn by their rules."""
    depth = 0
    try:
        for instruction in pikepdf.parse_content_stream(page, "q Q"):
            depth = depth + 1 if str(instruction.operator) == "q" else max(depth - 1, 0)
    except pikepdf.PdfError:
        return 0
    return depth


# The stamps' document -------------------------------------------------------------------------------------------


def _letters(pack: pikepdf.Pdf, page: pikepdf.Page) -> _Letters:
    """The one font of the page, taken over into the pack."""
    (font,) = (font for _, font in page.resources.Font.items())
    said = font.ToUnicode.read_bytes().decode()
    codes = {chr(int(letter, 16)): int(code, 16) for code, letter in re.findall(r"<(\w{4})>\s*<(\w{4})>", said)}
    listed = list(font.DescendantFonts[0].W)
    widths: dict[int, float] = {}
    while listed:
        first, second = int(listed[0]), listed[1]
        if isinstance(second, Array):
            widths |= {first + place: float(width) for place, width in enumerate(second)}
            listed = listed[2:]
        else:
            widths |= dict.fromkeys(range(first, int(second) + 1), float(listed[2]))
            listed = listed[3:]
    return _Letters(pack.copy_foreign(font), codes, widths)


def _as_form(pack: pikepdf.Pdf, page: pikepdf.Page) -> Any:
    """A page as a picture to be drawn, without its tags: on a page of the pack it is no content of the paper."""
    tagging = {"BMC", "BDC", "EMC", "MP", "DP"}
    drawn = [each for each in pikepdf.parse_content_stream(page) if str(each.operator) not in tagging]
    form = pack.make_stream(pikepdf.unparse_content_stream(drawn))
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array([*(float(value) for value in page.mediabox)])
    resources = page.obj.Resources
    form.Resources = (
        pack.copy_foreign(resources)
        if resources.is_indirect
        else Dictionary({key: _copied(pack, value) for key, value in resources.items()})
    )
    return form


def _copied(pack: pikepdf.Pdf, value: Any) -> Any:
    """A direct object with everything that it refers to, taken over."""
    if not isinstance(value, pikepdf.Object):
        return value
    if value.is_indirect:
        return pack.copy_foreign(value)
    if isinstance(value, Dictionary):
        return Dictionary({key: _copied(pack, each) for key, each in value.items()})
    if isinstance(value, Array):
        return Array([_copied(pack, each) for each in value])
    return value
