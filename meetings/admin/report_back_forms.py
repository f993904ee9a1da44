"""Deeds about report-backs: expect them, share the agenda, note soundings and position, report, keep in confidence."""

from typing import Any

from django import forms

from governance.admin.officer_admin import today
from governance.admin.seating_forms import searched
from governance.foundation.deed_forms import DayField, DeedForm, Done
from governance.foundation.richtext import RichTextFormField
from governance.foundation.sentences import counted
from meetings.models import Meeting, ReportBack
from meetings.report_backs.reporting_back import expect, keep_confidential, note_soundings, report, share_agenda


class ExpectForm(DeedForm):
    """Expect report-backs from an outside meeting."""

    slug, verb, press = "expect", "Expect report-backs…", "Expect them"
    lead = (
        "One for each seat on the outside body that is held for a body of the partnership. Each is due at the first "
        "meeting of that body after the outside one."
    )

    def arrange(self) -> None:
        """Any meeting that the user may read; the deed tells which are of outside bodies."""
        self.fields["meeting"] = searched(ReportBack, "outside_meeting", self, label="Meeting of the outside body")
        self.order_fields(["meeting", "reason"])

    @property
    def heading(self) -> str:
        """The page's heading."""
        return "Expect report-backs from an outside meeting"

    def act(self) -> Done:
        """Expect them."""
        rows = expect(self.cleaned_data["meeting"], by=self.user, reason=self.cleaned_data["reason"])
        number = counted(len(rows), "report-back is", "report-backs are")
        return Done(rows[0], f"{number} expected from {rows[0].outside_meeting}.")


class BeforeReport(DeedForm):
    """A deed about a report-back that was not given yet."""

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Until it is given."""
        return subject.reported_on is None


class ShareForm(BeforeReport):
    """Say that the outside agenda was shared."""

    slug, verb, press = "share", "Agenda shared…", "Save"

    on = DayField(label="Shared with the body on")

    def arrange(self) -> None:
        """It keeps no reason."""
        del self.fields["reason"]

    def act(self) -> Done:
        """Record it."""
        return Done(share_agenda(self.subject, on=self.cleaned_data["on"], by=self.user), "The agenda was shared.")


class SoundingsForm(BeforeReport):
    """Note soundings and position."""

    slug, verb, press = "soundings", "Soundings and position…", "Save"
    lead = "Never shown to the public; members of the body can read it."

    soundings = RichTextFormField(label="Soundings taken", required=False)
    position = RichTextFormField(label="Position to be taken", required=False)

    def arrange(self) -> None:
        """It keeps no reason."""
        del self.fields["reason"]

    def prefilled(self) -> dict[str, Any]:
        """What is noted so far."""
        return {"soundings": self.subject.soundings, "position": self.subject.position}

    def named(self, name: str) -> Any:
        """The model's field of that name."""
        return ReportBack._meta.get_field(name)

    def act(self) -> Done:
        """Note them."""
        to = self.cleaned_data
        row = note_soundings(self.subject, by=self.user, soundings=to["soundings"], position=to["position"])
        return Done(row, "Soundings and position were noted.")


class ReportForm(BeforeReport):
    """Record what was reported."""

    slug, verb, press = "report", "Record the report…", "Record it"

    text = RichTextFormField(label="Report", help_text="Public, unless it is confidential.")
    on = DayField(label="Reported on")
    at = forms.ModelChoiceField(
        queryset=Meeting.objects.none(),
        required=False,
        label="At the meeting",
        empty_label="In writing, between meetings",
    )

    def arrange(self) -> None:
        """Meetings of the home body since the outside one."""
        field: Any = self.fields["at"]
        since = Meeting.objects.going_ahead().of_body(self.subject.home_body)
        since = since.on_or_after(self.subject.outside_meeting.day).filter(day__lte=today())
        field.queryset = since.select_related("body").latest_first()
        self.order_fields(["text", "at", "on", "reason"])

    def prefilled(self) -> dict[str, Any]:
        """Today."""
        return {"on": today()}

    def act(self) -> Done:
        """Record it."""
        to = self.cleaned_data
        row = report(self.subject, text=to["text"], by=self.user, on=to["on"], at=to["at"], reason=to["reason"])
        return Done(row, "The report was recorded.")


class ConfidentialForm(DeedForm):
    """Keep it from the public, or no longer."""

    slug, verb, press = "confidence", "Confidence…", "Save"
    lead = (
        "A confidential report-back is for editors and members of the body alone. The next ones from that body follow."
    )

    confidential = forms.BooleanField(label="Confidential", required=False)

    def arrange(self) -> None:
        """The reason stands last."""
        self.order_fields(["confidential", "reason"])

    def prefilled(self) -> dict[str, Any]:
        """How it stands."""
        return {"confidential": self.subject.confidential}

    def act(self) -> Done:
        """Save it."""
        to = self.cleaned_data
        row = keep_confidential(self.subject, confidential=to["confidential"], by=self.user, reason=to["reason"])
        return Done(row, f"The report-back is {'confidential' if row.confidential else 'public once it is given'}.")
