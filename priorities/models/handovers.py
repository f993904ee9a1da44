"""Handovers: the monitoring of a plan passes to another body when, and only when, a condition holds."""

import datetime
from typing import Self

from django.db import models
from django.utils import timezone

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.publication import State
from governance.models import Body
from priorities.models.plans import DeliveryPlan, PlanVersion


class HandoverQuerySet(ScopedQuerySet):
    """Words about handovers."""

    def waiting(self) -> Self:
        """Those that have not taken place and were not called off."""
        return self.filter(completed_on__isnull=True, called_off_on__isnull=True)


class Handover(Scoped):
    """That monitoring is to pass from one body to another, and whether it has (items 185 to 189)."""

    BODY = "plan__body"

    plan = models.ForeignKey(DeliveryPlan, on_delete=models.PROTECT, related_name="handovers")
    from_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="handovers_from")
    to_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="handovers_to")
    rule = models.TextField(help_text="The condition in the words of the paper; the public reads it.")
    opened_on = models.DateField()
    confident_on = models.DateField(
        null=True, blank=True, editable=False, help_text="The day of the decision that the first body is confident."
    )
    confident_at = models.CharField(
        max_length=200, blank=True, editable=False, help_text="The meeting and the number of that decision."
    )
    completed_on = models.DateField(
        null=True, blank=True, editable=False, help_text="The first day on which the second body monitored the plan."
    )
    called_off_on = models.DateField(null=True, blank=True, editable=False)
    called_off_reason = models.CharField(max_length=300, blank=True, editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = HandoverQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=models.Q(completed_on__isnull=True, called_off_on__isnull=True),
                name="priorities_handover_one_waiting",
                violation_error_message="A handover of that plan is waiting already: complete it or call it off first.",
            ),
            models.CheckConstraint(
                condition=models.Q(completed_on__isnull=True) | models.Q(confident_on__isnull=False),
                name="priorities_handover_by_decision",
                violation_error_message="A plan is handed over only after the decision that the body is confident.",
            ),
            models.CheckConstraint(
                condition=~models.Q(from_body=models.F("to_body")),
                name="priorities_handover_between_two",
                violation_error_message="A plan is handed over to another body.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: from {self.from_body} to {self.to_body}"

    def confident_by(self, day: datetime.date) -> datetime.date | None:
        """The day of the decision that the first body is confident, where it had been taken by `day`."""
        decided: datetime.date | None = self.confident_on
        return decided if decided is not None and decided <= day else None

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Handovers of plans with a published version."""
        published = PlanVersion.objects.filter(state=State.PUBLISHED, plan=models.OuterRef("plan"))
        return models.Q(models.Exists(published))
