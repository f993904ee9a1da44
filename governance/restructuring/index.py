"""The index of today: django-mptt's tree and the names, moved here and nowhere else."""

import datetime
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db.models import Q
from django.utils import timezone

from governance.foundation.deeds import tree_lock
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


def wanted(bodies: Collection[int], today: datetime.date) -> dict[int, tuple[int | None, str]]:
    """For each of these bodies its parent and name of today; of its last or first day where it has none today."""
    chosen: dict[int, tuple[int, int | None, str]] = {}
    periods = BodyPeriod.objects.filter(body__in=bodies).order_by("body", "starts")
    for key, parent, name, starts, ends in periods.values_list("body", "parent", "name", "starts", "ends"):
        in_force = starts <= today and (ends is None or ends > today)
        rank = 2 if in_force else 1 if starts <= today else 0
        if key not in chosen or rank > chosen[key][0] or rank == chosen[key][0] == 1:
            chosen[key] = (rank, parent if in_force else None, name)
    return {key: (parent, name) for key, (_, parent, name) in chosen.items()}


def follow(bodies: Collection[int], today: datetime.date) -> None:
    """Bring the index of these bodies in line with their periods of today. Call under the lock."""
    targets = wanted(bodies, today)
    moving = []
    for body in Body.objects.filter(pk__in=targets):
        parent, name = targets[body.pk]
        if body.parent_id != parent:
            moving.append(body.pk)
        if body.name != name:
            body.name = name
            body.save(update_fields=["name"])
    if len(moving) > 1:  # let everything go first, so that no two can be in each other's way
        for key in moving:
            _place(key, None)
    for key in moving:
        _place(key, targets[key][0])


def _place(key: int, parent: int | None) -> None:
    """Move one node; both nodes are read again, for every move renumbers others."""
    node = Body.objects.get(pk=key)
    if node.parent_id != parent:
        Body.objects.move_node(node, Body.objects.get(pk=parent) if parent else None, position="last-child")
