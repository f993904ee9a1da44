"""Reading the chapters of a strategy: what each place aims at, how it stands, and who does what for it (item 121)."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from governance.bodies.names import body_name_on
from priorities.models import DeliveryPlan, PlanResponsibility, PriorityArea, Strategy, StrategyChapter
from priorities.strategies.area_figures import AreaFigure, area_figures


@dataclass(frozen=True)
class Chapter:
    """A chapter as a strategy's page shows it."""

    row: Any
    """It bears `body_name`, what the body that answers for it was called on the day."""
    aimed: Sequence[tuple[Any, str]]
    """The priorities of the strategy aimed at its area, each with the purpose."""
    led: Sequence[Any]
    """Those that its body leads besides."""
    figures: Sequence[AreaFigure]
    plans: Sequence[DeliveryPlan]
    """Those in force that its body owns."""


def chapters_of(strategy: Strategy, priorities: Mapping[int, Any], day: datetime.date, user: Any) -> list[Chapter]:
    """The chapters on `day`, as `user` may read them; `priorities`: those of the strategy by key, as from `trees_on`.

    6 queries; 1 where it has no chapter.
    """
    rows = StrategyChapter.objects.filter(strategy=strategy).select_related("area", "body")
    chapters = list(rows.annotate(body_name=body_name_on("body", day)))
    if not chapters:
        return []
    aimed: dict[int, list[tuple[Any, str]]] = defaultdict(list)
    for each in PriorityArea.objects.filter(priority__in=list(priorities)).order_by("priority__position", "pk"):
        aimed[each.area_id].append((priorities[each.priority_id], each.purpose))
    figures = area_figures([chapter.area for chapter in chapters], day, user)
    plans = _plans_of({chapter.body_id for chapter in chapters if chapter.body_id}, day, user)
    found = []
    for chapter in chapters:
        at_it = aimed[chapter.area_id]
        there = {priority.pk for priority, _ in at_it}
        own = [each for each in priorities.values() if chapter.body and each.lead_slug == chapter.body.slug]
        led = [each for each in own if each.pk not in there]
        found.append(Chapter(chapter, at_it, led, figures[chapter.area_id], plans.get(chapter.body_id, ())))
    return found


def _plans_of(bodies: set[int], day: datetime.date, user: Any) -> dict[int | None, list[DeliveryPlan]]:
    """By the key of the body the plans in force that it owns on the day, by title. 1 query."""
    there = DeliveryPlan.objects.visible_to(user).in_force(day)
    rows = PlanResponsibility.objects.in_force(day).filter(role=PlanResponsibility.Role.OWNER)
    rows = rows.filter(body__in=bodies, plan__in=there).select_related("plan").order_by("plan__title", "plan")
    found: dict[int | None, list[DeliveryPlan]] = defaultdict(list)
    for row in rows:
        found[row.body_id].append(row.plan)
    return found
