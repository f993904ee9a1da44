"""What the tests of updates share: a plan of Health that reports by quarters, and who leads its actions.

The quarters are those around today: `former` is over and its updates are due in five days, `current` goes on.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from governance.foundation.deeds import write
from priorities.models import DeliveryPlan, PerformanceFramework, PlanAction, PlanVersion, ReportingPeriod
from tests import make, make_priorities

A_DAY = datetime.timedelta(days=1)
IN_TIME = 5
"""Days from today until the updates for the former quarter are due."""


@dataclass
class Scene:
    """The plan, its quarters and its actions."""

    framework: PerformanceFramework
    oldest: ReportingPeriod
    former: ReportingPeriod
    current: ReportingPeriod
    plan: DeliveryPlan
    version: PlanVersion
    clinic: PlanAction
    """Led by Tom Ferris, due long after today."""
    walks: PlanAction
    """Led by Tom Ferris, without a due day."""
    others: PlanAction
    """Led by the body Health itself."""


def quarters(framework: PerformanceFramework) -> list[ReportingPeriod]:
    """Three quarters up to now; the last began ten days ago."""
    began = make.today() - 10 * A_DAY
    starts = [began - 182 * A_DAY, began - 91 * A_DAY, began, began + 91 * A_DAY]
    names = ("Quarter 1", "Quarter 2", "Quarter 3")
    spans = zip(starts[:-1], starts[1:], names, strict=True)
    return [
        make_priorities.make_period(
            framework,
            first,
            end,
            name=name,
            slug=name.lower().replace(" ", "-"),
            updates_due=end - A_DAY + 16 * A_DAY if name != "Quarter 2" else make.today() + IN_TIME * A_DAY,
        )
        for first, end, name in spans
    ]


def scene(cast: Any, **facts: Any) -> Scene:
    """A published plan of Health with three actions; `facts` go to the first."""
    framework = make_priorities.make_framework(
        cast.board, name="Quarterly", behind_green_days=7, behind_amber_days=31, overspent_percent=10
    )
    oldest, former, current = quarters(framework)
    plan = make_priorities.make_plan(cast.health, "Health plan", framework=framework, slug="health-plan")
    version = make_priorities.make_version(plan)
    later = make.today() + 365 * A_DAY
    first = {"lead_officer": cast.member_person, "lead_body": cast.health, "due": later, "budget": 1000, **facts}
    clinic = make_priorities.make_plan_action(version, "Open the clinic", **first)
    walks = make_priorities.make_plan_action(version, "Lead the walks", lead_officer=cast.member_person)
    others = make_priorities.make_plan_action(version, "Count the visits", lead_body=cast.health)
    make_priorities.publish(version)
    return Scene(framework, oldest, former, current, plan, version, clinic, walks, others)


def with_mail(person: Any, address: str) -> Any:
    """The person, who now has an address that nobody agreed to publish."""
    person.email = address
    return write(person, by=None)
