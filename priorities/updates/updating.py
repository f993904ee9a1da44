"""Updating: the deeds by which leads say how actions go on, and editors accept it; and the milestones reached.

Nothing here changes an update. A later one for the same action and period takes its place (`progress.updates_for`),
and an action without one has no colour at all: no update is never green.
"""

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from governance.foundation.access import require_edit
from governance.foundation.deeds import Refused, strike, write
from governance.foundation.sentences import plain_day
from governance.foundation.waiting import require_room
from governance.models import Body
from priorities.models import DeliveryPlan, Milestone, MilestoneReached, PlanAction, ReportingPeriod, Update
from priorities.updates.progress import updates_for
from priorities.updates.update_checks import (
    Said,
    Seen,
    check_period,
    check_said,
    check_seen,
    day_of,
    locked,
    may_report,
    said_in,
)


@transaction.atomic
def record_update(
    action: PlanAction,
    period: ReportingPeriod,
    *,
    status: str,
    by: Any,
    direction: str = Update.Direction.STEADY,
    text: str = "",
    reason: str = "",
    remedy: str = "",
    tried: str = "",
    expected_on: datetime.date | None = None,
    approved_by: Body | None = None,
    approved_at: str = "",
    spend: Decimal | None = None,
    won: Decimal | None = None,
    evidence: str = "",
    reported_by: str = "",
    seen: Seen | None = None,
    at: datetime.datetime | None = None,
) -> Update:
    """Record what is to be said of the action for the period; it counts from `at` on (default: now), unread by others.

    `by` edits the body that owns the plan. The action is that of the published version in force on the period's last
    day, or on the day of `at`. The words that count already, said again, are one update. `reported_by`: the name to be
    shown. `seen`: what `by` had seen. Raises Refused with one sentence: see `update_checks`.
    """
    action = locked(action)
    require_edit(by, action.section.version.plan.body)
    said = Said(
        status, direction, text, reason, remedy, tried, expected_on, approved_by, approved_at, spend, won, evidence
    ).stripped()
    moment = _moment(at)
    update = _checked(action, period, said, moment)
    counts = updates_for([action.lineage], period).get(action.lineage)
    if counts is not None and said_in(counts) == said and (at is None or counts.accepted_at == at):
        return counts
    check_seen(action, seen, counts)
    update.reported_by, update.accepted_at = reported_by.strip(), moment
    return write(update, by=by)


@transaction.atomic
def hand_in_update(
    action: PlanAction,
    period: ReportingPeriod,
    *,
    said: Said,
    by: Any,
    reported_by: str,
    by_link: bool = False,
    seen: Seen | None = None,
    at: datetime.datetime | None = None,
) -> Update:
    """Hand in what a lead says; nobody else reads it, and it does not count, before an editor accepts it.

    By an account (`by`) that `may_report` on the action, or by a signed link (`by` None, `by_link` True, the link
    checked by the caller). The same words handed in twice are one update. `seen`: what the lead had seen. Raises
    Refused, and TooManyWaiting.
    """
    action = locked(action)
    if not by_link and not may_report(by, action):
        raise Refused(f"Only the lead of {action.reference} reports on it; ask whoever keeps the plan to name you.")
    said, moment = said.stripped(), _moment(at)
    update = _checked(action, period, said, moment)
    waiting = list(Update.objects.waiting().filter(action__lineage=action.lineage, period=period).order_by("pk"))
    for before in waiting:
        if said_in(before) == said and before.reported_by == reported_by:
            return before
    if seen is not None:
        check_seen(action, seen, updates_for([action.lineage], period).get(action.lineage))
    require_room(len(waiting), f"updates on {action.reference}")
    update.reported_by, update.by_link = reported_by.strip(), by_link
    return write(update, by=by, why="By a signed link." if by_link else "")


@transaction.atomic
def accept_update(update: Update, *, by: Any) -> Update:
    """Accept what a lead handed in: it counts and the public reads it. Raises Refused where a newer one counts."""
    update = _waiting(update, by)
    later = Q(recorded_at__gt=update.recorded_at) | Q(recorded_at=update.recorded_at, pk__gt=update.pk)
    same = Update.objects.accepted().filter(action__lineage=update.action.lineage, period=update.period_id)
    newer = same.filter(later).order_by("recorded_at").last()
    if newer is not None:
        when = plain_day(day_of(newer.recorded_at))
        raise Refused(f"A newer update of {update.action.reference}, of {when}, counts already: turn this one down.")
    update.accepted_at = timezone.now()
    return write(update, by=by)


@transaction.atomic
def turn_down_update(update: Update, *, by: Any, reason: str) -> Update:
    """Do not accept what a lead handed in; it never counts, and is kept for its editors with the reason."""
    update = _waiting(update, by)
    if not reason.strip():
        raise Refused("Say why the update is turned down.")
    update.turned_down_at = timezone.now()
    return write(update, by=by, why=reason.strip())


@transaction.atomic
def reach_milestone(
    milestone: Milestone, *, on: datetime.date, by: Any, note: str = "", reason: str = ""
) -> MilestoneReached:
    """Record that the milestone was reached `on` a day, once for all versions of the plan. Raises Refused."""
    action = locked(milestone.action)
    version = action.section.version
    require_edit(by, version.plan.body)
    if not version.is_published:
        raise Refused(f"Version {version.number} of {version.plan} is a draft: publish it first.")
    if on > timezone.localdate():
        raise Refused("Choose the day on which it was reached; it cannot be after today.")
    before = MilestoneReached.objects.filter(lineage=milestone.lineage).first()
    if before is not None:
        raise Refused(f"“{milestone}” was reached on {plain_day(before.day)} already: take that back first.")
    reached = MilestoneReached(milestone=milestone, lineage=milestone.lineage, day=on, note=note.strip())
    return write(reached, by=by, why=reason)


@transaction.atomic
def unreach_milestone(reached: MilestoneReached, *, by: Any, reason: str) -> Milestone:
    """Take back that a milestone was reached, with the reason; the audit keeps both. Return the milestone."""
    action = locked(reached.milestone.action)
    require_edit(by, action.section.version.plan.body)
    if not reason.strip():
        raise Refused("Say why the milestone was not reached after all.")
    found = MilestoneReached.objects.filter(pk=reached.pk).first()
    if found is None:
        raise Refused("That was taken back already.")
    strike(found, by=by, why=reason.strip())
    return reached.milestone


def _moment(at: datetime.datetime | None) -> datetime.datetime:
    """The moment of which the deed speaks. Raises Refused for one to come."""
    now = timezone.now()
    if at is not None and at > now:
        raise Refused("Choose a moment that is not to come.")
    return at or now


def _checked(action: PlanAction, period: ReportingPeriod, said: Said, moment: datetime.datetime) -> Update:
    """The update, not written yet. Raises Refused where it may not be said."""
    on = day_of(moment)
    check_period(action, period, on)
    check_said(action, period, said, on)
    return Update(action=action, period=period, recorded_at=moment, **said.facts())


def _waiting(update: Update, by: Any) -> Update:
    """The update, read again under its plan's lock, for an editor. Raises Refused unless it waits."""
    plan = DeliveryPlan.objects.filter(versions__sections__actions=update.action_id).values("pk")
    held = DeliveryPlan.objects.select_for_update(of=("self",), no_key=True).get(pk__in=plan)
    require_edit(by, held.body)
    update = Update.objects.select_related("action__section__version__plan__body", "period").get(pk=update.pk)
    if update.accepted_at is not None:
        raise Refused("That update is accepted already.")
    if update.turned_down_at is not None:
        raise Refused("That update was turned down: record what holds anew.")
    return update
