"""Planning: the deeds that establish a delivery plan, draft and publish its versions, and let a body take it over.

What stands in a draft is written by the deeds of `plan_drafting`.
"""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from governance.foundation.access import require_edit
from governance.foundation.dated import Span
from governance.foundation.deeds import Refused, write
from governance.foundation.publication import State, turn
from governance.models import Body, BodyPeriod
from priorities.models import (
    DeliveryPlan,
    Handover,
    PerformanceFramework,
    PlanAction,
    PlanResponsibility,
    PlanVersion,
    Strategy,
)
from priorities.plans.plan_copying import copy_contents

AMENDABLE = frozenset({"title", "kind", "framework", "strategy", "part_of", "review_due"})
"""What of the plan itself may be changed: its address stays, its owner changes by `take_over`."""


@transaction.atomic
def establish_plan(
    owner: Body,
    *,
    slug: str,
    title: str,
    on: datetime.date,
    by: Any,
    kind: str = DeliveryPlan.Kind.DELIVERY,
    monitor: Body | None = None,
    framework: PerformanceFramework | None = None,
    strategy: Strategy | None = None,
    part_of: DeliveryPlan | None = None,
    reason: str = "",
) -> DeliveryPlan:
    """Make a plan that `owner` owns from `on`, with the empty draft of its first version (items 8, 184).

    Without a `monitor` the owner monitors it. The public reads nothing of it before a version is published.
    Raises Refused, among others where a body does not exist on that day.
    """
    # In the order of their keys, so that two deeds never wait for each other.
    locked = {key: Body.objects.locked(key) for key in sorted({owner.pk, (monitor or owner).pk})}
    owner, monitor = locked[owner.pk], locked[monitor.pk] if monitor else None
    require_edit(by, owner)
    plan = DeliveryPlan(
        body=owner, slug=slug, title=title.strip(), kind=kind, framework=framework, strategy=strategy, part_of=part_of
    )
    _check(plan)
    if DeliveryPlan.objects.filter(slug=slug).exists():
        raise Refused(f"There is a plan with the address “{slug}” already: choose another address.")
    write(plan, by=by, why=reason)
    for role, body in ((PlanResponsibility.Role.OWNER, owner), (PlanResponsibility.Role.MONITOR, monitor)):
        if body is not None:
            _require_alive(body, on)
            write(PlanResponsibility(plan=plan, role=role, body=body, starts=on), by=by, why=reason)
    write(PlanVersion(plan=plan, number=1), by=by, why=reason)
    return plan


@transaction.atomic
def amend_plan(plan: DeliveryPlan, *, by: Any, reason: str = "", **facts: Any) -> DeliveryPlan:
    """Change facts of the plan itself: title, kind, framework, strategy, part_of, or the day by which it is reviewed.

    Raises Refused, and TypeError for a fact that is not one of those.
    """
    if unknown := facts.keys() - AMENDABLE:
        raise TypeError(f"A plan has nothing to amend that is called {sorted(unknown)}.")
    plan = locked_plan(plan, by)
    for name, value in facts.items():
        setattr(plan, name, value.strip() if isinstance(value, str) else value)
    _check(plan)
    return write(plan, by=by, why=reason)


@transaction.atomic
def draft_version(plan: DeliveryPlan, *, by: Any, reason: str = "") -> PlanVersion:
    """Open the next version as a copy of the last published one, with the same lineages of actions and milestones.

    Where nothing was published yet the draft is empty. Numbers of abandoned drafts are not given again. Raises
    Refused while there is a draft.
    """
    plan = locked_plan(plan, by)
    draft = plan.versions.drafts().first()
    if draft is not None:
        raise Refused(f"There is a draft of {plan} already: go on with version {draft.number}.")
    last = plan.versions.published().order_by("-number").first()
    number = plan.versions.aggregate(last=Max("number"))["last"] or 0
    version = PlanVersion(plan=plan, number=number + 1)
    if last is not None:
        for name in ("covers_from", "covers_until", "introduction", "impact_advice", "impact_advice_by"):
            setattr(version, name, getattr(last, name))
    write(version, by=by, why=reason)
    if last is not None:
        copy_contents(last, version, by=by, why=reason)
    return version


@transaction.atomic
def abandon_version(version: PlanVersion, *, by: Any, reason: str = "") -> PlanVersion:
    """Give a draft up. It is kept for its editors. Raises Refused for anything but a draft.

    Whatever is no draft has a day: of an abandoned version it is the day on which it was abandoned, and it is in
    force on none.
    """
    version = locked_draft(version, by)
    version.starts = timezone.localdate()
    return turn(version, State.WITHDRAWN, by=by, why=reason)


@transaction.atomic
def publish_version(
    version: PlanVersion, *, on: datetime.date, by: Any, adopted_at: str = "", reason: str = ""
) -> PlanVersion:
    """Publish a draft, in force from `on`; the version before it ends on that day. It never changes again.

    `adopted_at` names the meeting that adopted it. Raises Refused for a draft without an action, and for a day
    that is not later than the first day of the version before it.
    """
    version = locked_draft(version, by)
    if not PlanAction.objects.filter(section__version=version).exists():
        raise Refused("The draft has no action: add what is to be done before it is published.")
    for former in version.plan.versions.published().meeting(Span(on)):
        if former.starts is not None and former.starts >= on:
            raise Refused(f"Version {former.number} is in force from that day or later: choose a later day.")
        former.ends = on
        write(former, by=by, why=reason)
    version.starts, version.ends = on, None
    version.adopted_at = adopted_at.strip() or version.adopted_at
    return turn(version, State.PUBLISHED, by=by, why=reason)


@transaction.atomic
def take_over(
    plan: DeliveryPlan, role: str, body: Body, *, on: datetime.date, by: Any, reason: str = ""
) -> PlanResponsibility:
    """Let `body` own the plan from `on`, or be the first that is named to monitor it (items 185, 191).

    `role` is one of PlanResponsibility.Role. A new owner needs the right to edit both bodies; whoever owned the plan
    until then ends on that day. `on` is today at the latest, so that the plan's index of its owner is never ahead of
    the days. Raises Refused, for the monitor also where one was named ever, or a handover opened, whatever became of
    it: from one body to another monitoring passes by a handover alone (items 185, 186).
    """
    role = PlanResponsibility.Role(role)
    plan = locked_plan(plan, by)
    if role == PlanResponsibility.Role.OWNER:
        require_edit(by, body)
    else:
        _require_first_monitor(plan)
    return put_in_charge(plan, role, body, on=on, by=by, why=reason)


def put_in_charge(
    plan: DeliveryPlan, role: str, body: Body, *, on: datetime.date, by: Any, why: str = ""
) -> PlanResponsibility:
    """Write that `body` holds `role` from `on`, for a deed that holds the plan's lock and has checked the rights.

    Ends the former responsibility and keeps the plan's index of its owner. Raises Refused.
    """
    if on > timezone.localdate():
        raise Refused("A plan is taken over on a day that has come: choose today or an earlier day.")
    _require_alive(body, on)
    rows = PlanResponsibility.objects.filter(plan=plan, role=role)
    if rows.filter(starts__gte=on).exists():
        raise Refused("Who holds that responsibility from that day or later is recorded already: choose a later day.")
    for former in rows.in_force(on).select_related("body"):
        if former.body_id == body.pk:
            raise Refused(f"{body} {former.get_role_display()} {plan} already.")
        former.ends = on
        write(former, by=by, why=why)
    row = write(PlanResponsibility(plan=plan, role=role, body=body, starts=on), by=by, why=why)
    if role == PlanResponsibility.Role.OWNER:
        plan.body = body
        write(plan, by=by, why=why)
    return row


def locked_plan(plan: DeliveryPlan, by: Any) -> DeliveryPlan:
    """The plan, re-read under its lock, for somebody who edits its owner. Raises Refused."""
    # Without the owner's row in the same query: where the owner changed while one waited for the lock, PostgreSQL
    # would compare the new plan with the old owner and find nothing.
    plan = DeliveryPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    require_edit(by, plan.body)
    return plan


def locked_draft(version: PlanVersion, by: Any) -> PlanVersion:
    """The version, re-read under its plan's lock, for somebody who edits the plan. Raises Refused unless a draft."""
    plan = locked_plan(version.plan, by)
    version = PlanVersion.objects.get(pk=version.pk)
    version.plan = plan
    if version.is_published:
        raise Refused(f"{version} is published and never changes: draft the next version instead.")
    if not version.is_draft:
        raise Refused(f"{version} was abandoned: draft the next version instead.")
    return version


def _check(plan: DeliveryPlan) -> None:
    if not plan.title:
        raise Refused("Give the plan a title.")
    above, passed = _above(plan.part_of_id), {plan.pk}
    if above is not None and above.kind != DeliveryPlan.Kind.INTEGRATED:
        raise Refused("A plan is part of an integrated development plan: choose one of those.")
    while above is not None:
        if above.pk in passed:
            raise Refused("A plan cannot be part of itself or of one of its parts.")
        passed.add(above.pk)
        above = _above(above.part_of_id)


def _above(key: int | None) -> DeliveryPlan | None:
    """The plan with that key as it is now, for who hands one in may have read it long ago."""
    return DeliveryPlan.objects.get(pk=key) if key else None


def may_name_monitor(plan: DeliveryPlan) -> bool:
    """Whether nobody was ever named to monitor the plan and nobody was to take that over, or whoever monitors has ended.

    A body that has ended cannot hand over any more. 2 queries at most.
    """
    today = timezone.localdate()
    living = BodyPeriod.objects.in_force(today).filter(body=OuterRef("body"))
    named = PlanResponsibility.objects.filter(plan=plan, role=PlanResponsibility.Role.MONITOR)
    monitors = [(row.span, row.lives) for row in named.annotate(lives=Exists(living))]
    if monitors:
        return any(span.holds(today) and not lives for span, lives in monitors)
    return not Handover.objects.filter(plan=plan).exists()


def _require_first_monitor(plan: DeliveryPlan) -> None:
    if not may_name_monitor(plan):
        raise Refused(f"The monitoring of {plan} passes to another body by a handover alone: open one and complete it.")


def _require_alive(body: Body, on: datetime.date) -> None:
    if not BodyPeriod.objects.in_force(on).filter(body=body).exists():
        raise Refused(f"{body} does not exist on that day: choose another day or another body.")
