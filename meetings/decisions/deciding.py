"""Deciding: the deeds that record what a meeting decided, publish it, and let it adopt terms and documents."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from governance.documents.documenting import publish_version
from governance.foundation.access import require_edit
from governance.foundation.deeds import Refused, write
from governance.foundation.publication import State, turn
from governance.models import Body, DocumentVersion, Person, TermsOfReference
from governance.terms.signing import Printer, sign_off, signing_body
from meetings.announcing import News, announce
from meetings.locking import locked_meeting
from meetings.models import AgendaItem, Decision, Meeting, Minutes
from meetings.numbering import renumber, take_number
from priorities.models import PlanAction, PlanVersion

AGREED = (Decision.Outcome.APPROVED, Decision.Outcome.AMENDED)
"""The outcomes by which a decision can adopt something."""

AMENDABLE = frozenset({"text", "outcome", "item", "takes_effect", "replaces", "plan_action"})

ADOPTING = ("adopts_terms", "adopts_document", "adopts_strategy", "adopts_plan", "confident_in", "accepts_card")
"""What a decision can bring about, each by a deed of its own; one decision brings about one of them."""


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

    Under another item it may get another number; see `numbering`. A published decision never changes. Raises Refused,
    and TypeError for a fact that is not one of those.
    """
    if unknown := facts.keys() - AMENDABLE:
        raise TypeError(f"A decision has nothing to amend that is called {sorted(unknown)}.")
    decision = locked_decision(decision, by)
    if not decision.is_draft:
        raise Refused(f"{decision} is published and never changes: record another that replaces it.")
    require_unchecked(decision.meeting)
    for name, value in facts.items():
        setattr(decision, name, value.strip() if isinstance(value, str) else value)
    _check(decision)
    renumber(decision)
    return write(decision, by=by, why=reason)


@transaction.atomic
def drop(decision: Decision, *, by: Any, reason: str = "") -> Decision:
    """Give a draft up. It is kept for its editors, and its number with it, so that none is given twice."""
    decision = locked_decision(decision, by)
    if not decision.is_draft:
        raise Refused(f"{decision} is no draft, so it cannot be dropped.")
    require_unchecked(decision.meeting)
    return turn(decision, State.WITHDRAWN, by=by, why=reason)


@transaction.atomic
def publish_decisions(meeting: Meeting, *, by: Any, reason: str = "") -> list[Decision]:
    """Publish every draft of the meeting and tell once that there are decisions; return those published.

    Nothing is told where all were taken under restricted items, for the telling would reveal them. Without a draft
    nothing happens. Raises Refused before the day of the meeting.
    """
    meeting = meeting_to_record(meeting, by=by)
    drafts = list(Decision.objects.filter(meeting=meeting).drafts().select_related("item").by_number())
    if drafts and meeting.day > timezone.localdate():
        raise Refused("The meeting is still to come: publish its decisions on its day or later.")
    for draft in drafts:
        turn(draft, State.PUBLISHED, by=by, why=reason)
    if any(draft.item is None or not draft.item.restricted for draft in drafts):
        announce(News.DECISIONS, meeting)
    return drafts


def adopt_terms(
    decision: Decision,
    terms: TermsOfReference,
    *,
    by: Any,
    chair: Person,
    printer: Printer,
    takes_effect: datetime.date | None = None,
    reason: str = "",
) -> TermsOfReference:
    """Sign the draft `terms` off by this decision, which then names them (items 43, 44).

    Body, day and place of the sign-off are those of the decision's meeting; of a joint meeting the body that must
    sign. In force from `takes_effect`, or when the decision takes effect. Whoever may sign the terms may do this. As
    with `sign_off`, the PDF is printed before the transaction opens. Raises Refused with the reason.
    """
    decision = Decision.objects.select_related("body", "meeting", "meeting__body").get(pk=decision.pk)
    check_adopts(decision)
    meeting = decision.meeting
    signer = signing_body(terms, meeting.day)
    joint = meeting.with_bodies.filter(pk=signer.pk).exists()

    def name_them(signed: TermsOfReference) -> None:
        now = Decision.objects.select_for_update(no_key=True).get(pk=decision.pk)
        check_adopts(now)
        now.adopts_terms = signed
        write(now, by=by, why=reason)

    return sign_off(
        terms,
        by=by,
        chair=chair,
        meeting_of=signer if joint else meeting.body,
        meeting_on=meeting.day,
        place=meeting.place or ("Online" if meeting.mode == Meeting.Mode.ONLINE else ""),
        printer=printer,
        takes_effect=takes_effect or decision.takes_effect,
        reason=reason,
        together_with=name_them,
    )


@transaction.atomic
def adopt_document(decision: Decision, version: DocumentVersion, *, by: Any, reason: str = "") -> DocumentVersion:
    """Publish the drafted `version` of a document by this decision, which then names it (item 208).

    In force from the day on which the decision takes effect. Needs the right to edit both bodies. Raises Refused.
    """
    decision = locked_decision(decision, by)
    check_adopts(decision)
    if version.document.body.partnership_id != decision.body.partnership_id:
        raise Refused(f"{version.document} belongs to another partnership: choose a document of this one.")
    version = publish_version(
        version,
        on=decision.takes_effect or decision.meeting.day,
        by=by,
        adopted_at=said_at(decision),
        reason=reason,
    )
    decision.adopts_document = version
    write(decision, by=by, why=reason)
    return version


@transaction.atomic
def record_adoption(decision: Decision, terms: TermsOfReference, *, by: Any, reason: str = "") -> Decision:
    """Name the terms that were signed off at the decision's own meeting, where that was recorded before the decision.

    Needs the right to edit the decision's body. Raises Refused for terms of another meeting.
    """
    decision = locked_decision(decision, by)
    check_adopts(decision)
    bodies = {decision.meeting.body_id, *decision.meeting.with_bodies.values_list("pk", flat=True)}
    if terms.signed_on != decision.meeting.day or terms.signed_at_id not in bodies:
        raise Refused(f"{terms} was not signed off at that meeting: choose the decision of the meeting that did.")
    decision.adopts_terms = terms
    return write(decision, by=by, why=reason)


def meeting_to_record(meeting: Meeting, *, by: Any) -> Meeting:
    """The meeting, re-read under its body's lock and its own, for somebody who edits the body. Raises Refused."""
    meeting = locked_meeting(meeting)
    require_edit(by, meeting.body)
    if meeting.status == Meeting.Status.PROPOSED:
        raise Refused("The meeting is only proposed: confirm it first.")
    if meeting.is_cancelled:
        raise Refused("The meeting was cancelled, so nothing was decided or asked for at it.")
    return meeting


def require_unchecked(meeting: Meeting | None) -> None:
    """Raise Refused for a draft of a meeting whose minutes the chair has checked as they are, until they go public."""
    if meeting is not None and Minutes.objects.filter(meeting=meeting, stage=Minutes.Stage.CHECKED).exists():
        raise Refused("The chair has checked the minutes of that meeting: send them back before you change them.")


def locked_decision(decision: Decision, by: Any) -> Decision:
    """The decision, re-read under its body's lock and its own, for somebody who edits the body. Raises Refused."""
    Body.objects.locked(decision.body_id)
    rows = Decision.objects.select_for_update(of=("self",), no_key=True)
    decision = rows.select_related("body", "meeting", "meeting__body").get(pk=decision.pk)
    require_edit(by, decision.body)
    return decision


def said_at(decision: Decision) -> str:
    """Where something was adopted, as the record of it says: “Leadership Board, 5 March 2009”."""
    return f"{decision.meeting.body}, {date_format(decision.meeting.day, 'j F Y')}"


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


def check_adopts(decision: Decision) -> None:
    """Raise Refused unless the decision approved something, and has brought about nothing yet."""
    if decision.state == State.WITHDRAWN:
        raise Refused(f"{decision} was dropped: record the decision first.")
    if decision.outcome not in AGREED:
        raise Refused(f"{decision} did not approve anything: choose the decision that did.")
    if any(getattr(decision, f"{name}_id") for name in ADOPTING):
        raise Refused(f"{decision} adopts something already: record a decision for each.")
