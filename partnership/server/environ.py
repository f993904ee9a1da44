"""A request as Granian hands it over, rewritten as the WSGI environment that Django reads."""

import sys
from typing import IO, Any

WITHOUT_PREFIX = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


def environ(scope: Any, body: IO[bytes], length: int) -> dict[str, Any]:
    """Return the WSGI environment of a request whose body has been read whole."""
    host, _, port = scope.server.rpartition(":")
    made = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        # WSGI carries bytes in text: each byte of the address is one character.
        "PATH_INFO": scope.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "SERVER_NAME": host.strip("[]") or "localhost",
        "SERVER_PORT": port,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    _add_headers(made, scope.headers.items())
    # The length that was read, whatever the visitor said or left out.
    made["CONTENT_LENGTH"] = str(length)
    return made


def _add_headers(made: dict[str, Any], headers: list[tuple[str, str]]) -> None:
    """Add the headers, joining those that came twice.

    A name with an underscore is dropped: in WSGI it would pass for the one with a hyphen that a
    proxy in front has set.
    """
    for name, value in headers:
        if "_" in name:
            continue
        key = WITHOUT_PREFIX.get(name.lower()) or f"HTTP_{name.upper().replace('-', '_')}"
        join = "; " if key == "HTTP_COOKIE" else ","
        made[key] = f"{made[key]}{join}{value}" if key in made else value
