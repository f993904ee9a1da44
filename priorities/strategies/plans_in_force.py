"""Plans in force: each plan's published version of a day with its owner of that day, and for what its actions are."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from governance.bodies.names import body_name_on
from governance.models import BodyPeriod
from priorities.models import PlanAction, PlanResponsibility, PlanSection, PlanVersion
from priorities.models.plan_contents import its_priority
from priorities.strategies.coverage import Share, share_out


def plans_in_force(day: datetime.date) -> Any:
    """The published versions in force on `day`, by title of their plans.

    Each bears `owner_slug` and `owner_name`, the body that owned the plan on the day and its name of then, and
    `time_ended`, the last day that it covers where that had passed.
    """
    rows = PlanResponsibility.objects.in_force(day).filter(plan=OuterRef("plan"), role=PlanResponsibility.Role.OWNER)
    rows = rows.annotate(body_name=body_name_on("body", day))
    now = BodyPeriod.objects.in_force(day).filter(body=OuterRef("plan__body")).values("name")[:1]
    return (
        PlanVersion.objects.current_on(day)
        .with_time_ended(day)
        .select_related("plan", "plan__body")
        .defer("introduction")
        .annotate(
            owner_slug=Coalesce(Subquery(rows.values("body__slug")[:1]), F("plan__body__slug")),
            owner_name=Coalesce(Subquery(rows.values("body_name")[:1]), Subquery(now), F("plan__body__name")),
        )
        .order_by("plan__title", "plan__pk")
    )


def actions_of_priorities(versions: Iterable[PlanVersion]) -> dict[int, dict[int, int]]:
    """By key of a priority, and of each version that names it, how many actions are for it. 2 queries."""
    keys = [version.pk for version in versions]
    named: dict[int, set[int]] = defaultdict(set)
    through = PlanVersion.priorities.through.objects.filter(planversion__in=keys)
    for version, priority in through.values_list("planversion", "priority"):
        named[version].add(priority)
    rows = PlanSection.objects.filter(version__in=keys).order_by()
    rows = rows.annotate(whose=its_priority("actions__priority", "priority", "version"))
    groups = rows.values_list("version", "priority", "whose").annotate(number=Count("actions"))
    return share_out(named, (Share(*group) for group in groups))


def areas_of_actions(versions: Sequence[PlanVersion]) -> dict[int, list[set[int]]]:
    """By key of a version, for each of its actions the keys of the areas that it names. 2 queries."""
    keys = [version.pk for version in versions]
    actions = PlanAction.objects.filter(section__version__in=keys).order_by()
    of_version = dict(actions.values_list("pk", "section__version"))
    areas: dict[int, set[int]] = {action: set() for action in of_version}
    through = PlanAction.areas.through.objects.filter(planaction__section__version__in=keys)
    for action, area in through.values_list("planaction", "area"):
        areas[action].add(area)
    found: dict[int, list[set[int]]] = {key: [] for key in keys}
    for action, named in areas.items():
        found[of_version[action]].append(named)
    return found
