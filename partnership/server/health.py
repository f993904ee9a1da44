"""Ask the server on this machine for a page: ``python -m partnership.server.health [PORT]``.

Exits with 0 when it answers, a redirect to https included.
"""

import http.client
import os
import sys

PAGE = "/accessibility/"
SECONDS = 4
FIRST_FAULT = 400


def is_well(port: int) -> bool:
    """Return whether the server answers without a fault."""
    host = (os.environ.get("ALLOWED_HOSTS") or "localhost").split(",")[0].strip().lstrip(".")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", PAGE, headers={"Host": host, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status < FIRST_FAULT
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_well(int((sys.argv[1:] or ["8000"])[0])) else 1)
