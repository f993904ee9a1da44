"""`manage.py check_records`: judge the records, and mend the index of today where asked to."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from governance.foundation.deeds import Refused
from governance.foundation.sentences import counted
from governance.records import every_check, faults
from governance.restructuring.index import rebuild

SECONDS_IN_SILENCE = 2


class Command(BaseCommand):
    """Prints a sentence a fault and exits with 1 when there is one."""

    help = "Check every rule that the records must keep; --fix rebuilds the index of today from the periods."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer --fix."""
        parser.add_argument("--fix", action="store_true", help="rebuild the index of today from the periods")

    def handle(self, *args: Any, **options: Any) -> None:
        """Mend if asked to, then check."""
        if options["fix"]:
            self._mend()
        found = 0
        progress = tqdm(every_check(), desc="Checking", unit="check", delay=SECONDS_IN_SILENCE, leave=False)
        for sentence in faults(progress):
            self.stdout.write(sentence)
            found += 1
        if found:
            raise CommandError(f"{counted(found, 'fault')} found.", returncode=1)
        self.stdout.write("No fault found.")

    def _mend(self) -> None:
        try:
            mended = rebuild()
        except Refused as refusal:
            self.stdout.write(f"Nothing was mended. {refusal}")
            return
        for sentence in mended:
            self.stdout.write(sentence)
        self.stdout.write(f"The index was rebuilt: {counted(len(mended), 'body', 'bodies')} mended.")
