"""The structure of the partnerships on a day: as a list, in words and as a drawing."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.views.generic import TemplateView, View

from governance.bodies.life import life_of
from governance.diagram import Drawing
from governance.foundation.access import may_edit
from governance.foundation.printing import Printable, sha256_of
from governance.models import Body
from governance.structures.drawing import drawing_of, uncrowded, why_not_drawn
from governance.structures.overview import Overview, overview_on
from governance.structures.partnerships import partnerships_on
from governance.structures.printed_structure import Sheet, sheets_of
from governance.structures.structure_list import ListMaker, body_addresses
from governance.views.pages import BySlug, Crumb, Page

SVG_POLICY = "default-src 'none'; frame-ancestors 'none'"
"""A drawing fetches nothing and runs nothing, whoever opens it on its own."""


class PartnershipsPage(Page, TemplateView):
    """Every partnership of the day, with what it is made of."""

    template_name = "governance/partnership_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the partnerships (2 queries)."""
        return super().get_context_data(partnerships=partnerships_on(self.day, self.request.user), **kwargs)


class OfPartnership(BySlug):
    """Something of one partnership's structure on the day: 4 queries, and 1 where a dotted line leads outside."""

    record: Body

    def get_records(self) -> QuerySet[Any]:
        """Partnerships; other bodies have no structure of their own."""
        return Body.objects.visible_to(self.request.user).partnerships()

    @cached_property
    def overview(self) -> Overview:
        """The structure with its chairs and dotted lines."""
        return overview_on(self.record, self.day)

    def address(self, base: str = "") -> Any:
        """How bodies are addressed here: with the day where one was chosen."""
        return body_addresses(self.day if self.request.day_is_chosen else None, base)

    def get_print_name(self) -> str:
        """What a downloaded file is called."""
        return slugify(f"structure of {self.overview.name} {self.day.isoformat()}")


class StructurePage(OfPartnership, Printable, TemplateView):
    """The structure: the list, how it works, the drawing; printed, with the drawing on sheets of its own."""

    template_name = "governance/structure.html"

    def get_crumbs(self) -> list[Crumb]:
        """All partnerships."""
        return [Crumb("Partnerships", reverse("governance:partnerships"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the structure of the day, or, outside the partnership's life, that life."""
        overview = self.overview
        context = {"body": self.record, "may_edit": may_edit(self.request.user, self.record), **kwargs}
        if overview.is_empty:
            if self.printed:
                raise Http404("There was no structure on that day.")
            life = life_of(self.record, self.day)
            return super().get_context_data(name=life.name, life=life, is_empty=True, **context)
        lists = ListMaker(overview, self.address()).lists()
        return super().get_context_data(
            name=overview.name,
            overview=overview,
            lists=lists,
            **(self._sheets() if self.printed else self._drawing()),
            **context,
        )

    def _drawing(self) -> dict[str, Any]:
        """The drawing, or the sentence that says why there is none."""
        overview = self.overview
        if left_out := why_not_drawn(overview.count):
            return {"left_out": left_out}
        lines = uncrowded(overview.dotted.lines)
        drawing = drawing_of(overview, brand=settings.BRAND_COLOUR, address=self.address(), lines=lines)
        svg = mark_safe(drawing.svg)  # noqa: S308 - `draw` escapes every word
        return {"drawing": svg, "lines_drawn": len(lines), "lines_left": len(overview.dotted.lines) - len(lines)}

    def _sheets(self) -> dict[str, Any]:
        """The drawing for paper; where dotted lines would hide the reporting lines, these first on their own."""
        brand, overview = settings.BRAND_COLOUR, self.overview
        sheets: list[Sheet] = []
        heading = "The structure as a drawing"
        lines = uncrowded(overview.dotted.lines)
        if len(lines) < len(overview.dotted.lines):
            sheets += sheets_of(drawing_of(overview, brand=brand, address=None, lines=lines), heading)
            heading = "The same with all of its dotted lines"
        sheets += sheets_of(drawing_of(overview, brand=brand, address=None), heading)
        return {"sheets": sheets, "brand_colour": brand}


class StructureDrawing(OfPartnership, View):
    """The drawing on its own, as an SVG file that can be kept, printed and sent on."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file; 304 to a reader who has it already."""
        if self.overview.is_empty:
            raise Http404("There was no structure on that day.")
        svg = self.drawing().svg.encode()
        response = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
        name = content_disposition_header(as_attachment=False, filename=f"{self.get_print_name()}.svg")
        response["Content-Disposition"] = name or ""
        response["Content-Security-Policy"] = SVG_POLICY
        response["ETag"] = etag = f'"{sha256_of(svg)}"'
        return get_conditional_response(request, etag, None, response) or response

    def drawing(self) -> Drawing:
        """The drawing with whole addresses, for the file may be opened anywhere."""
        return drawing_of(self.overview, brand=settings.BRAND_COLOUR, address=self.address(settings.BASE_URL))
