"""Loud readers of the environment.

Each takes the name of a variable, returns a checked value, and stops the start with one sentence
when the value is nonsense: a portal that runs on half-understood settings is worse than one that
does not run.
"""

import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "testserver", ".localhost"}
SHORTEST_KEY = 50
WHITE_CONTRAST = 4.5

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


class Misconfigured(ImproperlyConfigured):
    """A variable that the portal cannot run with; its text is one sentence for the person who set it."""


def text(name: str, default: str | None = None) -> str:
    """Return the variable with surrounding space removed; without a default it must be set."""
    value = os.environ.get(name, "").strip()
    if value:
        if not value.isprintable():
            raise Misconfigured(f"{name} contains a character that cannot be printed.")
        return value
    if default is None:
        raise Misconfigured(f"{name} must be set.")
    return default


def choice(name: str, default: str, choices: Iterable[str]) -> str:
    """Return the variable, which must be one of the choices."""
    value = text(name, default)
    allowed = sorted(choices)
    if value not in allowed:
        raise Misconfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return the variable as yes or no."""
    value = text(name, "yes" if default else "no").lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise Misconfigured(f"{name} must be yes or no, not {value!r}.")


def number(name: str, default: int, *, least: int, most: int) -> int:
    """Return the variable as a whole number within bounds."""
    value = text(name, str(default))
    if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
        raise Misconfigured(f"{name} must be a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def words(name: str, default: str | None) -> list[str]:
    """Return the variable as a list; its parts are separated by commas."""
    parts = [part.strip() for part in text(name, default).split(",")]
    if not all(parts):
        raise Misconfigured(f"{name} has an empty place between two commas.")
    return parts


def hosts(name: str, *, production: bool) -> list[str]:
    """Return the host names that the portal answers to.

    A public name outside production mode is refused: local mode has a key on disk and no HTTPS, so
    it must never be what the world sees. So is ``*``, which turns Django's host check off.
    """
    names = words(name, None if production else "localhost,127.0.0.1,[::1],.localhost")
    for host in names:
        if not re.fullmatch(r"\.?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]", host):
            raise Misconfigured(f"{name}: {host!r} is not a host name (write it without http:// and without a port).")
        if not production and host not in LOCAL_HOSTS:
            raise Misconfigured(
                f"{name} names {host!r}, which is not this machine: set PORTAL_MODE=production as well."
            )
    return names


def colour(name: str, default: str) -> str:
    """Return a colour as ``#rrggbb`` on which white text is readable (WCAG contrast 4.5 to 1)."""
    value = text(name, default).lower()
    if not re.fullmatch(r"#[0-9a-f]{6}", value):
        raise Misconfigured(f"{name} must be a colour such as #1d5f6f, not {value!r}.")
    if contrast_with_white(value) < WHITE_CONTRAST:
        raise Misconfigured(f"{name}: white text on {value} is hard to read; choose a darker colour.")
    return value


def contrast_with_white(value: str) -> float:
    """Return the WCAG contrast between white and a colour written ``#rrggbb``."""
    channels = [int(value[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def base_url(name: str, default: str | None, *, production: bool) -> str:
    """Return the address of the portal without its last slash; production needs https."""
    value = text(name, default)
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise Misconfigured(f"{name}: {value!r} is not a web address.") from None
    schemes = {"https"} if production else {"http", "https"}
    if parts.scheme not in schemes or not parts.hostname or port == 0:
        raise Misconfigured(f"{name} must be an address that starts {' or '.join(sorted(schemes))}://, not {value!r}.")
    if parts.path not in {"", "/"} or parts.query or parts.fragment or parts.username:
        raise Misconfigured(f"{name} must end after the host name (and the port, if any), not {value!r}.")
    return value.rstrip("/")


def folder(name: str, default: Path, *, written: bool = True) -> Path:
    """Return a folder as an absolute path, made for its owner alone if it is missing.

    The portal must be able to write to it, unless ``written`` is false: a container may hold its
    static files read-only.
    """
    path = Path(text(name, str(default))).expanduser()
    if not path.is_absolute():
        raise Misconfigured(f"{name} must be an absolute path, not {str(path)!r}.")
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Misconfigured(f"{name}: the folder {path} cannot be made ({error.strerror}).") from None
    if not os.access(path, (os.W_OK if written else os.R_OK) | os.X_OK):
        raise Misconfigured(f"{name}: the portal may not {'write to' if written else 'read'} the folder {path}.")
    return path


def secret_key(name: str, *, production: bool, kept_in: Path) -> str:
    """Return the signing key.

    Production must set it. Elsewhere it is made once and kept in a file that only its owner reads,
    so that a restart does not sign everybody out.
    """
    value = os.environ.get(name, "").strip()
    if value or production:
        if len(value) < SHORTEST_KEY or len(set(value)) < 5:
            raise Misconfigured(f"{name} must be set to at least {SHORTEST_KEY} random characters.")
        return value
    try:
        handle = os.open(kept_in, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept_in.read_text().strip()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(SHORTEST_KEY)
        file.write(key + "\n")
    return key


def old_keys(name: str) -> list[str]:
    """Return earlier signing keys, separated by commas, that still verify what they signed."""
    keys = words(name, "-") if os.environ.get(name) else []
    if any(len(key) < SHORTEST_KEY for key in keys):
        raise Misconfigured(f"{name}: each earlier key has at least {SHORTEST_KEY} characters.")
    return keys
