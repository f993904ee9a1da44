"""What may be handed in as a paper, told by its content."""

import hashlib
import io
import struct
import zlib

import pikepdf
import pytest
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from governance.foundation.deeds import Refused
from meetings.papers.file_checks import MOST_BYTES, SENTENCES, examine, kept_name
from tests.meetings.files import (
    a_pdf,
    a_picture,
    a_word_file,
    an_office_file,
    blank_pdf,
    relations,
    saved,
    uploaded,
    zipped,
)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
MACRO_TYPE = '<Override PartName="/word/x.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
BIN_TYPE = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
SHEET_MACRO = '<Override PartName="/xl/m.xml" ContentType="application/vnd.ms-excel.macrosheet+xml"/>'
ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><root>&a;</root>'


# Good files ------------------------------------------------------------------------------------------------------


def test_a_pdf_is_known_with_its_pages_size_and_hash():
    content = a_pdf(pages=3)

    found = examine(uploaded(content, "whatever.docx"))

    assert (found.content_type, found.extension, found.pages) == ("application/pdf", ".pdf", 3)
    assert (found.size, found.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert found.tagged is False
    assert examine(uploaded(a_pdf(pdf_variant="pdf/ua-1"))).tagged is True


def test_word_excel_and_powerpoint_files_are_told_apart_by_their_list_of_types():
    assert examine(uploaded(a_word_file(), "minutes.pdf")).content_type == WORD
    assert [examine(uploaded(an_office_file(kind))).extension for kind in ("docx", "xlsx", "pptx")] == [
        ".docx",
        ".xlsx",
        ".pptx",
    ]


def test_a_link_to_the_web_and_a_sheet_inside_a_presentation_are_no_harm():
    members = {
        "ppt/_rels/presentation.xml.rels": relations(("hyperlink", "https://example.org/", "External")),
        "ppt/embeddings/Microsoft_Excel_Sheet.xlsx": an_office_file("xlsx"),
    }

    assert examine(uploaded(an_office_file("pptx", members=members))).extension == ".pptx"


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_drawn_anew_without_what_the_camera_wrote(kind):
    content = a_picture(kind, secret="taken at 3 Mill Lane")
    assert b"3 Mill Lane" in content

    found = examine(uploaded(content))

    kept = found.redrawn.read()
    assert b"3 Mill Lane" not in kept
    assert (found.size, found.sha256) == (len(kept), hashlib.sha256(kept).hexdigest())
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, picture.size, picture.convert("RGB").getpixel((5, 5))[0] > 250) == (
            kind,
            (60, 40),
            True,
        )


def test_a_picture_that_a_camera_held_sideways_stands_upright():
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (60, 40), "red").save(out, "JPEG", exif=exif)

    with Image.open(examine(uploaded(out.getvalue())).redrawn) as picture:
        assert picture.size == (40, 60)


@pytest.mark.parametrize("mode", ["P", "LA", "CMYK", "I;16", "1"])
def test_pictures_of_every_mode_are_drawn(mode):
    out, kind = io.BytesIO(), "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (20, 20)).save(out, kind)

    assert examine(uploaded(out.getvalue())).redrawn


def test_words_about_scripts_in_a_pdf_are_no_script():
    pdf = blank_pdf()
    pdf.docinfo["/Title"] = "On /JavaScript and /Launch, and the /EmbeddedFiles of a council"

    assert examine(uploaded(saved(pdf))).pages == 1


def test_the_file_is_at_its_beginning_afterwards():
    file = uploaded(a_pdf())

    examine(file)

    assert file.read(5) == b"%PDF-"


# Refused ---------------------------------------------------------------------------------------------------------


def with_script_on_page() -> bytes:
    pdf = blank_pdf()
    pdf.pages[0].obj["/AA"] = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))
    return saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def opening(**action) -> bytes:
    pdf = blank_pdf()
    pdf.Root["/OpenAction"] = pdf.make_indirect(pikepdf.Dictionary(**action))
    return saved(pdf)


def with_escaped_name() -> bytes:
    return opening(S=pikepdf.Name.JavaScript, JS="app.alert(1)").replace(b"/JavaScript", b"/J#61vaScript")


def with_attachment() -> bytes:
    pdf = blank_pdf()
    pdf.attachments["payroll.xlsx"] = an_office_file("xlsx")
    return saved(pdf)


def with_note() -> bytes:
    pdf = blank_pdf()
    pdf.pages[0].obj["/Annots"] = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.FileAttachment)])
    return saved(pdf)


def locked_pdf(**passwords) -> bytes:
    return saved(blank_pdf(), encryption=pikepdf.Encryption(**{"owner": "secret", "user": "", **passwords}))


def a_bomb() -> bytes:
    return an_office_file("docx", members={"word/media/image1.xml": b"<a/>" + b" " * 60_000_000})


def lying_about_size() -> bytes:
    """A member that says it is small, and whose packed bytes overlap with the next one's."""
    content = bytearray(an_office_file("docx", members={"word/a.xml": b"<a/>" * 4000, "word/b.xml": b"<b/>" * 4000}))
    place = content.rfind(b"PK\x01\x02")
    content[place + 20 : place + 24] = struct.pack("<I", 5_000_000)
    return bytes(content)


def huge_picture() -> bytes:
    """A PNG whose header says 60,000 by 60,000."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


HOSTILE = {
    "a web page called a PDF": (lambda: b"\n <!DOCTYPE html><html><script>alert(1)</script></html>", "web page"),
    "a web page after a mark": (lambda: b"\xef\xbb\xbf<html><body>Hello</body></html>", "web page"),
    "a script": (lambda: b"<script>alert(1)</script>", "web page"),
    "nothing": (lambda: b"", "empty"),
    "plain words": (lambda: b"Minutes of the meeting", "unknown"),
    "a program": (lambda: b"MZ\x90\0" + b"\0" * 200, "unknown"),
    "a drawing in SVG": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown"),
    "a GIF": (lambda: b"GIF89a" + b"\0" * 40, "unknown"),
    "rich text": (lambda: b"{\\rtf1 Hello}", "unknown"),
    "an old Word file": (lambda: OLE, "old office"),
    "a Word file with a password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "locked"),
    "words before the PDF": (lambda: b"Hello " + a_pdf(), "unknown"),
    "a header and nothing more": (lambda: b"%PDF-1.7\n", "appended"),
    "a header and a web page": (lambda: b"%PDF-1.7\n<html><script>alert(1)</script></html>\n%%EOF", "damaged"),
    "half a PDF": (lambda: a_pdf()[:400], "appended"),
    "a PDF and a zip": (lambda: a_pdf() + zipped({"x.txt": "hello"}), "appended"),
    "a zip inside a PDF": (
        lambda: a_pdf() + b"\n%" + zipped({"x.txt": "hello"}) + b"\nstartxref\n0\n%%EOF",
        "appended",
    ),
    "a PDF and a web page": (lambda: a_pdf() + b"<html><script>alert(1)</script></html>", "appended"),
    "a PDF and a kilobyte": (lambda: a_pdf() + b"x" * 1000, "appended"),
    "a PDF that asks for a password": (lambda: locked_pdf(user="word"), "locked"),
    "a PDF that its owner locked": (locked_pdf, "locked"),
    "a PDF with a script": (lambda: opening(S=pikepdf.Name.JavaScript, JS="app.alert(1)"), "active"),
    "a PDF with a script on a page": (with_script_on_page, "active"),
    "a PDF with a script spelt otherwise": (with_escaped_name, "active"),
    "a PDF that starts a program": (lambda: opening(S=pikepdf.Name.Launch, F="cmd.exe"), "active"),
    "a PDF that sends a form": (lambda: opening(S=pikepdf.Name.SubmitForm, F="https://example.org/"), "active"),
    "a PDF with a file in it": (with_attachment, "carries"),
    "a PDF with a file in a note": (with_note, "carries"),
    "a zip of anything": (lambda: zipped({"a.txt": "hello"}), "unknown"),
    "an open document": (
        lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
        "unknown",
    ),
    "a zip cut short": (lambda: a_word_file()[:3000], "damaged"),
    "a Word file with macros": (
        lambda: an_office_file("docx", members={"word/vbaProject.bin": b"\0"}, types=BIN_TYPE),
        "macros",
    ),
    "a macro under another name": (lambda: an_office_file("docx", members={"word/VBAPROJECT.BIN": b"\0"}), "macros"),
    "a Word file of the kind for macros": (lambda: an_office_file("docx", types=MACRO_TYPE), "macros"),
    "a sheet of old macros": (lambda: an_office_file("xlsx", types=SHEET_MACRO), "macros"),
    "a control that acts": (lambda: an_office_file("docx", members={"word/activeX/activeX1.xml": "<x/>"}), "macros"),
    "a file with macros inside": (
        lambda: an_office_file("docx", members={"word/embeddings/x.xlsm": b"\0"}),
        "macros",
    ),
    "a package inside": (lambda: an_office_file("docx", members={"word/embeddings/oleObject1.bin": b"\0"}), "carries"),
    "a program inside": (lambda: an_office_file("docx", members={"word/media/setup.exe": b"MZ"}), "carries"),
    "a template from elsewhere": (
        lambda: an_office_file(
            "docx",
            members={
                "word/_rels/settings.xml.rels": relations(("attachedTemplate", "https://e.example/t.dotm", "External"))
            },
        ),
        "reaches out",
    ),
    "a document type with entities": (lambda: an_office_file("docx", members={"word/x.xml": ENTITIES}), "reaches out"),
    "the same in other letters": (
        lambda: an_office_file(
            "docx", members={"word/x.xml": ENTITIES.replace('<?xml version="1.0"?>', "").encode("utf-16")}
        ),
        "reaches out",
    ),
    "a name that climbs": (lambda: an_office_file("docx", members={"../../etc/x.xml": "<x/>"}), "damaged"),
    "a name twice": (lambda: an_office_file("docx", members={"WORD/document.xml": "<x/>"}), "damaged"),
    "two kinds at once": (
        lambda: an_office_file(
            "docx",
            types='<Override PartName="/x.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'spreadsheetml.sheet.main+xml"/>',
        ),
        "unknown",
    ),
    "a bomb": (a_bomb, "heavy"),
    "six thousand members": (
        lambda: an_office_file("docx", members={f"word/{n}.xml": "<x/>" for n in range(6000)}),
        "heavy",
    ),
    "members that overlap": (lying_about_size, "heavy"),
    "a picture of 3,600 million pixels": (huge_picture, "pixels"),
    "half a picture": (lambda: a_picture("JPEG", (400, 400))[:700], "damaged"),
    "a header of a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_one_sentence(name):
    make, reason = HOSTILE[name]

    with pytest.raises(Refused) as refused:
        examine(uploaded(make(), "paper.pdf"))

    assert refused.value.sentence == SENTENCES[reason]


def test_each_refusal_is_one_plain_sentence_that_says_what_to_do():
    for words in SENTENCES.values():
        assert words.startswith("This ")
        assert words.endswith(".")
        assert ": " in words
        assert "\n" not in words


def test_a_picture_that_is_also_a_zip_is_kept_as_a_picture_alone():
    found = examine(uploaded(a_picture("JPEG") + zipped({"x.txt": "hello"})))

    assert b"PK\x03\x04" not in found.redrawn.read()


# Bounds ----------------------------------------------------------------------------------------------------------


class Endless(io.RawIOBase):
    """A file that would never end, and says how often it was read."""

    def __init__(self):
        self.given = 0

    def read(self, size=-1):
        size = 1 << 16 if size < 0 else size
        self.given += size
        return b"x" * size

    def seek(self, *args):
        return 0


def test_a_file_of_500_mib_is_refused_before_a_byte_is_read():
    source = Endless()
    file = File(source, "paper.pdf")
    file.size = 500 * 1024 * 1024

    with pytest.raises(Refused, match="larger than 50 MB"):
        examine(file)

    assert source.given == 0


def test_a_file_that_lies_about_its_size_is_read_no_further_than_the_limit():
    source = Endless()
    file = File(source, "paper.pdf")
    file.size = 1000
    file.chunks = lambda: iter(lambda: source.read(1 << 16), b"")

    with pytest.raises(Refused, match="larger than 50 MB"):
        examine(file)

    assert source.given <= MOST_BYTES + (1 << 16)


def test_a_pdf_whose_pages_refer_to_each_other_for_ever_ends_in_a_sentence():
    pdf = blank_pdf()
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)

    with pytest.raises(Refused):
        examine(uploaded(saved(pdf)))


# Names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("came", "kept"),
    [
        ("Budget 2026.PDF", "Budget 2026.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Ida\\Budget v1.2 final.docx", "Budget v1.2 final.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ('<b>"minutes"?.pdf', "bminutes.pdf"),
        ("..", "paper.pdf"),
        ("", "paper.pdf"),
        ("Zoë’s paper.pdf", "Zoë’s paper.pdf"),
        ("x" * 400 + ".pdf", "x" * 150 + ".pdf"),
    ],
)
def test_a_name_is_kept_as_far_as_it_is_harmless(came, kept):
    assert kept_name(came, ".pdf") == kept


def test_the_kinds_are_told_in_uploads_by_any_name():
    named = SimpleUploadedFile("macro.docm", a_word_file(), "application/pdf")

    assert examine(named).extension == ".docx"
