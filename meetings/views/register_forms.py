"""What a reader of the registers can ask for. An answer that nobody offers narrows nothing, and is said so."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django import forms

from meetings.models import Decision
from meetings.registers.registers import Owner, Standing, Wanted

LONGEST_SEARCH = 100
OWNER_KINDS = {"person": "People", "organisation": "Organisations", "body": "Bodies"}


class RegisterForm(forms.Form):
    """The filters of both registers, sent by GET."""

    use_required_attribute = False

    words = forms.CharField(label="Words", required=False, max_length=LONGEST_SEARCH, strip=True)
    partnership = forms.ChoiceField(label="Partnership", required=False)
    body = forms.ChoiceField(label="Body", required=False, help_text="With all bodies under it.")
    year = forms.ChoiceField(label="Year", required=False)

    def __init__(self, data: Any, *, bodies: Sequence[Any], years: Iterable[int]) -> None:
        super().__init__(data, auto_id="find-%s")
        roots = [(each.slug, each.name_then) for each in bodies if each.is_partnership]
        self._offer("partnership", roots, "All partnerships")
        grouped = groupby(bodies, key=lambda each: each.partnership_then)
        offered = [(name, [(each.slug, each.name_then) for each in family]) for name, family in grouped]
        self._offer("body", offered if len(offered) > 1 else [row for _, rows in offered for row in rows], "All bodies")
        self._offer("year", [(str(year), str(year)) for year in years], "All years")
        if len(roots) < 2:
            del self.fields["partnership"]

    def _offer(self, name: str, choices: Iterable[Any], empty: str) -> None:
        field: Any = self.fields[name]
        field.choices = [("", empty), *choices]
        field.error_messages["invalid_choice"] = f"Choose a {name} from the list."

    @property
    def wanted(self) -> Wanted:
        """What is asked for; what nobody offers is left out."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return Wanted(**{**asked, "year": int(asked["year"]) if "year" in asked else None})


class DecisionsForm(RegisterForm):
    """The filters of the decisions register."""

    outcome = forms.ChoiceField(
        label="Outcome",
        required=False,
        choices=[("", "All outcomes"), *Decision.Outcome.choices],
        error_messages={"invalid_choice": "Choose an outcome from the list."},
    )


class ActionsForm(RegisterForm):
    """The filters of the actions log."""

    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "All"), (Standing.OPEN, "Open, overdue included"), *Standing.choices[1:]],
        error_messages={"invalid_choice": "Choose a state from the list."},
    )
    owner = forms.ChoiceField(label="Who is to do it", required=False)

    def __init__(self, data: Any, *, owners: Sequence[Owner], **choices: Any) -> None:
        super().__init__(data, **choices)
        grouped = groupby(owners, key=lambda owner: owner.kind)
        offered = [
            (OWNER_KINDS[kind], [(f"{each.kind}:{each.slug}", each.name) for each in of]) for kind, of in grouped
        ]
        self._offer("owner", offered, "Anybody")
