"""Meetings: what was said, decided and done. The third floor of the house."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """The floor of meetings."""

    name = "meetings"
    default_auto_field = "django.db.models.BigAutoField"
