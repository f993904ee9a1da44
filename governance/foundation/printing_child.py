"""The program that makes PDFs: started once for each web process, it forks a bounded child for each document.

Run by `printing.Press` as `python -s -P printing_child.py FOLDER` with an almost empty environment and a
Unix socket as its standard input. It imports WeasyPrint once. For each job it receives one byte with two
descriptors, a socket for the job and the slot that the job occupies, and forks. The fork limits itself
(memory, processor, wall time, files), reads the document from its socket, answers and ends; the slot is
free when it has ended, however it ended. The program ends when its parent does, or after an idle while.

It imports nothing of the portal and nothing of Django: it holds no secret and no database connection.

On the job's socket go frames: the length of a JSON header (four bytes, big-endian), the header, the length
of a body, the body. To the child: {"limits", "pictures": [names]} with the HTML, then one frame for each
picture. Back: {"refused": reason or null, "notes": [...], "processor": seconds} with the PDF.
"""

import contextlib
import ctypes
import gc
import json
import logging
import os
import re
import resource
import select
import signal
import socket
import stat
import struct
import sys
import time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

IDLE_SECONDS = 600
"""How long the program waits for work before it ends and gives its memory back."""
HEARTBEAT_SECONDS = 5
"""How often it looks whether its parent still lives, beside reading the end of its input."""
MOST_NOTES = 20
SCHEME = "print"
ADDRESS = re.compile(rf"{SCHEME}:([a-z0-9][a-z0-9_-]*)\.(css|svg|png)")
TYPES = {"css": "text/css", "svg": "image/svg+xml", "png": "image/png"}
LETTERS = "Agrees priorities, “Quay” – £1,234.56; the Board’s (why?) joint VOTE: Zoë & 7890 XJ UHFKLN/MRDG_I. "
WARM_UP = (
    "<!doctype html><html lang='en-GB'><head><title>x</title><base href='https://example.org/'>"
    "<style>:root { --brand: #1d5f6f; }</style></head><body><header class='masthead'><p class='owner'>x</p>"
    f"<h1>x</h1><p class='subtitle'>x</p><dl class='facts'><dt>x</dt><dd>{LETTERS}</dd><dt>x</dt><dd class='hash'>x</dd>"
    "</dl><p class='edition' data-text='x'></p></header>"
    + f"<section><h2>x</h2><p>{LETTERS * 2}<b>x</b> <i>x</i> <a href='https://example.org/'>x</a></p>"
    f"<ul><li>{LETTERS}</li></ul><ol><li>{LETTERS}</li></ol></section>"
    * 3
    + "<table><caption>x</caption><thead><tr><th scope='col'>x</th></tr></thead><tr><td>x</td></tr></table>"
)
"""A document as `base.print.html` makes them, of every common kind of content and in the same language, made once at
the start: forks inherit what it loaded and what the interpreter learnt, and each is a fifth quicker for it."""


class RefusedAddressError(ValueError):
    """A document asked for something that is not ours."""


class OwnFilesOnly(URLFetcher):
    """Gives the portal's own print files, named `print:NAME.css`, and nothing else.

    The house's style sheet applies without being named. Neither network nor disk nor `data:` is reachable:
    the parent's opener, which could do all that, is never called. `pictures` holds images that the page's
    view handed over with the document (a logo, a diagram), named `print:NAME.png`; they never come out of
    the document's own text.
    """

    def __init__(self, folder: str, pictures: dict[str, bytes] | None = None) -> None:
        super().__init__(allowed_protocols=[SCHEME], allow_redirects=False)
        self.folder = Path(folder)
        self.pictures = pictures or {}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The file that `url` names. Raises RefusedAddressError for any other address."""
        found = ADDRESS.fullmatch(url)
        if not found:
            raise RefusedAddressError("this address is not one of the portal's print files")
        name = f"{found[1]}.{found[2]}"
        body = self.pictures.get(name)
        if body is None:
            body = self._read(name)
        return URLFetcherResponse(url, body, {"Content-Type": TYPES[found[2]]})

    def _read(self, name: str) -> bytes:
        """The bytes of a plain file directly in the folder; no link is followed."""
        try:
            descriptor = os.open(self.folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:
            raise RefusedAddressError("there is no such print file") from None
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise RefusedAddressError("there is no such print file")
            return file.read()


# One document ---------------------------------------------------------------------------------------------


class HouseStyle:
    """The style sheet of every document, parsed once and again only when the file has changed, and its fonts."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.stamp = 0
        self.sheet: CSS | None = None
        self.fonts = FontConfiguration()

    def current(self) -> CSS:
        """The parsed sheet."""
        stamp = (Path(self.folder) / "document.css").stat().st_mtime_ns
        if self.sheet is None or stamp != self.stamp:
            self.stamp = stamp
            self.sheet = CSS(url=f"{SCHEME}:document.css", url_fetcher=OwnFilesOnly(self.folder))
        return self.sheet


def pdf_of(html: str, fetcher: URLFetcher, limits: dict[str, int], style: HouseStyle) -> tuple[str | None, bytes]:
    """A PDF/UA-1 of `html`, or the reason for refusing it ("deep", "cells").

    The document's depth and cells are counted on the tree that the engine itself has parsed.
    """
    document = HTML(string=html, url_fetcher=fetcher, base_url=None)
    if reason := fault_of(document.etree_element, limits):
        return reason, b""
    return None, document.write_pdf(
        pdf_variant="pdf/ua-1",
        font_config=style.fonts,
        stylesheets=[style.current()],
        presentational_hints=True,  # the letters and starting numbers of officers' lists
    )


def fault_of(root: Element, limits: dict[str, int]) -> str | None:
    """Why a document is too much: "deep" or "cells", or None. A cell counts as often as it spans."""
    cells = 0
    waiting = [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        if depth > limits["depth"]:
            return "deep"
        if element.tag in {"td", "th", "col", "colgroup"}:
            cells += _span(element, "colspan") * _span(element, "rowspan") * _span(element, "span")
            if cells > limits["cells"]:
                return "cells"
        waiting.extend((child, depth + 1) for child in element)
    return None


def _span(element: Element, name: str) -> int:
    digits = re.match(r"\s*\+?(\d{1,9})", element.get(name, "1"))
    return max(int(digits[1]), 1) if digits else 1


# The fork for one job ------------------------------------------------------------------------------------


class _Notes(logging.Handler):
    """Keeps the first few complaints of the engine, so that the portal can log them."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if len(self.kept) < MOST_NOTES:
            self.kept.append(record.getMessage()[:300])


def work(job: socket.socket, folder: str, style: HouseStyle) -> None:
    """Read one document from `job`, make its PDF within the limits given with it, answer."""
    signal.setitimer(signal.ITIMER_REAL, 30)  # until the true limit is known: a parent that stops writing
    header, html = _receive(job)
    pictures = {name: _receive(job)[1] for name in header["pictures"]}
    limit(header["limits"])
    notes = _Notes()
    logging.getLogger("weasyprint").addHandler(notes)
    try:
        reason, pdf = pdf_of(html.decode(), OwnFilesOnly(folder, pictures), header["limits"], style)
    except MemoryError:
        reason, pdf = "heavy", b""
    except Exception as error:  # noqa: BLE001 - whatever the engine raises, the portal hears one sentence
        reason, pdf = "failed", b""
        notes.kept.append(f"{type(error).__name__}: {error}"[:300])
    used = resource.getrusage(resource.RUSAGE_SELF)
    answer = {"refused": reason, "notes": notes.kept, "processor": used.ru_utime + used.ru_stime}
    _send(job, answer, pdf)


def limit(limits: dict[str, int]) -> None:
    """Bind this process to `limits`: wall and processor seconds, memory in bytes, no files written."""
    signal.setitimer(signal.ITIMER_REAL, limits["wall"])
    for what, most in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["processor"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, limits["files"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _send(job: socket.socket, header: dict[str, Any], body: bytes) -> None:
    text = json.dumps(header).encode()
    job.sendall(struct.pack(">I", len(text)) + text + struct.pack(">I", len(body)) + body)


def _receive(job: socket.socket) -> tuple[dict[str, Any], bytes]:
    (size,) = struct.unpack(">I", _exactly(job, 4))
    header = json.loads(_exactly(job, size))
    (size,) = struct.unpack(">I", _exactly(job, 4))
    return header, _exactly(job, size)


def _exactly(job: socket.socket, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = job.recv(min(size - len(parts), 1 << 16))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


# The program -------------------------------------------------------------------------------------------------


def die_with_parent() -> None:
    """Ask Linux to kill this process when its parent, the waiting program, ends."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # 1 is PR_SET_PDEATHSIG


def serve(control: socket.socket, folder: str, style: HouseStyle) -> None:
    """Fork a child for each job until the parent is gone or nothing has come for a while."""
    parent = os.getppid()
    busy: set[int] = set()
    last = time.monotonic()
    while True:
        ready, _, _ = select.select([control], [], [], 0.2 if busy else HEARTBEAT_SECONDS)
        busy -= {pid for pid in busy if os.waitpid(pid, os.WNOHANG)[0]}
        if ready:
            last = time.monotonic()
            word, descriptors, _, _ = socket.recv_fds(control, 1, 2)
            if not word:
                return
            style.current()  # here, so that every fork after this one has it
            busy.add(start(control, descriptors, folder, style))
        elif os.getppid() != parent or time.monotonic() - last > IDLE_SECONDS:
            return


def start(control: socket.socket, descriptors: list[int], folder: str, style: HouseStyle) -> int:
    """Fork the child for one job; the number of its process."""
    pid = os.fork()
    if pid == 0:
        with contextlib.suppress(BaseException):
            die_with_parent()
            control.close()
            with socket.socket(fileno=descriptors[0]) as job:
                work(job, folder, style)
        os._exit(0)
    for descriptor in descriptors:
        os.close(descriptor)
    return pid


def main() -> None:
    """Warm up, then serve the socket that is standard input."""
    folder = sys.argv[1]
    for chatty in ("weasyprint", "fontTools"):
        logging.getLogger(chatty).propagate = False
    control = socket.socket(fileno=os.dup(0))
    style = HouseStyle(folder)
    pdf_of(WARM_UP, OwnFilesOnly(folder), {"depth": 40, "cells": 100}, style)
    gc.disable()  # a fork lives for one document, within its limit of memory
    gc.freeze()
    serve(control, folder, style)


if __name__ == "__main__":
    main()
