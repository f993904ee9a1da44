"""How many attempts to sign in are let through.

A password check costs a fifth of a second of processor time, so attempts are counted before the
password is looked at: by address, and by user name and address together. Never by user name
alone, which would let anybody lock anybody out.

The count lives in the database, which all workers share, and needs no lock: each attempt is
written first and counted after, so the eleventh of twenty at once sees at least eleven.
"""

import ipaddress
from datetime import timedelta
from hashlib import sha256
from hmac import new as keyed

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone


class SignInAttempt(models.Model):
    """One attempt of the last few minutes. Address and user name are kept as keyed hashes only."""

    address = models.CharField(max_length=64)
    user_and_address = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["address", "at"], name="attempt_by_address"),
            models.Index(fields=["user_and_address", "at"], name="attempt_by_user"),
        ]

    def __str__(self) -> str:
        return f"attempt at {self.at:%H:%M:%S}"


def record_attempt(request: HttpRequest, *, username: str, purpose: str = "") -> SignInAttempt | None:
    """Count an attempt before its password is checked; return None when there have been too many.

    Other forms that strangers may send are counted the same way, each apart under its `purpose`. Writes one row
    outside any transaction (another worker must see it at once) and deletes the rows that no longer count.
    """
    now = timezone.now()
    window = now - timedelta(seconds=settings.SIGN_IN_WINDOW_SECONDS)
    SignInAttempt.objects.filter(at__lt=window).delete()
    address = client_address(request)
    if purpose:
        address = f"{purpose}\n{address}"
    attempt = SignInAttempt.objects.create(
        address=_hash(address), user_and_address=_hash(f"{username.strip().casefold()}\n{address}"), at=now
    )
    recent = SignInAttempt.objects.filter(at__gte=window)
    counts = (
        recent.filter(address=attempt.address).count(),
        recent.filter(user_and_address=attempt.user_and_address).count(),
    )
    return None if max(counts) > settings.SIGN_IN_ATTEMPTS else attempt


def forgive(attempt: SignInAttempt) -> None:
    """Take a successful attempt, and the same user's earlier slips from the same address, off the count."""
    with transaction.atomic():
        SignInAttempt.objects.filter(user_and_address=attempt.user_and_address).delete()


def client_address(request: HttpRequest) -> str:
    """Return the visitor's network address, an IPv6 one cut to the network that a household is given.

    Behind TRUSTED_PROXIES proxies it is the entry that the outermost of them added to
    X-Forwarded-For; whatever stands to the left of it the visitor may have written.
    """
    given = request.META.get("REMOTE_ADDR", "")
    hops = settings.TRUSTED_PROXIES
    if hops:
        chain = [entry.strip() for entry in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        given = chain[-hops] if len(chain) >= hops else given
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return "unknown"
    if address.version == 6:
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _hash(value: str) -> str:
    """Return a hash that only this installation can make."""
    return keyed(settings.SECRET_KEY.encode(), value.encode(), sha256).hexdigest()
