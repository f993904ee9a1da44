"""The lives of all bodies, read once for all the checks."""

import datetime
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from governance.foundation.dated import Span
from governance.models import Body, BodyPeriod


class Row(NamedTuple):
    """What the checks need of a period."""

    body: int
    partnership: int
    parent: int | None
    name: str
    accountable: bool
    kind: int
    starts: datetime.date
    ends: datetime.date | None


class Lives:
    """Each body's periods, earliest first, its slug and its partnership."""

    def __init__(self) -> None:
        self.rows: dict[int, list[Row]] = {}
        self.slugs: dict[int, str] = {}
        self.partnerships: dict[int, int | None] = {}
        for key, slug, partnership in Body.objects.order_by("pk").values_list("pk", "slug", "partnership"):
            self.slugs[key], self.partnerships[key], self.rows[key] = slug, partnership, []
        columns = [name if name in {"name", "accountable", "starts", "ends"} else f"{name}_id" for name in Row._fields]
        for row in BodyPeriod.objects.order_by("body", "starts", "pk").values_list(*columns).iterator():
            self.rows[row[0]].append(Row(*row))

    def __iter__(self) -> Iterator[Row]:
        """Every period."""
        for rows in self.rows.values():
            yield from rows

    def on(self, body: int, day: datetime.date) -> Row | None:
        """The period of `body` on `day`, if it had one."""
        rows = self.rows.get(body, [])
        place = bisect_right(rows, day, key=lambda row: row.starts)
        row = rows[place - 1] if place else None
        return row if row is not None and (row.ends is None or day < row.ends) else None

    def span(self, body: int) -> Span | None:
        """From the first day of `body` to its end, or None where it has no period."""
        rows = self.rows.get(body)
        if not rows:
            return None
        ends = [row.ends for row in rows]
        return Span(rows[0].starts, None if None in ends else max(end for end in ends if end))

    def covers(self, body: int, span: Span) -> bool:
        """Whether `body` lived on every day of `span`."""
        life = self.span(body)
        return life is not None and life.covers(span)

    def name(self, body: int) -> str:
        """The body's last name, with its slug so that it can be found."""
        rows = self.rows.get(body)
        slug = self.slugs.get(body, "no such body")
        return f"{rows[-1].name} ({slug})" if rows else slug
