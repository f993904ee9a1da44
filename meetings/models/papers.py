"""Papers: files or texts for an agenda item, in revisions; one revision is pinned to the item."""

from typing import Any, Self

from django.db import models
from django.utils import timezone

from governance.foundation.audited import audited
from governance.foundation.deeds import Refused
from governance.foundation.publication import State
from governance.foundation.richtext import RichTextField
from meetings.models.agendas import AgendaItem
from meetings.models.confidence import Confidential, ConfidentialQuerySet


def public_paper_q(prefix: str = "") -> models.Q:
    """Papers of published agendas, where neither the item nor the paper is restricted."""
    return models.Q(
        **{
            f"{prefix}item__meeting__agenda__state": State.PUBLISHED,
            f"{prefix}item__restricted": False,
            f"{prefix}restricted": False,
        }
    )


class PaperQuerySet(ConfidentialQuerySet):
    """Words about papers."""

    def for_page(self) -> Self:
        """With the revision that is pinned to the item, without its text."""
        return self.select_related("pinned", "item").defer("pinned__text")


class Paper(Confidential):
    """A paper for an item."""

    BODY = "item__meeting__body"
    MEETING = "item__meeting"

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="papers")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200)
    author = models.CharField(max_length=160, blank=True)
    purpose = models.CharField(max_length=300, blank=True)
    recommendation = models.TextField(blank=True)
    restricted = models.BooleanField(default=False, help_text="Members and editors alone may read it.")
    late_reason = models.CharField(
        max_length=200, blank=True, help_text="Why it came after the agenda was published; shown to the public."
    )
    pinned = models.ForeignKey(
        "PaperRevision", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="pinned_to"
    )

    objects = PaperQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Papers of published agendas, unless restricted."""
        return public_paper_q()

    @classmethod
    def members_q(cls) -> models.Q:
        """All papers of published agendas."""
        return models.Q(item__meeting__agenda__state=State.PUBLISHED)


class PaperRevisionQuerySet(ConfidentialQuerySet):
    """Words about revisions."""


class PaperRevision(Confidential):
    """One revision of a paper: a file or a text. It never changes; a correction is another revision."""

    BODY = "paper__item__meeting__body"
    MEETING = "paper__item__meeting"

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField(default=1)
    text = RichTextField(blank=True)
    file = models.FileField(blank=True, upload_to="papers/%Y/%m", max_length=200)
    file_name = models.CharField(max_length=200, blank=True, help_text="As it was handed in.")
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField("size in bytes", default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True, help_text="Of a PDF.")
    late_reason = models.CharField(max_length=200, blank=True, help_text="Why it came after the agenda was published.")
    handed_in_at = models.DateTimeField(default=timezone.now)

    objects = PaperRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="meetings_revision_one_number_each"),
            models.CheckConstraint(
                condition=models.Q(text="") | models.Q(file=""),
                name="meetings_revision_file_or_text",
                violation_error_message="A revision is a file or a text, not both.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper}, revision {self.number}"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Revisions of papers that the public may read."""
        return public_paper_q("paper__")

    @classmethod
    def members_q(cls) -> models.Q:
        """All revisions of papers of published agendas."""
        return models.Q(paper__item__meeting__agenda__state=State.PUBLISHED)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a new revision; one that stands never changes."""
        if self.pk is not None and not self._state.adding:
            raise Refused("A revision that was handed in never changes: hand in another.")
        super().save(*args, **kwargs)
