"""What a reader of the indicators can ask for."""

from collections.abc import Iterable
from typing import Any

from django import forms

from governance.views.asking import LONGEST_SEARCH, Asking, choice
from priorities.indicators.indicator_reading import Wanted
from priorities.indicators.measures import Movement
from priorities.models import Accountability


class IndicatorsForm(Asking[Wanted]):
    """The filters of the list of indicators."""

    wants = Wanted

    words = forms.CharField(label="Words", required=False, max_length=LONGEST_SEARCH, strip=True)
    movement = choice("How it goes", "how it goes", choices=[("", "Any way"), *Movement.choices])
    kind = choice(
        "What it tells",
        "what it tells",
        choices=[
            ("", "Both"),
            (Accountability.POPULATION, "How well off everybody is"),
            (Accountability.PERFORMANCE, "How well services work"),
        ],
    )
    body = choice("Kept by", "a body")

    def __init__(self, data: Any, *, bodies: Iterable[tuple[str, str, str]]) -> None:
        super().__init__(data)
        self.offer_by_partnership("body", bodies, "All bodies")
