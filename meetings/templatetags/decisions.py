"""Panels about decisions: by which decision terms or a document were adopted."""

from typing import Any

from django import template
from django.template.context import Context

from governance.foundation.panels import carried
from governance.models import DocumentVersion, TermsOfReference
from meetings.models import Decision
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
