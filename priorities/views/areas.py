"""Pages of areas: the places with the plans' actions for each, and what one place takes in and is aimed at."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.views.generic import TemplateView

from governance.foundation.access import may_edit
from governance.views.pages import BySlug, Crumb, Page
from priorities.models import Area
from priorities.strategies.area_reading import AreaPortrait
from priorities.strategies.coverage_reading import area_matrices


class AreasPage(Page, TemplateView):
    """The areas of every partnership as a tree, and how many actions its plans in force have for each."""

    template_name = "priorities/area_list.html"

    def get_crumbs(self) -> list[Crumb]:
        """The way back up."""
        return [Crumb("Priorities", reverse("priorities:list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the matrix of each partnership."""
        return super().get_context_data(matrices=area_matrices(self.day, self.request.user), **kwargs)


class AreaPage(BySlug, TemplateView):
    """An area as it was defined on the day, with what is aimed at it."""

    template_name = "priorities/area_detail.html"
    record: Area

    def get_records(self) -> QuerySet[Any]:
        """Every area."""
        return Area.objects.visible_to(self.request.user).for_page()

    def get_crumbs(self) -> list[Crumb]:
        """The way back up: the areas, and the one that it lies in."""
        above = self.record.parent
        return [
            Crumb("Priorities", reverse("priorities:list")),
            Crumb("Areas", reverse("priorities:areas")),
            *([Crumb(above.name, reverse("priorities:area", args=[above.slug]))] if above else []),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add its portrait."""
        return super().get_context_data(
            area=self.record,
            portrait=AreaPortrait(self.record, self.day, self.request.user),
            may_edit=may_edit(self.request.user, self.record.partnership),
            **kwargs,
        )
