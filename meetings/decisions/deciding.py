"""Deciding: the deeds that record what a meeting decided, amend or drop a draft, and publish it."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from governance.foundation.access import require_edit
from governance.foundation.deeds import Refused, write
from governance.foundation.publication import State, turn
from governance.models import Body
from meetings.agendas.agenda_setting.restricting import refuse_blocking
from meetings.announcing import News, announce
from meetings.decisions.brought_about import require_nothing_rests
from meetings.locking import locked_decision, meeting_to_record
from meetings.minutes.minutes_checks import decision_checks
from meetings.models import AgendaItem, Decision, Meeting, Minutes
from meetings.numbering import renumber, take_number
from priorities.models import PlanAction, PlanVersion

AMENDABLE = frozenset({"text", "outcome", "item", "takes_effect", "replaces", "plan_action"})
RESTED_ON = ("outcome", "takes_effect")
"""What no longer changes once the decision has brought something about."""


@transaction.atomic
def decide(
    meeting: Meeting,
    *,
    text: str,
    outcome: str,
    by: Any,
    item: AgendaItem | None = None,
    takes_effect: datetime.date | None = None,
    replaces: Decision | None = None,
    plan_action: PlanAction | None = None,
    reason: str = "",
) -> Decision:
    """Draft what the meeting decided, with the next number of its lead body in the meeting's year.

    `takes_effect` empty: on the day of the meeting. `plan_action`: the planned action that it is about. The public
    reads nothing of it before `publish_decisions`. `numbering` says which number; that of a dropped draft is never
    given again. Raises Refused with the reason, also once the chair has checked the minutes; once these are published
    they show the decision apart, as added later.
    """
    meeting = meeting_to_record(meeting, by=by)
    require_unchecked(meeting)
    decision = Decision(
        body=meeting.body,
        meeting=meeting,
        year=meeting.day.year,
        text=text.strip(),
        outcome=outcome,
        item=item,
        takes_effect=takes_effect,
        replaces=replaces,
        plan_action=plan_action,
    )
    _check(decision)
    take_number(decision)
    return write(decision, by=by, why=reason)


@transaction.atomic
def amend(decision: Decision, *, by: Any, reason: str = "", **facts: Any) -> Decision:
    """Change a drafted decision: `facts` are new values of the names in AMENDABLE.

    Under another item it may get another number; see `numbering`. A published decision never changes, nor do the
    outcome and the day of effect of one on which something rests. Raises Refused, and TypeError for a fact that is
    not one of those.
    """
    if unknown := facts.keys() - AMENDABLE:
        raise TypeError(f"A decision has nothing to amend that is called {sorted(unknown)}.")
    decision = edited_decision(decision, by)
    if not decision.is_draft:
        raise Refused(f"{decision} is published and never changes: record another that replaces it.")
    require_unchecked(decision.meeting)
    if any(name in facts and facts[name] != getattr(decision, name) for name in RESTED_ON):
        require_nothing_rests(decision, "its outcome and the day on which it takes effect cannot change")
    for name, value in facts.items():
        setattr(decision, name, value.strip() if isinstance(value, str) else value)
    _check(decision)
    renumber(decision)
    return write(decision, by=by, why=reason)


@transaction.atomic
def drop(decision: Decision, *, by: Any, reason: str = "") -> Decision:
    """Give a draft up. It is kept for its editors, and its number with it, so that none is given twice.

    Raises Refused where something rests on it.
    """
    decision = edited_decision(decision, by)
    if not decision.is_draft:
        raise Refused(f"{decision} is no draft, so it cannot be dropped.")
    require_unchecked(decision.meeting)
    require_nothing_rests(decision, "the decision cannot be dropped")
    return turn(decision, State.WITHDRAWN, by=by, why=reason)


@transaction.atomic
def publish_decisions(meeting: Meeting, *, by: Any, reason: str = "", despite: Collection[str] = ()) -> list[Decision]:
    """Publish every draft of the meeting and tell once that there are decisions; return those published.

    Nothing is told where all were taken under restricted items, for the telling would reveal them. Without a draft
    nothing happens. Their words are checked; `despite` names the codes of findings that the officer answers for in
    `reason`. Raises Refused before the day of the meeting, and while a finding stands in the way.
    """
    meeting = meeting_to_record(meeting, by=by)
    drafts = list(Decision.objects.filter(meeting=meeting).drafts().select_related("item").by_number())
    if drafts and meeting.day > timezone.localdate():
        raise Refused("The meeting is still to come: publish its decisions on its day or later.")
    refuse_blocking(decision_checks(meeting), despite=despite, reason=reason)
    for draft in drafts:
        turn(draft, State.PUBLISHED, by=by, why=reason)
    if any(draft.item is None or not draft.item.restricted for draft in drafts):
        announce(News.DECISIONS, meeting)
    return drafts


def require_unchecked(meeting: Meeting | None) -> None:
    """Raise Refused for a draft of a meeting whose minutes the chair has checked as they are, until they go public."""
    if meeting is not None and Minutes.objects.filter(meeting=meeting, stage=Minutes.Stage.CHECKED).exists():
        raise Refused("The chair has checked the minutes of that meeting: send them back before you change them.")


def edited_decision(decision: Decision, by: Any) -> Decision:
    """The decision, re-read under its body's lock and its own, for somebody who edits the body. Raises Refused."""
    decision = locked_decision(decision)
    require_edit(by, decision.body)
    return decision


def check_plan_action(action: PlanAction | None, body: Body) -> None:
    """Raise Refused where a decision or an action of `body` is about something planned elsewhere, or only drafted."""
    if action is None:
        return
    version = PlanVersion.objects.select_related("plan__body").get(sections__actions=action.pk)
    if version.plan.body.partnership_id != body.partnership_id:
        raise Refused("That action is planned in another partnership: choose one of this partnership.")
    if not version.is_published:
        raise Refused("That action stands in a draft: choose it from the published plan.")


def _check(decision: Decision) -> None:
    if not decision.text:
        raise Refused("Say what was decided, in words that stand alone.")
    if decision.outcome not in Decision.Outcome.values:
        raise Refused("Choose what became of the proposal.")
    if decision.takes_effect and decision.takes_effect < decision.meeting.day:
        raise Refused("A decision cannot take effect before the meeting: choose a later day.")
    check_plan_action(decision.plan_action, decision.body)
    former = decision.replaces
    if former is None:
        return
    if former.pk == decision.pk or not former.is_published or former.meeting.day > decision.meeting.day:
        raise Refused("A decision replaces an earlier one that is published: choose one of those.")
    if former.body.partnership_id != decision.body.partnership_id:
        raise Refused("The earlier decision is another partnership’s: choose one of this partnership.")
