"""What a reader of the registers can ask for."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django import forms

from governance.views.asking import LONGEST_SEARCH, Asking, choice
from meetings.models import Decision
from meetings.registers.registers import Owner, Standing, Wanted

OWNER_KINDS = {"person": "People", "organisation": "Organisations", "body": "Bodies"}


class RegisterForm(Asking[Wanted]):
    """The filters of both registers."""

    wants = Wanted

    words = forms.CharField(label="Words", required=False, max_length=LONGEST_SEARCH, strip=True)
    partnership = choice("Partnership", "a partnership")
    body = choice("Body", "a body", help_text="With all bodies under it.")
    year = choice("Year", "a year")

    def __init__(self, data: Any, *, bodies: Sequence[Any], years: Iterable[int]) -> None:
        super().__init__(data)
        self.offer_bodies(bodies)
        self.offer("year", [(str(year), str(year)) for year in years], "All years")

    @property
    def answers(self) -> dict[str, Any]:
        """What is asked for; the year as a number."""
        asked = super().answers
        return {**asked, "year": int(asked["year"])} if "year" in asked else asked


class DecisionsForm(RegisterForm):
    """The filters of the decisions register."""

    outcome = choice("Outcome", "an outcome", choices=[("", "All outcomes"), *Decision.Outcome.choices])


class ActionsForm(RegisterForm):
    """The filters of the actions log."""

    state = choice(
        "State", "a state", choices=[("", "All"), (Standing.OPEN, "Open, overdue included"), *Standing.choices[1:]]
    )
    owner = choice("Who is to do it", "an owner")

    def __init__(self, data: Any, *, owners: Sequence[Owner], **choices: Any) -> None:
        super().__init__(data, **choices)
        grouped = groupby(owners, key=lambda owner: owner.kind)
        offered = [
            (OWNER_KINDS[kind], [(f"{each.kind}:{each.slug}", each.name) for each in of]) for kind, of in grouped
        ]
        self.offer("owner", offered, "Anybody")
