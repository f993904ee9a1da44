"""Assessments: what outside reviewers found, and which planned action answers each issue (items 135, 169 to 177)."""

from typing import Self

from django.db import models

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.publication import Publishable, PublishableQuerySet, State
from governance.models import Body, Organisation
from priorities.models.areas import Area
from priorities.models.plan_contents import PlanAction


class AssessmentQuerySet(PublishableQuerySet, ScopedQuerySet):
    """Words about assessments."""

    def for_page(self) -> Self:
        """With its body and the body that co-ordinates the response."""
        return self.select_related("body", "body__partnership", "coordinated_by")


class Assessment(Publishable, Scoped):
    """An outside review of the partnership, or one of its own."""

    class Kind(models.TextChoices):
        """What sort of review."""

        AREA = "area", "Area assessment"
        PEER = "peer", "Peer review"
        ANNUAL = "annual", "Annual review"
        SELF = "self", "Self-assessment"
        OTHER = "other", "Review"

    BODY = "body"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="assessments", help_text="Who was assessed.")
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=Kind)
    assessor = models.CharField(max_length=200, blank=True)
    received_on = models.DateField(null=True, blank=True)
    received_as_said = models.CharField(max_length=80, blank=True, help_text="Where it was said less exactly.")
    made_public_on = models.DateField(null=True, blank=True, help_text="When the assessor made it public.")
    made_public_at = models.CharField("made public where", max_length=200, blank=True)
    address = models.URLField("where it can be read", blank=True)
    coordinated_by = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="assessments_coordinated"
    )
    summary = models.TextField(blank=True)

    objects = AssessmentQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["-received_on", "title", "pk"]

    def __str__(self) -> str:
        return self.title


class OfAssessment(Scoped):
    """What belongs to an assessment, and is read by whoever reads that."""

    BODY = "assessment__body"

    class Meta:
        abstract = True

    @classmethod
    def public_q(cls) -> models.Q | None:
        """What belongs to published assessments."""
        return models.Q(assessment__state=State.PUBLISHED)


class AssessmentTheme(OfAssessment):
    """A theme of an assessment, or an outcome under a theme (item 171)."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="themes")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="outcomes")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=300)

    objects = ScopedQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class AssessmentIssue(OfAssessment):
    """What the review found: an issue to answer, something that works well or should stop, or a recommendation."""

    class Kind(models.TextChoices):
        """What sort of finding."""

        ISSUE = "issue", "Area for improvement"
        WORKS_WELL = "works well", "What works well"
        STOP = "stop", "What to stop doing"
        RECOMMENDATION = "recommendation", "Recommendation"

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="issues")
    theme = models.ForeignKey(AssessmentTheme, null=True, blank=True, on_delete=models.PROTECT, related_name="issues")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.ISSUE)
    text = models.TextField()
    organisations = models.ManyToManyField(
        Organisation, blank=True, related_name="issues_answered", help_text="Who is to answer it."
    )
    areas = models.ManyToManyField(Area, blank=True, related_name="issues", help_text="The places that it speaks of.")
    under_way = models.CharField(
        "already under way", max_length=300, blank=True, help_text="The response that was under way already."
    )
    response = models.TextField(blank=True, help_text="What the partnership said to it.")

    objects = ScopedQuerySet.as_manager()
    history = audited(m2m_fields=[organisations, areas])

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text[:100]


class IssueAnswer(OfAssessment):
    """That a planned action answers an issue (item 173); it follows the action through the versions of its plan."""

    BODY = "issue__assessment__body"

    issue = models.ForeignKey(AssessmentIssue, on_delete=models.CASCADE, related_name="answers")
    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, related_name="answers")
    note = models.CharField(max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "action"],
                name="priorities_issueanswer_once",
                violation_error_message="That action answers the issue already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.action.reference} answers {self.issue}"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Answers of published assessments by actions of published plans."""
        return models.Q(issue__assessment__state=State.PUBLISHED, action__section__version__state=State.PUBLISHED)
