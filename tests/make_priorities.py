"""Plain makers of strategies, plans and figures; each writes its row, for a test that is not about the deed.

As in `tests.make`: `by` is the administrator, days are ISO strings or dates. What is published is made as a draft,
filled, and then turned with `publish`, for nothing in a published version can be added.
"""

import itertools
from decimal import Decimal
from typing import Any

from django.utils import timezone

from governance.foundation.publication import State
from governance.models import Body
from priorities.models import (
    Accountability,
    Approach,
    Area,
    Assessment,
    AssessmentIssue,
    Baseline,
    DeliveryPlan,
    Handover,
    Indicator,
    PerformanceFramework,
    PlanAction,
    PlanResponsibility,
    PlanSection,
    PlanVersion,
    Priority,
    PriorityLead,
    PriorityName,
    ReportCard,
    ReportingPeriod,
    Risk,
    RiskScore,
    Status,
    Strategy,
    Update,
    Value,
)
from tests.make import FIRST, Day, day, written_apart

_numbers = itertools.count(1)


def publish(record: Any) -> Any:
    """Turn a drafted record to published, past every deed."""
    record.state, record.published_at = State.PUBLISHED, timezone.now()
    return written_apart(record)


def make_area(partnership: Body, name: str = "", **facts: Any) -> Area:
    """A district, unless `facts` say otherwise."""
    number = next(_numbers)
    facts = {"slug": f"area-{number}", "kind": Area.Kind.DISTRICT, **facts}
    return written_apart(Area(partnership=partnership, name=name or f"Area {number}", **facts))


def make_approach(partnership: Body, name: str = "", *, on: Day = FIRST, **facts: Any) -> Approach:
    """An approach in force from the first day."""
    number = next(_numbers)
    facts = {"slug": f"approach-{number}", "position": number, **facts}
    return written_apart(Approach(partnership=partnership, name=name or f"Approach {number}", starts=day(on), **facts))


def make_strategy(
    body: Body, title: str = "", *, state: str = State.PUBLISHED, on: Day = FIRST, **facts: Any
) -> Strategy:
    """A strategy, published unless told otherwise."""
    number = next(_numbers)
    facts = {"slug": f"strategy-{number}", **facts}
    strategy = written_apart(Strategy(body=body, title=title or f"Strategy {number}", starts=day(on), **facts))
    return publish(strategy) if state == State.PUBLISHED else strategy


def make_priority(
    strategy: Strategy,
    name: str = "",
    *,
    lead: Body | None = None,
    state: str = State.PUBLISHED,
    on: Day = FIRST,
    **facts: Any,
) -> Priority:
    """A priority with its name, and its lead body where one is given, from the first day."""
    number = next(_numbers)
    name = name or f"Priority {number}"
    facts = {"slug": f"priority-{number}", "position": number, **facts}
    priority = written_apart(Priority(strategy=strategy, name=name, **facts))
    written_apart(PriorityName(priority=priority, name=name, starts=day(on)))
    if lead is not None:
        written_apart(PriorityLead(priority=priority, body=lead, starts=day(on)))
    return publish(priority) if state == State.PUBLISHED else priority


def make_framework(body: Body, **facts: Any) -> PerformanceFramework:
    """A performance framework: amber up to 31 days behind, red beyond."""
    return written_apart(
        PerformanceFramework(body=body, name=facts.pop("name", f"Framework {next(_numbers)}"), **facts)
    )


def make_period(framework: PerformanceFramework, starts: Day, ends: Day, **facts: Any) -> ReportingPeriod:
    """A reporting period; `ends` is the first day after it."""
    number = next(_numbers)
    facts = {"slug": f"period-{number}", "name": f"Period {number}", **facts}
    return written_apart(ReportingPeriod(framework=framework, starts=day(starts), ends=day(ends), **facts))


def make_plan(
    body: Body,
    title: str = "",
    *,
    monitor: Body | None = None,
    framework: PerformanceFramework | None = None,
    on: Day = FIRST,
    **facts: Any,
) -> DeliveryPlan:
    """A plan with its owner and, where one is given, who monitors it; it has no version yet."""
    number = next(_numbers)
    facts = {"slug": f"plan-{number}", **facts}
    plan = written_apart(DeliveryPlan(body=body, title=title or f"Plan {number}", framework=framework, **facts))
    for role, holder in ((PlanResponsibility.Role.OWNER, body), (PlanResponsibility.Role.MONITOR, monitor)):
        if holder is not None:
            written_apart(PlanResponsibility(plan=plan, role=role, body=holder, starts=day(on)))
    return plan


def make_version(plan: DeliveryPlan, *, on: Day = FIRST, **facts: Any) -> PlanVersion:
    """The next version, a draft with one section; add actions to it, then `publish` it."""
    number = plan.versions.count() + 1
    version = written_apart(PlanVersion(plan=plan, number=number, starts=day(on), **facts))
    written_apart(PlanSection(version=version, position=1, letter="A", heading="Section A"))
    return version


def make_plan_action(version: PlanVersion, what: str = "", **facts: Any) -> PlanAction:
    """The next action of the first section; it has no lead, measure or day unless `facts` give them."""
    section = facts.pop("section", None) or version.sections.in_order()[0]
    position = section.actions.count() + 1
    facts = {"ref": f"{section.letter}{position}", "position": position, **facts}
    return written_apart(PlanAction(section=section, what=what or f"Do thing number {position}.", **facts))


def make_update(action: PlanAction, period: ReportingPeriod, status: str = Status.GREEN, **facts: Any) -> Update:
    """An accepted update; a red gets a reason and a remedy, a reprogrammed one the plan's body as approver."""
    if status == Status.RED:
        facts = {"reason": "The builder went bankrupt.", "remedy": "Another builder starts in May.", **facts}
    if status == Status.REPROGRAMMED:
        facts.setdefault("approved_by", action.section.version.plan.body)
    facts = {"accepted_at": timezone.now(), "reported_by": "Wilma Tarn", **facts}
    return written_apart(Update(action=action, period=period, status=status, **facts))


def make_handover(plan: DeliveryPlan, to: Body, *, on: Day = "2010-09-01", **facts: Any) -> Handover:
    """A handover that waits, from the plan's owner of today unless `from_body` is given."""
    facts = {"rule": "When every action moves forward.", "from_body": plan.body, **facts}
    return written_apart(Handover(plan=plan, to_body=to, opened_on=day(on), **facts))


def make_indicator(body: Body, name: str = "", *, state: str = State.PUBLISHED, **facts: Any) -> Indicator:
    """A population indicator for a new area of the partnership unless `facts` say otherwise."""
    number = next(_numbers)
    if "area" not in facts:
        facts["area"] = make_area(body.partnership)
    facts = {"slug": f"indicator-{number}", "accountability": Accountability.POPULATION, **facts}
    indicator = written_apart(Indicator(body=body, name=name or f"Indicator {number}", **facts))
    return publish(indicator) if state == State.PUBLISHED else indicator


def make_value(
    indicator: Indicator, starts: Day, ends: Day, number: Any, *, area: Area | None = None, **facts: Any
) -> Value:
    """A figure, an actual one unless `series` says otherwise."""
    facts = {"period": str(day(starts).year), **facts}
    number = None if number is None else Decimal(str(number))
    area = area or indicator.area
    return written_apart(
        Value(indicator=indicator, area=area, starts=day(starts), ends=day(ends), number=number, **facts)
    )


def make_baseline(
    indicator: Indicator, number: Any, *, on: Day = FIRST, area: Area | None = None, **facts: Any
) -> Baseline:
    """The figure from which progress counts."""
    facts = {"period": "2008", **facts}
    area = area or indicator.area
    return written_apart(Baseline(indicator=indicator, area=area, number=Decimal(str(number)), starts=day(on), **facts))


def make_card(
    body: Body, *, priority: Priority | None = None, plan: DeliveryPlan | None = None, **facts: Any
) -> ReportCard:
    """A drafted report card for a priority or a plan; one of the two is needed."""
    number = next(_numbers)
    accountability = Accountability.POPULATION if priority else Accountability.PERFORMANCE
    facts = {
        "slug": f"card-{number}",
        "period_slug": "2011-12",
        "title": f"Card {number}",
        "period": "2011/12",
        "starts": day("2011-04-01"),
        "ends": day("2012-04-01"),
        **facts,
    }
    return written_apart(ReportCard(body=body, priority=priority, plan=plan, accountability=accountability, **facts))


def make_risk(
    body: Body, title: str = "", *, state: str = State.PUBLISHED, score: tuple[int, int] = (3, 4), **facts: Any
) -> Risk:
    """A risk with one score, of likelihood and impact."""
    number = body.risks.count() + 1
    facts = {"raised_on": day("2010-04-01"), **facts}
    risk = written_apart(Risk(body=body, number=number, title=title or f"Risk {number}", **facts))
    likelihood, impact = score
    written_apart(RiskScore(risk=risk, day=risk.raised_on, likelihood=likelihood, impact=impact))
    return publish(risk) if state == State.PUBLISHED else risk


def make_assessment(body: Body, title: str = "", *, state: str = State.PUBLISHED, **facts: Any) -> Assessment:
    """An area assessment."""
    number = next(_numbers)
    facts = {"slug": f"assessment-{number}", "kind": Assessment.Kind.AREA, "received_on": day("2009-10-15"), **facts}
    assessment = written_apart(Assessment(body=body, title=title or f"Assessment {number}", **facts))
    return publish(assessment) if state == State.PUBLISHED else assessment


def make_issue(assessment: Assessment, text: str = "", **facts: Any) -> AssessmentIssue:
    """An area for improvement that nothing answers."""
    position = assessment.issues.count() + 1
    return written_apart(
        AssessmentIssue(assessment=assessment, position=position, text=text or f"Issue {position}.", **facts)
    )
