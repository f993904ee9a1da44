"""What was published, once and for all: a notice for each thing, and the digests that gather them."""

from typing import Self

from django.db import models
from django.utils import timezone

from meetings.announcing import News
from meetings.models import Meeting
from partnership.engagement.models.followers import HowOften


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Words about notices."""

    def between(self, since: object, until: object) -> Self:
        """Notices made after `since`, up to and including `until`."""
        return self.filter(made_at__gt=since, made_at__lte=until)

    def for_mail(self) -> Self:
        """With the meeting and its bodies, the earliest first."""
        return (
            self.select_related("meeting", "meeting__body").prefetch_related("meeting__with_bodies").order_by("made_at")
        )


class Notice(models.Model):
    """Something that was published. It holds no words: these are made for the public when a mail is sent.

    One row for each thing, so that what is withdrawn and published again tells nobody twice.
    """

    what = models.CharField(max_length=12, choices=[(news.value, news.value) for news in News])
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    record = models.CharField(max_length=80, help_text="Which record was published, such as meetings.minutes 12.")
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
    queued_at = models.DateTimeField(null=True, blank=True, help_text="When a mail was queued for each follower.")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["what", "meeting", "record"], name="engagement_notice_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.record}"

    @property
    def step(self) -> int | None:
        """Which step in the life of the meeting it tells of, where it tells of one."""
        _, found, step = self.record.rpartition(" step ")
        return int(step) if found else None

    @property
    def bodies(self) -> set[int]:
        """Keys of the bodies that met."""
        return {self.meeting.body_id, *(body.pk for body in self.meeting.with_bodies.all())}


class Digest(models.Model):
    """What was published in a day or a week, to be sent in one mail."""

    how_often = models.CharField(max_length=8, choices=HowOften)
    day = models.DateField(help_text="The day, or the Monday of the week, on which it is due.")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["how_often", "day"], name="engagement_digest_made_once")]

    def __str__(self) -> str:
        return f"{self.get_how_often_display()}, {self.day}"
