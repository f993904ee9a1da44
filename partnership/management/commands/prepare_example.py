"""Have the example ready to serve: tables, records, static files, and passwords for its accounts."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from partnership.static_files import static_fingerprint


class Command(BaseCommand):
    """``make run`` calls this; it is quick when there is nothing to do."""

    help = (
        "Migrates, loads the example partnerships, collects static files and sets the passwords of the example "
        "accounts, which come as JSON on standard input."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let the reloading server go without collected files."""
        parser.add_argument("--no-static", action="store_true", help="do not collect static files")

    def handle(self, *args: Any, no_static: bool = False, **options: Any) -> None:
        """Prepare, in the order in which each step needs the one before."""
        self.migrate()
        self.load_example()
        if not no_static:
            self.collect_static()
        self.set_passwords(self.passwords())

    def migrate(self) -> None:
        """Bring the tables up to date."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Making the tables …")
            call_command("migrate", verbosity=0, interactive=False)

    def load_example(self) -> None:
        """Load the example partnerships; loading them again changes nothing."""
        if "load_example" not in get_commands():
            raise CommandError("There is no load_example command: the checkout is not complete.")
        call_command("load_example", stdout=self.stdout)

    def collect_static(self) -> None:
        """Copy, name and compress the static files when any has changed."""
        stamp = settings.DATA_DIR / "static-files-collected"
        mark = static_fingerprint()
        if stamp.is_file() and stamp.read_text() == mark:
            return
        self.stdout.write("Compressing the static files …")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(mark)

    def passwords(self) -> dict[str, str]:
        """Return the password of each account, read from standard input."""
        if sys.stdin.isatty():
            return {}
        given = json.loads(sys.stdin.read() or "{}")
        if not isinstance(given, dict) or not all(isinstance(value, str) and value for value in given.values()):
            raise CommandError("The passwords must be a JSON object of account names and passwords.")
        return given

    def set_passwords(self, passwords: Mapping[str, str]) -> None:
        """Give each account its password. An account that is not there is an error: none is made here."""
        accounts = {account.username: account for account in User.objects.filter(username__in=passwords)}
        if missing := sorted(set(passwords) - set(accounts)):
            raise CommandError(f"The example has no account {', '.join(missing)}.")
        # Hashing is slow by design and leaves Python's lock, so the accounts share the processors.
        with ThreadPoolExecutor() as threads:
            hashes = threads.map(make_password, passwords.values())
        for account, hashed in zip(map(accounts.__getitem__, passwords), hashes, strict=True):
            account.password = hashed
            account.save(update_fields=["password"])
