"""What a reader of the report cards can ask for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from governance.views.asking import Asking, choice
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


class CardsForm(Asking[Wanted]):
    """The filters of the list of report cards."""

    wants = Wanted

    period = choice("Period", "a period")
    body = choice("Written by", "a body")
    kind = choice(
        "What it tells",
        "what it tells",
        choices=[
            ("", "Both"),
            (Accountability.POPULATION, "How well off everybody is"),
            (Accountability.PERFORMANCE, "How well a service works"),
        ],
    )

    def __init__(self, data: Any, *, cards: Iterable[Any]) -> None:
        super().__init__(data)
        cards = list(cards)
        newest = sorted(cards, key=lambda card: card.starts, reverse=True)
        self.offer("period", {card.period_slug: card.period for card in newest}.items(), "All periods")
        bodies = ((card.partnership_name, card.body.slug, card.body_name) for card in cards)
        self.offer_by_partnership("body", bodies, "All bodies")
