"""Deliveries: one mail to one follower, from the moment it is queued to the answer of the mail server."""

from typing import Self

from django.db import models
from django.utils import timezone

from partnership.engagement.models.followers import Follower
from partnership.engagement.models.notices import Digest, Notice


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Words about deliveries."""

    def waiting(self) -> Self:
        """Those that nobody has taken in hand."""
        return self.filter(state=Delivery.State.WAITING)

    def due(self, now: object) -> Self:
        """Those of them that may be sent now, the earliest first."""
        return self.waiting().filter(due_at__lte=now).order_by("due_at", "pk")

    def claimed_by(self, worker: str) -> Self:
        """Those that this worker has in hand."""
        return self.filter(state=Delivery.State.CLAIMED, worker=worker)


class Delivery(models.Model):
    """One mail to one follower: of a notice, of a digest, or to ask whether the address is theirs (`asked`)."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", "Waiting"
        CLAIMED = "claimed", "In the hands of a worker"
        SENT = "sent", "Sent"
        REFUSED = "refused", "Refused for good, or too often"
        DROPPED = "dropped", "No longer to be sent"

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="deliveries")
    notice = models.ForeignKey(Notice, null=True, blank=True, on_delete=models.CASCADE, related_name="deliveries")
    digest = models.ForeignKey(Digest, null=True, blank=True, on_delete=models.CASCADE, related_name="deliveries")
    asked = models.JSONField(null=True, blank=True, help_text="What the follower asked for, to be confirmed.")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(default=timezone.now)
    worker = models.CharField(max_length=40, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["due_at", "id"], condition=models.Q(state="waiting"), name="engagement_delivery_due"),
            models.Index(fields=["worker"], condition=models.Q(state="claimed"), name="engagement_delivery_in_hand"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["follower", "notice"], name="engagement_delivery_notice_once"),
            models.UniqueConstraint(fields=["follower", "digest"], name="engagement_delivery_digest_once"),
            models.CheckConstraint(
                condition=models.Q(notice__isnull=False, digest__isnull=True, asked__isnull=True)
                | models.Q(notice__isnull=True, digest__isnull=False, asked__isnull=True)
                | models.Q(notice__isnull=True, digest__isnull=True, asked__isnull=False),
                name="engagement_delivery_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"Delivery {self.pk}"
