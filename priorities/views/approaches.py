"""Pages of approaches: what each plan says of them, with the holes, and each approach with how plans apply it."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.views.generic import TemplateView

from governance.bodies.names import body_name_on
from governance.foundation.access import may_edit
from governance.views.pages import BySlug, Crumb, Page
from priorities.models import Approach, Priority, PriorityName
from priorities.strategies.coverage import apply_approaches
from priorities.strategies.coverage_reading import approach_matrices, said_of_approaches
from priorities.strategies.plans_in_force import plans_in_force


class ApproachesPage(Page, TemplateView):
    """The approaches of every partnership, and what its plans in force say of each."""

    template_name = "priorities/approach_list.html"

    def get_crumbs(self) -> list[Crumb]:
        """The way back up."""
        return [Crumb("Priorities", reverse("priorities:list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the matrix of each partnership."""
        return super().get_context_data(matrices=approach_matrices(self.day, self.request.user), **kwargs)


class ApproachPage(BySlug, TemplateView):
    """An approach, and how each plan in force applies it."""

    template_name = "priorities/approach_detail.html"
    record: Approach

    def get_records(self) -> QuerySet[Any]:
        """Every approach, with its partnership's name of the day."""
        rows = Approach.objects.visible_to(self.request.user).select_related("partnership")
        return rows.annotate(partnership_name=body_name_on("partnership", self.day))

    def get_crumbs(self) -> list[Crumb]:
        """The way back up."""
        return [
            Crumb("Priorities", reverse("priorities:list")),
            Crumb("Approaches", reverse("priorities:approaches")),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what each plan says of it, and the priority that it was."""
        approach, user, day = self.record, self.request.user, self.day
        versions = [
            version for version in plans_in_force(day) if version.plan.body.partnership_id == approach.partnership_id
        ]
        said, actions = said_of_approaches(versions)
        keys = [version.pk for version in versions]
        cells = apply_approaches(keys, {approach.pk: approach.implicit}, said, actions)
        return super().get_context_data(
            approach=approach,
            is_in_force=approach.span.holds(day),
            is_to_come=approach.starts > day,
            rows=[(version, cells[version.pk, approach.pk]) for version in versions],
            was=self._was(),
            may_edit=may_edit(user, approach.partnership),
            **kwargs,
        )

    def _was(self) -> Any:
        """The public priority that it was once, with `last_name`, or None (item 10)."""
        names = PriorityName.objects.filter(priority=OuterRef("pk"), starts__lt=self.record.starts).order_by("-starts")
        rows = Priority.objects.visible_to(self.request.user).published().filter(became_approaches=self.record)
        return rows.annotate(last_name=Subquery(names.values("name")[:1])).first()
