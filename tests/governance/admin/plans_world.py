"""For the officers' site: one record of each kind of a body's strategies, plans and figures, made in one call."""

from typing import Any

from governance.foundation.deeds import write
from governance.models import Body
from priorities.models import Milestone, MilestoneReached, PerformanceReport, PlanAction
from priorities.reports.reporting import make_report
from tests import make
from tests.make_priorities import (
    make_approach,
    make_area,
    make_assessment,
    make_card,
    make_framework,
    make_handover,
    make_indicator,
    make_period,
    make_plan,
    make_plan_action,
    make_priority,
    make_risk,
    make_strategy,
    make_update,
    make_version,
    publish,
)


def an_action(body: Body) -> PlanAction:
    """An action of a plan of the body, in a draft."""
    return make_plan_action(make_version(make_plan(body, framework=make_framework(body))))


def an_update(body: Body) -> Any:
    """An update of an action of a published plan."""
    action = an_action(body)
    version = publish(action.section.version)
    return make_update(action, make_period(version.plan.framework, "2009-04-01", "2009-07-01"))


def a_milestone_reached(body: Body) -> MilestoneReached:
    """A milestone of a published plan that was reached."""
    action = an_action(body)
    step = write(Milestone(action=action, text="Step"), by=None)
    publish(action.section.version)
    return write(MilestoneReached(milestone=step, lineage=step.lineage, day=make.FIRST), by=None)


def a_report(body: Body) -> PerformanceReport:
    """A drafted performance report of a plan of the body."""
    version = publish(an_action(body).section.version)
    period = make_period(version.plan.framework, "2009-04-01", "2009-07-01")
    return make_report(period, by=make.an_administrator(), plan=version.plan)


MAKERS = {
    "priorities.strategy": lambda body: make_strategy(body, state="draft"),
    "priorities.priority": lambda body: make_priority(make_strategy(body)),
    "priorities.area": make_area,
    "priorities.approach": make_approach,
    "priorities.performanceframework": make_framework,
    "priorities.deliveryplan": make_plan,
    "priorities.planversion": lambda body: make_version(make_plan(body)),
    "priorities.plansection": lambda body: make_version(make_plan(body)).sections.get(),
    "priorities.planaction": an_action,
    "priorities.update": an_update,
    "priorities.milestonereached": a_milestone_reached,
    "priorities.performancereport": a_report,
    "priorities.handover": lambda body: make_handover(make_plan(body), make.make_body(parent=body.partnership)),
    "priorities.indicator": lambda body: make_indicator(body, state="draft"),
    "priorities.reportcard": lambda body: make_card(body, priority=make_priority(make_strategy(body))),
    "priorities.risk": lambda body: make_risk(body, state="draft"),
    "priorities.assessment": lambda body: make_assessment(body, state="draft"),
}
"""For each registered model of priorities one record of a body."""
