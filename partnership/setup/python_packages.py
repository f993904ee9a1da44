"""The virtual environment, filled from the lock file."""

import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from partnership.setup import system_packages
from partnership.setup.places import LOCK, PYTHON, VENV
from partnership.setup.registries import explain
from partnership.setup.stamps import fingerprint, is_stamped, put_stamp
from partnership.setup.terminal import Failed, Stop, run_step

# The parts of the lock file, in its order; each begins with a line that names it.
RUNTIME, DEVELOPMENT, NODE = "runtime", "development", "node"
PARTS = (RUNTIME, DEVELOPMENT, NODE)
_BEGINS = re.compile(r"^# Part: (\w+)$", re.MULTILINE)

SEVERAL_MEGABYTES_AT_A_TIME = ["--disable-pip-version-check", "--no-input", "--retries", "2"]


def read_parts(lock: str) -> dict[str, str]:
    """Return the text of each part of the lock file."""
    pieces = _BEGINS.split(lock)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def install(*parts: str) -> None:
    """Make the virtual environment hold the named parts of the lock file; quick when it already does."""
    make_environment()
    wanted = read_parts(LOCK.read_text())
    for part in parts:
        stamp = VENV / ".stamps" / part
        mark = fingerprint([], wanted[part])
        if is_stamped(stamp, mark):
            continue
        _install_part(part, wanted[part])
        put_stamp(stamp, mark)


def make_environment() -> None:
    """Create the virtual environment unless it is there and works with this Python."""
    if Path(PYTHON).exists() and _version_of(PYTHON) == sys.version_info[:2]:
        return
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        system_packages.install(
            [f"python3.{sys.version_info.minor}-venv"], purpose="The portal's own Python environment"
        )
    try:
        run_step("Creating the Python environment", [sys.executable, "-m", "venv", "--clear", VENV])
    except Failed as failure:
        raise Stop(f"The folder {VENV.name} cannot be made: {_last_line(failure.output)}") from None


def _install_part(part: str, requirements: str) -> None:
    """Install one part of the lock file; every file must match its hash."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", prefix="requirements-") as file:
        file.write(requirements)
        file.flush()
        command = [PYTHON, "-m", "pip", "install", "--require-hashes", "--no-deps", *SEVERAL_MEGABYTES_AT_A_TIME]
        try:
            run_step(f"Installing Python packages ({part})", [*command, "-r", file.name])
        except Failed as failure:
            raise explain(failure, what="registry of Python packages", setting="PIP_INDEX_URL") from None


def _version_of(python: str) -> tuple[int, ...] | None:
    """Return the version of a Python, or None where it does not start."""
    ask = "import sys, pip; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True, env=_bare())
    except (OSError, subprocess.CalledProcessError):
        return None
    return tuple(int(number) for number in answer.stdout.split())


def _bare() -> dict[str, str]:
    """Return the environment without what would make one Python load another's modules."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def _last_line(output: str) -> str:
    """Return what a failed program said last."""
    return (output.strip().splitlines() or ["no reason was given."])[-1]
