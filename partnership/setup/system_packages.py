"""Debian packages: found by what they bring, installed where the user may."""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from partnership.setup.registries import explain
from partnership.setup.terminal import Failed, Stop, run_step

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", str(Path.home() / ".fonts"))
FONT_ENDINGS = {".ttf", ".otf", ".ttc"}


@dataclass(frozen=True)
class SystemPackage:
    """A Debian package, and the test of whether what it brings is there."""

    name: str
    is_there: Callable[[], bool]


def has_library(name: str, file: str) -> bool:
    """Return whether a shared library can be loaded."""
    try:
        ctypes.CDLL(file)
    except OSError:
        return ctypes.util.find_library(name) is not None
    return True


def has_font() -> bool:
    """Return whether there is any font to print with."""
    return any(
        file.suffix.lower() in FONT_ENDINGS
        for folder in FONT_FOLDERS
        if Path(folder).is_dir()
        for file in Path(folder).rglob("*")
    )


def has_program(*names: str) -> bool:
    """Return whether one of the programs is on the path."""
    return any(shutil.which(name) for name in names)


def has_postgresql() -> bool:
    """Return whether a PostgreSQL server is installed, on the path or where Debian puts it."""
    return has_program("postgres") or any(Path("/usr/lib/postgresql").glob("*/bin/postgres"))


TO_PRINT = [
    SystemPackage("libpango-1.0-0", lambda: has_library("pango-1.0", "libpango-1.0.so.0")),
    SystemPackage("libpangoft2-1.0-0", lambda: has_library("pangoft2-1.0", "libpangoft2-1.0.so.0")),
    SystemPackage("libharfbuzz-subset0", lambda: has_library("harfbuzz-subset", "libharfbuzz-subset.so.0")),
    SystemPackage("fonts-liberation2", has_font),
]
TO_TEST_EVERYTHING = [
    SystemPackage("postgresql", has_postgresql),
    SystemPackage("chromium", lambda: has_program("chromium", "chromium-browser", "google-chrome")),
    SystemPackage("poppler-utils", lambda: has_program("pdftotext")),
    SystemPackage("qpdf", lambda: has_program("qpdf")),
    SystemPackage("default-jre-headless", lambda: has_program("java")),
    SystemPackage("libjaxb-java", Path("/usr/share/java/jaxb-impl.jar").exists),
]


def need(packages: list[SystemPackage], *, purpose: str) -> None:
    """Install those of the packages that are missing, or stop with the line that installs them."""
    missing = [package.name for package in packages if not package.is_there()]
    if missing:
        install(missing, purpose=purpose)


def install(names: list[str], *, purpose: str) -> None:
    """Install Debian packages, refreshing the list of packages first; stop where the user may not."""
    by_hand = f"apt-get install {' '.join(names)}"
    apt = _apt_get()
    if apt is None:
        raise Stop(f"{purpose} needs {', '.join(names)}: ask an administrator to run `{by_hand}`, then try again.")
    quietly = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        run_step("Refreshing the list of system packages", [*apt, "update", "-q"], environment=quietly)
        run_step(
            f"Installing {', '.join(names)}",
            [*apt, "install", "-q", "-y", "--no-install-recommends", *names],
            environment=quietly,
        )
    except Failed as failure:
        raise explain(failure, what="registry of system packages", setting="/etc/apt/sources.list") from None


def _apt_get() -> list[str] | None:
    """Return how this user runs apt-get without being asked for a password, or None."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n", "apt-get"]
    return None
