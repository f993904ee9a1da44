"""Placing: the deed that says anew what an area takes in; what was said before stays (item 14)."""

import datetime
from typing import Any

from django.db import transaction

from governance.foundation.access import require_edit
from governance.foundation.deeds import Refused
from governance.models import Body
from priorities.models import Area, AreaDefinition
from priorities.strategies.following import follow, not_blank


@transaction.atomic
def define_area(area: Area, *, text: str, on: datetime.date, by: Any, source: str = "") -> AreaDefinition:
    """Say what `area` takes in from `on`; the definition before ends on that day and is kept.

    `source` is who defined it so, and when. Raises Refused for the same words again, and for a day on which a later
    definition is in force or begins.
    """
    require_edit(by, Body.objects.locked(area.partnership_id))
    area = Area.objects.select_for_update(no_key=True, of=("self",)).get(pk=area.pk)
    text = not_blank(text, "Say what the area takes in.")
    former = area.definitions.in_force(on).first()
    if former is not None and former.text == text:
        raise Refused(f"{area} is defined in those words already.")
    row = AreaDefinition(area=area, text=text, source=source.strip(), starts=on)
    return follow(row, area.definitions.all(), by=by, why="", said=lambda other: f"{area} is defined otherwise")
