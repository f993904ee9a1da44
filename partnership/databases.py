"""The two databases that the portal runs on, and how each is opened."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url

from partnership.environment import Misconfigured

# Write-ahead log: readers never wait for a writer. FULL: an acknowledged write survives a power
# cut. secure_delete: an erased name is overwritten on disk. The log is folded into the file every 16 MB, not
# every 4: each time costs the writer whose turn it is two more waits for the disk.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON; "
    "PRAGMA wal_autocheckpoint=4000;"
)
SECONDS_TO_WAIT = 20
SECONDS_KEPT_OPEN = 600


def database(address: str, *, default_file: Path) -> dict[str, Any]:
    """Return Django's settings for DATABASE_URL; an empty address means SQLite in ``default_file``."""
    if not address:
        return _sqlite(default_file)
    scheme = urlsplit(address).scheme
    if scheme == "sqlite":
        path = unquote(urlsplit(address).path).removeprefix("/")
        if not Path("/" + path.lstrip("/")).name:
            raise Misconfigured("DATABASE_URL must name the SQLite file, as in sqlite:////srv/portal/portal.sqlite3.")
        return _sqlite(Path(path))
    if scheme in {"postgres", "postgresql"}:
        return _postgresql(address)
    raise Misconfigured(f"DATABASE_URL must start postgres:// or sqlite:///, not {scheme or 'without a scheme'}.")


def _sqlite(file: Path) -> dict[str, Any]:
    """Return settings under which eight writers wait for each other instead of failing."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "CONN_MAX_AGE": SECONDS_KEPT_OPEN,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": SECONDS_TO_WAIT,
            "init_command": SQLITE_PRAGMAS,
        },
    }


def _postgresql(address: str) -> dict[str, Any]:
    """Return settings for a PostgreSQL server; connections are kept open and checked before use."""
    try:
        found = dj_database_url.parse(address, conn_max_age=SECONDS_KEPT_OPEN, conn_health_checks=True)
    except (ValueError, dj_database_url.ParseError):
        found = {}
    if not found.get("NAME"):
        raise Misconfigured("DATABASE_URL must look like postgres://user:password@host:5432/name.")
    return dict(found)
