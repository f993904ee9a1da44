"""Paperwork: the deeds that hand in, revise, describe, restrict, order and take back papers."""

from collections.abc import Collection, Sequence
from contextlib import ExitStack
from copy import copy
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max

from governance.foundation.access import require_edit
from governance.foundation.deeds import Refused, strike, write
from meetings.agendas.agenda_setting.holding import require_changeable
from meetings.locking import locked_meeting
from meetings.models import AgendaItem, Paper, PaperRevision
from meetings.papers.going_public import look_through, require_unchanged, say_changed, was_published
from meetings.papers.handed_in import Kept, kept_of

DESCRIBED = frozenset({"title", "author", "purpose", "recommendation"})
"""What `describe` may say of a paper."""


class Late(Refused):
    """The agenda is published, and nobody has said why something comes late."""

    def __init__(self) -> None:
        super().__init__("The agenda is published: say why this comes late; the public reads the reason.")


def hand_in(
    item: AgendaItem,
    *,
    title: str,
    by: Any,
    file: File | None = None,
    late_reason: str = "",
    despite: Collection[str] = (),
    reason: str = "",
    **facts: Any,
) -> Paper:
    """Hand in a paper for `item`: either a `file`, told by its content, or a `text`; it stands after the others.

    As `hand_in_all`, which says what `facts` there are, in everything else.
    """
    given = [(title, file)]
    (paper,) = hand_in_all(item, given, by=by, late_reason=late_reason, despite=despite, reason=reason, **facts)
    return paper


def hand_in_all(
    item: AgendaItem,
    given: Sequence[tuple[str, File | None]],
    *,
    by: Any,
    text: str = "",
    author: str = "",
    purpose: str = "",
    recommendation: str = "",
    restricted: bool = False,
    late_reason: str = "",
    pin: bool = True,
    despite: Collection[str] = (),
    reason: str = "",
) -> list[Paper]:
    """Hand in a paper for each of `given`, its title and its file, or without a file the `text`: all or none.

    Revision 1 is pinned to the item unless `pin` is false. Once the agenda is published a `late_reason` is needed,
    which the public reads; the papers are looked through before everybody reads them, and the agenda says that it
    changed. `despite` names the codes of findings that the officer answers for in `reason`. Files are looked through
    and stored before the transaction opens, and removed where the deed fails. Raises Refused, one sentence, with
    nothing written; Late without that reason, Found where the checks found something.
    """
    require_edit(by, item.meeting.body)
    _reason(item, late_reason)
    about = {"author": author, "purpose": purpose, "recommendation": recommendation, "restricted": restricted}
    with ExitStack() as stack:
        kept = [stack.enter_context(kept_of(file, text)) for _, file in given]
        papers = [Paper(item=item, title=title.strip(), late_reason=late_reason.strip(), **about) for title, _ in given]
        drafts = [
            _standing(paper, each.revision(paper, 1) if pin else None) for paper, each in zip(papers, kept, strict=True)
        ]
        look = look_through(drafts, despite=despite, reason=reason)
        with transaction.atomic():
            item = _locked_item(item, by)
            late_reason = _reason(item, late_reason)
            for draft in drafts:
                draft.item = item
            require_unchanged(look, drafts[0])
            position = Paper.objects.filter(item=item).aggregate(last=Max("position"))["last"] or 0
            for place, (paper, each) in enumerate(zip(papers, kept, strict=True), position + 1):
                paper.item, paper.position, paper.late_reason = item, place, late_reason
                _write(paper, each, pin=pin, by=by, reason=reason)
            say_changed(papers[0], by=by, why=late_reason)
    return papers


def _write(paper: Paper, kept: Kept, *, pin: bool, by: Any, reason: str) -> None:
    """Write a new paper with its first revision, and pin it."""
    write(paper, by=by, why=reason)
    revision = write(kept.revision(paper, 1), by=by)
    if pin:
        paper.pinned = revision
        write(paper, by=by)


def revise(
    paper: Paper,
    *,
    by: Any,
    file: File | None = None,
    text: str = "",
    late_reason: str = "",
    pin: bool = True,
    despite: Collection[str] = (),
    reason: str = "",
) -> PaperRevision:
    """Hand in the next revision of `paper`, file or text, and pin it to the item; those before it stay readable.

    As `hand_in_all` in everything else. Raises Refused with nothing written.
    """
    require_edit(by, paper.item.meeting.body)
    _reason(paper.item, late_reason)
    with kept_of(file, text) as kept:
        draft = kept.revision(paper, 0)
        draft.late_reason = late_reason.strip()
        standing = draft if pin else None
        look = look_through([_standing(paper, standing)], despite=despite, reason=reason)
        with transaction.atomic():
            paper = _locked(paper, by)
            last = paper.revisions.order_by("-number").defer("text").first()
            if last is not None and kept.equals(last):
                raise Refused(f"This is the same as revision {last.number}: there is nothing to revise.")
            revision = kept.revision(paper, last.number + 1 if last else 1)
            revision.late_reason = _reason(paper.item, late_reason)
            require_unchanged(look, _standing(paper, standing))
            write(revision, by=by)
            if pin:
                paper.pinned = revision
                write(paper, by=by, why=reason or revision.late_reason)
                say_changed(paper, by=by, why=revision.late_reason)
    return revision


@transaction.atomic
def describe(paper: Paper, *, by: Any, reason: str = "", **facts: Any) -> Paper:
    """Say otherwise what `paper` is called, by whom, what for and what it recommends (DESCRIBED).

    Not once the public may have read it: then a revision says why it came. Raises Refused.
    """
    if unknown := facts.keys() - DESCRIBED:
        raise TypeError(f"describe() knows nothing of {', '.join(sorted(unknown))}.")
    paper = _locked(paper, by)
    if was_published(paper.item.meeting) and any(getattr(paper, name) != value for name, value in facts.items()):
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
    say_changed(paper, by=by, why=reason)
    paper.restricted = True
    return write(paper, by=by, why=reason)


def release(paper: Paper, *, by: Any, reason: str = "", despite: Collection[str] = ()) -> Paper:
    """Let the public read `paper`, unless its item is restricted, after publication of the minutes too.

    Of a published agenda it is looked through first, and the agenda says that it changed. `despite` names the codes
    of findings that the officer answers for in `reason`. Its file is read before the transaction. Raises Refused
    where the public may read it already; Found where the checks found something.
    """
    with transaction.atomic():
        opened = _opened(_locked_restricted(paper, by))
    look = look_through([opened], despite=despite, reason=reason)
    with transaction.atomic():
        paper = _locked_restricted(paper, by)
        require_unchanged(look, _opened(paper))
        paper.restricted = False
        write(paper, by=by, why=reason)
        say_changed(paper, by=by, why=reason)
    return paper


@transaction.atomic
def pin(revision: PaperRevision, *, by: Any, reason: str = "") -> Paper:
    """Make `revision` the one that stands under the item and goes into the pack."""
    paper = _locked(revision.paper, by)
    if paper.pinned_id == revision.pk:
        raise Refused(f"Revision {revision.number} is the one that is pinned.")
    if was_published(paper.item.meeting):
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
    if was_published(paper.item.meeting):
        raise Refused("The agenda is published, so this paper stays: revise it, or restrict it.")
    strike(paper, by=by, why=reason)
    return paper.item


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


def _locked_restricted(paper: Paper, by: Any) -> Paper:
    paper = _locked(paper, by)
    if not paper.restricted:
        raise Refused("This paper is not restricted.")
    return paper


def _opened(paper: Paper) -> Paper:
    """A copy of `paper`, which is not saved, that is not restricted."""
    draft = copy(paper)
    draft.restricted = False
    return draft


def _standing(paper: Paper, revision: PaperRevision | None) -> Paper:
    """A copy of `paper`, which is not saved, on which `revision` stands, or none."""
    draft = copy(paper)
    draft.pinned = revision
    return draft


def _reason(item: AgendaItem, given: str) -> str:
    """The reason for coming late, where one is needed. Raises Refused, also where nothing more can come."""
    if not was_published(item.meeting):
        return ""
    require_changeable(item.meeting)
    if not given.strip():
        raise Late
    return given.strip()
