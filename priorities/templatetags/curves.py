"""Panels of indicators and report cards for the pages of others: a curve, and the latest card about a priority."""

from typing import Any

from django import template
from django.template.context import Context

from governance.foundation.panels import carried
from priorities.indicators.curve import curve_of
from priorities.indicators.curve_drawing import NARROW, WIDE, draw
from priorities.indicators.series import figures_of
from priorities.models import Indicator, Priority
from priorities.report_cards.card_content import read_content
from priorities.report_cards.card_reading import cards_on, lines_of

register = template.Library()


@register.inclusion_tag("priorities/_curve.html", takes_context=True)
def curve(context: Context, indicator: Indicator) -> dict[str, Any]:
    """The curve of an indicator that the reader may read, as it stands on the day of the page. 2 queries."""
    request: Any = context["request"]
    figures = figures_of([indicator], request.day, whole_only=True)[indicator.pk]
    drawn = curve_of(figures)
    prefix = f"curve-{indicator.slug}"
    return {
        "curve": drawn,
        "drawings": [(each.name, draw(drawn, sheet=each, prefix=prefix)) for each in (WIDE, NARROW)],
    }


@register.inclusion_tag("priorities/_report_card_latest.html", takes_context=True)
def latest_card(context: Context, priority: Priority) -> dict[str, Any]:
    """The newest report card about a priority that had been accepted by the day of the page. 1 or 2 queries."""
    request: Any = context["request"]
    lines = lines_of(cards_on(request.day, request.user).filter(priority=priority)[:1], request.day)
    line = lines[0] if lines else None
    return {
        **carried(context),
        "line": line,
        "content": read_content(line.card.content) if line else None,
    }
