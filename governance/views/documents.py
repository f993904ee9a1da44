"""Pages of documents: the library, and each document with its version of the day and who has signed it."""

from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.views.generic import TemplateView

from governance.documents.library import library_on, signatures_of
from governance.models import Document, DocumentVersion
from governance.seats.presence import names_on
from governance.views.pages import BySlug, Crumb, Page


class DocumentsPage(Page, TemplateView):
    """Constitutions, protocols and compacts of every partnership."""

    template_name = "governance/document_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the documents by partnership."""
        shelved = library_on(self.day, self.request.user)
        shelves = [(name, list(group)) for name, group in groupby(shelved, key=lambda each: each.partnership_name)]
        return super().get_context_data(shelves=shelves, **kwargs)


class DocumentPage(BySlug, TemplateView):
    """A document: its version in force on the day, all versions, and who has signed. Drafts are for its editors."""

    template_name = "governance/document_detail.html"
    record: Document

    def get_records(self) -> QuerySet[Any]:
        """Documents with a published version; for editors all of theirs."""
        return Document.objects.visible_to(self.request.user).select_related("body", "body__partnership")

    def get_crumbs(self) -> list[Crumb]:
        """The way back up."""
        return [Crumb("Documents", reverse("governance:documents"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add versions and signatories."""
        document, user, day = self.record, self.request.user, self.day
        rows = DocumentVersion.objects.visible_to(user).filter(document=document)
        versions = list(rows.defer("text").order_by("-number"))
        published = [each for each in versions if each.is_published]
        version = next((each for each in published if each.span.holds(day)), None)
        drafts = [each for each in versions if each.is_draft]
        shown = [each.pk for each in [*drafts, version] if each]
        texts = dict(DocumentVersion.objects.filter(pk__in=shown).values_list("pk", "text"))
        names = names_on(day, bodies=[document.body_id], organisations=[])
        return super().get_context_data(
            document=document,
            body_name=names.body(document.body),
            version=version,
            text=texts[version.pk] if version else "",
            versions=[(each, each.span.stage_on(day)) for each in published],
            drafts=[(each, texts[each.pk]) for each in drafts],
            signatures=signatures_of(document, day, user),
            **kwargs,
        )
