"""The way from a page to following what it is about."""

from typing import Any

from django import template
from django.conf import settings

from governance.models import Body

register = template.Library()


@register.inclusion_tag("engagement/_follow_link.html")
def follow_link(body: Body | None = None, name: str = "") -> dict[str, Any]:
    """Write `{% follow_link body %}`, or without a body for all of them; nothing where the portal sends no mail.

    `name` is what the page calls the body, where that is not today's name.
    """
    return {"body": body, "name": name or body, "mail_is_set_up": settings.MAIL_IS_SET_UP}
