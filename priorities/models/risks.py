"""Risk registers: risks and opportunities of a body, scored over time (items 164 to 166)."""

import datetime
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.publication import Publishable, PublishableQuerySet, State
from governance.models import Body, Person
from priorities.models.plan_contents import PlanAction
from priorities.models.plans import DeliveryPlan

ONE_TO_FIVE = [MinValueValidator(1), MaxValueValidator(5)]


class RiskQuerySet(PublishableQuerySet, ScopedQuerySet):
    """Words about risks."""

    def open_on(self, day: datetime.date) -> Self:
        """Those on the register on `day`."""
        return self.filter(raised_on__lte=day).filter(models.Q(closed_on__isnull=True) | models.Q(closed_on__gt=day))

    def for_page(self) -> Self:
        """With the body, the owner and the links."""
        return self.select_related("body", "body__partnership", "owner", "plan", "action").prefetch_related(
            "scores", "mitigations"
        )


class Risk(Publishable, Scoped):
    """A line of the register that a body owns: something that may go wrong, or may go well."""

    class Kind(models.TextChoices):
        """Which way it would turn."""

        RISK = "risk", "Risk"
        OPPORTUNITY = "opportunity", "Opportunity"

    BODY = "body"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="risks", verbose_name="owned by")
    number = models.PositiveSmallIntegerField(editable=False, help_text="Counts the lines of the body's register.")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.RISK)
    title = models.CharField(max_length=200)
    cause = models.TextField("what may cause it", blank=True)
    effect = models.TextField("what it would do", blank=True)
    owner = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="risks_owned",
        verbose_name="looked after by",
    )
    plan = models.ForeignKey(DeliveryPlan, null=True, blank=True, on_delete=models.PROTECT, related_name="risks")
    action = models.ForeignKey(
        PlanAction, null=True, blank=True, on_delete=models.PROTECT, related_name="risks",
        help_text="The action of the plan in which it is embedded.",
    )  # fmt: skip
    raised_on = models.DateField()
    review_due = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True, editable=False)
    closed_because = models.CharField(max_length=300, blank=True, editable=False)

    objects = RiskQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["body", "number"]
        constraints = [models.UniqueConstraint(fields=["body", "number"], name="priorities_risk_one_number_each")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}: {self.title}"


class OfRisk(Scoped):
    """What belongs to a line of the register."""

    BODY = "risk__body"

    class Meta:
        abstract = True

    @classmethod
    def public_q(cls) -> models.Q | None:
        """What belongs to published lines."""
        return models.Q(risk__state=State.PUBLISHED)


class RiskScore(OfRisk):
    """How likely and how grave it was judged to be on a day, each from 1 to 5."""

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="scores")
    day = models.DateField()
    likelihood = models.PositiveSmallIntegerField(validators=ONE_TO_FIVE)
    impact = models.PositiveSmallIntegerField(validators=ONE_TO_FIVE)
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ScopedQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(likelihood__range=(1, 5), impact__range=(1, 5)),
                name="priorities_riskscore_one_to_five",
                violation_error_message="Likelihood and impact are judged from 1 to 5.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.score}"

    @property
    def score(self) -> int:
        """Likelihood times impact, from 1 to 25."""
        return self.likelihood * self.impact


class Mitigation(OfRisk):
    """What is done about a risk, or to seize an opportunity."""

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="mitigations")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=300)
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="mitigations_owned")
    due = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text
