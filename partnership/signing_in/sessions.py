"""How long a session lasts: half an hour without a request, twelve hours in all."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

BEGAN = "_session_began"
SEEN = "_session_seen"
# A page view within the minute does not write the session again.
SECONDS_BETWEEN_WRITES = 60


@receiver(user_logged_in)
def begin(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Start both clocks when somebody signs in."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


class SessionLimitsMiddleware:
    """End a session that idled too long or is too old; leave visitors without one alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the clocks only where the browser sent a session."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            self._keep_or_end(request.session)
        return self.get_response(request)

    @staticmethod
    def _keep_or_end(session: Any) -> None:
        """Flush an expired session; note that a live one was seen."""
        began, seen = session.get(BEGAN), session.get(SEEN)
        if began is None or seen is None:
            return
        now = int(time.time())
        if now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
            session.flush()
        elif now - seen > SECONDS_BETWEEN_WRITES:
            session[SEEN] = now
