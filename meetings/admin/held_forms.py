"""Deeds that say whether a meeting took place."""

from typing import Any

from governance.admin.officer_admin import today
from governance.foundation.deed_forms import Done
from meetings.admin.meeting_forms import PUBLIC, TO_BE_HELD, OfStatus
from meetings.models import Meeting, Minutes
from meetings.schedules.scheduling import mark_held, mark_not_held


class HeldForm(OfStatus):
    """Record that a meeting took place."""

    slug, verb, press = "held", "Was held…", "It was held"
    statuses = TO_BE_HELD

    def arrange(self) -> None:
        """There is nothing to explain."""
        del self.fields["reason"]

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Not before its day."""
        return super().applies(subject, request) and subject.day <= today()

    def act(self) -> Done:
        """Record it."""
        meeting = mark_held(self.subject, by=self.user)
        return Done(meeting, f"{meeting} is recorded as held.")


class NotHeldForm(OfStatus):
    """Take back that a meeting took place."""

    slug, verb, press = "not-held", "Was not held after all…", "It was not held"
    lead = "It stands as it did before it was recorded as held, and can be moved or cancelled."
    statuses = (Meeting.Status.HELD,)

    def arrange(self) -> None:
        """Why is for the public."""
        self.fields["reason"].required = True
        self.fields["reason"].help_text = PUBLIC

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Not once it has minutes."""
        return super().applies(subject, request) and not Minutes.objects.filter(meeting=subject).exists()

    def act(self) -> Done:
        """Take it back."""
        meeting = mark_not_held(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(meeting, f"{meeting} is no longer recorded as held.")
