"""What a reader of the report cards can ask for. An answer that nobody offers narrows nothing, and is said so."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from priorities.models import Accountability


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for; empty: all."""

    body: str = ""
    period: str = ""
    kind: str = ""

    def takes(self, card: Any) -> bool:
        """Whether the card is one of those."""
        facts = ((self.body, card.body.slug), (self.period, card.period_slug), (self.kind, card.accountability))
        return all(asked in ("", fact) for asked, fact in facts)


class CardsForm(forms.Form):
    """The filters of the list of report cards, sent by GET."""

    use_required_attribute = False

    period = forms.ChoiceField(
        label="Period", required=False, error_messages={"invalid_choice": "Choose a period from the list."}
    )
    body = forms.ChoiceField(
        label="Written by", required=False, error_messages={"invalid_choice": "Choose a body from the list."}
    )
    kind = forms.ChoiceField(
        label="What it tells",
        required=False,
        choices=[
            ("", "Both"),
            (Accountability.POPULATION, "How well off everybody is"),
            (Accountability.PERFORMANCE, "How well a service works"),
        ],
        error_messages={"invalid_choice": "Choose what it tells from the list."},
    )

    def __init__(self, data: Any, *, cards: Iterable[Any]) -> None:
        super().__init__(data, auto_id="find-%s")
        cards = list(cards)
        newest = sorted(cards, key=lambda card: card.starts, reverse=True)
        fields: Any = self.fields
        fields["period"].choices = [("", "All periods"), *{card.period_slug: card.period for card in newest}.items()]
        bodies = {card.body.slug: card.body_name for card in cards}
        fields["body"].choices = [("", "All bodies"), *sorted(bodies.items(), key=lambda row: row[1])]

    @property
    def wanted(self) -> Wanted:
        """What is asked for; what nobody offers is left out."""
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})
