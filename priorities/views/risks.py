"""The registers of risks: every body's, each body's own with its matrix, and a page for each line."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from governance.views.pages import Crumb, OfBody, Page
from priorities.models import Risk
from priorities.officers import officer_named
from priorities.plans.lineages import actions_in_force
from priorities.plans.responsibility import versions_on
from priorities.registers.risk_reading import (
    IMPACT,
    Level,
    RiskLine,
    Wanted,
    for_reading,
    gravest_first,
    lines,
    matrix_of,
    mitigations_of,
    narrowed,
    registers,
    risks_until,
)
from priorities.views.risk_forms import RisksForm


class RisksPage(Page, TemplateView):
    """The registers of all bodies, or, where one is named or there is but one, that body's with its matrix. 2 queries."""

    template_name = "priorities/risk_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the filters, the registers, and the matrix of the one that is shown."""
        every = lines(risks_until(self.day, self.request.user), self.day)
        all_registers = registers(every)
        form = RisksForm(self.request.GET, registers=all_registers)
        found = narrowed(every, form.wanted)
        shown = registers(found)
        slugs = {each.slug for each in all_registers}
        slug = form.wanted.body or (slugs.pop() if len(slugs) == 1 else "")
        one = next((each for each in all_registers if each.slug == slug), None)
        opportunities = form.wanted.kind == Risk.Kind.OPPORTUNITY
        on_matrix = [line for line in found if line.is_opportunity == opportunities]
        return super().get_context_data(
            form=form,
            is_narrowed=form.wanted != Wanted(),
            registers=shown,
            one=one,
            lines=gravest_first(found),
            grave=[line for line in gravest_first(found) if line.level == Level.VERY_HIGH and not line.is_closed],
            matrix=matrix_of(on_matrix) if one and any(not line.is_closed for line in on_matrix) else [],
            of_opportunities=opportunities,
            impacts=IMPACT.items(),
            asks_for_closed=form.wanted.state != Wanted().state,
            **kwargs,
        )


class RiskPage(OfBody, TemplateView):
    """One line of a register: what may happen, how it was judged over time, and what is done. A draft is for its editors."""

    template_name = "priorities/risk_detail.html"

    @cached_property
    def entry(self) -> RiskLine:
        """The line as it stood on the day. Raises Http404."""
        user = self.request.user
        rows = Risk.objects.visible_to(user).filter(body=self.body, number=self.kwargs["number"])
        found = lines(for_reading(rows, self.day, user), self.day)
        if not found:
            raise Http404("There is no such line in the register.")
        return found[0]

    def get_crumbs(self) -> list[Crumb]:
        """The way back up: the body, and its register."""
        address = f"{reverse('priorities:risks')}?{urlencode({'body': self.body.slug})}"
        return [*super().get_crumbs(), Crumb("Risks", address)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the line, what is done, and the plan and action that it hangs on, where the public may read them."""
        line, day = self.entry, self.day
        risk = line.risk
        versions = versions_on([risk.plan], day) if risk.plan else {}
        actions = actions_in_force([risk.action.lineage], day) if risk.action else {}
        mitigations = mitigations_of(risk, self.request.user)
        return super().get_context_data(
            line=line,
            risk=risk,
            not_yet=risk.raised_on > day,
            over_time=list(reversed(line.judgements)),
            mitigations=[
                (
                    row,
                    row.done_on is not None and row.done_on <= day,
                    officer_named(row.owner, is_known=row.owner_is_public),
                )
                for row in mitigations
            ],
            plan=risk.plan if versions else None,
            action=next(iter(actions.values()), None),
            **kwargs,
        )
