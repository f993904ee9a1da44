"""The standing items: those that come onto an agenda by themselves, each while there is something to say under it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from governance.foundation.deeds import strike, write
from governance.foundation.publication import State
from governance.foundation.sentences import plain_day
from meetings.agendas.agenda_setting.holding import is_spoken_of
from meetings.agendas.agenda_setting.order import number, place
from meetings.agendas.exceptions import newest_report, owed_at, takes_the_place
from meetings.models import Action, Agenda, AgendaItem, Meeting
from meetings.report_backs.reporting_back import due_at

Kind = AgendaItem.Kind

ABOUT_THE_LAST = "Minutes of the meeting held on "
"""How the title of the item begins that follows the last meeting's day."""


@dataclass(frozen=True)
class Standing:
    """One standing item: its kind, its title, whether a meeting has it, how long it takes, what the reader is asked."""

    kind: Kind
    title: Callable[[Meeting], str]
    is_due: Callable[[Meeting], bool]
    minutes: int
    """Planned unless an officer says otherwise, so that the agenda's clock runs."""
    asked: str = ""


def last_held(meeting: Meeting) -> Meeting | None:
    """The last meeting that the lead body held on a day before this one, or None; a workshop leaves no minutes."""
    held = Meeting.objects.filter(body=meeting.body_id, status=Meeting.Status.HELD)
    held = held.exclude(kind__in=[Meeting.Kind.WORKSHOP, Meeting.Kind.DEVELOPMENT_DAY])
    return held.before(meeting.day).latest_first().first()


def open_actions(meeting: Meeting) -> bool:
    """Whether the lead body has an action that was raised before this meeting and is still open."""
    mine = Action.objects.filter(body=meeting.body_id).exclude(state=State.WITHDRAWN).exclude(meeting=meeting.pk)
    return mine.open_on(meeting.day).exists()


def _title_of_minutes(meeting: Meeting) -> str:
    last = last_held(meeting)
    return f"{ABOUT_THE_LAST}{plain_day(last.day)}" if last else "Minutes of the last meeting"


def _always(meeting: Meeting) -> bool:
    return True


def _has_met(meeting: Meeting) -> bool:
    return last_held(meeting) is not None


def _reports_due(meeting: Meeting) -> bool:
    return bool(due_at(meeting))


def _exceptions_due(meeting: Meeting) -> bool:
    return bool(owed_at(meeting))


STANDING = (
    Standing(Kind.APOLOGIES, lambda meeting: "Apologies for absence", _always, 5, AgendaItem.Asked.NOTE),
    Standing(Kind.DECLARATIONS, lambda meeting: "Declarations of interest", _always, 5),
    Standing(Kind.MINUTES, _title_of_minutes, _has_met, 5, AgendaItem.Asked.AGREE),
    Standing(Kind.MATTERS_ARISING, lambda meeting: "Matters arising", _has_met, 5, AgendaItem.Asked.DISCUSS),
    Standing(Kind.ACTIONS, lambda meeting: "Open actions", open_actions, 10, AgendaItem.Asked.NOTE),
    Standing(
        Kind.REPORT_BACKS, lambda meeting: "Report-backs from other bodies", _reports_due, 10, AgendaItem.Asked.NOTE
    ),
    Standing(Kind.EXCEPTIONS, lambda meeting: "Exceptions", _exceptions_due, 15, AgendaItem.Asked.DISCUSS),
    Standing(Kind.OTHER_BUSINESS, lambda meeting: "Any other business", _always, 5),
    Standing(Kind.NEXT_MEETING, lambda meeting: "Date of the next meeting", _always, 5, AgendaItem.Asked.NOTE),
)
"""In the order in which they stand. Matters arise from minutes, so a first meeting has neither."""


def add_missing(meeting: Meeting, *, by: Any, reason: str = "", besides: frozenset[str] = frozenset()) -> list[str]:
    """Add each standing item that is due and not there, but for the kinds in `besides`; give the titles added.

    The caller holds the lock of the meeting and has checked the right.
    """
    there = set(meeting.items.values_list("kind", flat=True))
    added = []
    for standing in STANDING:
        if standing.kind in there or standing.kind in besides or not standing.is_due(meeting):
            continue
        item = AgendaItem(
            meeting=meeting,
            kind=standing.kind,
            title=standing.title(meeting),
            asked=standing.asked,
            minutes_planned=standing.minutes,
            report=newest_report(owed_at(meeting)) if standing.kind == Kind.EXCEPTIONS else None,
        )
        place(item, meeting, by=by, reason=reason)
        added.append(item.title)
    return added


def missing(meeting: Meeting) -> list[str]:
    """The titles of the standing items that publishing would add."""
    agenda = Agenda.objects.filter(meeting=meeting.pk).first()
    there = {*meeting.items.values_list("kind", flat=True), *(agenda.left_out if agenda else ())}
    return [each.title(meeting) for each in STANDING if each.kind not in there and each.is_due(meeting)]


def newly_reported(meeting: Meeting) -> list[AgendaItem]:
    """The exceptions items onto which a newer report has come by itself, not yet written."""
    items = list(meeting.items.filter(kind=Kind.EXCEPTIONS).select_related("report__period"))
    newest = newest_report(owed_at(meeting)) if items else None
    found = [item for item in items if takes_the_place(newest, item)]
    for item in found:
        item.report = newest
    return found


def bring_up_to_date(meeting: Meeting, agenda: Agenda, *, by: Any, reason: str = "") -> None:
    """Add what has become due, drop what has become empty, and let titles and reports follow what happened since.

    What the secretary took off stays off. What somebody wrote on stays. The caller holds the meeting's lock.
    """
    for standing in STANDING:
        for item in meeting.items.filter(kind=standing.kind):
            if not standing.is_due(meeting) and _is_untouched(item):
                strike(item, by=by, why=reason)
            elif item.title.startswith(ABOUT_THE_LAST) and item.title != standing.title(meeting):
                item.title = standing.title(meeting)
                write(item, by=by, why=reason)
    for item in newly_reported(meeting):
        write(item, by=by, why=reason)
    number(list(meeting.items.in_order()), by=by, reason=reason)
    add_missing(meeting, by=by, reason=reason, besides=frozenset(agenda.left_out))


def _is_untouched(item: AgendaItem) -> bool:
    """Whether nobody has written anything on a standing item, nor recorded anything under it."""
    as_it_came = {None, 0, *(each.minutes for each in STANDING if each.kind == item.kind)}
    written = item.text or item.presenter_id or item.presenter_name or item.papers.exists()
    return not written and item.minutes_planned in as_it_came and not is_spoken_of(item)
