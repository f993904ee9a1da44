"""The web process's side of printing: it starts `printing_child`, hands it documents, survives its end.

One Press serves all threads of a process; a process forked from it starts its own child. How many
documents the whole machine makes at once is bounded by slots: locked files that the working child
itself holds, so that a slot is free exactly when the work has ended.
"""

import atexit
import contextlib
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).with_name("printing_child.py")
START_SECONDS = 30
"""Added to a document's wall time for the first one, which waits for the engine to load."""
KEPT_ENVIRONMENT = ("HOME", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH")
"""Where fonts and libraries are found. Nothing else of the portal's environment reaches the child."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: memory and input in bytes, times in seconds."""

    memory: int = 768 * 1024 * 1024
    processor: int = 15
    wall: int = 20
    files: int = 64
    depth: int = 40
    cells: int = 5000


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a PDF, or the reason why there is none ("busy", "heavy", "deep", "cells", "failed")."""

    pdf: bytes = b""
    refused: str | None = None
    notes: list[str] = field(default_factory=list)
    processor: float = 0.0


class _ChildLostError(Exception):
    """The printing program itself has ended; the document may be given to a new one."""


class Press:
    """Makes PDFs of documents, at most `at_once` at a time among all processes that share `slots`."""

    def __init__(self, folder: Path, *, slots: Path | None = None, at_once: int = 2, patience: float = 10.0) -> None:
        self.folder = folder
        self.slots = slots or Path(tempfile.gettempdir()) / f"portal-printing-{os.getuid()}"
        self.at_once = at_once
        self.patience = patience
        self.child: subprocess.Popen[bytes] | None = None
        self.control: socket.socket | None = None
        self.lock = threading.Lock()
        os.register_at_fork(after_in_child=self._forget)
        atexit.register(self.stop)

    def make(self, html: bytes, *, pictures: Mapping[str, bytes], limits: Limits) -> Answer:
        """The PDF of a document, within `limits`; waits at most `patience` seconds for a free slot."""
        with self._slot() as slot:
            if slot is None:
                return Answer(refused="busy")
            for _ in range(2):
                try:
                    return self._try(slot, html, pictures, limits)
                except _ChildLostError:
                    self.stop()
        return Answer(refused="failed", notes=["the printing program could not be kept running"])

    def stop(self) -> None:
        """End the child, if there is one, and wait for it."""
        with self.lock:
            if self.control:
                self.control.close()
            if self.child:
                self.child.kill()
                self.child.wait()
            self.child = self.control = None

    def _try(self, slot: int, html: bytes, pictures: Mapping[str, bytes], limits: Limits) -> Answer:
        """Give the document to the child once. Raises _ChildLostError when there is none to answer."""
        job, theirs = socket.socketpair()
        with job:
            job.settimeout(limits.wall + START_SECONDS)
            with theirs:
                child = self._hand_over([theirs.fileno(), slot])
            try:
                send(job, {"limits": asdict(limits), "pictures": list(pictures)}, html)
                for name, body in pictures.items():
                    send(job, {"name": name}, body)
                header, pdf = receive(job)
            except TimeoutError:
                return Answer(refused="heavy", notes=["no answer in time"])
            except (EOFError, ConnectionError):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(0.2)
                    raise _ChildLostError from None
                return Answer(refused="heavy", notes=["ended by its limits"])
        return Answer(pdf, header["refused"], header["notes"], header["processor"])

    def _hand_over(self, descriptors: list[int]) -> subprocess.Popen[bytes]:
        """Send the job's descriptors to the child, starting it first where there is none."""
        with self.lock:
            if self.child is None or self.control is None:
                self.child, self.control = self._start()
            try:
                socket.send_fds(self.control, [b"j"], descriptors)
            except OSError:
                raise _ChildLostError from None
            return self.child

    def _start(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        ours, theirs = socket.socketpair()
        environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
        # Sets must be walked in the same order each time, and fonts carry no time, or the bytes would differ.
        environment |= {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"}
        environment |= {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "0"}
        with theirs:
            child = subprocess.Popen(
                [sys.executable, "-s", "-P", str(PROGRAM), str(self.folder)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env=environment,
                cwd="/",
                start_new_session=True,
            )
        return child, ours

    def _forget(self) -> None:
        """In a forked web process: the child belongs to the old process, and so does a lock that a thread held."""
        self.lock = threading.Lock()
        if self.control:
            self.control.close()
        if self.child:
            self.child.returncode = 0  # not ours to wait for
        self.child = self.control = None

    @contextlib.contextmanager
    def _slot(self) -> Iterator[int | None]:
        """A descriptor that holds a free slot, or None when none came free in time."""
        folder = self._slots_folder()
        deadline = time.monotonic() + self.patience
        while True:
            for number in range(self.at_once):
                descriptor = os.open(folder / f"slot-{number}", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    os.close(descriptor)
                    continue
                try:
                    yield descriptor
                finally:
                    os.close(descriptor)
                return
            if time.monotonic() > deadline:
                yield None
                return
            time.sleep(0.05)

    def _slots_folder(self) -> Path:
        """The folder of the slots, which must be ours alone: it may stand where others can write."""
        self.slots.mkdir(mode=0o700, exist_ok=True)
        if self.slots.is_symlink() or self.slots.stat().st_uid != os.getuid():
            raise PermissionError(f"{self.slots} belongs to someone else; printing needs a folder of its own")
        return self.slots


# Frames on a job's socket; printing_child has the other end and imports nothing of ours ---------------------


def send(job: socket.socket, header: dict[str, Any], body: bytes) -> None:
    """Write one frame."""
    text = json.dumps(header).encode()
    job.sendall(struct.pack(">I", len(text)) + text + struct.pack(">I", len(body)) + body)


def receive(job: socket.socket) -> tuple[dict[str, Any], bytes]:
    """Read one frame. Raises EOFError when the other side has ended."""
    header = json.loads(_exactly(job))
    return header, _exactly(job)


def _exactly(job: socket.socket) -> bytes:
    """A length and as many bytes."""
    parts = [b"", b""]
    for turn in (0, 1):
        size = struct.unpack(">I", parts[0])[0] if turn else 4
        taken = bytearray()
        while len(taken) < size:
            part = job.recv(min(size - len(taken), 1 << 16))
            if not part:
                raise EOFError
            taken += part
        parts[turn] = bytes(taken)
    return parts[1]
