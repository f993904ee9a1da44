"""Meetings: called for a day, perhaps moved, held or cancelled; the address stays that of the first day."""

import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.sentences import plain_day
from governance.models import Body


def going_ahead_q(prefix: str = "") -> models.Q:
    """Meetings that were called and not cancelled. `prefix` is a lookup path that ends in two underscores."""
    return models.Q(**{f"{prefix}status__in": Meeting.GOING_AHEAD})


class MeetingQuerySet(ScopedQuerySet):
    """Words about meetings."""

    def called(self) -> Self:
        """Meetings that were called: everything but proposals."""
        return self.exclude(status=Meeting.Status.PROPOSED)

    def going_ahead(self) -> Self:
        """Meetings that were called and not cancelled."""
        return self.filter(going_ahead_q())

    def of_body(self, body: Body) -> Self:
        """Meetings that the body leads or joins."""
        joined = Meeting.with_bodies.through._base_manager.filter(body=body)
        return self.filter(models.Q(body=body) | models.Q(pk__in=joined.values("meeting")))

    def on_or_after(self, day: datetime.date) -> Self:
        """Meetings on `day` or later."""
        return self.filter(day__gte=day)

    def before(self, day: datetime.date) -> Self:
        """Meetings on days before `day`."""
        return self.filter(day__lt=day)

    def earliest_first(self) -> Self:
        """In the order in which they take place; those of which only the day is known come first on it."""
        return self.order_by("day", models.F("starts_at").asc(nulls_first=True), "pk")

    def latest_first(self) -> Self:
        """The other way round."""
        return self.order_by("-day", models.F("starts_at").desc(nulls_last=True), "-pk")

    def for_page(self) -> Self:
        """With the bodies."""
        return self.select_related("body", "body__partnership").prefetch_related("with_bodies")


class Meeting(Scoped):
    """One meeting of a body, or of several under the lead of one.

    `day`, the times, the place and `status` are those of the last of its events: only `scheduling` writes them.
    `called_for` and `number` make its address, which never changes once it is called.
    """

    class Kind(models.TextChoices):
        """What sort of meeting it is."""

        ORDINARY = "ordinary", "Ordinary meeting"
        ANNUAL = "annual", "Annual general meeting"
        EXTRAORDINARY = "extraordinary", "Extraordinary meeting"
        WORKSHOP = "workshop", "Workshop"
        DEVELOPMENT_DAY = "development day", "Development day"

    class Mode(models.TextChoices):
        """How people take part."""

        IN_PERSON = "in person", "In person"
        ONLINE = "online", "Online"
        BOTH = "both", "In person and online"

    class Status(models.TextChoices):
        """Where it stands: what the last of its events made of it."""

        PROPOSED = "proposed", "Proposed"
        SCHEDULED = "scheduled", "Scheduled"
        MOVED = "moved", "Moved"
        CANCELLED = "cancelled", "Cancelled"
        HELD = "held", "Held"

    GOING_AHEAD = (Status.SCHEDULED, Status.MOVED, Status.HELD)
    """Those in which a meeting was called and not cancelled."""

    BODY = "body"
    FURTHER_BODIES = ("with_bodies",)

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings", verbose_name="lead body")
    with_bodies = models.ManyToManyField(
        Body, blank=True, related_name="joint_meetings", help_text="Further bodies of a joint meeting."
    )
    called_for = models.DateField(
        editable=False, help_text="The day in its address: the first for which it was called."
    )
    number = models.PositiveSmallIntegerField(
        default=1, editable=False, help_text="Counts the meetings of a body called for the same day."
    )
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.ORDINARY)
    title = models.CharField(max_length=160, blank=True, help_text="Only where it has a name of its own.")
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.IN_PERSON)
    day = models.DateField(editable=False)
    starts_at = models.TimeField("begins at", null=True, blank=True, editable=False)
    ends_at = models.TimeField("is to end at", null=True, blank=True, editable=False)
    place = models.CharField(max_length=200, blank=True, editable=False)
    online_address = models.URLField(
        "address to join online", blank=True, help_text="Shown to members; to the public only where it may attend."
    )
    public_may_attend = models.BooleanField(default=False)
    how_to_attend = models.CharField(max_length=200, blank=True, help_text="For example whom to tell beforehand.")
    facilitator = models.CharField(max_length=120, blank=True, help_text="Who facilitates a workshop.")
    papers_due = models.DateField("papers are due by", null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED, editable=False)
    sequence = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="Raised by each event: the SEQUENCE of its calendar entry."
    )
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MeetingQuerySet.as_manager()
    history = audited(m2m_fields=[with_bodies])

    class Meta:
        ordering = ["-day", "-starts_at", "-pk"]
        indexes = [models.Index(fields=["day"], name="meetings_meeting_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "called_for", "number"],
                name="meetings_meeting_one_address_each",
                violation_error_message="That body has a meeting with that address already.",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(starts_at__isnull=False, ends_at__gt=models.F("starts_at")),
                name="meetings_meeting_ends_after_start",
                violation_error_message="The meeting ends before it begins: give a later time.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.body}, {plain_day(self.day)}"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Everything but proposals; a cancelled meeting says so."""
        return ~models.Q(status=cls.Status.PROPOSED)

    @property
    def date_in_address(self) -> str:
        """The end of its address: the day it was first called for, and a suffix for a second meeting on that day."""
        day = self.called_for.isoformat()
        return day if self.number == 1 else f"{day}-{self.number}"

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not take place."""
        return self.status == self.Status.CANCELLED

    @property
    def goes_ahead(self) -> bool:
        """Whether it was called and not cancelled: it is to take place, or did."""
        return self.status in self.GOING_AHEAD

    @property
    def body_keys(self) -> set[int]:
        """Keys of the bodies that meet: the lead, and those that join. Reads the prefetched bodies, else 1 query."""
        return {self.body_id, *(body.pk for body in self.with_bodies.all())}

    def clean(self) -> None:
        """Papers are due before the meeting."""
        if self.papers_due and self.day and self.papers_due > self.day:
            raise ValidationError({"papers_due": "Papers are due before the meeting: choose an earlier day."})


class MeetingEventQuerySet(ScopedQuerySet):
    """Words about events."""


class MeetingEvent(Scoped):
    """One step in the life of a meeting, with the day, times and place that it set. Only `scheduling` writes it."""

    BODY = "meeting__body"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=10, choices=Meeting.Status)
    day = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="As the public may read it.")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = MeetingEventQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {plain_day(self.day)}"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Events of meetings that were called."""
        return ~models.Q(meeting__status=Meeting.Status.PROPOSED) & ~models.Q(what=Meeting.Status.PROPOSED)
