"""What may be handed in as a paper: told by its content, looked into in a bounded child process, never by its name.

PDF, Word, Excel and PowerPoint (the formats of 2007 and later), PNG and JPEG. Everything else is refused with one
sentence that says what to do instead (safety: uploads).
"""

import hashlib
import logging
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from django.core.files.base import ContentFile, File

from governance.foundation.deeds import Refused
from meetings.papers.bounded_child import ChildLost, ask_child

logger = logging.getLogger(__name__)

MOST_BYTES = 50 * 1024 * 1024
MOST_WORDS = "50 MB"
SECONDS, MEMORY = 20, 768 * 1024 * 1024
LONGEST_NAME = 150

OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}wordprocessingml.document",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "pptx": f"{OFFICE}presentationml.presentation",
    "ppsx": f"{OFFICE}presentationml.slideshow",
    "png": "image/png",
    "jpg": "image/jpeg",
}
"""The kinds of file that a paper may be, by their endings."""

_AS_PDF = "open it and save it as a PDF, then hand that in."
SENTENCES = {
    "large": f"This file is larger than {MOST_WORDS}: make it smaller, or hand it in as several papers.",
    "empty": "This file is empty: choose the file again.",
    "web page": "This file is a web page, whatever its name says: open it in a browser, print it as a PDF and hand that in.",
    "unknown": "This is no file that a paper can be: hand in a PDF, Word, Excel or PowerPoint file, or a PNG or JPEG picture.",
    "old office": "This is a Word, Excel or PowerPoint file of the old kind (.doc, .xls, .ppt): save it as .docx, .xlsx or .pptx, or as a PDF.",
    "macros": "This file holds macros, which are programs: save it without them, as .docx, .xlsx or .pptx, or as a PDF.",
    "reaches out": f"This file loads parts of itself from elsewhere, such as a template: {_AS_PDF}",
    "carries": "This file carries other files inside it: take them out, and hand in each as a paper of its own.",
    "active": "This PDF holds scripts or commands that act by themselves: print it as a PDF again and hand that in.",
    "appended": "This PDF goes on after its end, or has none, as damaged files do: print it as a PDF again and hand that in.",
    "locked": "This file is protected by a password: save it without one, then hand it in.",
    "damaged": "This file is damaged: open it, save it again, and hand that in.",
    "pixels": "This picture has more than 40 million pixels: make it smaller.",
    "heavy": "This file is too large inside or too complicated to be looked through: save it as a simpler PDF.",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file is. `size` and `sha256` are those of what is to be kept.

    A picture is kept as `redrawn`, which lacks what a camera wrote into it; of other files that is None.
    `pages` and `tagged` (whether it has the structure that screen readers need) are known of PDFs alone.
    """

    content_type: str
    extension: str
    size: int
    sha256: str
    pages: int | None = None
    tagged: bool | None = None
    redrawn: ContentFile | None = None


def examine(file: File) -> Checked:
    """What `file` is, told by its content. Raises Refused, one sentence, for whatever cannot be a paper.

    Reads the file more than once and leaves it at its beginning. Not to be called in a transaction: it may take
    seconds.
    """
    if (file.size or 0) > MOST_BYTES:
        raise Refused(SENTENCES["large"])
    with _on_disk(file) as (source, digest, size), tempfile.TemporaryFile() as drawing:
        answer = _ask(source, drawing)
        kind = answer["kind"]
        known = TYPES[kind], f".{kind}"
        if kind in {"png", "jpg"}:
            drawing.seek(0)
            drawn = drawing.read()
            return Checked(*known, len(drawn), hashlib.sha256(drawn).hexdigest(), redrawn=ContentFile(drawn))
        return Checked(*known, size, digest, answer["pages"], answer.get("tagged"))


def _ask(source: IO[bytes], drawing: IO[bytes]) -> dict[str, Any]:
    """What the child says of the open file. Raises Refused."""
    question = {"descriptor": source.fileno(), "redraw_to": drawing.fileno()}
    try:
        answer = ask_child(
            "meetings.papers.checking_child",
            question,
            seconds=SECONDS,
            memory=MEMORY,
            largest_file=MOST_BYTES,
            descriptors=list(question.values()),
        )
    except ChildLost as lost:
        logger.warning("A file could not be looked through: %s", lost)
        raise Refused(SENTENCES["heavy"]) from lost
    if reason := answer.get("refused"):
        logger.info("A file was refused (%s): %s", reason, answer.get("note", ""))
        raise Refused(SENTENCES[reason])
    return answer


@contextmanager
def _on_disk(file: File) -> Iterator[tuple[IO[bytes], str, int]]:
    """The file's bytes in a file without a name, with their hash and number; `file` is back at its beginning.

    A copy, so that what is looked into cannot change meanwhile. Raises Refused where there is more than the size says.
    """
    digest, size = hashlib.sha256(), 0
    with tempfile.TemporaryFile() as copy:
        file.seek(0)
        for chunk in file.chunks():
            size += len(chunk)
            if size > MOST_BYTES:
                raise Refused(SENTENCES["large"])
            digest.update(chunk)
            copy.write(chunk)
        file.seek(0)
        if not size:
            raise Refused(SENTENCES["empty"])
        copy.seek(0)
        yield copy, digest.hexdigest(), size


# Names -------------------------------------------------------------------------------------------------------

_SPECIAL = re.compile(r'[<>:"/\\|?*%]')


def kept_name(name: str, extension: str) -> str:
    """The name under which a file that came as `name` is offered again: its words, and the ending of what it is.

    Without folders, control characters, marks that turn the writing direction, and what some system cannot store.
    """
    words = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    words = "".join(" " if letter.isspace() else letter for letter in words)
    words = "".join(letter for letter in words if unicodedata.category(letter)[0] != "C")
    stem = _SPECIAL.sub("", words)
    before, dot, ending = stem.rpartition(".")
    if dot and before and ending.isalnum() and len(ending) <= 5:
        stem = before
    stem = " ".join(stem.split()).strip(". ")[:LONGEST_NAME].strip(". ")
    return f"{stem or 'paper'}{extension}"
