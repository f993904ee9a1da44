"""Documenting: the deeds that publish constitutions and protocols and record who signed them."""

import datetime
from typing import Any

from django.db import transaction

from governance.foundation.access import require_edit
from governance.foundation.dated import Span
from governance.foundation.deeds import Refused, write
from governance.foundation.publication import State, turn
from governance.models import Document, DocumentVersion, Organisation, Signatory


@transaction.atomic
def draft_version(document: Document, *, by: Any, reason: str = "") -> DocumentVersion:
    """Open the next numbered version as a copy of the last one. Raises Refused while there is a draft."""
    document = _locked(document, by)
    last = document.versions.order_by("-number").first()
    if last is not None and last.is_draft:
        raise Refused(f"There is a draft of {document} already: go on with version {last.number}.")
    version = DocumentVersion(document=document, number=last.number + 1 if last else 1, text=last.text if last else "")
    return write(version, by=by, why=reason)


@transaction.atomic
def publish_version(
    version: DocumentVersion, *, on: datetime.date, by: Any, adopted_at: str = "", reason: str = ""
) -> DocumentVersion:
    """Publish a drafted version, in force from `on`; the version before it ends on that day (item 208)."""
    _locked(version.document, by)
    version = DocumentVersion.objects.select_related("document").get(pk=version.pk)
    if not version.text:
        raise Refused("The version is empty: write it before it is published.")
    for former in version.document.versions.published().meeting(Span(on)):
        if former.starts is not None and former.starts >= on:
            raise Refused(f"Version {former.number} is in force from that day or later: choose a later day.")
        former.ends = on
        write(former, by=by, why=reason)
    version.starts, version.adopted_at = on, adopted_at or version.adopted_at
    return turn(version, State.PUBLISHED, by=by, why=reason)


@transaction.atomic
def ask_to_sign(document: Document, organisation: Organisation, *, on: datetime.date, by: Any) -> Signatory:
    """Name a partner that is asked to sign the document from `on` (item 157)."""
    document = _locked(document, by)
    if document.signatories.filter(organisation=organisation).exists():
        raise Refused(f"{organisation} is already asked to sign {document}.")
    return write(Signatory(document=document, organisation=organisation, asked_on=on), by=by)


@transaction.atomic
def record_signature(signatory: Signatory, *, on: datetime.date, by: Any, reason: str = "") -> Signatory:
    """Record that a partner signed on `on`."""
    _locked(signatory.document, by)
    signatory = Signatory.objects.select_related("document", "organisation").get(pk=signatory.pk)
    if signatory.signed_on is not None:
        raise Refused(f"{signatory.organisation} has signed already.")
    if signatory.asked_on is not None and on < signatory.asked_on:
        raise Refused(f"{signatory.organisation} cannot have signed before it was asked: choose a later day.")
    signatory.signed_on = on
    return write(signatory, by=by, why=reason)


def _locked(document: Document, by: Any) -> Document:
    document = Document.objects.select_for_update(of=("self",)).select_related("body").get(pk=document.pk)
    require_edit(by, document.body)
    return document
