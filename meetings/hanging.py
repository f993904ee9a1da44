"""What of meetings hangs on a body: its open actions and the meetings that are called, told before the body ends."""

import datetime
from collections.abc import Iterator

from django.db.models import Q

from governance.foundation.publication import State
from governance.foundation.sentences import counted
from governance.models import Body
from governance.restructuring.hanging import Hanging
from meetings.models import Action, Meeting


def open_actions(body: Body, on: datetime.date) -> Iterator[Hanging]:
    """How many open actions stand in the body's log or are its own to do. 1 query."""
    rows = Action.objects.filter(Q(body=body) | Q(owner_body=body), closed_on__isnull=True)
    if number := rows.exclude(state=State.WITHDRAWN).count():
        yield Hanging(f"has {counted(number, 'open action')}", must_pass=False)


def meetings_to_come(body: Body, on: datetime.date) -> Iterator[Hanging]:
    """How many meetings that it leads are called for `on` or later. 1 query."""
    if number := Meeting.objects.going_ahead().on_or_after(on).filter(body=body).count():
        yield Hanging(f"has {counted(number, 'meeting')} to come", must_pass=False)


HANGING = (open_actions, meetings_to_come)
