"""Deeds about who carries a priority: its lead body, its lead officer and its partners."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget

from governance.admin.choices import BodyField, alive
from governance.admin.officer_admin import today
from governance.admin.seating_forms import searched
from governance.foundation.deed_forms import DayField, DeedForm, Done, LastDay
from governance.models import Body
from priorities.models import PriorityOfficer, PriorityPartner
from priorities.strategies.prioritising import add_partner, appoint_lead, appoint_officer, end_partner

WHO = "Who carries it"


class OfLiving(DeedForm):
    """A deed for a priority that has not ended."""

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only while its last name is open."""
        return subject.names.filter(ends__isnull=True).exists()


class LeadForm(OfLiving):
    """Appoint the lead body."""

    slug, verb, group, press = "lead", "Appoint the lead body…", WHO, "Appoint it"
    lead = "A priority has one lead body. The one before ends on the day before."

    body = BodyField(label="Lead body")
    on = DayField(label="From")

    def arrange(self) -> None:
        """Bodies that exist or will."""
        field: Any = self.fields["body"]
        field.offer(alive(Body.objects.visible_to(self.user), today()), today(), over=True)
        self.order_fields(["body", "on", "reason"])

    def act(self) -> Done:
        """Appoint it."""
        to = self.cleaned_data
        row = appoint_lead(self.subject, to["body"], on=to["on"], by=self.user, reason=to["reason"])
        return Done(self.subject, f"{row.body} leads {self.subject} {row.dates_in_words}.")


class OfficerForm(OfLiving):
    """Appoint the lead officer."""

    slug, verb, group, press = "officer", "Appoint the lead officer…", WHO, "Appoint"

    on = DayField(label="From")

    def arrange(self) -> None:
        """Anybody whose record the user may read."""
        self.fields["person"] = searched(PriorityOfficer, "person", self, addable=True, label="Lead officer")
        self.order_fields(["person", "on", "reason"])

    def act(self) -> Done:
        """Appoint them."""
        to = self.cleaned_data
        row = appoint_officer(self.subject, to["person"], on=to["on"], by=self.user, reason=to["reason"])
        return Done(self.subject, f"{row.person} is lead officer {row.dates_in_words}.")


class PartnerForm(OfLiving):
    """Take a partner in."""

    slug, verb, group, press = "partner", "Add a partner…", WHO, "Add the partner"

    body = BodyField(label="A body", required=False)
    on = DayField(label="From")
    part = forms.CharField(label="What it does for it", max_length=200, required=False, widget=AdminTextInputWidget)
    in_own_plan = forms.CharField(
        label="In its own business plan",
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text="Where the partner’s own plan says so.",
    )

    def arrange(self) -> None:
        """A body or an organisation; the deed keeps no reason."""
        field: Any = self.fields["body"]
        field.offer(alive(Body.objects.visible_to(self.user), today()), today(), empty="–")
        options = {"required": False, "label": "Or an organisation"}
        self.fields["organisation"] = searched(PriorityPartner, "organisation", self, addable=True, **options)
        del self.fields["reason"]
        self.order_fields(["body", "organisation", "on", "part", "in_own_plan"])

    def act(self) -> Done:
        """Take it in."""
        row = add_partner(self.subject, by=self.user, **self.filled_in())
        return Done(self.subject, f"{row.body or row.organisation} is a partner {row.dates_in_words}.")


class EndPartnerForm(DeedForm):
    """Let a partner go."""

    slug, verb, group, press = "end-partner", "End a partner…", WHO, "End it"

    partner = forms.ModelChoiceField(queryset=PriorityPartner.objects.none(), label="Partner", empty_label="Choose…")
    on = LastDay(help_text="The last day on which it takes part.")

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only while there is one."""
        return subject.partners.filter(ends__isnull=True).exists()

    def arrange(self) -> None:
        """Those who take part without an end."""
        field: Any = self.fields["partner"]
        rows = self.subject.partners.filter(ends__isnull=True)
        field.queryset = rows.select_related("body", "organisation", "priority")
        field.label_from_instance = lambda row: str(row.body or row.organisation)
        self.order_fields(["partner", "on", "reason"])

    def act(self) -> Done:
        """Let it go."""
        to = self.cleaned_data
        row = end_partner(to["partner"], on=to["on"], by=self.user, reason=to["reason"])
        return Done(self.subject, f"{row.body or row.organisation} is a partner {row.dates_in_words}.")
