"""Publication: draft, published, withdrawn, and the one function that turns them."""

from typing import Any, Self

from django.db import models
from django.utils import timezone

from governance.foundation.deeds import Refused, write


class State(models.TextChoices):
    """Where a record stands on its way to the public."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


TURNS = {
    State.DRAFT: {State.PUBLISHED, State.WITHDRAWN},
    State.PUBLISHED: {State.WITHDRAWN},
    State.WITHDRAWN: {State.PUBLISHED},
}
"""From each state, the states that a record may be turned to."""


class PublishableQuerySet(models.QuerySet):
    """Words about publication."""

    def published(self) -> Self:
        """Rows that the public may read."""
        return self.filter(state=State.PUBLISHED)

    def drafts(self) -> Self:
        """Rows that are still being worked on."""
        return self.filter(state=State.DRAFT)


class Publishable(models.Model):
    """A record that is drafted first, then published, and perhaps withdrawn."""

    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, editable=False)
    published_at = models.DateTimeField("first published", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_draft(self) -> bool:
        """Whether it is still being worked on."""
        return self.state == State.DRAFT

    @property
    def is_published(self) -> bool:
        """Whether the public may read it."""
        return self.state == State.PUBLISHED


def turn(record: Any, to: State, *, by: Any, why: str = "") -> Any:
    """Turn a publishable record to another state and save it; the only writer of `state`.

    The caller holds the row's lock and has checked the right. Raises Refused for a turn that is not in TURNS.
    """
    if to not in TURNS[State(record.state)]:
        raise Refused(
            f"{record} is {record.get_state_display().lower()}, so it cannot become {State(to).label.lower()}."
        )
    record.state = to
    if to == State.PUBLISHED and record.published_at is None:
        record.published_at = timezone.now()
    return write(record, by=by, why=why)
