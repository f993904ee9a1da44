"""Make the digests that are due, send what waits, and forget whom the portal need not know any more."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from partnership.engagement.delivering import deliver
from partnership.engagement.digests import make_digests
from partnership.engagement.following import forget_old
from partnership.engagement.models import Delivery
from partnership.engagement.queueing import queue_notices


class Command(BaseCommand):
    """Safe to repeat, at any time and beside the worker: nobody gets a digest twice."""

    help = "Queues the digests of the day or the week, sends all mail that is due, and forgets old addresses."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Do it with a bar that shows how far it has got."""
        if not settings.MAIL_IS_SET_UP:
            raise CommandError("EMAIL_URL is not set, so the portal sends no mail.")
        forgotten = forget_old()
        made = make_digests(timezone.now())
        queue_notices()
        due = Delivery.objects.due(timezone.now()).count()
        hidden = True if verbosity == 0 or not due else None  # None: shown on a terminal only
        with tqdm(total=due, unit="mail", leave=False, disable=hidden) as bar:
            sent = deliver(progress=bar.update)
        if verbosity:
            self.stdout.write(f"Digests queued: {made}. Mails sent: {sent}. Addresses forgotten: {forgotten}.")
