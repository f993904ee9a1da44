"""Adopting: what a decision brings about in terms, documents, strategies and plans, each recorded where it happens.

Body, day and place are those of the decision's meeting, and the decision names what it adopted. Each deed needs the
right to edit both sides, but for the signing of terms, writes both or neither, and raises Refused with the reason.
"""

import datetime
from typing import Any

from django.db import transaction

from governance.documents import documenting
from governance.foundation.deeds import Refused, write
from governance.foundation.publication import State
from governance.foundation.sentences import plain_day
from governance.models import Body, DocumentVersion, Person, TermsOfReference
from governance.terms.signing import Printer, sign_off, signing_body
from meetings.decisions.brought_about import AGREED, resting_on
from meetings.decisions.deciding import edited_decision
from meetings.locking import locked_decision
from meetings.models import Decision, Meeting
from priorities.models import PlanVersion, Strategy
from priorities.plans.planning import publish_version
from priorities.strategies.adopting import adopt_strategy as adopt_in_force


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

    def name_them(signed: TermsOfReference) -> None:
        now = locked_decision(decision)
        check_adopts(now)
        now.adopts_terms = signed
        write(now, by=by, why=reason)

    return sign_off(
        terms,
        by=by,
        chair=chair,
        meeting_of=signer if signer.pk in meeting.body_keys else meeting.body,
        meeting_on=meeting.day,
        place=meeting.place or ("Online" if meeting.mode == Meeting.Mode.ONLINE else ""),
        printer=printer,
        takes_effect=takes_effect or decision.takes_effect,
        reason=reason,
        together_with=name_them,
        also_lock=[decision.body_id],
    )


@transaction.atomic
def record_adoption(decision: Decision, terms: TermsOfReference, *, by: Any, reason: str = "") -> Decision:
    """Name the terms that were signed off at the decision's own meeting, where that was recorded before the decision.

    Needs the right to edit the decision's body. Raises Refused for terms of another meeting.
    """
    decision = edited_decision(decision, by)
    check_adopts(decision)
    if terms.signed_on != decision.meeting.day or terms.signed_at_id not in decision.meeting.body_keys:
        raise Refused(f"{terms} was not signed off at that meeting: choose the decision of the meeting that did.")
    decision.adopts_terms = terms
    return write(decision, by=by, why=reason)


@transaction.atomic
def adopt_document(decision: Decision, version: DocumentVersion, *, by: Any, reason: str = "") -> DocumentVersion:
    """Publish the drafted `version` of a document by this decision, which then names it (item 208).

    In force from the day on which the decision takes effect.
    """
    decision = adopting(decision, by, version.document.body, f"{version.document}")
    version = documenting.publish_version(
        version, on=_effect(decision), by=by, adopted_at=said_at(decision), reason=reason
    )
    decision.adopts_document = version
    write(decision, by=by, why=reason)
    return version


@transaction.atomic
def adopt_plan(
    decision: Decision, version: PlanVersion, *, by: Any, on: datetime.date | None = None, reason: str = ""
) -> PlanVersion:
    """Publish the drafted `version` of a plan by this decision; the one before it ends.

    In force from `on`, or from the day on which the decision takes effect.
    """
    decision = adopting(decision, by, version.plan.body, f"{version.plan}")
    version = publish_version(version, on=on or _effect(decision), by=by, adopted_at=said_at(decision), reason=reason)
    decision.adopts_plan = version
    write(decision, by=by, why=reason)
    return version


@transaction.atomic
def adopt_strategy(
    decision: Decision, strategy: Strategy, *, by: Any, on: datetime.date | None = None, reason: str = ""
) -> Strategy:
    """Publish the drafted `strategy` by this decision; the one that it follows ends (items 121, 134).

    In force from `on`, or from the day on which the decision takes effect; approved by the body that decided.
    """
    decision = adopting(decision, by, strategy.body, f"{strategy}")
    strategy = adopt_in_force(
        strategy,
        on=on or _effect(decision),
        by=by,
        approved_by=decision.body,
        approved_at=said_at(decision),
        reason=reason,
    )
    decision.adopts_strategy = strategy
    write(decision, by=by, why=reason)
    return strategy


def adopting(decision: Decision, by: Any, body: Body, what: str) -> Decision:
    """The decision, locked, where it may bring something about that is `body`'s. Raises Refused."""
    decision = edited_decision(decision, by)
    check_adopts(decision)
    if body.partnership_id != decision.body.partnership_id:
        raise Refused(f"{what} belongs to another partnership: choose one of this partnership.")
    return decision


def check_adopts(decision: Decision) -> None:
    """Raise Refused with the `hindrance` of the decision, where there is one."""
    if sentence := hindrance(decision):
        raise Refused(sentence)


def hindrance(decision: Decision) -> str:
    """Why the decision can bring nothing about, as one sentence; empty where it can. No query."""
    if decision.state == State.WITHDRAWN:
        return f"{decision} was dropped: record the decision first."
    if decision.outcome not in AGREED:
        return f"{decision} did not approve anything: choose the decision that did."
    if resting_on(decision):
        return f"{decision} adopts something already: record a decision for each."
    return ""


def said_at(decision: Decision) -> str:
    """Where something was adopted, as the record of it says: “Leadership Board, 5 March 2009”."""
    return f"{decision.meeting.body}, {plain_day(decision.meeting.day)}"


def _effect(decision: Decision) -> datetime.date:
    return decision.takes_effect or decision.meeting.day
