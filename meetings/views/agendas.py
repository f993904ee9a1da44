"""The agenda of a meeting as a PDF."""

from typing import Any

from django.http import Http404
from django.views.generic import TemplateView

from governance.foundation.printing import Printable
from governance.seats.presence import names_on
from meetings.agendas.agenda_reading import lines_for
from meetings.schedules.times import plain_when
from meetings.views.pages import OfMeeting


class AgendaPdf(Printable, OfMeeting, TemplateView):
    """The agenda as it is read on the meeting's page, printed; a draft for its editors alone. Others get 404."""

    printed = True
    template_name = "meetings/agenda.html"
    kept_by_reader = "private, no-store"
    """What is printed for somebody who has signed in may hold restricted items."""

    def get_print_name(self) -> str:
        """Such as board-2009-03-05-agenda."""
        return f"{self.body.slug}-{self.meeting.date_in_address}-agenda"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the lines, and the names that the bodies bore on the day of the meeting. Raises Http404."""
        if self.agenda is None:
            raise Http404("There is no agenda that this user may read.")
        meeting, partnership = self.meeting, self.body.partnership
        names = names_on(meeting.day, bodies=[*(body.pk for body in self.bodies), partnership.pk], organisations=[])
        return super().get_context_data(
            lines=lines_for(meeting, self.request.user, day=self.day),
            when=plain_when(meeting.day, meeting.starts_at, meeting.ends_at),
            lead_name=names.body(self.body),
            names=[names.body(body) for body in self.bodies],
            partnership_name=names.body(partnership),
            **kwargs,
        )
