"""What a reader of the indicators can ask for. An answer that nobody offers narrows nothing, and is said so."""

from collections.abc import Iterable
from typing import Any

from django import forms

from priorities.indicators.indicator_reading import Wanted
from priorities.indicators.measures import Movement
from priorities.models import Accountability

LONGEST_SEARCH = 100


class IndicatorsForm(forms.Form):
    """The filters of the list of indicators, sent by GET."""

    use_required_attribute = False

    words = forms.CharField(label="Words", required=False, max_length=LONGEST_SEARCH, strip=True)
    movement = forms.ChoiceField(
        label="How it goes",
        required=False,
        choices=[("", "Any way"), *Movement.choices],
        error_messages={"invalid_choice": "Choose how it goes from the list."},
    )
    kind = forms.ChoiceField(
        label="What it tells",
        required=False,
        choices=[
            ("", "Both"),
            (Accountability.POPULATION, "How well off everybody is"),
            (Accountability.PERFORMANCE, "How well services work"),
        ],
        error_messages={"invalid_choice": "Choose what it tells from the list."},
    )
    body = forms.ChoiceField(
        label="Kept by", required=False, error_messages={"invalid_choice": "Choose a body from the list."}
    )

    def __init__(self, data: Any, *, bodies: Iterable[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="find-%s")
        field: Any = self.fields["body"]
        field.choices = [("", "All bodies"), *bodies]

    @property
    def wanted(self) -> Wanted:
        """What is asked for; what nobody offers is left out."""
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})
