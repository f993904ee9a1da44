"""Pages of one PDF after those of another: our own with their tags, those of others with nothing that acts."""

from contextlib import ExitStack
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

HARMLESS = frozenset({"/URI", "/GoTo"})
"""What a link may do. Files were looked through when they were handed in; this is the second lock on the door."""


def open_part(stack: ExitStack, path: str) -> pikepdf.Pdf | None:
    """The PDF at `path`, open for as long as `stack` is; None where it cannot be read or has no pages."""
    try:
        pdf = stack.enter_context(pikepdf.open(path))
        return pdf if len(pdf.pages) and not pdf.is_encrypted else None
    except (pikepdf.PdfError, OSError):
        return None


def append(pack: pikepdf.Pdf, part: pikepdf.Pdf, *, ours: bool) -> int:
    """Put the pages of `part` at the end; the number of its first page, counted from 0."""
    start = len(pack.pages)
    if not ours:
        for page in part.pages:
            _calm(page.obj)
    pack.pages.extend(part.pages)
    if ours:
        _take_tags_over(pack, part, start)
    return start


def _calm(page: pikepdf.Dictionary) -> None:
    """Take out of a page what acts by itself, and its place among tags that the pack does not have."""
    for key in ("/AA", "/StructParents"):
        if key in page:
            del page[key]
    kept = []
    for note in page.get("/Annots", Array()):
        if not isinstance(note, Dictionary) or note.get("/Subtype") in (Name.Widget, Name.FileAttachment, Name.Screen):
            continue
        for key in ("/AA", "/StructParent"):
            if key in note:
                del note[key]
        action = note.get("/A")
        if isinstance(action, Dictionary) and str(action.get("/S")) not in HARMLESS:
            del note["/A"]
        kept.append(note)
    if "/Annots" in page:
        page["/Annots"] = Array(kept)


# Tags: each page and note knows its number in the tree of parents, and the numbers of the second file go on from
# those of the first.


def _take_tags_over(pack: pikepdf.Pdf, part: pikepdf.Pdf, start: int) -> None:
    """Graft the tags of `part`, whose pages stand in the pack from `start`, onto those of the pack."""
    if "/StructTreeRoot" not in part.Root or "/StructTreeRoot" not in pack.Root:
        return
    root, theirs = pack.Root.StructTreeRoot, part.Root.StructTreeRoot
    numbers = root.ParentTree.Nums
    first = _next_number(numbers)
    for page in list(pack.pages)[start:]:
        for each, key in [(page.obj, "/StructParents"), *((note, "/StructParent") for note in _notes(page.obj))]:
            if key in each:
                each[key] = int(each[key]) + first
    tree = pack.copy_foreign(part.make_indirect(theirs))
    for place in range(0, len(tree.ParentTree.Nums), 2):
        numbers.append(int(tree.ParentTree.Nums[place]) + first)
        numbers.append(tree.ParentTree.Nums[place + 1])
    for element in _children(tree):
        element.P = root
        root.K.append(element)
    root.ParentTreeNextKey = _next_number(numbers)


def _notes(page: pikepdf.Dictionary) -> list[Any]:
    return list(page.get("/Annots", Array()))


def _children(tree: Any) -> list[Any]:
    return list(tree.K) if isinstance(tree.K, Array) else [tree.K]


def _next_number(numbers: Any) -> int:
    return max((int(numbers[place]) for place in range(0, len(numbers), 2)), default=-1) + 1


def forget_claims(pack: pikepdf.Pdf) -> None:
    """No longer say that the whole is PDF/UA: that holds for our own pages, and nobody knows it of the others."""
    with pack.open_metadata(set_pikepdf_as_editor=False) as said:
        for claim in ("pdfuaid:part", "pdfuaid:rev", "pdfuaid:amd"):
            if claim in said:
                del said[claim]
