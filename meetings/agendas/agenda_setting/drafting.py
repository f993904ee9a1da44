"""Drafting: everything that may happen to an agenda before anybody has read it.

It ends with publication, and with the chair's check of the minutes, which name the items as the agenda does.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from governance.foundation.deeds import Refused, strike, write
from meetings.agendas.agenda_labels import labels_of
from meetings.agendas.agenda_setting.holding import (
    agenda_of,
    hold_all,
    hold_draft,
    hold_item,
    is_spoken_of,
    require_draft,
    require_unminuted,
)
from meetings.agendas.agenda_setting.order import FIRST, LAST, number, place
from meetings.agendas.agenda_setting.standing import add_missing, bring_up_to_date
from meetings.agendas.publication_checks import UNTITLED
from meetings.models import Agenda, AgendaItem, Meeting
from meetings.thread.serving import check_report, check_served
from priorities.models import PriorityName

RESTRICTION = frozenset({"restricted", "restriction_reason", "public_title"})
WRITTEN = frozenset(
    {
        "title",
        "label",
        "text",
        "asked",
        "presenter",
        "presenter_name",
        "minutes_planned",
        "priority",
        "serves_none_because",
        "report",
    }
)
"""The facts of an item that an officer writes; what hides it is a deed of its own."""
COPIED = sorted(WRITTEN - {"label", "report"})


@transaction.atomic
def begin(meeting: Meeting, *, by: Any, reason: str = "") -> Agenda:
    """Give a meeting that was called the standing items that it does not have yet; a second time adds nothing.

    What the secretary took off is not put back. Raises Refused once the agenda is published.
    """
    meeting, agenda = hold_draft(meeting, by=by)
    add_missing(meeting, by=by, reason=reason, besides=frozenset(agenda.left_out))
    return agenda


@transaction.atomic
def refresh_standing(meeting: Meeting, *, by: Any, reason: str = "") -> Agenda:
    """Bring the standing items up to date: what has become due comes on, what has become empty goes.

    An item on which somebody has written stays. Raises Refused once the agenda is published.
    """
    meeting, agenda = hold_draft(meeting, by=by)
    bring_up_to_date(meeting, agenda, by=by, reason=reason)
    return agenda


@transaction.atomic
def introduce(meeting: Meeting, *, text: str, by: Any, reason: str = "") -> Agenda:
    """Write what stands above the first item. Raises Refused once the agenda is published."""
    meeting, agenda = hold_draft(meeting, by=by)
    agenda.introduction = text
    return write(agenda, by=by, why=reason)


@transaction.atomic
def add_item(
    meeting: Meeting, *, title: str, by: Any, kind: str = AgendaItem.Kind.BUSINESS, reason: str = "", **facts: Any
) -> AgendaItem:
    """Add an item where its kind stands: business after the last business, before any other business.

    `facts` are those of WRITTEN and, for a restricted item, `restricted`, `restriction_reason` and `public_title`.
    Raises Refused once the agenda is published, and for a label that another item has.
    """
    meeting, agenda = hold_draft(meeting, by=by)
    item = AgendaItem(meeting=meeting, title=title, kind=kind, **known(facts, WRITTEN | RESTRICTION))
    if kind in agenda.left_out:
        agenda.left_out = [each for each in agenda.left_out if each != kind]
        write(agenda, by=by, why=reason)
    check_served(item)
    check_report(item)
    place(item, meeting, by=by, reason=reason)
    require_own_label(item)
    return item


@transaction.atomic
def change_item(item: AgendaItem, *, by: Any, reason: str = "", **facts: Any) -> AgendaItem:
    """Change what an item says (`facts` of WRITTEN).

    Raises Refused once the agenda is published, and for a label that another item has.
    """
    item, _, agenda = hold_item(item, by=by)
    require_draft(agenda)
    for name, value in known(facts, WRITTEN).items():
        setattr(item, name, value)
    check_served(item)
    check_report(item)
    write(item, by=by, why=reason)
    if "label" in facts:
        require_own_label(item)
    return item


@transaction.atomic
def reorder(meeting: Meeting, order: Sequence[int], *, by: Any, reason: str = "") -> Agenda:
    """Put the items in `order`, which names the key of each exactly once.

    Raises Refused once the agenda is published, and when items were added or removed in the meantime.
    """
    meeting, agenda = hold_draft(meeting, by=by)
    items = {item.pk: item for item in meeting.items.in_order()}
    if sorted(order) != sorted(items):
        raise Refused("Items were added or removed in the meantime: look at the agenda again, then put it in order.")
    number([items[key] for key in order], by=by, reason=reason)
    return agenda


@transaction.atomic
def remove_item(item: AgendaItem, *, by: Any, reason: str = "") -> Agenda:
    """Take an item off a draft; a standing item does not come back by itself.

    Raises Refused once the agenda is published, while the item has papers, and when the minutes speak of it.
    """
    item, meeting, agenda = hold_item(item, by=by)
    require_draft(agenda)
    if item.papers.exists():
        raise Refused("This item has papers: remove them, or move the item to another meeting.")
    kind = item.kind
    try:
        strike(item, by=by, why=reason)
    except ProtectedError:
        raise Refused("The record of the meeting speaks of this item, so it stays on the agenda.") from None
    if kind != AgendaItem.Kind.BUSINESS and kind not in agenda.left_out:
        agenda.left_out = [*agenda.left_out, kind]
        write(agenda, by=by, why=reason)
    number(list(meeting.items.in_order()), by=by, reason=reason)
    return agenda


@transaction.atomic
def copy_from(
    meeting: Meeting, earlier: Meeting, *, by: Any, with_restricted: bool = False, reason: str = ""
) -> list[AgendaItem]:
    """Add the business of an earlier meeting's agenda, in its order; give the new items.

    Standing items come by themselves and are not copied; nor are papers, nor what was withdrawn. A restricted item
    comes restricted, with its reason and neutral title, and keeps its own title and text only when
    `with_restricted`: what was said in confidence to one meeting is not handed on unasked, so a title is to be written.
    Titles that are there already are left out, and labels that are. `by` edits both bodies. Raises Refused once the agenda is published.
    """
    if meeting.pk == earlier.pk:
        raise Refused("Choose another meeting to copy from.")
    meeting, earlier = hold_all([meeting, earlier], by=by)
    require_draft(agenda_of(meeting))
    there = set(meeting.items.values_list("title", flat=True))
    labels = set(meeting.items.values_list("label", flat=True))
    copies = []
    business = earlier.items.filter(kind=AgendaItem.Kind.BUSINESS, withdrawn_reason="")
    served = set(PriorityName.objects.in_force(meeting.day).values_list("priority", flat=True))
    for item in business.select_related("presenter", "priority").in_order():
        copy = _copy(item, meeting, in_full=with_restricted or not item.restricted)
        copy.priority = copy.priority if copy.priority_id in served else None
        copy.label = "" if copy.label in labels else copy.label
        if copy.title not in there:
            copies.append(place(copy, meeting, by=by, reason=reason))
    return copies


def _copy(item: AgendaItem, to: Meeting, *, in_full: bool) -> AgendaItem:
    facts = {name: getattr(item, name) for name in COPIED} if in_full else {"title": _untitled(item)}
    return AgendaItem(
        meeting=to,
        restricted=item.restricted,
        restriction_reason=item.restriction_reason,
        public_title=item.public_title,
        # A number of its own comes afresh; something like 4a was meant to stay.
        label="" if item.label.isdecimal() or item.late_reason else item.label,
        **facts,
    )


def _untitled(item: AgendaItem) -> str:
    """A title that gives nothing away and is not the one that the public reads, until somebody writes its own."""
    longest = AgendaItem._meta.get_field("title").max_length or 0
    return f"{item.public_title[: longest - len(UNTITLED)]}{UNTITLED}"


@transaction.atomic
def move_item(item: AgendaItem, *, to: Meeting, by: Any, reason: str = "") -> AgendaItem:
    """Move an item with its papers to another meeting, where it stands after the last business.

    `by` edits both bodies. Raises Refused when either agenda is published, for a standing item, and when the minutes
    of this meeting speak of the item.
    """
    if to.pk == item.meeting_id:
        raise Refused("The item is on the agenda of that meeting already.")
    here, there = hold_all([item.meeting, to], by=by)
    item, _, agenda = hold_item(item, by=by)
    if not agenda.is_draft:
        raise Refused("This agenda is published: withdraw the item there and add it to the other meeting.")
    if not agenda_of(there).is_draft:
        raise Refused("The agenda of the other meeting is published: add it there as a late item.")
    if item.kind in {*FIRST, *LAST}:
        raise Refused("Each meeting has its own standing items: this one cannot be moved.")
    if there.is_cancelled:
        raise Refused("The other meeting is cancelled: choose one that goes ahead.")
    require_unminuted(here)
    require_unminuted(there)
    if is_spoken_of(item):
        raise Refused("The record of this meeting speaks of the item, so it stays on the agenda.")
    item.meeting, item.label, item.position = there, "", 0
    check_served(item)
    place(item, there, by=by, reason=reason)
    number(list(here.items.in_order()), by=by, reason=reason)
    return item


def require_own_label(item: AgendaItem) -> None:
    """Raise Refused where an item, which is written, was given a label that another is printed with."""
    if not item.label:
        return
    labels = labels_of(AgendaItem.objects.filter(meeting=item.meeting_id).in_order())
    if any(label.casefold() == item.label.casefold() for key, label in labels.items() if key != item.pk):
        raise Refused(f"Another item has the label {item.label}: choose one that is free.")


def known(facts: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """`facts`, every one of which is among `names`; a mistake in a caller raises TypeError."""
    if strange := facts.keys() - names:
        raise TypeError(f"An item is not written with {', '.join(sorted(strange))}.")
    return facts
