"""`manage.py remind_owners`: write to owners of actions that are due in a week or overdue. Run it once a day."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from meetings.actions.reminding import Letter, letters_for, remind

SECONDS_IN_SILENCE = 2


class Command(BaseCommand):
    """One mail an owner and day. Run twice on a day, it sends only what could not be sent the first time."""

    help = "Remind owners of actions that are due within a week, and every week of those that are overdue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer --dry-run."""
        parser.add_argument("--dry-run", action="store_true", help="say who would be written to; send nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write to everybody whose turn it is; one address that fails does not keep mail from the others."""
        day = timezone.localdate()
        letters = letters_for(day)
        if options["dry_run"]:
            for letter in letters:
                self.stdout.write(_said(letter))
            self.stdout.write(f"{_mails(len(letters))} would be sent.")
            return
        sent, failed = 0, []
        for letter in tqdm(letters, desc="Reminding", unit="mail", delay=SECONDS_IN_SILENCE, leave=False):
            try:
                sent += remind(letter, day)
            except Exception as error:  # noqa: BLE001 - whatever went wrong with one must not stop the rest
                failed.append(f"{letter.owner}: {type(error).__name__}")
        self.stdout.write(f"{_mails(sent)} {'was' if sent == 1 else 'were'} sent.")
        if failed:
            raise CommandError(f"{_mails(len(failed))} could not be sent: {'; '.join(failed)}.", returncode=1)


def _said(letter: Letter) -> str:
    actions = ", ".join(f"{due.line.action.body} {due.line.action.reference} ({due.kind})" for due in letter.dues)
    return f"{letter.owner}: {actions}"


def _mails(number: int) -> str:
    return f"{number} {'mail' if number == 1 else 'mails'}"
