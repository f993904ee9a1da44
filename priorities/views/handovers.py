"""The page of a handover: its rule, what is missing until then, the decision, and who monitors on the day."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from governance.foundation.access import may_edit
from governance.seats.presence import names_on
from governance.views.pages import BySlug, Crumb
from priorities.handovers.handing_over import missing, state_on
from priorities.handovers.handover_notices import notices, proposal
from priorities.models import DeliveryPlan, Handover, PlanResponsibility


class HandoverPage(BySlug, TemplateView):
    """The handover of a plan that counts on the day, and all before it; 404 where none had been opened."""

    template_name = "priorities/handover.html"
    record: DeliveryPlan

    def get_records(self) -> QuerySet[Any]:
        """Plans with a published version; for editors all of theirs."""
        return DeliveryPlan.objects.visible_to(self.request.user).for_page()

    def get_crumbs(self) -> list[Crumb]:
        """The way back up: the plan."""
        address = reverse("priorities:plan", args=[self.record.slug])
        return [Crumb("Delivery plans", reverse("priorities:plans")), Crumb(self.record.title, address)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the handover as it stood on the day, and the history. At most 30 queries; 16 while it waits."""
        plan, day = self.record, self.day
        rows = Handover.objects.visible_to(self.request.user).filter(plan=plan, opened_on__lte=day)
        found = list(rows.select_related("plan", "from_body", "to_body").order_by("-opened_on", "-pk"))
        if not found:
            raise Http404("No handover of this plan had been opened.")
        handover, state = found[0], state_on(found[0], day)
        roles = PlanResponsibility.objects.visible_to(self.request.user).filter(plan=plan, starts__lte=day)
        held = list(roles.select_related("body").order_by("starts", "pk"))
        keys = {row.body_id for row in held} | {key for each in found for key in (each.from_body_id, each.to_body_id)}
        names = names_on(day, bodies=keys, organisations=[])
        by_role = {row.role: row.body for row in held if row.span.holds(day)}
        monitor = by_role.get(PlanResponsibility.Role.MONITOR) or by_role.get(PlanResponsibility.Role.OWNER)
        return super().get_context_data(
            plan=plan,
            handover=handover,
            state=state,
            decided=_decided(handover, day),
            from_name=names.body(handover.from_body),
            to_name=names.body(handover.to_body),
            monitor=monitor,
            monitor_name=names.body(monitor),
            missing=missing(handover, day) if state == "waiting" else [],
            notices=notices(handover, day) if state == "completed" else [],
            proposal=proposal(handover, day, self.request.user) if state != "called off" else None,
            held=[(row, names.body(row.body)) for row in held],
            former=[
                (each, state_on(each, day), names.body(each.from_body), names.body(each.to_body)) for each in found[1:]
            ],
            may_edit=may_edit(self.request.user, plan.body),
            **kwargs,
        )


def _decided(handover: Handover, day: Any) -> Any:
    """The day of the decision, where it had been taken by `day`."""
    return handover.confident_on if handover.confident_on and handover.confident_on <= day else None
