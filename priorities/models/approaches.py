"""Approaches: what every plan must show or hold implicit, and the priority that one of them may once have been."""

from typing import Self

from django.db import models

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.dated import Dated, DatedQuerySet
from governance.models import Body
from priorities.models.priorities import Priority


class ApproachQuerySet(DatedQuerySet, ScopedQuerySet):
    """Words about approaches."""

    def in_order(self) -> Self:
        """As they are listed."""
        return self.order_by("position", "pk")

    def of_partnership(self, root: Body) -> Self:
        """The approaches that the partnership adopted."""
        return self.filter(partnership=root)


class Approach(Dated, Scoped):
    """A cross-cutting approach, such as narrowing the gaps (items 10, 15, 16, 78)."""

    BODY = "partnership"

    partnership = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="approaches")
    slug = models.SlugField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=160)
    scope_note = models.CharField(max_length=300, blank=True, help_text="Such as “all families, young and old”.")
    summary = models.TextField(blank=True)
    implicit = models.BooleanField(
        "implicit in every plan", default=False, help_text="Held to run through all plans, without an action for each."
    )
    was_priority = models.ForeignKey(
        Priority,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="became_approaches",
        help_text="The priority that became this approach.",
    )

    objects = ApproachQuerySet.as_manager()
    history = audited()

    class Meta(Dated.Meta):
        ordering = ["position", "pk"]
        verbose_name_plural = "approaches"

    def __str__(self) -> str:
        return self.name
