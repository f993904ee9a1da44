"""The check of the mptt index against the periods of today."""

from collections.abc import Iterator

from django.utils import timezone

from governance.foundation.deeds import Refused
from governance.foundation.sentences import plain_day
from governance.models import Body, IndexDay
from governance.records.lives import Lives
from governance.restructuring.index import number, wanted

MEND = "run check_records --fix"


def index_agrees_with_today(lives: Lives) -> Iterator[str]:
    """Parent, name and numbers of the index are those of today's tree; its day is one, and not to come."""
    today = timezone.localdate()
    days = list(IndexDay.objects.values_list("day", flat=True))
    if len(days) > 1:
        yield f"The index has {len(days)} days instead of one: {MEND}."
    if days and max(days) > today:
        yield f"The index claims to stand at {plain_day(max(days))}, which is still to come: {MEND}."
    targets = wanted(None, today)
    for body in Body.objects.order_by("pk"):
        parent, name = targets.get(body.pk, (None, body.name))
        if body.parent_id != parent:
            under = lives.name(parent) if parent else "no body"
            yield f"{lives.name(body.pk)} reports to {under} today, and the index says otherwise: {MEND}."
        if body.name != name:
            yield f"{lives.name(body.pk)} is called {name} today, and the index says “{body.name}”: {MEND}."
    try:
        wrong = number({body.pk: body for body in Body.objects.order_by("tree_id", "lft", "pk")})
    except Refused:
        yield f"The parents in the index form a circle: {MEND}."
        return
    for body in wrong:
        yield f"{lives.name(body.pk)}: its numbers in the index do not fit its place in the tree: {MEND}."
