"""Priorities: what it is for. The second floor of the house."""

from django.apps import AppConfig


class PrioritiesConfig(AppConfig):
    """The floor of priorities, plans and performance."""

    name = "priorities"
    default_auto_field = "django.db.models.BigAutoField"
