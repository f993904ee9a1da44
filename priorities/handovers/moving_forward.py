"""Whether the actions of a plan move forward: what a handover of its monitoring waits for (items 185, 187).

Red and not started do not move, and neither does an action of which nothing was said for the period by which the plan
stands (`periods_on`), unless it was complete before: what is complete is not asked for again. What was accepted for a
later period that goes on still is newer, and counts instead.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from governance.foundation.dated import end_of_day
from priorities.models import DeliveryPlan, PlanAction, ReportingPeriod, Status, Update
from priorities.plans.responsibility import version_on
from priorities.updates.progress import periods_on, stays_complete

STANDING_STILL: dict[str, str] = {Status.RED: "red", Status.NOT_STARTED: "not started"}
"""Statuses with which an action does not move forward, in words."""


@dataclass(frozen=True)
class Movement:
    """How one action moves as seen from a day."""

    action: PlanAction
    update: Update | None
    """What counts for the period by which the plan stands, or for a later one that goes on."""
    since: datetime.date | None
    """The day from which it has moved without a break; None while it does not, or nothing is said."""
    held_by: str
    """What kept it until `since`: “red”, “not started”, or empty where nothing had been said."""
    red_since: datetime.date | None = None
    """The day from which whatever was said called it red; None where the last did not."""

    @property
    def moves(self) -> bool:
        """Whether it moves forward."""
        return self.update is not None and self.update.status not in STANDING_STILL


@dataclass(frozen=True)
class Progress:
    """The actions of a plan as seen from a day, with the period of which they are asked."""

    period: ReportingPeriod | None
    movements: Sequence[Movement]


def progress_of(plan: DeliveryPlan, day: datetime.date) -> Progress:
    """Every action of the version in force on `day`, by what was accepted by the end of it. 5 queries at most."""
    version, key = version_on(plan, day), plan.framework_id
    asked = periods_on([key], day).get(key) if key is not None else None
    if version is None or asked is None:
        return Progress(asked, [])
    rows = ReportingPeriod.objects.filter(framework=key, starts__lte=day)
    periods = list(rows.latest_first())
    going_on = periods.index(asked)
    actions = PlanAction.objects.filter(section__version=version)
    actions = actions.order_by("section__position", "section__pk", "position", "pk")
    said = _said(list(actions), day)
    return Progress(asked, [_movement(action, said[action.lineage], periods, going_on) for action in actions])


def _said(actions: list[PlanAction], day: datetime.date) -> Mapping[uuid.UUID, Mapping[int, list[Update]]]:
    """By lineage and period, what was accepted by the end of the day, in the order in which it counts. 1 query."""
    found: dict[uuid.UUID, dict[int, list[Update]]] = defaultdict(lambda: defaultdict(list))
    rows = Update.objects.accepted().filter(
        action__lineage__in=[action.lineage for action in actions], accepted_at__lte=end_of_day(day)
    )
    for update in rows.select_related("action").latest_last():
        found[update.action.lineage][update.period_id].append(update)
    return found


def _movement(
    action: PlanAction, said: Mapping[int, list[Update]], periods: list[ReportingPeriod], going_on: int
) -> Movement:
    """Walk back from the last period for as long as the action moved, period by period.

    The first `going_on` of `periods` go on still: of those nothing need have been said yet.
    """
    updates_of = [said.get(period.pk, []) for period in periods]
    counts: Update | None = None
    red = _red_since(updates_of)
    since: datetime.date | None = None
    for place, updates in enumerate(updates_of):
        last = next((older[-1] for older in updates_of[place:] if older), None)
        carried = not updates and last is not None and stays_complete(last.status)  # not asked for again
        silent = not updates and not carried
        if place <= going_on and counts is None and not silent:
            counts = last
        if silent and (place > going_on or (place == going_on and counts is not None)):
            break
        for update in reversed(updates):
            if update.status in STANDING_STILL:
                return Movement(action, counts, since, STANDING_STILL[update.status], red)
            since = timezone.localdate(update.accepted_at)
    return Movement(action, counts, since, "", red)


def _red_since(updates_of: Sequence[Sequence[Update]]) -> datetime.date | None:
    """The day of the first of the unbroken run of reds with which what was said ends; the last period comes first.

    A period of which nothing was said breaks no run.
    """
    since = None
    for update in (update for updates in updates_of for update in reversed(updates)):
        if update.status != Status.RED:
            break
        since = timezone.localdate(update.accepted_at)
    return since
