"""What a worker leaves behind when it is killed: which mail it was about to hand over.

Each run of `delivering.deliver` has a file of its own, locked for as long as the run lives; the system lets the lock
go when the process dies, however it dies. The file holds one slot: the delivery in hand, and one byte that says
whether its last line may have been sent. The byte is stored in shared memory and not written by a call to the system,
so that nothing lies between it and the call that sends the line; the memory belongs to the file and outlives the
process. It does not outlive a power cut: then the mail in hand, one at most for each worker, may be sent twice.
"""

import fcntl
import mmap
import os
import struct
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Self

from django.conf import settings

ENDING = ".journal"
_KEY = struct.Struct("<Q")
_SIZE = _KEY.size + 1
_HANDED_OVER = 1


class Left(NamedTuple):
    """What a dead worker was doing."""

    worker: str
    delivery: int | None
    """The delivery whose last line may have been sent, and whose answer was not recorded."""


class Journal:
    """The slot of a living worker; made by `opened`."""

    def __init__(self, worker: str, memory: mmap.mmap) -> None:
        self.worker = worker
        self._memory = memory

    @classmethod
    @contextmanager
    def opened(cls) -> Iterator[Self]:
        """A journal under a new name, locked. Its file stays until `remove`, so that what is left can be read."""
        worker = uuid.uuid4().hex
        file = folder() / f"{worker}{ENDING}"
        fresh = file.with_suffix(".new")
        descriptor = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            # Locked under another name first: whoever finds a journal unlocked takes its worker for dead.
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            os.ftruncate(descriptor, _SIZE)
            with mmap.mmap(descriptor, _SIZE) as memory:
                fresh.rename(file)
                yield cls(worker, memory)
        finally:
            os.close(descriptor)

    def take(self, delivery: int) -> None:
        """Take a delivery in hand; none of it has been handed over."""
        self._memory[_KEY.size] = 0
        _KEY.pack_into(self._memory, 0, delivery)

    def handing_over(self) -> None:
        """Say that the last line is sent now: from here on the mail counts as sent unless the server says otherwise."""
        self._memory[_KEY.size] = _HANDED_OVER

    def put_down(self) -> None:
        """Say that the outcome is recorded, or that the server did not take the mail."""
        self._memory[_KEY.size] = 0

    @property
    def left(self) -> Left:
        """What would be left if this worker died now."""
        return _read(self.worker, self._memory[:])


def folder() -> Path:
    """Where the journals lie; workers of one portal share it."""
    path = Path(settings.MAIL_JOURNALS)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def remove(worker: str) -> None:
    """Remove the journal of a worker whose claims are settled."""
    (folder() / f"{worker}{ENDING}").unlink(missing_ok=True)


def has_journal(worker: str) -> bool:
    """Whether the worker's journal is here."""
    return (folder() / f"{worker}{ENDING}").exists()


def left_by_the_dead() -> Iterator[Left]:
    """What each dead worker left; its journal stays locked by us until the next is asked for."""
    for file in sorted(folder().glob(f"*{ENDING}")):
        try:
            descriptor = os.open(file, os.O_RDWR)
        except FileNotFoundError:  # settled by another worker
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield _read(file.stem, os.pread(descriptor, _SIZE, 0))
        except BlockingIOError:  # alive
            continue
        finally:
            os.close(descriptor)


def _read(worker: str, slot: bytes) -> Left:
    handed_over = len(slot) == _SIZE and slot[_KEY.size] == _HANDED_OVER
    return Left(worker, _KEY.unpack_from(slot)[0] if handed_over else None)
