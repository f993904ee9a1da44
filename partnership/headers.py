"""Response headers: what a page may load and do."""

import base64
import hashlib
from collections.abc import Callable
from functools import cache

from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django_prose_editor.widgets import importmap

OFFICERS_SITE = "/admin/"


@cache
def import_map_source() -> str:
    """Return the editor's import map as a source for ``script-src``.

    The officers' text editor names its modules in an inline script. Its hash admits that one text
    and no other; without it the editor silently becomes a plain text box.
    """
    text = str(importmap).partition(">")[2].rpartition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


class ContentPolicyMiddleware(CSPMiddleware):
    """The strict policy of the settings; the officers' site may also load its text editor."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return the policy for this answer."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(OFFICERS_SITE):
            parts.update = {**(parts.update or {}), "script-src": [import_map_source()]}
        return parts


class PermissionsPolicyMiddleware:
    """Turn off the browser features that no page of the portal uses."""

    POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the header added."""
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", self.POLICY)
        return response
