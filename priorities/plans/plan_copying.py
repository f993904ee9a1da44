"""Copying: the next version of a plan begins as the last one, whole; every copy keeps its lineage."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Model

from governance.foundation.deeds import write_copies
from priorities.models import Milestone, PlanAction, PlanVersion

COPIED_APART = frozenset({"id", "version", "section", "action"})

ModelT = TypeVar("ModelT", bound=Model)


def copy_contents(last: PlanVersion, version: PlanVersion, *, by: Any, why: str) -> None:
    """Copy sections, actions, milestones, approaches and priorities of `last` into the empty draft `version`.

    The caller holds the plan's lock. Query count grows with the kinds of rows, not with their number; each row
    leaves its audit row.
    """
    version.priorities.set(last.priorities.all())

    def copied(rows: Iterable[ModelT], place: str, places: dict[int, Any]) -> dict[int, ModelT]:
        copies = {row: _copy(row, places[getattr(row, f"{place}_id")], place) for row in rows}
        write_copies(copies, by=by, why=why)
        return {row.pk: copy for row, copy in copies.items()}

    versions = {last.pk: version}
    copied(last.approaches.all(), "version", versions)
    sections = copied(last.sections.in_order(), "version", versions)
    actions = copied(PlanAction.objects.filter(section__version=last).in_order(), "section", sections)
    copied(Milestone.objects.filter(action__section__version=last).in_order(), "action", actions)


def _copy(row: ModelT, to: Model, place: str) -> ModelT:
    """A new row with all that `row` says, at another place."""
    fields = (field for field in row._meta.concrete_fields if field.name not in COPIED_APART)
    said = {field.attname: getattr(row, field.attname) for field in fields}
    return type(row)(**said, **{place: to})
