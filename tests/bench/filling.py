"""A great partnership, written past the deeds in bulk: only a benchmark may."""

import datetime
from itertools import pairwise

from django.core.management.color import no_style
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from governance.models import Body, BodyKind, BodyPeriod, IndexDay
from governance.restructuring.index import rebuild

FIRST = datetime.date(2000, 1, 1)
BRANCHES = 8
BATCH = 500


def great_partnership(slug: str, bodies: int, *, changes: int = 1) -> Body:
    """A partnership of `bodies` bodies, eight under each, each with as many periods as it had `changes`."""
    kinds = {kind.slug: kind for kind in BodyKind.objects.all()}
    first = (Body._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    tree = (Body._base_manager.order_by("-tree_id").values_list("tree_id", flat=True).first() or 0) + 1
    rows, periods = [], []
    spans = _spans(changes)
    for number in range(bodies):
        parent = first + (number - 1) // BRANCHES if number else None
        name = f"Body {number:05} for what it is there to do"
        rows.append(
            Body(
                pk=first + number,
                slug=slug if not number else f"{slug}-{number}",
                name=name,
                partnership_id=first,
                parent_id=parent,
                tree_id=tree,
                lft=0,
                rght=0,
                level=0,
            )
        )
        kind = kinds["partnership" if not number else "board" if number <= BRANCHES else "sub-group"]
        periods += [
            BodyPeriod(
                body_id=first + number,
                partnership_id=first,
                parent_id=parent,
                name=name if ends is None else f"{name}, before {ends.year}",
                kind=kind,
                starts=starts,
                ends=ends,
            )
            for starts, ends in spans
        ]
    Body._base_manager.bulk_create(rows, batch_size=BATCH)
    # A plain queryset, for the audited one refuses: this is no officer's write.
    QuerySet(BodyPeriod).bulk_create(periods, batch_size=BATCH)
    Body.history.bulk_history_create(rows, batch_size=BATCH)
    BodyPeriod.history.bulk_history_create(periods, batch_size=BATCH)
    _move_sequences_on()
    IndexDay.objects.all().delete()
    rebuild()
    return Body.objects.get(pk=first)


def _spans(changes: int) -> list[tuple[datetime.date, datetime.date | None]]:
    """`changes` + 1 spans that follow each other from FIRST; the last is open since before today."""
    step = (timezone.localdate() - FIRST) // (changes + 1)
    edges = [FIRST + step * number for number in range(changes + 1)]
    return [*pairwise(edges), (edges[-1], None)]


def _move_sequences_on() -> None:
    """Keys were given by hand; let PostgreSQL go on after them, and let both know what the tables hold."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Body, BodyPeriod]):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
