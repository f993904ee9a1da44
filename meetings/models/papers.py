"""Papers: files or texts for an agenda item, in revisions; one revision is pinned to the item."""

import secrets
from typing import Any, Self

from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from governance.foundation.audited import audited
from governance.foundation.deeds import Refused
from governance.foundation.publication import State
from governance.foundation.richtext import RichTextField
from governance.foundation.sentences import counted
from meetings.models.agendas import AgendaItem
from meetings.models.confidence import Confidential, ConfidentialQuerySet

KINDS = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
    "application/vnd.openxmlformats-officedocument.presentationml.slideshow": "PowerPoint",
    "image/png": "PNG picture",
    "image/jpeg": "JPEG picture",
}
"""What people call each kind of file."""


def new_key() -> str:
    """Eight letters and digits for the address of a paper, drawn."""
    return secrets.token_hex(4)


def public_paper_q(prefix: str = "") -> models.Q:
    """Papers of published agendas that have a pinned revision, where neither the item nor the paper is restricted."""
    return members_paper_q(prefix) & models.Q(**{f"{prefix}item__restricted": False, f"{prefix}restricted": False})


def members_paper_q(prefix: str = "") -> models.Q:
    """All papers of published agendas that have a pinned revision."""
    return models.Q(**{f"{prefix}item__meeting__agenda__state": State.PUBLISHED, f"{prefix}pinned__isnull": False})


class PaperQuerySet(ConfidentialQuerySet):
    """Words about papers."""

    def for_page(self) -> Self:
        """With the revision that is pinned to the item and all others, without their texts: one query more."""
        others = PaperRevision.objects.defer("text").order_by("-number")
        return (
            self.select_related("pinned", "item")
            .defer("pinned__text")
            .prefetch_related(models.Prefetch("revisions", others, to_attr="every_revision"))
        )

    def in_order(self) -> Self:
        """As they stand under their items."""
        return self.order_by("item__position", "item__pk", "position", "pk")


class Paper(Confidential):
    """A paper for an item."""

    BODY = "item__meeting__body"
    MEETING = "item__meeting"

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="papers")
    key = models.CharField(
        max_length=12,
        unique=True,
        editable=False,
        default=new_key,
        help_text="The end of its address; drawn, so that nobody can count the papers that are hidden.",
    )
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
        "PaperRevision", null=True, blank=True, editable=False, on_delete=models.RESTRICT, related_name="pinned_to"
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
        return members_paper_q()

    @property
    def is_for_members(self) -> bool:
        """Whether the public may not read it, whatever becomes of the agenda; reads the item."""
        return self.restricted or self.item.restricted

    @property
    def former(self) -> list["PaperRevision"]:
        """The revisions before the pinned one, the newest first, of a paper that came with `for_page`."""
        found: list[PaperRevision] = getattr(self, "every_revision", [])
        return [each for each in found if self.pinned and each.number < self.pinned.number]


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
        """Revisions of papers that the public may read, up to the one that is pinned."""
        return public_paper_q("paper__") & models.Q(number__lte=models.F("paper__pinned__number"))

    @classmethod
    def members_q(cls) -> models.Q:
        """Revisions of all papers of published agendas, up to the one that is pinned."""
        return members_paper_q("paper__") & models.Q(number__lte=models.F("paper__pinned__number"))

    @property
    def is_text(self) -> bool:
        """Whether it was written in the editor; the text itself need not be loaded."""
        return not self.file

    @property
    def in_words(self) -> str:
        """Its kind, size and length, such as “PDF, 1.2 MB, 14 pages”; empty for a text."""
        if self.is_text:
            return ""
        words = [KINDS.get(self.content_type, "File"), filesizeformat(self.size)]
        if self.pages:
            words.append(counted(self.pages, "page"))
        return ", ".join(words)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a new revision; one that stands never changes."""
        if self.pk is not None and not self._state.adding:
            raise Refused("A revision that was handed in never changes: hand in another.")
        super().save(*args, **kwargs)


@receiver(post_delete, sender=PaperRevision)
def remove_file(instance: PaperRevision, **_: Any) -> None:
    """The file goes with its row, once that is gone for good."""
    storage, name = instance.file.storage, instance.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))
