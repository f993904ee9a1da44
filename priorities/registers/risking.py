"""Risking: the deeds that keep a body's register of risks and opportunities (items 164 to 166)."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from governance.foundation.access import require_edit
from governance.foundation.deeds import Refused, write
from governance.foundation.publication import State, turn
from governance.foundation.sentences import plain_day
from governance.models import Body, Person
from priorities.models import DeliveryPlan, Mitigation, PlanAction, Risk, RiskScore

FACTS = frozenset({"cause", "effect", "owner", "plan", "action", "review_due"})


@transaction.atomic
def raise_risk(
    body: Body,
    *,
    by: Any,
    on: datetime.date,
    title: str,
    likelihood: int,
    impact: int,
    kind: str = Risk.Kind.RISK,
    note: str = "",
    reason: str = "",
    **facts: Any,
) -> Risk:
    """Put a risk or an opportunity on the register of `body` on the day `on`, with the next number and a first score.

    Likelihood and impact are judged from 1 to 5. `facts` are cause, effect, owner, plan, action (its plan follows)
    and review_due. It is a draft until `publish_risk`. Raises Refused, and TypeError for a fact that is none of those.
    """
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"A risk has no fact that is called {sorted(unknown)}.")
    body = Body.objects.locked(body.pk)
    require_edit(by, body)
    last = Risk.objects.filter(body=body).aggregate(last=Max("number"))["last"]
    risk = Risk(body=body, number=(last or 0) + 1, kind=kind, title=title.strip(), raised_on=on, **facts)
    if not risk.title:
        raise Refused("Say in a few words what may happen.")
    _link(risk, risk.plan, risk.action)
    _check_review(risk.review_due, on)
    write(risk, by=by, why=reason)
    _score(risk, on, by=by, likelihood=likelihood, impact=impact, note=note)
    return risk


@transaction.atomic
def score_risk(
    risk: Risk, *, on: datetime.date, by: Any, likelihood: int, impact: int, note: str = "", reason: str = ""
) -> RiskScore:
    """Record how likely and how grave the risk was judged to be on the day `on`, each from 1 to 5.

    Scores are only ever added: of several for the same day the one recorded last counts. Raises Refused for a closed
    risk, and for a day before it was raised or still to come.
    """
    risk = _locked_open(risk, by)
    if on < risk.raised_on:
        raise Refused(f"It was put on the register on {plain_day(risk.raised_on)}: choose that day or a later one.")
    _check_past(on)
    return _score(risk, on, by=by, likelihood=likelihood, impact=impact, note=note, reason=reason)


@transaction.atomic
def add_mitigation(
    risk: Risk,
    *,
    by: Any,
    text: str,
    owner: Person | None = None,
    due: datetime.date | None = None,
    reason: str = "",
) -> Mitigation:
    """Add what is done about the risk, at the end of the list. Raises Refused for a closed risk."""
    risk = _locked_open(risk, by)
    if not text.strip():
        raise Refused("Say what is done about it.")
    last = Mitigation.objects.filter(risk=risk).aggregate(last=Max("position"))["last"]
    row = Mitigation(risk=risk, position=(last or 0) + 1, text=text.strip(), owner=owner, due=due)
    return write(row, by=by, why=reason)


@transaction.atomic
def finish_mitigation(mitigation: Mitigation, *, on: datetime.date, by: Any, reason: str = "") -> Mitigation:
    """Record that what was to be done about a risk was done on the day `on`."""
    risk = _locked_open(mitigation.risk, by)
    mitigation = Mitigation.objects.get(pk=mitigation.pk)
    if mitigation.done_on is not None:
        raise Refused(f"That was done on {plain_day(mitigation.done_on)} already.")
    if on < risk.raised_on:
        raise Refused(f"It was put on the register on {plain_day(risk.raised_on)}: choose that day or a later one.")
    _check_past(on)
    mitigation.done_on = on
    return write(mitigation, by=by, why=reason)


@transaction.atomic
def review_risk(risk: Risk, *, on: datetime.date, next_review: datetime.date | None, by: Any, reason: str = "") -> Risk:
    """Record that the body reviewed the risk on the day `on`, and when it is to be reviewed next (None: not set)."""
    risk = _locked_open(risk, by)
    if on < risk.raised_on:
        raise Refused(f"It was put on the register on {plain_day(risk.raised_on)}: choose that day or a later one.")
    _check_past(on)
    _check_review(next_review, on)
    risk.review_due = next_review
    return write(risk, by=by, why=" ".join(filter(None, [f"Reviewed on {plain_day(on)}.", reason])))


@transaction.atomic
def link_risk(
    risk: Risk, *, by: Any, plan: DeliveryPlan | None = None, action: PlanAction | None = None, reason: str = ""
) -> Risk:
    """Say in which plan, or in which action of it, the risk is embedded (item 165); with neither it is in none.

    The link follows an action through the versions of its plan. Raises Refused for a plan of another partnership, for
    an action of another plan, and for a closed risk.
    """
    risk = _locked_open(risk, by)
    _link(risk, plan, action)
    return write(risk, by=by, why=reason)


@transaction.atomic
def close_risk(risk: Risk, *, on: datetime.date, by: Any, because: str, reason: str = "") -> Risk:
    """Take the risk off the register from the day `on`, saying why in words that the public may read."""
    risk = _locked_open(risk, by)
    if not because.strip():
        raise Refused("Say why it is closed: it passed, it happened, or it is watched elsewhere.")
    _check_past(on)
    last = RiskScore.objects.filter(risk=risk).aggregate(last=Max("day"))["last"] or risk.raised_on
    if on < last:
        raise Refused(f"It was judged on {plain_day(last)}, so it was open then: choose that day or a later one.")
    risk.closed_on, risk.closed_because = on, because.strip()
    return write(risk, by=by, why=reason)


@transaction.atomic
def publish_risk(risk: Risk, *, by: Any, reason: str = "") -> Risk:
    """Let the public read a drafted risk, or one that was withdrawn, with its scores and mitigations."""
    return turn(_locked(risk, by), State.PUBLISHED, by=by, why=reason)


@transaction.atomic
def withdraw_risk(risk: Risk, *, by: Any, reason: str) -> Risk:
    """Take a risk out of the public's sight; its editors keep it, and its number is not given again."""
    if not reason.strip():
        raise Refused("Say why the public is no longer to read it.")
    return turn(_locked(risk, by), State.WITHDRAWN, by=by, why=reason)


def _link(risk: Risk, plan: DeliveryPlan | None, action: PlanAction | None) -> None:
    """Say where it is embedded: the plan is the partnership's, and the action stands in it. Raises Refused."""
    if action is not None and plan is None:
        plan = action.section.version.plan
    if plan is not None and plan.body.partnership_id != risk.body.partnership_id:
        raise Refused(f"{plan} belongs to another partnership: choose a plan of this one.")
    if action is not None and plan is not None and action.section.version.plan_id != plan.pk:
        raise Refused("The action stands in another plan: choose the plan that it stands in, or none.")
    risk.plan, risk.action = plan, action


def _locked(risk: Risk, by: Any) -> Risk:
    """The risk, re-read under its body's lock and its own. Raises Refused."""
    Body.objects.locked(risk.body_id)
    risk = Risk.objects.select_for_update(no_key=True).get(pk=risk.pk)
    require_edit(by, risk.body)
    return risk


def _locked_open(risk: Risk, by: Any) -> Risk:
    risk = _locked(risk, by)
    if risk.closed_on is not None:
        raise Refused(f"It was closed on {plain_day(risk.closed_on)}: raise a new one if it has come back.")
    return risk


def _score(
    risk: Risk, on: datetime.date, *, by: Any, likelihood: int, impact: int, note: str, reason: str = ""
) -> RiskScore:
    if not {likelihood, impact} <= {1, 2, 3, 4, 5}:
        raise Refused("Likelihood and impact are judged from 1 to 5.")
    row = RiskScore(risk=risk, day=on, likelihood=likelihood, impact=impact, note=note.strip())
    return write(row, by=by, why=reason)


def _check_past(on: datetime.date) -> None:
    if on > timezone.localdate():
        raise Refused("That day is still to come: choose today or an earlier day.")


def _check_review(next_review: datetime.date | None, on: datetime.date) -> None:
    if next_review is not None and next_review <= on:
        raise Refused(f"The next review comes after {plain_day(on)}: choose a later day.")
