"""The drawn structure: geometry that cannot mislead, words that cannot be clipped, the same bytes every time."""

import os
import random
import re
import shutil
import subprocess
import sys
import time
from io import BytesIO
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.diagram import LARGEST, Box, Dotted, Drawing, Rectangle, draw
from governance.diagram.arrangement import share
from governance.diagram.faces import BOX_WIDTH, SMALLEST
from governance.diagram.lettering import clean, measure, wrap
from governance.diagram.paper import PER_MM, SHEETS, paper_for, printable

SVG = "{http://www.w3.org/2000/svg}"
MARKS = ("Tentative", "Not accountable", "New", "Moved", "Not yet established", "A mark with rather more words to it")
WORDS = ("reports functionally to", "advises", "may task")


def structure(seed: int, second: int, third: int, dotted: int) -> tuple[list[Box], list[Dotted]]:
    """A partnership with `second` bodies under its board, each with `third` under it, and `dotted` lines."""
    boxes = [Box("board", "Example Partnership Board", "Board", None, "/bodies/board/", "Chair: Sam Example")]
    for place in range(second):
        boxes.append(Box(f"{place}", f"Thematic Partnership {place}", "Thematic partnership", "board", f"/b/{place}/"))
        boxes += [
            Box(f"{place}-{below}", f"Action Group {place} of {below}", "Action group", str(place))
            for below in range(third)
        ]
    boxes += [Box(f"f{place}", f"Forum {place}", "Reference group", None, family=True) for place in range(3)]
    keys = [box.key for box in boxes]
    lines = [
        Dotted(keys[(seed + 7 * place) % len(keys)], keys[(13 * place + 5) % len(keys)], WORDS[place % 3])
        for place in range(dotted)
    ]
    return boxes, lines


def ragged(seed: int, count: int, dotted: int) -> tuple[list[Box], list[Dotted]]:
    """A partnership as chance makes it, deep here and flat there; the same for the same seed."""
    chance = random.Random(seed)
    boxes = [Box(0, "Example Partnership Board", "Board", None)]
    for key in range(1, count):
        parent = 0 if key < 4 + seed % 9 else chance.randrange(1, min(key, 30))
        name = " ".join(
            chance.sample(("Safer", "Stronger", "Healthy", "Communities", "Enterprise"), chance.randint(1, 4))
        )
        boxes.append(Box(key, f"{name} {key}", "Group", None if key > count - 4 else parent, family=key > count - 4))
    return boxes, [Dotted(chance.randrange(count), chance.randrange(count), "advises") for _ in range(dotted)]


@st.composite
def structures(draws, largest=30, lines=12):
    """Any structure: several roots, families with groups of their own, deep chains, lines from a body to itself."""
    count = draws(st.integers(0, largest))
    names = st.text(st.characters(exclude_categories=()), max_size=60)
    boxes = []
    for key in range(count):
        above = draws(st.one_of(st.none(), st.integers(0, key - 1))) if key else None
        boxes.append(
            Box(
                key,
                f"Body {key} " + draws(names),
                draws(st.sampled_from(("Board", "Task and finish group", ""))),
                above,
                draws(st.sampled_from((None, '/bodies/x/?a=1&b="2"<\''))),
                draws(st.sampled_from(("", "Chair: Sam Example", "Chair: The Reverend Bartholomew Example-Smythe"))),
                tuple(draws(st.lists(st.sampled_from(MARKS), max_size=3, unique=True))),
                family=draws(st.booleans()) if above is None else False,
            )
        )
    ends = st.integers(0, max(count - 1, 0))
    dotted = st.builds(Dotted, ends, ends, st.sampled_from(WORDS))
    return boxes, draws(st.lists(dotted, max_size=lines)) if count else []


def pieces(points):
    """The straight pieces of a polyline, each as ((left, top), (right, bottom))."""
    return [(min(pair), max(pair)) for pair in pairwise(points)]


def through(piece, box: Rectangle) -> bool:
    (x1, y1), (x2, y2) = piece
    return x1 < box.right and x2 > box.x and y1 < box.bottom and y2 > box.y


def meet(one, other) -> bool:
    """Whether two pieces share a point, ends included."""
    return all(one[0][axis] <= other[1][axis] and other[0][axis] <= one[1][axis] for axis in (0, 1))


def crosses(one, other) -> bool:
    """Whether two pieces cross at a right angle, neither ending on the other."""
    level, upright = (one, other) if one[0][1] == one[1][1] else (other, one)
    if level[0][1] != level[1][1] or upright[0][0] != upright[1][0]:
        return False
    return level[0][0] < upright[0][0] < level[1][0] and upright[0][1] < level[0][1] < upright[1][1]


def check_geometry(drawing: Drawing) -> None:
    boxes = list(drawing.boxes.values())
    for box in boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.right <= drawing.width
        assert box.bottom <= drawing.height
    for one, other in combinations(boxes, 2):
        apart = one.right < other.x or other.right < one.x or one.bottom < other.y or other.bottom < one.y
        assert apart, "two boxes overlap"
    for line in drawing.lines:
        for piece in pieces(line.points):
            assert piece[0] != piece[1]
            assert piece[0][0] == piece[1][0] or piece[0][1] == piece[1][1], "a line is neither level nor upright"
            assert not any(through(piece, box) for box in boxes), "a line passes through a box"
            assert 0 <= piece[0][0] <= piece[1][0] <= drawing.width
            assert 0 <= piece[0][1] <= piece[1][1] <= drawing.height
        for end, key in ((line.points[0], line.source), (line.points[-1], line.target)):
            box = drawing.boxes[key]
            on_side = end[0] in {box.x, box.right} and box.y < end[1] < box.bottom
            on_foot = end[1] in {box.y, box.bottom} and box.x < end[0] < box.right
            assert on_side or on_foot, "a line does not end at its box"
    check_lines(drawing)
    check_badges(drawing)


def check_lines(drawing: Drawing) -> None:
    for one, other in combinations(drawing.lines, 2):
        if not one.dotted and not other.dotted and one.source == other.source:
            continue
        for first in pieces(one.points):
            for second in pieces(other.points):
                if meet(first, second):
                    assert one.dotted or other.dotted, "reporting lines of two bodies meet"
                    assert crosses(first, second), "a dotted line lies on or ends at another line"


def check_badges(drawing: Drawing) -> None:
    badges = [(line, Rectangle(x - 10, y - 10, 20, 20)) for line in drawing.lines for x, y in line.badges]
    for line, badge in badges:
        around = [
            box for box in drawing.boxes.values() if through(((badge.x, badge.y), (badge.right, badge.bottom)), box)
        ]
        assert not around, "a number lies on a box"
        for other in drawing.lines:
            if other is not line and other.dotted:
                assert not any(through(piece, badge) for piece in pieces(other.points)), "a line runs through a number"
    for (_, one), (_, other) in combinations(badges, 2):
        assert not through(((one.x, one.y), (one.right, one.bottom)), other), "two numbers overlap"


def groups(drawing: Drawing) -> list[ET.Element]:
    """The elements of the SVG that are boxes, links or not."""
    return [element for element in ET.fromstring(drawing.svg) if element.tag in {SVG + "g", SVG + "a"}]


def said(element: ET.Element) -> str:
    return " ".join("".join(text.itertext()) for text in element.iter(SVG + "text"))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", clean(text))


def check_words(drawing: Drawing, boxes: list[Box], dotted: list[Dotted]) -> None:
    drawn = groups(drawing)
    assert len(drawn) == len(boxes) == len(drawing.boxes)
    by_key = {box.key: box for box in boxes}
    for element, key in zip(drawn, drawing.boxes, strict=True):
        box = by_key[key]
        assert squeezed(said(element)) == squeezed(box.kind + box.name + box.chair + "".join(box.marks))
        check_fit(element, drawing.boxes[key])
    lines = [line for line in drawing.lines if line.dotted]
    assert [(line.source, line.target) for line in lines] == [(line.source, line.target) for line in dotted]
    reporting = {line.target: line.source for line in drawing.lines if not line.dotted}
    assert reporting == {box.key: box.parent for box in boxes if box.parent is not None and not box.family}
    legend = squeezed("".join(ET.fromstring(drawing.svg).itertext()))
    for line in dotted:
        assert squeezed(by_key[line.source].name + line.words + by_key[line.target].name) in legend


def check_fit(element: ET.Element, box: Rectangle) -> None:
    for text in element.iter(SVG + "text"):
        size, bold = int(text.get("font-size", "0")), text.get("font-weight") == "700"
        assert size >= SMALLEST
        for span in text:
            left, base = int(span.get("x", "0")), int(span.get("y", "0"))
            assert left >= box.x + 12
            assert left + measure((span.text or "").rstrip(), size, bold=bold) <= box.right - 10
            assert box.y + 4 < base - size * 0.75
            assert base + size * 0.25 < box.bottom - 3


@settings(max_examples=150, deadline=None)
@given(structures())
def test_any_structure_is_drawn_whole_and_unambiguously(built):
    boxes, dotted = built
    drawing = draw(boxes, dotted, title="Structure", description="As a list below")
    check_geometry(drawing)
    check_words(drawing, boxes, dotted)
    assert drawing.left_out == ""


@settings(max_examples=25, deadline=None)
@given(structures(largest=70, lines=40))
def test_a_tangle_of_dotted_lines_stays_readable(built):
    boxes, dotted = built
    check_geometry(draw(boxes, dotted, title="Structure", description=""))


@pytest.mark.parametrize(
    ("second", "third", "dotted"), [(0, 0, 3), (1, 0, 2), (5, 4, 6), (8, 13, 30), (40, 0, 9), (3, 60, 12), (1, 30, 4)]
)
def test_real_shapes_are_drawn_whole_and_unambiguously(second, third, dotted):
    boxes, lines = structure(1, second, third, dotted)
    drawing = draw(boxes, lines, title="Structure", description="")
    check_geometry(drawing)
    check_words(drawing, boxes, lines)
    for sheet in drawing.sheets():
        check_geometry(sheet)


# The last four once drew a lane through a number.
@pytest.mark.parametrize("seed", [*range(8), 95, 103, 112, 140])
def test_lanes_keep_clear_of_numbers_and_of_the_trunk_in_ragged_structures(seed):
    boxes, lines = ragged(seed, 60 + seed % 25, 25 + seed % 25)
    check_geometry(draw(boxes, lines, title="Structure", description=""))


def test_the_root_stands_above_its_children_and_they_stand_in_one_row():
    boxes, _ = structure(1, 5, 2, 0)
    drawing = draw(boxes, [], title="Structure", description="")
    root, row = drawing.boxes["board"], [drawing.boxes[str(place)] for place in range(5)]
    assert len({box.y for box in row}) == 1
    assert root.bottom < row[0].y
    assert [box.x for box in row] == sorted(box.x for box in row)
    assert drawing.boxes["0-0"].x > row[0].x
    assert drawing.boxes["0-1"].y > drawing.boxes["0-0"].bottom


def test_the_family_stands_apart_below_with_its_heading():
    boxes, _ = structure(1, 5, 2, 0)
    drawing = draw(boxes, [], title="Structure", description="", family_heading="Our wider family")
    lowest = max(place.bottom for key, place in drawing.boxes.items() if not str(key).startswith("f"))
    assert all(drawing.boxes[f"f{place}"].y > lowest for place in range(3))
    assert not any(str(line.target).startswith("f") for line in drawing.lines)
    assert "Our wider family" in drawing.svg


def test_marks_are_said_in_words_and_shown_by_the_border():
    for mark, shown in (("Tentative", "stroke-dasharray"), ("New", 'stroke-width="3"')):
        plain = draw([Box(1, "Board", "Board", None)], [], title="", description="").svg
        marked = draw([Box(1, "Board", "Board", None, marks=(mark,))], [], title="", description="").svg
        assert shown not in plain
        assert shown in marked
        assert mark in marked
    double = draw([Box(1, "Forum", "Forum", None, marks=("Not accountable",))], [], title="", description="").svg
    assert double.count(f'width="{BOX_WIDTH}"') == double.count(f'width="{BOX_WIDTH - 8}"') == 1


def test_a_dotted_line_ends_in_an_arrow_and_bears_its_number_at_both_ends():
    boxes, _ = structure(1, 3, 1, 0)
    drawing = draw(boxes, [Dotted("0", "2-0", "advises")], title="", description="")
    line = next(line for line in drawing.lines if line.dotted)
    x, y = line.points[-1]
    assert f'd="M{x} {y}L' in drawing.svg
    assert len(line.badges) == 2
    assert drawing.svg.count(">1</text>") == 3
    assert "Thematic Partnership 0 advises Action Group 2 of 0" in drawing.svg


def test_the_svg_has_its_title_first_no_styles_no_scripts_and_ids_of_its_own():
    boxes, lines = structure(1, 6, 3, 5)
    root = ET.fromstring(draw(boxes, lines, title="T & <t>", description="D", prefix="now then").svg)
    assert [element.tag for element in root[:2]] == [SVG + "title", SVG + "desc"]
    assert root[0].text == "T & <t>"
    assert root.get("aria-labelledby") == "now-then-title now-then-desc"
    assert not any(
        "style" in element.attrib or element.tag in {SVG + "style", SVG + "script"} for element in root.iter()
    )
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert ids == ["now-then-title", "now-then-desc"]


def test_links_are_links_and_can_be_left_out():
    boxes = [Box(1, "Board", "Board", None, '/bodies/board/?on=2012-01-25&a="b"')]
    linked = ET.fromstring(draw(boxes, [], title="", description="").svg)
    assert linked.get("role") == "group"
    link = linked.find(SVG + "a")
    assert link is not None
    assert link.get("href") == '/bodies/board/?on=2012-01-25&a="b"'
    plain = ET.fromstring(draw(boxes, [], title="", description="", links=False).svg)
    assert plain.get("role") == "img"
    assert plain.find(SVG + "a") is None
    assert "Board" in said(plain)


def test_words_that_would_break_xml_or_the_box_do_neither():
    name = "Llanfair" * 30 + " \x00\x07\ud800\uffff <b>&\"' ŵŷ Ολυμπία 東京都庁 e\u0301 👩‍👩‍👧"
    boxes = [Box(1, name, "\x0b", None, chair="\u202e", marks=("", "Tentative" * 9)), Box(2, "", "", 1)]
    drawing = draw(boxes, [Dotted(1, 2, "<&>"), Dotted(2, 1, "")], title=name, description=name)
    check_geometry(drawing)
    check_words(drawing, boxes, [Dotted(1, 2, "<&>"), Dotted(2, 1, "")])
    drawing.svg.encode()


@settings(deadline=None)
@given(st.text(max_size=120), st.integers(40, 300), st.booleans())
def test_wrapped_lines_fit_and_lose_nothing(text, width, bold):
    lines = wrap(text, width, 15, bold=bold)
    assert "".join(lines) == " ".join(part for part in clean(text).split(" ") if part)
    for line in lines:
        assert measure(line.rstrip(" "), 15, bold=bold) <= width or len(line) <= 4 or not line.isascii()


def test_the_widths_are_those_of_the_font():
    assert measure("Strategic Partnership", 2048) / 1.08 == pytest.approx(19124)
    assert measure("ŵ", 100) == measure("w", 100)
    assert measure("i", 100) < measure("W", 100) < measure("東", 100) * 1.01


@given(st.lists(st.integers(1, 50), min_size=1, max_size=12), st.integers(10, 200))
def test_runs_keep_order_and_limit(sizes, limit):
    runs = share(sizes, limit, 3)
    assert [place for run in runs for place in run] == list(range(len(sizes)))
    for run in runs:
        assert len(run) == 1 or sum(sizes[place] for place in run) + 3 * (len(run) - 1) <= max(limit, *sizes)


def test_nothing_to_draw_gives_an_empty_drawing():
    drawing = draw([], [], title="Empty", description="Nothing yet")
    assert drawing.boxes == {}
    assert drawing.lines == ()
    assert drawing.paper() == ("A4", "portrait", 1.0)
    assert drawing.sheets() == [drawing]
    assert ET.fromstring(drawing.svg)[0].text == "Empty"


@pytest.mark.parametrize(
    ("boxes", "dotted", "complaint"),
    [
        ([Box(1, "A", "", None), Box(1, "B", "", None)], [], "same key"),
        ([Box(1, "A", "", 2), Box(2, "B", "", 1)], [], "circle"),
        ([Box(1, "A", "", 1)], [], "circle"),
        ([Box(1, "A", "", None)], [Dotted(1, 2, "advises")], "not among the boxes"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(boxes, dotted, complaint):
    with pytest.raises(ValueError, match=complaint):
        draw(boxes, dotted, title="", description="")


def test_a_colour_that_is_none_is_refused():
    with pytest.raises(ValueError, match="#1d70b8"):
        draw([], [], title="", description="", brand='red" onload="')


def test_a_body_whose_parent_is_not_shown_becomes_a_root():
    drawing = draw([Box(1, "A", "", 99), Box(2, "B", "", 1)], [], title="", description="")
    assert [(line.source, line.target) for line in drawing.lines] == [(1, 2)]


def test_the_root_bears_the_brand_and_letters_that_stand_out_from_it():
    boxes = [Box(1, "Board", "Board", None)]
    assert 'fill="#ffffff">' in draw(boxes, [], title="", description="", brand="#003078").svg
    assert 'fill="#ffffff">' not in draw(boxes, [], title="", description="", brand="#ffdd00").svg


def test_the_same_structure_gives_the_same_bytes_under_any_hash_seed():
    script = (
        "import hashlib; from tests.governance.test_diagram import structure; from governance.diagram import draw;"
        "d = draw(*structure(3, 9, 14, 30), title='T', description='D');"
        "print(hashlib.sha256(''.join([d.svg, *(s.svg for s in d.sheets())]).encode()).hexdigest())"
    )
    root = Path(__file__).parents[2]
    said_by = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(said_by) == 1


def seconds(work) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def test_120_bodies_with_30_dotted_lines_take_less_than_a_second():
    boxes, lines = structure(2, 8, 14, 30)
    assert len(boxes) > 120
    assert seconds(lambda: draw(boxes, lines, title="", description="")) < 1


def test_1000_bodies_are_drawn_and_cut_into_sheets():
    boxes = [Box(0, "Board", "Board", None)]
    boxes += [Box(key, f"Group {key}", "Group", (key - 1) // 10, marks=("New",)) for key in range(1, 1000)]
    drawing = draw(boxes, [Dotted(999, 5, "advises")], title="", description="")
    assert len(drawing.boxes) == 1000
    check_sheets(drawing, boxes, 1)


def test_10_000_bodies_give_the_upper_levels_and_say_so():
    boxes = [Box(0, "Board", "Board", None)]
    boxes += [Box(key, f"Group {key}", "Group", (key - 1) // 15) for key in range(1, 10_000)]
    drawings = []
    assert seconds(lambda: drawings.append(draw(boxes, [Dotted(1, 9_999, "advises")], title="", description=""))) < 2
    assert 15 < len(drawings[0].boxes) <= LARGEST
    assert "10,000 bodies" in drawings[0].left_out
    assert "10,000 bodies" in drawings[0].svg
    assert "morebodiesbelow" in squeezed(drawings[0].svg)
    assert all(sheet.paper() for sheet in drawings[0].sheets())


def test_10_000_bodies_under_one_are_left_to_the_list():
    boxes = [Box(0, "Board", "Board", None)] + [Box(key, "Group", "Group", 0) for key in range(1, 10_000)]
    drawing = draw(boxes, [], title="", description="")
    assert list(drawing.boxes) == [0]
    assert "The list shows them all" in drawing.left_out
    lone = draw([Box(key, "Group", "Group", None) for key in range(10_000)], [], title="", description="")
    assert lone.boxes == {}
    assert "The list shows them all" in lone.svg


def test_a_chain_of_a_thousand_is_drawn():
    boxes = [Box(key, f"Body {key}", "Group", key - 1 if key else None) for key in range(1000)]
    drawing = draw(boxes, [], title="", description="")
    assert len(drawing.boxes) == 1000
    check_sheets(drawing, boxes, 0)


def check_sheets(drawing: Drawing, boxes: list[Box], lines: int) -> None:
    sheets = drawing.sheets()
    assert set().union(*(sheet.boxes for sheet in sheets)) == {box.key for box in boxes}
    reporting = {line.target: line.source for sheet in sheets for line in sheet.lines if not line.dotted}
    assert reporting == {box.key: box.parent for box in boxes if box.parent is not None}
    for sheet in sheets:
        paper = sheet.paper()
        assert paper is not None
        assert SMALLEST * 0.75 * paper.scale >= 8
    words = " ".join(" ".join(said(element) for element in groups(sheet)) for sheet in sheets)
    for number in re.findall(r"sheets?\s(\d+)", words):
        assert 1 <= int(number) <= len(sheets)
    for number in range(1, lines + 1):
        assert any(f">{number}</text>" in sheet.svg for sheet in sheets)


@pytest.mark.parametrize("size", [(8, 14, 30), (12, 30, 25), (60, 1, 10), (200, 0, 4), (2, 150, 9)])
def test_what_no_paper_holds_is_cut_into_sheets_that_a3_holds(size):
    boxes, lines = structure(4, *size)
    drawing = draw(boxes, lines, title="Structure", description="")
    assert drawing.paper() is None
    check_sheets(drawing, boxes, len(lines))
    titles = [sheet.title for sheet in drawing.sheets()]
    assert titles[0].startswith(f"Structure: Sheet 1 of {len(titles)}")
    assert len(titles) == len(set(titles))


def test_an_overview_names_the_sheet_on_which_a_branch_goes_on():
    boxes, _ = structure(4, 8, 14, 0)
    sheets = draw(boxes, [], title="", description="").sheets()
    overview = {key: said(element) for key, element in zip(sheets[0].boxes, groups(sheets[0]), strict=True)}
    for branch in range(8):
        match = re.search(r"Continues on sheet\s(\d+)", overview[str(branch)])
        assert match is not None
        assert f"{branch}-0" in sheets[int(match[1]) - 1].boxes


@settings(max_examples=15, deadline=None)
@given(structures(largest=90, lines=10))
def test_any_structure_can_be_printed(built):
    boxes, dotted = built
    boxes = [Box(box.key, box.name, "Kind", box.parent, marks=box.marks, family=box.family) for box in boxes]
    drawing = draw(boxes, dotted, title="", description="")
    if boxes:
        check_sheets(drawing, boxes, len(dotted))
    for sheet in drawing.sheets():
        check_geometry(sheet)


@given(st.integers(1, 4000), st.integers(1, 4000))
def test_paper_keeps_text_at_eight_points_and_the_drawing_inside(width, height):
    paper = paper_for(width, height)
    if paper is None:
        across, down = printable("A3", "landscape")
        assert width * 8 > across * 9 or height * 8 > down * 9
        return
    across, down = printable(paper.size, paper.orientation)
    assert SMALLEST * 0.75 * paper.scale >= 8
    assert paper.scale <= 1
    assert width * paper.scale <= across + 0.001
    assert height * paper.scale <= down + 0.001


def printed(drawing: Drawing) -> pypdf.PdfReader:
    weasyprint = pytest.importorskip("weasyprint")
    paper = drawing.paper()
    assert paper is not None
    page = (
        f'<html lang="en-GB"><head><title>T</title><style>@page {{ size: {paper.size} {paper.orientation};'
        " margin: 12mm } body { margin: 0 } h1 { font-size: 18px; line-height: 20px; margin: 0 0 10px }"
        f" svg {{ display: block; width: {drawing.width * paper.scale:.2f}px;"
        f" height: {drawing.height * paper.scale:.2f}px }}</style></head>"
        f"<body><h1>Structure</h1>{drawing.svg}</body></html>"
    )
    return pypdf.PdfReader(BytesIO(weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")))


@pytest.mark.parametrize("links", [True, False])
def test_a_printed_drawing_is_one_page_with_every_label(links):
    boxes, lines = structure(1, 5, 3, 4)
    boxes.append(Box("odd", "Ŵyn & Ôl <Fforwm>", "Area partnership", "0", marks=("Tentative", "Not accountable")))
    drawing = draw(boxes, lines, title="Structure", description="In words below", links=links)
    paper = drawing.paper()
    reader = printed(drawing)
    assert len(reader.pages) == 1
    text = squeezed(reader.pages[0].extract_text())
    for box in boxes:
        assert squeezed(box.name) in text
    assert "Tentative" in text
    assert paper is not None
    wide = next(width for size, way, width, _ in SHEETS if (size, way) == paper[:2])
    assert float(reader.pages[0].mediabox.width) == pytest.approx(wide * PER_MM * 0.75, abs=1)


OUTSIDE = """
    document.title = JSON.stringify([...document.querySelectorAll('svg > a, svg > g')].flatMap(group => {
        const frame = group.querySelector('rect').getBBox();
        return [...group.querySelectorAll('text')].filter(text => {
            const words = text.getBBox();
            return words.x < frame.x + 8 || words.x + words.width > frame.x + frame.width - 8
                || words.y < frame.y || words.y + words.height > frame.y + frame.height;
        }).map(text => text.textContent);
    }).concat(['done']));
"""


@pytest.mark.browser
def test_in_a_browser_every_word_stays_inside_its_box(tmp_path):
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("There is no Chromium here.")
    boxes, lines = structure(1, 5, 3, 4)
    boxes.append(Box("odd", "Wwwwwwwwwwwwwwwwwwwwwwwwwwww Mmmmmmmmmmmmm ŵŷ", "Area partnership", "0", marks=MARKS))
    drawing = draw(boxes, lines, title="Structure", description="")
    file = tmp_path / "drawing.html"
    file.write_text(f"<!doctype html><meta charset=utf-8><body>{drawing.svg}<script>{OUTSIDE}</script>", "utf-8")
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}", "--dump-dom"]
    shown = subprocess.run([*command, file.as_uri()], capture_output=True, text=True, check=True, timeout=60).stdout
    assert '<title>["done"]</title>' in shown
    assert ">Action Group 2 of 1<" in shown
