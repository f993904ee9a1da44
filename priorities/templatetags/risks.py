"""A panel of risks for the page of a plan: those that hang on it or on one of its actions (item 165)."""

from typing import Any

from django import template
from django.template.context import Context

from governance.foundation.panels import carried
from priorities.models import DeliveryPlan
from priorities.registers.risk_reading import gravest_first, lines, risks_until

register = template.Library()


@register.inclusion_tag("priorities/_risks_panel.html", takes_context=True)
def risks_of_plan(context: Context, plan: DeliveryPlan) -> dict[str, Any]:
    """The open risks and opportunities of the plan on the day of the page, the gravest first. 2 queries at most."""
    request: Any = context["request"]
    found = lines(risks_until(request.day, request.user).filter(plan=plan).open_on(request.day), request.day)
    return {**carried(context), "lines": gravest_first(found)}
