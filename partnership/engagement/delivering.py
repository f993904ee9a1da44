"""Sending what waits: each mail once, however often the workers are killed.

SMTP has one moment of doubt for each mail. Until the line with the single dot arrives, the server must throw away what
it has read if the connection breaks; after its answer the mail is its own. In between lies one call to the system, and
the answer. So:

1. Mails are claimed in small batches, in a transaction of their own, under the name of the run (`Journal.worker`).
2. The whole text of a mail is sent except the last line. A worker killed until here has sent nothing.
3. The mark in the journal is set and the last line sent, straight after each other. A worker killed from here on
   *has* sent the mail: the system delivers what a dead process has written, and the server answers nobody.
4. The answer is recorded and committed at once, for each mail, and the mark taken away.

The next run reads the journals of the dead, which tell 2 from 3, and gives back every claim that was not handed over.
What remains is a kill between two machine instructions in step 3 (that mail is lost), a server that refuses a mail
after its last line while nobody listens (likewise), and a power cut (one mail may come twice). A living worker whose
connection breaks before the answer sends the mail again, as RFC 5321 demands; it bears the same Message-ID, by which
servers and readers know it for the same.
"""

import datetime
import logging
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.db.models import F, Min
from django.utils import timezone

from partnership.engagement import journal as journals
from partnership.engagement.courier import Courier, RefusedForGood, TryLater
from partnership.engagement.journal import Journal
from partnership.engagement.models import Delivery, Follower, Notice
from partnership.engagement.queueing import queue_notices
from partnership.engagement.writing import Desk

logger = logging.getLogger(__name__)

BATCH = 50
FIRST_WAIT = datetime.timedelta(minutes=1)
LONGEST_WAIT = datetime.timedelta(hours=4)
GIVE_UP_AFTER = datetime.timedelta(days=4)
"""As long as mail servers themselves try."""

WITHOUT_JOURNAL = datetime.timedelta(minutes=15)
"""After this time a claim whose worker left no journal here is given back."""

Progress = Callable[[], object]


def anything_waits() -> bool:
    """Whether there is a mail that is due or in somebody's hands, or a notice without its mails."""
    now = timezone.now()
    claimed = Delivery.objects.filter(state=Delivery.State.CLAIMED)
    unqueued = Notice.objects.filter(queued_at__isnull=True)
    return unqueued.exists() or Delivery.objects.due(now).exists() or claimed.exists()


def next_due() -> datetime.datetime | None:
    """When the next of the waiting mails is due."""
    return Delivery.objects.waiting().aggregate(at=Min("due_at"))["at"]


def deliver(*, most: int | None = None, progress: Progress | None = None) -> int:
    """Send the mails that are due, `most` at most; return how many the server took.

    First settles what dead workers left and queues a mail for each follower of new notices. Calls `progress` for
    each mail. Ends early where the server takes none; then all wait.
    """
    if not settings.MAIL_IS_SET_UP:
        return 0
    settle_the_dead()
    queue_notices()
    sent = 0
    with Journal.opened() as journal, Courier() as courier:
        try:
            while keys := claim(journal.worker, BATCH if most is None else min(BATCH, most - sent)):
                taken = _send_batch(keys, journal, courier, progress)
                sent += taken.sent
                if taken.ended or (most is not None and sent >= most):
                    break
        finally:
            settle(journal.left)
    return sent


@transaction.atomic
def claim(worker: str, most: int) -> list[int]:
    """Take the next mails in hand; their keys. Two workers never take the same."""
    now = timezone.now()
    keys = list(Delivery.objects.due(now).select_for_update(skip_locked=True).values_list("pk", flat=True)[:most])
    Delivery.objects.filter(pk__in=keys).update(state=Delivery.State.CLAIMED, worker=worker, claimed_at=now)
    return keys


def settle_the_dead() -> None:
    """Settle what dead workers left, those whose journal is lost included."""
    for left in journals.left_by_the_dead():
        settle(left)
    old = Delivery.objects.filter(
        state=Delivery.State.CLAIMED, claimed_at__lt=timezone.now() - WITHOUT_JOURNAL
    ).values_list("worker", flat=True)
    for worker in set(old):
        if not journals.has_journal(worker):
            settle(journals.Left(worker, None))


@transaction.atomic
def settle(left: journals.Left) -> None:
    """Count as sent what a worker had handed over, give back the rest of its claims, and remove its journal."""
    claims = Delivery.objects.claimed_by(left.worker)
    if left.delivery is not None:
        claims.filter(pk=left.delivery).update(
            state=Delivery.State.SENT, sent_at=timezone.now(), last_error="Handed over; the answer was not seen."
        )
    claims.update(state=Delivery.State.WAITING, worker="", claimed_at=None)
    transaction.on_commit(lambda: journals.remove(left.worker))


class _Taken:
    """How a batch went."""

    def __init__(self) -> None:
        self.sent = 0
        self.ended = False


def _send_batch(keys: list[int], journal: Journal, courier: Courier, progress: Progress | None) -> _Taken:
    """Send a claimed batch, one mail after the other."""
    taken = _Taken()
    desk = Desk(keys)
    for delivery in desk.deliveries:
        message = desk.message_for(delivery) if _still_wanted(delivery) else None
        if message is None:
            _close(delivery, Delivery.State.DROPPED)
        else:
            journal.take(delivery.pk)
            try:
                courier.hand_over(message, journal)
            except TryLater as error:
                if _postpone(delivery, error):
                    taken.ended = True
                    break
            except RefusedForGood as error:
                _give_up(delivery, error)
            else:
                _close(delivery, Delivery.State.SENT)
                journal.put_down()
                taken.sent += 1
        if progress:
            progress()
    return taken


def _still_wanted(delivery: Delivery) -> bool:
    """Whether the follower wants mail at this moment: the batch was read a while ago."""
    follower = Follower.objects.filter(pk=delivery.follower_id).first()
    if follower is None:
        return False
    if delivery.asked is not None:
        return not (follower.unsubscribed_at and follower.unsubscribed_at > delivery.made_at)
    return follower.gets_mail


def _close(delivery: Delivery, state: Delivery.State, reason: str = "") -> None:
    """Write what became of a mail, committed at once."""
    sent_at = timezone.now() if state == Delivery.State.SENT else None
    Delivery.objects.filter(pk=delivery.pk).update(
        state=state, sent_at=sent_at, last_error=reason[:300], attempts=F("attempts") + 1
    )


def _give_up(delivery: Delivery, error: RefusedForGood) -> None:
    """Write that a mail was refused for good, and where there is no such address, that it gets no more."""
    logger.warning("%s was refused for good: %s", delivery, error)
    with transaction.atomic():
        _close(delivery, Delivery.State.REFUSED, str(error))
        if error.address:
            Follower.objects.filter(pk=delivery.follower_id).update(refused_at=timezone.now())


def _postpone(delivery: Delivery, error: TryLater) -> bool:
    """Let a mail wait, twice as long each time, for four days in all; whether every mail has to wait."""
    now = timezone.now()
    logger.warning("%s has to wait: %s", delivery, error)
    later = now + min(FIRST_WAIT * 2 ** min(delivery.attempts, 10), LONGEST_WAIT)
    if now - delivery.made_at > GIVE_UP_AFTER:
        _close(delivery, Delivery.State.REFUSED, str(error))
    else:
        Delivery.objects.filter(pk=delivery.pk).update(
            state=Delivery.State.WAITING,
            worker="",
            claimed_at=None,
            due_at=later,
            attempts=F("attempts") + 1,
            last_error=str(error)[:300],
        )
    if error.everything:
        # The rest of the batch is given back when the run ends; it is due again, but not before this one.
        open_ones = Delivery.objects.filter(state__in=[Delivery.State.WAITING, Delivery.State.CLAIMED])
        open_ones.filter(due_at__lt=later).update(due_at=later)
    return error.everything
