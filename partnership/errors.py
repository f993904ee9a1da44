"""Error pages in the portal's own look.

Django's stock handlers render 400 and 500 without a request, so that the pages lose the name and
colour of the portal. These keep them, and fall back to bare HTML when even that fails.
"""

import logging

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader

from partnership import context, uploads

logger = logging.getLogger(__name__)

BARE_PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Sorry, there is a problem</title></head>
<body><main><h1>Sorry, there is a problem</h1><p>Please try again in a few minutes.</p></main></body></html>
"""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400: the address or the form made no sense; 413 where the form was too large."""
    if isinstance(exception, RequestDataTooBig):
        return _without_visitor("413.html", 413, sentence=uploads.SENTENCE)
    return _without_visitor("400.html", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without touching the database or the visitor's session, which may be what failed."""
    return _without_visitor("500.html", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose token is missing or old, and say how to send it again."""
    logger.warning("Form refused at %s: %s", request.path, reason)
    return render(request, "403.html", {"stale_form": True}, status=403)


def _without_visitor(template: str, status: int, **words: str) -> HttpResponse:
    """Return the page rendered from the installation's facts and `words` alone."""
    try:
        page = loader.render_to_string(template, {**context.portal(None), **words})
    except Exception:
        logger.exception("The page %s could not be made", template)
        return HttpResponseServerError(BARE_PAGE) if status == 500 else HttpResponse(BARE_PAGE, status=status)
    return HttpResponse(page, status=status)
