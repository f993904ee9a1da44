"""Puts one drawing together: faces, arrangement, places, lines and legend, in the arrangement that suits paper best."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from governance.diagram.arrangement import ENDLESS, GAP, Arranger, Band
from governance.diagram.faces import BOX_WIDTH, INNER, Face, face_of
from governance.diagram.forest import Forest
from governance.diagram.legend import Legend, legend_for, sentence
from governance.diagram.lettering import wrap
from governance.diagram.painting import Canvas, paint
from governance.diagram.paper import Paper, capacity, paper_for
from governance.diagram.parts import Dotted, Key
from governance.diagram.placing import MARGIN, PAD, Layout, Placer
from governance.diagram.tracing import dotted_line, reporting_lines

WIDEST = capacity("A3", "landscape")[0] - 2 * (MARGIN + PAD)
WIDTHS = (WIDEST, WIDEST * 4 // 5, capacity("A3", "portrait")[0] - 2 * (MARGIN + PAD), WIDEST // 2)
TALLEST = (ENDLESS, 850, 620, 420)
SCREEN = (WIDEST, 1100)
CAPTION_STEP = 22
LEAST_WIDTH = 360


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
    simple: bool = False

    @property
    def paper(self) -> Paper | None:
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
        for width, tallest in self._choices():
            composition = self._compose(width, tallest)
            if composition.paper and composition.simple:
                return composition
            found.append(composition)
        fitting = [composition for composition in found if composition.paper]
        return min(fitting, key=_rank) if fitting else self._compose(*SCREEN)

    def _choices(self) -> Iterator[tuple[int, int]]:
        across, down = capacity("A3", "landscape")
        if sum((height + GAP) * BOX_WIDTH for height in self.heights.values()) <= across * down:
            for tallest in TALLEST:
                for width in WIDTHS:
                    yield width, tallest

    def _compose(self, width: int, tallest: int) -> Composition:
        bands = Arranger(self.contents.forest, self.heights, width, tallest).arrange()
        placer = Placer(self.contents.forest, bands, self.heights, self.pill + 22)
        caption = tuple(wrap(self.contents.caption, LEAST_WIDTH, 18, bold=True))
        top = MARGIN + (CAPTION_STEP * len(caption) + 12 if caption else 0)
        layout = placer.place(self.contents.dotted, top)
        layout.lines = reporting_lines(placer) + [dotted_line(placer, route) for route in placer.routes]
        least = LEAST_WIDTH + 2 * MARGIN if caption or self.texts else 0
        across = max(layout.width, least)
        if caption:
            caption = tuple(wrap(self.contents.caption, across - 2 * MARGIN, 18, bold=True))
        legend = legend_for(self.texts, MARGIN, layout.height + 8, across - 2 * MARGIN, self.pill)
        height = layout.height + legend.height + MARGIN
        return Composition(
            self.contents, layout, self.faces, legend, caption, self.pill, across, height, simple=_simple(bands)
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
                family_heading=tuple(wrap(look.family_heading, INNER, 16, bold=True)),
                width=composition.width,
                height=composition.height,
            )
        )


def _rank(composition: Composition) -> tuple[bool, float]:
    paper = composition.paper
    assert paper is not None
    return paper.size != "A4", -paper.scale


def _simple(bands: Sequence[Band]) -> bool:
    """Whether every parent has its children in one row and no branch is spread over columns."""
    rows = [band.under for band in bands if band.under is not None and not band.alone]
    return len(rows) == len(set(rows)) and not any(band.forks for band in bands)
