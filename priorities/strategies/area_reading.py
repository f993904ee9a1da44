"""Reading an area: what it takes in on a day, and the priorities, chapters, actions and figures for it."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from governance.foundation.dated import in_force_q
from governance.foundation.publication import State
from priorities.models import (
    Area,
    AreaDefinition,
    PlanAction,
    Priority,
    PriorityArea,
    PriorityName,
    StrategyChapter,
)
from priorities.strategies.area_figures import AreaFigure, area_figures
from priorities.strategies.plans_in_force import plans_in_force


@dataclass(frozen=True)
class AreaPortrait:
    """All that an area's page says of a day to `user`, each part read when it is asked for, in one query or as said."""

    area: Area
    day: datetime.date
    user: Any

    @cached_property
    def definitions(self) -> list[AreaDefinition]:
        """All that were ever in force or will be, the latest first (item 14)."""
        return list(AreaDefinition.objects.filter(area=self.area).order_by("-starts", "-pk"))

    @property
    def definition(self) -> AreaDefinition | None:
        """The one in force on the day."""
        return next((row for row in self.definitions if row.span.holds(self.day)), None)

    @property
    def earlier(self) -> list[AreaDefinition]:
        """Those that were over by the day, the latest first."""
        return [row for row in self.definitions if row.ends is not None and row.ends <= self.day]

    @property
    def later(self) -> list[AreaDefinition]:
        """Those still to come on the day, the earliest first."""
        return [row for row in reversed(self.definitions) if row.starts > self.day]

    @cached_property
    def _family(self) -> list[Area]:
        """Every area of the partnership, by name."""
        return list(Area.objects.visible_to(self.user).of_partnership(self.area.partnership).by_name())

    @property
    def parts(self) -> list[Area]:
        """The areas right under it."""
        return [each for each in self._family if each.parent_id == self.area.pk]

    @property
    def within(self) -> set[int]:
        """The keys of all that lies in it, itself included."""
        found = {self.area.pk}
        while more := {each.pk for each in self._family if each.parent_id in found} - found:
            found |= more
        return found

    @cached_property
    def targeted(self) -> list[Any]:
        """The priorities in force on the day aimed at it, each row with `name_then` and its purpose (item 13)."""
        names = PriorityName.objects.in_force(self.day).filter(priority=OuterRef("priority"))
        rows = PriorityArea.objects.visible_to(self.user).filter(
            area=self.area, priority__in=Priority.objects.in_force(self.day)
        )
        rows = rows.annotate(name_then=Subquery(names.values("name")[:1])).filter(name_then__isnull=False)
        rows = rows.select_related("priority", "priority__strategy")
        return list(rows.order_by("priority__strategy__title", "priority__position", "pk"))

    @cached_property
    def chapters(self) -> list[StrategyChapter]:
        """The chapters on it of the strategies in force (item 121)."""
        rows = StrategyChapter.objects.visible_to(self.user).filter(area=self.area, strategy__state=State.PUBLISHED)
        rows = rows.filter(in_force_q(self.day, "strategy__"))
        return list(rows.select_related("strategy").order_by("strategy__title", "pk"))

    @cached_property
    def plans(self) -> list[tuple[Any, list[PlanAction], int]]:
        """The versions of plans in force that name it or a part of it. 2 queries, besides that for the parts.

        Each with the actions that name it, and the number of further ones that only name a part of it.
        """
        versions = {version.pk: version for version in plans_in_force(self.day)}
        named = PlanAction.areas.through.objects.filter(planaction=OuterRef("pk"))
        rows = PlanAction.objects.filter(Exists(named.filter(area__in=self.within)), section__version__in=versions)
        rows = rows.select_related("section").annotate(names_it=Exists(named.filter(area=self.area)))
        order = {key: number for number, key in enumerate(versions)}
        found = sorted(rows, key=lambda each: (order[each.section.version_id], _place(each)))
        plans = []
        for key, group in groupby(found, key=lambda each: each.section.version_id):
            actions: list[Any] = list(group)
            direct = [each for each in actions if each.names_it]
            plans.append((versions[key], direct, len(actions) - len(direct)))
        return plans

    @cached_property
    def figures(self) -> list[AreaFigure]:
        """The published indicators with a curve, a figure or a target for it, and how it stands by each. 3 queries."""
        return area_figures([self.area], self.day, self.user)[self.area.pk]


def _place(action: PlanAction) -> tuple[int, int, int]:
    return action.section.position, action.position, action.pk
