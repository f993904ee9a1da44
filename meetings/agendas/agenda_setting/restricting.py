"""Restricting: an item that members and editors alone may read, and opening it to all."""

from collections.abc import Collection, Iterable, Sequence
from copy import copy
from typing import Any

from django.db import transaction
from django.utils import timezone

from governance.foundation.deeds import Refused, write
from meetings.agendas.agenda_setting.holding import hold_item
from meetings.agendas.findings import Finding
from meetings.agendas.publication_checks import item_checks, says_its_title, what_is_checked
from meetings.agendas.text_checks import says
from meetings.locking import lock_numbers_at
from meetings.minutes.minutes_checks import record_of
from meetings.models import Agenda, AgendaItem, Meeting, Minutes, Paper
from meetings.numbering import renumber_drafts


@transaction.atomic
def restrict_item(item: AgendaItem, *, reason: str, public_title: str, by: Any, why: str = "") -> AgendaItem:
    """Hide an item from the public, which reads `public_title` and `reason` instead. Raises Refused.

    After publication too. What was read cannot be unread, but an officer who finds a name on the public agenda that
    should not be there must be able to stop it going further at once, not to be told that it is too late; the agenda
    then says that it was changed, and the line says why it is closed. `why` is kept in the history. Drafts under the
    item are numbered among the restricted ones from now on.
    """
    lock_numbers_at(item.meeting)
    item, _, agenda = hold_item(item, by=by)
    if item.restricted:
        raise Refused("This item is restricted already.")
    item.restricted = True
    _reword(item, reason=reason, public_title=public_title)
    write(item, by=by, why=why)
    renumber_drafts(item, by=by, why=why)
    touch(agenda, by=by, why=why)
    return item


@transaction.atomic
def reword_restricted(item: AgendaItem, *, reason: str, public_title: str, by: Any, why: str = "") -> AgendaItem:
    """Change what the public reads instead of a restricted item, after publication too. Raises Refused.

    As with restricting: who finds that the words give something away must be able to change them at once. A published
    agenda says that it was changed.
    """
    item, _, agenda = _hold_restricted(item, by=by)
    before = item.public_title, item.restriction_reason
    _reword(item, reason=reason, public_title=public_title)
    if before == (item.public_title, item.restriction_reason):
        raise Refused("The public reads just that already: change it, or leave it.")
    write(item, by=by, why=why)
    touch(agenda, by=by, why=why)
    return item


def _reword(item: AgendaItem, *, reason: str, public_title: str) -> None:
    """Give a restricted item its neutral title and its reason. Raises Refused where they say its own title."""
    item.restriction_reason, item.public_title = reason.strip(), public_title.strip()
    if says(item.public_title, item.title):
        raise Refused("The title for the public says what the item’s own title says: give a neutral one.")
    if says_its_title(item):
        raise Refused("The reason for the public says what the item’s own title says: give a neutral one.")


def unrestrict_item(item: AgendaItem, *, by: Any, why: str = "", despite: Collection[str] = ()) -> AgendaItem:
    """Open an item to all, after publication too; papers that are restricted themselves stay so. Raises Refused.

    Of a published agenda its words and its other papers go public at once, and so does what was recorded under it and
    published: they are checked as they are before publication; `despite` names the codes of findings that the officer
    answers for in `why`. Files are read before the transaction: if anything changes in between, nothing is opened.
    Drafts under the item take open numbers.
    """
    with transaction.atomic():
        closed, _, _ = _hold_restricted(item, by=by)
        before = _state(closed)
    refuse_blocking(opening_checks(closed), despite=despite, reason=why)
    with transaction.atomic():
        lock_numbers_at(item.meeting)
        item, _, agenda = _hold_restricted(item, by=by)
        if _state(item) != before:
            raise Refused("The agenda changed while the item was being checked: look at it again, then open it.")
        _open(item)
        write(item, by=by, why=why)
        renumber_drafts(item, by=by, why=why)
        touch(agenda, by=by, why=why)
    return item


def opening_checks(item: AgendaItem) -> list[Finding]:
    """What was found in all that goes public when the restricted `item` is opened: its words, papers and record.

    Nothing while neither the agenda nor any of its record is public. Reads files, so not in a transaction.
    """
    record = record_of(item)
    minuted = Minutes.objects.public().filter(meeting=item.meeting_id).exists()
    on_agenda = Agenda.objects.filter(meeting=item.meeting_id).published().exists()
    if not (record or minuted or on_agenda):
        return []
    opened = copy(item)
    _open(opened)
    papers = Paper.objects.filter(item=item, restricted=False).select_related("pinned") if on_agenda else []
    return item_checks(opened, list(papers), record)


def _state(item: AgendaItem) -> tuple[Any, ...]:
    """All that `opening_checks` reads."""
    return what_is_checked(item.meeting), record_of(item)


def _hold_restricted(item: AgendaItem, *, by: Any) -> tuple[AgendaItem, Meeting, Agenda]:
    held, meeting, agenda = hold_item(item, by=by)
    if not held.restricted:
        raise Refused("This item is not restricted.")
    return held, meeting, agenda


def _open(item: AgendaItem) -> None:
    item.restricted, item.restriction_reason, item.public_title = False, "", ""


def touch(agenda: Agenda, *, by: Any, why: str = "") -> None:
    """Say on a published agenda that it was changed just now."""
    if agenda.is_published:
        agenda.changed_at = timezone.now()
        write(agenda, by=by, why=why)


class Found(Refused):
    """The checks found something that stands in the way. Carries all that they found."""

    def __init__(self, sentence: str, findings: Sequence[Finding]) -> None:
        super().__init__(sentence)
        self.findings = findings


def refuse_blocking(found: Iterable[Finding], *, despite: Collection[str], reason: str) -> None:
    """Raise Found for the first finding that blocks and is not overruled, or is overruled without a reason."""
    findings = list(found)
    blocking = [finding for finding in findings if finding.blocks]
    standing = [finding for finding in blocking if finding.code not in despite or not finding.may_be_overruled]
    if standing:
        more = f" ({len(standing) - 1} more to see to.)" if len(standing) > 1 else ""
        raise Found(f"{standing[0].sentence}{more}", findings)
    if blocking and not reason.strip():
        raise Found("Say why it is published although the checks found something.", findings)
