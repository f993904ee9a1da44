"""Deeds about indicators: record a figure, rebase, publish, withdraw."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget

from governance.foundation.deed_forms import DayField, DeedForm, Done, LastDay, OfUnpublished, OfUnwithdrawn
from governance.foundation.deeds import Refused
from governance.foundation.guarded_form import GuardedForm
from priorities.indicators.figures import check_indicator, publish_indicator, rebase, record_value, withdraw_indicator
from priorities.models import Area, Value
from priorities.sheets.number_fields import NumberField

FIGURES = "Figures"
PUBLICATION = "Publication"


class IndicatorForm(GuardedForm):
    """The form of an indicator: a published one goes on telling about something that it can tell about."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors or not self.instance.is_published:
            return
        try:
            check_indicator(self.instance)
        except Refused as refusal:
            self.add_error(None, str(refusal))


class OfAreas(DeedForm):
    """A deed about a figure of one area."""

    def areas(self) -> forms.ModelChoiceField:
        """The areas of the indicator's partnership; its whole area stands first."""
        rows = Area.objects.visible_to(self.user).of_partnership(self.subject.body.partnership).by_name()
        whole = f"{self.subject.area} (the whole area)"
        rows = rows.exclude(pk=self.subject.area_id)
        return forms.ModelChoiceField(queryset=rows, label="Area", required=False, empty_label=whole)


class RecordForm(OfAreas):
    """Record a figure."""

    slug, verb, group, press = "record", "Record a figure…", FIGURES, "Record it"
    lead = "A figure is never changed: of several for one period the last counts, and the others stay on record."

    series = forms.ChoiceField(label="What sort", choices=Value.Series.choices)
    starts = DayField(label="Period from")
    ends = LastDay(label="Period to", help_text="The last day of the period.")
    period = forms.CharField(
        label="As it is written",
        max_length=40,
        widget=AdminTextInputWidget,
        help_text="Such as 2009/10 or “Quarter 1, 2010”.",
    )
    number = NumberField(
        label="Figure",
        required=False,
        max_digits=16,
        decimal_places=4,
        widget=AdminTextInputWidget,
        help_text="Without the unit. Empty: takes back what was recorded for the period.",
    )
    note = forms.CharField(
        label="Note",
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text="Such as “provisional”; the public reads it.",
    )

    def arrange(self) -> None:
        """The area stands first; a figure is its own record, so that it asks for no reason."""
        del self.fields["reason"]
        self.fields["area"] = self.areas()
        self.order_fields(["area", "series", "starts", "ends", "period", "number", "note"])

    def act(self) -> Done:
        """Record it."""
        value = record_value(self.subject, by=self.user, **self.filled_in())
        done = "was taken back" if value.number is None else "was recorded"
        return Done(self.subject, f"The figure of {value.area} for {value.period} {done}.")


class RebaseForm(OfAreas):
    """Count progress from another figure."""

    slug, verb, group, press = "rebase", "Set the baseline…", FIGURES, "Set it"
    lead = "Progress is counted from the new baseline. Figures before and after the day are then no longer compared."

    number = NumberField(label="Figure", max_digits=16, decimal_places=4, widget=AdminTextInputWidget)
    period = forms.CharField(
        label="Of which period", max_length=40, widget=AdminTextInputWidget, help_text="As it is written."
    )
    on = DayField(label="Counts from")

    def arrange(self) -> None:
        """The public reads the reason."""
        reason: Any = self.fields["reason"]
        reason.widget = AdminTextareaWidget(attrs={"rows": 2})
        reason.help_text = "Needed where there is a baseline already; the public reads it."
        self.fields["area"] = self.areas()
        self.order_fields(["area", "number", "period", "on", "reason"])

    def act(self) -> Done:
        """Set it."""
        base = rebase(self.subject, by=self.user, **self.filled_in())
        return Done(self.subject, f"The baseline of {base.area} is the figure of {base.period}.")


class PublishForm(OfUnpublished):
    """Let the public read it."""

    slug, verb, group, press = "publish", "Publish…", PUBLICATION, "Publish"
    lead = "The public then reads the indicator and all its figures."

    def act(self) -> Done:
        """Publish it."""
        indicator = publish_indicator(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(indicator, f"{indicator} was published.")


class WithdrawForm(OfUnwithdrawn):
    """Take it back from the public."""

    slug, verb, group, press = "withdraw", "Withdraw…", PUBLICATION, "Withdraw"
    lead = "Report cards that were accepted go on showing what they showed."

    def act(self) -> Done:
        """Withdraw it."""
        indicator = withdraw_indicator(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(indicator, f"{indicator} was withdrawn.")
