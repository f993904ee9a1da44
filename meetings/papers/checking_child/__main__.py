"""Ask: {"descriptor": the file, "redraw_to": where a picture is drawn anew}. Answer: what it is, or {"refused": why}."""

import logging
import os
from typing import Any, BinaryIO

from meetings.papers.checking_child.hostile import Hostile
from meetings.papers.checking_child.office import check_office
from meetings.papers.checking_child.pdf import check_pdf
from meetings.papers.checking_child.pictures import check_picture
from meetings.papers.child_limits import answer, question

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
WEB_PAGE = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<!--")
LOOKED_AT = 4096


def look(file: BinaryIO, redraw_to: int) -> dict[str, Any]:
    """What `file` is, told by its content alone. Raises Hostile."""
    head = file.read(LOOKED_AT)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return check_pdf(file)
    if head.startswith(b"PK\x03\x04"):
        return check_office(file)
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return check_picture(file, redraw_to)
    if head.startswith(OLD_OFFICE):
        raise Hostile("locked" if _holds(file, ENCRYPTED_OFFICE) else "old office")
    if head.lstrip(b"\xef\xbb\xbf\0 \t\r\n").lower().startswith(WEB_PAGE):
        raise Hostile("web page")
    raise Hostile("unknown" if head else "empty")


def _holds(file: BinaryIO, words: bytes) -> bool:
    before = b""
    while part := file.read(1 << 20):
        if words in before + part:
            return True
        before = part[-len(words) :]
    return False


def main() -> None:
    """Answer one question."""
    asked = question()
    logging.disable(logging.CRITICAL)  # the libraries' complaints are no business of the portal's log
    with os.fdopen(asked["descriptor"], "rb") as file:
        try:
            answer(look(file, asked["redraw_to"]))
        except Hostile as no:
            answer({"refused": no.reason})
        except (MemoryError, RecursionError):
            answer({"refused": "heavy"})
        except Exception as error:  # noqa: BLE001 - whatever a library raises, the file is damaged
            answer({"refused": "damaged", "note": f"{type(error).__name__}: {error}"[:300]})


if __name__ == "__main__":
    main()
