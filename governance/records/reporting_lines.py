"""Checks of the periods: who reported to whom, without a gap, a circle or a stray."""

from collections.abc import Iterator
from itertools import pairwise

from governance.foundation.dated import Span, span_in_words
from governance.foundation.sentences import plain_day
from governance.models import BodyKind
from governance.records.lives import Lives, Row


def no_circles(lives: Lives) -> Iterator[str]:
    """No body reports, however far up, to itself on any day.

    Every circle is closed on the day on which the last of its periods begins, so those days are enough.
    """
    told = set()
    for row in lives:
        circle = _circle(lives, row)
        if circle and (key := (frozenset(circle), row.starts)) not in told:
            told.add(key)
            names = ", ".join(lives.name(body) for body in circle)
            yield f"{names} report to each other in a circle from {plain_day(row.starts)}: move one of them."


def _circle(lives: Lives, row: Row) -> list[int]:
    """The bodies from `row` up to itself on its first day, or none."""
    line, above = [row.body], row.parent
    while above is not None and above not in line:
        line.append(above)
        further = lives.on(above, row.starts)
        above = further.parent if further else None
    return line if above == row.body else []


def periods_follow_each_other(lives: Lives) -> Iterator[str]:
    """Every body has a period, and each period begins on the day on which the one before it ends."""
    for body, rows in lives.rows.items():
        if not rows:
            yield f"{lives.name(body)} has no period: establish it again, or remove the record."
        for before, after in pairwise(rows):
            if before.ends != after.starts:
                ends = plain_day(before.ends) if before.ends else "never"
                yield (
                    f"{lives.name(body)}: one period ends on {ends}, the next begins on {plain_day(after.starts)}; "
                    "they must meet."
                )


def children_stay_inside_their_parents_life(lives: Lives) -> Iterator[str]:
    """A body reports to another only on days on which that one exists."""
    for row in lives:
        span = Span(row.starts, row.ends)
        if row.parent is not None and not lives.covers(row.parent, span):
            yield (
                f"{lives.name(row.body)} reports to {lives.name(row.parent)} {span_in_words(span)}, but that body does "
                "not exist on all those days."
            )


def accountable_bodies_report_to_one_parent(lives: Lives) -> Iterator[str]:
    """An accountable body has a parent, unless its kind may stand alone; a whole partnership has none."""
    kinds = {kind.pk: kind for kind in BodyKind.objects.all()}
    for row in lives:
        kind = kinds[row.kind]
        when = span_in_words(Span(row.starts, row.ends))
        if row.parent is None and row.accountable and not kind.may_stand_alone:
            yield f"{lives.name(row.body)} is accountable but reports to no body {when}."
        if row.parent is not None and row.partnership == row.body:
            yield f"{lives.name(row.body)} is a whole partnership but reports to {lives.name(row.parent)} {when}."
        if kind.heads_partnership != (row.partnership == row.body):
            yield f"{lives.name(row.body)} is a {kind} {when}, which does not fit its place in the family."


def partnership_is_the_same_on_every_row(lives: Lives) -> Iterator[str]:
    """A body, its periods and its parents belong to one partnership, which is a root of its own."""
    for body, partnership in lives.partnerships.items():
        if partnership is None:
            yield f"{lives.name(body)} belongs to no partnership."
        elif lives.partnerships.get(partnership) != partnership:
            yield f"{lives.name(body)} belongs to {lives.name(partnership)}, which is no partnership."
    for row in lives:
        when = span_in_words(Span(row.starts, row.ends))
        if row.partnership != lives.partnerships[row.body]:
            yield f"{lives.name(row.body)} is in another partnership {when} than its own record says."
        if row.parent is not None and lives.partnerships[row.parent] != row.partnership:
            yield f"{lives.name(row.body)} reports to {lives.name(row.parent)} of another partnership {when}."
