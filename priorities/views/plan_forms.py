"""What a reader of a plan can ask for. An answer that nobody offers narrows nothing, and is said so."""

from itertools import groupby
from typing import Any

from django import forms

from priorities.plans.plan_filtering import Wanted
from priorities.plans.plan_flags import Flag
from priorities.plans.plan_parts import STATES, PlanRead

LEAD_KINDS = {"body": "Bodies", "organisation": "Organisations", "person": "People"}


class PlanForm(forms.Form):
    """The filters of a plan, sent by GET."""

    use_required_attribute = False

    state = forms.ChoiceField(label="State", required=False)
    lead = forms.ChoiceField(label="Led by", required=False)
    flag = forms.ChoiceField(label="Left open", required=False)

    def __init__(self, data: Any, *, read: PlanRead) -> None:
        super().__init__(data, auto_id="find-%s")
        states = {each.state for each in read.actions}
        self._offer("state", [(key, words) for key, words in STATES.items() if key in states], "All states")
        leads = [lead for lead in read.leads if lead.slug]
        grouped = groupby(leads, key=lambda lead: lead.kind)
        offered = [(LEAD_KINDS[kind], [(f"{kind}:{each.slug}", each.name) for each in of]) for kind, of in grouped]
        self._offer("lead", offered, "Anybody")
        flags = {flag for each in read.actions for flag in each.flags}
        self._offer("flag", [(flag.value, flag.label) for flag in Flag if flag in flags], "All actions")

    def _offer(self, name: str, choices: list[Any], empty: str) -> None:
        field: Any = self.fields[name]
        field.choices = [("", empty), *choices]
        field.error_messages["invalid_choice"] = "Choose an answer from the list."

    @property
    def wanted(self) -> Wanted:
        """What is asked for; what nobody offers is left out."""
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})
