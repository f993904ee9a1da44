"""The pages that say how the portal itself works: accessibility, privacy, cookies."""

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
    """Which cookies there are: none for visitors, two for people who sign in."""

    template_name = "partnership/cookies.html"
