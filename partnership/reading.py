"""A page that is read asks once what its reader may do, however many records it filters."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from governance.foundation.access import asked_once


class ReadingMiddleware:
    """Remembers the reader's standing for the length of a GET; whatever may write asks each time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with asked_once():
            return self.get_response(request)
