"""Attendance: who was there, for which seat, from which item to which; and what they declared."""

from typing import Self

from django.db import models

from governance.foundation.audited import audited
from governance.models import Grade, Organisation, Person, Seat
from meetings.models.agendas import AgendaItem
from meetings.models.confidence import Confidential, ConfidentialQuerySet
from meetings.models.meetings import Meeting

MINUTES_PUBLIC = ("published", "approved")
MINUTES_FOR_MEMBERS = ("checked", *MINUTES_PUBLIC)


class AttendanceQuerySet(ConfidentialQuerySet):
    """Words about attendance."""

    def for_page(self) -> Self:
        """With the people, the seats and the organisations."""
        return self.select_related(
            *("person", "person__organisation", "came_for", "seat", "seat__on_behalf_of"),
            *("stands_in_for", "arrived_at", "left_at"),
        )


class Attendance(Confidential):
    """One person at one meeting."""

    class How(models.TextChoices):
        """How somebody was, or was not, there."""

        PRESENT = "present", "Present"
        APOLOGIES = "apologies", "Apologies"
        ABSENT = "absent", "Absent"
        SUBSTITUTE = "substitute", "Substitute"
        IN_ATTENDANCE = "in attendance", "In attendance"

    BODY = "meeting__body"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    seat = models.ForeignKey(Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")
    how = models.CharField(max_length=14, choices=How)
    stands_in_for = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="attendances_by_substitute"
    )
    grade = models.PositiveSmallIntegerField("grade on the day", choices=Grade, null=True, blank=True)
    substitute_allowed = models.BooleanField(
        null=True, blank=True, editable=False, help_text="Of a substitute: whether the seat of that day allowed it."
    )
    arrived_at = models.ForeignKey(
        AgendaItem,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="arrivals",
        help_text="Late: from here.",
    )
    left_at = models.ForeignKey(
        AgendaItem,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="departures",
        help_text="Early: until here.",
    )
    note = models.CharField(max_length=200, blank=True, help_text="For example the post of somebody in attendance.")
    name_said = models.CharField(
        max_length=120, blank=True, editable=False, help_text="Their name, as it stood when the minutes were published."
    )
    post_said = models.CharField(max_length=200, blank=True, editable=False, help_text="Their post, likewise.")
    came_for = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="attendances",
        help_text="The organisation for which they were there, likewise.",
    )

    objects = AttendanceQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                name="meetings_attendance_once_each",
                violation_error_message="That person’s attendance at this meeting is recorded already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_how_display().lower()}"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Attendance is public with the minutes."""
        return models.Q(meeting__minutes__stage__in=MINUTES_PUBLIC)

    @classmethod
    def members_q(cls) -> models.Q:
        """Members read it with the minutes, once the chair has checked them."""
        return models.Q(meeting__minutes__stage__in=MINUTES_FOR_MEMBERS)


class DeclarationQuerySet(ConfidentialQuerySet):
    """Words about declarations."""


class Declaration(Confidential):
    """An interest that somebody declared in an item, and whether they left the room."""

    BODY = "meeting__body"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="declarations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="declarations")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="declarations")
    interest = models.CharField(max_length=300)
    left_the_room = models.BooleanField(default=False)

    objects = DeclarationQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.person}: {self.interest}"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Declarations are public with the minutes, unless they speak of a restricted item."""
        return models.Q(meeting__minutes__stage__in=MINUTES_PUBLIC) & (
            models.Q(item__isnull=True) | models.Q(item__restricted=False)
        )

    @classmethod
    def members_q(cls) -> models.Q:
        """Members read them with the minutes, of restricted items too."""
        return models.Q(meeting__minutes__stage__in=MINUTES_FOR_MEMBERS)
