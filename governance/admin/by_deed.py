"""What the admins of records share that only deeds write: their pages are to be read, and buttons lead to the deeds."""

from typing import Any

from django.http import HttpRequest, HttpResponseNotAllowed

from governance.admin.officer_admin import OfficerAdmin


class ByDeed(OfficerAdmin):
    """The admin of a kind of record that no form changes."""

    change_form_template = "admin/governance/deeds_page.html"

    def is_open(self, record: Any) -> bool:
        """By deeds alone."""
        return False

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """The record, to read."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return super().change_view(request, object_id, form_url, extra_context)
