"""How Django loads what lets people take part."""

from django.apps import AppConfig


class EngagementConfig(AppConfig):
    """Following, and the mail that it brings."""

    name = "partnership.engagement"
    label = "engagement"
    verbose_name = "Following"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what meetings publish, and register the system checks."""
        from partnership.engagement import checks, listening  # noqa: F401, PLC0415  importing connects them
