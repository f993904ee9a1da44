"""The dotted lines of a whole partnership on a day, and the bodies of other partnerships at their far ends."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import OuterRef, Q, Subquery

from governance.models import Body, BodyPeriod, Link


class DottedLine(NamedTuple):
    """One line from source to target, by the keys of the bodies."""

    source: int
    target: int
    type: str
    through: int | None
    note: str

    @property
    def words(self) -> str:
        """How the source stands to the target; reporting beside the reporting line is “also” reporting."""
        label = Link.Type(self.type).label
        return f"also {label}" if self.type == Link.Type.REPORTS_FUNCTIONALLY else label

    @property
    def words_back(self) -> str:
        """The same, read from the target's side."""
        return Link.REVERSED[Link.Type(self.type)]


class Neighbour(NamedTuple):
    """A body of another partnership."""

    key: int
    slug: str
    name: str
    kind: str
    partnership: str


@dataclass(frozen=True)
class DottedLines:
    """The lines of a partnership, and the neighbours that they reach, by name."""

    lines: Sequence[DottedLine]
    neighbours: Mapping[int, Neighbour]


def dotted_lines_on(partnership: Body, day: datetime.date) -> DottedLines:
    """The lines in force on `day` with an end in `partnership`. One query, and one more where a line leads outside."""
    rows = (
        Link.objects.in_force(day)
        .filter(Q(source__partnership=partnership) | Q(target__partnership=partnership))
        .order_by("starts", "pk")
        .values_list("source", "target", "type", "reported_through", "note", *(f"{end}__partnership" for end in ENDS))
    )
    lines: list[DottedLine] = []
    outside: set[int] = set()
    for *line, source_root, target_root, through_root in rows:
        found = DottedLine(*line)
        lines.append(found)
        ends = zip((found.source, found.target, found.through), (source_root, target_root, through_root), strict=True)
        outside.update(key for key, root in ends if key is not None and root != partnership.pk)
    return DottedLines(lines, _neighbours(outside, day) if outside else {})


ENDS = ("source", "target", "reported_through")


def _neighbours(keys: set[int], day: datetime.date) -> dict[int, Neighbour]:
    root = BodyPeriod.objects.in_force(day).filter(body=OuterRef("partnership"))
    rows = (
        BodyPeriod.objects.in_force(day)
        .filter(body__in=keys)
        .order_by("name", "body")
        .values_list("body", "body__slug", "name", "kind__singular", Subquery(root.values("name")[:1]))
    )
    return {row[0]: Neighbour(*row) for row in rows}
