"""A question to a program of ours that handles untrusted files: asked in a child process, within limits.

The program is a module that imports nothing of Django: it holds no secret and no database connection. It reads a JSON
object from its standard input, limits itself before anything else, and writes a JSON object to its standard output.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

KEPT_ENVIRONMENT = ("HOME", "LD_LIBRARY_PATH")
"""Nothing else of the portal's environment reaches the child."""
START_SECONDS = 15
"""Added to the child's own wall time, for it has to load its libraries first."""
PROJECT = Path(__file__).resolve().parents[2]


class ChildLost(Exception):
    """The child ended without an answer: a limit was reached, or the library that it used fell over."""


def ask_child(
    module: str,
    question: dict[str, Any],
    *,
    seconds: int,
    memory: int,
    largest_file: int,
    descriptors: Sequence[int] = (),
) -> dict[str, Any]:
    """What `module`, run as a program, answers to `question`; it inherits the open `descriptors` and no other.

    `seconds` bound both its processor time and its wall time, `memory` its address space and `largest_file` what it
    may write to one file, both in bytes. Raises ChildLost.
    """
    environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    environment |= {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC", "PYTHONPATH": str(PROJECT)}
    environment |= {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    limits = {"seconds": seconds, "memory": memory, "largest_file": largest_file}
    try:
        done = subprocess.run(
            [sys.executable, "-s", "-P", "-m", module],
            input=json.dumps({"limits": limits, **question}).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd="/",
            pass_fds=tuple(descriptors),
            timeout=seconds + START_SECONDS,
            check=True,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise ChildLost(f"{module} gave no answer: {type(error).__name__}") from error
    return answer
