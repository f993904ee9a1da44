"""Making the digests that are due."""

import datetime

from django.db import transaction
from django.utils import timezone

from partnership.engagement.models import Digest, HowOften
from partnership.engagement.queueing import queue_digest

STILL_BEING_WRITTEN = datetime.timedelta(minutes=10)
"""A notice bears the time at which its deed began, and is seen when the deed is done; a digest leaves the last ten
minutes to the one after, so that none falls between two."""

LASTS = {HowOften.DAILY: datetime.timedelta(days=1), HowOften.WEEKLY: datetime.timedelta(days=7)}


def make_digests(now: datetime.datetime) -> int:
    """Queue the digests that are due at `now`; how many mails. A second time the same day queues nothing.

    The daily one is made once a day, the weekly one once a week that begins on Monday, on the first day on which
    this is asked. Each tells what was published since the one before; the first tells of one day, or one week.
    """
    today = timezone.localtime(now).date()
    monday = today - datetime.timedelta(days=today.weekday())
    return _make(HowOften.DAILY, today, now) + _make(HowOften.WEEKLY, monday, now)


@transaction.atomic
def _make(how_often: HowOften, day: datetime.date, now: datetime.datetime) -> int:
    until = now - STILL_BEING_WRITTEN
    last = Digest.objects.filter(how_often=how_often).order_by("-until").first()
    since = last.until if last else until - LASTS[how_often]
    digest, fresh = Digest.objects.get_or_create(
        how_often=how_often, day=day, defaults={"since": since, "until": max(until, since)}
    )
    return queue_digest(digest) if fresh else 0
