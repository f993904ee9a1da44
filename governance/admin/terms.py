"""The admin of terms of reference: the working draft is written here; what is signed can only be read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from governance.admin.officer_admin import OfficerAdmin, StackedRows, as_read, dates, of_partnership, today
from governance.admin.terms_forms import (
    STEP,
    AbandonForm,
    NewDraftForm,
    SignOffForm,
    UsualSectionsForm,
    is_working_draft,
)
from governance.foundation.publication import State
from governance.foundation.sentences import plain_day
from governance.models import TermsOfReference, TermsSection
from governance.terms.versions import stage_on


class SectionForm(ModelForm):
    """One section."""

    def has_changed(self) -> bool:
        """Whether anything was written; a number alone makes no new section."""
        return bool(set(self.changed_data) - ({"order"} if self.instance.pk is None else set()))


class SectionRows(BaseInlineFormSet):
    """Sections of a draft; a new one stands after the last."""

    def clean(self) -> None:
        """One section of each kind; only free ones may be many."""
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            kind = form.cleaned_data.get("kind") if form.is_valid() and form not in self.deleted_forms else None
            if kind in seen and kind != TermsSection.Kind.FREE:
                form.add_error("kind", "These terms have a section of that kind already: choose another, or “Other”.")
            seen.add(str(kind))

    def add_fields(self, form: Any, index: int | None) -> None:
        """Number a new section."""
        super().add_fields(form, index)
        if (index is None or index >= self.initial_form_count()) and "order" in form.fields:
            numbers = [section.order for section in self.get_queryset()] if self.instance.pk else []
            form.fields["order"].initial = max(numbers, default=0) + STEP


class SectionInline(StackedRows):
    """The sections, in their order, each with the editor."""

    model = TermsSection
    form = SectionForm
    formset = SectionRows
    extra = 1
    can_delete = True
    fields = (("order", "kind", "heading"), "text")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """One empty section, so that the form works without a script."""
        return self.extra

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Signed sections are shown as they are read."""
        return self.fields if self.has_change_permission(request, obj) else ("read",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """As above."""
        return () if self.has_change_permission(request, obj) else ("read",)

    @admin.display(description="Text")
    def read(self, section: TermsSection) -> SafeString:
        """The text as the public reads it."""
        return as_read(section.text)


class Stages(admin.SimpleListFilter):
    """Narrows the list by where the version stands."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Drafts, in force, signed, abandoned."""
        return [("draft", "Drafts"), ("force", "In force"), ("signed", "Ever signed"), ("given-up", "Abandoned")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The versions that stand there."""
        narrowed = {
            "draft": queryset.filter(state=State.DRAFT),
            "force": queryset.filter(state=State.PUBLISHED).in_force(today()),  # type: ignore[attr-defined]  # the words of the versions
            "signed": queryset.filter(minor=0),
            "given-up": queryset.filter(state=State.WITHDRAWN, minor__gt=0),
        }
        return narrowed.get(self.value() or "", queryset)


class TermsAdmin(OfficerAdmin):
    """Terms of reference, version by version."""

    group = "Terms and documents"
    list_display = ("body", "version", "level", "stage", "when")
    list_display_links = ("body", "version")
    list_filter = (Stages, of_partnership("body"), "level")
    list_select_related = ("body",)
    search_fields = ("body__name", "body__periods__name")
    search_help_text = "By body, also by a former name."
    ordering = ("body__name", "-major", "-minor")
    change_form_template = "admin/governance/deeds_page.html"
    inlines = (SectionInline,)
    add_deed = NewDraftForm
    deeds = (SignOffForm, UsualSectionsForm, AbandonForm)
    readonly_fields = ("body", "number", "stage", "signed")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Of a signed version who signed it, where and when."""
        facts = ("body", "number", "stage") if obj is None or obj.is_draft else ("body", "number", "stage", "signed")
        self_declared = [(None, {"fields": (*facts, "level", "review_due")})]
        may_save = obj is not None and self.has_change_permission(request, obj)
        return [*self_declared, ("Why", {"fields": ["why"]})] if may_save else self_declared

    def is_open(self, record: TermsOfReference) -> bool:
        """Only the working draft may change."""
        return is_working_draft(record)

    @admin.display(description="Version")
    def number(self, terms: TermsOfReference) -> str:
        """Its number; `version` is the name of the hidden field."""
        return terms.version

    @admin.display(description="Stands as")
    def stage(self, terms: TermsOfReference) -> str:
        """Where it stands today."""
        stage = str(stage_on(terms, today()))
        return "Working draft" if is_working_draft(terms) else f"{stage}, overtaken" if terms.is_draft else stage

    @admin.display(description="In force")
    def when(self, terms: TermsOfReference) -> str | None:
        """The days in force, of a version that was signed."""
        return dates(terms) if terms.starts else None

    @admin.display(description="Signed off")
    def signed(self, terms: TermsOfReference) -> str | None:
        """Who signed it, where and when."""
        if terms.signed_on is None:
            return None
        day = plain_day(terms.signed_on)
        return f"By {terms.signed_by}, at a meeting of {terms.signed_at} on {day}, {terms.signed_place}"

    def view_on_site(self, obj: TermsOfReference) -> str:
        """The public page of the version; a draft's is shown to its editors alone."""
        return reverse("governance:terms-version", args=[obj.body.slug, obj.version])
