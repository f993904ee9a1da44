"""How far actions have come: of the updates for a period the last accepted one counts, and none is never green.

What was complete is not asked for again: it stays so until a newer update says otherwise. That rule is here, once.
"""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, When

from priorities.models import ReportingPeriod, Status, Update


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


def standing_updates(
    period_of: Mapping[uuid.UUID, ReportingPeriod | None],
    day: datetime.date,
    *,
    known_at: datetime.datetime | None = None,
) -> dict[uuid.UUID, Update]:
    """By the lineage of the action, the update by which it stands as seen from `day`. 1 query; none without a period.

    `period_of`: by lineage, the period of which the action is asked; one without a period has no answer. It stands by
    the update that counts for that period, or else by an earlier one that called it complete, if that was the last
    for a period that had begun by `day`. `known_at`: as it stood at that moment, whatever was accepted later.
    """
    periods = {period.pk for period in period_of.values() if period}
    if not periods:
        return {}
    said = Update.objects.accepted()
    if known_at is not None:
        said = said.filter(accepted_at__lte=known_at)
    same = Q(period__starts=OuterRef("period__starts"))
    newer = Q(period__starts__gt=OuterRef("period__starts")) | same & Q(accepted_at__gt=OuterRef("accepted_at"))
    newer |= same & Q(accepted_at=OuterRef("accepted_at"), pk__gt=OuterRef("pk"))
    last = ~Exists(said.filter(newer, period__starts__lte=day, action__lineage=OuterRef("action__lineage")))
    done = Q(status=Status.COMPLETE, period__starts__lte=day)  # only of those is the costly question asked
    settled = Case(When(done, then=last), default=False)
    asked = [lineage for lineage, period in period_of.items() if period]
    rows = said.filter(action__lineage__in=asked).annotate(settled=settled)
    rows = rows.filter(Q(period__in=periods) | Q(settled=True)).select_related("action", "approved_by").latest_last()
    earlier: dict[uuid.UUID, Update] = {}
    counting: dict[uuid.UUID, Update] = {}
    for update in rows:
        lineage = update.action.lineage
        period = period_of[lineage]
        if period is not None and update.period_id == period.pk:
            counting[lineage] = update
        elif update.settled:
            earlier[lineage] = update
    return earlier | counting


def stays_complete(last: str | None) -> bool:
    """Whether an action is not asked for again: the status of its last update, `last`, called it complete."""
    return last == Status.COMPLETE


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
