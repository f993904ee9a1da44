"""Who answers for a plan on a day, and which of its versions is then in force."""

import datetime
from collections.abc import Iterable
from typing import Any

from governance.models import Body
from priorities.models import DeliveryPlan, PlanResponsibility, PlanVersion


def responsible_on(plan: DeliveryPlan, role: str, day: datetime.date) -> Body | None:
    """The body that owns or monitors the plan on `day`; the owner where nobody is named to monitor it. 1 or 2 queries."""
    rows = PlanResponsibility.objects.in_force(day).filter(plan=plan).select_related("body")
    found = {row.role: row.body for row in rows}
    return found.get(role) or found.get(PlanResponsibility.Role.OWNER)


def monitored_on(body: Body, day: datetime.date) -> Any:
    """The plans that the body monitors on `day`, or owns without anybody else being named to monitor them."""
    rows = PlanResponsibility.objects.in_force(day)
    monitors = rows.filter(role=PlanResponsibility.Role.MONITOR)
    owns = rows.filter(role=PlanResponsibility.Role.OWNER, body=body).exclude(plan__in=monitors.values("plan"))
    return DeliveryPlan.objects.filter(pk__in=monitors.filter(body=body).values("plan")) | DeliveryPlan.objects.filter(
        pk__in=owns.values("plan")
    )


def version_on(plan: DeliveryPlan, day: datetime.date) -> PlanVersion | None:
    """The published version in force on `day`."""
    return PlanVersion.objects.published().in_force(day).filter(plan=plan).first()


def versions_on(plans: Iterable[DeliveryPlan], day: datetime.date) -> dict[int, PlanVersion]:
    """By plan, the published version in force on `day`. 1 query."""
    found = PlanVersion.objects.published().in_force(day).filter(plan__in=list(plans)).select_related("plan")
    return {version.plan_id: version for version in found}
