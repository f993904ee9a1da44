"""The admin of report cards: drafted by a form, carried up the reporting line by deeds."""

from typing import Any

from django.contrib import admin
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.urls import reverse

from governance.admin.officer_admin import OfficerAdmin, TabularRows, of_partnership
from governance.foundation.aggregate import Part
from priorities.admin.report_card_forms import AcceptForm, ReportCardForm, RestoreForm, WithdrawForm
from priorities.models import CardPartner, CardStep, ReportCard
from priorities.report_cards.carding import amend_card, draft_card


class PartnerInline(TabularRows):
    """Who is involved, each a body or an organisation."""

    model = CardPartner
    fields = ("body", "organisation")
    extra = 1
    verbose_name = "body or organisation that is involved"
    verbose_name_plural = "who is involved"


class StepInline(TabularRows):
    """Where it was accepted, to read."""

    model = CardStep
    fields = readonly_fields = ("level", "body", "accepted_on", "accepted_at")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By “Accept…”."""
        return False

    has_add_permission = has_change_permission


class ReportCardAdmin(OfficerAdmin):
    """Report cards; an accepted one never changes."""

    group = "Priorities and plans"
    form = ReportCardForm
    list_display = ("title", "period", "accountability", "body", "state")
    list_filter = ("state", "accountability", of_partnership("body"))
    list_select_related = ("body",)
    search_fields = ("title", "body__name")
    search_help_text = "By title or body."
    ordering = ("-starts", "title")
    prepopulated_fields = {"slug": ("title",), "period_slug": ("period",)}
    given_once = ("slug", "period_slug", "body", "accountability", "priority", "plan")
    change_form_template = "admin/governance/deeds_page.html"
    fieldsets = (
        (None, {"fields": ("title", "period", "starts", "ends", "slug", "period_slug")}),
        ("What it is about", {"fields": ("body", "accountability", "priority", "plan", "indicators")}),
        ("What it says", {"fields": ("story", "new_factors", "partners", "what_works", "proposals")}),
    )
    inlines = (PartnerInline, StepInline)
    deeds = (AcceptForm, WithdrawForm, RestoreForm)

    def parts(self, request: HttpRequest) -> list[Part]:
        """A card with those involved and its steps."""
        return [
            Part(ReportCard, without=frozenset({"content"})),
            Part(CardPartner, "card"),
            Part(CardStep, "card"),
        ]

    def is_open(self, record: Any) -> bool:
        """Only a draft."""
        return record.is_draft and not record.is_frozen

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Steps only where there are any."""
        return self.inlines if obj is not None and obj.steps.exists() else (PartnerInline,)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Not yet: a card is written together with those who are involved."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Draft the card, or amend it, with those who are involved. Raises Refused."""
        rows = formsets[0]
        rows.save(commit=False)
        how = {"by": request.user, "reason": form.cleaned_data.get("why", "")}
        if rows.has_changed():
            named = [each.cleaned_data for each in rows.forms if each.cleaned_data]
            how["involved"] = [each["body"] or each["organisation"] for each in named]
        if change:
            amend_card(form.instance, **how, **{name: form.cleaned_data[name] for name in form.changed_fields})
            return
        # Of which kind it is follows from what it is about.
        names = form.cleaned_data.keys() - {"version", "why", "accountability"}
        facts = {name: form.cleaned_data[name] for name in names}
        # The page goes on with the record that the deed made.
        form.instance.pk = draft_card(facts.pop("body"), **how, **facts).pk

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Boxes to tick."""
        return super().formfield_for_manytomany(db_field, request, **{"widget": CheckboxSelectMultiple, **kwargs})

    def view_on_site(self, obj: ReportCard) -> str:
        """Its page; a draft's is for its editors."""
        return reverse("priorities:report-card", args=[obj.slug, obj.period_slug])


admin.site.register(ReportCard, ReportCardAdmin)
