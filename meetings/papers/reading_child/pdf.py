"""The words of a PDF, and what a screen reader would miss in it."""

from typing import Any, BinaryIO

import pikepdf
from pypdf import PdfReader

MOST_PAGES = 400
MOST_LETTERS = 600_000
MOST_ELEMENTS = 200_000
NOTES = frozenset(
    ["/Text", "/FreeText", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Caret", "/Stamp", "/Ink"]
)
"""Annotations by which somebody comments on a text; links and form fields are none."""


def read_pdf(file: BinaryIO) -> dict[str, Any]:
    """What a PDF says: its text page by page, its title and language, its tags, and what was noted on it."""
    with pikepdf.open(file) as document:
        found = {**_structure(document), "comments": sum(_notes(page) for page in document.pages)}
    file.seek(0)
    reader = PdfReader(file)
    texts: list[str] = []
    letters = 0
    for page in reader.pages[:MOST_PAGES]:
        if letters >= MOST_LETTERS:
            break
        texts.append(page.extract_text())
        letters += len(texts[-1])
    found["cut"] = len(texts) < len(reader.pages)
    return {**found, "text": "\n".join(texts)[:MOST_LETTERS], "changes": 0}


def _structure(document: pikepdf.Pdf) -> dict[str, Any]:
    root = document.Root
    marked = bool(root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False))
    tree = root.get("/StructTreeRoot")
    with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
        title = metadata.get("dc:title") or document.docinfo.get("/Title", "")
    return {
        "tagged": marked and tree is not None,
        "titled": bool(str(title).strip()),
        "language": bool(str(root.get("/Lang", "")).strip()),
        "pictures": _pictures_without_words(tree) if tree is not None else 0,
    }


def _pictures_without_words(tree: Any) -> int:
    """How many figures of the structure have neither alternative text nor the text that they stand for."""
    bare, waiting, seen = 0, [tree], 0
    while waiting and seen < MOST_ELEMENTS:
        element = waiting.pop()
        seen += 1
        if isinstance(element, pikepdf.Array):
            waiting.extend(each for each in element if isinstance(each, pikepdf.Dictionary | pikepdf.Array))
            continue
        if element.get("/S") == "/Figure" and not str(element.get("/Alt", element.get("/ActualText", ""))).strip():
            bare += 1
        kids = element.get("/K")
        if isinstance(kids, pikepdf.Dictionary | pikepdf.Array):
            waiting.append(kids)
    return bare


def _notes(page: pikepdf.Page) -> int:
    notes = page.obj.get("/Annots", pikepdf.Array())
    return sum(str(note.get("/Subtype", "")) in NOTES for note in notes if isinstance(note, pikepdf.Dictionary))
