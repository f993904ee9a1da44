"""Copying: the next version of a plan begins as the last one, whole; every copy keeps its lineage."""

from typing import Any

from django.db.models import Model

from governance.foundation.deeds import write
from priorities.models import Milestone, PlanAction, PlanSection, PlanVersion

COPIED_APART = frozenset({"id", "version", "section", "action"})


def copy_contents(last: PlanVersion, version: PlanVersion, *, by: Any, why: str) -> None:
    """Copy sections, actions, milestones, approaches and priorities of `last` into the empty draft `version`.

    The caller holds the plan's lock. Query count grows with the plan, for each row leaves its audit row.
    """
    version.priorities.set(last.priorities.all())
    for applied in last.approaches.all():
        write(_copy(applied, version=version), by=by, why=why)
    sections = {row.pk: write(_copy(row, version=version), by=by, why=why) for row in last.sections.in_order()}
    rows = PlanAction.objects.filter(section__version=last).in_order()
    several = [field.name for field in PlanAction._meta.many_to_many]
    actions: dict[int, PlanAction] = {}
    for row in rows.prefetch_related(*several):
        copy = actions[row.pk] = write(_copy(row, section=sections[row.section_id]), by=by, why=why)
        for name in several:
            if named := list(getattr(row, name).all()):
                getattr(copy, name).set(named)
    for step in Milestone.objects.filter(action__section__version=last).in_order():
        write(_copy(step, action=actions[step.action_id]), by=by, why=why)


def _copy(row: Model, **place: PlanVersion | PlanSection | PlanAction) -> Any:
    """A new row with all that `row` says, at another place."""
    fields = (field for field in row._meta.concrete_fields if field.name not in COPIED_APART)
    said = {field.attname: getattr(row, field.attname) for field in fields}
    return type(row)(**said, **place)
