"""The records of meetings judged, for `manage.py check_records`: what must hold of them whatever wrote them."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery

from governance.foundation.publication import State
from governance.records import Check
from governance.records.lives import Lives
from meetings.decisions.brought_about import ADOPTING, AGREED
from meetings.models import Action, Correction, Decision, Meeting, MeetingEvent, Minutes, ReportBack
from meetings.models.numbered import reference_of
from meetings.papers.left_behind import left_behind, without_file
from priorities.models import CardStep, Handover

SET_BY_EVENTS = {"what": "status", "day": "day", "starts_at": "starts_at", "ends_at": "ends_at", "place": "place"}
"""Each column of an event, and the column of its meeting that it sets."""


def meetings_stand_as_their_last_event_left_them(lives: Lives) -> Iterator[str]:
    """Status, day, times and place of a meeting are those of the last thing that happened to it."""
    last = MeetingEvent.objects.filter(meeting=OuterRef("pk")).order_by("-pk")
    set_by = {f"last_{name}": Subquery(last.values(name)[:1]) for name in SET_BY_EVENTS}
    rows: Any = Meeting.objects.select_related("body").annotate(**set_by).order_by("pk")
    for meeting in rows.iterator():
        if meeting.last_what is None:
            yield f"Meeting {meeting.pk} ({meeting}) has no event, so nothing says how it came to be."
            continue
        off = [now for then, now in SET_BY_EVENTS.items() if getattr(meeting, now) != getattr(meeting, f"last_{then}")]
        if off:
            yield f"Meeting {meeting.pk} ({meeting}): {', '.join(off)} differ from its last event."


def published_minutes_say_something(lives: Lives) -> Iterator[str]:
    """Minutes that the public reads have an entry with a text."""
    said = Count("entries", filter=~Q(entries__text=""))
    rows = Minutes.objects.public().select_related("meeting__body").annotate(said=said).filter(said=0)
    for minutes in rows.order_by("pk"):
        yield f"{minutes} are published without a word in them."


def corrections_are_of_the_minutes_of_their_entry(lives: Lives) -> Iterator[str]:
    """A correction of an entry stands with the minutes to which the entry belongs."""
    rows = Correction.objects.select_related("minutes__meeting__body", "entry__minutes__meeting__body")
    for row in rows.filter(entry__isnull=False).exclude(minutes=F("entry__minutes")).order_by("pk"):
        of = row.entry.minutes  # type: ignore[union-attr]  # those without an entry are left out above
        yield f"Correction {row.pk} stands with “{row.minutes}”, and its entry with “{of}”."


def numbers_are_given_once(lives: Lives) -> Iterator[str]:
    """No two decisions, and no two actions, of a body and year have the same number in the same series."""
    which = ("body", "year", "numbered_apart", "number")
    for model in (Decision, Action):
        rows = model.objects.order_by().values_list(*which).annotate(times=Count("pk"))
        for body, year, apart, number, times in rows.filter(times__gt=1).order_by(*which):
            reference = reference_of(year, number, apart=apart)
            yield f"{model.__name__} {reference} of {lives.name(body)} is there {times} times."


def drafts_are_numbered_as_their_items_are_read(lives: Lives) -> Iterator[str]:
    """A draft under a restricted item is numbered among the restricted ones, any other in the open."""
    is_open = Q(item=None) | Q(item__restricted=False)
    wrong = Q(numbered_apart=True) & is_open | Q(numbered_apart=False, item__restricted=True)
    for model in (Decision, Action):
        rows: Any = model.objects
        for draft in rows.drafts().filter(wrong).order_by("body", "year", "numbered_apart", "number"):
            where = f"{draft} of {lives.name(draft.body_id)}"
            if draft.numbered_apart:
                yield f"{where} is a draft under no restricted item, and numbered as if it were."
            else:
                yield f"{where} is a draft under a restricted item, and numbered in the open."


def report_backs_are_about_seats_of_the_outside_body(lives: Lives) -> Iterator[str]:
    """The seat of a report-back is on a body that met, and what heard it was a meeting of the home body."""
    rows = ReportBack.objects.select_related("outside_meeting__body", "seat", "reported_at")
    for row in rows.prefetch_related("outside_meeting__with_bodies", "reported_at__with_bodies").order_by("pk"):
        if row.seat.body_id not in row.outside_meeting.body_keys:
            yield f"Report-back {row.pk} ({row}): the seat “{row.seat}” is on no body that met."
        if row.reported_at is not None and row.home_body_id not in row.reported_at.body_keys:
            yield f"Report-back {row.pk} ({row}): it was heard at a meeting of another body than its home."


def decisions_brought_about_what_stands(lives: Lives) -> Iterator[str]:
    """A decision that brought something about approved it and was not dropped; and that is no draft."""
    nothing = Q(**dict.fromkeys((f"{name}__isnull" for name in ADOPTING), True))
    rows = Decision.objects.exclude(nothing).select_related(*ADOPTING, "accepts_card__card")
    for decision in rows.order_by("pk"):
        for name in ADOPTING:
            for fault in _faults_of(decision, getattr(decision, name)):
                yield f"{decision} of {lives.name(decision.body_id)} {fault}."


def _faults_of(decision: Decision, rests: Any) -> Iterator[str]:
    """What cannot be of a decision on which `rests`, as ends of sentences."""
    if rests is None:
        return
    if decision.state == State.WITHDRAWN:
        yield f"was dropped, and “{rests}” rests on it"
    if decision.outcome not in AGREED:
        yield f"approved nothing, and “{rests}” rests on it"
    if isinstance(rests, Handover):
        if rests.confident_on is None:
            yield f"is confident in “{rests}”, which says nothing of it"
    elif (rests.card if isinstance(rests, CardStep) else rests).state == State.DRAFT:
        yield f"adopted “{rests}”, which is still a draft"


def papers_have_their_files_and_files_their_papers(lives: Lives) -> Iterator[str]:
    """The file of every revision is in the store, and what lies there for more than a day is the file of one."""
    for row in without_file():
        yield f"Revision {row.number} of “{row.paper}” (paper {row.paper.key}): its file {row.file.name} is gone."
    for name in left_behind():
        yield f"The file {name} lies in the store for more than a day, and no revision of a paper names it."


CHECKS: tuple[Check, ...] = (
    meetings_stand_as_their_last_event_left_them,
    published_minutes_say_something,
    corrections_are_of_the_minutes_of_their_entry,
    numbers_are_given_once,
    drafts_are_numbered_as_their_items_are_read,
    report_backs_are_about_seats_of_the_outside_body,
    decisions_brought_about_what_stands,
    papers_have_their_files_and_files_their_papers,
)
