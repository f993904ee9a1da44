"""Periods: what a body was called, what kind it was, whom it reported to, on which days."""

import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.dated import Dated, DatedQuerySet, NoOverlap
from governance.foundation.richtext import RichTextField
from governance.models.bodies import Body
from governance.models.kinds import BodyKind


class PeriodQuerySet(DatedQuerySet, ScopedQuerySet):
    """Words about periods."""

    def of_partnership(self, root: Body) -> Self:
        """Periods of the partnership and its whole family."""
        return self.filter(partnership=root)

    def under(self, body: Body) -> Self:
        """Periods of bodies that report to `body`."""
        return self.filter(parent=body)

    def for_page(self) -> Self:
        """With what a page says of a body."""
        return self.select_related("body", "kind", "partnership", "parent")


class BodyPeriod(Dated, Scoped):
    """What was true of a body for a span of days. Periods of one body follow each other without a gap."""

    class Standing(models.TextChoices):
        """How settled the body is (items 48, 252, 263)."""

        ACTIVE = "active", "Active"
        SHADOW = "shadow", "Shadow"
        TENTATIVE = "tentative", "Tentative"

    class Authority(models.TextChoices):
        """What the body may do (items 124, 214)."""

        EXECUTIVE = "executive", "Executive"
        ADVISORY = "advisory", "Advisory"
        NONE = "none", "No executive authority"

    BODY = "body"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="periods")
    partnership = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="family_periods", editable=False)
    parent = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="child_periods", verbose_name="reports to"
    )
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=40, blank=True)
    kind = models.ForeignKey(BodyKind, on_delete=models.PROTECT, related_name="periods")
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.ACTIVE)
    authority = models.CharField(max_length=10, choices=Authority, default=Authority.EXECUTIVE)
    accountable = models.BooleanField(default=True, help_text="Whether it answers to the partnership for what it does.")
    mission = models.TextField("mission statement", blank=True)
    purpose = RichTextField(blank=True)
    meetings_low = models.PositiveSmallIntegerField("meetings a year, at least", null=True, blank=True)
    meetings_high = models.PositiveSmallIntegerField("meetings a year, at most", null=True, blank=True)
    meetings_as_said = models.CharField(
        "meetings, as said", max_length=120, blank=True, help_text="For example “probably 6-weekly”."
    )
    meeting_minutes = models.PositiveSmallIntegerField("length of a meeting, in minutes", null=True, blank=True)
    supported_by = models.CharField(max_length=200, blank=True, help_text="Who gives it a secretariat.")
    resource = models.CharField(max_length=300, blank=True, help_text="What it has to complete its work.")
    commissioned_by = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="commissioned_periods"
    )
    due_to_end = models.DateField("last day as planned", null=True, blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    contact_public_since = models.DateField(
        "contact may be published since", null=True, blank=True, help_text="Empty: the contact stays private."
    )

    objects = PeriodQuerySet.as_manager()
    history = audited()

    class Meta(Dated.Meta):
        ordering = ["starts"]
        indexes = [
            models.Index(fields=["partnership", "starts", "ends"], name="governance_period_tree_day"),
            models.Index(fields=["parent", "starts"], name="governance_period_parent"),
        ]
        constraints = [
            *Dated.Meta.constraints,
            NoOverlap(
                fields=["body"],
                name="governance_period_no_overlap",
                message="The body already has a period on those days: end that one first.",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("body")),
                name="governance_period_not_own_parent",
                violation_error_message="A body cannot report to itself.",
            ),
            models.CheckConstraint(
                condition=models.Q(meetings_low__isnull=True)
                | models.Q(meetings_high__isnull=True)
                | models.Q(meetings_low__lte=models.F("meetings_high")),
                name="governance_period_meetings_range",
                violation_error_message="The least number of meetings is more than the greatest.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.dates_in_words}"

    def clean(self) -> None:
        """What follows from the kind of body."""
        if self.kind_id is None:
            return
        if self.parent_id is None and self.accountable and not self.kind.may_stand_alone:
            raise ValidationError(
                f"{self.name} is accountable, so it needs a body to report to; choose one, or mark it not accountable."
            )
        if self.parent_id and self.kind.heads_partnership:
            raise ValidationError(f"{self.name} is a whole partnership, which reports to no body.")
        if self.kind.time_limited and not (self.purpose and self.due_to_end):
            raise ValidationError(f"A {self.kind} needs a purpose and the day it is due to end.")

    @property
    def contact_is_public(self) -> bool:
        """Whether the contact may be shown: somebody consented on a named day (item 206)."""
        return self.contact_public_since is not None and bool(
            self.contact_name or self.contact_email or self.contact_phone
        )

    @property
    def meetings_in_words(self) -> str:
        """How often it is expected to meet, as said or as a range."""
        if self.meetings_as_said:
            return self.meetings_as_said
        numbers = sorted({n for n in (self.meetings_low, self.meetings_high) if n is not None})
        if not numbers:
            return ""
        last = numbers[-1]
        return f"{' to '.join(map(str, numbers))} {'meeting' if last == 1 else 'meetings'} a year"

    def is_past_its_date(self, day: datetime.date) -> bool:
        """Whether it was due to end before `day` and still stands (beyond 3.13)."""
        return self.due_to_end is not None and self.due_to_end < day
