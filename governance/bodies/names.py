"""What a body was called on a day, and when it ended, for rows that point at it."""

import datetime

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from governance.models import BodyPeriod


def body_ends(path: str) -> Subquery:
    """An annotation: the first day without the body that `path` leads to; empty while no end is known."""
    return Subquery(BodyPeriod.objects.filter(body=OuterRef(path)).order_by("-starts").values("ends")[:1])


def body_name_on(path: str, day: datetime.date) -> Coalesce:
    """An annotation: the name on `day` of the body that `path` leads to; outside its life, its name in the index."""
    then = BodyPeriod.objects.in_force(day).filter(body=OuterRef(path))
    return Coalesce(Subquery(then.values("name")[:1]), F(f"{path}__name"))
