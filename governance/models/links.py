"""Dotted lines: typed and dated links between bodies, beside the tree."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.dated import Dated, DatedQuerySet, NoOverlap
from governance.models.bodies import Body


class LinkQuerySet(DatedQuerySet, ScopedQuerySet):
    """Words about links."""

    def touching(self, body: Body) -> Self:
        """Links that start or end at `body`."""
        return self.filter(models.Q(source=body) | models.Q(target=body))

    def for_page(self) -> Self:
        """With both bodies."""
        return self.select_related("source", "target")


class Link(Dated, Scoped):
    """A line beside the reporting line (items 21, 51, 116, 253, 260)."""

    class Type(models.TextChoices):
        """How the source stands to the target; the label reads from source to target."""

        REPORTS_FUNCTIONALLY = "reports functionally", "reports functionally to"
        MAY_TASK = "may task", "may task"
        SUPPORTS = "supports", "supports"
        ADVISES = "advises", "advises"
        READS_PAPERS = "reads papers", "reads the papers of"
        NOMINATES = "nominates", "nominates to"
        REPRESENTED_AT = "represented at", "is represented at"

    REVERSED = {
        Type.REPORTS_FUNCTIONALLY: "receives functional reports from",
        Type.MAY_TASK: "may be tasked by",
        Type.SUPPORTS: "is supported by",
        Type.ADVISES: "is advised by",
        Type.READS_PAPERS: "has its papers read by",
        Type.NOMINATES: "takes nominations from",
        Type.REPRESENTED_AT: "has representatives of",
    }
    """The same line in words, read from target to source."""

    BODY = "source"

    source = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="links_from")
    target = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="links_to")
    type = models.CharField(max_length=24, choices=Type)
    reported_through = models.ForeignKey(
        Body,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports_through",
        help_text="For work tasked by another body: whose report it appears in.",
    )
    note = models.CharField(max_length=200, blank=True, help_text="Shown to the public.")

    objects = LinkQuerySet.as_manager()
    history = audited()

    class Meta(Dated.Meta):
        ordering = ["starts", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            NoOverlap(
                fields=["source", "target", "type"],
                name="governance_link_no_overlap",
                message="These two bodies are already linked in that way on those days.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.get_type_display()} {self.target}"

    def clean(self) -> None:
        """A link joins two different bodies; only a task is reported through another."""
        if self.source_id is not None and self.source_id == self.target_id:
            raise ValidationError("A link joins two different bodies.")
        if self.reported_through_id and self.type != self.Type.MAY_TASK:
            raise ValidationError("Only work that a body may task is reported through another.")

    @property
    def words_back(self) -> str:
        """The link in words, read from the target's side."""
        return self.REVERSED[self.Type(self.type)]
