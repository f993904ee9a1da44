"""Performance frameworks: the periods and the thresholds that one body sets and others report by (items 152, 191)."""

import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.dated import Dated, DatedQuerySet, NoOverlap
from governance.models import Body


class PerformanceFrameworkQuerySet(ScopedQuerySet):
    """Words about frameworks."""


class PerformanceFramework(Scoped):
    """What counts as amber and as red, for all the plans that a body has report by it."""

    BODY = "body"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="frameworks", help_text="Who sets it.")
    name = models.CharField(max_length=120)
    behind_amber_days = models.PositiveSmallIntegerField(
        "amber up to so many days behind",
        default=31,
        help_text="An action behind its due day by no more than this is amber; by more it is red.",
    )
    behind_green_days = models.PositiveSmallIntegerField(
        "green up to so many days behind", default=0, help_text="Behind by no more than this, an action is still green."
    )
    overspent_percent = models.PositiveSmallIntegerField(
        "amber when overspent by so many per cent", null=True, blank=True, help_text="Empty: spending is not judged."
    )
    notes = models.TextField(blank=True, help_text="How to choose a colour, for those who report.")

    objects = PerformanceFrameworkQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(behind_amber_days__gte=models.F("behind_green_days")),
                name="priorities_framework_amber_after_green",
                violation_error_message="Amber begins where green ends: give amber at least as many days as green.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ReportingPeriodQuerySet(DatedQuerySet, ScopedQuerySet):
    """Words about periods."""

    def latest_first(self) -> Self:
        """The newest first."""
        return self.order_by("-starts", "-pk")


class ReportingPeriod(Dated, Scoped):
    """A quarter, month or year for which actions are reported; `ends` is the first day after it."""

    BODY = "framework__body"

    framework = models.ForeignKey(PerformanceFramework, on_delete=models.CASCADE, related_name="periods")
    slug = models.SlugField(max_length=40, help_text="The part of the address, such as 2009-10-q1.")
    name = models.CharField(max_length=80, help_text="Such as “Quarter 1, 2009/10”.")
    updates_due = models.DateField(null=True, blank=True, help_text="The last day on which updates are in time.")

    objects = ReportingPeriodQuerySet.as_manager()
    history = audited()

    class Meta(Dated.Meta):
        ordering = ["starts", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["framework", "slug"],
                name="priorities_period_one_address_each",
                violation_error_message="The framework has a period with that address already.",
            ),
            NoOverlap(
                fields=["framework"],
                name="priorities_period_no_overlap",
                message="The framework has another period on those days.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> datetime.date:
        """The last day of the period, included."""
        return self.span.last_day or self.starts

    def clean(self) -> None:
        """A period ends."""
        if self.ends is None:
            raise ValidationError({"ends": "Give the last day of the period."})
