"""`manage.py appoint_administrator NAME`: how a new portal gets its first administrator."""

import getpass
import sys
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from governance.foundation.access import Role
from governance.foundation.deeds import Refused, write
from governance.models import Appointment


class Command(BaseCommand):
    """Appoints an account as administrator from today, and makes the account where there is none of that name."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """The account's name."""
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for a password where the account is new; then appoint."""
        username = options["username"]
        users = get_user_model().objects
        password = None if users.filter(username=username).exists() else _asked_for()
        try:
            with transaction.atomic():
                user = users.filter(username=username).first() or users.create_user(username, password=password)
                write(Appointment(user=user, role=Role.ADMINISTRATOR, starts=timezone.localdate()), by=user)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"{username} is an administrator of the portal from today.")


def _asked_for() -> str:
    """A password typed twice at a terminal, or one line of standard input."""
    if not sys.stdin.isatty():
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = getpass.getpass("Password for the new account: ")
        if getpass.getpass("The same again: ") != password:
            raise CommandError("The two passwords differ: try again.")
    try:
        validate_password(password)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return password
