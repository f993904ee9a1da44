"""The words of Word, Excel and PowerPoint files, with the comments and tracked changes that are still in them."""

import re
import zipfile
from typing import Any, BinaryIO
from xml.etree import ElementTree

MOST_BYTES = 60_000_000
"""Unpacked, of one part."""
MOST_LETTERS = 600_000

TEXTS = re.compile(
    r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"
    r"|ppt/(?:slides/slide\d+|notesSlides/notesSlide\d+|comments/\w+)\.xml"
    r"|xl/(?:sharedStrings|comments\d*|worksheets/sheet\d+)\.xml|xl/threadedComments/\w+\.xml"
)
COMMENTS = re.compile(r"word/comments\.xml|ppt/comments/\w+\.xml|xl/comments\d*\.xml|xl/threadedComments/\w+\.xml")
CHANGES = frozenset(["ins", "del", "moveFrom", "moveTo"])
PARAGRAPHS = frozenset(["p", "si", "is", "row"])
NOTED = frozenset(["comment", "cm", "threadedComment"])


def read_office(file: BinaryIO) -> dict[str, Any]:
    """What an Office file says: its text with a line for each paragraph; comments, tracked changes, bare pictures."""
    lines: list[str] = []
    comments = changes = pictures = 0
    with zipfile.ZipFile(file) as package:
        for name in sorted(package.namelist()):
            if not TEXTS.fullmatch(name):
                continue
            root = _part(package, name)
            lines += _lines(root)
            names = [_local(element) for element in root.iter()]
            if COMMENTS.fullmatch(name):
                comments += sum(each in NOTED for each in names)
            elif name.startswith("word/"):
                changes += sum(each in CHANGES for each in names)
            pictures += _pictures_without_words(root, ("inline", "anchor") if name.startswith("word/") else ("pic",))
    text = "\n".join(lines)
    return {
        "text": text[:MOST_LETTERS],
        "cut": len(text) > MOST_LETTERS,
        "comments": comments,
        "changes": changes,
        "pictures": pictures,
    }


def _part(package: zipfile.ZipFile, name: str) -> ElementTree.Element:
    if package.getinfo(name).file_size > MOST_BYTES:
        raise ValueError(f"{name} is too large")
    xml = package.read(name)
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise ValueError(f"{name} declares entities")
    return ElementTree.fromstring(xml)  # noqa: S314 - without entities, and this process is bounded


def _lines(root: ElementTree.Element) -> list[str]:
    """The paragraphs, each as one line; what was deleted with changes tracked is not among the words."""
    lines: list[list[str]] = [[]]
    for element in root.iter():
        local = _local(element)
        if local in PARAGRAPHS:
            lines.append([])
        elif local == "t" and element.text:
            lines[-1].append(element.text)
        elif local in ("tab", "br"):
            lines[-1].append(" ")
    return ["".join(line) for line in lines if line]


def _pictures_without_words(root: ElementTree.Element, frames: tuple[str, ...]) -> int:
    """Pictures without alternative text, which stand in one of `frames`; those marked as decoration need none."""
    bare = 0
    for element in root.iter():
        if _local(element) not in frames:
            continue
        about = next((each for each in element.iter() if _local(each) in ("docPr", "cNvPr")), None)
        decorative = any(_local(each) == "decorative" and each.get("val") == "1" for each in element.iter())
        if about is not None and not decorative and not (about.get("descr") or "").strip():
            bare += 1
    return bare


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
