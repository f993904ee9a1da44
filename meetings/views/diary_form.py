"""What a visitor can ask the diary for."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms

from governance.views.asking import LONGEST_SEARCH, Asking, choice
from meetings.calendars.diary import Asked
from meetings.models import Meeting

DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"]
"""Days as a browser sends them, and as people write them where it has no calendar to pick from."""


class DiaryForm(Asking[Asked]):
    """The filters of the list and of the calendar."""

    wants = Asked

    words = forms.CharField(
        label="Words",
        required=False,
        max_length=LONGEST_SEARCH,
        help_text="Of the title, the place, a body’s name or an agenda item.",
    )
    partnership = choice("Partnership", "a partnership")
    body = choice("Body", "a body")
    kind = choice("Kind of meeting", "a kind", choices=[("", "All kinds"), *Meeting.Kind.choices])
    status = choice("Status", "a status")
    since = forms.DateField(label="From", required=False, input_formats=DAY_FORMATS)
    until = forms.DateField(label="To", required=False, input_formats=DAY_FORMATS)

    def __init__(self, data: Any, *, bodies: Sequence[Any], proposals: bool) -> None:
        super().__init__(data)
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            self.fields[name].error_messages["invalid"] = "Write the day like 5 March 2009."
        self.offer_bodies(bodies)
        shown = [pair for pair in Meeting.Status.choices if proposals or pair[0] != Meeting.Status.PROPOSED]
        self.offer("status", shown, "Any status")

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day comes before the first: give a later one.")
        return self.cleaned_data


def month_in(written: str, otherwise: datetime.date) -> datetime.date:
    """The first day of a month written like 2009-03; of the month of `otherwise` where it is not, or far away."""
    try:
        first = datetime.datetime.strptime(written, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        return otherwise.replace(day=1)
    return first if 1900 <= first.year <= 2100 else otherwise.replace(day=1)
