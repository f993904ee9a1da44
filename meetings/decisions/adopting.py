"""Adopting: what a decision brings about in strategies and plans, each recorded where it happens and named by it.

Body, day and place are those of the decision's meeting. Each deed needs the right to edit both sides, writes both or
neither, and raises Refused with the reason.
"""

import datetime
from typing import Any

from django.db import transaction

from governance.foundation.deeds import Refused, write
from governance.models import Body
from meetings.decisions.deciding import check_adopts, locked_decision, said_at
from meetings.models import Decision
from priorities.models import PlanVersion, Strategy
from priorities.plans.planning import publish_version
from priorities.strategies.prioritising import adopt_strategy as adopt_in_force


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
    decision = locked_decision(decision, by)
    check_adopts(decision)
    if body.partnership_id != decision.body.partnership_id:
        raise Refused(f"{what} belongs to another partnership: choose one of this partnership.")
    return decision


def _effect(decision: Decision) -> datetime.date:
    return decision.takes_effect or decision.meeting.day
