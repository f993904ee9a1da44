"""Talking to the person at the terminal: what is being done, how long it takes, what went wrong."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from partnership.setup.places import PROJECT

SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_BETWEEN_LINES = 15
LINES_SHOWN = 25


class Stop(Exception):
    """The set-up cannot go on; the text is one sentence that says what to do."""


class Failed(Exception):
    """A program ended badly; ``output`` is what it printed."""

    def __init__(self, command: Sequence[str], output: str) -> None:
        super().__init__(f"`{' '.join(command)}` failed.")
        self.output = output


def run_step(words: str, command: Sequence[str | Path], *, environment: Mapping[str, str] | None = None) -> str:
    """Run a program behind a line that says what it does and for how long; return what it printed.

    Its own output is shown only when it fails, which raises `Failed`.
    """
    line = [str(part) for part in command]
    began = time.monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        program = subprocess.Popen(
            line,
            cwd=PROJECT,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _watch(words, program, began)
        except BaseException:
            program.terminate()
            program.wait()
            raise
        _say_end(words, time.monotonic() - began, well=program.returncode == 0)
        printed = _read(output)
    if program.returncode:
        raise Failed(line, printed)
    return printed


def show_tail(output: str) -> None:
    """Print the last lines of a failed program, so that a person can see what it said."""
    lines = output.strip().splitlines()[-LINES_SHOWN:]
    print(*(f"    {line}" for line in lines), sep="\n", file=sys.stderr)


def _watch(words: str, program: "subprocess.Popen[bytes]", began: float) -> None:
    """Wait for the program, showing the seconds: on one line at a terminal, sparingly elsewhere."""
    at_terminal = sys.stdout.isatty()
    if not at_terminal:
        print(f"{words} …", flush=True)
    next_line = SECONDS_BETWEEN_LINES
    while program.poll() is None:
        gone = time.monotonic() - began
        if at_terminal:
            print(f"\r{words} … {gone:.0f} s", end="", flush=True)
        elif gone > next_line:
            print(f"  … {gone:.0f} s", flush=True)
            next_line += SECONDS_BETWEEN_LINES
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _say_end(words: str, seconds: float, *, well: bool) -> None:
    """Print how the step ended."""
    start = "\r" if sys.stdout.isatty() else "  "
    what = f"{words}: " if sys.stdout.isatty() else ""
    print(f"{start}{what}{'done' if well else 'failed'} after {seconds:.1f} s    ", flush=True)


def _read(file: IO[str]) -> str:
    """Return everything that a program wrote to the file."""
    file.seek(0)
    return file.read()
