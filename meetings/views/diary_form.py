"""What a visitor can ask the diary for. An answer that nobody offers narrows nothing, and is said so."""

import datetime
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django import forms

from meetings.calendars.diary import Asked
from meetings.models import Meeting

LONGEST_SEARCH = 100

DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"]
"""Days as a browser sends them, and as people write them where it has no calendar to pick from."""


class DiaryForm(forms.Form):
    """The filters of the list and of the calendar, sent by GET."""

    use_required_attribute = False

    words = forms.CharField(
        label="Words",
        required=False,
        max_length=LONGEST_SEARCH,
        help_text="Of the title, the place, a body’s name or an agenda item.",
    )
    partnership = forms.ChoiceField(label="Partnership", required=False)
    body = forms.ChoiceField(label="Body", required=False)
    kind = forms.ChoiceField(
        label="Kind of meeting", required=False, choices=[("", "All kinds"), *Meeting.Kind.choices]
    )
    status = forms.ChoiceField(label="Status", required=False)
    since = forms.DateField(label="From", required=False, input_formats=DAY_FORMATS)
    until = forms.DateField(label="To", required=False, input_formats=DAY_FORMATS)

    def __init__(self, data: Any, *, bodies: Sequence[Any], proposals: bool) -> None:
        super().__init__(data, auto_id="find-%s")
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            self.fields[name].error_messages["invalid"] = "Write the day like 5 March 2009."
        roots = [(each.slug, each.name_then) for each in bodies if each.is_partnership]
        self._offer("partnership", roots, "All partnerships")
        grouped = groupby(bodies, key=lambda each: each.partnership_then)
        offered = [(name, [(each.slug, each.name_then) for each in family]) for name, family in grouped]
        self._offer("body", offered if len(offered) > 1 else [row for _, rows in offered for row in rows], "All bodies")
        shown = [pair for pair in Meeting.Status.choices if proposals or pair[0] != Meeting.Status.PROPOSED]
        self._offer("status", shown, "Any status")
        if len(roots) == 1:
            del self.fields["partnership"]

    def _offer(self, name: str, choices: Iterable[Any], empty: str) -> None:
        field: Any = self.fields[name]
        field.choices = [("", empty), *choices]
        field.error_messages["invalid_choice"] = f"Choose a {name} from the list."

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day comes before the first: give a later one.")
        return self.cleaned_data

    @property
    def asked(self) -> Asked:
        """What is asked for; what nobody offers is left out."""
        self.is_valid()
        return Asked(**{name: value for name, value in self.cleaned_data.items() if value})


def month_in(written: str, otherwise: datetime.date) -> datetime.date:
    """The first day of a month written like 2009-03; of the month of `otherwise` where it is not, or far away."""
    try:
        first = datetime.datetime.strptime(written, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        return otherwise.replace(day=1)
    return first if 1900 <= first.year <= 2100 else otherwise.replace(day=1)
