"""The admin of composition rules: who must sit on a body, and how many make a quorum."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from governance.admin.officer_admin import InForce, OfficerAdmin, TabularRows, dates, of_partnership
from governance.composition import rule_in_words
from governance.composition.composing import amend_rule, lay_down
from governance.foundation.aggregate import Part
from governance.foundation.guarded_form import GuardedForm
from governance.models import CompositionCategory, CompositionRule
from governance.seats.presence import Names


class RuleForm(GuardedForm):
    """A rule. What it needs, and that it stays inside its body's life, its deeds say."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        section: Any = self.fields.get("section")
        if section is not None:
            section.queryset = section.queryset.select_related("terms__body").order_by("terms__body__name", "order")
            section.label_from_instance = lambda row: f"{row.terms.body}, version {row.terms.version}: {row.title}"


class CategoryRows(TabularRows):
    """The categories that a rule names."""

    model = CompositionCategory
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

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Not yet: a rule is written together with its categories."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Lay the rule down, or amend it, with its categories. Raises Refused."""
        (rows,) = formsets
        rows.save(commit=False)
        how = {"by": request.user, "reason": form.cleaned_data.get("why", "")}
        if not change:
            # The page goes on with the record that the deed made.
            form.instance.pk = _laid_down(form, rows, how).pk
        elif form.changed_fields or rows.has_changed():
            facts = {name: form.cleaned_data[name] for name in form.changed_fields}
            written = [*(row for row, _ in rows.changed_objects), *rows.new_objects]
            amend_rule(form.instance, categories=written, dropped=rows.deleted_objects, **how, **facts)

    @admin.display(description="Rule")
    def in_words(self, rule: CompositionRule) -> str:
        """What it asks for."""
        return rule_in_words(rule, Names({}, {}))

    def view_on_site(self, obj: CompositionRule) -> str:
        """The public membership list."""
        return reverse("governance:members", args=[obj.body.slug])


def _laid_down(form: RuleForm, rows: Any, how: dict[str, Any]) -> CompositionRule:
    """The rule that was typed into the form and into the rows of its categories. Raises Refused."""
    facts = {name: value for name, value in form.cleaned_data.items() if name not in ("version", "why")}
    days = {"on": facts.pop("starts"), "until": facts.pop("ends")}
    categories = [{name: getattr(row, name) for name in CategoryRows.fields} for row in rows.new_objects]
    return lay_down(facts.pop("body"), categories=categories, **days, **how, **facts)
