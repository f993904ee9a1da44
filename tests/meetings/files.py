"""Files to hand in: good ones made by the programs' own libraries, and hostile ones."""

import io
import zipfile
from functools import cache
from typing import Any

import docx
import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin
from weasyprint import HTML

OFFICE = "application/vnd.openxmlformats-officedocument."
PARTS = {
    "docx": (f"{OFFICE}wordprocessingml.document.main+xml", "word/document.xml"),
    "xlsx": (f"{OFFICE}spreadsheetml.sheet.main+xml", "xl/workbook.xml"),
    "pptx": (f"{OFFICE}presentationml.presentation.main+xml", "ppt/presentation.xml"),
}


def uploaded(content: bytes, name: str = "paper.pdf") -> SimpleUploadedFile:
    """Bytes as a form hands them on."""
    return SimpleUploadedFile(name, content, "application/octet-stream")


@cache
def a_pdf(words: str = "A paper", *, pages: int = 1, **options: Any) -> bytes:
    """A PDF of `pages` pages, each with `words` and its number."""
    text = "".join(f"<p style='break-after: page'>{words}, leaf {number}</p>" for number in range(1, pages))
    return HTML(string=f"<html lang='en'><title>{words}</title>{text}<p>{words}, leaf {pages}</p>").write_pdf(**options)


def blank_pdf(pages: int = 1, **page: Any) -> pikepdf.Pdf:
    """An open PDF of blank A4 pages, for a test to add to; `page` are entries of each page."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
    for each in pdf.pages:
        for key, value in page.items():
            each.obj[f"/{key}"] = value
    return pdf


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    """The bytes of an open PDF."""
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


@cache
def a_word_file(words: str = "A paper.") -> bytes:
    """A Word file."""
    document, out = docx.Document(), io.BytesIO()
    document.add_heading("A paper", 1)
    document.add_paragraph(words)
    document.save(out)
    return out.getvalue()


def an_office_file(kind: str = "xlsx", *, members: dict[str, bytes | str] | None = None, types: str = "") -> bytes:
    """The least of an Office file: its list of types and its main part, with further `members` and `types`."""
    content_type, part = PARTS[kind]
    listed = f'<Override PartName="/{part}" ContentType="{content_type}"/>{types}'
    whole = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'content-types"><Default Extension="xml" ContentType="application/xml"/>{listed}</Types>',
        "_rels/.rels": relations(("officeDocument", part, "")),
        part: '<?xml version="1.0"?><root/>',
        **(members or {}),
    }
    return zipped(whole)


def relations(*rows: tuple[str, str, str]) -> str:
    """A list of relations, each of a type, to a target, in a mode."""
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    lines = "".join(
        f'<Relationship Id="r{n}" Type="{base}{kind}" Target="{target}"{f" TargetMode={chr(34)}{mode}{chr(34)}" if mode else ""}/>'
        for n, (kind, target, mode) in enumerate(rows)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'
    )


def zipped(members: dict[str, bytes | str]) -> bytes:
    """A zip of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def a_picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), *, secret: str = "") -> bytes:
    """A picture in red, with `secret` written where a camera writes its notes."""
    picture, out = Image.new("RGB", size, "red"), io.BytesIO()
    options: dict[str, Any] = {}
    if secret and kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Comment", secret)
    elif secret:
        exif = Image.Exif()
        exif[0x010E] = secret
        options |= {"exif": exif, "comment": secret.encode()}
    picture.save(out, kind, **options)
    return out.getvalue()
