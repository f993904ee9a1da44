"""Pages of indicators: the list, each with its curve, areas and gaps, and its figures as a file."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import TemplateView

from governance.foundation.access import may_edit
from governance.foundation.spreadsheets import csv_response, written
from governance.views.pages import BySlug, Crumb, Page
from priorities.indicators.curve import curve_of
from priorities.indicators.curve_drawing import NARROW, WIDE, draw
from priorities.indicators.gaps import area_lines, comparator
from priorities.indicators.indicator_reading import (
    COLUMNS,
    Wanted,
    abouts_on,
    areas_of,
    entries_of,
    file_rows,
    grouped,
    indicators_on,
    narrowed,
    tally,
)
from priorities.indicators.series import figures_of, standing_in
from priorities.indicators.target_checks import target_checks
from priorities.report_cards.card_reading import cards_on
from priorities.views.indicator_forms import IndicatorsForm

PAGE_LENGTH = 100


class IndicatorsPage(Page, TemplateView):
    """Every indicator that the day knew, by kind and by what it tells about, each with how it goes (items 153, 233, 240). 5 queries."""

    template_name = "priorities/indicator_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the filters and the groups of a page of the list."""
        user, day = self.request.user, self.day
        every = entries_of(indicators_on(day, user).filter(is_there=True), day, user)
        there = [each.indicator for each in every if each.indicator.body_is_there]
        bodies = [(each.partnership_name, each.body.slug, each.body_name) for each in there]
        form = IndicatorsForm(self.request.GET, bodies=bodies)
        found = [
            entry for groups in grouped(narrowed(every, form.wanted)).values() for g in groups for entry in g.entries
        ]
        page = Paginator(found, PAGE_LENGTH).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            form=form,
            is_narrowed=form.wanted != Wanted(),
            page=page,
            query=self.kept_query(),
            kinds=grouped(page.object_list),
            tally=tally(found),
            **kwargs,
        )


class OfIndicator(BySlug):
    """What belongs to one indicator. A draft is for its editors."""

    record: Any

    def get_records(self) -> QuerySet[Any]:
        """Published indicators; for editors all of theirs."""
        return indicators_on(self.day, self.request.user)


class IndicatorPage(OfIndicator, TemplateView):
    """One indicator: the answer in words, the curve with its table, areas with their gaps, and where it comes from."""

    template_name = "priorities/indicator_detail.html"

    def get_crumbs(self) -> list[Crumb]:
        """The way back up."""
        return [Crumb("Indicators", reverse("priorities:indicators"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the figures as they stand on the day, and all that follows from them."""
        indicator, user, day = self.record, self.request.user, self.day
        figures = figures_of([indicator], day)[indicator.pk]
        areas = areas_of(indicator, figures)
        curve = curve_of(figures)
        lines = area_lines(figures, areas)
        parts = [area for area in areas if area.parent_id == indicator.area_id]
        return super().get_context_data(
            indicator=indicator,
            about=abouts_on([indicator], day, user).get(indicator.pk),
            standing=standing_in(figures),
            curve=curve,
            drawings=[(sheet.name, draw(curve, sheet=sheet, prefix="curve")) for sheet in (WIDE, NARROW)],
            lines=lines if len(lines) > 1 else [],
            compared=(indicator.compared_with or indicator.area) if comparator(indicator) else None,
            checks=target_checks(figures, parts),
            cards=cards_on(day, user).filter(indicators=indicator),
            may_edit=may_edit(user, indicator.body_id),
            **kwargs,
        )


class IndicatorFile(OfIndicator):
    """All figures of an indicator as CSV; no line on a day that did not know it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file."""
        rows = file_rows(self.record, self.day) if self.record.is_there else []
        return csv_response(self.record.slug, written(COLUMNS, rows))
