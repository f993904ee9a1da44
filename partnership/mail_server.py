"""The mail server that the portal hands its mail to."""

from email.utils import formataddr
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from partnership.environment import Misconfigured

SECONDS_TO_WAIT = 30
FORM = "EMAIL_URL must look like smtp+tls://user:password@host:587, smtps://, smtp:// or console:."

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
"""What may stand before `://`, and the usual port of each. `smtp+tls` begins plainly and turns to TLS (STARTTLS)."""


def mail_server(address: str, *, production: bool) -> dict[str, Any]:
    """Return Django's mail settings for EMAIL_URL, by their names.

    An empty address prints mail at the terminal in local mode, and in production sends none: there the links in
    mails, which are secrets, must not end up in a log. Raises Misconfigured for an address that means nothing.
    """
    if not address and production:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    if address in {"", "console:"}:
        if production:
            raise Misconfigured("EMAIL_URL must name a mail server in production: mail at the terminal shows secrets.")
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    try:
        parts = urlsplit(address)
        return _smtp(parts, parts.port)
    except ValueError:
        raise Misconfigured(FORM) from None


def _smtp(parts: SplitResult, port: int | None) -> dict[str, Any]:
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or parts.query or port == 0:
        raise Misconfigured(FORM)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": SECONDS_TO_WAIT,
    }


def sender(name: str, address: str, *, shown_as: str) -> str:
    """Return the sender of the portal's mail, from the variable `name`: the portal's name and a bare address."""
    return formataddr((shown_as, mailbox(name, address)))


def mailbox(name: str, address: str) -> str:
    """Return the bare address that the variable `name` holds. Raises Misconfigured where it is none."""
    if address and address != "portal@localhost":
        try:
            validate_email(address)
        except ValidationError:
            raise Misconfigured(f"{name} must be an e-mail address, not {address!r}.") from None
    return address
