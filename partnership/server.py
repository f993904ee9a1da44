"""Start the production server: ``python -m partnership.server [HOST [PORT]]``.

One place for what `make run` and the container start alike, so that what is tried is what is
served. The server reads slow requests and writes slow answers outside Python, so that visitors on
poor connections hold no worker; README.md has the figures of the choice.
"""

import os
import sys
from pathlib import Path

WORKERS = 2
THREADS = 4
WAITING_CONNECTIONS = 1024
SECONDS_TO_FINISH = 8


def command(host: str, port: str) -> list[str]:
    """Return the command line of the server; WEB_WORKERS sets its number of processes."""
    return [
        str(Path(sys.executable).with_name("granian")),
        *("--interface", "wsgi", "--host", host, "--port", port),
        *("--workers", os.environ.get("WEB_WORKERS") or str(min(WORKERS, os.cpu_count() or 1))),
        *("--blocking-threads", str(THREADS)),
        *("--backlog", str(WAITING_CONNECTIONS)),
        *("--workers-kill-timeout", str(SECONDS_TO_FINISH)),
        *("--respawn-failed-workers", "--log-level", "warning", "--no-ws"),
        *("--http", "1"),
        "partnership.wsgi:application",
    ]


def main(arguments: list[str]) -> None:
    """Become the server."""
    host, port = [*arguments, *["127.0.0.1", "8000"][len(arguments) :]][:2]
    line = command(host, port)
    os.execv(line[0], line)


if __name__ == "__main__":
    main(sys.argv[1:])
