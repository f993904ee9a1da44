"""PDFs: the same page asked differently, made in a bounded child process, the same bytes every time.

`render_pdf` turns a document that a template wrote into a PDF/UA-1. `Printable` gives a page its printed
sibling. A PDF is never made inside a transaction: it may take seconds, and a lock would last as long.
A deed that freezes a PDF makes it first, then opens its transaction and checks that the text is still
the one it printed.
"""

import hashlib
import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.generic.base import TemplateResponseMixin

from governance.foundation.printing_press import Answer, Limits, Press

logger = logging.getLogger(__name__)

LONGEST_BYTES = 500_000
LIMITS = Limits()
PDF_TYPE = "application/pdf"
RETRY_SECONDS = 60

SENTENCES = {
    "long": "This document is too long to be made into a PDF: it has more than 500 KB of text.",
    "deep": "This document is too complicated to be made into a PDF: its lists and tables are nested too deeply.",
    "cells": f"This document is too large to be made into a PDF: its tables have more than {LIMITS.cells:,} cells.",
    "heavy": "This document is too large or too complicated to be made into a PDF.",
    "busy": "Other documents are being made into PDFs just now; please try again in a minute.",
    "failed": "This document could not be made into a PDF.",
}


class Unprintable(Exception):
    """There is no PDF of this document. Its text is one plain sentence for the screen."""

    def __init__(self, reason: str) -> None:
        super().__init__(SENTENCES[reason])
        self.reason = reason


def render_pdf(html: str, *, pictures: Mapping[str, bytes] | None = None, limits: Limits = LIMITS) -> bytes:
    """The PDF/UA-1 of a whole HTML document; the same document gives the same bytes.

    The document reaches nothing but the portal's print files (`print:document.css` and its siblings in
    static/print) and `pictures`: images handed over with it under a name such as `logo.png`, shown as
    `<img src="print:logo.png" alt="...">`. Private files come in only that way, read by a view that checked
    rights. Raises Unprintable, and RuntimeError when called inside a transaction.
    """
    refuse_inside_transaction()
    body = html.encode()
    if len(body) > LONGEST_BYTES:
        raise Unprintable("long")
    answer = press().make(body, pictures=pictures or {}, limits=limits)
    _tell(answer)
    if answer.refused:
        raise Unprintable(answer.refused)
    return answer.pdf


def document_html(templates: str | list[str], context: Mapping[str, Any], request: HttpRequest | None = None) -> str:
    """The HTML of a document: `templates` extend base.print.html, which needs this portal's name, address, colour.

    A deed that prints has no request; the document then holds nothing that only a request knows.
    """
    house = {
        "portal_name": settings.PORTAL_NAME,
        "portal_address": settings.BASE_URL,
        "brand_colour": settings.BRAND_COLOUR,
    }
    return render_to_string(templates, {**house, **context}, request)


@cache
def press() -> Press:
    """The press of this process; its child starts with the first document."""
    stylesheet = finders.find("print/document.css")
    if not stylesheet:
        raise ImproperlyConfigured("static/print/document.css is missing, so nothing can be printed.")
    return Press(Path(stylesheet).parent)


def refuse_inside_transaction() -> None:
    """Raise RuntimeError when any open connection is inside a transaction.

    The transaction that a TestCase wraps around each test does not count, as in Django's own check of
    `atomic(durable=True)`; one that a test opens itself does.
    """
    for connection in connections.all(initialized_only=True):
        if connection.in_atomic_block and not getattr(connection.atomic_blocks[-1], "_from_testcase", False):
            raise RuntimeError("A PDF must not be made inside a transaction: make it first, then write.")


def sha256_of(content: bytes) -> str:
    """The SHA-256 of `content` as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def _tell(answer: Answer) -> None:
    """Log what the engine complained of: a refused address, a rule it does not know, a limit reached."""
    if answer.refused in {"heavy", "failed"}:
        logger.warning("A document was not printed (%s): %s", answer.refused, "; ".join(answer.notes))
    else:
        for note in answer.notes:
            logger.info("While printing: %s", note)


class Printable(TemplateResponseMixin):
    """A page whose `as_view(printed=True)` answers with a PDF of the same objects, by the same rights.

    Put it before Django's generic view. The printed page renders `<name>.print.html` beside the web page's
    `<name>.html`. `get_print_name`, `get_pictures` and `get_stored_pdf` are hooks for pages that need them.
    """

    printed = False

    def get_template_names(self) -> list[str]:
        """The web page's templates, or their printed siblings."""
        names = super().get_template_names()
        if self.printed:
            return [name.removesuffix(".html") + ".print.html" for name in names]
        return names

    def get_print_name(self) -> str:
        """The file's name without ".pdf": the object's words, so that a folder of downloads stays readable."""
        subject = getattr(self, "object", None) or self.request.path.removesuffix(".pdf").rstrip("/").rpartition("/")[2]
        return slugify(str(subject))[:100].strip("-") or "document"

    def get_pictures(self) -> Mapping[str, bytes]:
        """Images that the printed page shows as `print:NAME`."""
        return {}

    def get_stored_pdf(self) -> bytes | None:
        """The PDF as it was frozen, for a record that has one; it is then served as it is."""
        return None

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        """The web page, or its PDF; 503 and a plain page when there can be no PDF."""
        if not self.printed:
            return super().render_to_response(context, **response_kwargs)
        pdf = self.get_stored_pdf()
        if pdf is None:
            html = document_html(self.get_template_names(), context, self.request)
            try:
                pdf = render_pdf(html, pictures=self.get_pictures())
            except Unprintable as error:
                return unprintable(self.request, error)
        return pdf_response(self.request, pdf, self.get_print_name())


def pdf_response(request: HttpRequest, pdf: bytes, name: str) -> HttpResponse:
    """`pdf` to be shown in the browser, as `name`.pdf; 304 to a reader who has these bytes already."""
    response = HttpResponse(pdf, content_type=PDF_TYPE)
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=f"{name}.pdf") or ""
    etag = f'"{sha256_of(pdf)}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag, None, response) or response


def unprintable(request: HttpRequest, error: Unprintable) -> HttpResponse:
    """A plain page that says why there is no PDF, and where the same words are."""
    page = request.path.removesuffix(".pdf").rstrip("/") + "/"
    context = {"sentence": str(error), "page_address": page}
    response = render(request, "unprintable.html", context, status=503)
    if error.reason == "busy":
        response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
