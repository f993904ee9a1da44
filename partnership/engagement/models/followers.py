"""Followers: e-mail addresses whose owners asked to hear of what is published, and what each wants to hear of."""

from typing import Self

from django.db import models
from django.utils import timezone

from governance.models import Body
from meetings.announcing import News
from partnership.engagement.secrets_in_links import new_secret

FLAGS = {
    News.AGENDA: "agendas",
    News.MINUTES: "minutes",
    News.DECISIONS: "decisions",
    News.MOVED: "changes",
    News.CANCELLED: "changes",
}
"""Which field of a follow asks for which news."""


class HowOften(models.TextChoices):
    """When mail goes out."""

    AT_ONCE = "at once", "As soon as something is published"
    DAILY = "daily", "At most once a day"
    WEEKLY = "weekly", "At most once a week"


class FollowerQuerySet(models.QuerySet["Follower"]):
    """Words about followers."""

    def confirmed(self) -> Self:
        """Those who get mail: the address confirmed, mail not stopped, the address not refused by its server."""
        return self.filter(confirmed_at__isnull=False, unsubscribed_at__isnull=True, refused_at__isnull=True)


class Follower(models.Model):
    """Somebody's e-mail address. Deleting the row erases all that the portal knows of them."""

    email = models.EmailField(unique=True, help_text="As `following.normalised` writes it.")
    secret = models.CharField(max_length=60, unique=True, default=new_secret, editable=False)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    unsubscribed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(
        null=True, blank=True, help_text="When a mail server said for good that there is no such address."
    )

    objects = FollowerQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Follower {self.pk}"  # never the address: this ends up in logs

    @property
    def gets_mail(self) -> bool:
        """What `confirmed` asks, of this one."""
        return bool(self.confirmed_at and not self.unsubscribed_at and not self.refused_at)


class FollowQuerySet(models.QuerySet["Follow"]):
    """Words about follows."""

    def active(self) -> Self:
        """Follows of those who get mail."""
        return self.filter(
            follower__confirmed_at__isnull=False,
            follower__unsubscribed_at__isnull=True,
            follower__refused_at__isnull=True,
        )

    def of_bodies(self, bodies: "set[int]") -> Self:
        """Follows of one of the bodies (their keys), or of all."""
        return self.filter(models.Q(body__in=bodies) | models.Q(body__isnull=True))

    def asking_for(self, what: str) -> Self:
        """Follows that ask for this kind of news."""
        return self.filter(**{FLAGS[News(what)]: True})


class Follow(models.Model):
    """What one follower wants to hear of one body, or of all (`body` empty), and how often."""

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="follows")
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.CASCADE, related_name="followed_by")
    agendas = models.BooleanField(default=True)
    minutes = models.BooleanField(default=True)
    decisions = models.BooleanField(default=True)
    changes = models.BooleanField(default=True, help_text="Meetings moved or cancelled.")
    how_often = models.CharField(max_length=8, choices=HowOften, default=HowOften.AT_ONCE)

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follower", "body"], name="engagement_follow_a_body_once"),
            models.UniqueConstraint(
                fields=["follower"], condition=models.Q(body__isnull=True), name="engagement_follow_all_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Follow {self.pk}"

    @property
    def news(self) -> list[str]:
        """The fields of the news it asks for."""
        return [name for name in dict.fromkeys(FLAGS.values()) if getattr(self, name)]

    def asks_for(self, what: str) -> bool:
        """What `asking_for` asks, of this one."""
        return bool(getattr(self, FLAGS[News(what)]))
