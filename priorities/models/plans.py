"""Delivery plans: who owns and who monitors one, and its numbered versions."""

import datetime
from typing import Any, Self

from django.db import models

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.dated import Dated, DatedQuerySet, NoOverlap
from governance.foundation.deeds import Refused
from governance.foundation.publication import Publishable, PublishableQuerySet, State
from governance.foundation.richtext import RichTextField
from governance.models import Body
from priorities.models.frameworks import PerformanceFramework
from priorities.models.priorities import Priority
from priorities.models.strategies import Strategy

FIXED = "A published plan never changes: draft the next version instead."


class DeliveryPlanQuerySet(ScopedQuerySet):
    """Words about delivery plans."""

    def for_page(self) -> Self:
        """With its body, its framework and its strategy."""
        return self.select_related("body", "body__partnership", "framework", "framework__body", "strategy")

    def review_overdue(self, day: datetime.date) -> Self:
        """Those in force on `day` that were to be reviewed before it (item 144), the longest overdue first."""
        return self.in_force(day).filter(review_due__lt=day).order_by("review_due", "title", "pk")

    def in_force(self, day: datetime.date) -> Self:
        """Those with a published version in force on `day`."""
        return self.filter(models.Exists(PlanVersion.objects.current_on(day).filter(plan=models.OuterRef("pk"))))


class DeliveryPlan(Scoped):
    """The lasting identity of a plan; its text is in versions, its owner and monitor are dated rows.

    `body` is the owner of today: only `planning` and `handing_over` write it, with the rows.
    """

    class Kind(models.TextChoices):
        """What sort of plan."""

        DELIVERY = "delivery", "Delivery plan"
        INTEGRATED = "integrated", "Integrated development plan"
        IMPROVEMENT = "improvement", "Improvement plan"

    BODY = "body"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="plans", verbose_name="owner")
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.DELIVERY)
    title = models.CharField(max_length=160)
    strategy = models.ForeignKey(Strategy, null=True, blank=True, on_delete=models.PROTECT, related_name="plans")
    framework = models.ForeignKey(
        PerformanceFramework,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="plans",
        help_text="By whose periods and thresholds it is reported.",
    )
    review_due = models.DateField(
        "to be reviewed by", null=True, blank=True, help_text="A plan is reviewed every year for progress and currency."
    )
    part_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
        help_text="The integrated plan above it.",
    )

    objects = DeliveryPlanQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def review_overdue_by(self, day: datetime.date) -> datetime.date | None:
        """The last day on which it was to be reviewed, where that is before `day` (item 144)."""
        due: datetime.date | None = self.review_due
        return due if due is not None and due < day else None

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Plans with a published version."""
        published = PlanVersion.objects.published().filter(plan=models.OuterRef("pk"))
        return models.Q(models.Exists(published))


class PlanResponsibilityQuerySet(DatedQuerySet, ScopedQuerySet):
    """Words about responsibilities."""

    def monitoring_on(self, day: datetime.date) -> Self:
        """Who monitors on `day`, at most one of each plan: its owner where nobody is named to monitor it."""
        monitor = PlanResponsibility.Role.MONITOR
        named = PlanResponsibility.objects.in_force(day).filter(plan=models.OuterRef("plan"), role=monitor)
        return self.in_force(day).filter(models.Q(role=monitor) | ~models.Exists(named))


class PlanResponsibility(Dated, Scoped):
    """The body that owns a plan, or that monitors it, for a span of days (items 185, 191)."""

    class Role(models.TextChoices):
        """What the body does for the plan."""

        OWNER = "owner", "owns"
        MONITOR = "monitor", "monitors"

    BODY = "plan__body"

    plan = models.ForeignKey(DeliveryPlan, on_delete=models.CASCADE, related_name="responsibilities")
    role = models.CharField(max_length=8, choices=Role)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="plan_responsibilities")

    objects = PlanResponsibilityQuerySet.as_manager()
    history = audited()

    class Meta(Dated.Meta):
        ordering = ["starts", "pk"]
        verbose_name_plural = "plan responsibilities"
        constraints = [
            *Dated.Meta.constraints,
            NoOverlap(
                fields=["plan", "role"],
                name="priorities_responsibility_no_overlap",
                message="Another body holds that responsibility on those days.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.get_role_display()} {self.plan}"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Those of plans with a published version."""
        published = PlanVersion.objects.published().filter(plan=models.OuterRef("plan"))
        return models.Q(models.Exists(published))


class PlanVersionQuerySet(DatedQuerySet, PublishableQuerySet, ScopedQuerySet):
    """Words about versions of plans."""

    def current_on(self, day: datetime.date) -> Self:
        """The published ones in force on `day`, at most one of each plan."""
        return self.published().in_force(day)

    def with_time_ended(self, day: datetime.date) -> Self:
        """With `time_ended`: what `PlanVersion.time_ended_by` says of the day."""
        ended = models.Case(models.When(covers_until__lt=day, then="covers_until"))
        return self.annotate(time_ended=ended)


class PlanVersion(Dated, Publishable, Scoped):
    """One numbered version of a plan; once published neither it nor what stands in it changes again."""

    BODY = "plan__body"

    plan = models.ForeignKey(DeliveryPlan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1, editable=False)
    starts = models.DateField(  # type: ignore[assignment]  # a draft may have no day yet
        "in force from", null=True, blank=True
    )
    covers_from = models.DateField("covers the time from", null=True, blank=True)
    covers_until = models.DateField(
        "covers the time to", null=True, blank=True, help_text="The last day that it covers."
    )
    introduction = RichTextField(blank=True)
    impact_advice = models.TextField(
        "advice on community impact", blank=True, help_text="What community representatives advised."
    )
    impact_advice_by = models.CharField("advice given by", max_length=200, blank=True)
    adopted_at = models.CharField(max_length=200, blank=True, help_text="The meeting that adopted it, with its date.")
    priorities = models.ManyToManyField(Priority, blank=True, related_name="plan_versions")

    objects = PlanVersionQuerySet.as_manager()
    history = audited(m2m_fields=[priorities])

    class Meta(Dated.Meta):
        ordering = ["-number"]
        verbose_name = "plan version"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["plan", "number"], name="priorities_planversion_one_number_each"),
            NoOverlap(
                fields=["plan"],
                only={"state": "published"},
                name="priorities_planversion_no_overlap",
                message="Another version of the plan is in force on those days.",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(starts__isnull=False),
                name="priorities_planversion_has_a_day",
                violation_error_message="Say from which day the version is in force.",
            ),
            models.CheckConstraint(
                condition=models.Q(covers_until__isnull=True) | models.Q(covers_until__gte=models.F("covers_from")),
                name="priorities_planversion_covers_forward",
                violation_error_message="The plan ends before it begins: give a later last day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}, version {self.number}"

    def time_ended_by(self, day: datetime.date) -> datetime.date | None:
        """The last day that it covers, where that is before `day`: the plan may be in force and its time over."""
        until: datetime.date | None = self.covers_until
        return until if until is not None and until < day else None

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, on any road; the text of what is published never changes."""
        said = ("introduction", "impact_advice", "covers_from", "covers_until")
        before = PlanVersion.objects.filter(pk=self.pk).exclude(state=State.DRAFT).values_list(*said)
        if self.pk and (text := before.first()) is not None and text != tuple(getattr(self, name) for name in said):
            raise Refused(FIXED)
        super().save(*args, **kwargs)
