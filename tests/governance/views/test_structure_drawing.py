"""The drawing of a structure: on the page, as a file, on paper; always the same as the list."""

import io
import xml.etree.ElementTree as ET

from pypdf import PdfReader

from governance.models import Body, Link
from governance.structures.drawing import MOST_DOTTED, MOST_ON_PAGE, boxes_of, dotted_of, why_not_drawn
from governance.structures.overview import overview_on
from governance.structures.structure_list import ListMaker, body_addresses
from tests import make
from tests.cast import RESTRUCTURED
from tests.governance.views.reading import outline, words
from tests.verapdf.verapdf import pdf_ua_faults

PAGE = "/structure/brackwater/"
SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: bytes) -> str:
    root = ET.fromstring(svg)
    spans = ("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    return "\n".join(" ".join(span.split()) for span in spans)


def test_every_box_and_line_of_the_drawing_is_in_the_list_and_the_reverse(cast):
    make.make_link(cast.health, cast.jobs, Link.Type.REPORTS_FUNCTIONALLY, on=RESTRUCTURED)
    overview = overview_on(cast.partnership, RESTRUCTURED)
    lists = ListMaker(overview, body_addresses(None)).lists()
    boxes = {box.key: box for box in boxes_of(overview, None)}

    listed_names = sorted(name for _, name in outline(lists.tree) + outline(lists.family))
    assert sorted(box.name for box in boxes.values()) == listed_names
    for line in dotted_of(overview, overview.dotted.lines):
        said = f'{line.words[0].upper()}{line.words[1:]} <a href="/bodies/{Body.objects.get(pk=line.target).slug}/">'
        assert said in lists.tree + lists.family
    assert len(dotted_of(overview, overview.dotted.lines)) == 2


def test_the_svg_stands_alone_with_whole_addresses_and_a_closed_policy(client, cast, settings):
    response = client.get("/structure/brackwater.svg?on=2019-05-01")

    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert 'filename="structure-of-brackwater-partnership-2019-05-01.svg"' in response["Content-Disposition"]
    root = ET.fromstring(response.content)
    assert root.find(f"{SVG}title").text == "Structure of Brackwater Partnership on 1 May 2019"
    hrefs = {link.get("href") for link in root.iter(f"{SVG}a")}
    assert f"{settings.BASE_URL}/bodies/board/?on=2019-05-01" in hrefs
    assert "Partnership Board" in texts(response.content)


def test_a_reader_who_has_the_svg_is_not_sent_it_again(client, cast):
    first = client.get("/structure/brackwater.svg")
    again = client.get("/structure/brackwater.svg", headers={"if-none-match": first["ETag"]})

    assert again.status_code == 304
    assert again.content == b""


def test_the_commonest_of_many_dotted_lines_are_drawn_in_the_files_and_not_on_the_page(client, cast):
    bodies = [cast.board, cast.health, cast.health_data, cast.jobs, cast.culture]
    pairs = [(a, b) for a in bodies for b in bodies if a != b]
    before = client.get(PAGE).content.decode().count("data-line=")
    for source, target in pairs[:MOST_DOTTED]:
        make.make_link(source, target, Link.Type.SUPPORTS, on=RESTRUCTURED)

    page = client.get(PAGE)

    assert page.content.decode().count("data-line=") == before
    assert f"{MOST_DOTTED} more dotted lines would hide them" in words(page)
    assert client.get("/structure/brackwater.svg").content.count(b"data-line=") >= MOST_DOTTED + 1


def test_a_structure_too_large_for_the_page_is_a_list_with_a_sentence():
    assert why_not_drawn(MOST_ON_PAGE) == ""
    assert why_not_drawn(151) == "There are 151 bodies, too many to be drawn on this page. The list shows them all."
    assert why_not_drawn(10_000) == "There are 10,000 bodies, too many for one drawing. The list shows them all."


def test_the_page_leaves_out_a_drawing_that_is_too_large(client, cast, monkeypatch):
    assert 'class="portal-drawing"' in client.get(PAGE).content.decode()
    monkeypatch.setattr("governance.structures.drawing.MOST_ON_PAGE", 7)

    page = client.get(PAGE)

    assert 'class="portal-drawing"' not in page.content.decode()
    assert "There are 8 bodies, too many to be drawn on this page." in words(page)


# Paper ------------------------------------------------------------------------------------------------------


def test_the_pdf_holds_the_drawing_and_the_same_list(client, cast):
    response = client.get("/structure/brackwater.pdf?on=2019-05-01")
    reader = PdfReader(io.BytesIO(response.content))
    pages = [page.extract_text() for page in reader.pages]

    assert response["Content-Type"] == "application/pdf"
    assert reader.metadata.title == "Structure of Brackwater Partnership on 1 May 2019"
    assert "The structure as a drawing" in pages[1]
    assert "The structure as a list" in pages[-1]
    for name in ("Partnership Board", "Safer Streets", "Evidence Group"):
        assert name in " ".join(pages[1].split())
        assert name in " ".join(pages[-1].split())
    assert "Leadership Board" not in "".join(pages)


def test_the_pdf_can_be_read_by_everybody(client, cast):
    make.make_body("odd", "Odd <&> “Group”", parent=cast.board, standing="tentative")

    assert pdf_ua_faults(client.get("/structure/brackwater.pdf").content) == []
