"""What a reader of the golden thread can ask for."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms

from governance.views.asking import Asking, choice
from meetings.thread.golden_thread import Place
from meetings.thread.thread_gaps import USUAL_MONTHS

MONTHS = (3, 6, 9, 12, 18, 24, 36)


class StrategyForm(Asking[dict[str, Any]]):
    """One strategy, or all of the day."""

    wants = dict[str, Any]

    strategy = choice("Strategy", "a strategy")

    def __init__(self, data: Any, *, strategies: Sequence[Any]) -> None:
        super().__init__(data)
        self.offer("strategy", [(each.slug, each.title) for each in strategies], "All strategies")


class ThreadForm(StrategyForm):
    """The filters of the thread."""

    priority = choice("Priority", "a priority", help_text="With all that stands under it.")

    def __init__(self, data: Any, *, strategies: Sequence[Any], places: Sequence[Place]) -> None:
        super().__init__(data, strategies=strategies)
        grouped = groupby(places, key=lambda place: place.strategy)
        offered = [(each.title, [(place.priority.slug, place.name) for place in of]) for each, of in grouped]
        self.offer("priority", offered, "All priorities")


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

    def __init__(self, data: Any, *, strategies: Sequence[Any]) -> None:
        super().__init__({"months": USUAL_MONTHS, **data.dict()}, strategies=strategies)
