"""The store of papers beside their rows: files that no revision names, and revisions whose file is gone.

An upload stores its file before its rows are written, so one that is killed in between leaves a file that nobody will
ever read. It is left for a day, for the rows may still come, and goes the next time that a file comes to wait.
"""

import datetime
from collections.abc import Iterator

from django.core.files.storage import Storage
from django.utils import timezone

from meetings.models import PaperRevision

FOLDER = "papers"
LASTS = datetime.timedelta(days=1)


def left_behind() -> list[str]:
    """The names of files that lie in the store for more than a day and that no revision names. 1 query, or none."""
    storage = _storage()
    lying = list(_files(storage, FOLDER))  # before the rows are read, so that no file is younger than they are
    named = _named() if lying else set()
    return sorted(name for name in lying if name not in named and _is_old(storage, name))


def sweep() -> None:
    """Delete what was left behind. 1 query, or none."""
    for name in left_behind():
        _storage().delete(name)


def without_file() -> list[PaperRevision]:
    """The revisions whose file is not in the store, with their papers, by their keys. 1 query."""
    storage = _storage()
    rows = PaperRevision.objects.exclude(file="").select_related("paper").defer("text").order_by("pk")
    return [row for row in rows.iterator() if not storage.exists(str(row.file.name))]


def _named() -> set[str]:
    return set(PaperRevision.objects.exclude(file="").values_list("file", flat=True))


def _files(storage: Storage, folder: str) -> Iterator[str]:
    """The names of all files in a folder and those inside it; none where there is no such folder."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from _files(storage, f"{folder}/{name}")


def _is_old(storage: Storage, name: str) -> bool:
    try:
        return storage.get_modified_time(name) < timezone.now() - LASTS
    except FileNotFoundError:  # somebody else took it away just now
        return False


def _storage() -> Storage:
    return PaperRevision._meta.get_field("file").storage
