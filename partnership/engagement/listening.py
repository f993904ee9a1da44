"""Listening to what meetings publish."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Max, Model
from django.dispatch import receiver

from meetings.announcing import News, published
from meetings.models import Decision, Meeting
from partnership.engagement.models import Notice
from partnership.engagement.tasks import wake


@receiver(published, dispatch_uid="engagement")
def take_note(sender: Any, what: News, meeting: Meeting, record: Any, **kwargs: Any) -> None:
    """Write a notice and ask for it to be sent, in the transaction of the deed; nothing is told a second time.

    The followers are looked up by the worker, so that nobody who publishes waits for thousands of them.
    """
    label = label_of(what, meeting, record)
    if label is None:
        return
    _, fresh = Notice.objects.get_or_create(what=what.value, meeting=meeting, record=label)
    if fresh:
        wake()


def label_of(what: News, meeting: Meeting, record: Any) -> str | None:
    """The name of what was published; None where the public may read none of it.

    Decisions are published one after the other, so the last of them names them; a meeting may be moved more than
    once, so its step counts too.
    """
    if what == News.DECISIONS:
        public = Decision.objects.visible_to(AnonymousUser()).filter(meeting=meeting)
        last = public.aggregate(last=Max("pk"))["last"]
        return f"meetings.decision {last}" if last else None
    named = record if isinstance(record, Model) else meeting
    label = f"{named._meta.label_lower} {named.pk}"
    return f"{label} step {meeting.sequence}" if what in {News.MOVED, News.CANCELLED} else label
