"""What meetings tell the roof: that something was published, so that it can tell those who follow the body."""

from enum import StrEnum
from typing import Any

from django.dispatch import Signal

from meetings.models import Meeting

published = Signal()
"""Sent inside the deed's transaction with `what` (News), `meeting` and `record`, what was published."""


class News(StrEnum):
    """What there is to tell of a meeting."""

    AGENDA = "agenda"
    MINUTES = "minutes"
    DECISIONS = "decisions"
    MOVED = "moved"
    CANCELLED = "cancelled"


def announce(what: News, meeting: Meeting, record: Any = None) -> None:
    """Tell whoever listens; what a listener writes is part of the same transaction."""
    published.send(sender=Meeting, what=what, meeting=meeting, record=record or meeting)
