"""From a notice or a digest to one delivery for each follower."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from meetings.announcing import News
from partnership.engagement.models import Delivery, Digest, Follow, HowOften, Notice
from partnership.engagement.models.followers import FLAGS

ROWS_AT_ONCE = 2_000


def queue_notices() -> int:
    """Queue a mail for each follower of each new notice; how many. All or nothing for each notice."""
    queued = 0
    for notice in Notice.objects.filter(queued_at__isnull=True).for_mail():
        queued += queue_notice(notice)
    return queued


@transaction.atomic
def queue_notice(notice: Notice) -> int:
    """Queue a mail of `notice` for everybody who follows one of its bodies, or all, at once; how many."""
    locked = Notice.objects.select_for_update(no_key=True).filter(pk=notice.pk, queued_at__isnull=True).first()
    if locked is None:
        return 0
    follows = Follow.objects.active().filter(how_often=HowOften.AT_ONCE)
    followers = follows.of_bodies(notice.bodies).asking_for(notice.what).values_list("follower", flat=True).distinct()
    queued = _queue(followers, notice=notice)
    locked.queued_at = timezone.now()
    locked.save(update_fields=["queued_at"])
    return queued


def queue_digest(digest: Digest) -> int:
    """Queue a mail for everybody whom a notice of the digest's time concerns; how many."""
    notices = Notice.objects.between(digest.since, digest.until).for_mail()
    wanted = _wanted(notices)
    if wanted is None:
        return 0
    follows = Follow.objects.active().filter(wanted, how_often=digest.how_often)
    return _queue(follows.values_list("follower", flat=True).distinct(), digest=digest)


def _wanted(notices: Iterable[Notice]) -> Q | None:
    """Which follows ask for at least one of the notices; None where there are none."""
    bodies: dict[str, set[int]] = defaultdict(set)
    for notice in notices:
        bodies[FLAGS[News(notice.what)]] |= notice.bodies
    wanted = None
    for flag, keys in bodies.items():
        one = Q(**{flag: True}) & (Q(body__in=keys) | Q(body__isnull=True))
        wanted = one if wanted is None else wanted | one
    return wanted


def _queue(followers: Iterable[int], **of: Any) -> int:
    now = timezone.now()
    rows = [Delivery(follower_id=key, due_at=now, made_at=now, **of) for key in followers]
    # A row that stands already is left as it is: who was told is not told again.
    return len(Delivery.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE, ignore_conflicts=True))
