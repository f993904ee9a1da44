"""Erase one follower who asked to be forgotten."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partnership.engagement.following import forget, normalised
from partnership.engagement.models import Follower


class Command(BaseCommand):
    """For somebody who writes instead of using the link in a mail."""

    help = "Erases an e-mail address and all that the portal knows about it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which address."""
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        """Erase it; say so where it is not known."""
        follower = Follower.objects.filter(email=normalised(email)).first()
        if follower is None:
            raise CommandError("Nobody follows with that address.")
        forget(follower)
        self.stdout.write("Forgotten.")
