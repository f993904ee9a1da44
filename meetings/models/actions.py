"""Actions: who was asked to do what by when, how it went on, and how it ended."""

import datetime
from typing import Self

from django.db import models
from django.utils import timezone

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.publication import Publishable, PublishableQuerySet, State
from governance.models import Body, Organisation, Person
from meetings.models.agendas import AgendaItem
from meetings.models.confidence import Confidential, ConfidentialQuerySet
from meetings.models.decisions import Decision
from meetings.models.meetings import Meeting
from meetings.models.numbered import Numbered, NumberedQuerySet
from priorities.models import PlanAction


class ActionQuerySet(PublishableQuerySet, ConfidentialQuerySet, NumberedQuerySet):
    """Words about actions."""

    def open_on(self, day: datetime.date) -> Self:
        """Actions that had been raised by `day` and were not closed on it."""
        return self.filter(raised_on__lte=day).filter(models.Q(closed_on__isnull=True) | models.Q(closed_on__gt=day))

    def overdue_on(self, day: datetime.date) -> Self:
        """Open actions whose due day has passed."""
        return self.open_on(day).filter(due__lt=day)

    def soonest_first(self) -> Self:
        """By due day; those without one last."""
        return self.order_by(models.F("due").asc(nulls_last=True), "year", "numbered_apart", "number")

    def for_page(self) -> Self:
        """With the owner, the body and where it was raised."""
        return self.select_related(
            "body", "meeting", "meeting__body", "item", "decision", "owner", "owner_organisation", "owner_body"
        )


class Action(Numbered, Publishable, Confidential):
    """An action in the log of a body; carried to each next agenda until it is closed (items 64, 65)."""

    class Result(models.TextChoices):
        """How a closed action ended."""

        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    BODY = "body"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="actions")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="actions")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="actions")
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="actions")
    what = models.CharField(max_length=500)
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="actions")
    owner_organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    owner_body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="actions_owned")
    plan_action = models.ForeignKey(
        PlanAction, null=True, blank=True, on_delete=models.PROTECT, related_name="log_actions",
        help_text="The planned action that it helps along.",
    )  # fmt: skip
    raised_on = models.DateField(editable=False)
    due = models.DateField(null=True, blank=True)
    due_as_said = models.CharField(max_length=80, blank=True, help_text="Where it was said less exactly than a day.")
    as_minuted = models.CharField(
        max_length=800,
        blank=True,
        editable=False,
        help_text="Who does it and by when, as it stood when the minutes were published, or else the action after them.",
    )
    result = models.CharField(max_length=8, choices=Result, blank=True, editable=False)
    closed_on = models.DateField(null=True, blank=True, editable=False)
    closing_text = models.TextField(blank=True, editable=False, help_text="What came of it, shown to the public.")
    evidence = models.URLField(blank=True, editable=False)

    objects = ActionQuerySet.as_manager()
    history = audited()

    class Meta(Numbered.Meta):
        constraints = [
            *Numbered.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(owner__isnull=False)
                | models.Q(owner_organisation__isnull=False)
                | models.Q(owner_body__isnull=False),
                name="meetings_action_has_an_owner",
                violation_error_message="Say who is to do it: a person, an organisation or a body.",
            ),
            models.CheckConstraint(
                condition=models.Q(result="", closed_on__isnull=True)
                | ~models.Q(result="") & models.Q(closed_on__isnull=False),
                name="meetings_action_closed_whole",
                violation_error_message="A closed action has a result and a day.",
            ),
        ]

    def __str__(self) -> str:
        return f"Action {self.reference}"

    @property
    def is_closed(self) -> bool:
        """Whether it is done or dropped."""
        return self.closed_on is not None

    def is_overdue(self, day: datetime.date) -> bool:
        """Whether it was open on `day` with its due day passed."""
        return self.due is not None and self.due < day and (self.closed_on is None or self.closed_on > day)


class ProgressReportQuerySet(ConfidentialQuerySet):
    """Words about progress reports."""

    def accepted(self) -> Self:
        """Reports that an editor has accepted."""
        return self.filter(accepted=True)

    def waiting(self) -> Self:
        """Reports that an editor has still to read."""
        return self.filter(accepted=False)


class ProgressReport(Confidential):
    """What an owner says of an action. The public reads it once an editor has accepted it."""

    BODY = "action__body"
    MEETING = "action__meeting"

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="reports")
    day = models.DateField()
    text = models.TextField()
    reported_by = models.CharField(max_length=160, help_text="Who said it, as shown.")
    by_link = models.BooleanField("came by a signed link", default=False)
    asks_to_close = models.BooleanField("the owner says that it is done", default=False)
    evidence = models.URLField(blank=True)
    accepted = models.BooleanField(default=False, editable=False)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = ProgressReportQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return f"{self.day}: {self.text[:60]}"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Accepted reports of actions that the public may read."""
        return models.Q(accepted=True, action__state=State.PUBLISHED) & (
            models.Q(action__item__isnull=True) | models.Q(action__item__restricted=False)
        )

    @classmethod
    def members_q(cls) -> models.Q:
        """Accepted ones of actions under restricted items too."""
        return models.Q(accepted=True, action__state=State.PUBLISHED)


class ReminderQuerySet(ScopedQuerySet):
    """Words about reminders."""


class Reminder(Scoped):
    """That an owner was reminded of an action by mail on a day, so that nobody is reminded twice."""

    class Kind(models.TextChoices):
        """What the mail said."""

        DUE_SOON = "due soon", "Due soon"
        OVERDUE = "overdue", "Overdue"

    BODY = "action__body"

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="reminders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=8, choices=Kind)
    day = models.DateField()
    due = models.DateField(help_text="The day on which the action was due when the mail went out.")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [models.UniqueConstraint(fields=["action", "person", "day"], name="meetings_reminder_once_a_day")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.action}, {self.day}"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """None: who was reminded of what is for editors."""
        return models.Q(pk__in=[])
