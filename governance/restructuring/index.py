"""The index of today: django-mptt's tree and the names, moved here and nowhere else."""

import datetime
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db.models import Q
from django.utils import timezone

from governance.foundation.audited import unaudited
from governance.foundation.deeds import Refused, tree_lock
from governance.models import Body, BodyPeriod, IndexDay


@contextmanager
def restructuring() -> Iterator[datetime.date]:
    """The tree lock, with the index brought up to today, which it hands on."""
    today = timezone.localdate()
    with tree_lock():
        catch_up(today)
        yield today


def catch_up(today: datetime.date) -> None:
    """Follow the changes that came into force since the index was last brought up. Call under the lock."""
    index = IndexDay.objects.first()
    if index is None:
        IndexDay.objects.create(day=today)
        return
    if index.day >= today:
        return
    since = Q(starts__gt=index.day, starts__lte=today) | Q(ends__gt=index.day, ends__lte=today)
    follow(set(BodyPeriod.objects.filter(since).values_list("body", flat=True)), today)
    index.day = today
    index.save()


def wanted(bodies: Collection[int] | None, today: datetime.date) -> dict[int, tuple[int | None, str]]:
    """For each of these bodies (None: every body) its parent of today and its name.

    A body without a period today has no parent, and the name of its last day, or of its first if that is to come.
    """
    chosen: dict[int, tuple[int, int | None, str]] = {}
    periods = BodyPeriod.objects.order_by("body", "starts")
    if bodies is not None:
        periods = periods.filter(body__in=bodies)
    for key, parent, name, starts, ends in periods.values_list("body", "parent", "name", "starts", "ends"):
        in_force = starts <= today and (ends is None or ends > today)
        rank = 2 if in_force else 1 if starts <= today else 0
        if key not in chosen or rank > chosen[key][0] or rank == chosen[key][0] == 1:
            chosen[key] = (rank, parent if in_force else None, name)
    return {key: (parent, name) for key, (_, parent, name) in chosen.items()}


def follow(bodies: Collection[int], today: datetime.date) -> None:
    """Bring the index of these bodies in line with their periods of today. Call under the lock."""
    targets = wanted(bodies, today)
    parents = {parent for parent, _ in targets.values() if parent is not None}
    found = Body.objects.in_bulk([*targets, *parents])
    moving = []
    for key, (parent, name) in targets.items():
        body = found[key]
        if body.parent_id != parent:
            moving.append(key)
        if body.name != name:
            body.name = name
            with unaudited(body):
                body.save()
    if len(moving) == 1:
        _place(found, moving[0], targets[moving[0]][0])
        return
    for key in moving:  # let everything go first, so that no two can be in each other's way
        _place(Body.objects.in_bulk([key]), key, None)
    for key in moving:
        parent = targets[key][0]
        _place(Body.objects.in_bulk([key] if parent is None else [key, parent]), key, parent)


def _place(fresh: dict[int, Body], key: int, parent: int | None) -> None:
    """Move one node. Both nodes are in `fresh`, read after the last move, for every move renumbers others."""
    node = fresh[key]
    if node.parent_id != parent:
        with unaudited(node):
            Body.objects.move_node(node, None if parent is None else fresh[parent], position="last-child")


def rebuild() -> list[str]:
    """Write the whole index of today anew from the periods; say in a sentence a body what was mended.

    Raises Refused where bodies report to each other in a circle: no tree can be made of that.
    """
    today = timezone.localdate()
    with tree_lock():
        targets = wanted(None, today)
        bodies = {body.pk: body for body in Body.objects.order_by("tree_id", "lft", "pk")}
        renamed = [body for body in bodies.values() if _put_right(body, targets.get(body.pk, (None, body.name)))]
        moved = number(bodies)
        Body._base_manager.bulk_update({*renamed, *moved}, ["parent", "name", *NUMBERS], batch_size=500)
        IndexDay.objects.all().delete()
        IndexDay.objects.create(day=today)
    named = {body.pk for body in renamed}
    return [f"{body} ({body.slug}): the name or the parent of today was brought in line." for body in renamed] + [
        f"{body} ({body.slug}): its numbers in the tree were mended." for body in moved if body.pk not in named
    ]


NUMBERS = ("tree_id", "lft", "rght", "level")


def _put_right(body: Body, target: tuple[int | None, str]) -> bool:
    """Give the record the parent and name of today; whether that changed it."""
    if (body.parent_id, body.name) == target:
        return False
    body.parent_id, body.name = target
    return True


def number(bodies: dict[int, Body]) -> list[Body]:
    """Number each tree afresh, siblings in the order they come in; return the records that changed, unsaved.

    Raises Refused where the records' parents form a circle.
    """
    children: dict[int | None, list[int]] = {}
    for body in bodies.values():
        children.setdefault(body.parent_id, []).append(body.pk)
    numbers: dict[int, list[int]] = {}
    free = max((body.tree_id for body in bodies.values()), default=0) + 1
    taken: set[int] = set()
    for root in children.get(None, []):
        tree = bodies[root].tree_id
        if tree in taken:
            tree, free = free, free + 1
        taken.add(tree)
        count, waiting = 0, [(root, 0)]
        while waiting:
            key, level = waiting.pop()
            count += 1
            if key in numbers:  # all its children are numbered
                numbers[key][2] = count
                continue
            numbers[key] = [tree, count, 0, level]
            waiting.append((key, level))
            waiting.extend((child, level + 1) for child in reversed(children.get(key, [])))
    if len(numbers) < len(bodies):
        lost = next(body for key, body in bodies.items() if key not in numbers)
        raise Refused(f"{lost} is in a circle of bodies that report to each other: mend its periods first.")
    changed = []
    for key, row in numbers.items():
        body = bodies[key]
        if [getattr(body, name) for name in NUMBERS] != row:
            for name, value in zip(NUMBERS, row, strict=True):
                setattr(body, name, value)
            changed.append(body)
    return changed
