"""Writing the mails: plain text and HTML, with the headers by which mail programs stop them at one click (RFC 8058)."""

import hashlib
from collections.abc import Iterable
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from governance.foundation.sentences import listed
from partnership.engagement.models import Delivery, Digest, Follower, HowOften, Notice
from partnership.engagement.telling import PublicRecord, Telling
from partnership.engagement.wishes import DAYS_TO_CONFIRM, confirmation_token, wish_of
from partnership.engagement.wording import news_in_words

MOST_NAMES = 3
"""Bodies that the subject of a digest names."""


class Desk:
    """A batch of deliveries, and all that their mails need: a fixed number of queries for the batch."""

    def __init__(self, keys: Iterable[int]) -> None:
        chosen = Delivery.objects.filter(pk__in=keys).order_by("due_at", "pk").select_related("follower", "digest")
        self.deliveries = list(chosen.prefetch_related("follower__follows"))
        self._of_digest: dict[int, list[Notice]] = {}

    @cached_property
    def _single(self) -> dict[int, Notice]:
        keys = {each.notice_id for each in self.deliveries if each.notice_id}
        return {notice.pk: notice for notice in Notice.objects.filter(pk__in=keys).for_mail()}

    @cached_property
    def _gathered(self) -> dict[int, list[Notice]]:
        digests = {each.digest for each in self.deliveries if each.digest}
        return {each.pk: list(Notice.objects.between(each.since, each.until).for_mail()) for each in digests}

    @cached_property
    def _record(self) -> PublicRecord:
        return PublicRecord([*self._single.values(), *(n for notices in self._gathered.values() for n in notices)])

    def message_for(self, delivery: Delivery) -> EmailMultiAlternatives | None:
        """The mail; None where there is nothing to tell this follower any more."""
        if delivery.asked is not None:
            return _question(delivery)
        if delivery.digest is not None:
            notices, how_often = self._gathered[delivery.digest.pk], delivery.digest.how_often
        else:
            notices, how_often = [self._single[delivery.notice_id or 0]], HowOften.AT_ONCE.value
        wanted = [notice for notice in notices if _wants(delivery.follower, notice, how_often)]
        told = [telling for telling in map(self._record.telling, wanted) if telling]
        return _news(delivery, told) if told else None


def _wants(follower: Follower, notice: Notice, how_often: str) -> bool:
    """Whether one of the follower's follows asks for the notice at this rate."""
    return any(
        follow.how_often == how_often
        and follow.asks_for(notice.what)
        and (follow.body_id is None or follow.body_id in notice.bodies)
        for follow in follower.follows.all()
    )


def _question(delivery: Delivery) -> EmailMultiAlternatives | None:
    """The mail that asks whether the address is the follower's own; None where the body is no more."""
    wish = wish_of(delivery)
    if wish is None:
        return None
    name = wish.body.name if wish.body else "all bodies"
    facts = {
        "name": name,
        "news": news_in_words(wish.news),
        "how_often": HowOften(wish.how_often).label.lower(),
        "days": DAYS_TO_CONFIRM,
        "confirm": address("engagement:confirm", token=confirmation_token(delivery)),
    }
    return _mail(delivery, f"Confirm that you want to follow {name}", "question", facts)


def _news(delivery: Delivery, told: list[Telling]) -> EmailMultiAlternatives:
    subject = told[0].subject if delivery.digest is None else _subject_of_digest(delivery.digest, told)
    message = _mail(delivery, subject, "news", {"told": told, "is_digest": delivery.digest is not None})
    stop = address("engagement:stop", secret=delivery.follower.secret)
    ways = [f"<{stop}>"]
    if settings.MAIL_UNSUBSCRIBE_TO:
        ways.append(f"<mailto:{settings.MAIL_UNSUBSCRIBE_TO}?subject=stop%20{delivery.follower.secret}>")
    message.extra_headers |= {
        "List-Id": f"{settings.PORTAL_NAME} <following.{_host()}>",
        "List-Unsubscribe": ", ".join(ways),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return message


def _subject_of_digest(digest: Digest, told: list[Telling]) -> str:
    names = list(dict.fromkeys(each.names for each in told))
    shown = names[:MOST_NAMES] + (["others"] if len(names) > MOST_NAMES else [])
    rate = "Today" if digest.how_often == HowOften.DAILY else "This week"
    return f"{rate}: {listed(shown)}"


def _mail(delivery: Delivery, subject: str, template: str, facts: dict[str, Any]) -> EmailMultiAlternatives:
    follower = delivery.follower
    subject = " ".join(subject.split())
    facts |= {
        "subject": subject,
        "portal_name": settings.PORTAL_NAME,
        "portal_address": settings.BASE_URL,
        "is_example": settings.EXAMPLE_DATA,
        "known": follower.gets_mail,
        "manage": address("engagement:manage", secret=follower.secret),
        "stop": address("engagement:stop", secret=follower.secret),
        "privacy": address("privacy"),
    }
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"engagement/mail/{template}.txt", facts),
        to=[follower.email],
        headers={"Message-ID": message_id(delivery), "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string(f"engagement/mail/{template}.html", facts), "text/html")
    return message


def message_id(delivery: Delivery) -> str:
    """The same for each attempt at the same delivery, and telling nothing to others."""
    made = hashlib.sha256(f"{delivery.follower.secret} {delivery.pk}".encode()).hexdigest()
    return f"<{made[:32]}@{_host()}>"


def address(name: str, **parts: str) -> str:
    """The absolute address of a page."""
    return settings.BASE_URL + reverse(name, kwargs=parts)


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"
