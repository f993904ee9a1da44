"""The installation's colour, as a style sheet of one rule.

The content policy forbids styles inside pages, so the colour that BRAND_COLOUR sets travels in a
file of its own. Its address carries the colour: browsers keep it for a year and still see a change
at once.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

A_YEAR = 365 * 24 * 60 * 60


def brand_address() -> str:
    """Return the address of the style sheet for the present colour."""
    return reverse("brand", args=[settings.BRAND_COLOUR.removeprefix("#")])


@require_safe
def brand(request: HttpRequest, colour: str) -> HttpResponse:
    """Answer with the rule that sets the brand colour; only the present colour has a sheet."""
    if f"#{colour}" != settings.BRAND_COLOUR:
        raise Http404("That is not the portal's colour.")
    sheet = f":root{{--govuk-brand-colour:#{colour}}}\n"
    return HttpResponse(
        sheet,
        content_type="text/css; charset=utf-8",
        headers={"Cache-Control": f"public, max-age={A_YEAR}, immutable"},
    )
