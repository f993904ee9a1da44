"""Puts one drawing together: faces, arrangement, places, lines and legend, in the arrangement that suits paper best."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from governance.diagram.arrangement import ENDLESS, GAP, GUTTER, Arranger, Band
from governance.diagram.faces import BOX_WIDTH, Face, face_of
from governance.diagram.forest import Forest
from governance.diagram.legend import Legend, legend_for, sentence
from governance.diagram.lettering import wrap
from governance.diagram.painting import HEADING_INDENT, Canvas, paint
from governance.diagram.paper import Paper, capacity, paper_for
from governance.diagram.parts import Dotted, Key
from governance.diagram.placing import MARGIN, PAD, Layout, Placer
from governance.diagram.routing import tops
from governance.diagram.tracing import dotted_line, reporting_lines

WIDEST = capacity("A3", "landscape")[0] - 2 * (MARGIN + PAD)
WIDTHS = (WIDEST, WIDEST * 4 // 5, capacity("A3", "portrait")[0] - 2 * (MARGIN + PAD), WIDEST // 2)
TALLEST = (ENDLESS, 850, 620, 420)
SCREEN = tuple((WIDEST, tallest) for tallest in (700, 1000, 1500, 2500, 5000))
CAPTION_STEP = 22
LEAST_WIDTH = 360
LEGEND_GAP = 16


@dataclass(frozen=True)
class Look:
    """What holds for a whole drawing and all its sheets."""

    title: str
    description: str
    links: bool = True
    brand: str = "#1d70b8"
    prefix: str = "structure"
    family_heading: str = "Partnership family"


@dataclass(frozen=True)
class Contents:
    """What one drawing shows. `endings` are dotted lines named in the legend only, with where they end."""

    forest: Forest
    dotted: tuple[tuple[int, Dotted], ...] = ()
    notes: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    caption: str = ""
    endings: Mapping[int, str] = field(default_factory=dict)
    roots: frozenset[Key] = frozenset()


@dataclass
class Composition:
    """A drawing of which all places are known and nothing is painted yet."""

    contents: Contents
    layout: Layout
    faces: dict[Key, Face]
    legend: Legend
    caption: tuple[str, ...]
    pill: int
    width: int
    height: int
    rows: int = 0
    simple: bool = False

    @property
    def paper(self) -> Paper | None:
        """The smallest paper that holds it readably."""
        return paper_for(self.width, self.height)


class Composer:
    """Composes one drawing."""

    def __init__(self, contents: Contents, look: Look) -> None:
        self.contents = contents
        self.look = look
        forest = contents.forest
        self.faces = {key: face_of(box, contents.notes.get(key, ())) for key, box in forest.boxes.items()}
        self.heights = {key: face.height for key, face in self.faces.items()}
        numbers = [number for number, _ in contents.dotted] + list(contents.endings)
        self.pill = max(20, 7 * len(str(max(numbers, default=0))) + 10)
        self.texts = {number: sentence(forest, line) for number, line in contents.dotted} | dict(contents.endings)

    def best(self) -> Composition:
        """One row that fits a paper if there is one, else the arrangement with the smallest paper and largest type."""
        found: list[Composition] = []
        for composition in self._tries():
            if composition.paper and composition.simple:
                return composition
            found.append(composition)
        fitting = [composition for composition in found if composition.paper]
        if fitting:
            return min(fitting, key=_rank)
        found += [self._compose(self._arrange(*choice)) for choice in SCREEN]
        return min(found, key=lambda composition: max(composition.width, WIDEST) * composition.height)

    def fits(self, spare: float = 1.0) -> bool:
        """Whether some arrangement, made larger by `spare`, fits a paper."""
        sizes = ((round(one.width * spare), round(one.height * spare)) for one in self._tries())
        return any(paper_for(width, height) for width, height in sizes)

    def _tries(self) -> Iterator[Composition]:
        """The arrangements that may suit paper, each once; none where the boxes alone take more room than A3 has."""
        across, down = capacity("A3", "landscape")
        if sum((height + GAP) * BOX_WIDTH for height in self.heights.values()) > across * down:
            return
        seen: list[list[Band]] = []
        for tallest, width in product(TALLEST, WIDTHS):
            bands = self._arrange(width, tallest)
            if bands not in seen and paper_for(*self._least(bands)):
                yield self._compose(bands)
            seen.append(bands)

    def _least(self, bands: Sequence[Band]) -> tuple[int, int]:
        """A width and a height below which this arrangement cannot come: its boxes without lines and legend."""
        across = [sum(column.width + GUTTER for column in band.columns) for band in bands]
        return max(across, default=1), sum((tops(band, self.heights)[1] for band in bands), start=1)

    def _arrange(self, width: int, tallest: int) -> list[Band]:
        return Arranger(self.contents.forest, self.heights, width, tallest).arrange()

    def _compose(self, bands: Sequence[Band]) -> Composition:
        placer = Placer(self.contents.forest, bands, self.heights, self.pill + 22)
        caption = wrap(self.contents.caption, LEAST_WIDTH, 18, bold=True)
        top = MARGIN + (CAPTION_STEP * len(caption) + 12 if caption else 0)
        layout = placer.place(self.contents.dotted, top)
        layout.lines = reporting_lines(placer) + [dotted_line(placer, route) for route in placer.routes]
        least = LEAST_WIDTH + 2 * MARGIN if caption or self.texts else 0
        across = max(layout.width, least)
        if caption:
            caption = wrap(self.contents.caption, across - 2 * MARGIN, 18, bold=True)
        legend = legend_for(self.texts, MARGIN, layout.height + LEGEND_GAP, across - 2 * MARGIN, self.pill)
        height = layout.height + (LEGEND_GAP + legend.height if legend.height else 0) + MARGIN // 2
        return Composition(
            self.contents, layout, self.faces, legend, caption, self.pill, across, height, len(bands), _simple(bands)
        )

    def paint(self, composition: Composition) -> str:
        """The composition as SVG."""
        forest, look = self.contents.forest, self.look
        return paint(
            Canvas(
                layout=composition.layout,
                faces=self.faces,
                boxes=forest.boxes,
                depths=forest.depth,
                roots=self.contents.roots,
                legend=composition.legend,
                caption=composition.caption,
                title=look.title,
                description=look.description,
                prefix=look.prefix,
                brand=look.brand,
                links=look.links,
                pill=self.pill,
                family_heading=self._family_heading(composition),
                width=composition.width,
                height=composition.height,
            )
        )

    def _family_heading(self, composition: Composition) -> tuple[str, ...]:
        """The words over the family's frame, which leaves room for one line of them."""
        frame = composition.layout.frame
        return wrap(self.look.family_heading, frame.width - 2 * HEADING_INDENT, 16, bold=True)[:1] if frame else ()


def _rank(composition: Composition) -> tuple[bool, int, float]:
    paper = composition.paper or Paper("none", "", 0)
    return paper.size != "A4", composition.rows, -paper.scale


def _simple(bands: Sequence[Band]) -> bool:
    """Whether every parent has its children in one row and no branch is spread over columns."""
    rows = [band.under for band in bands if band.under is not None and not band.alone]
    return len(rows) == len(set(rows)) and not any(band.forks for band in bands)
