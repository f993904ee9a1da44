"""Functions: what a body is there to do, and where each went when bodies changed."""

from typing import Self

from django.db import models

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.dated import Dated, DatedQuerySet, NoOverlap
from governance.models.bodies import Body


class FunctionQuerySet(DatedQuerySet, ScopedQuerySet):
    """Words about functions."""


class Function(Dated, Scoped):
    """A piece of work that a body is responsible for (items 112, 249)."""

    BODY = "body"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="functions")
    title = models.CharField(max_length=160)

    objects = FunctionQuerySet.as_manager()
    history = audited()

    class Meta(Dated.Meta):
        ordering = ["title"]
        constraints = [
            *Dated.Meta.constraints,
            NoOverlap(
                fields=["body", "title"],
                name="governance_function_no_overlap",
                message="The body already has a function of that title on those days.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SuccessionQuerySet(ScopedQuerySet):
    """Words about successions."""

    def for_page(self) -> Self:
        """With both bodies and the function that moved."""
        return self.select_related("predecessor", "successor", "function").order_by("day", "pk")


class Succession(Scoped):
    """One step in the life of bodies: what became of what, on which day and why.

    Only deeds write steps, each once; the records that a deed changes tell in their audit who did it.
    """

    class How(models.TextChoices):
        """The ways in which bodies change (items 120, 210, 248, 261)."""

        ESTABLISHED = "established", "established"
        RENAMED = "renamed", "renamed"
        KIND_CHANGED = "kind changed", "became another kind of body"
        MOVED = "moved", "moved"
        CHANGED = "changed", "changed"
        MERGED = "merged", "merged"
        SPLIT = "split", "split"
        ABSORBED = "absorbed", "absorbed"
        FUNCTION_MOVED = "function moved", "function moved"
        ENDED = "ended", "ended"

    BODY = "predecessor"

    predecessor = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="steps_from")
    successor = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="steps_to")
    how = models.CharField(max_length=16, choices=How)
    day = models.DateField(help_text="The first day on which it was so.")
    function = models.ForeignKey(Function, null=True, blank=True, on_delete=models.PROTECT, related_name="moves")
    words = models.CharField(max_length=300, blank=True, help_text="What changed, in a sentence.")
    reason = models.CharField(max_length=300, blank=True, help_text="Why, as the public may read it.")

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return self.words or f"{self.predecessor} {self.how}"
