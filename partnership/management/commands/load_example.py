"""Load the example partnerships."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from governance.terms_printing import print_terms
from partnership.example.loading import amount, asked_for, load
from partnership.example.reading import BadExampleError, tellings


class Command(BaseCommand):
    """Loading a second time changes nothing."""

    help = "Loads the example partnerships, or those named and what they need, and makes the example accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let somebody choose among the partnerships."""
        parser.add_argument("partnerships", nargs="*", help="addresses such as redcar-and-cleveland; none: all of them")

    def handle(self, *args: Any, partnerships: list[str], **options: Any) -> None:
        """Read every file before anything is written, then load what is missing."""
        try:
            self.load(partnerships)
        except BadExampleError as error:
            raise CommandError(str(error)) from error

    def load(self, partnerships: list[str]) -> None:
        """Load what is missing, and say what was done."""
        told = tellings()
        if unknown := sorted(set(partnerships) - {telling.partnership.slug for telling in told}):
            raise CommandError(f"The example has no partnership {', '.join(unknown)}.")
        told = asked_for(told, partnerships)
        missing = amount(told)
        with tqdm(total=missing, unit="entry", leave=False, disable=None if missing else True) as bar:

            def progress(partnership: str) -> None:
                bar.set_description(partnership, refresh=False)
                bar.update()

            loaded = load(told, printer=print_terms, progress=progress)
        self.stdout.write(
            f"Loaded the example partnerships: {', '.join(loaded)}." if loaded else "The example stands already."
        )
