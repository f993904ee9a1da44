"""What the officers' site shows on its first page: what is waiting for the officer."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone

from governance.models import BodyPeriod, Seat
from governance.seats.roll import fill
from governance.terms.versions import drafts_in_hand

register = template.Library()

MOST = 8
"""Of each kind; the lists have the rest."""


@register.inclusion_tag("admin/governance/_waiting.html", takes_context=True)
def waiting(context: Context) -> dict[str, Any]:
    """Write `{% waiting %}`: drafts in hand, vacant seats, bodies past their planned last day.

    Its template asks the floors above for what they add.
    """
    user, today = context["request"].user, timezone.localdate()
    drafts = drafts_in_hand(user)
    seats = Seat.objects.editable_by(user).in_force(today).exclude(kind__in=[Seat.Kind.DERIVED, Seat.Kind.CONDITIONAL])
    vacant = [line for line in fill(seats.for_page().order_by("body__name", "order", "pk"), today) if line.vacancies]
    overdue = BodyPeriod.objects.editable_by(user).in_force(today).filter(due_to_end__lt=today).order_by("due_to_end")
    return {
        "request": context["request"],
        "drafts": drafts[:MOST],
        "more_drafts": len(drafts) > MOST,
        "vacant": vacant[:MOST],
        "more_vacant": len(vacant) > MOST,
        "overdue": overdue.select_related("body")[:MOST],
    }
