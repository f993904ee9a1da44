"""Signed PDFs from the store: one small question about rights, then bytes that never change.

Compiling a queryset costs Django thirty times what the database takes to answer it. So the public's question, which
is `visible_to` and nothing else, is compiled once a process and asked anew for every request; only the bytes of a
PDF, which are frozen under their hash, are kept.
"""

from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser

from governance.foundation.access import is_known
from governance.foundation.prepared import ask
from governance.models import SignedPdf, TermsOfReference
from governance.terms.versions import read_number

KEPT = 16
"""PDFs that a process keeps; each is some 30 to 100 KB."""

ANY_SLUG, ANY_MAJOR = "any slug at all", 32_123
"""Stand in for what the address names while the question is compiled; no address can spell the first."""


class Stored(NamedTuple):
    """A signed PDF that a user may read: where it is, and the SHA-256 of its bytes."""

    key: int
    sha256: str

    @property
    def content(self) -> bytes:
        """The bytes, as they were signed."""
        return _content(self.key, self.sha256)


def find_stored(slug: str, written: str, user: Any) -> Stored | None:
    """The PDF of the signed version with that number, as people write it, if the user may read it (None: the public)."""
    number = read_number(written)
    if number is None or number[1]:
        return None
    if is_known(user):
        row = _question(user, slug, number[0]).first()
        return Stored(*row) if row else None
    sql, wanted = _public_question()
    given: dict[Any, Any] = {ANY_SLUG: slug, ANY_MAJOR: number[0]}
    row = ask(sql, {name: given.get(value, value) for name, value in wanted})
    return Stored(*row) if row else None


@cache
def _public_question() -> tuple[str, list[tuple[str, Any]]]:
    """The SQL that asks for the public, and its parameters by name with ANY_SLUG and ANY_MAJOR among them.

    By name, for Django rewrites positional ones for SQLite with a search of the whole text, each time.
    """
    sql, wanted = _question(AnonymousUser(), ANY_SLUG, ANY_MAJOR).query.sql_with_params()
    names = [f"wanted{place}" for place in range(len(wanted))]
    sql = sql.replace("%%", "%%%%") % tuple(f"%({name})s" for name in names)
    return sql, list(zip(names, wanted, strict=True))


def _question(user: Any, slug: str, major: int) -> Any:
    """The store's key and hash of the signed version `major` of the body at `slug`, if `user` may read it."""
    rows = TermsOfReference.objects.visible_to(user).filter(body__slug=slug, major=major, minor=0, pdf__isnull=False)
    return rows.order_by().values_list("pdf", "pdf__sha256")


@lru_cache(maxsize=KEPT)
def _content(key: int, sha256: str) -> bytes:
    """The bytes under that key. The hash is asked for too, so that another database's row is not mistaken for it."""
    return bytes(SignedPdf.objects.values_list("content", flat=True).get(pk=key, sha256=sha256))
