"""Panels of meetings for the pages of other wings: what comes next, and the minutes that were published last."""

import datetime
from typing import Any

from django import template
from django.template.context import Context

from governance.foundation.panels import carried
from governance.models import Body, Organisation, Person
from meetings.calendars.coming import (
    coming_anywhere,
    coming_of_body,
    coming_of_organisation,
    coming_of_person,
    last_minutes,
)
from meetings.schedules.times import plain_when

register = template.Library()


@register.filter
def when(record: Any) -> str:
    """`{{ meeting|when }}`: the day and the times of a meeting, or of one of its events: “5 March 2009, 10am to midday”."""
    return plain_when(record.day, record.starts_at, record.ends_at)


@register.inclusion_tag("meetings/_meetings_panel.html", takes_context=True)
def upcoming_meetings(context: Context, body: Body) -> dict[str, Any]:
    """The next meetings of a body, from the day of the page on, and the way to all."""
    day, user = _asked(context)
    return _panel(context, coming_of_body(body, day, user), body=body)


@register.inclusion_tag("meetings/_last_minutes.html", takes_context=True)
def latest_minutes(context: Context, body: Body) -> dict[str, Any]:
    """The minutes of the body's last meetings before the day of the page that have any."""
    day, user = _asked(context)
    return _panel(context, last_minutes(body, day, user), body=body)


@register.inclusion_tag("meetings/_meetings_panel.html", takes_context=True)
def meetings_of_organisation(context: Context, organisation: Organisation) -> dict[str, Any]:
    """The next meetings of the bodies on which people sit for the organisation."""
    day, user = _asked(context)
    presence = context.get("presence")
    sittings = presence.sittings if presence is not None else None
    return _panel(context, coming_of_organisation(organisation, day, user, sittings=sittings), with_body=True)


@register.inclusion_tag("meetings/_meetings_panel.html", takes_context=True)
def meetings_of_person(context: Context, person: Person) -> dict[str, Any]:
    """The next meetings of the bodies on which the person sits."""
    day, user = _asked(context)
    return _panel(context, coming_of_person(person, day, user, sittings=context.get("sittings")), with_body=True)


@register.inclusion_tag("meetings/_meetings_panel.html", takes_context=True)
def next_meetings(context: Context) -> dict[str, Any]:
    """The next meetings of any body."""
    day, user = _asked(context)
    return _panel(context, coming_anywhere(day, user), with_body=True)


def _asked(context: Context) -> tuple[datetime.date, Any]:
    """The day that the page speaks of, and who reads it."""
    request: Any = context["request"]
    return request.day, request.user


def _panel(context: Context, entries: Any, **facts: Any) -> dict[str, Any]:
    """What a panel's template needs: links carry the day, and the tense follows it."""
    return {**carried(context), "entries": entries, **facts}
