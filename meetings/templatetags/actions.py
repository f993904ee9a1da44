"""Panels about actions: what is open and overdue on the page of a body, a person or an organisation."""

from typing import Any

from django import template
from django.template.context import Context

from governance.foundation.panels import carried
from governance.models import Body, Organisation, Person
from meetings.models import ProgressReport
from meetings.registers.registers import Standing, open_lines

register = template.Library()

MOST = 5
"""Actions that a panel names; the register has the rest."""

FIELDS = {Body: "body", Person: "owner", Organisation: "owner_organisation"}


@register.inclusion_tag("meetings/_actions_panel.html", takes_context=True)
def open_actions(context: Context, whose: Any) -> dict[str, Any]:
    """Write `{% open_actions body %}`, or a person or an organisation.

    The actions in the body's log that are open on the day of the page, or those that somebody is to do, the soonest
    due first. 1 query.
    """
    request = context["request"]
    field = next(name for model, name in FIELDS.items() if isinstance(whose, model))
    lines = open_lines(request.day, request.user, **{field: whose})
    return {
        **carried(context),
        "lines": lines[:MOST],
        "number": len(lines),
        "overdue": sum(line.standing == Standing.OVERDUE for line in lines),
        "is_body": field == "body",
        "asked": f"body={whose.slug}" if field == "body" else f"owner={_kind(field)}:{whose.slug}",
    }


@register.simple_tag(takes_context=True)
def reports_to_read(context: Context) -> int:
    """Write `{% reports_to_read as number %}`: how many reports on actions wait for the officer to read. 1 query."""
    return int(ProgressReport.objects.editable_by(context["request"].user).waiting().count())


def _kind(field: str) -> str:
    return "person" if field == "owner" else "organisation"
