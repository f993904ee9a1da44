"""Pages of delivery plans: those in force, each with its actions and its timeline, its versions, and its spreadsheet."""

import datetime
from collections.abc import Sequence
from functools import cached_property
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.generic import TemplateView, View

from governance.foundation.access import is_known, may_edit
from governance.foundation.dated import Stage, end_of_day
from governance.foundation.printing import Printable
from governance.views.pages import BySlug, Crumb, Page
from priorities.models import DeliveryPlan, Handover, PerformanceReport, PlanVersion, Risk
from priorities.plans.beside import beside
from priorities.plans.plan_filtering import Wanted, in_pages, narrowed
from priorities.plans.plan_list import plans_on
from priorities.plans.plan_parts import PlanRead, SectionRead
from priorities.plans.plan_reading import read_version
from priorities.plans.timeline import paint, painted_sheets, timeline_of
from priorities.sheets.plan_sheets import sheet_of
from priorities.views.crumbs import to_plan, to_plans
from priorities.views.plan_forms import PlanForm

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NUMBER = 6
SHEET_HEIGHT = 560
"""How many pixels of a timeline fit on a sheet of paper."""


class PlansPage(Page, TemplateView):
    """Every plan in force on the day, by partnership."""

    template_name = "priorities/plan_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the plans."""
        lines = plans_on(self.day, self.request.user)
        shelves = [(name, list(group)) for name, group in groupby(lines, key=lambda line: line.partnership)]
        return super().get_context_data(shelves=shelves, **kwargs)


class OfPlan(BySlug):
    """A page about one plan. Plans that were never published are there for their editors alone."""

    record: DeliveryPlan

    def get_records(self) -> QuerySet[Any]:
        """Plans that the user may read, with what the page tells of risks, reports and handovers."""
        user = self.request.user
        of_plan = Q(plan=OuterRef("pk")) | Q(action__section__version__plan=OuterRef("pk"))
        risks = Risk.objects.visible_to(user).published().open_on(self.day).filter(of_plan).order_by()
        number = risks.annotate(all=Value(1)).values("all").annotate(number=Count("pk")).values("number")
        reports = PerformanceReport.objects.visible_to(user).published().filter(plan=OuterRef("pk")).latest_first()
        reports = reports.filter(published_at__lte=end_of_day(self.day))
        waiting = Handover.objects.visible_to(user).filter(plan=OuterRef("pk"), opened_on__lte=self.day)
        return (
            DeliveryPlan.objects.visible_to(user)
            .for_page()
            .annotate(
                number_of_risks=Coalesce(Subquery(number), 0),
                report_slug=Subquery(reports.values("period__slug")[:1]),
                report_name=Subquery(reports.values("period__name")[:1]),
                has_handover=Exists(waiting),
            )
        )

    @cached_property
    def versions(self) -> list[PlanVersion]:
        """Every version that the user may read, the newest first; each knows its plan."""
        rows = PlanVersion.objects.visible_to(self.request.user).filter(plan=self.record)
        versions = list(rows.order_by("-number"))
        for version in versions:
            version.plan = self.record
        return versions

    def get_crumbs(self) -> list[Crumb]:
        """The way back up."""
        return [to_plans()]

    def shown_version(self) -> PlanVersion | None:
        """The version that the page shows."""
        raise NotImplementedError

    def day_of(self, version: PlanVersion) -> datetime.date:
        """The day as on which the version is shown: the page's own, or the nearest on which it was in force."""
        span = version.span
        if not version.is_published or span.holds(self.day):
            return self.day
        return span.starts if span.starts > self.day else span.last_day or self.day

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the versions, and the plan as the shown one says it."""
        version = self.shown_version()
        read = read_version(version, self.day_of(version), self.request.user) if version else None
        around = beside(self.record, self.day, self.request.user)
        return super().get_context_data(
            plan=self.record,
            version=version,
            stage=_stage(version, self.day) if version else None,
            read=read,
            versions=[(each, _stage(each, self.day)) for each in self.versions if each.is_published],
            drafts=[each for each in self.versions if each.is_draft],
            strategy=self._strategy(),
            above=around.above,
            parts=around.parts,
            cards=around.cards,
            may_edit=is_known(self.request.user) and may_edit(self.request.user, self.record.body),
            **(self.get_shown(read) if read else {}),
            **kwargs,
        )

    def get_shown(self, read: PlanRead) -> dict[str, Any]:
        """What the web page shows of the plan: the filters, a page of its sections, and its timeline."""
        form = PlanForm(self.request.GET, read=read)
        wanted = form.wanted
        found = narrowed(read, wanted)
        pages = in_pages(found)
        number = min(max(_number(self.request.GET.get("page")), 1), len(pages))
        timeline = timeline_of(read)
        return {
            "form": form,
            "is_narrowed": wanted != Wanted(),
            "number_found": sum(len(section.actions) for section in found),
            "page": Paginator(pages, 1).page(number),
            "sections": pages[number - 1],
            "contents": [(section, _page_of(section.number, pages)) for section in found],
            "query": self.kept_query(),
            "timeline": timeline,
            "drawing": paint(timeline),
        }

    def _strategy(self) -> Any:
        strategy = self.record.strategy
        if strategy is None or strategy.starts is None or not strategy.is_published:
            return None
        return strategy if strategy.starts <= self.day else None


class PlanPage(OfPlan, Printable, TemplateView):
    """A plan by its version in force on the day, on the web or printed."""

    template_name = "priorities/plan_detail.html"

    def shown_version(self) -> PlanVersion | None:
        """The one in force on the day. On paper there must be one; else Http404."""
        found = next((each for each in self.versions if each.is_published and each.span.holds(self.day)), None)
        if found is None and self.printed:
            raise Http404("No version of the plan was in force on that day.")
        return found

    def get_shown(self, read: PlanRead) -> dict[str, Any]:
        """On paper the whole, and the timeline cut to the height of a sheet."""
        if not self.printed:
            return super().get_shown(read)
        timeline = timeline_of(read)
        sheets = painted_sheets(timeline, height=SHEET_HEIGHT)
        return {"sections": read.sections, "timeline": timeline, "sheets": sheets}

    def get_print_name(self) -> str:
        """The plan's address, so that a folder of downloads stays readable."""
        return f"plan-{self.record.slug}"


class PlanVersionPage(OfPlan, TemplateView):
    """One numbered version of a plan: an old one as it was when it was last in force; a draft for its editors."""

    template_name = "priorities/plan_version.html"

    def shown_version(self) -> PlanVersion:
        """The one that the address names. Raises Http404."""
        found = next((each for each in self.versions if each.number == self.kwargs["number"]), None)
        if found is None:
            raise Http404("The plan has no such version.")
        return found

    def get_crumbs(self) -> list[Crumb]:
        """The way back up: the plan."""
        return to_plan(self.record)


class PlanFile(OfPlan, View):
    """The version in force on the day as a spreadsheet."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file; 404 where no version was in force."""
        version = next((each for each in self.versions if each.is_published and each.span.holds(self.day)), None)
        if version is None:
            raise Http404("No version of the plan was in force on that day.")
        response = HttpResponse(sheet_of(version, day=self.day), content_type=XLSX_TYPE)
        name = f"plan-{self.record.slug}-version-{version.number}.xlsx"
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
        return response


def _stage(version: PlanVersion, day: datetime.date) -> Stage:
    """How a version stands on the day."""
    if not version.is_published:
        return Stage.DRAFT if version.is_draft else Stage.ABANDONED
    stage = version.span.stage_on(day)
    return Stage.TIME_OVER if stage == Stage.IN_FORCE and version.time_ended_by(day) else stage


def _number(text: str | None) -> int:
    """A page number as it was asked for; 1 where it is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER else 1


def _page_of(number: int, pages: Sequence[Sequence[SectionRead]]) -> int:
    """The first page on which that section stands."""
    return next(n for n, page in enumerate(pages, start=1) if any(each.number == number for each in page))
