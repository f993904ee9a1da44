"""Panels about updates and reviews: what awaits whoever is signed in, what is to be read, which plans to review."""

from typing import Any

from django import template
from django.template.context import Context

from governance.foundation.access import is_known, person_of, standing
from governance.foundation.panels import carried
from priorities.models import DeliveryPlan, Update
from priorities.updates.leading import actions_led, lines_on

register = template.Library()

MOST_TO_REVIEW = 8
"""Of the longest overdue, on the first page of the officers' site; the list of plans has the rest."""


@register.inclusion_tag("priorities/_updates_wanted.html", takes_context=True)
def updates_wanted(context: Context) -> dict[str, Any]:
    """Write `{% updates_wanted %}`: a line for somebody signed in who leads actions, nothing for everybody else.

    How many of the actions that they lead, or that a body leads which they edit, await an update today, with the way
    there. No query for the public; at most 6 for an account.
    """
    request = context["request"]
    if not is_known(request.user):
        return {"number": 0}
    person = person_of(request.user)
    actions = actions_led(request.today, person=person, bodies=set(standing().edited(request.user)))
    lines = lines_on(actions, request.today) if actions else []
    awaiting = [line for line in lines if line.awaits]
    days = [line.period.updates_due for line in awaiting if line.period.updates_due]
    due = min(days, default=None)
    return {
        **carried(context),
        "number": len(lines),
        "awaited": len(awaiting),
        "due": due,
        "is_overdue": due is not None and due < request.today,
    }


@register.simple_tag(takes_context=True)
def updates_to_read(context: Context) -> int:
    """Write `{% updates_to_read as number %}`: how many updates wait for the officer to accept or turn down. 1 query."""
    return int(Update.objects.editable_by(context["request"].user).waiting().count())


@register.simple_tag(takes_context=True)
def plans_to_review(context: Context) -> list[DeliveryPlan]:
    """Write `{% plans_to_review as plans %}`: the plans in force whose yearly review is overdue. 1 query."""
    plans = DeliveryPlan.objects.editable_by(context["request"].user).review_overdue(context["request"].today)
    return list(plans[:MOST_TO_REVIEW])
