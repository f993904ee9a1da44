"""Word, Excel and PowerPoint files: a sound zip, of the kind that it says, without macros and without reaching out."""

import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any
from xml.parsers import expat

from meetings.papers.checking_child.hostile import Hostile

MOST_MEMBERS = 5_000
MOST_BYTES = 400 * 1024 * 1024
"""Unpacked."""
MOST_RATIO = 150
"""Unpacked to packed, of the whole file, where it unpacks to more than SMALL."""
SMALL = 10 * 1024 * 1024
LARGEST_LIST = 4 * 1024 * 1024
"""Of the list of types and of a list of relations."""

MAIN = "application/vnd.openxmlformats-officedocument."
KINDS = {
    f"{MAIN}wordprocessingml.document.main+xml": "docx",
    f"{MAIN}spreadsheetml.sheet.main+xml": "xlsx",
    f"{MAIN}presentationml.presentation.main+xml": "pptx",
    f"{MAIN}presentationml.slideshow.main+xml": "ppsx",
}
MACRO_TYPE = re.compile(r"macroenabled|vbaproject|vbadata|macrosheet|activex|dialogsheet", re.IGNORECASE)
MACRO_NAME = re.compile(r"(vbaproject|vbadata)[^/]*$|/activex/|/macrosheets/|\.(docm|dotm|xlsm|xltm|pptm|ppsm)$", re.I)
CARRIED = re.compile(r"/embeddings/(?!.*\.(docx|xlsx|pptx)$)|\.(exe|dll|js|vbs|bat|cmd|ps1|scr|jar|html?)$", re.I)
XML = re.compile(r"\.(xml|rels|vml)$", re.I)


class _Doctype(Exception):
    """A document type declaration: no Office program writes one, and entities are a way to blow up a reader."""


def check_office(file: IO[bytes]) -> dict[str, Any]:
    """Which of the three it is. Raises Hostile."""
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        raise Hostile("damaged") from None
    with archive:
        _check_members(archive, file)
        if "[Content_Types].xml" not in archive.namelist():
            raise Hostile("unknown")
        types = [at["ContentType"] for _, at in _elements(archive, "[Content_Types].xml") if "ContentType" in at]
        if any(MACRO_TYPE.search(each) for each in types) or any(map(MACRO_NAME.search, archive.namelist())):
            raise Hostile("macros")
        if any(CARRIED.search(f"/{name}") for name in archive.namelist()):
            raise Hostile("carries")
        for name in archive.namelist():
            _check_xml(archive, name)
        kinds = {KINDS[each] for each in types if each in KINDS}
        if len(kinds) != 1:
            raise Hostile("unknown")
        return {"kind": kinds.pop(), "pages": None}


def _check_members(archive: zipfile.ZipFile, file: IO[bytes]) -> None:
    """Refuse bombs, overlapping or locked members, and names that lead elsewhere."""
    members = archive.infolist()
    file.seek(0, 2)
    packed, unpacked = file.tell(), sum(each.file_size for each in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_BYTES or sum(each.compress_size for each in members) > packed:
        raise Hostile("heavy")
    if unpacked > SMALL and unpacked > MOST_RATIO * packed:
        raise Hostile("heavy")
    names = [each.filename.lower() for each in members]
    if len(set(names)) < len(names) or any(_leads_elsewhere(name) for name in names):
        raise Hostile("damaged")
    if any(each.flag_bits & 1 for each in members):
        raise Hostile("locked")


def _leads_elsewhere(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _check_xml(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse declarations before the first element, and relations that reach out for anything but a link."""
    if name.endswith(".rels"):
        for tag, at in _elements(archive, name):
            outside = at.get("TargetMode", "").lower() == "external"
            if tag.endswith("Relationship") and outside and not at.get("Type", "").endswith("/hyperlink"):
                raise Hostile("reaches out")
    elif XML.search(name):
        next(_elements(archive, name, whole=False), None)


def _elements(archive: zipfile.ZipFile, name: str, *, whole: bool = True) -> Iterator[tuple[str, dict[str, str]]]:
    """The elements of a member with their attributes; of `whole` ones all, else those of its first piece."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, at: found.append((tag.rpartition(":")[2], at))
    parser.StartDoctypeDeclHandler = _refuse
    with archive.open(name) as member:
        content = member.read(LARGEST_LIST + 1 if whole else 1 << 14)
    if len(content) > LARGEST_LIST:
        raise Hostile("heavy")
    try:
        parser.Parse(content, whole)
    except _Doctype:
        raise Hostile("reaches out") from None
    except expat.ExpatError:
        if whole or not found:
            raise Hostile("damaged") from None
    yield from found


def _refuse(*_: Any) -> None:
    raise _Doctype
