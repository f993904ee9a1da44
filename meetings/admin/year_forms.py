"""Deeds about a year of meetings: propose it, and confirm all that is proposed."""

import datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget

from governance.admin.choices import BodyField, alive
from governance.admin.officer_admin import today
from governance.foundation.dated import ONE_DAY
from governance.foundation.deed_forms import DayField, DeedForm, Done
from governance.foundation.sentences import counted, plain_day
from governance.models import Body
from meetings.admin.meeting_forms import PUBLIC, TimeOfDayField
from meetings.models import Meeting
from meetings.schedules.year_plan import MOST_A_YEAR, confirm_proposals, expected_number, propose_year


class ProposeYearForm(DeedForm):
    """Propose a year of meetings of a body."""

    slug, verb, press = "propose-year", "Propose a year…", "Propose"
    lead = (
        "Days are proposed that keep to the weekday, the week of the month and the time of the body’s last meetings; "
        "weekends and bank holidays are left out. Nobody but its editors sees proposals until they are confirmed."
    )

    year_from = DayField(label="From", help_text="The first day of the twelve months.")
    number = forms.IntegerField(
        label="Number of meetings",
        required=False,
        min_value=1,
        max_value=MOST_A_YEAR,
        help_text="Empty: as many as the body is expected to hold.",
    )
    starts_at = TimeOfDayField(label="Begin at", required=False, help_text="Empty: as the last meetings did.")
    ends_at = TimeOfDayField(label="Are to end at", required=False)
    place = forms.CharField(
        label="Place",
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text="Empty: where the last meetings were.",
    )

    def arrange(self) -> None:
        """The body, where no meeting of it led here."""
        self.fields["number"].widget.attrs["class"] = "vIntegerField"
        if self.subject is None:
            field = BodyField(label="Body")
            field.offer(alive(Body.objects.editable_by(self.user), today()), today())
            self.fields["body"] = field

    @property
    def heading(self) -> str:
        """The page's heading."""
        return f"Propose a year of meetings of {self.subject.body}" if self.subject else "Propose a year of meetings"

    def prefilled(self) -> dict[str, Any]:
        """From the first day of next month."""
        return {"year_from": (today().replace(day=1) + 31 * ONE_DAY).replace(day=1)}

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """Whose, when, why."""
        whose = [] if self.subject else ["body"]
        return [(None, {"fields": [*whose, "year_from", "number", ("starts_at", "ends_at"), "place", "reason"]})]

    def act(self) -> Done:
        """Propose it."""
        to = self.filled_in()
        body = to.pop("body") if self.subject is None else self.subject.body
        proposed = propose_year(body, by=self.user, **to)
        days = ", ".join(plain_day(each.day) for each in proposed)
        wanted = to["number"] or expected_number(body, to["year_from"]) or 0
        words = f"Proposed for {body}: {days}. Move, drop or confirm them."
        return Done(None, words, [_too_few(len(proposed), wanted)] if len(proposed) < wanted else [])


class ConfirmAllForm(DeedForm):
    """Call all that is proposed for a body."""

    slug, verb, press = "confirm-all", "Confirm all proposals…", "Confirm them all"

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only where something is proposed beside this meeting."""
        return subject.status == Meeting.Status.PROPOSED and len(_days(subject)) > 1

    def arrange(self) -> None:
        """Why is for the public."""
        self.fields["reason"].help_text = PUBLIC

    @property
    def heading(self) -> str:
        """The page's heading."""
        return f"Confirm all proposals of {self.subject.body}"

    @property
    def lead(self) -> str:
        """Which they are."""
        days = ", ".join(plain_day(day) for day in _days(self.subject))
        return f"These meetings appear in the public diary: {days}."

    def act(self) -> Done:
        """Confirm them."""
        meetings = confirm_proposals(self.subject.body, by=self.user, reason=self.cleaned_data["reason"])
        body = self.subject.body
        number = counted(len(meetings), f"meeting of {body} is", f"meetings of {body} are")
        return Done(None, f"{number} in the diary.")


def _too_few(number: int, wanted: int) -> str:
    """Why there are fewer proposals than were asked for."""
    return (
        f"Only {number} of {counted(wanted, 'meeting', 'meetings')} could be proposed: the other days lie near a meeting "
        "that stands already, or outside the life of the body."
    )


def _days(meeting: Meeting) -> list[datetime.date]:
    """The days proposed for the meeting's body."""
    proposals = Meeting.objects.filter(body=meeting.body_id, status=Meeting.Status.PROPOSED)
    return list(proposals.earliest_first().values_list("day", flat=True))
