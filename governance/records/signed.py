"""Checks of what must never change once it is public: signed terms, published documents and old addresses."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db.models import Min, Model
from simple_history.utils import get_history_manager_for_model

from governance.foundation.publication import State
from governance.models import Body, DocumentVersion, FormerSlug, Organisation, Person, SignedPdf, TermsOfReference
from governance.records.lives import Lives
from governance.terms.signing import text_sha256


def signed_terms_are_as_signed(lives: Lives) -> Iterator[str]:
    """Text and PDF of signed terms still have the SHA-256 that they were signed with."""
    signed = TermsOfReference.objects.filter(minor=0).select_related("body").prefetch_related("sections")
    pdfs = dict(SignedPdf.objects.values_list("terms", "sha256"))
    for terms in signed.order_by("pk"):
        if text_sha256(terms, list(terms.sections.all())) != terms.text_sha256:
            yield f"{terms}: the text is not the one that was signed."
        if terms.pk not in pdfs:
            yield f"{terms}: the signed PDF is missing."
    for key, sha256, content in SignedPdf.objects.values_list("terms", "sha256", "content").iterator(chunk_size=20):
        if hashlib.sha256(content).hexdigest() != sha256:
            terms = TermsOfReference.objects.select_related("body").get(pk=key)
            yield f"{terms}: the PDF is not the one that was signed."


FROZEN: dict[type[Model], tuple[str, ...]] = {
    TermsOfReference: (
        *("level", "major", "minor", "starts", "signed_at_id", "signed_by_id", "signed_on", "signed_place"),
        "text_sha256",
    ),
    DocumentVersion: ("number", "text"),
}
"""What never changes once it is published. `ends` does, with the next version; `state` may become withdrawn."""


def published_versions_are_as_published(lives: Lives) -> Iterator[str]:
    """Every version that the audit saw published still stands as it did then: no draft again, not changed, not gone."""
    for model, columns in FROZEN.items():
        history = get_history_manager_for_model(model)
        first = history.order_by().filter(state=State.PUBLISHED).values("id").annotate(first=Min("history_id"))
        stand = {row.pk: row for row in model._base_manager.all()}
        seen = history.filter(history_id__in=first.values("first")).order_by("history_id")
        for key, *then in seen.values_list("id", *columns):
            row: Any = stand.get(key)
            if row is None:
                yield f"{str(model._meta.verbose_name).capitalize()} {key} was published once, and is gone."
                continue
            changed = [name for name, value in zip(columns, then, strict=True) if getattr(row, name) != value]
            if row.state == State.DRAFT:
                changed.append("state")
            if changed:
                yield f"{row}: {', '.join(changed)} changed after it was published."


def documents_go_by_their_numbers(lives: Lives) -> Iterator[str]:
    """The published versions of a document follow each other in the order of their numbers."""
    before: DocumentVersion | None = None
    for version in DocumentVersion.objects.published().select_related("document").order_by("document", "starts"):
        if before and before.document_id == version.document_id and before.number > version.number:
            yield f"{version} is in force after version {before.number}, which has a higher number."
        before = version


def addresses_lead_one_way(lives: Lives) -> Iterator[str]:
    """A former address is nobody's present address, and what it leads to exists."""
    for model in (Body, Organisation, Person):
        what = model._meta.verbose_name
        present = dict(model._base_manager.values_list("slug", "pk"))
        keys = set(present.values())
        for slug, target in FormerSlug.objects.filter(record=model._meta.label_lower).values_list("slug", "target"):
            if slug in present:
                yield f"The former address “{slug}” of {what} {target} is now that of {what} {present[slug]}."
            if target not in keys:
                yield f"The former address “{slug}” leads to {what} {target}, which does not exist."
