"""Indicators: what is counted, for the whole population or for a service, with values, targets and forecasts."""

import datetime
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.dated import Dated, DatedQuerySet, NoOverlap
from governance.foundation.publication import Publishable, PublishableQuerySet, State
from governance.models import Body
from priorities.models.areas import Area
from priorities.models.plans import DeliveryPlan
from priorities.models.priorities import Priority


class Accountability(models.TextChoices):
    """The two kinds that Outcome Based Accountability never mixes (item 233)."""

    POPULATION = "population", "Population accountability"
    PERFORMANCE = "performance", "Performance accountability"


class IndicatorQuerySet(PublishableQuerySet, ScopedQuerySet):
    """Words about indicators."""

    def of_population(self) -> Self:
        """Those that tell how well off everybody in an area is."""
        return self.filter(accountability=Accountability.POPULATION)

    def for_page(self) -> Self:
        """With the body, the priority and the areas."""
        return self.select_related("body", "body__partnership", "priority", "plan", "area", "compared_with")


class Indicator(Publishable, Scoped):
    """One measure. A population indicator belongs to a priority, a performance measure to a plan (items 233, 235)."""

    class Better(models.TextChoices):
        """Which way is good."""

        UP = "up", "Higher is better"
        DOWN = "down", "Lower is better"

    BODY = "body"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="indicators", help_text="Who keeps it.")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    accountability = models.CharField(max_length=12, choices=Accountability)
    priority = models.ForeignKey(
        Priority, null=True, blank=True, on_delete=models.PROTECT, related_name="indicators",
        help_text="For a population indicator: what it tells about.",
    )  # fmt: skip
    plan = models.ForeignKey(
        DeliveryPlan, null=True, blank=True, on_delete=models.PROTECT, related_name="measures",
        help_text="For a performance measure: whose work it judges.",
    )  # fmt: skip
    better = models.CharField(max_length=4, choices=Better, default=Better.UP)
    unit = models.CharField(max_length=40, blank=True, help_text="Such as %, or “per 1,000 people”.")
    decimals = models.PositiveSmallIntegerField(default=1)
    definition = models.TextField(blank=True, help_text="What exactly is counted, in plain words.")
    source = models.CharField(max_length=200, blank=True)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="indicators", help_text="The whole area, which its curve shows."
    )
    compared_with = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="The area to which gaps are measured; empty: the whole area, or for a count none.",
    )  # fmt: skip
    invented = models.BooleanField("the figures are invented", default=False, help_text="Marked as example data.")

    objects = IndicatorQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accountability="population", plan__isnull=True)
                | models.Q(accountability="performance", priority__isnull=True),
                name="priorities_indicator_kinds_never_mixed",
                violation_error_message="A performance measure belongs to a plan, a population indicator to a priority.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The two kinds of accountability are never mixed (item 233)."""
        if self.accountability == Accountability.PERFORMANCE and self.priority_id is not None:
            raise ValidationError(
                "A performance measure judges a service, so it cannot stand as a population indicator of a priority: "
                "name the plan whose work it judges."
            )
        if self.accountability == Accountability.POPULATION and self.plan_id is not None:
            raise ValidationError(
                "A population indicator tells about everybody in an area, so it cannot judge one plan: "
                "name the priority that it tells about."
            )


class ValueQuerySet(ScopedQuerySet):
    """Words about values. They are only ever added, so that each row is its own audit."""

    bulk_create = models.QuerySet.bulk_create

    def known_at(self, moment: datetime.datetime) -> Self:
        """What had been recorded by `moment`."""
        return self.filter(recorded_at__lte=moment)

    def in_turn(self) -> Self:
        """By period, and for a period in the order of recording: the last one counts."""
        return self.order_by("starts", "recorded_at", "pk")


class Value(Scoped):
    """A figure of an indicator for an area and a period: what was, what is aimed at, or what is expected.

    Rows are only added: of several for the same period the one recorded last counts. `ends` is the first day after
    the period. An empty number takes back what was recorded.
    """

    class Series(models.TextChoices):
        """What sort of figure."""

        ACTUAL = "actual", "Actual"
        TARGET = "target", "Target"
        FORECAST = "forecast", "Forecast"

    BODY = "indicator__body"

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="values")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="values")
    series = models.CharField(max_length=8, choices=Series, default=Series.ACTUAL)
    starts = models.DateField("period from")
    ends = models.DateField("first day after the period")
    period = models.CharField(max_length=40, help_text="As it is written, such as 2009/10 or “Quarter 1, 2010”.")
    number = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    note = models.CharField(max_length=200, blank=True, help_text="Such as “provisional”; the public reads it.")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ValueQuerySet.as_manager()

    class Meta:
        ordering = ["starts", "recorded_at", "pk"]
        indexes = [models.Index(fields=["indicator", "series", "area", "starts"], name="priorities_value_in_turn")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")),
                name="priorities_value_ends_after_start",
                violation_error_message="The period ends before it begins.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.area}, {self.period}: {self.number}"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Values of published indicators."""
        return models.Q(indicator__state=State.PUBLISHED)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a new row; one that is recorded never changes."""
        if not self._state.adding:
            raise TypeError("A value is never changed: record another for the same period.")
        super().save(*args, **kwargs)


class BaselineQuerySet(DatedQuerySet, ScopedQuerySet):
    """Words about baselines."""


class Baseline(Dated, Scoped):
    """The figure from which progress is counted, for a span of days; a rebased one opens the next row."""

    BODY = "indicator__body"

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="baselines")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="baselines")
    period = models.CharField(max_length=40, help_text="The period that the figure is of, as it is written.")
    number = models.DecimalField(max_digits=16, decimal_places=4)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was rebased; the public reads it.")

    objects = BaselineQuerySet.as_manager()
    history = audited()

    class Meta(Dated.Meta):
        ordering = ["starts", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            NoOverlap(
                fields=["indicator", "area"],
                name="priorities_baseline_no_overlap",
                message="The indicator has another baseline for that area on those days.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.area}: {self.number} ({self.period})"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Baselines of published indicators."""
        return models.Q(indicator__state=State.PUBLISHED)
