"""`manage.py import_figures FILE --as NAME`: record the values of indicators that a csv or xlsx holds, all or none."""

from pathlib import Path
from typing import Any

from governance.foundation.sentences import counted
from priorities.management.importing import ImportCommand
from priorities.sheets.figure_import import FiguresRead, Weighed, read_figures, record_figures, weigh


class Command(ImportCommand):
    """Run again with the same file, it finds every figure the same and writes nothing."""

    help = __doc__

    def handle(self, *args: Any, file: Path, username: str, dry_run: bool, verbosity: int, **options: Any) -> None:
        """Read every line, tell what is wrong, or else record what is new and what changed."""
        by = self.user_called(username)
        with self.opened(file) as opened:
            read = self._read(opened, by, verbosity)
            self.require_sound(read.faults)
            weighed = weigh(read.rows, by=by) if dry_run else record_figures(read.rows, by=by)
        if verbosity and read.beside:
            self.stdout.write(f"Passed over: {', '.join(read.beside)}.")
        if verbosity:
            self.stdout.write(_said(weighed, dry_run=dry_run))

    def _read(self, opened: Any, by: Any, verbosity: int) -> FiguresRead:
        with self.bar(None, "line", "Reading", verbosity=verbosity) as bar:

            def progress(count: int, of: int) -> None:
                bar.total = of
                bar.update(count - bar.n)

            return read_figures(opened, by=by, progress=progress)


def _said(weighed: Weighed, *, dry_run: bool) -> str:
    new, changed = counted(len(weighed.new), "new figure"), f"{len(weighed.changed):,} changed"
    done = "would be recorded" if dry_run else "recorded"
    return f"{new} and {changed} {done}; {weighed.same:,} the same."
