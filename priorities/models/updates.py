"""Updates: what a lead says of an action for a period, the milestones that were reached, and reminders sent."""

from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.publication import State
from governance.models import Body, Person
from priorities.models.frameworks import ReportingPeriod
from priorities.models.plan_contents import Milestone, PlanAction


class Status(models.TextChoices):
    """Where an action stands. No update is never green: it has no status at all."""

    GREEN = "green", "Green"
    AMBER = "amber", "Amber"
    RED = "red", "Red"
    COMPLETE = "complete", "Complete"
    NOT_STARTED = "not started", "Not started"
    REPROGRAMMED = "reprogrammed", "Reprogrammed"


class UpdateQuerySet(ScopedQuerySet):
    """Words about updates."""

    def accepted(self) -> Self:
        """Updates that an editor gave or accepted."""
        return self.filter(accepted_at__isnull=False)

    def waiting(self) -> Self:
        """Updates that came by link and that an editor has still to read."""
        return self.filter(accepted_at__isnull=True, turned_down_at__isnull=True)

    def latest_last(self) -> Self:
        """In the order in which they count: of an action's updates for a period the last accepted one stands."""
        return self.order_by("period__starts", "accepted_at", "pk")


class Update(Scoped):
    """What was said of an action for a period. It is never changed: a later one for the same period takes its place."""

    class Direction(models.TextChoices):
        """Which way it is going."""

        BETTER = "better", "Improving"
        STEADY = "steady", "Steady"
        WORSE = "worse", "Getting worse"

    BODY = "action__section__version__plan__body"

    action = models.ForeignKey(
        PlanAction, on_delete=models.PROTECT, related_name="updates", help_text="In the version then in force."
    )
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="updates")
    status = models.CharField(max_length=12, choices=Status)
    direction = models.CharField(max_length=8, choices=Direction, default=Direction.STEADY)
    text = models.TextField("what happened", blank=True)
    reason = models.TextField(blank=True, help_text="Why it is red or amber, or was reprogrammed.")
    remedy = models.TextField(blank=True, help_text="What will be done about it; a red needs one.")
    tried = models.TextField("what was tried", blank=True, help_text="What was tried before.")
    expected_on = models.DateField("now expected on", null=True, blank=True)
    approved_by = models.ForeignKey(
        Body,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reprogrammings_approved",
        help_text="The body that approved that it was reprogrammed or suspended.",
    )
    approved_at = models.CharField(max_length=200, blank=True, help_text="The meeting that approved it, with its date.")
    spend = models.DecimalField(
        "spent so far", max_digits=12, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )  # fmt: skip
    won = models.DecimalField(
        "won from bids so far", max_digits=12, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0))], help_text="Money that this action brought in from elsewhere."
    )  # fmt: skip
    evidence = models.URLField(blank=True)
    reported_by = models.CharField(max_length=160, blank=True, help_text="Who said it, as shown.")
    by_link = models.BooleanField("came by a signed link", default=False, editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    turned_down_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = UpdateQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["period__starts", "accepted_at", "pk"]
        indexes = [models.Index(fields=["period", "action"], name="priorities_update_of_period")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="red") | ~models.Q(reason="") & ~models.Q(remedy=""),
                name="priorities_update_red_is_answered",
                violation_error_message="A red action needs the reason and the remedy: say both.",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="reprogrammed") | models.Q(approved_by__isnull=False),
                name="priorities_update_reprogrammed_by_approval",
                violation_error_message="An action is reprogrammed by approval only: name the body that approved it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action.reference}, {self.period}: {self.get_status_display()}"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Accepted updates of actions in published plans."""
        return models.Q(accepted_at__isnull=False, action__section__version__state=State.PUBLISHED)

    def clean(self) -> None:
        """A red says why and what will be done; a reprogrammed action says who approved it."""
        if self.status == Status.RED and not self.reason:
            raise ValidationError({"reason": "Say why the action is red."})
        if self.status == Status.RED and not self.remedy:
            raise ValidationError({"remedy": "A red action needs a remedy: say what will be done about it."})
        if self.status == Status.REPROGRAMMED and self.approved_by_id is None:
            raise ValidationError({"approved_by": "Name the body that approved that the action was reprogrammed."})


class MilestoneReachedQuerySet(ScopedQuerySet):
    """Words about milestones reached."""


class MilestoneReached(Scoped):
    """The day on which a milestone was reached, whatever version of the plan is in force."""

    BODY = "milestone__action__section__version__plan__body"

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="reached")
    lineage = models.UUIDField(unique=True, editable=False, help_text="The milestone's, so that it counts once.")
    day = models.DateField()
    note = models.CharField(max_length=200, blank=True)

    objects = MilestoneReachedQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["day", "pk"]
        verbose_name_plural = "milestones reached"

    def __str__(self) -> str:
        return f"{self.milestone} reached on {self.day}"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Those of published plans."""
        return models.Q(milestone__action__section__version__state=State.PUBLISHED)


class UpdateReminderQuerySet(ScopedQuerySet):
    """Words about reminders."""


class UpdateReminder(Scoped):
    """That a lead was asked by mail for updates, so that nobody is asked twice on a day."""

    BODY = "period__framework__body"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="update_reminders")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="reminders")
    day = models.DateField()
    actions = models.PositiveSmallIntegerField("actions that it asked for")

    objects = UpdateReminderQuerySet.as_manager()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "period", "day"], name="priorities_reminder_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.period}, {self.day}"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """None: who was reminded is for editors."""
        return models.Q(pk__in=[])
