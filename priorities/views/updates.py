"""To be written."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import View


class MyUpdatesPage(View):
    """To be written."""

    printed = False

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """To be written."""
        raise Http404("To be written.")


class LinkUpdatesPage(View):
    """To be written."""

    printed = False

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """To be written."""
        raise Http404("To be written.")
