"""The page on which values of indicators come in from a csv or xlsx."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from governance.foundation.sentences import counted
from priorities.admin.importing import Importing, Preview, import_page
from priorities.sheets.figure_import import packed, read_figures, record_figures, unpacked, weigh


class FigureImporting(Importing):
    """Values of many indicators from a table."""

    slug, heading, press = "figures", "Import values", "Record them"
    lead = (
        "A line is a figure, with the columns indicator, area, period (or from and to), series, number and note. An "
        "empty area is the whole area of the indicator. The file of figures on the page of an indicator may be changed "
        "and chosen here as it is. What is recorded stays; a later figure for the same period "
        "takes its place."
    )
    asks_why = False
    template = "admin/priorities/_figures_preview.html"

    def read(self, file: File) -> Preview:
        """What of the file is new, and what changes."""
        read = read_figures(file, by=self.request.user)
        if read.faults:
            return Preview(read.faults)
        weighed = weigh(read.rows, by=self.request.user)
        return Preview(
            facts={"rows": packed(each.row for each in weighed.written), "as_seen": weighed.digest},
            shown={"weighed": weighed, "beside": read.beside},
            writes=bool(weighed.written),
        )

    def write(self, facts: dict[str, Any], reason: str) -> str:
        """Record them."""
        weighed = record_figures(unpacked(facts["rows"]), by=self.request.user, as_seen=facts["as_seen"])
        count = len(weighed.written)
        return f"{counted(count, 'figure was', 'figures were')} recorded."


class FigureImportPage:
    """For the admin of indicators: the page to import values."""

    change_list_template: Any = "admin/priorities/indicator/list.html"

    def get_urls(self) -> list[URLPattern]:
        """The page, before the stock ones."""
        pages: Any = self
        view = pages.admin_site.admin_view(self.import_view)
        return [
            path("import/", view, name="priorities_indicator_import"),
            *super().get_urls(),  # type: ignore[misc]  # of the admin that this is mixed into
        ]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """The page of the import, for whoever may add an indicator; each line asks for the right to its indicator."""
        pages: Any = self
        if not pages.has_add_permission(request):
            raise PermissionDenied
        back = pages.address("changelist")
        return import_page(self, FigureImporting(request), back=back, done=back)
