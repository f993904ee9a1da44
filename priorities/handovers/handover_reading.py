"""The handover of a plan as a reader finds it on a day: who monitors, what is missing, and all that was before."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from governance.models import Body
from governance.seats.presence import Names, names_on
from priorities.handovers.handing_over import missing, state_on
from priorities.handovers.handover_notices import Notice, Proposal, notices, proposal
from priorities.models import DeliveryPlan, Handover, PlanResponsibility


@dataclass(frozen=True)
class HandoverRead:
    """A handover as it stood on a day, between bodies as they were called then."""

    handover: Handover
    state: str
    """As `state_on` says it."""
    from_name: str
    to_name: str

    @classmethod
    def of(cls, handover: Handover, names: Names, day: datetime.date) -> "HandoverRead":
        """The handover on that day, by the names of that day."""
        return cls(handover, state_on(handover, day), names.body(handover.from_body), names.body(handover.to_body))


@dataclass(frozen=True)
class PlanHandovers:
    """The handover of a plan that counts on a day, what it waits for or brought, and the history until then."""

    latest: HandoverRead
    former: Sequence[HandoverRead]
    """Those before it, the latest first."""
    decided: datetime.date | None
    """The day of the first body's decision, where it had been taken."""
    monitor: Body | None
    monitor_name: str
    held: Sequence[tuple[PlanResponsibility, str]]
    """Who owned or monitored the plan until the day, the first at the beginning, each with the body's name."""
    missing: Sequence[str]
    notices: Sequence[Notice]
    proposal: Proposal | None


def handovers_until(plan: DeliveryPlan, day: datetime.date, user: Any) -> PlanHandovers | None:
    """The handovers of the plan opened by `day`, as far as `user` may read them; None where there was none."""
    rows = Handover.objects.visible_to(user).filter(plan=plan, opened_on__lte=day)
    found = list(rows.select_related("plan", "from_body", "to_body").order_by("-opened_on", "-pk"))
    if not found:
        return None
    held = _held(plan, day, user)
    keys = {row.body_id for row in held} | {key for each in found for key in (each.from_body_id, each.to_body_id)}
    names = names_on(day, bodies=keys, organisations=[])
    latest, *former = (HandoverRead.of(each, names, day) for each in found)
    monitor = next((row.body for row in held if row.monitors), None)
    return PlanHandovers(
        latest=latest,
        former=former,
        decided=latest.handover.confident_by(day),
        monitor=monitor,
        monitor_name=names.body(monitor),
        held=[(row, names.body(row.body)) for row in held],
        missing=missing(latest.handover, day) if latest.state == "waiting" else [],
        notices=notices(latest.handover, day) if latest.state == "completed" else [],
        proposal=proposal(latest.handover, day, user) if latest.state != "called off" else None,
    )


def _held(plan: DeliveryPlan, day: datetime.date, user: Any) -> list[Any]:
    """Who owned or monitored the plan until `day`; each bears `monitors`: whether it monitors on `day`. 1 query."""
    monitoring = PlanResponsibility.objects.monitoring_on(day).filter(pk=OuterRef("pk"))
    rows = PlanResponsibility.objects.visible_to(user).filter(plan=plan, starts__lte=day)
    return list(rows.select_related("body").annotate(monitors=Exists(monitoring)).order_by("starts", "pk"))
