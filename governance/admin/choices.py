"""Choosing bodies: in the order and with the indentation of today's structure, partnership by partnership."""

import datetime
from typing import Any

from django import forms
from django.db.models import Max, Min, Q, QuerySet

from governance.foundation.dated import ONE_DAY
from governance.foundation.sentences import plain_day
from governance.models import Body, BodyPeriod
from governance.models.bodies import BodyQuerySet
from governance.structures.structure import structure_on

CHOOSE = ("", "Choose…")
INDENT = "\u2003"
STEP = "–"

Choice = tuple[Any, Any]


def body_choices(bodies: QuerySet[Body], day: datetime.date, *, over: bool = False) -> list[Choice]:
    """The choices for a select of `bodies`: those of `day` as a tree, then those to come, then, with `over`, the rest.

    More than one partnership: each is a group of its own. Names are those of the index of today.
    """
    rows = {pk: (root, name) for pk, root, name in bodies.order_by("name").values_list("pk", "partnership", "name")}
    roots = Body.objects.filter(pk__in={root for root, _ in rows.values()}).order_by("name")
    groups = [(root.name, _of_partnership(root, rows, day, over=over)) for root in roots]
    groups = [(name, choices) for name, choices in groups if choices]
    return groups[0][1] if len(groups) == 1 else list(groups)


def _of_partnership(
    root: Body, rows: dict[int, tuple[int | None, str]], day: datetime.date, *, over: bool
) -> list[Choice]:
    left = {pk: name for pk, (of, name) in rows.items() if of == root.pk}
    choices: list[Choice] = []
    for place in structure_on(root, day):
        if left.pop(place.key, None) is not None:
            before = INDENT * place.depth + (f"{STEP} " if place.depth else "")
            choices.append((place.key, before + place.name))
    grouped = BodyPeriod.objects.filter(body__in=left).order_by().values("body")
    lives = grouped.annotate(begins=Min("starts"), last=Max("ends")).values_list("body", "begins", "last")
    for key, begins, last in sorted(lives, key=lambda life: left[life[0]]):
        if begins > day:
            choices.append((key, f"{left[key]} (from {plain_day(begins)})"))
        elif over and last:
            choices.append((key, f"{left[key]} (until {plain_day(last - ONE_DAY)})"))
    return choices


class BodyField(forms.ModelChoiceField):
    """A select of bodies. Give it its bodies with `offer`; a key that was not offered is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Body.objects.none(), **kwargs)

    def offer(self, bodies: QuerySet[Body], day: datetime.date, *, empty: str = CHOOSE[1], over: bool = False) -> None:
        """Offer `bodies` in today's order, after an empty choice."""
        self.queryset = bodies
        self.choices = [("", empty), *body_choices(bodies, day, over=over)]


class BodiesField(forms.ModelMultipleChoiceField):
    """Boxes to tick, one a body."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Body.objects.none(), **kwargs)

    def offer(self, bodies: QuerySet[Body], day: datetime.date) -> None:
        """Offer `bodies` in today's order."""
        self.queryset = bodies
        self.choices = body_choices(bodies, day)


def alive(bodies: BodyQuerySet, day: datetime.date) -> BodyQuerySet:
    """Those of `bodies` that exist on `day` or will."""
    lasting = BodyPeriod.objects.filter(Q(ends__isnull=True) | Q(ends__gt=day))
    return bodies.filter(pk__in=lasting.values("body"))
