"""Report cards at a meeting: those that the lead body is asked to accept, and those that it accepted there (item 246)."""

import datetime
from typing import Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from governance.foundation.publication import State
from governance.models import BodyPeriod
from meetings.models import Meeting
from priorities.models import CardStep
from priorities.report_cards.card_reading import cards_to_read


def cards_at(meeting: Meeting, user: Any, *, day: datetime.date) -> list[Any]:
    """The cards that go to the meeting as `user` may read them, each with `is_accepted`, whether it was there. 1 query.

    Whose turn it is follows the reporting line of the meeting's day. Only what can be read as seen from `day`; of a
    meeting before `day` only what it accepted.
    """
    before = CardStep.objects.filter(card=OuterRef("pk"), accepted_on__lt=meeting.day).order_by("-level")
    here = CardStep.objects.filter(card=OuterRef("pk"), body=meeting.body_id, accepted_on=meeting.day)
    below = BodyPeriod.objects.in_force(meeting.day).filter(parent=meeting.body_id).values("body")
    stands_with = Coalesce(Subquery(before.values("body_id")[:1]), F("body_id"), output_field=BigIntegerField())
    rows = cards_to_read(day, user).exclude(state=State.WITHDRAWN)
    rows = rows.annotate(is_accepted=Exists(here), stands_with=stands_with)
    wanted = Q(is_accepted=True)
    if meeting.day >= day:
        wanted |= Q(stands_with__in=below, starts__lte=meeting.day)
    return list(rows.filter(wanted).defer("content").select_related("body").order_by("title", "starts", "pk"))
