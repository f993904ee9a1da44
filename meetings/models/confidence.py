"""What members of a meeting's bodies may read beyond the public."""

from typing import Any, Self

from django.db.models import Q

from governance.foundation.access import Scoped, ScopedQuerySet, seated_on
from meetings.models.meetings import Meeting


def meetings_of_members(user: Any) -> Any:
    """The meetings, as a subquery of keys, of the bodies on which the user holds a seat today; None for the public."""
    seated = seated_on(user)
    if not seated:
        return None
    joined = Meeting.with_bodies.through._base_manager.filter(body__in=seated).values("meeting")
    return Meeting._base_manager.filter(Q(body__in=seated) | Q(pk__in=joined)).values("pk")


class ConfidentialQuerySet(ScopedQuerySet):
    """Rows that members may read before or instead of the public. A model says which with `members_q`."""

    def visible_to(self, user: Any) -> Self:
        """Rows that the user may read: as everywhere, and what members of the meeting's bodies may read."""
        rows = super().visible_to(user)
        mine = meetings_of_members(user)
        if mine is None:
            return rows
        model: Any = self.model
        return rows | self.filter(model.members_q() & Q(**{f"{model.MEETING}__in": mine}))


class Confidential(Scoped):
    """A record of a meeting of which members may read more than the public."""

    MEETING = "meeting"
    """The path to the meeting."""

    class Meta:
        abstract = True

    @classmethod
    def members_q(cls) -> Q:
        """Which rows members may read."""
        raise NotImplementedError
