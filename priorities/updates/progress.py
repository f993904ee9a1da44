"""How far actions have come: of the updates for a period the last accepted one counts, and none is never green.

What was complete is not asked for again: it stays so until a newer update says otherwise. That rule is here, once.
"""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Subquery, When

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
    the update that counts for that period, or else by an earlier one that called it complete, if that was the last for
    a period up to that one that had begun by `day`. `known_at`: as it stood at that moment, whatever was accepted later.
    """
    asked: dict[int, tuple[ReportingPeriod, list[uuid.UUID]]] = {}
    for lineage, period in period_of.items():
        if period is not None:
            asked.setdefault(period.pk, (period, []))[1].append(lineage)
    if not asked:
        return {}
    said = Update.objects.accepted()
    if known_at is not None:
        said = said.filter(accepted_at__lte=known_at)
    wanted, settled = Q(), {}
    for key, (period, lineages) in asked.items():
        settled[f"settled_{key}"] = _settled(said, min(period.starts, day))
        wanted |= Q(action__lineage__in=lineages) & (Q(period=key) | Q(**{f"settled_{key}": True}))
    rows = said.alias(**settled).filter(wanted).select_related("action", "approved_by")
    earlier: dict[uuid.UUID, Update] = {}
    counting: dict[uuid.UUID, Update] = {}
    for update in rows.latest_last():
        asked_of = period_of[update.action.lineage]
        counts = asked_of is not None and update.period_id == asked_of.pk
        (counting if counts else earlier)[update.action.lineage] = update
    return earlier | counting


def stays_complete(last: str | None) -> bool:
    """Whether an action is not asked for again: the status of its last update, `last`, called it complete."""
    return last == Status.COMPLETE


def period_on(framework: Any, day: datetime.date) -> ReportingPeriod | None:
    """The period by which plans that report by `framework` stand as seen from `day`: see `periods_on`. 1 query."""
    return None if framework is None else periods_on([framework.pk], day).get(framework.pk)


def periods_on(frameworks: Iterable[int], day: datetime.date) -> dict[int, ReportingPeriod]:
    """By the key of the framework, the period by which its plans stand as seen from `day`. 1 query; 0 for none.

    That is the last period that had ended by `day`, for only then its updates come; where none had ended, the first that
    had begun. A framework of which no period had begun has no answer.
    """
    keys = set(frameworks)
    if not keys:
        return {}
    begun = ReportingPeriod.objects.filter(framework=OuterRef("framework"), starts__lte=day)
    is_over = Case(When(ends__lte=day, then=1), default=0, output_field=IntegerField())
    latest = begun.order_by(is_over.desc(), "-starts", "-pk").values("pk")[:1]
    rows = ReportingPeriod.objects.filter(framework__in=keys, pk=Subquery(latest))
    return {period.framework_id: period for period in rows}


def due_on(period: ReportingPeriod | None, day: datetime.date) -> datetime.date | None:
    """The last day on which updates for `period` are in time, while `day` is not after it; None where none is set."""
    due = period.updates_due if period else None
    return due if due is not None and day <= due else None


def last_spend(period: ReportingPeriod | None, *, known_at: datetime.datetime) -> Subquery:
    """For a query of actions: what each had spent by `period`, which the last update by then that tells it says.

    `known_at`: as it stood at that moment. None where no update tells it, and without a period.
    """
    return _last_told("spend", period, known_at)


def last_won(period: ReportingPeriod | None, *, known_at: datetime.datetime) -> Subquery:
    """The same of what each had won from bids (item 72)."""
    return _last_told("won", period, known_at)


def _last_told(name: str, period: ReportingPeriod | None, known_at: datetime.datetime) -> Subquery:
    said = Update.objects.accepted().filter(action__lineage=OuterRef("lineage"), **{f"{name}__isnull": False})
    said = said.filter(period__starts__lte=period.starts, accepted_at__lte=known_at) if period else said.none()
    return Subquery(said.order_by("-period__starts", "-accepted_at", "-pk").values(name)[:1])


def _settled(said: Any, until: datetime.date) -> Case:
    """For a query of updates: whether one called its action complete and was the last for a period begun by `until`."""
    same = Q(period__starts=OuterRef("period__starts"))
    newer = Q(period__starts__gt=OuterRef("period__starts")) | same & Q(accepted_at__gt=OuterRef("accepted_at"))
    newer |= same & Q(accepted_at=OuterRef("accepted_at"), pk__gt=OuterRef("pk"))
    last = ~Exists(said.filter(newer, period__starts__lte=until, action__lineage=OuterRef("action__lineage")))
    done = Q(status=Status.COMPLETE, period__starts__lte=until)  # only of those is the costly question asked
    return Case(When(done, then=last), default=False)


def _counting(
    lineages: Iterable[uuid.UUID], periods: Iterable[ReportingPeriod], known_at: datetime.datetime | None
) -> dict[tuple[uuid.UUID, int], Update]:
    found = Update.objects.accepted().filter(action__lineage__in=list(lineages), period__in=list(periods))
    if known_at is not None:
        found = found.filter(accepted_at__lte=known_at)
    rows = found.select_related("action", "approved_by").latest_last()
    return {(update.action.lineage, update.period_id): update for update in rows}
