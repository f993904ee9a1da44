"""What an agenda item serves: a priority of the partnership, or none for a reason that everybody reads (item 232).

An item names a priority of its meeting's day; the agenda calls it by its name of that day.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from governance.foundation.deeds import Refused
from governance.foundation.publication import State
from governance.foundation.sentences import plain_day
from meetings.models import AgendaItem, Meeting
from priorities.models import PerformanceReport, Priority, PriorityName


@dataclass(frozen=True)
class Served:
    """The priority that an item serves: its address, and its name on the day of the meeting."""

    slug: str
    name: str


def priorities_on(meeting: Meeting, user: Any) -> QuerySet[Priority]:
    """The priorities that an item of the meeting may serve: those of its day that `user` may read, as numbered."""
    then = PriorityName.objects.in_force(meeting.day).filter(priority=OuterRef("pk"))
    rows = Priority.objects.visible_to(user).filter(
        Exists(then), strategy__body__partnership=meeting.body.partnership_id
    )
    return rows.select_related("strategy").order_by("strategy__title", "position", "pk")


def with_served(items: QuerySet[AgendaItem], day: datetime.date) -> QuerySet[Any]:
    """Items with what `served_by` needs, as the public may read it: that and no more. No query more."""
    names = PriorityName.objects.visible_to(None).filter(priority=OuterRef("priority"))
    return items.annotate(
        served_slug=Subquery(names.values("priority__slug")[:1]),
        served_name=Subquery(names.in_force(day).values("name")[:1]),
    )


def served_by(item: Any) -> Served | None:
    """The priority of an item that comes from `with_served`; None where it serves none that the public may read."""
    if not item.served_name:
        return None
    return Served(item.served_slug, item.served_name)


def check_served(item: AgendaItem) -> None:
    """Raise Refused where an item serves a priority and none, or one that is not its meeting's to serve."""
    priority, meeting = item.priority, item.meeting
    if priority is None:
        return
    if item.serves_none_because:
        raise Refused("Name the priority that the item serves, or say why it serves none: not both.")
    if priority.strategy.body.partnership_id != meeting.body.partnership_id:
        raise Refused(f"“{priority}” is a priority of another partnership: choose one of this partnership.")
    if not priority.names.in_force(meeting.day).exists():
        raise Refused(f"“{priority}” is no priority on {plain_day(meeting.day)}: choose one of that day.")


def check_report(item: AgendaItem) -> None:
    """Raise Refused where an item deals with a report that is another partnership's or was taken back."""
    report = item.report
    if report is None:
        return
    if item.kind != AgendaItem.Kind.EXCEPTIONS:
        raise Refused("A performance report is dealt with under the item “Exceptions”: choose that item.")
    if report.body.partnership_id != item.meeting.body.partnership_id:
        raise Refused(f"“{report}” is another partnership’s report: choose one of this partnership.")
    if report.state == State.WITHDRAWN:
        raise Refused(f"“{report}” was taken back: choose another report.")


def unserved(meeting: Meeting, items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """The items of business that name neither a priority nor why they serve none, where there are priorities. 1 query.

    None while the partnership has no priority on the day of the meeting that the public may read.
    """
    business = [each for each in items if each.kind == AgendaItem.Kind.BUSINESS and not each.withdrawn_reason]
    silent = [each for each in business if each.priority_id is None and not each.serves_none_because]
    return silent if silent and priorities_on(meeting, None).exists() else []


def reports_to_choose(item: AgendaItem, user: Any) -> QuerySet[PerformanceReport]:
    """The reports of the partnership that an exceptions item may deal with, the newest first."""
    rows = PerformanceReport.objects.visible_to(user).filter(body__partnership=item.meeting.body.partnership_id)
    return rows.exclude(state=State.WITHDRAWN).select_related("plan", "body", "period").latest_first()
