"""The two small forms that stand beside the text on the minuting page."""

from typing import Any

from django import forms

from governance.foundation.deeds import Refused
from governance.models import Body, Organisation, Person
from meetings.models import Decision

OWNERS = {
    "person": ("owner", Person),
    "organisation": ("owner_organisation", Organisation),
    "body": ("owner_body", Body),
}


class Captured(forms.Form):
    """A form that hands on what the deed needs, or refuses with one sentence."""

    use_required_attribute = False

    def cleaned(self) -> dict[str, Any]:
        """The deed's keyword arguments. Raises Refused with the first fault."""
        if not self.is_valid():
            raise Refused(str(next(iter(self.errors.values()))[0]))
        return self.arguments()

    def arguments(self) -> dict[str, Any]:
        """The cleaned values under the deed's names."""
        return dict(self.cleaned_data)


class DecisionForm(Captured):
    """What was decided."""

    decision_text = forms.CharField(
        label="What was decided",
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="In words that stand alone.",
        error_messages={"required": "Say what was decided, in words that stand alone."},
    )
    decision_outcome = forms.ChoiceField(
        label="Outcome",
        choices=Decision.Outcome.choices,
        error_messages={"required": "Choose what became of the proposal."},
    )

    def arguments(self) -> dict[str, Any]:
        """As `decide` takes them."""
        return {"text": self.cleaned_data["decision_text"], "outcome": self.cleaned_data["decision_outcome"]}


class DeclarationForm(Captured):
    """Who declared an interest. `people` are the choices of who."""

    declaration_person = forms.ChoiceField(label="Who", error_messages={"required": "Choose who declared it."})
    declaration_interest = forms.CharField(
        label="What they declared", max_length=300, error_messages={"required": "Say which interest was declared."}
    )
    declaration_left = forms.BooleanField(label="They left the room for this item", required=False)

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["declaration_person"]
        field.choices = [("", "Choose…"), *people]

    def arguments(self) -> dict[str, Any]:
        """As `declare` takes them."""
        given = self.cleaned_data
        return {
            "person": Person.objects.get(pk=given["declaration_person"].partition(":")[2]),
            "interest": given["declaration_interest"],
            "left_the_room": given["declaration_left"],
        }


class Day(forms.DateInput):
    """A day, with the browser's own calendar where it has one."""

    input_type = "date"


class ActionForm(Captured):
    """Who is to do what by when. `owners` are the choices of who."""

    action_what = forms.CharField(
        label="What is to be done",
        max_length=500,
        error_messages={"required": "Say what is to be done."},
    )
    action_owner = forms.ChoiceField(label="By whom", error_messages={"required": "Choose who is to do it."})
    action_due = forms.DateField(label="By when", required=False, widget=Day(format="%Y-%m-%d"))
    action_due_as_said = forms.CharField(
        label="Or as it was said", required=False, max_length=80, help_text="For example “before the summer”."
    )

    def __init__(self, *args: Any, owners: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["action_owner"]
        field.choices = [("", "Choose…"), *owners]

    def arguments(self) -> dict[str, Any]:
        """As `raise_action` takes them."""
        given = self.cleaned_data
        kind, _, key = given["action_owner"].partition(":")
        name, model = OWNERS[kind]
        return {
            "what": given["action_what"],
            name: model._default_manager.get(pk=key),
            "due": given["action_due"],
            "due_as_said": given["action_due_as_said"],
        }
