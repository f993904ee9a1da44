"""Who answers for a plan on a day, and which of its versions is then in force."""

import datetime
from collections.abc import Iterable
from typing import Any

from governance.models import Body
from priorities.models import DeliveryPlan, PlanResponsibility, PlanVersion


def responsible_on(plan: DeliveryPlan, role: str, day: datetime.date) -> Body | None:
    """The body that owns or monitors the plan on `day`; the owner where nobody is named to monitor it. 1 query."""
    if role == PlanResponsibility.Role.MONITOR:
        return monitors_on([plan.pk], day).get(plan.pk)
    row = PlanResponsibility.objects.in_force(day).filter(plan=plan, role=role).select_related("body").first()
    return row.body if row else None


def monitors_on(plans: Iterable[int], day: datetime.date) -> dict[int, Body]:
    """By the key of the plan, who monitors it on `day`: its owner where nobody is named to; nobody: no key. 1 query."""
    rows = PlanResponsibility.objects.monitoring_on(day).filter(plan__in=list(plans)).select_related("body")
    return {row.plan_id: row.body for row in rows}


def monitored_on(body: Body, day: datetime.date) -> Any:
    """The plans that the body monitors on `day`, or owns without anybody else being named to monitor them."""
    mine = PlanResponsibility.objects.monitoring_on(day).filter(body=body)
    return DeliveryPlan.objects.filter(pk__in=mine.values("plan"))


def version_on(plan: DeliveryPlan, day: datetime.date) -> PlanVersion | None:
    """The published version in force on `day`."""
    return PlanVersion.objects.current_on(day).filter(plan=plan).first()


def versions_on(plans: Iterable[DeliveryPlan], day: datetime.date) -> dict[int, PlanVersion]:
    """By plan, the published version in force on `day`. 1 query."""
    found = PlanVersion.objects.current_on(day).filter(plan__in=list(plans)).select_related("plan")
    return {version.plan_id: version for version in found}
