"""The words of papers' files, for the checks before publication: read in a bounded child, remembered by their hash."""

import logging
import shutil
import tempfile
import time
from dataclasses import dataclass, fields
from typing import Any

from django.core.cache import cache

from meetings.models import PaperRevision
from meetings.papers.bounded_child import ChildLost, ask_child
from meetings.papers.file_checks import TYPES

logger = logging.getLogger(__name__)

SECONDS, MEMORY = 30, 1024 * 1024 * 1024
EDITION = 1
"""Raised when the reading itself changes, so that nothing read before is believed."""
REMEMBERED_SECONDS = 7 * 24 * 60 * 60

KINDS = {
    TYPES["pdf"]: "pdf",
    **{TYPES[ending]: "office" for ending in ("docx", "xlsx", "pptx", "ppsx")},
}
PICTURES = frozenset({TYPES["png"], TYPES["jpg"]})


@dataclass(frozen=True)
class FileWords:
    """What a file says. `tagged`, `titled` and `language` are known of PDFs alone; `unread` says that it was not read."""

    text: str = ""
    tagged: bool | None = None
    titled: bool | None = None
    language: bool | None = None
    pictures: int = 0
    """Pictures inside it that have no alternative text."""
    comments: int = 0
    changes: int = 0
    """Tracked changes."""
    cut: bool = False
    """Whether there was too much of it, and only the beginning was read."""
    unread: bool = False
    waiting: bool = False
    """Whether time was up before its turn came; asking again goes on from here."""


def words_of_file(revision: PaperRevision, *, until: float | None = None) -> FileWords:
    """What the revision's file says; a picture says nothing. Not to be called in a transaction: it may take seconds.

    After the moment `until` (by `time.monotonic`) no further file is read, but those read before are known.
    """
    kind = KINDS.get(revision.content_type)
    if not revision.file or kind is None:
        return FileWords(unread=bool(revision.file) and revision.content_type not in PICTURES)
    key = f"file-words-{EDITION}-{revision.sha256}"
    known: dict[str, Any] | None = cache.get(key) if revision.sha256 else None
    if known is None and until is not None and time.monotonic() > until:
        return FileWords(waiting=True)
    if known is None:
        known = _read(revision, kind)
        if revision.sha256 and "unread" not in known:
            cache.set(key, known, REMEMBERED_SECONDS)
    if "unread" in known:
        return FileWords(unread=True)
    return FileWords(**{field.name: known[field.name] for field in fields(FileWords) if field.name in known})


def _read(revision: PaperRevision, kind: str) -> dict[str, Any]:
    try:
        with revision.file.open("rb") as stored, tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(stored, copy)
            copy.seek(0)
            return ask_child(
                "meetings.papers.reading_child",
                {"descriptor": copy.fileno(), "kind": kind},
                seconds=SECONDS,
                memory=MEMORY,
                largest_file=0,
                descriptors=[copy.fileno()],
            )
    except (ChildLost, OSError) as lost:
        logger.warning("A paper could not be read through (revision %s): %s", revision.pk, lost)
        return {"unread": str(lost)}
