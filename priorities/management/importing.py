"""What the commands that import files share: who acts, the file, the bar, and how bad lines are told."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from governance.foundation.deeds import Refused
from governance.foundation.sentences import counted
from priorities.sheets.tables import Fault

MOST_FAULTS = 100


class ImportCommand(BaseCommand):
    """A command that reads a file on behalf of somebody, and writes all of it or nothing."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and who acts."""
        parser.add_argument("file", type=Path, help="an .xlsx or .csv")
        parser.add_argument("--as", dest="username", required=True, help="the account that imports, with its rights")
        parser.add_argument("--dry-run", action="store_true", help="say what would be written; write nothing")

    def user_called(self, username: str) -> Any:
        """The account. Raises CommandError."""
        user = get_user_model().objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account {username}.")
        return user

    @contextmanager
    def opened(self, path: Path) -> Iterator[File]:
        """The file; what is refused while it is open ends the command with its sentence."""
        try:
            with path.open("rb") as opened:
                yield File(opened, name=path.name)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal

    def bar(self, total: int | None, unit: str, what: str, *, verbosity: int) -> Any:
        """A bar that shows how far it has got, on a terminal alone."""
        hidden = True if verbosity == 0 else None
        # What is written to `stderr` itself ends its line, and the bar must stay on one.
        terminal = self.stderr._out
        return tqdm(total=total, unit=unit, desc=what, leave=False, disable=hidden, file=terminal)

    def require_sound(self, faults: Iterable[Fault]) -> None:
        """Tell every bad line, and stop where there is one. Raises CommandError."""
        faults = list(faults)
        for fault in faults[:MOST_FAULTS]:
            place = f"line {fault.line}, {fault.column}" if fault.column else f"line {fault.line}"
            self.stderr.write(f"{place}: {fault.sentence}")
        if len(faults) > MOST_FAULTS:
            self.stderr.write(f"and {len(faults) - MOST_FAULTS:,} more")
        if faults:
            raise CommandError(f"Nothing was written: {counted(len(faults), 'thing is', 'things are')} wrong.")
