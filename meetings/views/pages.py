"""What the pages about one meeting share: the meeting that the address names, and the way back up."""

import datetime
import re
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from governance.foundation.sentences import plain_day
from governance.models import Body
from governance.views.pages import Crumb, OfBody
from meetings.models import Agenda, Meeting

DATE_IN_ADDRESS = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-([2-9]|[1-9]\d{1,2}))?", re.ASCII)


def meeting_in_address(meetings: QuerySet[Any], date: str) -> Meeting | None:
    """The one of `meetings` (all of one body) whose address ends in `date`, as `Meeting.date_in_address` writes it.

    None for words that no address can end in, and where there is no such meeting.
    """
    match = DATE_IN_ADDRESS.fullmatch(date)
    if match is None:
        return None
    try:
        day = datetime.date.fromisoformat(match[1])
    except ValueError:
        return None
    return meetings.filter(called_for=day, number=int(match[2] or 1)).first()


class OfMeeting(OfBody):
    """A page about one meeting, or about something that belongs to it: `slug` names its lead body, `date` the meeting.

    A meeting is the record of one day, so its pages show it as it stands today, whatever day the address names, and
    say so; one that speaks of the day sets `is_lasting_record` to False.

    3 queries more than `OfBody`: the meeting, the bodies of a joint one, and the agenda. `self.meeting` is the
    meeting and `self.bodies` those who meet, the lead body first; asking for it raises Http404 where there is none
    that the user may read. The template finds `meeting`, `meeting_bodies`, `agenda` (None unless the user may
    read it) and `is_past` (whether the meeting's day lies before the page's). `with_meeting_crumb` puts the
    meeting's own page on the way back up.
    """

    with_meeting_crumb = True
    is_lasting_record = True

    def get_meetings(self) -> QuerySet[Any]:
        """The meetings that this page may show to this user; a page may add to what comes with them."""
        return Meeting.objects.visible_to(self.request.user).for_page()

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting that the address names. Raises Http404."""
        meeting = meeting_in_address(self.get_meetings().filter(body=self.body), self.kwargs["date"])
        if meeting is None:
            raise Http404("There is no such meeting.")
        return meeting

    @cached_property
    def bodies(self) -> list[Body]:
        """Those who meet, the lead body first."""
        return [self.meeting.body, *self.meeting.with_bodies.all()]

    @cached_property
    def agenda(self) -> Agenda | None:
        """The agenda, where the user may read it: a draft is for its editors and the chair."""
        return Agenda.objects.visible_to(self.request.user).filter(meeting=self.meeting).first()

    def get_crumbs(self) -> list[Crumb]:
        """The body's way back up, the body's meetings and the meeting."""
        crumbs = super().get_crumbs()
        crumbs.append(Crumb("Meetings", reverse("meetings:of-body", args=[self.body.slug])))
        if self.with_meeting_crumb:
            address = reverse("meetings:meeting", args=[self.body.slug, self.meeting.date_in_address])
            crumbs.append(Crumb(plain_day(self.meeting.day), address))
        return crumbs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the meeting, its bodies and its agenda."""
        return super().get_context_data(
            meeting=self.meeting,
            meeting_bodies=self.bodies,
            agenda=self.agenda,
            is_past=self.meeting.day < self.day,
            is_lasting_record=self.is_lasting_record,
            **kwargs,
        )
