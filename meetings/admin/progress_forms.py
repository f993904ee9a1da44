"""Deeds about the progress of an action: report it, accept what an owner sent, or take it out."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget, AdminURLFieldWidget

from governance.admin.officer_admin import today
from governance.foundation.deed_forms import DayField, DeedForm, Done
from governance.foundation.sentences import plain_day
from meetings.actions.acting import accept_report, refuse_report, report_progress
from meetings.models import ProgressReport

PROGRESS = "Progress"
PUBLIC = "The public reads it."


class EvidenceField(forms.URLField):
    """A web address that shows what came of it."""

    def __init__(self) -> None:
        super().__init__(
            label="Web address that shows it", required=False, assume_scheme="https", widget=AdminURLFieldWidget
        )


class OfOpen(DeedForm):
    """A deed about a published, open action."""

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """While it is published and open."""
        return subject.is_published and not subject.is_closed


class ReportForm(OfOpen):
    """Say how it goes on."""

    slug, verb, group, press = "report", "Report progress…", PROGRESS, "Publish the report"
    lead = PUBLIC

    text = forms.CharField(label="How it goes on", widget=AdminTextareaWidget(attrs={"rows": 4}))
    day = DayField(label="As of")
    reported_by = forms.CharField(label="Who says so", max_length=160, widget=AdminTextInputWidget)
    evidence = EvidenceField()

    def arrange(self) -> None:
        """It keeps no reason: the text says it all."""
        del self.fields["reason"]

    def prefilled(self) -> dict[str, Any]:
        """Today, and the owner."""
        return {"day": today(), "reported_by": str(self.subject.owner or "")}

    def act(self) -> Done:
        """Report it."""
        report_progress(self.subject, by=self.user, **self.filled_in())
        return Done(self.subject, "The report is published.")


class ReportField(forms.ModelChoiceField):
    """One of the reports that wait."""

    def label_from_instance(self, report: Any) -> str:
        """The day, who said it and what."""
        done = " – says that it is done" if report.asks_to_close else ""
        return f"{plain_day(report.day)}, {report.reported_by}{done}: {report.text[:200]}"


class OfWaiting(DeedForm):
    """A deed about a report that waits."""

    report = ReportField(
        queryset=ProgressReport.objects.none(), label="Report", empty_label=None, widget=forms.RadioSelect
    )

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """While a report waits."""
        return subject.reports.waiting().exists()

    def arrange(self) -> None:
        """Those that wait."""
        field: Any = self.fields["report"]
        field.queryset = self.subject.reports.waiting()
        self.order_fields(["report", "reason"])


class AcceptForm(OfWaiting):
    """Accept what the owner reported."""

    slug, verb, group, press = "accept", "Accept a report…", PROGRESS, "Accept it"
    lead = "The public then reads it. It closes nothing: “Close…” does."

    def arrange(self) -> None:
        """It needs no reason."""
        super().arrange()
        del self.fields["reason"]

    def act(self) -> Done:
        """Accept it."""
        accept_report(self.cleaned_data["report"], by=self.user)
        return Done(self.subject, "The report was accepted.")


class RefuseForm(OfWaiting):
    """Take a report out."""

    slug, verb, group, press = "refuse", "Refuse a report…", PROGRESS, "Take it out"
    lead = "It is taken out; the history keeps it, with the reason. Nobody is told: tell the owner yourself."

    def act(self) -> Done:
        """Refuse it."""
        refuse_report(self.cleaned_data["report"], by=self.user, reason=self.cleaned_data["reason"])
        return Done(self.subject, "The report was taken out.")
