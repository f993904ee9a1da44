"""Reading coverage: what the plans in force on a day say of a partnership's approaches and areas."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from governance.bodies.names import body_name_on
from priorities.models import Approach, Area, PlanAction, PlanApproach
from priorities.strategies.coverage import ApproachCell, AreaCell, apply_approaches, place_actions
from priorities.strategies.plans_in_force import areas_of_actions, plans_in_force


@dataclass(frozen=True)
class Placed:
    """An area in the tree of its partnership, `depth` steps down; `parts` are those right under it."""

    area: Area
    depth: int
    parts: list["Placed"]


@dataclass(frozen=True)
class ApproachMatrix:
    """A partnership's approaches against its plans: a row for each plan, with a cell for each approach."""

    partnership_name: str
    approaches: Sequence[Any]
    rows: Sequence[tuple[Any, Sequence[ApproachCell]]]

    @property
    def holes(self) -> list[tuple[Any, list[Any]]]:
        """Each plan that says nothing of some approaches, with those."""
        found = [
            (version, [each for each, cell in zip(self.approaches, cells, strict=True) if cell.is_hole])
            for version, cells in self.rows
        ]
        return [(version, missing) for version, missing in found if missing]


@dataclass(frozen=True)
class AreaMatrix:
    """A partnership's areas against its plans: a row for each area, with a cell for each plan."""

    partnership_name: str
    tree: Sequence[Placed]
    plans: Sequence[Any]
    rows: Sequence[tuple[Placed, Sequence[AreaCell]]]
    nowhere: Sequence[tuple[Any, int, int]]
    """Each plan with actions that name no area: the plan, how many, and how many actions it has."""

    @property
    def holes(self) -> list[Placed]:
        """The areas that no plan names, nor a part of them."""
        return [placed for placed, cells in self.rows if all(cell.is_hole for cell in cells)]


def approaches_on(day: datetime.date, user: Any) -> Any:
    """The approaches in force on `day` by partnership, with `partnership_name` as on that day."""
    rows = Approach.objects.visible_to(user).in_force(day).select_related("partnership")
    rows = rows.annotate(partnership_name=body_name_on("partnership", day))
    return rows.order_by("partnership_name", "position", "pk")


def approach_matrices(day: datetime.date, user: Any) -> list[ApproachMatrix]:
    """For each partnership with approaches in force on `day`, what its plans say of them. 4 queries."""
    families = _by_partnership(approaches_on(day, user))
    versions = _by_root(plans_in_force(day))
    said, actions = said_of_approaches([each for rows in versions.values() for each in rows])
    matrices = []
    for root, approaches in families.items():
        plans = versions.get(root, [])
        implicit = {each.pk: each.implicit for each in approaches}
        cells = apply_approaches([each.pk for each in plans], implicit, said, actions)
        rows = [(plan, [cells[plan.pk, each.pk] for each in approaches]) for plan in plans]
        matrices.append(ApproachMatrix(approaches[0].partnership_name, approaches, rows))
    return matrices


def said_of_approaches(
    versions: Iterable[Any],
) -> tuple[dict[tuple[int, int], str], dict[tuple[int, int], int]]:
    """By version and approach the words of the plan, and the number of its actions that apply it. 2 queries."""
    keys = [version.pk for version in versions]
    words = PlanApproach.objects.filter(version__in=keys).values_list("version", "approach", "how")
    through = PlanAction.approaches.through.objects.filter(planaction__section__version__in=keys)
    counts = through.values_list("planaction__section__version", "approach").annotate(number=Count("pk"))
    return (
        {(version, approach): how for version, approach, how in words},
        {(version, approach): number for version, approach, number in counts},
    )


def area_matrices(day: datetime.date, user: Any) -> list[AreaMatrix]:
    """For each partnership with areas, how many actions of its plans in force on `day` are for each. 4 queries."""
    rows = Area.objects.visible_to(user).select_related("partnership")
    rows = rows.annotate(partnership_name=body_name_on("partnership", day))
    families = _by_partnership(rows.order_by("partnership_name", "name", "pk"))
    versions = _by_root(plans_in_force(day))
    named = areas_of_actions([each for plans in versions.values() for each in plans])
    return [_area_matrix(areas, versions.get(root, []), named) for root, areas in families.items()]


def tree_of(areas: Iterable[Area]) -> list[Placed]:
    """The areas at the top, each with its parts, by name; one whose whole is not among them stands at the top."""
    areas = list(areas)
    keys = {area.pk for area in areas}
    parts: dict[int | None, list[Area]] = defaultdict(list)
    for area in areas:
        parts[area.parent_id if area.parent_id in keys else None].append(area)

    def under(key: int | None, depth: int) -> list[Placed]:
        return [Placed(area, depth, under(area.pk, depth + 1)) for area in parts[key]]

    return under(None, 0)


def flat(tree: Iterable[Placed]) -> list[Placed]:
    """All of a tree, each area before its parts."""
    return [each for placed in tree for each in (placed, *flat(placed.parts))]


def _area_matrix(areas: Sequence[Any], plans: Sequence[Any], named: dict[int, list[set[int]]]) -> AreaMatrix:
    parents = {area.pk: area.parent_id for area in areas}
    # Areas of another partnership have no row here
    theirs = {plan.pk: [keys & parents.keys() for keys in named[plan.pk]] for plan in plans}
    cells = place_actions(theirs, parents)
    tree = tree_of(areas)
    rows = [(placed, [cells[plan.pk, placed.area.pk] for plan in plans]) for placed in flat(tree)]
    nowhere = [(plan, sum(not keys for keys in theirs[plan.pk]), len(theirs[plan.pk])) for plan in plans]
    return AreaMatrix(areas[0].partnership_name, tree, plans, rows, [row for row in nowhere if row[1]])


def _by_partnership(records: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for record in records:
        found.setdefault(record.partnership_id, []).append(record)
    return found


def _by_root(versions: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for version in versions:
        found.setdefault(version.plan.body.partnership_id, []).append(version)
    return found
