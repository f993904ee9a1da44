"""Lineages: the action that a record named once, as it stands in the version of its plan in force on a day."""

import datetime
import uuid
from collections.abc import Iterable

from governance.foundation.dated import in_force_q
from priorities.models import PlanAction


def actions_in_force(lineages: Iterable[uuid.UUID], day: datetime.date) -> dict[uuid.UUID, PlanAction]:
    """By lineage, the action in the published version that is in force on `day`. 1 query; none without lineages.

    Only what anybody may read: an action whose plan was not in force, or that its plan had dropped, is left out.
    """
    wanted = set(lineages)
    if not wanted:
        return {}
    rows = PlanAction.objects.visible_to(None).filter(in_force_q(day, "section__version__"), lineage__in=wanted)
    return {action.lineage: action for action in rows.select_related("section__version__plan")}
