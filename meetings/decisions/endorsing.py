"""Endorsing: a decision by which a body says that it is confident in a handover, or accepts a report card.

As in `adopting`, both sides are recorded together, and each deed raises Refused with the reason.
"""

from typing import Any

from django.db import transaction

from governance.foundation.deeds import Refused, write
from meetings.decisions.adopting import adopting, said_at
from meetings.models import Decision
from priorities.handovers.handing_over import record_confidence
from priorities.models import CardStep, Handover, ReportCard
from priorities.report_cards.carding import accept_card


@transaction.atomic
def declare_confidence(decision: Decision, handover: Handover, *, by: Any, reason: str = "") -> Handover:
    """Record by this decision that the body which monitors a plan is confident to hand it over (item 186).

    It counts from the day of the meeting, and takes the place of what an earlier decision said of that handover.
    Raises Refused too for a meeting at which that body did not meet.
    """
    decision = adopting(decision, by, handover.plan.body, f"{handover.plan}")
    if handover.from_body_id not in decision.meeting.body_keys:
        raise Refused(f"{handover.from_body} says that it is confident: choose a decision of its own.")
    # Without its number, for the page of the handover says it to all, and names the decision to whoever may read it.
    handover = record_confidence(handover, on=decision.meeting.day, by=by, at=said_at(decision))
    for former in Decision.objects.filter(confident_in=handover):
        former.confident_in = None
        write(former, by=by, why=f"Decision {decision.reference} took its place.")
    decision.confident_in = handover
    write(decision, by=by, why=reason)
    return handover


@transaction.atomic
def accept_card_by(decision: Decision, card: ReportCard, *, by: Any, reason: str = "") -> CardStep:
    """Accept a report card by this decision, for the body that decided, on the day of the meeting (item 246)."""
    decision = adopting(decision, by, card.body, f"{card}")
    step = accept_card(card, body=decision.body, on=decision.meeting.day, by=by, at=said_at(decision))
    decision.accepts_card = step
    write(decision, by=by, why=reason)
    return step
