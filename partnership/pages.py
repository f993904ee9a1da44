"""The pages that say how the portal itself works: accessibility, privacy, cookies."""

from typing import Any

from django.conf import settings
from django.views.generic import TemplateView


class AboutPage(TemplateView):
    """A page of text about the portal."""

    http_method_names = ["get", "head", "options"]


class AccessibilityPage(AboutPage):
    """How accessible the portal is, and what to do where it is not."""

    template_name = "partnership/accessibility.html"


class PrivacyPage(AboutPage):
    """What the portal knows about people, why, and for how long."""

    template_name = "partnership/privacy.html"


class CookiesPage(AboutPage):
    """Which cookies there are: none for visitors, a few for people who sign in."""

    template_name = "partnership/cookies.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the cookies as this installation does, with its own limits."""
        return super().get_context_data(
            csrf_cookie=settings.CSRF_COOKIE_NAME,
            session_cookie=settings.SESSION_COOKIE_NAME,
            idle_minutes=settings.SESSION_IDLE_SECONDS // 60,
            session_hours=settings.SESSION_COOKIE_AGE // 3600,
            **kwargs,
        )
