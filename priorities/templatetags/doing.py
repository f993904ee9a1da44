"""Panels “how are we doing”, in words first: on bodies, meetings, organisations, people, priorities, the front page."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import template
from django.template.context import Context

from governance.foundation.panels import carried
from governance.models import Body, Organisation, Person
from priorities import doing
from priorities.models import Priority

register = template.Library()


@register.inclusion_tag("priorities/_doing_body.html", takes_context=True)
def doing_of_body(context: Context, body: Body) -> dict[str, Any]:
    """What the body answers for, leads and takes part in, and how that goes. 5 queries, at most 9."""
    return _panel(context, doing.doing_of_body(body, _day(context)), body=body)


@register.inclusion_tag("priorities/_doing_meeting.html", takes_context=True)
def doing_of_meeting(context: Context, bodies: Sequence[Body], met_on: datetime.date) -> dict[str, Any]:
    """How the plans go that `bodies`, which meet on `met_on`, then monitor; nothing where they monitor none.

    As known on the day of the meeting, or on that of the page while the meeting is to come. 1 query, at most 4.
    """
    request: Any = context["request"]
    seen = min(met_on, request.day, request.today)
    plans = doing.plans_watched(bodies, met_on, seen)
    return _panel(context, plans, plans=plans, seen=seen, is_today=seen == request.today)


@register.inclusion_tag("priorities/_doing_led.html", takes_context=True)
def doing_of_organisation(context: Context, organisation: Organisation) -> dict[str, Any]:
    """The priorities that it is a partner in and the actions that it leads or takes part in. 2 queries, at most 4."""
    found = doing.doing_of_organisation(organisation, _day(context))
    return _panel(context, found, part="Partner in")


@register.inclusion_tag("priorities/_doing_led.html", takes_context=True)
def doing_of_person(context: Context, person: Person) -> dict[str, Any]:
    """The priorities and the actions of which they are lead officer. 2 queries, at most 4."""
    return _panel(context, doing.doing_of_person(person, _day(context)), part="Lead officer of")


@register.inclusion_tag("priorities/_doing_priority.html", takes_context=True)
def doing_of_priority(context: Context, priority: Priority) -> dict[str, Any]:
    """How its indicators and the planned actions for it go. 2 queries, at most 6."""
    return _panel(context, doing.doing_of_priority(priority, _day(context)))


@register.inclusion_tag("priorities/_doing_home.html", takes_context=True)
def is_it_getting_better(context: Context) -> dict[str, Any]:
    """Each partnership's priorities, who leads them, and how their indicators go. 1 query, at most 5."""
    return _panel(context, doing.is_it_getting_better(_day(context)))


def _day(context: Context) -> Any:
    """The day that the page speaks of."""
    request: Any = context["request"]
    return request.day


def _panel(context: Context, found: Any, **facts: Any) -> dict[str, Any]:
    """What a panel's template needs: links carry the day."""
    return {**carried(context), "doing": found, **facts}
