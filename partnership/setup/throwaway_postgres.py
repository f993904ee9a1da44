"""A PostgreSQL server for one command: made in a temporary folder, removed afterwards.

``partnership/setup/with_postgres COMMAND ...`` runs the command with DATABASE_URL pointing at it.
It listens on a socket inside its folder only, does not wait for the disk, and goes away on failure
and on Ctrl-C too. PostgreSQL refuses to run as root, so root's server runs as another user.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from partnership.setup.orphans import ends_with_parent
from partnership.setup.terminal import Stop

NAME = "portal"
USERS_FOR_ROOT = ("postgres", "nobody")
SECONDS_TO_START = 30
# The data is thrown away, so nothing waits for the disk.
IN_A_HURRY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=128MB"]
OPTIONS = [*IN_A_HURRY, "listen_addresses=", "max_connections=100", "log_min_messages=fatal", "timezone=UTC"]


def find_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL server installed, or None."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=_version, reverse=True)
    on_path = shutil.which("postgres")
    candidates = debian + ([Path(on_path).resolve()] if on_path else [])
    return next((found.parent for found in candidates if (found.parent / "initdb").exists()), None)


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """Start a server and yield its DATABASE_URL; stop it and remove every trace at the end."""
    programs = find_programs()
    if programs is None:
        raise Stop("PostgreSQL is not installed: run `apt-get install postgresql`, then try again.")
    # A socket's path may have about 100 characters, so the folder is not put below a long TMPDIR.
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-", dir="/tmp" if Path("/tmp").is_dir() else None))  # noqa: S108
    server: subprocess.Popen[bytes] | None = None
    try:
        identity = _someone_else(folder)
        _make_cluster(programs, folder, identity)
        server = _start(programs, folder, identity)
        yield f"postgres://{NAME}@{quote(str(folder), safe='')}/{NAME}"
    finally:
        if server is not None:
            _stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def _version(program: Path) -> float:
    """Return the version in a path like /usr/lib/postgresql/15/bin/postgres."""
    return float(program.parent.parent.name)


def _someone_else(folder: Path) -> dict[str, Any]:
    """Return how to start a program as a user that PostgreSQL accepts; give that user the folder."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = next(known[name] for name in USERS_FOR_ROOT if name in known)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _make_cluster(programs: Path, folder: Path, identity: dict[str, Any]) -> None:
    """Write the files of an empty server whose only user needs no password."""
    made = subprocess.run(
        [str(programs / "initdb"), "-D", str(folder / "data"), "-U", NAME, "-A", "trust", "-E", "UTF8"]
        + ["--locale=C.UTF-8", "--no-sync", "--no-instructions"],
        cwd=folder,
        env=_environment(folder),
        capture_output=True,
        text=True,
        check=False,
        **identity,
    )
    if made.returncode:
        raise Stop(f"PostgreSQL could not make a temporary server: {made.stderr.strip().splitlines()[-1]}")


def _start(programs: Path, folder: Path, identity: dict[str, Any]) -> "subprocess.Popen[bytes]":
    """Start the server and return it once its database is there."""
    options = [part for option in [*OPTIONS, f"unix_socket_directories={folder}"] for part in ("-c", option)]
    server = subprocess.Popen(
        [str(programs / "postgres"), "-D", str(folder / "data"), *options],
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        # Ctrl-C ends the command first; the server is stopped after it.
        start_new_session=True,
        preexec_fn=ends_with_parent(signal.SIGQUIT),  # noqa: PLW1509  the set-up has one thread
        **identity,
    )
    create = [str(programs / "createdb"), "-h", str(folder), "-U", NAME, NAME]
    end = time.monotonic() + SECONDS_TO_START
    try:
        while subprocess.run(create, env=_environment(folder), capture_output=True, check=False).returncode:
            if server.poll() is not None or time.monotonic() > end:
                raise Stop("The temporary PostgreSQL server did not start, for the reason shown above.")
            time.sleep(0.1)
    except BaseException:
        _stop(server)
        raise
    return server


def _stop(server: "subprocess.Popen[bytes]") -> None:
    """End the server without waiting for its clients."""
    if server.poll() is None:
        server.send_signal(signal.SIGQUIT)
    server.wait()


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment in which no setting of the caller's reaches PostgreSQL."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": str(folder), "LC_ALL": "C.UTF-8"}


def _interrupt(number: int, frame: object) -> None:
    """Treat a polite request to end like Ctrl-C, so that the server is removed."""
    raise KeyboardInterrupt


def main(command: list[str]) -> int:
    """Run the command with a server of its own; return its exit status."""
    if not command:
        print("Say which command to run: partnership/setup/with_postgres COMMAND ...", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with throwaway_postgres() as address:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": address}, check=False).returncode
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except FileNotFoundError:
        print(f"There is no program {command[0]}.", file=sys.stderr)
        return 127
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
