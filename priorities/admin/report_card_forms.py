"""The form of a report card, and the deeds that accept, withdraw and restore one."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget

from governance.admin.choices import BodyField
from governance.admin.officer_admin import today
from governance.foundation.access import may_edit
from governance.foundation.deed_forms import DayField, DeedForm, Done, OfUnwithdrawn
from governance.foundation.guarded_form import GuardedForm
from governance.foundation.publication import State
from governance.models import Body
from governance.structures.structure import line_above
from priorities.report_cards.carding import (
    accept_card,
    next_level,
    restore_card,
    withdraw_card,
)

ADDRESSES = {
    "slug": ("Address of the card", "The first part of its page’s address: the same for each period. It stays."),
    "period_slug": ("Address of the period", "The last part of its page’s address, such as 2011-12. It stays."),
}
"""What the two parts of a card’s address are called, and what is said of each."""


class ReportCardForm(GuardedForm):
    """A draft; what it may be about, and which indicators it may name, its deeds say."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "ends" in self.fields:
            self.fields["ends"].label, self.fields["ends"].help_text = "Period to", "The last day of the period."
        for name in self.fields.keys() & ADDRESSES.keys():
            self.fields[name].label, self.fields[name].help_text = ADDRESSES[name]


class AcceptForm(DeedForm):
    """Record that the next body up the reporting line accepted the card."""

    slug, verb, press = "accept", "Accept…", "Record it"

    on = DayField(label="Accepted on", help_text="The day of the meeting.")
    at = forms.CharField(
        label="At",
        max_length=200,
        widget=AdminTextInputWidget,
        help_text="The meeting, such as “Meeting of 5 June 2011, item 4”.",
    )
    body = BodyField(label="Accepted by")

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for somebody who edits the body whose turn it is today."""
        turn = next_level(subject, today()) if subject.state != State.WITHDRAWN else None
        return turn is not None and may_edit(request.user, turn)

    @property
    def lead(self) -> str:
        """Whose turn it is, and what the first acceptance does."""
        turn = next_level(self.subject, today())
        words = (
            f"Today it is the turn of {turn}. A card goes up the reporting line level by level. Where the meeting is on "
            "record, accept it on the page of its decision instead: the public is then led to it."
        )
        if self.subject.is_frozen:
            return words
        return f"{words} The first acceptance freezes all that it says, with figures and names of that day, and publishes it."

    def arrange(self) -> None:
        """The bodies above; the reason stands last."""
        turn: Any = next_level(self.subject, today())
        above = {row.slug for row in line_above(self.subject.body, today())}
        field: Any = self.fields["body"]
        field.offer(Body.objects.filter(slug__in=above) | Body.objects.filter(pk=turn.pk), today())
        self.initial.setdefault("body", turn.pk)
        self.order_fields(["body", "on", "at", "reason"])

    def act(self) -> Done:
        """Accept it."""
        step = accept_card(self.subject, by=self.user, **self.filled_in())
        return Done(self.subject, f"{step.body} accepted {self.subject}.")


class WithdrawForm(OfUnwithdrawn):
    """Take it back from the public, or give the draft up."""

    slug, verb, press = "withdraw", "Withdraw…", "Withdraw"
    lead = "What it says stays for its editors."

    def act(self) -> Done:
        """Withdraw it."""
        card = withdraw_card(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(card, f"{card} was withdrawn.")


class RestoreForm(DeedForm):
    """Publish it again, as it was accepted."""

    slug, verb, press = "restore", "Publish again…", "Publish again"

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for an accepted card that was withdrawn."""
        return subject.state == State.WITHDRAWN and subject.is_frozen

    def act(self) -> Done:
        """Publish it."""
        card = restore_card(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(card, f"{card} is published again.")
