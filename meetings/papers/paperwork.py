"""Paperwork: the deeds that hand in, revise, describe, restrict, order and take back papers."""

import datetime
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from governance.foundation.access import require_edit
from governance.foundation.deeds import Refused, strike, write
from governance.foundation.richtext import as_text, clean
from meetings.locking import locked_meeting
from meetings.models import Agenda, AgendaItem, Meeting, Paper, PaperRevision
from meetings.papers.file_checks import Checked, examine, kept_name

DESCRIBED = frozenset({"title", "author", "purpose", "recommendation"})
"""What `describe` may say of a paper."""

LATE = "The agenda is published: say why this comes late; the public reads the reason."


def hand_in(
    item: AgendaItem,
    *,
    title: str,
    by: Any,
    file: File | None = None,
    text: str = "",
    author: str = "",
    purpose: str = "",
    recommendation: str = "",
    restricted: bool = False,
    late_reason: str = "",
    pin: bool = True,
) -> Paper:
    """Hand in a paper for `item`: either a `file`, told by its content, or a `text`; it stands after the others.

    Revision 1 is pinned to the item unless `pin` is false. Once the agenda is published a `late_reason` is needed,
    which the public reads. The file is looked through and stored before the transaction opens, and removed where the
    deed fails. Raises Refused, one sentence, with nothing written.
    """
    require_edit(by, item.meeting.body)
    with _kept(file, text) as kept, transaction.atomic():
        item = _locked_item(item, by)
        last = Paper.objects.filter(item=item).aggregate(last=Max("position"))["last"] or 0
        paper = Paper(
            item=item,
            position=last + 1,
            title=title.strip(),
            author=author,
            purpose=purpose,
            recommendation=recommendation,
            restricted=restricted,
            late_reason=_reason(item, late_reason),
        )
        write(paper, by=by)
        revision = write(kept.revision(paper, 1), by=by)
        if pin:
            paper.pinned = revision
            write(paper, by=by)
    return paper


def revise(
    paper: Paper, *, by: Any, file: File | None = None, text: str = "", late_reason: str = "", pin: bool = True
) -> PaperRevision:
    """Hand in the next revision of `paper`, file or text, and pin it to the item; those before it stay readable.

    As `hand_in` in everything else. Raises Refused with nothing written.
    """
    require_edit(by, paper.item.meeting.body)
    with _kept(file, text) as kept, transaction.atomic():
        paper = _locked(paper, by)
        last = paper.revisions.order_by("-number").defer("text").first()
        if last is not None and kept.equals(last):
            raise Refused(f"This is the same as revision {last.number}: there is nothing to revise.")
        revision = kept.revision(paper, last.number + 1 if last else 1)
        revision.late_reason = _reason(paper.item, late_reason)
        write(revision, by=by)
        if pin:
            paper.pinned = revision
            write(paper, by=by, why=revision.late_reason)
    return revision


@transaction.atomic
def describe(paper: Paper, *, by: Any, reason: str = "", **facts: Any) -> Paper:
    """Say otherwise what `paper` is called, by whom, what for and what it recommends (DESCRIBED).

    Not once the public may have read it: then a revision says why it came. Raises Refused.
    """
    if unknown := facts.keys() - DESCRIBED:
        raise TypeError(f"describe() knows nothing of {', '.join(sorted(unknown))}.")
    paper = _locked(paper, by)
    if _is_published(paper.item.meeting) and any(getattr(paper, name) != value for name, value in facts.items()):
        raise Refused("The agenda is published, so this stays as it was read: hand in a revision instead.")
    for name, value in facts.items():
        setattr(paper, name, value.strip())
    return write(paper, by=by, why=reason)


@transaction.atomic
def restrict(paper: Paper, *, by: Any, reason: str = "") -> Paper:
    """Keep `paper`, with every revision, from the public: from now on only members and editors know that it exists."""
    paper = _locked(paper, by)
    if paper.restricted:
        raise Refused("This paper is restricted already.")
    paper.restricted = True
    return write(paper, by=by, why=reason)


@transaction.atomic
def release(paper: Paper, *, by: Any, reason: str = "") -> Paper:
    """Let the public read `paper`, unless its item is restricted. Raises Refused where it may already."""
    paper = _locked(paper, by)
    if not paper.restricted:
        raise Refused("This paper is not restricted.")
    paper.restricted = False
    return write(paper, by=by, why=reason)


@transaction.atomic
def pin(revision: PaperRevision, *, by: Any, reason: str = "") -> Paper:
    """Make `revision` the one that stands under the item and goes into the pack."""
    paper = _locked(revision.paper, by)
    if paper.pinned_id == revision.pk:
        raise Refused(f"Revision {revision.number} is the one that is pinned.")
    if _is_published(paper.item.meeting):
        raise Refused("The agenda is published: hand in the revision that is to stand, and say why.")
    paper.pinned = revision
    return write(paper, by=by, why=reason)


@transaction.atomic
def order_papers(item: AgendaItem, order: Sequence[Paper], *, by: Any) -> AgendaItem:
    """Put the papers of `item` into `order`, which names each of them once. Raises Refused otherwise."""
    item = _locked_item(item, by)
    papers = {paper.pk: paper for paper in Paper.objects.filter(item=item)}
    if sorted(papers) != sorted(paper.pk for paper in order):
        raise Refused("The papers of this item have changed meanwhile: open it again, then put them in order.")
    for position, key in enumerate((paper.pk for paper in order), 1):
        if papers[key].position != position:
            papers[key].position = position
            write(papers[key], by=by, why="Put in order.")
    return item


@transaction.atomic
def remove(paper: Paper, *, by: Any, reason: str = "") -> AgendaItem:
    """Take `paper` back with all its revisions and their files, as long as the agenda is not published.

    Afterwards it can only be revised, or restricted where the public should not have read it. Raises Refused.
    """
    paper = _locked(paper, by)
    if _is_published(paper.item.meeting):
        raise Refused("The agenda is published, so this paper stays: revise it, or restrict it.")
    strike(paper, by=by, why=reason)
    return paper.item


# What is handed in -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Kept:
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
def _kept(file: File | None, text: str) -> Iterator[_Kept]:
    """What was handed in, stored; no trace is left of it where the block fails. Raises Refused."""
    words = _clean(text)
    if bool(file) == bool(words):
        raise Refused("Choose a file, or write the paper in the editor: one of the two.")
    if not file:
        yield _Kept(text=words)
        return
    checked = examine(file)
    storage: Storage = PaperRevision._meta.get_field("file").storage
    day: datetime.date = timezone.localdate()
    # The name can be neither guessed nor read: whoever handed the file in chose no letter of it.
    name = storage.save(f"papers/{day:%Y/%m}/{uuid.uuid4().hex}{checked.extension}", checked.redrawn or file)
    try:
        yield _Kept(name=name, file_name=kept_name(file.name or "", checked.extension), checked=checked)
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


# Locks and rules -------------------------------------------------------------------------------------------------


def _locked_item(item: AgendaItem, by: Any) -> AgendaItem:
    """The item, read again under the lock of its meeting. Raises Refused for a stranger and a withdrawn item."""
    meeting = locked_meeting(item.meeting)
    require_edit(by, meeting.body)
    again = AgendaItem.objects.select_related("meeting__body").filter(pk=item.pk, meeting=meeting).first()
    if again is None:
        raise Refused("That item is no longer on the agenda: open the agenda again.")
    if again.withdrawn_reason:
        raise Refused("That item was taken off the agenda, so its papers stay as they are.")
    return again


def _locked(paper: Paper, by: Any) -> Paper:
    """The paper, read again under the lock of its meeting. Raises Refused."""
    _locked_item(paper.item, by)
    again = Paper.objects.select_related("item__meeting__body").filter(pk=paper.pk).first()
    if again is None:
        raise Refused("That paper was taken back: open the agenda again.")
    return again


def _is_published(meeting: Meeting) -> bool:
    """Whether the agenda was ever published: what was read then is not unread by withdrawing it."""
    return Agenda.objects.filter(meeting=meeting, published_at__isnull=False).exists()


def _reason(item: AgendaItem, given: str) -> str:
    """The reason for coming late, where one is needed. Raises Refused."""
    if not _is_published(item.meeting):
        return ""
    if not given.strip():
        raise Refused(LATE)
    return given.strip()
