"""Reading an agenda: its lines as somebody may read them, each with its label, its time by the clock and its papers."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from governance.foundation.publication import State
from governance.foundation.sentences import counted
from governance.models import Person
from meetings.agendas.agenda_due import TELLING, Due, due_under
from meetings.agendas.agenda_labels import labels_of
from meetings.models import AgendaItem, Meeting, Paper
from meetings.schedules.times import plain_time
from meetings.thread.serving import Served, served_by, with_served
from priorities.models import PerformanceReport

SHOWN_OF_HIDDEN = ("pk", "position", "label", "public_title", "restriction_reason", "late_reason", "withdrawn_reason")
"""All that is ever read of an item for somebody who may not read it, but for its minutes, which move the clock."""


@dataclass(frozen=True)
class Line:
    """One line of an agenda for one reader. Of an item that they may not read, `item` is None and little is said."""

    label: str
    title: str
    """The title, or the neutral one for the public."""
    key: int
    """The item's key: its place on the page is `item-<key>`."""
    item: AgendaItem | None = None
    reason: str = ""
    """Why the item is restricted; of an item that the reader may read as well."""
    starts_at: datetime.time | None = None
    """When it begins by the clock; None where that is not known."""
    presenter: str = ""
    presenter_slug: str = ""
    """Of a presenter who has a page."""
    asked: str = ""
    """What the reader is asked to do, in words."""
    served: Served | None = None
    """The priority that it serves, where the public may read of that."""
    report: PerformanceReport | None = None
    """The performance report that it deals with, where the reader may read it."""
    late_reason: str = ""
    withdrawn_reason: str = ""
    papers: list[Paper] = field(default_factory=list)
    due: Due | None = None
    """What is due under it, of a standing item."""

    @property
    def is_hidden(self) -> bool:
        """Whether the reader may not read the item."""
        return self.item is None

    @property
    def time(self) -> str:
        """When it begins, in words; empty where that is not known."""
        return plain_time(self.starts_at) if self.starts_at else ""

    @property
    def when(self) -> str:
        """When it begins and how long it is to take, as far as either is known: “10am (20 minutes)”."""
        planned = self.item.minutes_planned if self.item and not self.withdrawn_reason else None
        minutes = counted(planned, "minute") if planned else ""
        return f"{self.time} ({minutes})" if self.time and minutes else self.time or minutes


def lines_for(meeting: Meeting, user: Any, *, day: datetime.date | None = None) -> list[Line]:
    """The lines of the meeting's agenda as `user` may read them: at most 3 queries besides those about the user.

    None for a draft, but for its editors. What the user may not read is not even fetched, but for the label, the
    neutral title, the reasons and the minutes planned. With the `day` of the page, what is due stands under the
    standing items, for the queries of `due_under`.
    """
    read = list(_readable(meeting, user))
    hidden = list(_hidden(meeting, read))
    everything = sorted([*read, *hidden], key=lambda item: (item.position, item.pk))
    labels, times = labels_of(everything), clock(meeting.starts_at, everything)
    papers = papers_of(meeting, user) if read else {}
    shown = {item.pk for item in read}
    kinds = {item.kind for item in read if not item.withdrawn_reason} & TELLING if day else set()
    due = due_under(kinds, meeting, user, day) if day else {}
    return [
        _line(item, labels[item.pk], times[item.pk], papers.get(item.pk, []), due.get(item.kind))
        if item.pk in shown
        else _closed_line(item, labels[item.pk])
        for item in everything
    ]


def _readable(meeting: Meeting, user: Any) -> QuerySet[AgendaItem]:
    has_page = Person.objects.visible_to(None).filter(pk=OuterRef("presenter"))
    reports = PerformanceReport.objects.visible_to(user).filter(pk=OuterRef("report"))
    rows = AgendaItem.objects.visible_to(user).filter(meeting=meeting)
    rows = rows.select_related("presenter", "report__period", "report__body", "report__plan").defer("report__content")
    rows = rows.annotate(presenter_has_page=Exists(has_page), shows_report=Exists(reports))
    return with_served(rows, meeting.day)


def _hidden(meeting: Meeting, read: Iterable[AgendaItem]) -> QuerySet[AgendaItem]:
    """The restricted items of a published agenda that are not among those `read`."""
    rows = AgendaItem.objects.filter(meeting=meeting, restricted=True, meeting__agenda__state=State.PUBLISHED)
    rows = rows.exclude(meeting__status=Meeting.Status.PROPOSED).exclude(pk__in=[item.pk for item in read])
    return rows.only(*SHOWN_OF_HIDDEN, "minutes_planned")


def papers_of(meeting: Meeting, user: Any) -> dict[int, list[Paper]]:
    """The papers that `user` may read, with their pinned revisions, by the key of their item."""
    found: dict[int, list[Paper]] = defaultdict(list)
    rows = Paper.objects.visible_to(user).filter(item__meeting=meeting, pinned__isnull=False)
    for paper in rows.for_page().order_by("item__position", "position", "pk"):
        found[paper.item_id].append(paper)
    return found


def clock(starts_at: datetime.time | None, items: Iterable[Any]) -> dict[int, datetime.time | None]:
    """When each item begins if those before it take the minutes planned; None from where one has none.

    Items that were withdrawn take no time and have none.
    """
    times: dict[int, datetime.time | None] = {}
    now = datetime.datetime.combine(datetime.date.min, starts_at) if starts_at else None
    for item in items:
        if item.withdrawn_reason:
            times[item.pk] = None
            continue
        times[item.pk] = now.time() if now else None
        planned = item.minutes_planned
        now = now + datetime.timedelta(minutes=planned) if now and planned is not None else None
    return times


def _line(item: Any, label: str, starts_at: datetime.time | None, papers: list[Paper], due: Due | None) -> Line:
    return Line(
        label=label,
        title=item.title,
        key=item.pk,
        item=item,
        reason=item.restriction_reason if item.restricted else "",
        starts_at=starts_at,
        presenter=item.presenter.name if item.presenter else item.presenter_name,
        presenter_slug=item.presenter.slug if item.presenter and item.presenter_has_page else "",
        asked=item.get_asked_display() if item.asked else "",
        served=served_by(item),
        report=item.report if item.shows_report else None,
        late_reason=item.late_reason,
        withdrawn_reason=item.withdrawn_reason,
        papers=papers,
        due=None if item.withdrawn_reason else due,
    )


def _closed_line(item: AgendaItem, label: str) -> Line:
    return Line(
        label=label,
        title=item.public_title,
        key=item.pk,
        reason=item.restriction_reason,
        late_reason=item.late_reason,
        withdrawn_reason=item.withdrawn_reason,
    )
