"""Performance reports: traffic-light and exception reports, fixed when they are made (items 154, 192)."""

from typing import Any, Self

from django.db import models
from django.utils import timezone

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.deeds import Refused
from governance.foundation.publication import Publishable, PublishableQuerySet, State
from governance.models import Body
from priorities.models.frameworks import ReportingPeriod
from priorities.models.plans import DeliveryPlan


class PerformanceReportQuerySet(PublishableQuerySet, ScopedQuerySet):
    """Words about reports."""

    def latest_first(self) -> Self:
        """The newest first."""
        return self.order_by("-period__starts", "-made_at", "-pk")


class PerformanceReport(Publishable, Scoped):
    """A snapshot of how plans stood for a period: of one plan, or of all that a body answers for."""

    BODY = "body"

    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="performance_reports",
        help_text="The body responsible on the last day of the period.",
    )  # fmt: skip
    plan = models.ForeignKey(
        DeliveryPlan, null=True, blank=True, on_delete=models.PROTECT, related_name="performance_reports",
        help_text="Empty: all that the body answers for.",
    )  # fmt: skip
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="performance_reports")
    number = models.PositiveSmallIntegerField(default=1, help_text="Counts the reports of one period.")
    made_at = models.DateTimeField(default=timezone.now)
    content = models.JSONField(help_text="All that the report says; its page, PDF and csv are written from it alone.")
    sha256 = models.CharField("SHA-256 of the content", max_length=64)

    objects = PerformanceReportQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["-period__starts", "-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "period", "number"],
                condition=models.Q(plan__isnull=False),
                name="priorities_report_one_number_each_plan",
            ),
            models.UniqueConstraint(
                fields=["body", "period", "number"],
                condition=models.Q(plan__isnull=True),
                name="priorities_report_one_number_each_body",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan or self.body}, {self.period}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, on any road; what a report says never changes once it is made."""
        before = PerformanceReport.objects.filter(pk=self.pk).values_list("sha256", flat=True).first()
        if self.pk and before is not None and before != self.sha256:
            raise Refused("A report never changes once it is made: make a new one instead.")
        super().save(*args, **kwargs)

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Published reports."""
        return models.Q(state=State.PUBLISHED)
