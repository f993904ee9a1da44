"""What is wrong with an installation that starts all the same."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.compatibility, deploy=True)
def contact_is_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Ask for a contact: the accessibility and privacy pages promise one."""
    if settings.PORTAL_CONTACT:
        return []
    return [
        Warning(
            "PORTAL_CONTACT is not set, so the accessibility and privacy pages name nobody to write to.",
            hint="Set it to an e-mail address that somebody reads.",
            id="portal.W001",
        )
    ]
