"""The library: constitutions, protocols and compacts on a day, with who has signed them by then and who has not."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from governance.foundation.sentences import counted
from governance.models import Document, DocumentVersion, Organisation, OrganisationName, Signatory
from governance.seats.presence import Names, names_on


@dataclass(frozen=True)
class Shelved:
    """A document in the list: its version of the day, and how many of the partners asked had signed by then."""

    document: Any
    version: DocumentVersion | None
    names: Names

    @property
    def body_name(self) -> str:
        """The name of its body on the day."""
        return self.names.body(self.document.body)

    @property
    def partnership_name(self) -> str:
        """The name of its partnership on the day."""
        return self.names.body(self.document.body.partnership)

    @property
    def signatures_in_words(self) -> str:
        """“2 of 3 partners have signed”; empty where nobody is asked to."""
        signed, asked = self.document.signed, self.document.asked
        return f"{signed} of {counted(asked, 'partner has', 'partners have')} signed" if asked else ""


@dataclass(frozen=True)
class Signatures:
    """Those who had signed by a day, the earliest first, and those who had been asked to and had not."""

    signed: Sequence[Signatory]
    waiting: Sequence[Signatory]

    def __bool__(self) -> bool:
        return bool(self.signed or self.waiting)


def library_on(day: datetime.date, user: Any) -> list[Shelved]:
    """Every document that the user may read, by partnership and title, with its version in force on `day`."""
    in_force = DocumentVersion.objects.published().in_force(day).defer("text")
    asked = _asked_q(day, "signatories__")
    documents = list(
        Document.objects.visible_to(user)
        .select_related("body", "body__partnership")
        .prefetch_related(Prefetch("versions", in_force, to_attr="on_the_day"))
        .annotate(
            asked=Count("signatories", filter=asked),
            signed=Count("signatories", filter=Q(signatories__signed_on__lte=day)),
        )
        .order_by("title", "pk")
    )
    bodies = {key for each in documents for key in (each.body_id, each.body.partnership_id) if key}
    names = names_on(day, bodies=bodies, organisations=[])
    shelved = [Shelved(each, next(iter(each.on_the_day), None), names) for each in documents]
    return sorted(shelved, key=lambda each: each.partnership_name)


def signatures_of(document: Document, day: datetime.date, user: Any) -> Signatures:
    """Who had signed `document` by `day`, and who had not; each with the organisation's name of the day."""
    return _parted(_signatories(day, user).filter(document=document), day)


def signatures_by(organisation: Organisation, day: datetime.date, user: Any) -> Signatures:
    """What `organisation` had signed by `day`, and what it had been asked to sign and had not."""
    return _parted(_signatories(day, user).filter(organisation=organisation), day)


def _signatories(day: datetime.date, user: Any) -> QuerySet[Signatory]:
    former = OrganisationName.objects.in_force(day).filter(organisation=OuterRef("organisation"))
    return (
        Signatory.objects.visible_to(user)
        .filter(_asked_q(day))
        .select_related("organisation", "document")
        .annotate(name_then=Coalesce(Subquery(former.values("name")[:1]), F("organisation__name")))
        .order_by("name_then", "document__title")
    )


def _asked_q(day: datetime.date, prefix: str = "") -> Q:
    """Signatories who had been asked, or had signed, by `day`; one without a day was always asked."""
    return (
        Q(**{f"{prefix}asked_on__lte": day})
        | Q(**{f"{prefix}signed_on__lte": day})
        | Q(**{f"{prefix}asked_on__isnull": True, f"{prefix}pk__isnull": False})
    )


def _parted(rows: Iterable[Signatory], day: datetime.date) -> Signatures:
    signed: list[Signatory] = []
    waiting: list[Signatory] = []
    for row in rows:
        (signed if row.signed_on and row.signed_on <= day else waiting).append(row)
    return Signatures(sorted(signed, key=lambda row: row.signed_on or day), waiting)
