"""Measure the portal in a database of its own, beside the bare things that it is compared with."""

import argparse
import os
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django

PARTS = ["structure", "writes", "printing", "minutes", "pack", "mailing", "importing", "plans"]


@contextmanager
def database_of_its_own() -> Iterator[None]:
    """A new database on the server of DATABASE_URL, or a new SQLite file; gone afterwards."""
    address = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        if not address.startswith("postgres"):
            os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
            yield
            return
        import psycopg2  # noqa: PLC0415 - only where there is a server

        name = f"bench_{uuid.uuid4().hex[:12]}"
        server = psycopg2.connect(address)
        server.autocommit = True
        try:
            server.cursor().execute(f"CREATE DATABASE {name}")
            os.environ["DATABASE_URL"] = urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
            yield
        finally:
            server.cursor().execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            server.close()


def main() -> int:
    """Measure, print, and say with the exit code whether the goals were reached: 1 where one was missed."""
    reader = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    reader.add_argument("--bodies", type=int, default=10_000, help="how many bodies the great partnership has")
    reader.add_argument("only", nargs="*", choices=[*PARTS, []], help="what to measure")
    asked = reader.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    with database_of_its_own():
        django.setup()
        from tests.bench.running import run  # noqa: PLC0415 - Django must be set up first

        missed = run(asked.only or PARTS, bodies=asked.bodies)
    for sentence in missed:
        print(f"Missed: {sentence}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
