"""Deeds about the life of priorities: add, publish, withdraw, rename, end, and make an approach of one."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.utils.text import slugify

from governance.foundation.deed_forms import DayField, DeedForm, Done, LastDay, OfUnpublished, OfUnwithdrawn
from governance.foundation.publication import State
from priorities.admin.carrying_forms import OfLiving
from priorities.models import Priority, Strategy
from priorities.strategies.approaching import become_approach
from priorities.strategies.prioritising import (
    add_priority,
    end_priority,
    publish_priority,
    rename_priority,
    withdraw_priority,
)

READING = "What the public reads"
LIFE = "Its life"


def address_field() -> forms.SlugField:
    """The end of a new page's address."""
    return forms.SlugField(
        label="Address",
        max_length=80,
        required=False,
        widget=AdminTextInputWidget,
        help_text="The end of its page’s address. It stays. Empty: made from the name.",
    )


class AddForm(DeedForm):
    """Add a priority to a strategy."""

    slug, verb, press = "add", "Add a priority…", "Add the draft"
    lead = "The public reads it once it is published."

    strategy = forms.ModelChoiceField(queryset=Strategy.objects.none(), label="Strategy", empty_label="Choose…")
    parent = forms.ModelChoiceField(
        queryset=Priority.objects.none(),
        label="Stands under",
        required=False,
        empty_label="–",
        help_text="Empty: at the top of the strategy.",
    )
    level = forms.ChoiceField(label="Level", choices=Priority.Level.choices, initial=Priority.Level.PRIORITY)
    name = forms.CharField(label="Name", max_length=160, widget=AdminTextInputWidget)
    address = address_field()
    label = forms.CharField(
        label="Number", max_length=12, required=False, widget=AdminTextInputWidget, help_text="As printed, such as P1."
    )
    on = DayField(label="From", help_text="The first day on which it is one.")
    why_qualifies = forms.CharField(
        label="Why it qualifies", required=False, widget=AdminTextareaWidget(attrs={"rows": 3})
    )

    @property
    def heading(self) -> str:
        """The page's heading."""
        return "Add a priority"

    def arrange(self) -> None:
        """The strategies that the user edits, and what may stand above."""
        theirs = Strategy.objects.editable_by(self.user).exclude(state=State.WITHDRAWN)
        strategy: Any = self.fields["strategy"]
        strategy.queryset = theirs
        above = (
            Priority.objects.editable_by(self.user).exclude(level=Priority.Level.OBJECTIVE).filter(strategy__in=theirs)
        )
        field: Any = self.fields["parent"]
        field.queryset = above.select_related("strategy").order_by("strategy__title", "position", "pk")
        field.label_from_instance = lambda each: f"{each.strategy}: {each}"
        first = ["strategy", "parent", "level", "name", "address", "label", "on", "why_qualifies"]
        self.order_fields([*first, "reason"])

    def act(self) -> Done:
        """Add it."""
        to = self.filled_in()
        slug = to.pop("address") or slugify(to["name"])[:80]
        priority = add_priority(to.pop("strategy"), slug=slug, by=self.user, **to)
        return Done(priority, f"{priority} was added as a draft: say more about it below.")


class PublishForm(OfUnpublished):
    """Publish a priority."""

    slug, verb, group, press = "publish", "Publish…", READING, "Publish it"

    def act(self) -> Done:
        """Publish it."""
        priority = publish_priority(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(priority, f"{priority} was published.")


class WithdrawForm(OfUnwithdrawn):
    """Take a priority back."""

    slug, verb, group, press = "withdraw", "Withdraw…", READING, "Withdraw it"
    lead = "The public does not read it any more, not even for the past. To let it end on a day, choose “End” instead."

    def act(self) -> Done:
        """Withdraw it."""
        priority = withdraw_priority(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(priority, f"{priority} was withdrawn.")


class RenameForm(OfLiving):
    """Give it another name."""

    slug, verb, group, press = "rename", "Rename…", LIFE, "Rename it"
    lead = "The former name stays on its page with its dates, and the reason with the new one. Its address stays."

    name = forms.CharField(label="New name", max_length=160, widget=AdminTextInputWidget)
    on = DayField(label="From")

    def arrange(self) -> None:
        """The public reads the reason, so there must be one."""
        reason = self.fields["reason"]
        reason.required, reason.help_text = True, "The public reads it beside the name."
        self.order_fields(["name", "on", "reason"])

    def prefilled(self) -> dict[str, Any]:
        """The name of today."""
        return {"name": self.subject.name}

    def named(self, name: str) -> Any:
        """The field of the name."""
        return Priority._meta.get_field(name) if name == "name" else None

    def act(self) -> Done:
        """Rename it."""
        to = self.cleaned_data
        priority = rename_priority(self.subject, name=to["name"], on=to["on"], by=self.user, reason=to["reason"])
        return Done(priority, f"It is called “{to['name']}” from that day.")


class EndForm(OfLiving):
    """End it."""

    slug, verb, group, press = "end", "End…", LIFE, "End it"
    lead = "Its page stays, and says until when it was a priority. Its lead, lead officer and partners end with it."

    on = LastDay(help_text="The last day on which it is one.")

    def arrange(self) -> None:
        """There is a reason."""
        self.fields["reason"].required = True
        self.order_fields(["on", "reason"])

    def act(self) -> Done:
        """End it."""
        to = self.cleaned_data
        priority = end_priority(self.subject, on=to["on"], by=self.user, reason=to["reason"])
        return Done(priority, f"{priority} ends on that day.")


class BecomeForm(OfLiving):
    """Make an approach of it."""

    slug, verb, group, press = "approach", "Make an approach of it…", LIFE, "Make it an approach"
    lead = "It ends as a priority on the day before, and from that day every plan says how it applies it."

    on = DayField(label="An approach from")
    address = address_field()
    scope_note = forms.CharField(
        label="For whom",
        max_length=300,
        required=False,
        widget=AdminTextInputWidget,
        help_text="Such as “all families”.",
    )
    implicit = forms.BooleanField(label="Implicit in every plan", required=False)

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for a published one that has not ended."""
        return subject.is_published and super().applies(subject, request)

    def arrange(self) -> None:
        """There is a reason."""
        self.fields["reason"].required = True
        self.order_fields(["on", "address", "scope_note", "implicit", "reason"])

    def act(self) -> Done:
        """Make it one."""
        to = self.filled_in()
        slug = to.pop("address") or self.subject.slug
        approach = become_approach(self.subject, slug=slug, by=self.user, **to)
        return Done(approach, f"{approach} is an approach {approach.dates_in_words}.")
