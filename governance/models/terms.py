"""Terms of reference: numbered versions in sections; a signed version never changes again."""

import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.dated import Dated, DatedQuerySet, NoOverlap
from governance.foundation.deeds import Refused
from governance.foundation.publication import Publishable, PublishableQuerySet, State
from governance.foundation.richtext import RichTextField
from governance.models.bodies import Body
from governance.models.people import Person

SIGNED_STAND = "Signed terms never change: draft a new version instead."


class TermsQuerySet(DatedQuerySet, PublishableQuerySet, ScopedQuerySet):
    """Words about terms of reference."""

    def newest_first(self) -> Self:
        """By version, the highest number first."""
        return self.order_by("-major", "-minor")

    def for_page(self) -> Self:
        """With the body, the sign-off and the sections."""
        return (
            self.select_related("body", "signed_at", "signed_by", "pdf")
            .defer("pdf__content")
            .prefetch_related("sections")
        )


class TermsOfReference(Dated, Publishable, Scoped):
    """One numbered version of a body's terms (items 27, 43, 44, 59; beyond 3.14).

    Drafts are 0.1, 0.2, then 1 once signed; redrafts 1.1, 1.2, then 2. Only the newest draft may change; an
    abandoned one is withdrawn. `starts` and `ends` say when a signed version was in force; a draft has neither.
    """

    class Level(models.TextChoices):
        """Headline terms are approved by the parent, detailed ones signed off by the body itself (item 44)."""

        HEADLINE = "headline", "Headline"
        DETAILED = "detailed", "Detailed"

    BODY = "body"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="terms")
    major = models.PositiveSmallIntegerField(default=0, editable=False)
    minor = models.PositiveSmallIntegerField(default=1, editable=False)
    level = models.CharField(max_length=8, choices=Level, default=Level.DETAILED)
    starts = models.DateField(  # type: ignore[assignment]  # a draft has no day yet
        "in force from", null=True, blank=True, editable=False
    )
    ends = models.DateField("no longer from", null=True, blank=True, editable=False)
    review_due = models.DateField("to be reviewed by", null=True, blank=True)
    signed_at = models.ForeignKey(
        Body,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="terms_signed",
        help_text="The body whose meeting signed them off.",
    )
    signed_on = models.DateField("date of that meeting", null=True, blank=True, editable=False)
    signed_place = models.CharField("place of that meeting", max_length=160, blank=True, editable=False)
    signed_by = models.ForeignKey(
        Person, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="terms_signed"
    )
    text_sha256 = models.CharField("SHA-256 of the text", max_length=64, blank=True, editable=False)

    objects = TermsQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["-major", "-minor"]
        verbose_name = verbose_name_plural = "terms of reference"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["body", "major", "minor"], name="governance_terms_one_number_each"),
            NoOverlap(
                fields=["body"],
                only={"state": "published"},
                name="governance_terms_no_overlap",
                message="Other terms are in force on those days.",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft")
                | models.Q(state="withdrawn", minor__gt=0)
                | models.Q(
                    starts__isnull=False,
                    signed_at__isnull=False,
                    signed_on__isnull=False,
                    signed_by__isnull=False,
                    minor=0,
                )
                & ~models.Q(text_sha256=""),
                name="governance_terms_signed_whole",
                violation_error_message="Signed terms name the meeting, the chair and the hash of their text.",
            ),
        ]

    def __str__(self) -> str:
        return f"Terms of reference of {self.body}, version {self.version}"

    @property
    def version(self) -> str:
        """The version as people write it: “2”, or “1.3” for a draft."""
        return f"{self.major}.{self.minor}" if self.minor else str(self.major)

    @property
    def is_abandoned(self) -> bool:
        """Whether this is a draft that was given up."""
        return self.state == State.WITHDRAWN and self.minor > 0

    def is_in_force(self, day: datetime.date) -> bool:
        """Whether these are the terms on `day`."""
        return self.is_published and self.starts is not None and self.span.holds(day)


class TermsSectionQuerySet(ScopedQuerySet):
    """Words about sections."""


class TermsSection(Scoped):
    """One section of terms of reference."""

    class Kind(models.TextChoices):
        """The sections that published terms have; `free` for any other."""

        PURPOSE = "purpose", "Purpose"
        MEMBERSHIP = "membership", "Membership"
        REMIT = "remit", "Remit"
        ROLE = "role", "Role"
        OBJECTIVES = "objectives", "Objectives"
        MEETINGS = "meetings", "Meetings"
        TASKS = "tasks", "Tasks"
        MEMBERS_ROLE = "members role", "Members’ role"
        COMMUNICATION = "communication", "Communication"
        CONNECTIVITY = "connectivity", "Connectivity"
        CHAIRING = "chairing", "Chairing"
        SUBSTITUTES = "substitutes", "Substitutes"
        QUORUM = "quorum", "Quorum"
        DECISION_MAKING = "decision making", "Decision making"
        DECLARATIONS = "declarations", "Declarations of interest"
        PAPERS = "papers", "Agendas and papers"
        PUBLICATION = "publication", "Publication"
        REVIEW = "review", "Review"
        CLOSING = "closing", "Closing"
        FREE = "free", "Other"

    BODY = "terms__body"

    terms = models.ForeignKey(TermsOfReference, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=16, choices=Kind)
    heading = models.CharField(max_length=120, blank=True, help_text="Empty: the usual heading of its kind.")
    text = RichTextField(blank=True)

    objects = TermsSectionQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "section"
        constraints = [
            models.UniqueConstraint(
                fields=["terms", "kind"],
                condition=~models.Q(kind="free"),
                name="governance_section_one_of_each_kind",
                violation_error_message="These terms already have a section of that kind.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Its heading, or the usual one of its kind."""
        return self.heading or self.get_kind_display()

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Sections of published terms."""
        return models.Q(terms__state=State.PUBLISHED)

    def clean(self) -> None:
        """A free section needs a heading; a section of signed terms stands as it is."""
        if self.kind == self.Kind.FREE and not self.heading:
            raise ValidationError("Give this section a heading.")
        if self.terms_id and not self.terms.is_draft:
            raise ValidationError(SIGNED_STAND)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, on any road, only while the terms are a draft."""
        self._refuse_if_signed()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, on any road, only while the terms are a draft."""
        self._refuse_if_signed()
        return super().delete(*args, **kwargs)

    def _refuse_if_signed(self) -> None:
        state = TermsOfReference.objects.filter(pk=self.terms_id).values_list("state", flat=True).first()
        if state not in (None, State.DRAFT):
            raise Refused(SIGNED_STAND)


class SignedPdf(models.Model):
    """The PDF of signed terms, byte for byte as it was signed."""

    terms = models.OneToOneField(TermsOfReference, on_delete=models.PROTECT, related_name="pdf")
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.sha256
