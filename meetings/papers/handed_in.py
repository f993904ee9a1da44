"""What is handed in as a paper: a file that was looked through and is stored, or a text that is clean."""

import datetime
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils import timezone

from governance.foundation.deeds import Refused
from governance.foundation.richtext import as_text, clean
from meetings.models import Paper, PaperRevision
from meetings.papers.file_checks import Checked, examine, kept_name


@dataclass(frozen=True)
class Kept:
    """A file that is checked and stored, or a text that is clean."""

    text: str = ""
    name: str = ""
    file_name: str = ""
    checked: Checked | None = None

    def revision(self, paper: Paper, number: int) -> PaperRevision:
        """The row to write."""
        revision = PaperRevision(paper=paper, number=number, text=self.text, handed_in_at=timezone.now())
        if self.checked is not None:
            revision.file = self.name  # a stored file is set by its name
            revision.file_name, revision.content_type = self.file_name, self.checked.content_type
            revision.size, revision.sha256 = self.checked.size, self.checked.sha256
            revision.pages = self.checked.pages
        return revision

    def equals(self, revision: PaperRevision) -> bool:
        """Whether `revision` says the very same."""
        if self.checked is not None:
            return self.checked.sha256 == revision.sha256
        return revision.is_text and self.text == revision.text


@contextmanager
def kept_of(file: File | None, text: str) -> Iterator[Kept]:
    """What was handed in, stored; no trace is left of it where the block fails. Raises Refused.

    A process that is killed inside leaves the file, see `left_behind`.
    """
    words = _clean(text)
    if bool(file) == bool(words):
        raise Refused("Choose a file, or write the paper in the editor: one of the two.")
    if not file:
        yield Kept(text=words)
        return
    checked = examine(file)
    storage: Storage = PaperRevision._meta.get_field("file").storage
    day: datetime.date = timezone.localdate()
    # The name can be neither guessed nor read: whoever handed the file in chose no letter of it.
    name = storage.save(f"papers/{day:%Y/%m}/{uuid.uuid4().hex}{checked.extension}", checked.redrawn or file)
    try:
        yield Kept(name=name, file_name=kept_name(file.name or "", checked.extension), checked=checked)
    except BaseException:
        storage.delete(name)
        raise


def _clean(text: str) -> str:
    """The text as it may be stored; empty where it says nothing. Raises Refused."""
    try:
        words = clean(text)
    except ValidationError as error:
        raise Refused(error.messages[0]) from error
    return words if as_text(words).strip() else ""
