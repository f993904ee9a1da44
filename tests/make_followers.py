"""Plain makers of followers, notices and their mails."""

import itertools
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from governance.models import Body
from meetings.announcing import News
from meetings.models import Meeting
from partnership.engagement.listening import label_of
from partnership.engagement.models import Follow, Follower, HowOften, Notice
from partnership.engagement.models.followers import FLAGS
from partnership.engagement.secrets_in_links import new_secret

EVERYTHING = tuple(dict.fromkeys(FLAGS.values()))

_numbers = itertools.count(1)


def make_follower(
    email: str = "",
    *,
    body: Body | None = None,
    news: Iterable[str] = EVERYTHING,
    how_often: str = HowOften.AT_ONCE,
    follows: bool = True,
    confirmed: bool = True,
    **facts: Any,
) -> Follower:
    """A follower with one follow, of all bodies unless one is named, or with none (`follows=False`)."""
    email = email or f"follower-{next(_numbers)}@example.org"
    follower = Follower.objects.create(email=email, confirmed_at=timezone.now() if confirmed else None, **facts)
    if follows:
        make_follow(follower, body, news=news, how_often=how_often)
    return follower


def make_follow(
    follower: Follower, body: Body | None, *, news: Iterable[str] = EVERYTHING, how_often: str = HowOften.AT_ONCE
) -> Follow:
    """One more follow."""
    wanted = set(news)
    return Follow.objects.create(
        follower=follower, body=body, how_often=how_often, **{name: name in wanted for name in EVERYTHING}
    )


def make_crowd(body: Body | None, number: int) -> None:
    """Many confirmed followers of one body, or of all, at once: `crowd-0@example.org` and so on."""
    now = timezone.now()
    people = Follower.objects.bulk_create(
        (Follower(email=f"crowd-{n}@example.org", confirmed_at=now, secret=new_secret()) for n in range(number)),
        batch_size=2_000,
    )
    Follow.objects.bulk_create((Follow(follower=person, body=body) for person in people), batch_size=2_000)


def make_notice(meeting: Meeting, what: News = News.AGENDA, record: Any = None) -> Notice:
    """A notice that is not queued yet, as the listener writes it."""
    return Notice.objects.create(what=what.value, meeting=meeting, record=label_of(what, meeting, record or meeting))
