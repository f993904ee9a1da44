"""The page of a body's attendance over the year up to the day."""

import datetime
from typing import Any

from django.views.generic import TemplateView

from governance.foundation.dated import ONE_DAY, Span
from governance.views.pages import OfBody
from meetings.attendance.attendance_figures import figures_of


class AttendancePage(OfBody, TemplateView):
    """Who came to the meetings of the year that ends with the day, and which places stood empty."""

    template_name = "meetings/attendance_figures.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the figures, and the first and last day of the year."""
        last = self.life.shown_day
        span = Span(year_before(last), last + ONE_DAY)
        figures = figures_of(self.body, span, today=self.request.today, user=self.request.user)
        return super().get_context_data(figures=figures, first=span.starts, last=last, **kwargs)


def year_before(day: datetime.date) -> datetime.date:
    """The first day of the year that ends with `day`."""
    after = day + ONE_DAY
    try:
        return after.replace(year=after.year - 1)
    except ValueError:  # the leap day of a year before which there was none
        return after.replace(year=after.year - 1, day=28)
