"""What every template may name without its view's help."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path
from django.utils.functional import SimpleLazyObject

from governance.foundation.asked import DayRequest
from partnership.brand import brand_address
from partnership.day import FIRST_DAY, LAST_DAY, PARAMETER, TODAY_ONLY, tense_of


def portal(request: HttpRequest | None) -> dict[str, Any]:
    """Return the facts of this installation: its name, contact, colour and whether its data are examples."""
    return {
        "portal_name": settings.PORTAL_NAME,
        "portal_contact": settings.PORTAL_CONTACT,
        "portal_address": settings.BASE_URL,
        "brand_address": brand_address(),
        "example_data": settings.EXAMPLE_DATA,
    }


def officers_site(request: HttpRequest) -> dict[str, Any]:
    """Return whether the visitor may enter the officers' site; asked only where a template asks."""
    return {"may_enter_officers_site": SimpleLazyObject(lambda: admin.site.has_permission(request))}


def day(request: DayRequest) -> dict[str, Any]:
    """Return the day that the page speaks of, and the way back to today.

    A request that was refused before the day was read (an early 400) has none.
    """
    if not hasattr(request, "day"):
        return {}
    query = request.GET.copy()
    query.pop(PARAMETER, None)
    kept = query.urlencode()
    path = escape_uri_path(request.path)
    return {
        "day": request.day,
        "today": request.today,
        "page_address": path,
        "other_days": not request.path_info.startswith(TODAY_ONLY),
        "day_is_chosen": request.day_is_chosen,
        "day_tense": tense_of(request.day, today=request.today),
        "today_address": f"{path}?{kept}" if kept else path,
        "first_day": FIRST_DAY,
        "last_day": LAST_DAY,
        "other_parameters": [(name, value) for name, values in query.lists() for value in values],
    }
