"""Versions of terms of reference: which one is meant, how it stands on a day, and whose turn it is to sign.

Reading only; `signing` holds the deeds. What a user may read is `visible_to`; besides, whoever may sign a draft off
may read it.
"""

import datetime
import re
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Length
from django.utils import timezone

from governance.foundation.access import is_known, standing
from governance.foundation.dated import Stage
from governance.foundation.publication import State
from governance.models import Body, BodyPeriod, TermsOfReference
from governance.terms.signing import may_sign

_NUMBER = re.compile(r"(0|[1-9]\d{0,3})(?:\.([1-9]\d{0,3}))?")


def stage_on(terms: TermsOfReference, day: datetime.date) -> Stage:
    """Where `terms` stand on `day`. Only versions that were signed ever change with the day."""
    if terms.state == State.DRAFT:
        return Stage.DRAFT
    if terms.state == State.WITHDRAWN or terms.starts is None:
        return Stage.ABANDONED if terms.minor else Stage.WITHDRAWN
    return terms.span.stage_on(day)


def read_number(written: str) -> tuple[int, int] | None:
    """Major and minor number of a version as people write it (“2”, “1.3”); None for any other spelling."""
    match = _NUMBER.fullmatch(written)
    return (int(match[1]), int(match[2] or 0)) if match else None


def find_version(body: Body, written: str, user: Any) -> TermsOfReference | None:
    """The version of the body's terms with that number, if it exists and the user may read it; with its sections."""
    number = read_number(written)
    if number is None:
        return None
    rows = _for_page(TermsOfReference.objects.filter(body=body, major=number[0], minor=number[1]))
    terms = rows.visible_to(user).first()
    if terms is None and is_known(user):
        terms = rows.drafts().first()
        if terms is not None and not may_sign(user, terms):
            return None
    return terms


def signed_as(body: Body, written: str, user: Any) -> TermsOfReference | None:
    """The signed version that the draft of that number became, if it is no draft any more and the user may know."""
    number = read_number(written)
    if number is None or not number[1] or not is_known(user):
        return None
    drafts = TermsOfReference.objects.filter(body=body, major=number[0], minor=number[1])
    if drafts.exists():
        return None
    return TermsOfReference.objects.filter(body=body, major=number[0] + 1, minor=0).visible_to(user).first()


def terms_in_force(body: Body, day: datetime.date, user: Any) -> TermsOfReference | None:
    """The body's terms on `day`, with their sections, or None."""
    rows = TermsOfReference.objects.filter(body=body).published().in_force(day)
    return _for_page(rows).visible_to(user).first()


def versions_of(body: Body, user: Any, *, besides: Collection[int] = ()) -> list[TermsOfReference]:
    """Every version that the user may read, the highest number first, each with `pdf_size` where it is signed.

    `besides` are keys of versions that `find_version` has shown to whoever may sign them.
    """
    rows = TermsOfReference.objects.filter(body=body)
    readable = rows.visible_to(user) | rows.filter(pk__in=besides)
    return list(readable.newest_first().annotate(pdf_size=Length("pdf__content")))


def awaiting_sign_off_by(user: Any) -> list[TermsOfReference]:
    """Working drafts of the bodies whose meetings the user chairs today: theirs to sign off."""
    chaired = set(standing().chaired(user)) if is_known(user) else set()
    if not chaired:
        return []
    # The same rule as `signing.signing_body`, asked of all drafts at once.
    today = BodyPeriod.objects.in_force(timezone.localdate()).filter(body=OuterRef("body"))
    above = Q(level=TermsOfReference.Level.HEADLINE, parent__isnull=False) & ~Q(parent=F("body__partnership"))
    drafts = TermsOfReference.objects.drafts().annotate(parent=Subquery(today.values("parent")[:1]))
    signed_at = Case(When(above, then=F("parent")), default=F("body"), output_field=BigIntegerField())
    return _working(drafts.annotate(signer=signed_at).filter(signer__in=chaired))


def drafts_in_hand(user: Any) -> list[TermsOfReference]:
    """Working drafts of the bodies that the user edits."""
    return _working(TermsOfReference.objects.editable_by(user).drafts())


def _working(drafts: QuerySet[TermsOfReference]) -> list[TermsOfReference]:
    """Of each body, the newest of these drafts since its last sign-off, in the order of the bodies' names."""
    signed = TermsOfReference.objects.filter(body=OuterRef("body"), minor=0, major__gt=0).order_by("-major")
    since = Coalesce(Subquery(signed.values("major")[:1]), 0)
    return _first_of_each_body(
        drafts.annotate(last_signed=since)
        .filter(major=F("last_signed"))
        .select_related("body")
        .order_by("body__name", "body", "-minor")
    )


def _first_of_each_body(rows: Iterable[TermsOfReference]) -> list[TermsOfReference]:
    first: dict[int, TermsOfReference] = {}
    for terms in rows:
        first.setdefault(terms.body_id, terms)
    return list(first.values())


def _for_page(rows: Any) -> Any:
    """With the sections, and with the size of the PDF instead of its bytes."""
    return rows.for_page().annotate(pdf_size=Length("pdf__content"))
