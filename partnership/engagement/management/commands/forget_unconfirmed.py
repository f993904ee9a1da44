"""Forget the addresses that the portal need not know any more."""

from typing import Any

from django.core.management.base import BaseCommand

from partnership.engagement.following import forget_old


class Command(BaseCommand):
    """Run it every day, unless send_digests is."""

    help = "Erases addresses that were not confirmed within 7 days, and those that stopped or were refused 7 days ago."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Say how many there were, and no more."""
        forgotten = forget_old()
        if verbosity:
            self.stdout.write(f"Addresses forgotten: {forgotten}.")
