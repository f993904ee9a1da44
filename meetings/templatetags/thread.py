"""Panels of the golden thread: what meetings made of a priority and of a plan, and the report cards that they accept."""

from typing import Any

from django import template
from django.template.context import Context

from governance.foundation.panels import carried
from meetings.models import Meeting
from meetings.registers.registers import decisions_until
from meetings.thread.cards_at import cards_at
from meetings.thread.golden_thread import items_until
from meetings.thread.plan_outcomes import outcomes_of
from priorities.models import DeliveryPlan, Priority, ReportCard
from priorities.report_cards.card_reading import priorities_told_of

register = template.Library()

MOST_SHOWN = 10


@register.inclusion_tag("meetings/_thread_link.html", takes_context=True)
def thread_link(context: Context, priority: Any) -> dict[str, Any]:
    """`{% thread_link priority %}`: the way to its golden thread; nothing where `priority` is None. No query."""
    return {**carried(context), "priority": priority}


@register.inclusion_tag("meetings/_threads_of_card.html", takes_context=True)
def threads_of_card(context: Context, card: ReportCard) -> dict[str, Any]:
    """`{% threads_of_card card %}`: the way to each thread on which it hangs; for one about a plan. 2 queries."""
    request: Any = context["request"]
    return {**carried(context), "priorities": priorities_told_of(card, request.day, request.user)}


@register.inclusion_tag("meetings/_items_on.html", takes_context=True)
def items_on(context: Context, priority: Priority) -> dict[str, Any]:
    """`{% items_on priority %}`: the last agenda items that served it, up to the day of the page. 1 query."""
    request: Any = context["request"]
    rows = items_until(request.day, request.user).filter(priority=priority)
    rows = list(rows.order_by("-meeting__day", "-meeting", "position")[: MOST_SHOWN + 1])
    return {**carried(context), "priority": priority, "items": rows[:MOST_SHOWN], "more": len(rows) > MOST_SHOWN}


@register.inclusion_tag("meetings/_outcomes_of_plan.html", takes_context=True)
def outcomes_of_plan(context: Context, plan: DeliveryPlan) -> dict[str, Any]:
    """`{% outcomes_of_plan plan %}`: the last that meetings decided about its actions, and asked for. 1 query."""
    request: Any = context["request"]
    found = outcomes_of(plan, request.day, request.user, most=MOST_SHOWN + 1)
    return {**carried(context), "outcomes": found[:MOST_SHOWN], "more": len(found) > MOST_SHOWN}


@register.inclusion_tag("meetings/_decisions_accepting.html", takes_context=True)
def decisions_accepting(context: Context, card: ReportCard) -> dict[str, Any]:
    """`{% decisions_accepting card %}`: the decisions by which it was accepted on its way up; nothing without. 1 query."""
    request: Any = context["request"]
    rows = decisions_until(request.day, request.user).filter(accepts_card__card=card)
    return {**carried(context), "decisions": list(rows.order_by("accepts_card__level"))}


@register.inclusion_tag("meetings/_cards_at.html", takes_context=True)
def report_cards_at(context: Context, meeting: Meeting) -> dict[str, Any]:
    """`{% report_cards_at meeting %}`: the cards that it is asked to accept, or accepted; nothing where none is. 1 query."""
    request: Any = context["request"]
    cards = cards_at(meeting, request.user, day=request.day)
    return {**carried(context), "cards": [] if meeting.is_cancelled else cards}
