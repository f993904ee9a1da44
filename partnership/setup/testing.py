"""`make test` and `make bench`: the same tests on both databases."""

import os
import subprocess
from collections.abc import Sequence

from partnership.setup.places import PROJECT, PYTHON
from partnership.setup.terminal import Stop
from partnership.setup.throwaway_postgres import find_programs, throwaway_postgres

# A module stays in one process, so that what its tests share is made once.
IN_PARALLEL = ["-n", "2", "--dist", "loadscope"]


def run_on_both(arguments: Sequence[str]) -> int:
    """Run the tests on SQLite, then on PostgreSQL; return the first status that is not nought."""
    summary = {"SQLite": _pytest(arguments, database="", named="SQLite")}
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        summary["PostgreSQL"] = _pytest(arguments, database=given, named="the PostgreSQL server of DATABASE_URL")
    elif find_programs() is not None:
        with throwaway_postgres() as address:
            summary["PostgreSQL"] = _pytest(arguments, database=address, named="a temporary PostgreSQL server")
    elif os.environ.get("CI"):
        raise Stop("PostgreSQL is not installed, and CI must test on it.")
    else:
        print("\nPostgreSQL was not tested: `apt-get install postgresql` lets the tests start a server of their own.")
    print("\n" + "; ".join(f"{name}: {'passed' if not status else 'FAILED'}" for name, status in summary.items()))
    return next((status for status in summary.values() if status), 0)


def bench(arguments: Sequence[str]) -> int:
    """Run the benchmark on the database of DATABASE_URL, or on SQLite."""
    return subprocess.run([PYTHON, "-m", "tests.bench", *arguments], cwd=PROJECT, check=False).returncode


def _pytest(arguments: Sequence[str], *, database: str, named: str) -> int:
    """Run the tests on one database and return pytest's status."""
    print(f"\nTests on {named}\n", flush=True)
    settings = {**os.environ, "DATABASE_URL": database, "PYTHONDONTWRITEBYTECODE": ""}
    command = [PYTHON, "-m", "pytest", *IN_PARALLEL, *arguments]
    return subprocess.run(command, cwd=PROJECT, env=settings, check=False).returncode
