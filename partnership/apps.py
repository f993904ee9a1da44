"""How Django loads the roof and the officers' site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PartnershipConfig(AppConfig):
    """The roof itself: sign-in, the day, the pages that every installation has."""

    name = "partnership"
    verbose_name = "Portal"

    def ready(self) -> None:
        """Register the system checks."""
        from partnership import checks  # noqa: F401, PLC0415  importing registers them


class PortalAdminConfig(AdminConfig):
    """The officers' site: the first floor's own class instead of the stock one."""

    default_site = "governance.foundation.editing.PortalAdminSite"
