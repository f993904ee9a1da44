"""The form with which terms of reference are signed off."""

import datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from governance.models import Body, Membership, Person, Seat

LATEST_START = datetime.timedelta(days=5 * 366)
"""How long after the meeting terms may take effect: a later day is a slip in the year, and signing is for good."""


class Day(forms.DateInput):
    """A day, with the browser's own calendar where it has one."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "govuk-input--width-10"}, format="%Y-%m-%d")


class ChairField(forms.ModelChoiceField):
    """One of the people who chair or chaired a body, each with the days of it."""

    def __init__(self, *, memberships: list[Membership], **kwargs: Any) -> None:
        self.words = {each.person_id: each.dates_in_words for each in memberships}
        super().__init__(Person.objects.filter(pk__in=self.words).order_by("name"), **kwargs)

    def label_from_instance(self, person: Person) -> str:
        """The name and the days."""
        return f"{person.name}, {self.words[person.pk]}"


class SignOffForm(forms.Form):
    """Meeting, place, day and chair of a sign-off.

    An officer (`records`) chooses among those who chaired `signing_body`; a chair signs as the person `own`. `text` is
    the hash of the words on the screen: a draft that changed since then has to be read again.
    """

    meeting_on = forms.DateField(
        label="Date of the meeting",
        widget=Day(),
        error_messages={"required": "Enter the date of the meeting"},
    )
    place = forms.CharField(
        label="Where the meeting was held",
        help_text="For example, Town Hall.",
        max_length=160,
        error_messages={"required": "Enter where the meeting was held"},
    )
    takes_effect = forms.DateField(
        label="First day in force (optional)",
        help_text="Leave empty if they are in force from the day of the meeting.",
        required=False,
        widget=Day(),
    )
    have_read = forms.BooleanField(
        label="I have read these terms of reference, and the meeting agreed them",
        error_messages={"required": "Confirm that you have read the terms and that the meeting agreed them"},
    )
    text = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, signing_body: Body, own: Person | None, records: bool, text: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.own, self.shown_text = own, text
        self.fields["text"].initial = text
        if records:
            chairs = chairs_of(signing_body)
            self.fields["chair"] = ChairField(
                memberships=chairs,
                label="Who was in the chair",
                empty_label="Choose the chair",
                initial=next((each.person_id for each in chairs if own and each.person_id == own.pk), None),
                error_messages={"required": "Choose who was in the chair"},
            )
            self.order_fields(["meeting_on", "place", "chair", "takes_effect", "have_read", "text"])

    def clean_takes_effect(self) -> datetime.date | None:
        """Refuse a day so far off that it must be a slip."""
        day, meeting = self.cleaned_data["takes_effect"], self.cleaned_data.get("meeting_on")
        if day and meeting and day - meeting > LATEST_START:
            raise ValidationError("That is more than five years after the meeting: check the year")
        return day

    def clean(self) -> dict[str, Any]:
        """A chair signs as themselves; whoever signs has read the words that stand now."""
        given = super().clean() or {}
        if "chair" not in self.fields:
            given["chair"] = self.own
        if given.get("text") != self.shown_text:
            self.data = data = cast("QueryDict", self.data).copy()
            data[self.add_prefix("text")] = self.shown_text
            raise ValidationError("The draft has changed since you opened this page. Read it again, then sign it off")
        return given


def chairs_of(body: Body) -> list[Membership]:
    """Everybody who holds or held the chair of `body`, or of a body whose chair it follows; one row each, the latest."""
    bodies, found = {body.pk}, {body.pk}
    while found:
        follows = Seat.objects.chairs().filter(kind=Seat.Kind.DERIVED, body__in=found, of_body__isnull=False)
        found = set(follows.values_list("of_body", flat=True)) - bodies
        bodies |= found
    held = Membership.objects.filter(seat__role=Seat.Role.CHAIR, seat__body__in=bodies)
    return list({each.person_id: each for each in held.earliest_first()}.values())
