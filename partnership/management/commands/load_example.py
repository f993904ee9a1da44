"""Load the example partnerships."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from governance.foundation.printing import Unprintable
from governance.models import TermsOfReference, TermsSection
from governance.terms.terms_printing import print_terms
from partnership.example.loading import amount, asked_for, load
from partnership.example.reading import BadExampleError, tellings

ATTEMPTS = 6
"""How often the printer is asked for one document while other processes keep it busy; each waits some seconds."""


class Command(BaseCommand):
    """Loading a second time changes nothing."""

    help = "Loads the example partnerships, or those named and what they need, and makes the example accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let somebody choose among the partnerships."""
        parser.add_argument("partnerships", nargs="*", help="addresses such as redcar-and-cleveland; none: all of them")

    def handle(self, *args: Any, partnerships: list[str], verbosity: int, **options: Any) -> None:
        """Read every file before anything is written, then load what is missing and say what was done."""
        try:
            loaded = self.load(partnerships, quiet=verbosity == 0)
        except BadExampleError as error:
            raise CommandError(str(error)) from error
        except Unprintable as error:
            raise CommandError(f"{error} Run load_example again: it goes on where it stopped.") from error
        words = f"Loaded the example partnerships: {', '.join(loaded)}." if loaded else "The example stands already."
        if verbosity:
            self.stdout.write(words)

    def load(self, partnerships: list[str], *, quiet: bool) -> list[str]:
        """Load what is missing, with a bar that shows how far it has got, and return the loaded partnerships."""
        told = tellings()
        if unknown := sorted(set(partnerships) - {telling.partnership.slug for telling in told}):
            raise CommandError(f"The example has no partnership {', '.join(unknown)}.")
        told = asked_for(told, partnerships)
        missing = amount(told)
        hidden = True if quiet or not missing else None  # None: shown on a terminal only
        with tqdm(total=missing, unit="entry", leave=False, disable=hidden) as bar:

            def progress(partnership: str) -> None:
                bar.set_description(partnership, refresh=False)
                bar.update()

            return load(told, printer=print_patiently, progress=progress)


def print_patiently(terms: TermsOfReference, sections: Sequence[TermsSection]) -> bytes:
    """The PDF of terms, asked for again while other processes keep the printer busy."""
    for _ in range(ATTEMPTS - 1):
        try:
            return print_terms(terms, sections)
        except Unprintable as error:
            if error.reason != "busy":
                raise
    return print_terms(terms, sections)
