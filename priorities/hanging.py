"""What of priorities hangs on a body: what it leads, owns and monitors, told before the body ends."""

import datetime
from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from governance.foundation.dated import Span
from governance.foundation.publication import State
from governance.foundation.sentences import counted
from governance.models import Body
from governance.restructuring.hanging import Hanging
from priorities.models import PlanResponsibility, PlanVersion, PriorityLead, Risk


def priorities_led(body: Body, on: datetime.date) -> Iterator[Hanging]:
    """The published priorities that the body leads on `on` or later. 1 query."""
    rows = PriorityLead.objects.meeting(Span(on)).filter(
        body=body, priority__state=State.PUBLISHED, priority__strategy__state=State.PUBLISHED
    )
    for row in rows.select_related("priority").order_by("priority__position", "priority__pk"):
        yield Hanging(f"leads the priority “{row.priority}”", must_pass=True)


def plans_answered_for(body: Body, on: datetime.date) -> Iterator[Hanging]:
    """The plans in force on `on` or later that the body owns or monitors. 1 query."""
    versions = PlanVersion.objects.published().meeting(Span(on)).filter(plan=OuterRef("plan"))
    rows = PlanResponsibility.objects.meeting(Span(on)).filter(Exists(versions), body=body)
    for row in rows.select_related("plan").order_by("plan__title", "plan__pk", "-role"):
        yield Hanging(f"{row.get_role_display()} the plan “{row.plan}”", must_pass=True)


def risks_owned(body: Body, on: datetime.date) -> Iterator[Hanging]:
    """How many risks of its register are open. 1 query."""
    if number := Risk.objects.filter(body=body, closed_on__isnull=True).exclude(state=State.WITHDRAWN).count():
        yield Hanging(f"owns {counted(number, 'open risk')}", must_pass=False)


HANGING = (priorities_led, plans_answered_for, risks_owned)
