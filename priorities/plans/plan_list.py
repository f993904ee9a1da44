"""The plans in force on a day, each with who answers for it, how it goes and what it leaves open."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from governance.foundation.dated import end_of_day
from governance.seats.presence import Names, names_on
from priorities.models import DeliveryPlan, PlanAction, PlanResponsibility, PlanVersion, ReportingPeriod
from priorities.plans.overlaps import overlapping
from priorities.plans.plan_flags import Flag, Summary, flags_of, involved_in, parents_on, summed_up, themes_of
from priorities.plans.plan_parts import ActionRead, Named, tally
from priorities.plans.plan_reading import several_of
from priorities.plans.responsibility import versions_on
from priorities.updates.progress import due_on, periods_on, standing_updates

OWNER = PlanResponsibility.Role.OWNER
PARTNERS = (("partner_bodies", "body"), ("partners", "organisation"))


@dataclass(frozen=True)
class PlanLine:
    """A plan in the list."""

    plan: DeliveryPlan
    version: PlanVersion
    partnership: str
    owner: Named | None
    monitor: Named | None
    period: ReportingPeriod | None
    """The one by which its actions stand."""
    updates_due: datetime.date | None
    """The last day on which updates for that period are in time, where it is still to come."""
    time_ended: datetime.date | None
    """The last day that it covers, where that is over."""
    review_overdue: datetime.date | None
    """The last day on which it was to be reviewed, where that is over."""
    number: int
    """How many actions it has."""
    tally: Sequence[tuple[str, int]]
    flags: Summary


@dataclass(frozen=True)
class _Known:
    """What was found of all plans, by plan and role, by framework, and by plan."""

    held: dict[tuple[int, str], Any]
    periods: dict[int, ReportingPeriod]
    names: Names
    reads: dict[int, list[ActionRead]]


def plans_on(day: datetime.date, user: Any) -> list[PlanLine]:
    """The plans with a version in force on `day`, by partnership and title: 8 queries, whatever their number."""
    plans = list(DeliveryPlan.objects.visible_to(user).for_page())
    versions = versions_on(plans, day)
    plans = [plan for plan in plans if plan.pk in versions]
    rows = PlanResponsibility.objects.in_force(day).filter(plan__in=plans).select_related("body")
    held = {(row.plan_id, row.role): row.body for row in rows}
    periods = periods_on([plan.framework_id for plan in plans if plan.framework_id], day)
    roots = {plan.body.partnership_id or plan.body_id for plan in plans}
    reads = _reads(plans, versions, held, periods, day)
    names = names_on(day, bodies={*roots, *(body.pk for body in held.values())}, organisations=[])
    known = _Known(held, periods, names, reads)
    lines = [_line(plan, known, versions[plan.pk], day) for plan in plans]
    return sorted(lines, key=lambda line: (line.partnership.casefold(), line.plan.title.casefold(), line.plan.pk))


def _reads(plans: Any, versions: Any, held: Any, periods: Any, day: datetime.date) -> dict[int, list[ActionRead]]:
    """By plan, its actions as far as the list needs them. 4 queries."""
    parents = parents_on({plan.body.partnership_id or plan.body_id for plan in plans}, day)
    rows = PlanAction.objects.filter(section__version__in=list(versions.values()))
    several = several_of(rows, PARTNERS)
    actions = list(rows.select_related("section").order_by())
    plan_of = {version.pk: version.plan_id for version in versions.values()}
    known = {plan.pk: plan for plan in plans}
    asked = {each.lineage: periods.get(known[plan_of[each.section.version_id]].framework_id) for each in actions}
    updates = standing_updates(asked, day, known_at=end_of_day(day))
    themes = {plan.pk: themes_of(plan, getattr(held.get((plan.pk, OWNER)), "pk", None), parents) for plan in plans}
    found: dict[int, list[ActionRead]] = defaultdict(list)
    placed = [(plan_of[action.section.version_id], action) for action in actions]
    twice = overlapping((known[key].body.partnership_id or known[key].body_id, key, each) for key, each in placed)
    for key, action in placed:
        named = several.get(action.pk, {})
        involved = involved_in(action, *([row[0] for row in named.get(name, ())] for name, _ in PARTNERS))
        flags: list[Flag] = flags_of(action, involved, themes[key], overlaps=action.pk in twice)
        found[key].append(ActionRead(action, updates.get(action.lineage), flags, ()))
    return found


def _line(plan: Any, known: _Known, version: PlanVersion, day: datetime.date) -> PlanLine:
    owner, monitor = (known.held.get((plan.pk, role)) for role in (OWNER, PlanResponsibility.Role.MONITOR))
    names, reads, period = known.names, known.reads[plan.pk], known.periods.get(plan.framework_id)
    return PlanLine(
        plan=plan,
        version=version,
        partnership=names.body(plan.body.partnership or plan.body),
        owner=Named("body", names.body(owner), owner.slug) if owner else None,
        monitor=Named("body", names.body(monitor), monitor.slug) if monitor else None,
        period=period,
        updates_due=due_on(period, day),
        time_ended=version.time_ended_by(day),
        review_overdue=plan.review_overdue_by(day),
        number=len(reads),
        tally=tally(reads),
        flags=summed_up(read.flags for read in reads),
    )
