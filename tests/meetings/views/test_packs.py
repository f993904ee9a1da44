"""Packs: what they hold, in which order, with which numbers, ways and marks; and who gets them."""

import hashlib
import io
import re
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from meetings.models import PaperRevision
from meetings.packs import pack_binding
from meetings.papers.paperwork import hand_in, restrict, revise
from tests import make
from tests.make_meetings import make_item, make_meeting, make_paper, sit
from tests.meetings.files import a_pdf, a_word_file, blank_pdf, saved, uploaded
from tests.verapdf.verapdf import pdf_ua_faults

SECRET = "Vexquorsecret"
LATE = {"late_reason": "Figures came today."}


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    """A private store of the test's own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def meeting(db, cast):
    """A meeting of Health with a published agenda."""
    return make_meeting(cast.health, "2026-03-05", place="Town Hall", agenda="published")


@pytest.fixture
def full(cast, meeting):
    """Its agenda: a text and a PDF under one item, nothing under the second, a PDF and a Word file under the third."""
    first, second, third = (make_item(meeting, title) for title in ("Minutes", "Apologies", "Budget"))
    made = {
        "text": hand_in(first, title="A forum", by=cast.secretary, text="<h2>Why</h2><p>People ask.</p>", **LATE),
        "pdf": hand_in(first, title="Figures", by=cast.secretary, file=uploaded(a_pdf("Figures", pages=3)), **LATE),
        "budget": hand_in(third, title="Budget book", by=cast.secretary, file=uploaded(a_pdf("Book", pages=2)), **LATE),
        "word": hand_in(third, title="Notes", by=cast.secretary, file=uploaded(a_word_file(), "notes.docx"), **LATE),
    }
    return {**made, "items": [first, second, third]}


def address(meeting, which="pack") -> str:
    return f"/meetings/{meeting.body.slug}/{meeting.date_in_address}/{which}.pdf"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fetched(client, meeting, which="pack") -> bytes:
    response = client.get(address(meeting, which))
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content)


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def texts(reader: PdfReader) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def page_with(pages: list[str], words: str, after: int = 0) -> int:
    """The number, from 0, of the first page after `after` that says `words`."""
    return next(number for number, text in enumerate(pages) if number >= after and words in text)


def outline_of(reader: PdfReader) -> list:
    """Words and page of each entry; a list holds what stands under the entry before it."""

    def told(entries):
        return [
            told(each) if isinstance(each, list) else (each.title, reader.get_destination_page_number(each))
            for each in entries
        ]

    return told(reader.outline)


def ways(reader: PdfReader, number: int) -> dict[str, int]:
    """The pages to which links of a page lead inside the file, by what the link says for itself."""
    pages = {page.indirect_reference.idnum: place for place, page in enumerate(reader.pages)}
    found = {}
    for note in (each.get_object() for each in reader.pages[number].get("/Annots", [])):
        if "/Dest" in note and not isinstance(note["/Dest"], str):
            found[note["/Contents"]] = pages[note["/Dest"][0].idnum]
    return found


# What it holds ---------------------------------------------------------------------------------------------------


def test_the_agenda_comes_first_and_the_papers_in_the_order_of_its_items(client, meeting, full):
    reader = read(fetched(client, meeting))
    pages = texts(reader)

    assert "agenda and papers" in pages[0]
    text = page_with(pages, "People ask.")
    assert [re.sub(r".*?(\w+, leaf \d).*", r"\1", page) for page in pages[text + 1 :]] == [
        "Figures, leaf 1",
        "Figures, leaf 2",
        "Figures, leaf 3",
        "Book, leaf 1",
        "Book, leaf 2",
    ]


def test_the_pages_are_numbered_through_and_their_own_numbers_are_gone_from_ours(client, meeting, full):
    pages = texts(read(fetched(client, meeting)))

    for number, page in enumerate(pages, 1):
        assert re.findall(r"Page \d+ of \d+", page) == [f"Page {number} of {len(pages)}"]


def test_the_outline_has_every_item_with_its_papers_under_it(client, meeting, full):
    reader = read(fetched(client, meeting))
    pages = texts(reader)
    text = page_with(pages, "People ask.")

    assert outline_of(reader) == [
        ("Agenda", 0),
        ("1 Minutes", text),
        [("A forum", text), ("Figures", text + 1)],
        ("2 Apologies", 0),
        ("3 Budget", text + 4),
        [("Budget book", text + 4)],
    ]


def test_links_of_our_pages_lead_to_the_papers_and_the_list_names_their_pages(client, meeting, full):
    reader = read(fetched(client, meeting))
    pages = texts(reader)
    text = page_with(pages, "People ask.")
    list_page = page_with(pages, "Papers in this pack")

    base = f"{settings.BASE_URL}/meetings/health/2026-03-05/papers/"
    assert ways(reader, list_page) == {
        f"{base}{full['text'].key}/": text,
        f"{base}{full['pdf'].key}/": text + 1,
        f"{base}{full['budget'].key}/": text + 4,
    }
    assert f"A forum (late: Figures came today.) {text + 1}" in pages[list_page]
    assert f"Budget book (late: Figures came today.) {text + 5}" in pages[list_page]


def test_what_is_no_pdf_is_listed_with_its_address(client, meeting, full):
    pages = texts(read(fetched(client, meeting)))
    page = pages[page_with(pages, "Papers that are not in this pack")]

    assert "Notes (Word, " in page
    assert f"/meetings/health/2026-03-05/papers/{full['word'].key}/" in page.replace(" ", "")


def test_it_has_a_title_a_language_and_shows_its_outline(client, meeting, full):
    reader = read(fetched(client, meeting))

    assert reader.metadata.title == "Papers for the meeting of Health, 5 March 2026"
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.trailer["/Root"]["/PageMode"] == "/UseOutlines"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]


def test_it_claims_to_be_accessible_only_where_all_of_it_is_our_own(client, cast, meeting, full):
    mixed = fetched(client, meeting)
    other = make_meeting(cast.health, "2026-04-02", agenda="published")
    for title in ("One", "Two"):
        make_paper(make_item(other, title), title, text="<h2>Head</h2><p>Words <a href='https://a.example/'>l</a>.</p>")
    own = fetched(client, other)

    assert b"pdfuaid:part" not in b"".join(_metadata(mixed))
    assert b"pdfuaid:part" in b"".join(_metadata(own))
    assert pdf_ua_faults(own) == []


def _metadata(content: bytes):
    with pikepdf.open(io.BytesIO(content)) as pdf:
        yield pdf.Root.Metadata.read_bytes()


def test_our_own_pages_keep_their_tags_among_those_of_others(client, meeting, full):
    with pikepdf.open(io.BytesIO(fetched(client, meeting))) as pdf:
        numbers = [int(value) for value in list(pdf.Root.StructTreeRoot.ParentTree.Nums)[::2]]
        tagged = [page.obj.get("/StructParents") for page in pdf.pages]

    assert numbers == sorted(set(numbers))
    assert [each is not None for each in tagged].count(False) == 5
    assert set(filter(lambda each: each is not None, tagged)) <= set(numbers)


def test_a_paper_of_an_item_that_was_taken_off_stays_out(client, cast, meeting, full):
    item = full["items"][2]
    item.withdrawn_reason = "Not ready."
    item.save()

    assert "Book, leaf 1" not in " ".join(texts(read(fetched(client, meeting))))


def test_a_pack_without_papers_is_the_agenda(client, meeting):
    make_item(meeting, "Only talk")

    pages = texts(read(fetched(client, meeting)))

    assert len(pages) == 1
    assert "Only talk" in pages[0]
    assert "Papers in this pack" not in pages[0]


# Pages as they were made -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turned", [0, 90, 180, 270, -90])
@pytest.mark.parametrize("cropped", [False, True])
def test_a_turned_or_cropped_page_is_numbered_at_its_foot_as_it_is_seen(client, cast, meeting, turned, cropped):
    entries = {"Rotate": turned, **({"CropBox": pikepdf.Array([100, 200, 500, 700])} if cropped else {})}
    file = uploaded(saved(blank_pdf(**entries)))
    hand_in(make_item(meeting), title="Plan", by=cast.secretary, file=file, **LATE)

    page = read(fetched(client, meeting)).pages[-1]

    assert page.get("/Rotate", 0) == turned
    x, y, across, up = _place_of_number(page)
    x0, y0, x1, y1 = (100, 200, 500, 700) if cropped else (0, 0, 595, 842)
    assert x0 <= x <= x1
    assert y0 <= y <= y1
    # Seen on the screen: the words run to the right, and stand in the lower right part.
    right, foot = {
        0: (x > (x0 + x1) / 2, y - y0),
        90: (y > (y0 + y1) / 2, x1 - x),
        180: (x < (x0 + x1) / 2, y1 - y),
        270: (y < (y0 + y1) / 2, x - x0),
    }[turned % 360]
    assert right
    assert foot < 20
    assert (across, up) == {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[turned % 360]


def _place_of_number(page):
    """Where the number begins on the page, and which way it runs."""
    found = []

    def look(text, cm, tm, font, size):
        if "Page" in text or text.strip().startswith("Page"):
            a, b, c, d, e, f = cm
            x, y = tm[4], tm[5]
            found.append(
                (a * x + c * y + e, b * x + d * y + f, round(a / max(abs(a), abs(b))), round(b / max(abs(a), abs(b))))
            )

    page.extract_text(visitor_text=look)
    return found[-1]


def test_rules_that_a_page_leaves_open_do_not_move_its_number(client, cast, meeting):
    pdf = blank_pdf()
    pdf.pages[0].Contents = pdf.make_stream(b"q q 0.1 0 0 0.1 300 400 cm")
    hand_in(make_item(meeting), title="Odd", by=cast.secretary, file=uploaded(saved(pdf)), **LATE)

    x, y, *_ = _place_of_number(read(fetched(client, meeting)).pages[-1])

    assert x > 500
    assert y < 20


def test_what_a_page_shows_is_still_there(client, cast, meeting):
    hand_in(make_item(meeting), title="Odd", by=cast.secretary, file=uploaded(a_pdf("Whole", pages=2)), **LATE)

    pages = texts(read(fetched(client, meeting)))

    assert [page for page in pages if "Whole, leaf" in page] == pages[-2:]


def test_a_link_to_the_web_stays_and_what_acts_goes(client, cast, meeting):
    pdf = blank_pdf()
    pdf.pages[0].obj["/Annots"] = pikepdf.Array(
        [
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Link,
                Rect=[0, 0, 9, 9],
                A=pikepdf.Dictionary(S=pikepdf.Name(kind), URI="https://example.org/"),
            )
            for kind in ("/URI", "/Named")
        ]
    )
    hand_in(make_item(meeting), title="Odd", by=cast.secretary, file=uploaded(saved(pdf)), **LATE)

    notes = [note.get_object() for note in read(fetched(client, meeting)).pages[-1]["/Annots"]]

    assert ["/A" in note for note in notes] == [True, False]


def test_a_file_that_cannot_be_read_is_listed_instead(client, meeting, full, caplog):
    Path(settings.MEDIA_ROOT, full["pdf"].pinned.file.name).write_bytes(b"%PDF-1.7 broken")

    reader = read(fetched(client, meeting))
    pages = texts(reader)

    assert "Figures (PDF, " in pages[page_with(pages, "Papers that are not in this pack")]
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]
    assert "Book, leaf 2" in pages[-1]
    assert "could not be bound" in caplog.text


# Kept and made once ------------------------------------------------------------------------------------------------


def test_it_is_put_together_once_and_then_streamed(client, meeting, full, monkeypatch):
    first = fetched(client, meeting)
    monkeypatch.setattr(pack_binding, "_make", lambda *args: pytest.fail("made again"))

    response = client.get(address(meeting))

    assert response.streaming
    assert b"".join(response.streaming_content) == first
    assert response["Content-Length"] == str(len(first))
    assert response["Content-Disposition"] == 'inline; filename="health-2026-03-05-papers.pdf"'
    assert response["Cache-Control"] == "no-cache"
    assert client.get(address(meeting), headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_the_same_papers_give_the_same_bytes(client, meeting, full, settings):
    first = fetched(client, meeting)
    for path in Path(settings.MEDIA_ROOT, "packs").rglob("*.pdf"):
        path.unlink()

    assert hashlib.sha256(fetched(client, meeting)).digest() == hashlib.sha256(first).digest()


def test_whatever_changes_in_it_makes_another(client, cast, meeting, full):
    tags = [client.head(address(meeting))["ETag"]]
    revise(full["text"], by=cast.secretary, text="<p>Other words.</p>", **LATE)
    tags.append(client.head(address(meeting))["ETag"])
    revise(full["pdf"], by=cast.secretary, file=uploaded(a_pdf("New figures")), **LATE)
    tags.append(client.head(address(meeting))["ETag"])
    make_item(meeting, "One more")
    tags.append(client.head(address(meeting))["ETag"])
    restrict(full["budget"], by=cast.secretary)
    tags.append(client.head(address(meeting))["ETag"])

    assert len(set(tags)) == 5
    assert "Other words." in " ".join(texts(read(fetched(client, meeting))))


def test_packs_are_for_nobody_else_on_the_machine_to_read(client, meeting, full, settings):
    fetched(client, meeting)

    for path in Path(settings.MEDIA_ROOT, "packs").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0 or path.name == ".turn", path


def test_papers_that_are_too_large_together_are_refused_with_a_sentence(client, meeting, full, monkeypatch):
    monkeypatch.setattr(pack_binding, "MOST_BYTES", 1000)

    response = client.get(address(meeting))

    assert response.status_code == 503
    assert "too large for one file" in response.content.decode()
    assert 'href="/meetings/health/2026-03-05/"' in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_a_child_that_gives_up_leaves_a_sentence_and_no_file(client, meeting, full, monkeypatch, settings):
    monkeypatch.setattr(pack_binding, "MEMORY", 1_000_000)

    response = client.get(address(meeting))

    assert response.status_code == 503
    assert "could not be put into one file" in response.content.decode()
    assert list(Path(settings.MEDIA_ROOT, "packs", str(meeting.pk)).iterdir()) == []


# Who gets it -------------------------------------------------------------------------------------------------------


@pytest.fixture
def member(cast):
    """Somebody who sits on Health."""
    person = make.make_person("Zoë Ångström", kept_by=cast.health)
    sit(cast.health, person, title="Residents")
    return make.make_user("zoe", person=person)


@pytest.fixture
def closed(cast, meeting, full):
    """Restricted papers, a text and a PDF, under a restricted item and under an open one."""
    item = make_item(meeting, f"{SECRET} title", text=f"<p>{SECRET}</p>", restricted=True)
    file = uploaded(a_pdf(f"{SECRET} file"), f"{SECRET}.pdf")
    hand_in(item, title=f"{SECRET} one", by=cast.secretary, file=file, **LATE)
    hand_in(item, title=f"{SECRET} two", by=cast.secretary, text=f"<p>{SECRET}</p>", **LATE)
    facts = {"by": cast.secretary, "restricted": True, "late_reason": f"{SECRET} reason"}
    hand_in(full["items"][0], title=f"{SECRET} three", text=f"<p>{SECRET}</p>", **facts)
    return hand_in(full["items"][0], title=f"{SECRET} four", file=uploaded(a_pdf(SECRET)), **facts)


def everything_in(content: bytes) -> str:
    """Text, outline, metadata and every string and stream of a PDF."""
    reader = read(content)
    said = " ".join(texts(reader)) + str(outline_of(reader)) + str(reader.metadata)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for each in pdf.objects:
            said += str(each.unparse(resolved=True) if not isinstance(each, pikepdf.Stream) else each.read_bytes())
    return said


def test_the_public_pack_never_holds_what_is_restricted_whoever_asks(cast, meeting, full, closed, member):
    outsider = make.make_user("outsider")
    make.make_appointment(outsider, "secretary", cast.jobs)
    readers = [Client(), *map(signed_in, (cast.member, outsider, member, cast.secretary, cast.administrator))]
    packs = {fetched(reader, meeting) for reader in readers}

    assert len(packs) == 1
    said = everything_in(packs.pop())
    assert SECRET not in said
    assert "A personal matter" in said
    assert "Names a person." in said


def test_the_members_pack_holds_it_and_says_on_each_page_whose_copy_it_is(meeting, full, closed, member):
    content = fetched(signed_in(member), meeting, "members-pack")
    pages = texts(read(content))

    today = timezone.localdate()
    mark = f"Copy of Zoë Ångström, {today.day} {today:%B %Y}. For members: not for publication."
    assert all(mark in page for page in pages)
    assert f"{SECRET} title" in " ".join(pages)
    assert f"{SECRET} file, leaf 1" in " ".join(pages)
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]


def test_each_reader_has_a_copy_of_their_own_that_nobody_keeps(cast, meeting, full, closed, member):
    mine, theirs = (signed_in(user).get(address(meeting, "members-pack")) for user in (member, cast.secretary))

    assert mine["Cache-Control"] == "private, no-store"
    assert "Cookie" in mine["Vary"]
    assert mine["ETag"] != theirs["ETag"]
    assert "Zoë" not in " ".join(texts(read(b"".join(theirs.streaming_content))))
    assert "Zoë" in " ".join(texts(read(b"".join(mine.streaming_content))))
    assert (
        signed_in(cast.secretary)
        .get(address(meeting, "members-pack"), headers={"If-None-Match": mine["ETag"]})
        .status_code
        == 200
    )


def test_the_members_pack_is_not_there_for_anybody_else(cast, meeting, full, closed):
    outsider = make.make_user("outsider")
    make.make_appointment(outsider, "secretary", cast.jobs)
    nothing = Client().get("/meetings/health/2031-03-05/members-pack.pdf").content.decode()
    for stranger in (Client(), signed_in(cast.member), signed_in(cast.former_member), signed_in(outsider)):
        response = stranger.get(address(meeting, "members-pack"))
        assert response.status_code == 404
        assert SECRET not in response.content.decode()
    said = Client().get(address(meeting, "members-pack")).content.decode()
    assert said.replace("2026-03-05", "") == nothing.replace("2031-03-05", "")


def test_members_of_a_body_that_joins_get_the_members_pack(cast):
    joint = make_meeting(cast.jobs, with_bodies=[cast.board], agenda="published")
    make_item(joint, f"{SECRET} title", restricted=True)

    assert SECRET in " ".join(texts(read(fetched(signed_in(cast.member), joint, "members-pack"))))


def test_until_the_agenda_is_published_only_its_editors_get_a_pack(cast, member):
    draft = make_meeting(cast.health, "2026-06-01")
    make_paper(make_item(draft, "Planned"))

    for somebody in (Client(), signed_in(member), signed_in(cast.secretary)):
        assert somebody.get(address(draft)).status_code == 404
    assert signed_in(member).get(address(draft, "members-pack")).status_code == 404
    assert "DRAFT" in texts(read(fetched(signed_in(cast.secretary), draft, "members-pack")))[0]


@pytest.mark.parametrize("papers", [1, 3])
def test_the_number_of_queries_is_fixed(client, cast, meeting, papers, django_assert_num_queries):
    item = make_item(meeting)
    for number in range(papers):
        make_paper(item, f"Paper {number}")
    fetched(client, meeting)

    with django_assert_num_queries(12):
        fetched(client, meeting)
    assert PaperRevision.objects.count() == papers
