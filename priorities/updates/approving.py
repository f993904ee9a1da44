"""Approving: which bodies may let an action be reprogrammed, and whether one did (items 152, 191)."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from governance.foundation.deeds import Refused
from governance.foundation.sentences import plain_day
from governance.models import Body, BodyPeriod
from priorities.models import DeliveryPlan, PlanAction, PlanResponsibility, Status, Update


def approvers_on(plans: Iterable[DeliveryPlan], day: datetime.date, *, among: Any = None) -> dict[int, list[Body]]:
    """By the key of the plan, the bodies that may approve on `day` that an action is reprogrammed. 2 queries.

    They are those that own or monitor the plan and that whose framework it reports by, as far as they exist on the
    day and are of the plan's partnership; `among`: of these bodies alone. 0 queries without plans.
    """
    by_key = {plan.pk: plan for plan in plans}
    if not by_key:
        return {}
    wanted: dict[int, set[int]] = defaultdict(set)
    for key, body in PlanResponsibility.objects.in_force(day).filter(plan__in=by_key).values_list("plan", "body"):
        wanted[key].add(body)
    for plan in by_key.values():
        if plan.framework is not None:
            wanted[plan.pk].add(plan.framework.body_id)
    alive = BodyPeriod.objects.in_force(day).filter(body__in=set().union(*wanted.values()))
    found = (Body.objects.all() if among is None else among).filter(pk__in=alive.values("body")).order_by("name", "pk")
    bodies = list(found)
    return {
        key: [body for body in bodies if body.pk in wanted[key] and _root(body) == _root(plan.body)]
        for key, plan in by_key.items()
    }


def check_approval(action: PlanAction, body: Body, at: str, on: datetime.date) -> None:
    """Raise Refused unless `body` may approve on the day that the action is reprogrammed.

    What was approved and accepted once, by that body at that meeting, holds on, whatever became of the body.
    """
    plan = action.section.version.plan
    if body in approvers_on([plan], on)[plan.pk]:
        return
    said = Update.objects.accepted().filter(status=Status.REPROGRAMMED, action__lineage=action.lineage)
    if said.filter(approved_by=body, approved_at=at).exists():
        return
    raise Refused(
        f"{body} cannot approve that {action.reference} is reprogrammed: that is for a body of the partnership that "
        f"owns or monitors {plan} on {plain_day(on)}, or that sets its framework."
    )


def _root(body: Body) -> int:
    """The key of its partnership."""
    return body.partnership_id or body.pk
