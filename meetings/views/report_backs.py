"""The page of report-backs from outside bodies: what is overdue, due and reported, and who speaks for whom there."""

from typing import Any

from django.views.generic import TemplateView

from governance.views.pages import Page
from meetings.report_backs.report_back_reading import Stage, expected_on
from meetings.report_backs.representing import register_on

MOST_REPORTED = 30


class ReportBacksPage(Page, TemplateView):
    """Report-backs as they stand on the day, and the register of seats held on outside bodies."""

    template_name = "meetings/report_back_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the report-backs by stage, the latest reports first, and the register."""
        expected = expected_on(self.day, self.request.user)
        reported = [each for each in expected if each.stage == Stage.REPORTED]
        return super().get_context_data(
            overdue=[each for each in expected if each.stage == Stage.OVERDUE],
            due=[each for each in expected if each.stage == Stage.DUE],
            reported=reported[: -MOST_REPORTED - 1 : -1],
            number_reported=len(reported),
            outside=register_on(self.day),
            **kwargs,
        )
