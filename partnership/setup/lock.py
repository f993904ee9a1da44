"""`make lock`: pin every package that pyproject.toml asks for, with hashes, in one file."""

from pathlib import Path
from tempfile import TemporaryDirectory

from partnership.setup.places import LOCK, PROJECT, PYTHON
from partnership.setup.python_packages import DEVELOPMENT, NODE, RUNTIME, make_environment
from partnership.setup.terminal import run_step

HEAD = """\
# Every package that the portal installs, pinned with the hashes of its files.
# Written by `make lock` from pyproject.toml; do not edit. Each part adds to the one before it.
"""
EXTRAS = {RUNTIME: [], DEVELOPMENT: ["dev"], NODE: ["dev", "node"]}


def refresh() -> None:
    """Write the lock file anew, with the newest versions that pyproject.toml allows."""
    make_environment()
    run_step("Installing the resolver", [PYTHON, "-m", "pip", "install", "-q", "uv"])
    parts: dict[str, str] = {}
    known: set[str] = set()
    with TemporaryDirectory() as folder:
        pinned = Path(folder) / "pinned.txt"
        pinned.touch()
        for part, extras in EXTRAS.items():
            resolved = _resolve(part, extras, pinned)
            pinned.write_text(resolved)
            entries = _entries(resolved)
            parts[part] = "".join(entry for entry in entries if entry not in known)
            known |= set(entries)
    LOCK.write_text(HEAD + "".join(f"\n# Part: {part}\n{text}" for part, text in parts.items()))
    print(f"{LOCK.name}: {len(known)} packages")


def _resolve(part: str, extras: list[str], pinned: Path) -> str:
    """Return the pinned requirements of the extras, keeping to the versions already pinned."""
    options = [option for extra in extras for option in ("--extra", extra)]
    result = pinned.with_name(f"{part}.txt")
    run_step(
        f"Resolving {part}",
        [PYTHON, "-m", "uv", "pip", "compile", str(PROJECT / "pyproject.toml"), *options]
        + ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate", "--no-header"]
        + ["--no-emit-index-url", "--no-emit-find-links", "--constraint", str(pinned), "--output-file", str(result)],
    )
    return result.read_text()


def _entries(resolved: str) -> list[str]:
    """Return each package's lines: its version and the hashes under it."""
    entries: list[str] = []
    for line in resolved.splitlines(keepends=True):
        if line.startswith((" ", "\t")):
            entries[-1] += line
        elif line.strip() and not line.startswith("#"):
            entries.append(line)
    return entries
