"""How a child process binds itself before it touches an untrusted file; imported by our child programs alone."""

import contextlib
import ctypes
import json
import resource
import signal
import sys
from typing import Any

OPEN_FILES = 256


def question() -> dict[str, Any]:
    """What the parent asks, read from standard input, with the limits that came with it in force."""
    asked: dict[str, Any] = json.load(sys.stdin.buffer)
    limits = asked.pop("limits")
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # 1 is PR_SET_PDEATHSIG: end when the portal does
    signal.setitimer(signal.ITIMER_REAL, limits["seconds"])
    for what, most in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["seconds"]),
        (resource.RLIMIT_FSIZE, limits["largest_file"]),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    return asked


def answer(words: dict[str, Any]) -> None:
    """Tell the parent."""
    sys.stdout.write(json.dumps(words))
    sys.stdout.flush()
