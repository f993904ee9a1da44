"""The admin of handovers: opened, decided, completed or called off by deeds; its page says what is missing today."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from governance.admin.by_deed import ByDeed
from governance.admin.officer_admin import of_partnership, today
from governance.admin.seating_forms import searched
from governance.foundation.deed_forms import DayField, DeedForm, Done
from priorities.handovers.handing_over import (
    call_off_handover,
    complete_handover,
    missing,
    open_handover,
    record_confidence,
    state_on,
)
from priorities.handovers.handover_notices import notices
from priorities.models import Handover


class OpenForm(DeedForm):
    """Open a handover."""

    slug, verb, press = "open", "Open a handover…", "Open it"
    lead = (
        "Monitoring passes later, when every action moves forward and the first body has decided that it is confident."
    )

    rule = forms.CharField(
        label="The rule",
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        help_text="The condition in the words of its paper; the public reads it.",
    )
    on = DayField(label="Opened on", help_text="The body that monitors the plan on this day hands it over.")

    @property
    def heading(self) -> str:
        """The page's heading."""
        return "Open a handover"

    def arrange(self) -> None:
        """The plan and the second body."""
        self.fields["plan"] = searched(Handover, "plan", self, label="Plan")
        self.fields["to"] = searched(Handover, "to_body", self, label="To body")
        self.order_fields(["plan", "to", "rule", "on", "reason"])

    def act(self) -> Done:
        """Open it."""
        to = self.filled_in()
        handover = open_handover(to.pop("plan"), by=self.user, **to)
        return Done(handover, f"The handover to {handover.to_body} is open.")


class Waiting(DeedForm):
    """A deed about a handover that waits."""

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only until it is done or called off."""
        return subject.completed_on is None and subject.called_off_on is None


class ConfidenceForm(Waiting):
    """Record the decision."""

    slug, verb, press = "confidence", "Record the decision…", "Record it"
    lead = (
        "The first body decided that it is confident. A decision recorded here takes the place of the one before. "
        "Where its meeting is on record, declare it on the page of the decision instead: the public is then led to it."
    )

    on = DayField(label="Decided on")
    at = forms.CharField(
        label="At",
        max_length=200,
        widget=AdminTextInputWidget,
        help_text="The meeting and the number of the decision; the public reads it.",
    )

    def arrange(self) -> None:
        """The reason stands last."""
        self.order_fields(["on", "at", "reason"])

    def act(self) -> Done:
        """Record it."""
        handover = record_confidence(self.subject, by=self.user, **self.filled_in())
        return Done(handover, f"The decision of {handover.from_body} is recorded.")


class CompleteForm(Waiting):
    """Let monitoring pass."""

    slug, verb, press = "complete", "Complete the handover…", "Let monitoring pass"

    on = DayField(label="First day on which the second body monitors")

    @property
    def lead(self) -> str:
        """What is missing today."""
        return " ".join(missing(self.subject, today())) or "Nothing is missing: monitoring can pass."

    def arrange(self) -> None:
        """The reason stands last."""
        self.order_fields(["on", "reason"])

    def act(self) -> Done:
        """Complete it."""
        to = self.cleaned_data
        handover = complete_handover(self.subject, on=to["on"], by=self.user, reason=to["reason"])
        return Done(handover, f"{handover.to_body} monitors {handover.plan} now.")


class CallOffForm(Waiting):
    """Give it up."""

    slug, verb, press = "call-off", "Call it off…", "Call it off"
    lead = "Monitoring stays where it is. The public reads why."

    on = DayField(label="Called off on")

    def arrange(self) -> None:
        """A reason is needed."""
        self.fields["reason"].required = True
        self.fields["reason"].help_text = "The public reads it."
        self.order_fields(["on", "reason"])

    def act(self) -> Done:
        """Call it off."""
        to = self.cleaned_data
        handover = call_off_handover(self.subject, on=to["on"], by=self.user, reason=to["reason"])
        return Done(handover, "The handover is called off.")


class HandoverAdmin(ByDeed):
    """The monitoring of plans that passes, or has passed, to another body."""

    group = "Priorities and plans"
    list_display = ("plan", "from_body", "to_body", "opened_on", "stands")
    list_filter = (of_partnership("plan__body"),)
    list_select_related = ("plan", "from_body", "to_body")
    search_fields = ("plan__title", "from_body__name", "to_body__name")
    search_help_text = "By plan or body."
    ordering = ("-opened_on", "-pk")
    add_deed = OpenForm
    deeds = (ConfidenceForm, CompleteForm, CallOffForm)
    readonly_fields = fields = (
        "plan",
        "from_body",
        "to_body",
        "rule",
        "opened_on",
        "stands",
        "still_missing",
        "turned_red",
        "confident_on",
        "confident_at",
        "completed_on",
        "called_off_on",
        "called_off_reason",
    )

    @admin.display(description="Stands")
    def stands(self, handover: Handover) -> str:
        """Where it stands today."""
        return state_on(handover, today()).capitalize()

    @admin.display(description="Still missing")
    def still_missing(self, handover: Handover) -> SafeString | str:
        """What it waits for today."""
        if state_on(handover, today()) != "waiting":
            return "–"
        return _lines(missing(handover, today())) or "Nothing"

    @admin.display(description="Turned red since")
    def turned_red(self, handover: Handover) -> SafeString | str:
        """Actions that turned red after it."""
        return _lines([notice.sentence for notice in notices(handover, today())]) or "–"

    def view_on_site(self, obj: Handover) -> str:
        """The page of the handover."""
        return reverse("priorities:handover", args=[obj.plan.slug])


def _lines(sentences: list[str]) -> SafeString:
    return format_html_join("", "<div>{}</div>", ((sentence,) for sentence in sentences))


admin.site.register(Handover, HandoverAdmin)
