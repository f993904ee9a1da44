"""Start the production server: ``python -m partnership.server [HOST [PORT]]``.

One place for what `make run` and the container start alike, so that what is tried is what is served.
"""

import os
import resource
import sys
from pathlib import Path

WORKERS = 2
CONNECTIONS_WAITING = 4096
# Requests that one worker reads or writes at once; only a few of them are in Django at any time.
REQUESTS_IN_HAND = 2048
FILES_OPEN = 8192
MILLISECONDS_FOR_HEADERS = 15_000
SECONDS_TO_FINISH = 8


def command(host: str, port: str) -> list[str]:
    """Return the command line of the server; WEB_WORKERS sets its number of processes."""
    return [
        str(Path(sys.executable).with_name("granian")),
        *("--interface", "rsgi", "--http", "1", "--no-ws", "--host", host, "--port", port),
        *("--workers", os.environ.get("WEB_WORKERS") or str(min(WORKERS, os.cpu_count() or 1))),
        *("--backlog", str(CONNECTIONS_WAITING), "--backpressure", str(REQUESTS_IN_HAND)),
        *("--http1-header-read-timeout", str(MILLISECONDS_FOR_HEADERS)),
        *("--respawn-failed-workers", "--workers-kill-timeout", str(SECONDS_TO_FINISH)),
        *("--log-level", "warning"),
        "partnership.server.buffering:application",
    ]


def main(arguments: list[str]) -> None:
    """Become the server, allowed to hold a socket for each request in hand."""
    host, port = [*arguments, *["127.0.0.1", "8000"][len(arguments) :]][:2]
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_OPEN if most == resource.RLIM_INFINITY else min(FILES_OPEN, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    line = command(host, port)
    os.execv(line[0], line)  # noqa: S606  the line is our own


if __name__ == "__main__":
    main(sys.argv[1:])
