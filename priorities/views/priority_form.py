"""What a reader of the priorities can ask for. An answer that nobody offers narrows nothing, and is said so."""

from collections.abc import Iterable
from typing import Any

from django import forms


class PrioritiesForm(forms.Form):
    """The filters of the list of priorities, sent by GET."""

    use_required_attribute = False

    partnership = forms.ChoiceField(label="Partnership", required=False)
    lead = forms.ChoiceField(label="Lead body", required=False)

    def __init__(self, data: Any, *, partnerships: Iterable[tuple[str, str]], leads: Iterable[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="find-%s")
        partnerships = list(partnerships)
        self._offer("partnership", partnerships, "All partnerships")
        self._offer("lead", leads, "All lead bodies")
        if len(partnerships) < 2:
            del self.fields["partnership"]

    def _offer(self, name: str, choices: Iterable[tuple[str, str]], empty: str) -> None:
        field: Any = self.fields[name]
        field.choices = [("", empty), *choices]
        field.error_messages["invalid_choice"] = f"Choose a {field.label.lower()} from the list."

    @property
    def wanted(self) -> dict[str, str]:
        """What is asked for; what nobody offers is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
