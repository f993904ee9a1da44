"""What a reader of the golden thread can ask for. An answer that nobody offers narrows nothing, and is said so."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms

from meetings.thread.golden_thread import Place
from meetings.thread.thread_gaps import USUAL_MONTHS

MONTHS = (3, 6, 9, 12, 18, 24, 36)


class StrategyForm(forms.Form):
    """One strategy, or all of the day; sent by GET."""

    use_required_attribute = False

    strategy = forms.ChoiceField(
        label="Strategy",
        required=False,
        error_messages={"invalid_choice": "Choose a strategy from the list."},
    )

    def __init__(self, data: Any, *, places: Sequence[Place]) -> None:
        super().__init__(data, auto_id="find-%s")
        titles = {place.strategy.slug: place.strategy.title for place in places}
        field: Any = self.fields["strategy"]
        field.choices = [("", "All strategies"), *titles.items()]

    def asked(self, name: str) -> Any:
        """What is asked for; empty where nothing is, or something that nobody offers."""
        self.is_valid()
        return self.cleaned_data.get(name, "")


class ThreadForm(StrategyForm):
    """The filters of the thread."""

    priority = forms.ChoiceField(
        label="Priority",
        required=False,
        help_text="With all that stands under it.",
        error_messages={"invalid_choice": "Choose a priority from the list."},
    )

    def __init__(self, data: Any, *, places: Sequence[Place]) -> None:
        super().__init__(data, places=places)
        grouped = groupby(places, key=lambda place: place.strategy)
        offered = [(each.title, [(place.priority.slug, place.name) for place in of]) for each, of in grouped]
        field: Any = self.fields["priority"]
        field.choices = [("", "All priorities"), *offered]


class GapsForm(StrategyForm):
    """The filters of the gaps."""

    months = forms.TypedChoiceField(
        label="Look back over",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[(number, f"{number} months") for number in MONTHS],
        error_messages={"invalid_choice": "Choose a number of months from the list."},
    )

    def __init__(self, data: Any, *, places: Sequence[Place]) -> None:
        super().__init__({"months": USUAL_MONTHS, **data.dict()}, places=places)
