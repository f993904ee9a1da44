"""What a reader of a plan can ask for."""

from itertools import groupby
from typing import Any

from governance.views.asking import Asking, choice
from priorities.plans.plan_filtering import Wanted
from priorities.plans.plan_flags import Flag
from priorities.plans.plan_parts import STATES, PlanRead

LEAD_KINDS = {"body": "Bodies", "organisation": "Organisations", "person": "People"}


class PlanForm(Asking[Wanted]):
    """The filters of a plan."""

    wants = Wanted

    state = choice("State", "an answer")
    lead = choice("Led by", "an answer")
    flag = choice("Left open", "an answer")

    def __init__(self, data: Any, *, read: PlanRead) -> None:
        super().__init__(data)
        states = {each.state for each in read.actions}
        self.offer("state", [(key, words) for key, words in STATES.items() if key in states], "All states")
        leads = [lead for lead in read.leads if lead.slug]
        grouped = groupby(leads, key=lambda lead: lead.kind)
        offered = [(LEAD_KINDS[kind], [(f"{kind}:{each.slug}", each.name) for each in of]) for kind, of in grouped]
        self.offer("lead", offered, "Anybody")
        flags = {flag for each in read.actions for flag in each.flags}
        self.offer("flag", [(flag.value, flag.label) for flag in Flag if flag in flags], "All actions")
