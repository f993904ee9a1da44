"""Governance: who there is. The first floor of the house."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class GovernanceConfig(AppConfig):
    """Tells the slab who holds which rights, and ships the kinds of body with a new database."""

    name = "governance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Wire the app up."""
        # Models cannot be imported before the apps are known.
        from governance import standing  # noqa: PLC0415
        from governance.foundation import access  # noqa: PLC0415

        access.provide(standing.Today)
        post_migrate.connect(_ship_kinds, sender=self)


def _ship_kinds(using: str, **kwargs: Any) -> None:
    from governance.models.kinds import ship_kinds  # noqa: PLC0415 - as above

    ship_kinds(using)
