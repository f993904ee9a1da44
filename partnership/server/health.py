"""Ask the server on this machine for a page: ``python -m partnership.server.health``.

Exits with 0 when it answers. The request says that it came by https, as a proxy would, so that it
is not sent there.
"""

import os
import sys
import urllib.error
import urllib.request

PAGE = "http://127.0.0.1:{port}/accessibility/"
SECONDS = 4


def is_well(port: str) -> bool:
    """Return whether the page is served."""
    host = (os.environ.get("ALLOWED_HOSTS") or "localhost").split(",")[0].strip().lstrip(".")
    request = urllib.request.Request(PAGE.format(port=port), headers={"Host": host, "X-Forwarded-Proto": "https"})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False


if __name__ == "__main__":
    sys.exit(0 if is_well(*(sys.argv[1:] or ["8000"])) else 1)
