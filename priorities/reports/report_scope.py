"""What a report speaks of: which plans, in which version and period, and which of their actions (items 116, 253).

A task that another body set is reported through the body that its line names, or else through the body that set it:
it stands in that body's report, and not among the exceptions of the plan that it is written in.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from governance.foundation.dated import in_force_q
from governance.models import Body, Link
from priorities.models import (
    DeliveryPlan,
    PlanAction,
    PlanResponsibility,
    PlanVersion,
    ReportingPeriod,
)
from priorities.plans.responsibility import monitored_on

Fixed = Mapping[str, int]
"""By the slug of a plan, the number of the version that a report made earlier spoke of."""


@dataclass
class Reported:
    """A plan in a report: its version, the period for which it reports, the one before, and its actions there."""

    plan: DeliveryPlan
    version: PlanVersion
    period: ReportingPeriod | None
    """None: the plan has no period then, so it is named and nothing of it is counted."""
    before: ReportingPeriod | None = None
    actions: list[PlanAction] = field(default_factory=list)
    elsewhere: list[tuple[PlanAction, Body]] = field(default_factory=list)
    """Tasks that are reported through another body, and that body."""


def scope_of_plan(
    plan: DeliveryPlan, period: ReportingPeriod, monitor: Body, *, on: datetime.date, fixed: Fixed | None = None
) -> list[Reported]:
    """The plan as `period` reports it, `monitor` being the body that answers for it; empty without a version. 4 queries.

    `on`: the day whose version and bodies are meant. `fixed`: the versions of an earlier report instead of that one.
    """
    versions = _versions(Q(plan=plan), on, fixed)
    reported = [
        Reported(version.plan, version, *_periods(period, [plan])[plan.framework_id]) for version in versions[:1]
    ]
    _fill(reported, on, monitor, _actions(versions[:1], {plan.pk}), own={plan.pk})
    return reported


def scope_of_body(
    body: Body, period: ReportingPeriod, *, on: datetime.date, fixed: Fixed | None = None
) -> list[Reported]:
    """All that `body` answers for on the day `on` of `period`: plans that it monitors, and tasks reported through it.

    A plan of another framework is reported for that framework's period of the same address, or else for the one that
    holds the last day. 7 queries at most.
    """
    mine = monitored_on(body, on)
    tasked = PlanAction.objects.filter(tasked_by__isnull=False).values("section__version")
    versions = _versions(Q(plan__in=mine.values("pk")) | Q(pk__in=tasked), on, fixed)
    own = set(mine.values_list("pk", flat=True))
    periods = _periods(period, [version.plan for version in versions])
    unknown: tuple[ReportingPeriod | None, ReportingPeriod | None] = (None, None)
    reported = [Reported(each.plan, each, *periods.get(each.plan.framework_id, unknown)) for each in versions]
    _fill(reported, on, body, _actions(versions, own), own=own)
    return [each for each in reported if each.plan.pk in own or each.actions]


def reported_through(action: PlanAction, bodies: Iterable[int], links: Iterable[Link]) -> Body | None:
    """The body in whose report a task appears; None for an action that no other body set.

    `bodies`: keys of the bodies that may be the one tasked, the nearest first. `links`: lines “may task” of the day.
    """
    if action.tasked_by is None:
        return None
    lines = {link.target_id: link for link in links if link.source_id == action.tasked_by_id}
    line = next((lines[key] for key in bodies if key in lines), None)
    return line.reported_through if line is not None and line.reported_through else action.tasked_by


def periods_of(framework: Any, slug: str) -> Any:
    """The periods with that address: of one framework, or of any where `framework` is None; the earliest first."""
    rows = ReportingPeriod.objects.filter(slug=slug).select_related("framework")
    return (rows if framework is None else rows.filter(framework=framework)).order_by("starts", "pk")


def _versions(which: Q, day: datetime.date, fixed: Fixed | None) -> list[PlanVersion]:
    """Published versions in force on `day`, or those that a report made earlier spoke of; by address, which stays."""
    rows = PlanVersion.objects.select_related("plan", "plan__framework__body")
    if fixed is None:
        rows = rows.current_on(day).filter(which)
    else:
        named = [Q(plan__slug=slug, number=number) for slug, number in fixed.items()]
        rows = rows.filter(which, Q(*named, _connector=Q.OR)) if named else rows.none()
    return list(rows.order_by("plan__slug", "plan__pk"))


def _periods(
    period: ReportingPeriod, plans: Iterable[DeliveryPlan]
) -> dict[int | None, tuple[ReportingPeriod | None, ReportingPeriod | None]]:
    """By framework, the period for which its plans report beside `period`, and the one before. 1 query."""
    frameworks = {plan.framework_id for plan in plans if plan.framework_id}
    rows = ReportingPeriod.objects.filter(framework__in=frameworks).select_related("framework")
    by_framework: dict[int | None, list[ReportingPeriod]] = defaultdict(list)
    for each in rows.order_by("starts", "pk"):
        by_framework[each.framework_id].append(each)
    found: dict[int | None, tuple[ReportingPeriod | None, ReportingPeriod | None]] = {None: (None, None)}
    day = period.last_day
    for key in frameworks:
        known = by_framework[key]
        same = [each for each in known if each.pk == period.pk] or [each for each in known if each.slug == period.slug]
        same = same or [each for each in known if each.span.holds(day)]
        place = known.index(same[0]) if same else 0
        found[key] = (same[0] if same else None, known[place - 1] if place else None)
    return found


def _actions(versions: list[PlanVersion], own: set[int]) -> list[PlanAction]:
    """The actions of these versions; of plans that are not the body's own, the tasks alone. 1 query."""
    rows = PlanAction.objects.filter(section__version__in=versions).select_related(
        "section", "lead_body", "lead_organisation", "lead_officer", "tasked_by"
    )
    rows = rows.filter(Q(section__version__plan__in=own) | Q(tasked_by__isnull=False))
    return list(rows.order_by("section__position", "section__pk", "position", "pk"))


def _fill(
    reported: list[Reported], day: datetime.date, body: Body, actions: list[PlanAction], *, own: set[int]
) -> None:
    """Sort the actions to the plans: those that `body` reports, and those that another body does. 0 or 2 queries."""
    by_version: dict[int, list[PlanAction]] = defaultdict(list)
    for action in actions:
        by_version[action.section.version_id].append(action)
    tasks = any(action.tasked_by_id for action in actions)
    links = list(_lines(day)) if tasks else []
    answers = _responsible([each.plan for each in reported], day) if tasks else {}
    for each in reported:
        if each.period is None:
            continue
        for action in by_version[each.version.pk]:
            tasked = [key for key in (action.lead_body_id, *answers.get(each.plan.pk, ())) if key]
            through = reported_through(action, tasked, links)
            if through is not None and through.pk != body.pk:
                each.elsewhere.append((action, through))
            elif through is not None or each.plan.pk in own:
                each.actions.append(action)


def _lines(day: datetime.date) -> Any:
    lines = Link.objects.in_force(day).filter(type=Link.Type.MAY_TASK)
    return lines.select_related("reported_through").order_by("pk")


def _responsible(plans: list[DeliveryPlan], day: datetime.date) -> dict[int, list[int]]:
    """By plan, the keys of its owner and of its monitor on the day."""
    rows = PlanResponsibility.objects.filter(in_force_q(day), plan__in=plans)
    found: dict[int, list[int]] = defaultdict(list)
    order = rows.order_by("-role", "pk")  # the owner first
    for plan, body in order.values_list("plan", "body"):
        found[plan].append(body)
    return found
