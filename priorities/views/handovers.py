"""The page of a handover: its rule, what is missing until then, the decision, and who monitors on the day."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.views.generic import TemplateView

from governance.foundation.access import may_edit
from governance.views.pages import BySlug, Crumb
from priorities.handovers.handover_reading import handovers_until
from priorities.models import DeliveryPlan
from priorities.views.crumbs import to_plan


class HandoverPage(BySlug, TemplateView):
    """The handover of a plan that counts on the day, and all before it; 404 where none had been opened."""

    template_name = "priorities/handover.html"
    record: DeliveryPlan

    def get_records(self) -> QuerySet[Any]:
        """Plans with a published version; for editors all of theirs."""
        return DeliveryPlan.objects.visible_to(self.request.user).for_page()

    def get_crumbs(self) -> list[Crumb]:
        """The way back up: the plan."""
        return to_plan(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the handover as it stood on the day, and the history. At most 32 queries; 18 while it waits."""
        read = handovers_until(self.record, self.day, self.request.user)
        if read is None:
            raise Http404("No handover of this plan had been opened.")
        may = may_edit(self.request.user, self.record.body)
        return super().get_context_data(plan=self.record, read=read, may_edit=may, **kwargs)
