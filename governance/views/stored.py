"""Signed PDFs as they go out: bytes from the store, with the hash that everybody may check."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from governance.foundation.printing import PDF_TYPE
from governance.terms.stored_terms import Stored


def print_name(slug: str, version: str) -> str:
    """The name of a downloaded file without “.pdf”, so that a folder of downloads stays readable."""
    return f"terms-of-reference-{slug}-version-{version}"


def stored_response(request: HttpRequest, stored: Stored, name: str) -> HttpResponse:
    """The stored PDF as `name`.pdf, to be shown in the browser; 304 to a reader who has these bytes already.

    The hash was taken when the terms were signed, so that serving them costs neither hashing nor a template.
    `name` must be plain, as slugs and version numbers are.
    """
    etag = f'"{stored.sha256}"'
    if unchanged := get_conditional_response(request, etag):
        unchanged["ETag"] = etag
        return unchanged
    headers = {"ETag": etag, "Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(stored.content, content_type=PDF_TYPE, headers=headers)
