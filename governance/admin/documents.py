"""The admin of documents: constitutions and protocols, their versions, and who has signed."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from governance.admin.officer_admin import OfficerAdmin, StackedRows, TabularRows, as_read, dates, of_partnership
from governance.admin.seating_forms import searched
from governance.documents.documenting import ask_to_sign, draft_version, publish_version, record_signature
from governance.foundation.aggregate import Part
from governance.foundation.deed_forms import DayField, DeedForm, Done
from governance.foundation.publication import State
from governance.models import Document, DocumentVersion, Signatory


def draft_of(document: Document) -> DocumentVersion | None:
    """The version that is being drafted, or None."""
    return document.versions.drafts().order_by("-number").first()


class NewVersionForm(DeedForm):
    """Open the next version."""

    slug, verb, press = "version", "New version…", "Open the draft"
    lead = "The draft is a copy of the version before it. The public goes on reading that one until the draft is published."

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only while there is no draft."""
        return draft_of(subject) is None

    def act(self) -> Done:
        """Open it."""
        version = draft_version(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(self.subject, f"Version {version.number} is open: write it below.")


class PublishForm(DeedForm):
    """Publish the drafted version."""

    slug, verb, press = "publish", "Publish…", "Publish"
    lead = "A published version never changes again. The version before it ends on the day before."

    on = DayField(label="In force from")
    adopted_at = forms.CharField(
        label="Adopted at",
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text="The meeting that adopted it, with its date.",
    )

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only while there is a draft."""
        return draft_of(subject) is not None

    def arrange(self) -> None:
        """The reason stands last."""
        self.order_fields(["on", "adopted_at", "reason"])

    def act(self) -> Done:
        """Publish it."""
        to = self.cleaned_data
        version: Any = draft_of(self.subject)
        publish_version(version, on=to["on"], by=self.user, adopted_at=to["adopted_at"], reason=to["reason"])
        return Done(self.subject, f"Version {version.number} of {self.subject} was published.")


class AskForm(DeedForm):
    """Name a partner that is asked to sign."""

    slug, verb, press = "ask", "Ask to sign…", "Add the partner"

    on = DayField(label="Asked on")

    def arrange(self) -> None:
        """Any organisation; the deed keeps no reason."""
        self.fields["organisation"] = searched(Signatory, "organisation", self, addable=True)
        del self.fields["reason"]
        self.order_fields(["organisation", "on"])

    def act(self) -> Done:
        """Ask it."""
        to = self.cleaned_data
        row = ask_to_sign(self.subject, to["organisation"], on=to["on"], by=self.user)
        return Done(self.subject, f"{row.organisation} is asked to sign.")


class SignatureForm(DeedForm):
    """Record that a partner signed."""

    slug, verb, press = "signature", "Record signature…", "Record it"

    signatory = forms.ModelChoiceField(queryset=Signatory.objects.none(), label="Who signed", empty_label="Choose…")
    on = DayField(label="Signed on")

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only while somebody has not signed."""
        return subject.signatories.filter(signed_on__isnull=True).exists()

    def arrange(self) -> None:
        """Those who were asked and have not signed."""
        field: Any = self.fields["signatory"]
        field.queryset = self.subject.signatories.filter(signed_on__isnull=True).select_related("organisation")
        field.label_from_instance = lambda row: row.organisation.name
        self.order_fields(["signatory", "on", "reason"])

    def act(self) -> Done:
        """Record it."""
        to = self.cleaned_data
        row = record_signature(to["signatory"], on=to["on"], by=self.user, reason=to["reason"])
        return Done(self.subject, f"{row.organisation} has signed.")


class DraftInline(StackedRows):
    """The text of the draft, with the editor."""

    model = DocumentVersion
    verbose_name = "draft"
    verbose_name_plural = "the draft"
    fields = ("text",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Only what is still being drafted."""
        return super().get_queryset(request).filter(state=State.DRAFT)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Opened by “New version…”."""
        return False


class PublishedInline(StackedRows):
    """Published versions, to read."""

    model = DocumentVersion
    verbose_name_plural = "published versions"
    fields = readonly_fields = ("number", "dates", "adopted_at", "read")
    classes = ("collapse",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """What was ever published."""
        return super().get_queryset(request).exclude(state=State.DRAFT)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never again."""
        return False

    has_add_permission = has_change_permission

    @admin.display(description="In force")
    def dates(self, version: DocumentVersion) -> str:
        """The days in force."""
        return dates(version)

    @admin.display(description="Text")
    def read(self, version: DocumentVersion) -> SafeString:
        """The text as the public reads it."""
        return as_read(version.text)


class SignatoryInline(TabularRows):
    """Who is asked to sign, and who has."""

    model = Signatory
    fields = readonly_fields = ("organisation", "asked_on", "signed_on")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By the deeds above."""
        return False

    has_add_permission = has_change_permission


class DocumentAdmin(OfficerAdmin):
    """Constitutions, protocols and compacts."""

    group = "Terms and documents"
    list_display = ("title", "kind", "body", "signed")
    list_filter = (of_partnership("body"), "kind")
    list_select_related = ("body",)
    search_fields = ("title", "body__name")
    search_help_text = "By title or body."
    prepopulated_fields = {"slug": ("title",)}
    given_once = ("slug",)
    change_form_template = "admin/governance/deeds_page.html"
    fieldsets = ((None, {"fields": ("title", "kind", "body", "slug")}),)
    inlines = (DraftInline, PublishedInline, SignatoryInline)
    deeds = (NewVersionForm, PublishForm, AskForm, SignatureForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the numbers of those asked and those who signed."""
        signed = Count("signatories", filter=Q(signatories__signed_on__isnull=False))
        return super().get_queryset(request).annotate(asked=Count("signatories"), have_signed=signed)

    def parts(self, request: HttpRequest) -> list[Part]:
        """A document with its versions and signatories."""
        return [Part(Document), Part(DocumentVersion, "document"), Part(Signatory, "document")]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Only those that have rows."""
        if obj is None:
            return ()
        there = {
            DraftInline: draft_of(obj) is not None,
            PublishedInline: obj.versions.exclude(state=State.DRAFT).exists(),
            SignatoryInline: obj.signatories.exists(),
        }
        return [inline for inline in self.inlines if there[inline]]

    @admin.display(description="Signed")
    def signed(self, document: Any) -> str | None:
        """How many of those asked have signed."""
        return f"{document.have_signed} of {document.asked}" if document.asked else None

    def view_on_site(self, obj: Document) -> str:
        """The public page."""
        return reverse("governance:document", args=[obj.slug])
