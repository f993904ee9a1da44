"""What a reader of the registers of risks can ask for. An answer that nobody offers narrows nothing, and is said so."""

from collections.abc import Iterable
from typing import Any

from django import forms

from priorities.models import Risk
from priorities.registers.risk_reading import Register, Standing, Wanted


class RisksForm(forms.Form):
    """The filters of the registers, sent by GET."""

    use_required_attribute = False

    body = forms.ChoiceField(
        label="Body", required=False, error_messages={"invalid_choice": "Choose a body from the list."}
    )
    kind = forms.ChoiceField(
        label="Kind",
        required=False,
        choices=[("", "Risks and opportunities"), (Risk.Kind.RISK, "Risks"), (Risk.Kind.OPPORTUNITY, "Opportunities")],
        error_messages={"invalid_choice": "Choose a kind from the list."},
    )
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[(each.value if each != Standing.OPEN else "", each.label) for each in Standing],
        error_messages={"invalid_choice": "Choose a state from the list."},
    )

    def __init__(self, data: Any, *, registers: Iterable[Register]) -> None:
        super().__init__(data, auto_id="find-%s")
        field: Any = self.fields["body"]
        field.choices = [("", "All bodies"), *((each.slug, each.name) for each in registers)]

    @property
    def wanted(self) -> Wanted:
        """What is asked for; what nobody offers is left out."""
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})
