"""The structure of a partnership on any day: one query over the periods in force, nested in Python.

`parent` is the only truth; the mptt index is never asked.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from governance.models import Body, BodyPeriod


class Place(NamedTuple):
    """A body's place in the structure on a day."""

    key: int
    parent: int | None
    slug: str
    name: str
    kind: str
    kind_plural: str
    standing: str
    accountable: bool
    external: bool
    open_membership: bool
    due_to_end: datetime.date | None
    depth: int = 0


COLUMNS = (
    "body_id",
    "parent_id",
    "body__slug",
    "name",
    "kind__singular",
    "kind__plural",
    "standing",
    "accountable",
    "kind__external",
    "kind__open_membership",
    "due_to_end",
)


Row = tuple[Any, ...]
KEY, PARENT, STANDING = (COLUMNS.index(name) for name in ("body_id", "parent_id", "standing"))


@dataclass(frozen=True)
class Structure:
    """A partnership on a day: the tree in reading order, and the family that stands beside it."""

    tree: Sequence[Place]
    family: Sequence[Place]

    @property
    def is_empty(self) -> bool:
        """Whether the partnership did not exist on that day."""
        return not self.tree

    def __iter__(self) -> Iterator[Place]:
        """Every body, the tree first."""
        yield from self.tree
        yield from self.family


def structure_on(partnership: Body, day: datetime.date) -> Structure:
    """The structure of `partnership` on `day` in one query; siblings by name, tentative ones last.

    A body whose parent is missing on that day is shown beside the tree rather than lost.
    """
    periods = BodyPeriod.objects.in_force(day).filter(partnership=partnership).order_by("name", "body_id")
    rows = list(periods.values_list(*COLUMNS))
    rows.sort(key=lambda row: row[STANDING] == BodyPeriod.Standing.TENTATIVE)
    children: dict[int | None, list[Row]] = {}
    for row in rows:
        children.setdefault(row[PARENT], []).append(row)
    tree = list(_depth_first(children, [row for row in rows if row[KEY] == partnership.pk]))
    shown = {place.key for place in tree}
    beside = [row for row in rows if row[KEY] not in shown]
    family = list(_depth_first(children, [row for row in beside if row[PARENT] is None or row[PARENT] in shown]))
    shown.update(place.key for place in family)
    lost = [Place(*row) for row in beside if row[KEY] not in shown]
    return Structure(tree, family + lost)


def _depth_first(children: dict[int | None, list[Row]], heads: Sequence[Row]) -> Iterator[Place]:
    """Heads and all under them, parents before children, each once and with its depth, without recursion."""
    waiting = [(head, 0) for head in reversed(heads)]
    while waiting:
        row, depth = waiting.pop()
        yield Place._make((*row, depth))
        if below := children.pop(row[KEY], None):
            waiting.extend((child, depth + 1) for child in reversed(below))


# UNION, not UNION ALL, and a bound on depth: a cycle in the data must end the walk, not the server.
LINE_ABOVE = """
WITH RECURSIVE line(body_id, parent_id, name, height) AS (
    SELECT body_id, parent_id, name, 0 FROM governance_bodyperiod
    WHERE body_id = %(body)s AND starts <= %(day)s AND (ends IS NULL OR ends > %(day)s)
    UNION
    SELECT above.body_id, above.parent_id, above.name, line.height + 1
    FROM governance_bodyperiod AS above JOIN line ON above.body_id = line.parent_id
    WHERE above.starts <= %(day)s AND (above.ends IS NULL OR above.ends > %(day)s) AND line.height < 50
)
SELECT body.slug, line.name FROM line JOIN governance_body AS body ON body.id = line.body_id
WHERE line.height > 0 ORDER BY line.height DESC
"""


class Above(NamedTuple):
    """A body further up the reporting line."""

    slug: str
    name: str


def line_above(body: Body, day: datetime.date) -> list[Above]:
    """The reporting line of `body` on `day`, the partnership first, without the body itself. One query."""
    with connection.cursor() as cursor:
        cursor.execute(LINE_ABOVE, {"body": body.pk, "day": day})
        return [Above(*row) for row in cursor.fetchall()]
