"""Agendas: the ordered items of one meeting, drafted, then published; a later change shows and says why."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.publication import Publishable, PublishableQuerySet, State
from governance.foundation.richtext import RichTextField
from governance.models import Person
from meetings.models.confidence import Confidential, ConfidentialQuerySet
from meetings.models.meetings import Meeting
from priorities.models import PerformanceReport, Priority


class AgendaQuerySet(PublishableQuerySet, ScopedQuerySet):
    """Words about agendas."""


class Agenda(Publishable, Scoped):
    """What a meeting is to deal with; one for each meeting, made when the meeting is called."""

    BODY = "meeting__body"

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="agenda")
    introduction = RichTextField(blank=True)
    changed_at = models.DateTimeField("last changed", null=True, blank=True, editable=False)
    left_out = models.JSONField(
        "standing items left out",
        default=list,
        blank=True,
        editable=False,
        help_text="Kinds of standing items that were taken off on purpose, and so do not come back by themselves.",
    )

    objects = AgendaQuerySet.as_manager()
    history = audited()

    def __str__(self) -> str:
        return f"Agenda of {self.meeting}"


class AgendaItemQuerySet(ConfidentialQuerySet):
    """Words about agenda items."""

    def in_order(self) -> Self:
        """As they stand on the agenda."""
        return self.order_by("position", "pk")

    def open_to_all(self) -> Self:
        """Items that are not restricted."""
        return self.filter(restricted=False)


class AgendaItem(Confidential):
    """One item. A restricted one shows the public its label, its neutral title and the reason; nothing else."""

    class Kind(models.TextChoices):
        """What sort of item it is; the standing ones come by themselves."""

        BUSINESS = "business", "Business"
        APOLOGIES = "apologies", "Apologies"
        DECLARATIONS = "declarations", "Declarations of interest"
        MINUTES = "minutes", "Minutes of the last meeting"
        MATTERS_ARISING = "matters arising", "Matters arising"
        ACTIONS = "actions", "Open actions"
        REPORT_BACKS = "report-backs", "Report-backs"
        EXCEPTIONS = "exceptions", "Exceptions"
        OTHER_BUSINESS = "other business", "Any other business"
        NEXT_MEETING = "next meeting", "Next meeting"

    class Asked(models.TextChoices):
        """What the reader is asked to do."""

        NOTE = "note", "To note"
        DISCUSS = "discuss", "To discuss"
        COMMENT = "comment", "To comment"
        DECIDE = "decide", "To decide"
        AGREE = "agree", "To agree"

    BODY = "meeting__body"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(max_length=8, blank=True, help_text="As printed, such as 4 or 4a; empty: its number.")
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.BUSINESS)
    title = models.CharField(max_length=200)
    text = RichTextField("what it is about", blank=True)
    asked = models.CharField("the reader is asked", max_length=8, choices=Asked, blank=True)
    presenter = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="items_presented"
    )
    presenter_name = models.CharField(
        max_length=160, blank=True, help_text="Where the presenter is nobody that the portal knows."
    )
    minutes_planned = models.PositiveSmallIntegerField(null=True, blank=True)
    restricted = models.BooleanField(default=False, help_text="Members and editors alone may read it.")
    restriction_reason = models.CharField(max_length=200, blank=True, help_text="Shown to the public.")
    public_title = models.CharField(
        "neutral public title", max_length=200, blank=True, help_text="What the public reads instead of the title."
    )
    priority = models.ForeignKey(
        Priority, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items",
        verbose_name="serves the priority",
    )  # fmt: skip
    serves_none_because = models.CharField(
        "serves no priority, because", max_length=200, blank=True, help_text="Where it serves none."
    )
    report = models.ForeignKey(
        PerformanceReport, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items",
        help_text="The performance report that the item deals with, as it was fixed.",
    )  # fmt: skip
    late_reason = models.CharField(
        max_length=200, blank=True, editable=False, help_text="Why it was added after the agenda was published."
    )
    withdrawn_reason = models.CharField(
        max_length=200, blank=True, editable=False, help_text="Why it was taken off after the agenda was published."
    )

    objects = AgendaItemQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(restricted=False) | ~models.Q(restriction_reason="") & ~models.Q(public_title=""),
                name="meetings_item_restriction_whole",
                violation_error_message="A restricted item needs the reason and a neutral title for the public.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Items of published agendas that are not restricted."""
        return models.Q(meeting__agenda__state=State.PUBLISHED, restricted=False) & ~models.Q(
            meeting__status=Meeting.Status.PROPOSED
        )

    @classmethod
    def members_q(cls) -> models.Q:
        """All items of published agendas."""
        return models.Q(meeting__agenda__state=State.PUBLISHED)

    def clean(self) -> None:
        """A restricted item says why, and what the public reads instead."""
        if self.restricted and not self.restriction_reason:
            raise ValidationError({"restriction_reason": "Say why this item is restricted; the public reads it."})
        if self.restricted and not self.public_title:
            raise ValidationError({"public_title": "Give a neutral title for the public."})
