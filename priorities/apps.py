"""Priorities: what it is for. The second floor of the house."""

from django.apps import AppConfig


class PrioritiesConfig(AppConfig):
    """The floor of priorities, plans and performance."""

    name = "priorities"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand in the checks of what belongs to priorities, and what of it hangs on a body."""
        # Models cannot be imported before the apps are known.
        from governance.records import add_checks  # noqa: PLC0415
        from governance.restructuring.hanging import add_hanging  # noqa: PLC0415
        from priorities.hanging import HANGING  # noqa: PLC0415
        from priorities.records import CHECKS  # noqa: PLC0415

        add_checks(*CHECKS)
        add_hanging(*HANGING)
