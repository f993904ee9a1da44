"""Panels about decisions: by which decision terms or a document were adopted, and whether the body met at all."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context

from governance.foundation.panels import carried
from governance.models import Body, DocumentVersion, TermsOfReference
from meetings.models import Decision, Meeting
from priorities.models import CardStep, Handover, PlanVersion, Strategy

register = template.Library()

FIELDS = {
    TermsOfReference: ("adopts_terms", "Adopted by"),
    DocumentVersion: ("adopts_document", "Adopted by"),
    Strategy: ("adopts_strategy", "Adopted by"),
    PlanVersion: ("adopts_plan", "Adopted by"),
    Handover: ("confident_in", "Confident by"),
    CardStep: ("accepts_card", "Accepted by"),
}
"""By what was adopted: the field of the decision that names it, and what the row is called."""


@register.inclusion_tag("meetings/_adopted_by.html", takes_context=True)
def adopted_by(context: Context, adopted: Any) -> dict[str, Any]:
    """Write `{% adopted_by terms %}` in a summary list: a row that leads to the decision, or nothing. 1 query.

    `adopted` is a version of terms, of a document or of a plan, a strategy, a handover (then it is the decision that
    the body is confident) or a step of a report card (the decision that accepted it), or None. A decision that the
    user may not read, or of a day after the page's, is not named.
    """
    if adopted is None:
        return {}
    request = context["request"]
    field, label = FIELDS[type(adopted)]
    decisions = Decision.objects.visible_to(request.user).select_related("body", "meeting")
    decision = decisions.filter(**{field: adopted}, meeting__day__lte=request.day).first()
    return {**carried(context), "decision": decision, "label": label}


@register.simple_tag(takes_context=True)
def met_on(context: Context, body: Body, day: datetime.date | None) -> bool:
    """Write `{% met_on body day as met %}`: whether a meeting that the body held on the day is on record. 1 query."""
    return bool(_met(context, [(body.pk, day)])) if day is not None else False


@register.simple_tag(takes_context=True)
def unmet(context: Context, steps: Iterable[CardStep]) -> list[int]:
    """Write `{% unmet steps as off %}`: keys of the steps of a report card whose body held no meeting on record.

    Asked is the body of the step on the day of the step. 1 query; none without steps.
    """
    rows = list(steps)
    met = _met(context, [(step.body_id, step.accepted_on) for step in rows]) if rows else set()
    return [step.pk for step in rows if (step.body_id, step.accepted_on) not in met]


def _met(context: Context, asked: Iterable[tuple[int, datetime.date | None]]) -> set[tuple[int, datetime.date]]:
    """Of bodies and days those on which the body held a meeting, alone or with others, that the user may read."""
    pairs = list(asked)
    rows = Meeting.objects.visible_to(context["request"].user).filter(status=Meeting.Status.HELD)
    rows = rows.filter(day__in={day for _, day in pairs}).order_by()
    found = {
        pair
        for lead, joined, day in rows.values_list("body", "with_bodies", "day")
        for pair in ((lead, day), (joined, day))
    }
    return {(body, day) for body, day in pairs if day is not None and (body, day) in found}
