"""What a page is asked: a request that knows its day."""

import datetime

from django.http import HttpRequest


class DayRequest(HttpRequest):
    """A request as the roof's `DayMiddleware` hands it on. None is ever made of this class: it says what is there."""

    day: datetime.date
    """The day that the page speaks of."""
    day_is_chosen: bool
    """Whether the address names that day; otherwise it is today."""
    today: datetime.date
    """The day of rights, whatever the page speaks of."""
