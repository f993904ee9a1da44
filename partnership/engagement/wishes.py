"""What somebody asked to follow, as it stands in a delivery and behind the link that confirms it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing

from governance.models import Body
from partnership.engagement.models import Delivery, Follower, HowOften

DAYS_TO_CONFIRM = 7

_SALT = "engagement.confirm"


class NotConfirmable(Exception):
    """A link to confirm that was changed on its way, is too old, or whose follower has stopped since."""


@dataclass(frozen=True)
class Wish:
    """What somebody asks for: a body (None: all of them), which news (fields of Follow), and how often."""

    body: Body | None
    news: Sequence[str]
    how_often: str = HowOften.AT_ONCE

    def stored(self) -> dict[str, Any]:
        """As a delivery keeps it."""
        return {"body": self.body.pk if self.body else None, "news": sorted(self.news), "often": self.how_often}


def confirmation_token(delivery: Delivery) -> str:
    """What the link to confirm ends in: signed, good for DAYS_TO_CONFIRM days."""
    return signing.dumps(delivery.pk, salt=_SALT)


def asked_for(token: str) -> tuple[Follower, Wish]:
    """Who asked for what, from the end of a link to confirm. Raises NotConfirmable."""
    try:
        key = signing.loads(token, salt=_SALT, max_age=datetime.timedelta(days=DAYS_TO_CONFIRM))
    except signing.BadSignature:
        raise NotConfirmable from None
    delivery = Delivery.objects.select_related("follower").filter(pk=key, asked__isnull=False).first()
    if delivery is None:
        raise NotConfirmable
    wish = wish_of(delivery)
    stopped = delivery.follower.unsubscribed_at
    if wish is None or (stopped and stopped > delivery.made_at):
        raise NotConfirmable
    return delivery.follower, wish


def wish_of(delivery: Delivery) -> Wish | None:
    """What the delivery asks to have confirmed; None where the body is no more."""
    asked: dict[str, Any] = delivery.asked or {}
    body = Body.objects.filter(pk=asked["body"]).first() if asked.get("body") else None
    if asked.get("body") and body is None:
        return None
    return Wish(body, asked.get("news", []), asked.get("often", HowOften.AT_ONCE))
