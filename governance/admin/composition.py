"""The admin of composition rules: who must sit on a body, and how many make a quorum."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse

from governance.admin.officer_admin import InForce, OfficerAdmin, TabularRows, dates, of_partnership
from governance.composition import rule_in_words
from governance.foundation.aggregate import Part
from governance.foundation.dated import Span
from governance.foundation.deeds import Refused
from governance.foundation.guarded_form import GuardedForm
from governance.models import CompositionCategory, CompositionRule
from governance.restructuring.periods import life
from governance.seats.presence import Names


class RuleForm(GuardedForm):
    """A rule that stays inside its body's life."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        section: Any = self.fields.get("section")
        if section is not None:
            section.queryset = section.queryset.select_related("terms__body").order_by("terms__body__name", "order")
            section.label_from_instance = lambda row: f"{row.terms.body}, version {row.terms.version}: {row.title}"

    def clean(self) -> dict[str, Any]:
        """Refuse days on which the body does not exist; a rule ends with its body at the latest."""
        cleaned = super().clean()
        body = cleaned.get("body") or (self.instance.body if self.instance.pk else None)
        if body is None or self.errors or not cleaned.get("starts"):
            return cleaned
        try:
            existing = life(body)
        except Refused as refusal:
            raise ValidationError(refusal.sentence) from refusal
        ends = cleaned["ends"] = cleaned.get("ends") or existing.ends
        if not existing.covers(Span(cleaned["starts"], ends)):
            self.add_error("starts", f"{body} does not exist on all of these days: choose days in its life.")
        return cleaned


class CategoriesOfRule(BaseInlineFormSet):
    """The categories of a rule; a rule about a category has one at least."""

    def clean(self) -> None:
        """Say so where there is none."""
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms and form.has_changed()]
        kept += [form for form in self.initial_forms if form not in self.deleted_forms and form not in kept]
        if self.instance.kind == CompositionRule.Kind.CATEGORY and not kept:
            raise ValidationError("Say of which category members are asked for.")


class CategoryRows(TabularRows):
    """The categories that a rule names."""

    model = CompositionCategory
    formset = CategoriesOfRule
    fields = ("least", "of", "words", "sector", "organisation", "role", "seat_kind", "seat", "grade")
    extra = 1
    can_delete = True

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """One empty row, so that the form works without a script."""
        return self.extra

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The lines to choose from say whose they are."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "seat":
            rows = field.queryset.select_related("body").order_by("body__name", "order", "pk")
            field.queryset = rows.editable_by(request.user)
            field.label_from_instance = lambda seat: f"{seat.body}: {seat.title}"
        return field


class CompositionRuleAdmin(OfficerAdmin):
    """Rules about the members of bodies."""

    group = "Bodies"
    form = RuleForm
    list_display = ("in_words", "body", "kind", "hard", dates)
    list_filter = (InForce, of_partnership("body"), "kind", "hard")
    list_select_related = ("body", "organisation", "other_body", "of_kind")
    search_fields = ("text", "body__name")
    search_help_text = "By text or body."
    ordering = ("body__name", "starts", "pk")
    inlines = (CategoryRows,)
    fieldsets = (
        (None, {"fields": ("body", "kind", "hard", "text", "section")}),
        ("How many", {"fields": (("low", "high"), ("share_top", "share_bottom", "more_than"))}),
        ("Who", {"fields": ("organisation", "other_body", "of_kind", "grade", "doubling")}),
        ("Days", {"fields": (("starts", "ends"), "dates_as_said")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A rule stays on its body, and of its kind."""
        return ("body", "kind") if obj else ()

    def parts(self, request: HttpRequest) -> list[Part]:
        """A rule with its categories."""
        return [Part(CompositionRule), Part(CompositionCategory, "rule")]

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the categories, which the words need."""
        return super().get_queryset(request).prefetch_related("categories__organisation", "categories__seat")

    @admin.display(description="Rule")
    def in_words(self, rule: CompositionRule) -> str:
        """What it asks for."""
        return rule_in_words(rule, Names({}, {}))

    def view_on_site(self, obj: CompositionRule) -> str:
        """The public membership list."""
        return reverse("governance:members", args=[obj.body.slug])
