"""Deeds about what bodies do, for and with each other: link and unlink, give a function, hand it over."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget

from governance.admin.body_forms import BodyDeed
from governance.admin.choices import CHOOSE, BodyField, alive, body_choices
from governance.admin.homes import IT_STOPS
from governance.admin.officer_admin import today
from governance.foundation.dated import Span
from governance.foundation.deed_forms import Done, LastDay
from governance.foundation.deeds import Refused
from governance.models import Body, Function, Link
from governance.restructuring import STOPS, hand_over, link, take_on, unlink

WORK = "Links and functions"


class LinkForm(BodyDeed):
    """Link the body to another, beside the reporting line."""

    slug, verb, group, press = "link", "Link…", WORK, "Link"
    lead = "A dotted line from this body to another. For a line that begins at the other body, go to its page."

    type = forms.ChoiceField(label="This body", choices=[CHOOSE, *Link.Type.choices])
    target = BodyField(label="Which body")
    reported_through = BodyField(
        label="Reported through", required=False, help_text="Only for “may task”: in whose report the work appears."
    )
    note = forms.CharField(
        label="Note", required=False, max_length=200, widget=AdminTextInputWidget, help_text="Shown to the public."
    )
    until = LastDay(required=False, help_text="Empty while it goes on.")

    last_fields = ("on", "until", "reason")

    def arrange(self) -> None:
        """Any other body, of other partnerships too."""
        others = alive(Body.objects.visible_to(self.user), today()).exclude(pk=self.subject.pk)
        fields: Any = self.fields
        fields["target"].offer(others, today())
        fields["reported_through"].offer(others, today(), empty="–")

    def act(self) -> Done:
        """Link them."""
        to = self.cleaned_data
        row = link(
            self.subject,
            to["target"],
            type=Link.Type(to["type"]),
            on=to["on"],
            by=self.user,
            until=to["until"],
            reported_through=to["reported_through"],
            note=to["note"],
            reason=to["reason"],
        )
        return Done(self.subject, f"{row}.")


class AddLinkForm(LinkForm):
    """The same from the list of links, where the body is chosen first."""

    source = BodyField(label="Body")

    @property
    def heading(self) -> str:
        """The page's heading."""
        return "Link two bodies"

    def arrange(self) -> None:
        """From a body that the user edits to any other."""
        fields: Any = self.fields
        fields["source"].offer(self.edited_bodies(), today())
        fields["type"].label = "How it stands to the other"
        others = alive(Body.objects.visible_to(self.user), today())
        fields["target"].offer(others, today())
        fields["reported_through"].offer(others, today(), empty="–")
        self.order_fields(["source", "type", "target"])

    def act(self) -> Done:
        """Link them."""
        self.subject = self.cleaned_data["source"]
        return super().act()


class UnlinkForm(BodyDeed):
    """End a link."""

    slug, verb, press = "end", "End the link…", "End the link"

    on = LastDay(help_text="The last day of the link.")

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only while no end is known."""
        return subject.ends is None

    def act(self) -> Done:
        """End it."""
        row = unlink(self.subject, on=self.cleaned_data["on"], by=self.user, reason=self.cleaned_data["reason"])
        return Done(row, f"The link ends: {row}.")


class TakeOnForm(BodyDeed):
    """Give the body a function."""

    slug, verb, group, press = "take-on", "Give a function…", WORK, "Give it"
    lead = (
        "A function is a piece of work that the body answers for. When the body ends, the portal asks who does it then."
    )

    title = forms.CharField(label="Function", max_length=160, widget=AdminTextInputWidget)

    def act(self) -> Done:
        """Give it."""
        to = self.cleaned_data
        function = take_on(self.subject, title=to["title"], on=to["on"], by=self.user, reason=to["reason"])
        return Done(self.subject, f"{self.subject} has a new function: {function}.")


class HandOverForm(BodyDeed):
    """Move one of the body's functions to another, or let it stop."""

    slug, verb, group, press = "hand-over", "Hand over a function…", WORK, "Hand over"

    function = forms.ModelChoiceField(queryset=Function.objects.none(), empty_label=CHOOSE[1])
    to = forms.ChoiceField(label="Goes to")

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only where it has a function."""
        return subject.functions.meeting(Span(today())).exists()

    def arrange(self) -> None:
        """Its functions, and the bodies that the user edits."""
        fields: Any = self.fields
        fields["function"].queryset = self.subject.functions.meeting(Span(today()))
        others = body_choices(self.edited_bodies().exclude(pk=self.subject.pk), today())
        fields["to"].choices = [CHOOSE, *others, IT_STOPS]

    def act(self) -> Done:
        """Hand it over."""
        to = self.cleaned_data
        home = None if to["to"] == STOPS else Body.objects.filter(pk=int(to["to"])).first()
        if home is None and to["to"] != STOPS:
            raise Refused("That body is no longer there: choose another.")
        hand_over(to["function"], to=home, on=to["on"], by=self.user, reason=to["reason"])
        where = f"goes to {home}" if home else "stops"
        return Done(self.subject, f"“{to['function']}” {where}.")
