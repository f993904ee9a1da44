"""Documents: constitutions, protocols and compacts, with who has signed them and who has not."""

from typing import Any, Self

from django.db import models

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.dated import Dated, DatedQuerySet, NoOverlap
from governance.foundation.deeds import Refused
from governance.foundation.publication import Publishable, PublishableQuerySet, State
from governance.foundation.richtext import RichTextField
from governance.models.bodies import Body
from governance.models.organisations import Organisation


class DocumentQuerySet(ScopedQuerySet):
    """Words about documents."""

    def for_page(self) -> Self:
        """With the body."""
        return self.select_related("body")


class Document(Scoped):
    """The lasting identity of a document; its text is in numbered versions (items 110, 157, 208)."""

    class Kind(models.TextChoices):
        """What sort of document."""

        CONSTITUTION = "constitution", "Constitution"
        PROTOCOL = "protocol", "Protocol"
        COMPACT = "compact", "Compact"
        OTHER = "other", "Other"

    BODY = "body"

    slug = models.SlugField(max_length=80, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=160)

    objects = DocumentQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Documents with a published version."""
        published = DocumentVersion.objects.published().filter(document=models.OuterRef("pk"))
        return models.Q(models.Exists(published))


class DocumentVersionQuerySet(DatedQuerySet, PublishableQuerySet, ScopedQuerySet):
    """Words about versions of documents."""


class DocumentVersion(Dated, Publishable, Scoped):
    """One numbered version; once published it never changes again."""

    BODY = "document__body"

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1, editable=False)
    starts = models.DateField(  # type: ignore[assignment]  # a draft may have no day yet
        "in force from", null=True, blank=True
    )
    text = RichTextField(blank=True)
    adopted_at = models.CharField(max_length=200, blank=True, help_text="The meeting that adopted it, with its date.")

    objects = DocumentVersionQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["-number"]
        verbose_name = "version"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["document", "number"], name="governance_docversion_one_number_each"),
            NoOverlap(
                fields=["document"],
                only={"state": "published"},
                name="governance_docversion_no_overlap",
                message="Another version is in force on those days.",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(starts__isnull=False),
                name="governance_docversion_has_a_day",
                violation_error_message="Say from which day the version is in force.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}, version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, on any road; the text of what is published never changes."""
        before = DocumentVersion.objects.filter(pk=self.pk).exclude(state=State.DRAFT).values_list("text", flat=True)
        if self.pk and (text := before.first()) is not None and text != self.text:
            raise Refused("A published version never changes: draft a new one instead.")
        super().save(*args, **kwargs)


class SignatoryQuerySet(ScopedQuerySet):
    """Words about signatories."""


class Signatory(Scoped):
    """A partner that is asked to sign a document, and the day on which it did (item 157)."""

    BODY = "document__body"

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="signatories")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="signatures")
    asked_on = models.DateField(null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True)

    objects = SignatoryQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["organisation__name"]
        verbose_name_plural = "signatories"
        constraints = [models.UniqueConstraint(fields=["document", "organisation"], name="governance_signatory_once")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.document}"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Signatories of documents with a published version."""
        versions = DocumentVersion.objects.filter(state=State.PUBLISHED, document=models.OuterRef("document"))
        return models.Q(models.Exists(versions))
