"""Remembering what was done, so that a second start does not do it again."""

import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path


def fingerprint(files: Iterable[Path], *facts: str) -> str:
    """Return one hash over the content of the files, this Python, and any further facts."""
    digest = hashlib.sha256(f"{sys.version} {' '.join(facts)}".encode())
    for file in sorted(files):
        digest.update(f"\n{file.name} {file.stat().st_size}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def is_stamped(stamp: Path, mark: str) -> bool:
    """Return whether the stamp holds the mark."""
    return stamp.is_file() and stamp.read_text().strip() == mark


def put_stamp(stamp: Path, mark: str) -> None:
    """Write the mark."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(f"{mark}\n")
