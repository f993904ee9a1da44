"""Publishing an agenda, and the two changes that are possible afterwards; both show, with their reason."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from governance.foundation.deeds import Refused, write
from governance.foundation.publication import State, turn
from meetings.agendas.agenda_labels import labels_in_use_twice, labels_of
from meetings.agendas.agenda_setting.drafting import RESTRICTION, WRITTEN, known, require_own_label
from meetings.agendas.agenda_setting.holding import hold, hold_item, is_spoken_of, require_changeable, why_settled
from meetings.agendas.agenda_setting.order import place
from meetings.agendas.agenda_setting.restricting import refuse_blocking, touch
from meetings.agendas.agenda_setting.standing import bring_up_to_date
from meetings.agendas.publication_checks import checks, item_checks, what_is_checked
from meetings.announcing import News, announce
from meetings.models import Agenda, AgendaItem, Meeting
from meetings.thread.serving import check_report, check_served
from priorities.models import PerformanceReport


def publish_agenda(
    meeting: Meeting,
    *,
    by: Any,
    reason: str = "",
    despite: Collection[str] = (),
    on: datetime.date | None = None,
) -> Agenda:
    """Let everybody read the agenda: bring its standing items up to date, fix its labels, tell those who follow.

    Once the chair has checked the minutes no item comes or goes any more: the agenda is published as it was minuted.
    The checks read files and take their time, so they come before the transaction; if the agenda changes in between,
    nothing is published. `despite` names the codes of blocking findings that the officer answers for in `reason`.
    `on` is the day of publication (default: today). Raises Refused for a meeting that is only proposed or is
    cancelled, for an agenda without items, and while a blocking finding stands.
    """
    with transaction.atomic():
        checked, agenda = hold(meeting, by=by)
        _require_publishable(checked, agenda)
        before = what_is_checked(checked)
    found = checks(checked, on=on or timezone.localdate())
    refuse_blocking(found, despite=despite, reason=reason)
    with transaction.atomic():
        meeting, agenda = hold(meeting, by=by)
        _require_publishable(meeting, agenda)
        if what_is_checked(meeting) != before:
            raise Refused("The agenda changed while it was being checked: look at it again, then publish it.")
        if not why_settled(meeting):
            bring_up_to_date(meeting, agenda, by=by, reason=reason)
        fix_labels(meeting, by=by, why="The agenda was published.")
        turn(agenda, State.PUBLISHED, by=by, why=reason)
        announce(News.AGENDA, meeting, agenda)
    return agenda


def _require_publishable(meeting: Meeting, agenda: Agenda) -> None:
    if agenda.is_published:
        raise Refused("This agenda is published already.")
    if meeting.status == Meeting.Status.PROPOSED:
        raise Refused("This meeting is only proposed: confirm it, then publish its agenda.")
    if meeting.is_cancelled:
        raise Refused("This meeting is cancelled, so its agenda is not published.")
    if not meeting.items.exists():
        raise Refused("There is nothing on this agenda: add an item first.")


def fix_labels(meeting: Meeting, *, by: Any, why: str) -> None:
    """Write on each item the label that it is printed with: from now on it is known by it.

    The caller holds the meeting's lock and has checked the right. Raises Refused where two would have the same.
    """
    items = list(meeting.items.in_order())
    labels, unlabelled = labels_of(items), [item for item in items if not item.label]
    if unlabelled and (twice := labels_in_use_twice(items)):
        raise Refused(f"More than one item would have the label {twice[0]}: give each its own.")
    for item in unlabelled:
        item.label = labels[item.pk]
        write(item, by=by, why=why)


@transaction.atomic
def add_late_item(
    meeting: Meeting,
    *,
    title: str,
    reason: str,
    by: Any,
    why: str = "",
    despite: Collection[str] = (),
    **facts: Any,
) -> AgendaItem:
    """Add an item to a published agenda; the public reads that it is late, and `reason`.

    It stands after the last business with a label such as 6a, for no printed label changes. `facts` are as in
    `add_item`. Its words go public at once, so they are checked; `despite` names the codes of findings that the
    officer answers for in `why`. Raises Refused for a draft, for a meeting that is cancelled, and once the minutes
    are checked.
    """
    meeting, agenda = hold(meeting, by=by)
    if agenda.is_draft:
        raise Refused("This agenda is not published yet: add an ordinary item.")
    require_changeable(meeting)
    if not reason.strip():
        raise Refused("Say why the item comes late; the public reads it.")
    item = AgendaItem(meeting=meeting, title=title, late_reason=reason.strip(), **known(facts, WRITTEN | RESTRICTION))
    check_served(item)
    check_report(item)
    refuse_blocking(item_checks(item), despite=despite, reason=why)
    place(item, meeting, by=by, reason=why)
    require_own_label(item)
    if not item.label:
        item.label = labels_of(meeting.items.in_order())[item.pk]
        write(item, by=by, why=why)
    touch(agenda, by=by, why=why)
    return item


@transaction.atomic
def withdraw_item(item: AgendaItem, *, reason: str, by: Any, why: str = "") -> AgendaItem:
    """Take an item off a published agenda: it keeps its place and label, and the public reads `reason`.

    Raises Refused for a draft, for an item that is withdrawn already or that the record of the meeting speaks of, and
    once the minutes are checked.
    """
    item, meeting, agenda = hold_item(item, by=by)
    if agenda.is_draft:
        raise Refused("This agenda is not published yet: remove the item instead.")
    require_changeable(meeting)
    if item.withdrawn_reason:
        raise Refused("This item is withdrawn already.")
    if is_spoken_of(item):
        raise Refused("The record of the meeting speaks of this item, so it stays on the agenda.")
    if not reason.strip():
        raise Refused("Say why the item is withdrawn; the public reads it.")
    item.withdrawn_reason = reason.strip()
    write(item, by=by, why=why)
    touch(agenda, by=by, why=why)
    return item


@transaction.atomic
def attach_report(item: AgendaItem, report: PerformanceReport, *, by: Any, reason: str = "") -> AgendaItem:
    """Let an exceptions item deal with a performance report, after publication too: the agenda says that it changed.

    The public reads which report it is once the report is published. Raises Refused for another item, for a report
    of another partnership, and once the minutes are checked.
    """
    item, meeting, agenda = hold_item(item, by=by)
    require_changeable(meeting)
    item.report = PerformanceReport.objects.select_related("body", "period").get(pk=report.pk)
    check_report(item)
    write(item, by=by, why=reason)
    touch(agenda, by=by, why=reason)
    return item
