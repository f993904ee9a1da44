"""Packs in the store: agenda and papers in one PDF, numbered through, with an outline and links from the agenda.

Our own pages (the agenda, papers written in the editor) are printed and keep their tags; PDFs that were handed in are
put after them as they are, by a bounded child process. Never inside a transaction.
"""

import fcntl
import hashlib
import logging
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from django.core.files.storage import FileSystemStorage

from governance.foundation.printing import Unprintable, document_html, refuse_inside_transaction, render_pdf
from meetings.models import PaperRevision
from meetings.packs.pack import Part, Plan, agenda_html, html_of, style_sheets
from meetings.papers.bounded_child import ChildLost, ask_child

logger = logging.getLogger(__name__)

SECONDS, MEMORY = 60, 768 * 1024 * 1024
MOST_BYTES = 300 * 1024 * 1024
MOST_PAGES = 3_000
MOST_TRIES = 5
PRINTED_AT_ONCE = 2
PATIENCE_SECONDS = 30
KEPT_SECONDS, KEPT_TEXTS_SECONDS = 60 * 60, 30 * 24 * 60 * 60
"""How long a pack that another has taken the place of is kept, for those who are reading it; and printed texts."""

SENTENCES = {
    "large": "The papers of this meeting are too large for one file; each can be had on the meeting’s page.",
    "failed": "The papers of this meeting could not be put into one file; each can be had on the meeting’s page.",
    "busy": "Other packs are being put together just now; please try again in a minute.",
}


class NoPack(Exception):
    """There is no pack. Its text is one plain sentence for the screen."""

    def __init__(self, reason: str) -> None:
        super().__init__(SENTENCES[reason])
        self.reason = reason


def put_in_store(plan: Plan) -> str:
    """Put the pack together unless it is in the store already; its name there.

    Raises NoPack, and RuntimeError inside a transaction.
    """
    refuse_inside_transaction()
    storage = store()
    if storage.exists(plan.name):
        return plan.name
    if sum(part.revision.size for part in plan.parts if part.bound) > MOST_BYTES:
        raise NoPack("large")
    if sum(part.revision.pages or 0 for part in plan.parts) > MOST_PAGES:
        raise NoPack("large")
    with _turn(storage):
        if not storage.exists(plan.name):
            _make(plan, storage)
    return plan.name


def store() -> FileSystemStorage:
    """Where papers and packs are kept: the private files."""
    return cast("FileSystemStorage", PaperRevision._meta.get_field("file").storage)


def _make(plan: Plan, storage: FileSystemStorage) -> None:
    """Print our own pages, then let the child bind them; a PDF that it cannot read is listed with its address."""
    target = Path(storage.path(plan.name))
    _folder(target.parent, KEPT_SECONDS)
    try:
        parts = _on_disk(plan, storage)
        with tempfile.TemporaryDirectory(prefix="binding-", dir=target.parent) as folder:
            _bind(plan, parts, Path(folder)).replace(target)
    except (Unprintable, ChildLost, OSError) as error:
        logger.warning("The pack of %s could not be made: %s", plan.agenda["meeting"], error)
        raise NoPack("busy" if getattr(error, "reason", "") == "busy" else "failed") from error


def _on_disk(plan: Plan, storage: FileSystemStorage) -> list[Part]:
    """The parts with the paths of their PDFs and the numbers of their pages; a text is printed once and kept."""
    folder = Path(storage.path("packs/texts"))
    _folder(folder, KEPT_TEXTS_SECONDS)
    documents = [html_of(part, plan.agenda) for part in plan.parts]  # here, for threads have no database
    with ThreadPoolExecutor(PRINTED_AT_ONCE) as printers:
        texts = list(printers.map(lambda html: _printed(html, folder) if html else None, documents))
    placed = []
    for part, text in zip(plan.parts, texts, strict=True):
        if text is not None:
            placed.append(replace(part, path=str(text), pages=_pages_of(text)))
        elif part.bound:
            path = storage.path(str(part.revision.file.name))
            placed.append(replace(part, path=path, pages=part.revision.pages or 0))
        else:
            placed.append(part)
    return placed


def _printed(html: str, folder: Path) -> Path:
    """The PDF of a document in `folder`, under a hash of its words and of how it looks."""
    look = "".join(style_sheets())
    path = folder / f"{hashlib.sha256((look + html).encode()).hexdigest()}.pdf"
    if not path.exists():
        _write(path, render_pdf(html))
    return path


def _bind(plan: Plan, parts: list[Part], folder: Path) -> Path:
    """The finished pack in `folder`. Raises Unprintable and ChildLost.

    Tried again where the list of papers, which names pages, turns out longer than thought and so moves them, and
    where a paper cannot be bound in after all.
    """
    stamps, own, output = (folder / f"{name}.pdf" for name in ("stamps", "own", "pack"))
    _write(stamps, render_pdf(document_html("meetings/pack_stamps.print.html", {"mark": plan.mark})))
    length = 1
    for _ in range(MOST_TRIES):
        parts = _paged(parts, length)
        _write(own, render_pdf(agenda_html(plan.agenda, parts)))
        if (found := _pages_of(own)) != length:
            length = found
            continue
        answer = _ask(plan, parts, own=own, stamps=stamps, output=output)
        if not (lost := answer.get("unreadable")):
            output.chmod(0o600)
            return output
        bound = [part.paper.pk for part in parts if part.bound]
        logger.warning("These papers could not be bound into a pack: %s", [bound[number] for number in lost])
        gone = {bound[number] for number in lost}
        parts = [replace(part, bound=part.bound and part.paper.pk not in gone) for part in parts]
    raise ChildLost("the pages of the pack did not come to rest")


def _paged(parts: list[Part], own: int) -> list[Part]:
    """The parts with the pages on which they begin, after `own` pages of the agenda."""
    paged, page = [], own + 1
    for part in parts:
        paged.append(replace(part, page=page if part.bound else None))
        page += part.pages if part.bound else 0
    return paged


def _ask(plan: Plan, parts: list[Part], *, own: Path, stamps: Path, output: Path) -> dict[str, Any]:
    """Let the child put the bound parts after our own pages."""
    bound = [part for part in parts if part.bound]
    numbers: dict[int, list[int]] = {}
    for number, part in enumerate(bound):
        numbers.setdefault(part.line.key, []).append(number)
    lines = plan.agenda["lines"]
    size = sum(Path(part.path).stat().st_size for part in bound if Path(part.path).exists())
    return ask_child(
        "meetings.packs.packing_child",
        {
            "own": str(own),
            "stamps": str(stamps),
            "output": str(output),
            "marked": bool(plan.mark),
            "parts": [
                {"path": part.path, "address": part.address, "title": part.paper.title, "ours": part.revision.is_text}
                for part in bound
            ],
            "outline": [[f"{line.label} {line.title}".strip(), numbers.get(line.key, [])] for line in lines],
        },
        seconds=SECONDS,
        memory=MEMORY + size,
        largest_file=2 * MOST_BYTES,
    )


# Files -----------------------------------------------------------------------------------------------------------


def _pages_of(path: Path) -> int:
    """The number of pages of a PDF of our own making."""
    import pikepdf  # noqa: PLC0415 - a slow library, which few requests need

    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def _write(path: Path, content: bytes) -> None:
    """Write a file that is either whole or not there, and for nobody else to read."""
    beside = path.with_name(f"{path.name}.{time.time_ns()}")
    beside.touch(mode=0o600)
    beside.write_bytes(content)
    beside.replace(path)


def _folder(folder: Path, kept: int) -> None:
    """Make the folder, or take out of it what has not been needed for `kept` seconds."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in folder.glob("*.pdf*"):
        if time.time() - path.stat().st_mtime > kept:
            path.unlink(missing_ok=True)


@contextmanager
def _turn(storage: FileSystemStorage) -> Iterator[None]:
    """One pack at a time on this machine; whoever waits too long is told so. Raises NoPack."""
    folder = Path(storage.path("packs"))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".turn").open("w") as turn:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise NoPack("busy") from None
                time.sleep(0.05)
        yield
