"""Files that wait while an officer reads what the checks found in them, so that nobody has to choose them again.

They lie in the private store, under names that nobody can guess, and are named by a sealed text in the form, which is
of use to the same user alone. What nobody came back for goes a day later, when the next file comes to wait; so does
what an upload that was killed left among the papers.
"""

import datetime
import uuid
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from django.core import signing
from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils import timezone

from governance.foundation.deeds import Refused
from meetings.models import PaperRevision
from meetings.papers import left_behind

FOLDER = "waiting"
SALT = "meetings.papers.waiting_files"
LASTS = datetime.timedelta(days=1)
GONE = "The files have waited too long and are no longer there: choose them again."


def keep_waiting(files: Sequence[File], user: Any) -> str:
    """Store the files and return the sealed text by which `user` finds them again."""
    storage = _storage()
    _sweep(storage)
    left_behind.sweep()
    kept = []
    for file in files:
        file.seek(0)
        kept.append((storage.save(f"{FOLDER}/{uuid.uuid4().hex}", file), PurePosixPath(file.name or "").name))
    return signing.dumps(kept, salt=f"{SALT}.{user.pk}")


def waiting_files(sealed: str, user: Any) -> list[File]:
    """The files behind a sealed text, open for reading; none for an empty one. Raises Refused where they are gone."""
    if not sealed:
        return []
    storage = _storage()
    try:
        return [File(storage.open(name), name=called) for name, called in _names(sealed, user)]
    except (signing.BadSignature, OSError) as error:
        raise Refused(GONE) from error


def names_of_waiting(sealed: str, user: Any) -> list[str]:
    """What the waiting files are called; none where nothing waits any more."""
    try:
        return [called for _, called in _names(sealed, user)] if sealed else []
    except signing.BadSignature:
        return []


def let_go(sealed: str, user: Any) -> None:
    """Delete the waiting files; nothing where they are gone."""
    try:
        names = [name for name, _ in _names(sealed, user)] if sealed else []
    except signing.BadSignature:
        return
    for name in names:
        _storage().delete(name)


def _names(sealed: str, user: Any) -> list[tuple[str, str]]:
    """Where each file lies, and what it is called. Raises BadSignature."""
    return [(name, called) for name, called in signing.loads(sealed, salt=f"{SALT}.{user.pk}", max_age=LASTS)]


def _storage() -> Storage:
    return PaperRevision._meta.get_field("file").storage


def _sweep(storage: Storage) -> None:
    """Delete what has waited too long."""
    if not storage.exists(FOLDER):
        return
    for name in storage.listdir(FOLDER)[1]:
        lies = f"{FOLDER}/{name}"
        try:
            if storage.get_modified_time(lies) < timezone.now() - LASTS:
                storage.delete(lies)
        except FileNotFoundError:  # somebody came back for it just now
            continue
