"""Restricting: an item that members and editors alone may read, and opening it to all."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from governance.foundation.deeds import Refused, write
from meetings.agendas.agenda_setting.holding import hold_item
from meetings.agendas.findings import Finding
from meetings.agendas.publication_checks import item_checks, what_is_checked
from meetings.locking import lock_numbers_at
from meetings.models import Agenda, AgendaItem, Meeting, Paper
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
    item.restricted, item.restriction_reason, item.public_title = True, reason.strip(), public_title.strip()
    if item.title.casefold() in item.public_title.casefold():
        raise Refused("The title for the public says what the item’s own title says: give a neutral one.")
    write(item, by=by, why=why)
    renumber_drafts(item, by=by, why=why)
    touch(agenda, by=by, why=why)
    return item


def unrestrict_item(item: AgendaItem, *, by: Any, why: str = "", despite: Collection[str] = ()) -> AgendaItem:
    """Open an item to all, after publication too; papers that are restricted themselves stay so. Raises Refused.

    Of a published agenda its words and its other papers go public at once, so they are checked as they are before
    publication; `despite` names the codes of findings that the officer answers for in `why`. Files are read before
    the transaction: if the agenda changes in between, nothing is opened. Drafts under the item take open numbers.
    """
    with transaction.atomic():
        opened, meeting, agenda = _hold_restricted(item, by=by)
        before = what_is_checked(meeting)
    if agenda.is_published:
        _open(opened)
        papers = list(Paper.objects.filter(item=opened, restricted=False).select_related("pinned"))
        refuse_blocking(item_checks(opened, papers), despite=despite, reason=why)
    with transaction.atomic():
        lock_numbers_at(item.meeting)
        item, meeting, agenda = _hold_restricted(item, by=by)
        if what_is_checked(meeting) != before:
            raise Refused("The agenda changed while the item was being checked: look at it again, then open it.")
        _open(item)
        write(item, by=by, why=why)
        renumber_drafts(item, by=by, why=why)
        touch(agenda, by=by, why=why)
    return item


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
