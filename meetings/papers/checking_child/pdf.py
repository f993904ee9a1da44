"""PDFs: whole, open to everybody, and without anything that acts by itself."""

import re
import zipfile
from typing import Any, BinaryIO

import pikepdf

from meetings.papers.checking_child.hostile import Hostile

MOST_PAGES = 5_000
MOST_OBJECTS = 500_000
TAIL = 1 << 16
MOST_AFTER_THE_END = 512
"""Bytes that may follow the last end mark: some programs leave a few."""

ACTS = frozenset({"/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/RichMedia", "/XFA", "/GoToE"})
CARRIES = frozenset({"/EmbeddedFile", "/EmbeddedFiles", "/FileAttachment"})
SUSPECT = re.compile("|".join(sorted(map(re.escape, ACTS | CARRIES), key=len, reverse=True)).encode())


def check_pdf(file: BinaryIO) -> dict[str, Any]:
    """The number of pages and whether it is tagged. Raises Hostile."""
    _check_end(file)
    if zipfile.is_zipfile(file):  # two files in one, of which a checker may see either
        raise Hostile("appended")
    file.seek(0)
    try:
        pdf = pikepdf.open(file)
    except pikepdf.PasswordError:
        raise Hostile("locked") from None
    with pdf:
        if pdf.is_encrypted:
            raise Hostile("locked")
        if len(pdf.objects) > MOST_OBJECTS or len(pdf.pages) > MOST_PAGES:
            raise Hostile("heavy")
        if not len(pdf.pages):
            raise Hostile("damaged")
        _check_objects(pdf)
        marked = pdf.Root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False)
        tagged = bool(marked) and "/StructTreeRoot" in pdf.Root
        return {"kind": "pdf", "pages": len(pdf.pages), "tagged": tagged}


def _check_end(file: BinaryIO) -> None:
    """Refuse a file that goes on after its end mark: a second file may hide there."""
    file.seek(0, 2)
    file.seek(max(file.tell() - TAIL, 0))
    tail = file.read()
    end = tail.rfind(b"%%EOF")
    after = tail[end + 5 :].strip(b"\0 \t\r\n")
    if end < 0 or len(after) > MOST_AFTER_THE_END or b"<" in after or b"PK" in after:
        raise Hostile("appended")


def _check_objects(pdf: pikepdf.Pdf) -> None:
    """Refuse scripts, programs to start and files carried along, wherever in the file they are."""
    for each in pdf.objects:
        if not isinstance(each, pikepdf.Object):
            continue
        held = each.stream_dict if isinstance(each, pikepdf.Stream) else each
        # The words may also stand in a text, so that only their sight leads to the slow and exact look.
        if SUSPECT.search(held.unparse(resolved=True)):
            _check_object(held)


def _check_object(held: Any) -> None:
    waiting = [held]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Name):
            _check_name(str(one))
        elif isinstance(one, pikepdf.Array):
            waiting += [each for each in one if _is_inside(each)]
        elif isinstance(one, pikepdf.Dictionary):
            for key in one.keys():  # noqa: SIM118 - a pikepdf dictionary is no mapping
                _check_name(key)
                waiting += [value for value in [one[key]] if _is_inside(value)]


def _is_inside(value: Any) -> bool:
    """Whether it stands in this very object; what is referred to has its own turn."""
    return isinstance(value, pikepdf.Object) and not value.is_indirect


def _check_name(name: str) -> None:
    if name in ACTS:
        raise Hostile("active")
    if name in CARRIES:
        raise Hostile("carries")
