"""Restricting: an item that members and editors alone may read, and opening it to all."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from governance.foundation.deeds import Refused, write
from meetings.agendas.agenda_setting.holding import hold_item
from meetings.agendas.publication_checks import Finding, item_checks, what_is_checked
from meetings.models import Agenda, AgendaItem, Meeting, Paper


@transaction.atomic
def restrict_item(item: AgendaItem, *, reason: str, public_title: str, by: Any, why: str = "") -> AgendaItem:
    """Hide an item from the public, which reads `public_title` and `reason` instead. Raises Refused.

    After publication too. What was read cannot be unread, but an officer who finds a name on the public agenda that
    should not be there must be able to stop it going further at once, not to be told that it is too late; the agenda
    then says that it was changed, and the line says why it is closed. `why` is kept in the history.
    """
    item, _, agenda = hold_item(item, by=by)
    if item.restricted:
        raise Refused("This item is restricted already.")
    item.restricted, item.restriction_reason, item.public_title = True, reason.strip(), public_title.strip()
    if item.title.casefold() in item.public_title.casefold():
        raise Refused("The title for the public says what the item’s own title says: give a neutral one.")
    write(item, by=by, why=why)
    touch(agenda, by=by, why=why)
    return item


def unrestrict_item(item: AgendaItem, *, by: Any, why: str = "", despite: Collection[str] = ()) -> AgendaItem:
    """Open an item to all, after publication too; papers that are restricted themselves stay so. Raises Refused.

    Of a published agenda its words and its other papers go public at once, so they are checked as they are before
    publication; `despite` names the codes of findings that the officer answers for in `why`. Files are read before
    the transaction: if the agenda changes in between, nothing is opened.
    """
    with transaction.atomic():
        opened, meeting, agenda = _hold_restricted(item, by=by)
        before = what_is_checked(meeting)
    if agenda.is_published:
        _open(opened)
        papers = list(Paper.objects.filter(item=opened, restricted=False).select_related("pinned"))
        refuse_blocking(item_checks(opened, papers), despite=despite, reason=why)
    with transaction.atomic():
        item, meeting, agenda = _hold_restricted(item, by=by)
        if what_is_checked(meeting) != before:
            raise Refused("The agenda changed while the item was being checked: look at it again, then open it.")
        _open(item)
        write(item, by=by, why=why)
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


def refuse_blocking(found: Iterable[Finding], *, despite: Collection[str], reason: str) -> None:
    """Raise Refused for the first finding that blocks and is not overruled, or is overruled without a reason."""
    blocking = [finding for finding in found if finding.blocks]
    standing = [finding for finding in blocking if finding.code not in despite or not finding.may_be_overruled]
    if standing:
        more = f" ({len(standing) - 1} more to see to.)" if len(standing) > 1 else ""
        raise Refused(f"{standing[0].sentence}{more}")
    if blocking and not reason.strip():
        raise Refused("Say why it is published although the checks found something.")
