"""Acting: the deeds of the actions log, from raising an action to closing it, with the progress in between."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from governance.foundation.access import may_edit
from governance.foundation.deeds import Refused, strike, write
from governance.foundation.publication import State, turn
from governance.foundation.sentences import as_sentence, plain_day
from governance.foundation.waiting import require_room
from governance.models import Body, Organisation, Person
from meetings.actions.acting_rules import (
    as_minuted,
    changed_in_words,
    check,
    due_in_words,
    edited,
    edited_report,
    is_owner,
    locked,
    locked_log,
    owner_in_words,
    require_open,
)
from meetings.decisions.deciding import check_plan_action, require_unchecked
from meetings.locking import meeting_to_record
from meetings.models import Action, AgendaItem, Decision, Meeting, Minutes, ProgressReport
from meetings.numbering import renumber, take_number
from priorities.models import PlanAction

AMENDABLE = frozenset(
    {"what", "item", "decision", "owner", "owner_organisation", "owner_body", "due", "due_as_said", "plan_action"}
)
AMENDABLE_AFTER = frozenset({"owner", "owner_organisation", "owner_body", "due", "due_as_said"})
"""What may change once the public has read it: who does it, and by when. The log then says so."""


@transaction.atomic
def raise_action(
    body: Body,
    *,
    what: str,
    by: Any,
    meeting: Meeting | None = None,
    item: AgendaItem | None = None,
    decision: Decision | None = None,
    owner: Person | None = None,
    owner_organisation: Organisation | None = None,
    owner_body: Body | None = None,
    due: datetime.date | None = None,
    due_as_said: str = "",
    plan_action: PlanAction | None = None,
    reason: str = "",
) -> Action:
    """Draft an action in the log of `body`, with the next number of the year; raised on the meeting's day, or today.

    `numbering` says which number. What follows from a decision belongs to its meeting and item, and helps along its
    planned action unless `plan_action` names another. Of a joint meeting, each body that met may raise actions.
    Raises Refused.
    """
    meeting = meeting or (decision.meeting if decision else None)
    body = locked_log(body, meeting, by)
    day = meeting.day if meeting else timezone.localdate()
    action = Action(
        body=body,
        year=day.year,
        meeting=meeting,
        item=item or (decision.item if decision else None),
        decision=decision,
        what=what.strip(),
        owner=owner,
        owner_organisation=owner_organisation,
        owner_body=owner_body,
        raised_on=day,
        due=due,
        due_as_said=due_as_said.strip(),
        plan_action=plan_action or (decision.plan_action if decision else None),
    )
    _check(action)
    take_number(action)
    return write(action, by=by, why=reason)


@transaction.atomic
def amend_action(action: Action, *, by: Any, reason: str = "", **facts: Any) -> Action:
    """Change an open action: `facts` are new values of its fields, a draft's any of AMENDABLE.

    Under another item a draft may get another number; see `numbering`. Once it is published only its owner and its
    due day change; that needs a reason, which the public reads in its history beside what was changed. Raises
    Refused, and TypeError for a fact that no action has.
    """
    if unknown := facts.keys() - AMENDABLE:
        raise TypeError(f"An action has nothing to amend that is called {sorted(unknown)}.")
    action = edited(action, by)
    require_open(action)
    before = (owner_in_words(action), due_in_words(action))
    if action.is_draft:
        require_unchecked(action.meeting)
    if not action.is_draft and facts.keys() - AMENDABLE_AFTER:
        raise Refused(f"{action} is published: only its owner and its due day may change. Drop it and raise another.")
    for name, value in facts.items():
        setattr(action, name, value.strip() if isinstance(value, str) else value)
    if "decision" in facts and action.decision and not action.item:
        action.item = action.decision.item
    _check(action)
    renumber(action)
    after = (owner_in_words(action), due_in_words(action))
    if action.is_published and before != after:
        if not reason.strip():
            raise Refused("Say why the owner or the due day changes; the public reads it.")
        _log(action, f"{changed_in_words(before, after)} {as_sentence(reason)}", timezone.localdate(), by)
    return write(action, by=by, why=reason)


@transaction.atomic
def publish_action(action: Action, *, by: Any, reason: str = "") -> Action:
    """Publish one drafted action, such as one that was raised between meetings. Raises Refused."""
    action = edited(action, by)
    if action.raised_on > timezone.localdate():
        raise Refused("The meeting is still to come: publish its actions on its day or later.")
    if action.meeting is not None and Minutes.objects.public().filter(meeting=action.meeting).exists():
        action.as_minuted = as_minuted(action)
    return turn(action, State.PUBLISHED, by=by, why=reason)


@transaction.atomic
def publish_actions(meeting: Meeting, *, by: Any, reason: str = "") -> list[Action]:
    """Publish every draft that was raised at the meeting, of each body that met; return those published.

    Whoever edits the lead body may, as with the minutes. What is said of each, and of those published before, is kept
    for the minutes in the words of now, unless these are public already. Raises Refused before the meeting's day.
    """
    meeting = meeting_to_record(meeting, by=by)
    rows = Action.objects.select_for_update(of=("self",), no_key=True).filter(meeting=meeting)
    rows = rows.exclude(state=State.WITHDRAWN).for_page().order_by("body", "numbered_apart", "number")
    drafts = [action for action in rows if action.is_draft]
    if drafts and meeting.day > timezone.localdate():
        raise Refused("The meeting is still to come: publish its actions on its day or later.")
    for draft in drafts:
        draft.as_minuted = as_minuted(draft)
        turn(draft, State.PUBLISHED, by=by, why=reason)
    if not Minutes.objects.public().filter(meeting=meeting).exists():
        for action in rows:
            if action not in drafts:
                action.as_minuted = as_minuted(action)
                write(action, by=by, why="The minutes are published.")
    return drafts


@transaction.atomic
def drop_draft(action: Action, *, by: Any, reason: str = "") -> Action:
    """Give a drafted action up; it is kept for its editors, and its number with it."""
    action = edited(action, by)
    if not action.is_draft:
        raise Refused(f"{action} is published: close it as dropped and say why.")
    require_unchecked(action.meeting)
    return turn(action, State.WITHDRAWN, by=by, why=reason)


@transaction.atomic
def report_progress(
    action: Action,
    *,
    text: str,
    day: datetime.date,
    by: Any,
    reported_by: str,
    asks_to_close: bool = False,
    evidence: str = "",
    by_link: bool = False,
) -> ProgressReport:
    """Record what the owner says of the action as of `day`; `reported_by` is the name to be shown.

    From an editor it counts at once; from the owner's account, or by a signed link (`by` None, `by_link` True, the
    link checked by the caller), it waits for an editor. The same words sent twice are one report. Raises Refused,
    and TooManyWaiting where MOST_WAITING from the link wait already.
    """
    action = locked(action)
    editor = may_edit(by, action.body)
    if not editor and not by_link and not is_owner(by, action):
        raise Refused(f"Only the owner of {action}, or an editor of {action.body}, reports on it.")
    if not action.is_published:
        raise Refused(f"{action} is not published, so there is nothing to report on yet.")
    require_open(action)
    text = text.strip()
    _check_words(action, text, day)
    same = action.reports.filter(
        text=text, day=day, reported_by=reported_by, asks_to_close=asks_to_close, evidence=evidence
    )
    if twice := same.first():
        return twice
    if by_link:
        require_room(action.reports.waiting().filter(by_link=True).count(), "reports on this action")
    report = ProgressReport(
        action=action,
        day=day,
        text=text,
        reported_by=reported_by,
        by_link=by_link,
        asks_to_close=asks_to_close,
        evidence=evidence,
        accepted=editor,
    )
    return write(report, by=by, why="By a signed link." if by_link else "")


def _check_words(action: Action, text: str, day: datetime.date) -> None:
    if not text:
        raise Refused("Say how the action goes on.")
    if day > timezone.localdate() or day < action.raised_on:
        raise Refused("Choose a day between the one on which the action was raised and today.")


@transaction.atomic
def accept_report(report: ProgressReport, *, by: Any) -> ProgressReport:
    """Accept what an owner reported; the public then reads it. It closes nothing: `close_action` does."""
    report = edited_report(report, by)
    if report.accepted:
        raise Refused("That report is accepted already.")
    report.accepted = True
    return write(report, by=by)


@transaction.atomic
def refuse_report(report: ProgressReport, *, by: Any, reason: str) -> Action:
    """Take a waiting report out, with the reason; the audit keeps it. Return its action."""
    report = edited_report(report, by)
    if report.accepted:
        raise Refused("That report is accepted and public: add another that puts it right.")
    if not reason.strip():
        raise Refused("Say why the report is not accepted.")
    action = report.action
    strike(report, by=by, why=reason)
    return action


@transaction.atomic
def close_action(
    action: Action, *, result: str, closing_text: str, by: Any, on: datetime.date, evidence: str = "", reason: str = ""
) -> Action:
    """Close an open action on the day `on` as done or dropped; the public reads `closing_text` (item 65).

    Raises Refused without a text, for a day before it was raised or after today, and for a draft.
    """
    action = edited(action, by)
    if not action.is_published:
        raise Refused(f"{action} is not published: publish it before it is closed.")
    require_open(action)
    if result not in Action.Result.values:
        raise Refused("Say whether it was done or dropped.")
    if not closing_text.strip():
        raise Refused("Say what came of it; the public reads it.")
    if on > timezone.localdate() or on < action.raised_on:
        raise Refused("Choose a day between the one on which the action was raised and today.")
    action.result, action.closed_on = result, on
    action.closing_text, action.evidence = closing_text.strip(), evidence
    return write(action, by=by, why=reason)


@transaction.atomic
def reopen(action: Action, *, by: Any, reason: str) -> Action:
    """Open a closed action again. Its history then says how it was closed, and why that did not hold."""
    action = edited(action, by)
    if not action.is_closed or action.closed_on is None:
        raise Refused(f"{action} is open.")
    if not reason.strip():
        raise Refused("Say why it is opened again; the public reads it.")
    closed = plain_day(action.closed_on)
    words = f"Opened again. {as_sentence(reason)} It was closed as {action.result} on {closed}: {action.closing_text}"
    _log(action, words, timezone.localdate(), by, evidence=action.evidence)
    action.result, action.closed_on, action.closing_text, action.evidence = "", None, "", ""
    return write(action, by=by, why=reason)


def _log(action: Action, text: str, day: datetime.date, by: Any, *, evidence: str = "") -> None:
    report = ProgressReport(action=action, day=day, text=text, reported_by=str(action.body), accepted=True)
    report.evidence = evidence
    write(report, by=by)


def _check(action: Action) -> None:
    check(action)
    check_plan_action(action.plan_action, action.body)
