"""The one task of the queue, and who wakes it.

The task does all that waits, whoever asked for it and however often; so it may be asked for once too often, and a
second worker may do it at the same time. A worker that is killed takes its row of the task table with it into
oblivion. So each run, before it begins, asks for another MAIL_LOOK_AGAIN_SECONDS later, which finds what the killed
one left.
"""

import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, default_task_backend, task
from django_tasks_db.models import DBTaskResult

from partnership.engagement.delivering import anything_waits, deliver, next_due

MOST_IN_A_REQUEST = 50
"""Mails sent at once where there is no worker, and whoever publishes waits for them."""


@task()
def send_waiting() -> int:
    """Send every mail that is due; return how many the servers took."""
    if not default_task_backend.supports_defer:
        return deliver(most=MOST_IN_A_REQUEST)
    if anything_waits():
        wake(at=timezone.now() + datetime.timedelta(seconds=settings.MAIL_LOOK_AGAIN_SECONDS))
    sent = deliver()
    later = next_due()
    if later:
        wake(at=later)
    return sent


def wake(at: Any = None) -> None:
    """Ask for `send_waiting`, now or at a later time; part of the transaction in which it is asked.

    Without a worker (TASK_QUEUE=immediate) it is run once the transaction is done; later times are then left to
    `manage.py send_digests`, which sends what waits as well.
    """
    if not default_task_backend.supports_defer:
        if at is None:
            transaction.on_commit(send_waiting.enqueue)
    elif at is None:
        # Always a new row: one that stands may be taken by a worker who does not yet see what we have written.
        send_waiting.enqueue()
    elif not _stands_before(at):
        send_waiting.using(run_after=at).enqueue()


def _stands_before(at: datetime.datetime) -> bool:
    rows = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=send_waiting.module_path)
    return rows.filter(run_after__lte=at).exists()
