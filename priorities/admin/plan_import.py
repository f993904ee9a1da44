"""The pages of a draft on which its plan comes in from a spreadsheet and goes out as one."""

from typing import Any

from django.contrib import messages
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path

from governance.foundation.sentences import counted
from priorities.admin.importing import Importing, Preview, import_page
from priorities.models import PlanVersion
from priorities.sheets.called import Directories
from priorities.sheets.plan_comparing import compare
from priorities.sheets.plan_import import lay_out, read_plan
from priorities.sheets.plan_laying import mark_of
from priorities.sheets.plan_rows import approaches_of, officers_of, packed, rows_of, unpacked
from priorities.sheets.plan_sheets import sheet_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GROUP = "Spreadsheet"


class PlanImporting(Importing):
    """A draft from a table."""

    slug, press = "plan", "Lay out the draft"
    lead = (
        "The draft will hold what the file says and nothing else. Actions that go on under the same ref and bullet "
        "keep their updates. Download the draft to see the columns."
    )
    template = "admin/priorities/_plan_preview.html"

    @property
    def heading(self) -> str:  # type: ignore[override]
        """The page's heading."""
        return f"Import from a spreadsheet: {self.subject}"

    def read(self, file: File) -> Preview:
        """What the file would change in the draft."""
        version, user = self.subject, self.request.user
        read = read_plan(file, version.plan, by=user)
        if read.faults:
            return Preview(read.faults)
        before = rows_of(version, user=user)
        named = Directories(version.plan.body.partnership_id, user)
        named.admit("person", officers_of(version.plan))
        comparison = compare(before, read.rows, named=named)
        says = None if read.approaches is None else [list(each) for each in read.approaches]
        approaches = read.approaches is not None and dict(read.approaches) != dict(approaches_of(version))
        return Preview(
            facts={"rows": packed(read.rows), "approaches": says, "as_seen": mark_of(version, user=user)},
            shown={"comparison": comparison, "approaches": approaches},
            writes=before != read.rows or approaches,
        )

    def write(self, facts: dict[str, Any], reason: str) -> str:
        """Lay the draft out."""
        rows, said = unpacked(facts["rows"]), facts["approaches"]
        approaches = None if said is None else [(slug, how) for slug, how in said]
        lay_out(
            self.subject,
            rows,
            approaches=approaches,
            as_seen=facts["as_seen"],
            by=self.request.user,
            reason=reason or "From a spreadsheet.",
        )
        count = sum(1 for row in rows if row.ref)
        return f"{self.subject} was laid out: {counted(count, 'action')}."


class PlanSheetPages:
    """For the admin of versions: a page to import a draft, and the file of any version."""

    def get_urls(self) -> list[URLPattern]:
        """The two of them, before the stock pages."""
        pages: Any = self
        view = pages.admin_site.admin_view
        return [
            path("<int:object_id>/import/", view(self.import_view), name="priorities_planversion_import"),
            path("<int:object_id>/sheet/", view(self.sheet_view), name="priorities_planversion_sheet"),
            *super().get_urls(),  # type: ignore[misc]  # of the admin that this is mixed into
        ]

    def deed_buttons(self, request: HttpRequest, record: PlanVersion) -> dict[str, list[tuple[str, str]]]:
        """With the ways in and out."""
        pages: Any = self
        groups: dict[str, list[tuple[str, str]]] = super().deed_buttons(request, record)  # type: ignore[misc]
        buttons = [(pages.address("sheet", record.pk), "Download as a spreadsheet")]
        if record.is_draft:
            buttons.insert(0, (pages.address("import", record.pk), "Import from a spreadsheet…"))
        return {**groups, GROUP: buttons}

    def import_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The page of the import; a version that is no draft leads back to its page."""
        pages: Any = self
        version = pages.get_object(request, str(object_id))
        if version is None or not pages.has_edit_right(request, version):
            answer: HttpResponse = pages.not_there(request, str(object_id))
            return answer
        back = pages.address("change", version.pk)
        if not version.is_draft:
            pages.message_user(request, f"{version} is no draft: draft the next version first.", messages.WARNING)
            return redirect(back)
        return import_page(self, PlanImporting(request, version), back=back, done=back)

    def sheet_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The version as xlsx, with all that its reader may read."""
        pages: Any = self
        version = pages.get_object(request, str(object_id))
        if version is None or not pages.has_view_permission(request, version):
            answer: HttpResponse = pages.not_there(request, str(object_id))
            return answer
        name = f"{version.plan.slug}-version-{version.number}.xlsx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(sheet_of(version, user=request.user), content_type=XLSX, headers=headers)
