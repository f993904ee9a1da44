"""Handing over: the monitoring of a plan passes to another body when, and only when, its condition holds.

The condition has two halves (items 185, 186): every action of the plan moves forward, and the body that hands over has
decided, on that ground, that it is confident. Once done it stays: an action that turns red later raises a notice.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from governance.bodies.names import body_name_on
from governance.foundation.access import require_edit
from governance.foundation.deeds import Refused, write
from governance.foundation.sentences import plain_day
from governance.models import Body
from priorities.handovers.moving_forward import STANDING_STILL, Movement, Progress, progress_of
from priorities.models import DeliveryPlan, Handover, PlanResponsibility
from priorities.plans.planning import locked_plan, put_in_charge
from priorities.plans.responsibility import responsible_on

MONITOR = PlanResponsibility.Role.MONITOR


@transaction.atomic
def open_handover(plan: DeliveryPlan, *, to: Body, rule: str, on: datetime.date, by: Any, reason: str = "") -> Handover:
    """Say from `on` that monitoring is to pass from the body that monitors then to `to`, by `rule` in its own words.

    Nothing passes before `complete_handover`. Raises Refused with the reason.
    """
    plan = locked_plan(plan, by)
    _check_not_to_come(on)
    if not rule.strip():
        raise Refused("Say the rule of the handover in the words of its paper: the public reads it.")
    monitor = responsible_on(plan, MONITOR, on)
    if monitor is None:
        raise Refused(f"Nobody monitors {plan} on {plain_day(on)}: choose a day on which a body answers for it.")
    if monitor == to:
        raise Refused(f"{to} monitors {plan} already: choose another body.")
    if not to.periods.in_force(on).exists():
        raise Refused(f"{to} does not exist on {plain_day(on)}: choose another body or day.")
    if plan.handovers.waiting().exists():
        raise Refused("A handover of that plan is waiting already: complete it or call it off first.")
    handover = Handover(plan=plan, from_body=monitor, to_body=to, rule=rule.strip(), opened_on=on)
    return write(handover, by=by, why=reason)


@transaction.atomic
def record_confidence(handover: Handover, *, on: datetime.date, by: Any, at: str, reason: str = "") -> Handover:
    """Record that the first body decided on `on`, at the meeting `at`, that it is confident (item 186).

    A later decision takes the place of the one before. Needs the right to edit the first body. Raises Refused, also
    where `at` says nothing.
    """
    handover = _locked(handover)
    require_edit(by, handover.from_body)
    _check_waits(handover)
    if not at.strip():
        raise Refused("Say at which meeting it was decided, and by which decision: the public reads it.")
    _check_not_to_come(on)
    if on < handover.opened_on:
        raise Refused(
            f"The handover was opened on {plain_day(handover.opened_on)}: the decision comes on that day or later."
        )
    handover.confident_on, handover.confident_at = on, at.strip()
    return write(handover, by=by, why=reason)


@transaction.atomic
def complete_handover(handover: Handover, *, on: datetime.date, by: Any, reason: str = "") -> Handover:
    """Let monitoring pass: the first body's ends, the second body's begins on `on`, and the handover is done.

    Raises Refused with the first sentence of `missing`, and with the reason where it cannot take place.
    """
    handover = _locked(handover)
    require_edit(by, handover.plan.body)
    _check_waits(handover)
    _check_not_to_come(on)
    if on < handover.opened_on:
        raise Refused(f"The handover was opened on {plain_day(handover.opened_on)}: choose that day or a later one.")
    if responsible_on(handover.plan, MONITOR, on) != handover.from_body:
        raise Refused(f"{handover.from_body} does not monitor {handover.plan} on {plain_day(on)}: choose another day.")
    for sentence in missing(handover, on):
        raise Refused(sentence)
    handover.completed_on = on
    write(handover, by=by, why=reason)
    put_in_charge(handover.plan, MONITOR, handover.to_body, on=on, by=by, why=reason)
    return handover


@transaction.atomic
def call_off_handover(handover: Handover, *, on: datetime.date, by: Any, reason: str) -> Handover:
    """Give the handover up; monitoring stays where it is. Raises Refused without a reason, which the public reads."""
    handover = _locked(handover)
    require_edit(by, handover.plan.body)
    _check_waits(handover)
    _check_not_to_come(on)
    if not reason.strip():
        raise Refused("Say why the handover is called off: the public reads it.")
    if on < handover.opened_on:
        raise Refused(f"The handover was opened on {plain_day(handover.opened_on)}: choose that day or a later one.")
    handover.called_off_on, handover.called_off_reason = on, reason.strip()
    return write(handover, by=by, why=reason)


def missing(handover: Handover, day: datetime.date) -> list[str]:
    """One sentence for each thing that the handover still waits for as seen from `day`; empty when it can take place.

    First the actions that do not move forward, in the plan's order, then the decision. 6 queries at most.
    """
    plan = handover.plan
    progress = progress_of(plan, day)
    if progress.period is None:
        return [
            f"{plan} has no reporting period by {plain_day(day)}, so nothing says whether its actions move forward."
        ]
    if not progress.movements:
        return [f"{plan} has no actions in force on {plain_day(day)}, so nothing says whether it moves forward."]
    still = [movement for movement in progress.movements if not movement.moves]
    sentences = [_still(movement, progress) for movement in still]
    confident = handover.confident_by(day)
    if confident is None:
        return [*sentences, f"{_first_body(handover, day)} has not decided that it is confident."]
    return sentences + _outdated(confident, progress, _first_body(handover, day))


def state_on(handover: Handover, day: datetime.date) -> str:
    """Where the handover stands as seen from `day`: “to come”, “waiting”, “completed” or “called off”."""
    if handover.completed_on is not None and handover.completed_on <= day:
        return "completed"
    if handover.called_off_on is not None and handover.called_off_on <= day:
        return "called off"
    return "waiting" if handover.opened_on <= day else "to come"


def _still(movement: Movement, progress: Progress) -> str:
    """Why an action does not move forward."""
    ref = movement.action.reference
    if movement.update is None:
        return f"{ref} has no update for {progress.period}, so it is not moving forward."
    return f"{ref} is {STANDING_STILL[movement.update.status]}."


def _outdated(confident: datetime.date, progress: Progress, body: str) -> list[str]:
    """That the decision came before every action moved forward, where it did; the worst action is named."""
    again = f"{body} decides again once every action moves forward."
    standing: Sequence[Movement] = [each for each in progress.movements if each.update is not None and not each.moves]
    if standing:
        return [f"The decision of {plain_day(confident)} came before {_ceased(standing[0])}: {again}"]
    late = [each for each in progress.movements if each.since is not None and each.since > confident]
    if not late:
        return []
    last = max(late, key=lambda each: each.since or confident)
    until = plain_day(last.since or confident)
    held = f"was {last.held_by} until {until}" if last.held_by else f"had no update until {until}"
    return [
        f"The decision of {plain_day(confident)} came before every action moved forward: {last.action.reference} {held}."
    ]


def _ceased(movement: Movement) -> str:
    words = STANDING_STILL[movement.update.status] if movement.update else "silent"
    return f"{movement.action.reference} ceased to be {words}"


def _locked(handover: Handover) -> Handover:
    """The handover read again under its plan's lock, which every deed about it takes: one comes after the other."""
    DeliveryPlan.objects.select_for_update(no_key=True).get(pk=handover.plan_id)
    return Handover.objects.select_related("plan__body", "from_body", "to_body").get(pk=handover.pk)


def _check_waits(handover: Handover) -> None:
    if handover.completed_on is not None:
        raise Refused(f"Monitoring passed to {handover.to_body} on {plain_day(handover.completed_on)} already.")
    if handover.called_off_on is not None:
        raise Refused(f"The handover was called off on {plain_day(handover.called_off_on)}: open a new one.")


def _check_not_to_come(on: datetime.date) -> None:
    if on > timezone.localdate():
        raise Refused("That day is still to come: give today or an earlier day.")


def _first_body(handover: Handover, day: datetime.date) -> str:
    """What the body that hands over is called on the day."""
    rows = Handover.objects.filter(pk=handover.pk)
    return str(rows.values_list(body_name_on("from_body", day), flat=True).get())
