"""Carding: the deeds that draft report cards and carry them up the reporting line, level by level (items 244 to 246).

Level 1 is the body to which the writing body reports, level 2 the one above that, and so on: each the superior of the
one before on the day on which it accepts. Dotted lines never count. The first acceptance freezes what the card says
and publishes it.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from governance.foundation.access import require_edit
from governance.foundation.deeds import Refused, strike, write
from governance.foundation.publication import State, turn
from governance.foundation.sentences import plain_day
from governance.models import Body, BodyPeriod, Organisation
from priorities.models import (
    Accountability,
    CardPartner,
    CardStep,
    DeliveryPlan,
    Indicator,
    PlanVersion,
    Priority,
    PriorityName,
    ReportCard,
)
from priorities.report_cards.card_content import TEXTS, content_of

AMENDABLE = frozenset({"title", "period", "starts", "ends", "partners", *TEXTS})
"""What a draft may change of itself; its address, its body and what it is about are given once."""


@transaction.atomic
def draft_card(
    body: Body,
    *,
    by: Any,
    slug: str,
    period_slug: str,
    title: str,
    period: str,
    starts: datetime.date,
    ends: datetime.date,
    priority: Priority | None = None,
    plan: DeliveryPlan | None = None,
    indicators: Iterable[Indicator] = (),
    involved: Iterable[Body | Organisation] = (),
    reason: str = "",
    **texts: str,
) -> ReportCard:
    """Draft the card of `body` on one priority, or on the work of one plan; the public reads nothing of it yet.

    `ends` is the first day after the period; `texts` are any of story, new_factors, partners, what_works and
    proposals. Raises Refused with the reason, and TypeError for a text that is not one of those.
    """
    if unknown := texts.keys() - {*TEXTS, "partners"}:
        raise TypeError(f"A report card has no text that is called {sorted(unknown)}.")
    body = Body.objects.locked(body.pk)
    require_edit(by, body)
    card = ReportCard(
        body=body,
        slug=slug,
        period_slug=period_slug,
        title=title.strip(),
        accountability=Accountability.POPULATION if priority else Accountability.PERFORMANCE,
        priority=priority,
        plan=plan,
        period=period.strip(),
        starts=starts,
        ends=ends,
        **{name: text.strip() for name, text in texts.items()},
    )
    _check_about(card)
    _check_indicators(card, indicators := list(indicators))
    write(card, by=by, why=reason)
    card.indicators.set(indicators)
    _set_involved(card, involved, by)
    return card


@transaction.atomic
def amend_card(
    card: ReportCard,
    *,
    by: Any,
    indicators: Iterable[Indicator] | None = None,
    involved: Iterable[Body | Organisation] | None = None,
    reason: str = "",
    **facts: Any,
) -> ReportCard:
    """Change a draft: `facts` are any of AMENDABLE; `indicators` and `involved` replace those it has, None keeps them.

    Raises Refused for a card that was accepted, and TypeError for a fact that is not one of those.
    """
    if unknown := facts.keys() - AMENDABLE:
        raise TypeError(f"A report card has nothing to amend that is called {sorted(unknown)}.")
    card = _locked(card)
    require_edit(by, card.body)
    if card.is_frozen:
        raise Refused("An accepted report card never changes: write the one for the next period instead.")
    for name, value in facts.items():
        setattr(card, name, value.strip() if isinstance(value, str) else value)
    if indicators is not None:
        indicators = list(indicators)
        _check_indicators(card, indicators)
        card.indicators.set(indicators)
    if involved is not None:
        _set_involved(card, involved, by)
    return write(card, by=by, why=reason) if facts or indicators is not None else card


@transaction.atomic
def accept_card(card: ReportCard, *, body: Body, on: datetime.date, by: Any, at: str, reason: str = "") -> CardStep:
    """Record that `body` accepted the card on the day `on`, at the meeting `at`.

    `body` must be the one whose turn it is, see `next_level`, and `by` must edit it. The first acceptance freezes all
    that the card says, with names and figures of that day, and publishes it. Raises Refused with the reason.
    """
    card = _locked(card)
    last = card.steps.select_related("body").in_order().last()
    require_edit(by, body)
    if not at.strip():
        raise Refused("Say at which meeting it was accepted: the public reads it.")
    _check_day(card, last, on)
    base = last.body if last else card.body
    turn_is = superior_on(base, on)
    if turn_is is None:
        raise Refused(f"{base} reports to nobody on {plain_day(on)}, so the card has gone up as far as it can.")
    if turn_is != body:
        raise Refused(
            f"It is the turn of {turn_is.name}: a report card goes up the reporting line level by level, "
            f"and {base} reports to {turn_is.name}."
        )
    if not card.is_frozen:
        _check_may_freeze(card, on)
        card.content = content_of(card, on)
        turn(card, State.PUBLISHED, by=by, why=reason)
    level = last.level + 1 if last else 1
    step = CardStep(card=card, level=level, body=body, accepted_on=on, accepted_at=at.strip())
    return write(step, by=by, why=reason)


@transaction.atomic
def withdraw_card(card: ReportCard, *, by: Any, reason: str = "") -> ReportCard:
    """Take the card back from the public, or give its draft up; what it says stays for its editors."""
    card = _locked(card)
    require_edit(by, card.body)
    return turn(card, State.WITHDRAWN, by=by, why=reason)


@transaction.atomic
def restore_card(card: ReportCard, *, by: Any, reason: str = "") -> ReportCard:
    """Publish a withdrawn card again, as it was accepted. Raises Refused for one that nobody accepted."""
    card = _locked(card)
    require_edit(by, card.body)
    if not card.is_frozen:
        raise Refused(f"{card} was never accepted: draft another card for the period.")
    return turn(card, State.PUBLISHED, by=by, why=reason)


# Whose turn it is ---------------------------------------------------------------------------------------------


def next_level(card: ReportCard, day: datetime.date) -> Body | None:
    """The body whose turn it is to accept the card on `day`; None where the line ends. 2 queries."""
    last = CardStep.objects.filter(card=card).select_related("body").in_order().last()
    return superior_on(last.body if last else card.body, day)


def superior_on(body: Body, day: datetime.date) -> Body | None:
    """The body to which `body` reports on `day`, bearing its name of that day; None for the top. 1 query."""
    period = BodyPeriod.objects.in_force(day).filter(body=body).select_related("parent").first()
    if period is None or period.parent is None:
        return None
    then = BodyPeriod.objects.in_force(day).filter(body=period.parent).values_list("name", flat=True).first()
    superior: Body = period.parent
    superior.name = then or superior.name
    return superior


# Checks -------------------------------------------------------------------------------------------------------


def _check_about(card: ReportCard) -> None:
    """Refuse a card that is not about exactly one thing of its own partnership."""
    if (card.priority is None) == (card.plan is None):
        raise Refused("A report card is about one priority or about the work of one plan: name one of the two.")
    owner = card.priority.strategy.body if card.priority else card.plan.body  # type: ignore[union-attr]  # one of the two is named
    if owner.partnership_id != card.body.partnership_id:
        raise Refused(f"{card.priority or card.plan} belongs to another partnership: choose one of this partnership.")


def _check_indicators(card: ReportCard, indicators: Iterable[Indicator]) -> None:
    """Refuse an indicator of the other kind of accountability, or one that judges another plan (item 233)."""
    population = card.accountability == Accountability.POPULATION
    for indicator in indicators:
        if indicator.body.partnership_id != card.body.partnership_id:
            raise Refused(f"“{indicator}” belongs to another partnership: choose indicators of this one.")
        if indicator.accountability == card.accountability:
            if not population and indicator.plan_id != card.plan_id:
                raise Refused(f"“{indicator}” judges other work than {card.plan}: choose measures of that plan.")
        elif population:
            raise Refused(
                f"“{indicator}” is a performance measure, and this card tells about the whole population: "
                "choose population indicators."
            )
        else:
            raise Refused(
                f"“{indicator}” is a population indicator, and this card tells how well a service works: "
                "choose performance measures of its plan."
            )


def _check_day(card: ReportCard, last: CardStep | None, on: datetime.date) -> None:
    if card.state == State.WITHDRAWN:
        raise Refused(f"{card} is withdrawn: publish it again before it goes further.")
    if on > timezone.localdate():
        raise Refused("A report card is accepted on the day of the meeting: choose a day that is not still to come.")
    if on < card.starts:
        raise Refused(f"The card is about the time from {plain_day(card.starts)}: choose that day or a later one.")
    if last is not None and on < last.accepted_on:
        raise Refused(
            f"{last.body} accepted the card on {plain_day(last.accepted_on)}: choose that day or a later one."
        )


def _check_may_freeze(card: ReportCard, on: datetime.date) -> None:
    """Refuse to publish a card that says nothing, or that names what the public may not read."""
    indicators = list(card.indicators.select_related("body"))
    if not indicators and not any(getattr(card, name) for name in TEXTS):
        raise Refused("The card says nothing yet: write the story or name an indicator first.")
    _check_about(card)
    _check_indicators(card, indicators)
    for indicator in indicators:
        if not indicator.is_published:
            raise Refused(f"“{indicator}” is not published: publish it, or take it off the card, first.")
    if card.priority is not None:
        readable = Priority.objects.filter(Priority.public_q(), pk=card.priority.pk).exists()
        if not readable or not PriorityName.objects.in_force(on).filter(priority=card.priority).exists():
            raise Refused(f"“{card.priority}” is not a published priority on {plain_day(on)}: publish it first.")
    elif not PlanVersion.objects.published().filter(plan=card.plan).exists():
        raise Refused(f"“{card.plan}” has no published version: publish the plan first.")


def _locked(card: ReportCard) -> ReportCard:
    ReportCard.objects.select_for_update(no_key=True).get(pk=card.pk)
    return ReportCard.objects.select_related("body", "priority__strategy__body", "plan__body").get(pk=card.pk)


def _set_involved(card: ReportCard, involved: Iterable[Body | Organisation], by: Any) -> None:
    """Name these and nobody else."""
    wanted: dict[tuple[str, int | None], Body | Organisation] = {
        ("body" if isinstance(each, Body) else "organisation", each.pk): each for each in involved
    }
    for row in card.involved.all():
        there = ("body", row.body_id) if row.body_id else ("organisation", row.organisation_id)
        if wanted.pop(there, None) is None:
            strike(row, by=by)
    for (field, _), each in wanted.items():
        write(CardPartner(card=card, **{field: each}), by=by)
