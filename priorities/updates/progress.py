"""How far actions have come: of the updates for a period the last accepted one counts, and none is never green."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from priorities.models import ReportingPeriod, Update


def updates_for(
    lineages: Iterable[uuid.UUID], period: ReportingPeriod, *, known_at: datetime.datetime | None = None
) -> dict[uuid.UUID, Update]:
    """By the lineage of the action, the update that counts for `period`. 1 query.

    An action without an accepted update is not among the answers. `known_at`: as it stood at that moment, whatever
    was accepted later.
    """
    return {key[0]: update for key, update in _counting(lineages, [period], known_at).items()}


def history_of(
    lineages: Iterable[uuid.UUID], periods: Iterable[ReportingPeriod], *, known_at: datetime.datetime | None = None
) -> dict[tuple[uuid.UUID, int], Update]:
    """By the lineage of the action and the key of the period, the update that counts. 1 query."""
    return _counting(lineages, periods, known_at)


def period_on(framework: Any, day: datetime.date) -> ReportingPeriod | None:
    """The period to report on as seen from `day`: the last of the framework that had begun by then."""
    if framework is None:
        return None
    return ReportingPeriod.objects.filter(framework=framework, starts__lte=day).latest_first().first()


def _counting(
    lineages: Iterable[uuid.UUID], periods: Iterable[ReportingPeriod], known_at: datetime.datetime | None
) -> dict[tuple[uuid.UUID, int], Update]:
    found = Update.objects.accepted().filter(action__lineage__in=list(lineages), period__in=list(periods))
    if known_at is not None:
        found = found.filter(accepted_at__lte=known_at)
    rows = found.select_related("action", "approved_by").latest_last()
    return {(update.action.lineage, update.period_id): update for update in rows}
