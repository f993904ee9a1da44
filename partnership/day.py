"""The day that a page speaks of.

`DayMiddleware` reads ``?on=2010-03-31`` once into ``request.day``; everything below takes the day
as an argument and never asks the clock. Rights are always today's.
"""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from governance.foundation.asked import DayRequest

PARAMETER = "on"
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2100, 12, 31)

# Officers edit the present and sign in to it, followers hear of it: these addresses know no other day.
TODAY_ONLY = ("/admin/", "/sign-in/", "/sign-out/", "/password/", "/follow/")

_WRITTEN = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


class UnknownDay(ValueError):
    """A day that no page can speak of; its text says why to the visitor."""


class Tense(StrEnum):
    """Where a chosen day stands as seen from today."""

    PAST = "past"
    TODAY = "today"
    FUTURE = "future"


def read_day(values: list[str], *, today: date) -> date | None:
    """Return the day named by the values of ``on`` in an address, or None where there is none.

    An empty value is what a browser sends when the date field was left blank, and means no day.
    Anything else that is not one real day from `FIRST_DAY` to `LAST_DAY` raises `UnknownDay`.
    """
    if not values or values == [""]:
        return None
    if len(values) > 1:
        raise UnknownDay("The address names more than one day, and a page can only show one.")
    written = _WRITTEN.fullmatch(values[0])
    if written is None:
        raise UnknownDay(f"The day in the address must be written like {today.isoformat()}: year, month, day.")
    try:
        day = date(*(int(part) for part in written.groups()))
    except ValueError:
        raise UnknownDay("The day in the address is not in the calendar.") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise UnknownDay(f"The portal can only show days from {FIRST_DAY.year} to {LAST_DAY.year}.")
    return day


def tense_of(day: date, *, today: date) -> Tense:
    """Return whether the day is past, today or yet to come."""
    if day == today:
        return Tense.TODAY
    return Tense.PAST if day < today else Tense.FUTURE


class DayMiddleware:
    """Set ``request.day``, ``request.day_is_chosen`` and ``request.today``; answer 404 to a nonsense day."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: DayRequest) -> HttpResponse:
        """Answer the request with its day known."""
        today = timezone.localdate()
        request.today = request.day = today
        request.day_is_chosen = False
        if request.path_info.startswith(TODAY_ONLY):
            return self.get_response(request)
        try:
            chosen = read_day(request.GET.getlist(PARAMETER), today=today)
        except UnknownDay as refusal:
            return render(request, "partnership/unknown_day.html", {"reason": str(refusal)}, status=404)
        if chosen is None:
            return self.get_response(request)
        request.day, request.day_is_chosen = chosen, True
        response = self.get_response(request)
        # One page has tens of thousands of days: search engines keep today's.
        response["X-Robots-Tag"] = "noindex"
        return response
