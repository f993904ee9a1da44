"""Signed links: an address by which the owner of one action reports on it without an account.

A link names the action and its owner, is signed with the portal's key, and lasts LIFE. It opens nothing once the
action has another owner, or is not published. Nothing is stored for it.
"""

import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from governance.models import Person
from meetings.models import Action

SALT = "meetings.actions.signed_links.report"
LIFE = datetime.timedelta(days=45)
"""Longer than from the first reminder to the fourth after the due day."""


def report_token(action: Action, owner: Person) -> str:
    """The end of the address by which `owner` reports on `action`."""
    return signing.dumps({"action": action.pk, "owner": owner.pk}, salt=SALT)


def report_address(action: Action, owner: Person) -> str:
    """The whole address by which `owner` reports on `action`."""
    return settings.BASE_URL + reverse("meetings:report", args=[report_token(action, owner)])


def action_of(token: str) -> Action | None:
    """The action that a link's token opens, with its owner; None for one that is forged, too old or void."""
    try:
        named: Any = signing.loads(token, salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return None
    rows = Action.objects.published().for_page().filter(owner__isnull=False)
    return rows.filter(pk=named["action"], owner=named["owner"]).first()
