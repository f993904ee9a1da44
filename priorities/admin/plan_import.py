"""The pages of a draft on which its plan comes in from a spreadsheet and goes out as one."""

from typing import Any

from django.contrib import messages
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path

from governance.foundation.sentences import counted
from priorities.admin.importing import TO_CONFIRM, Importing, Preview, import_page
from priorities.models import PlanVersion
from priorities.sheets.called import Directories
from priorities.sheets.plan_comparing import compare
from priorities.sheets.plan_import import lay_out, read_plan
from priorities.sheets.plan_laying import mark_of
from priorities.sheets.plan_matching import going_on, reworded
from priorities.sheets.plan_rows import PlanRow, actions_with_rows, approaches_of, officers_of, packed, unpacked
from priorities.sheets.plan_sheets import sheet_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GROUP = "Spreadsheet"
SAME_ACTIONS = "Each of these is still the same action: what was reported of it stands for its new words."


class PlanImporting(Importing):
    """A draft from a table."""

    slug, press = "plan", "Lay out the draft"
    lead = (
        "The draft will hold what the file says and nothing else. Actions that go on under the same ref, in the same "
        "words or else under the same bullet, keep their updates. Download the draft to see the columns."
    )
    template = "admin/priorities/_plan_preview.html"

    @property
    def heading(self) -> str:  # type: ignore[override]  # elsewhere plain words
        """The page's heading."""
        return f"Import from a spreadsheet: {self.subject}"

    def read(self, file: File) -> Preview:
        """What the file would change in the draft."""
        read = read_plan(file, self.subject.plan, by=self.request.user)
        return Preview(read.faults) if read.faults else self._preview(read.rows, read.approaches)

    def read_again(self, facts: dict[str, Any]) -> Preview:
        """The same once more."""
        return self._preview(unpacked(facts["rows"]), _told(facts))

    def _preview(self, rows: tuple[PlanRow, ...], said: tuple[tuple[str, str], ...] | None) -> Preview:
        version, user = self.subject, self.request.user
        standing = actions_with_rows(version, user=user)
        before = tuple(row for _, row in standing)
        named = Directories(version.plan.body.partnership_id, user)
        named.admit("person", officers_of(version.plan))
        approaches = said is not None and dict(said) != dict(approaches_of(version))
        other = reworded(going_on(standing, rows).values())
        says = None if said is None else [list(each) for each in said]
        return Preview(
            facts={"rows": packed(rows), "approaches": says, "as_seen": mark_of(version, user=user)},
            shown={"comparison": compare(before, rows, named=named), "approaches": approaches, "reworded": other},
            writes=before != rows or approaches,
            to_confirm=SAME_ACTIONS if other else "",
        )

    def write(self, facts: dict[str, Any], reason: str) -> str:
        """Lay the draft out."""
        rows = unpacked(facts["rows"])
        lay_out(
            self.subject,
            rows,
            approaches=_told(facts),
            as_seen=facts["as_seen"],
            confirmed=facts[TO_CONFIRM],
            by=self.request.user,
            reason=reason or "From a spreadsheet.",
        )
        count = sum(1 for row in rows if row.ref)
        return f"{self.subject} was laid out: {counted(count, 'action')}."


def _told(facts: dict[str, Any]) -> tuple[tuple[str, str], ...] | None:
    """How the plan applies approaches, out of a seal."""
    said = facts["approaches"]
    return None if said is None else tuple((slug, how) for slug, how in said)


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
        groups: dict[str, list[tuple[str, str]]] = super().deed_buttons(request, record)  # type: ignore[misc]  # of the admin that this is mixed into
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
