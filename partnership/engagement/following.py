"""The deeds of followers: asking, confirming, changing, stopping, being forgotten.

They take no `by=`: a follower has no account, and whoever holds the secret of a link may use it.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.encoding import punycode

from partnership.engagement.models import Delivery, Follow, Follower
from partnership.engagement.models.followers import FLAGS
from partnership.engagement.tasks import wake
from partnership.engagement.wishes import DAYS_TO_CONFIRM, Wish, asked_for

DAYS_KEPT_AFTER_STOPPING = 7
DAYS_MAIL_IS_KEPT = 30
"""How long a row says that a mail was sent to a follower."""

MOST_ASKED_A_DAY = 3
"""Mails a day by which strangers may make the portal ask one address whether it wants mail."""

ASKED_ALREADY = datetime.timedelta(minutes=10)
"""The same wish again within this time is the same click."""


def normalised(email: str) -> str:
    """One way of writing each address: small letters, the domain in ASCII."""
    local, _, domain = email.strip().rpartition("@")
    return f"{local}@{punycode(domain)}".lower()


@transaction.atomic
def ask_to_follow(email: str, *, wish: Wish) -> None:
    """Queue a mail that asks whether the address wants this; nothing is followed before it is confirmed.

    Answers nothing, so that nobody learns whether the address is known. Queues no mail where the same was asked
    within ten minutes, or for the fourth time in a day.
    """
    follower, _ = Follower.objects.get_or_create(email=normalised(email))
    follower = Follower.objects.select_for_update(no_key=True).get(pk=follower.pk)
    now = timezone.now()
    earlier = follower.deliveries.filter(asked__isnull=False, made_at__gt=now - datetime.timedelta(days=1))
    asked = [(each.asked, each.made_at) for each in earlier]
    if len(asked) >= MOST_ASKED_A_DAY or any(a == wish.stored() and at > now - ASKED_ALREADY for a, at in asked):
        return
    follower.asked_at = now
    follower.save(update_fields=["asked_at"])
    Delivery.objects.create(follower=follower, asked=wish.stored())
    wake()


@transaction.atomic
def confirm(token: str) -> tuple[Follower, Wish]:
    """Begin to follow, from the end of a link to confirm; a second time changes nothing. Raises NotConfirmable."""
    follower, wish = asked_for(token)
    follower = Follower.objects.select_for_update(no_key=True).get(pk=follower.pk)
    if not follower.gets_mail:
        follower.confirmed_at = follower.confirmed_at or timezone.now()
        follower.unsubscribed_at = follower.refused_at = None
        follower.save(update_fields=["confirmed_at", "unsubscribed_at", "refused_at"])
    Follow.objects.update_or_create(follower=follower, body=wish.body, defaults=_facts(wish.news, wish.how_often))
    return follower, wish


@transaction.atomic
def change(follow: Follow, *, news: Sequence[str], how_often: str) -> Follow:
    """Follow the same body for other news, or at other times."""
    for field, value in _facts(news, how_often).items():
        setattr(follow, field, value)
    follow.save()
    return follow


def _facts(news: Sequence[str], how_often: str) -> dict[str, Any]:
    return {**{name: name in news for name in FLAGS.values()}, "how_often": how_often}


@transaction.atomic
def stop_following(follow: Follow) -> Follower:
    """Follow this no longer; with the last one, all mail stops."""
    follower = follow.follower
    follow.delete()
    return follower if follower.follows.exists() else stop(follower)


@transaction.atomic
def stop(follower: Follower) -> Follower:
    """Stop all mail at once; the address is forgotten after DAYS_KEPT_AFTER_STOPPING days, or when asked to.

    What waits to be sent is dropped. A mail that is already on its way to the server cannot be called back.
    """
    follower = Follower.objects.select_for_update(no_key=True).get(pk=follower.pk)
    if follower.unsubscribed_at is None:
        follower.unsubscribed_at = timezone.now()
        follower.save(update_fields=["unsubscribed_at"])
    follower.follows.all().delete()
    follower.deliveries.waiting().update(state=Delivery.State.DROPPED)
    return follower


@transaction.atomic
def forget(follower: Follower) -> None:
    """Erase all that the portal knows of a follower."""
    follower.delete()


@transaction.atomic
def forget_old() -> int:
    """Erase addresses that were not confirmed in time, or that stopped or were refused a week ago; how many.

    Also what was sent to whom more than DAYS_MAIL_IS_KEPT days ago.
    """
    now = timezone.now()
    unconfirmed = Follower.objects.filter(
        confirmed_at__isnull=True, asked_at__lt=now - datetime.timedelta(days=DAYS_TO_CONFIRM)
    )
    limit = now - datetime.timedelta(days=DAYS_KEPT_AFTER_STOPPING)
    gone = Follower.objects.filter(unsubscribed_at__lt=limit) | Follower.objects.filter(refused_at__lt=limit)
    old = now - datetime.timedelta(days=DAYS_MAIL_IS_KEPT)
    Delivery.objects.filter(made_at__lt=old).exclude(state=Delivery.State.CLAIMED).delete()
    # One who stopped and asked again since is not forgotten before the answer is due.
    asked_lately = now - datetime.timedelta(days=DAYS_TO_CONFIRM)
    forgotten = [*unconfirmed, *gone.exclude(asked_at__gt=asked_lately)]
    for follower in forgotten:
        follower.delete()
    return len(forgotten)
