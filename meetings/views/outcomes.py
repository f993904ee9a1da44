"""The outcomes report of a meeting, as a page and as a PDF."""

from typing import Any

from django.http import Http404
from django.views.generic import TemplateView

from governance.foundation.printing import Printable
from governance.views.pages import partnership_name
from meetings.minutes.outcomes import outcomes_of
from meetings.views.pages import OfMeeting


class OutcomesPage(OfMeeting, Printable, TemplateView):
    """What the meeting decided, the follow-up plan, and what came of earlier actions (item 64)."""

    template_name = "meetings/outcomes.html"
    is_lasting_record = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the outcomes. A meeting that was called off, or is still to come, has none."""
        if self.meeting.is_cancelled or self.meeting.day > self.day:
            raise Http404("The meeting has no outcomes.")
        return super().get_context_data(
            outcomes=outcomes_of(self.meeting, self.day, self.request.user),
            partnership_name=partnership_name(self.body),
            **kwargs,
        )

    def get_print_name(self) -> str:
        """The file's name."""
        return f"{self.body.slug}-{self.meeting.date_in_address}-outcomes"
