"""The admin of registers of risks: what a line says is written here, how it is judged and what becomes of it by deeds."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse

from governance.admin.officer_admin import OfficerAdmin, TabularRows, of_partnership
from governance.foundation.aggregate import Part
from priorities.admin.risk_forms import (
    CloseForm,
    FinishForm,
    LinkForm,
    MitigationForm,
    PublishForm,
    RaiseForm,
    ReviewForm,
    ScoreForm,
    WithdrawForm,
)
from priorities.models import Mitigation, Risk, RiskScore
from priorities.registers.risk_reading import level_of


class ScoreRows(TabularRows):
    """How it was judged over time: only added, by “Judge again…”."""

    model = RiskScore
    verbose_name_plural = "scores"
    fields = readonly_fields = ("day", "likelihood", "impact", "total", "note")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    has_add_permission = has_change_permission

    @admin.display(description="Score")
    def total(self, score: RiskScore) -> str:
        """Likelihood times impact, with its level."""
        return f"{score.score}, {level_of(score.score).label.lower()}"


class MitigationRows(TabularRows):
    """What is done: added and finished by deeds, corrected here."""

    model = Mitigation
    verbose_name_plural = "what is done about it"
    fields = ("position", "text", "owner", "due", "done_on")
    readonly_fields = ("done_on",)
    autocomplete_fields = ("owner",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Added by “Add what is done…”."""
        return False


class RiskAdmin(OfficerAdmin):
    """Lines of the registers."""

    group = "Priorities and plans"
    list_display = ("title", "body", "number", "kind", "stands_at", "review_due", "closed_on", "state")
    list_filter = ("state", of_partnership("body"), "kind")
    list_select_related = ("body",)
    search_fields = ("title", "body__name")
    search_help_text = "By words or body."
    ordering = ("body__name", "number")
    autocomplete_fields = ("owner",)
    change_form_template = "admin/governance/deeds_page.html"
    inlines = (ScoreRows, MitigationRows)
    add_deed = RaiseForm
    deeds = (ScoreForm, ReviewForm, CloseForm, LinkForm, MitigationForm, FinishForm, PublishForm, WithdrawForm)
    fieldsets = (
        (None, {"fields": ("body", "number", "kind", "title", "cause", "effect", "owner")}),
        ("Plan", {"fields": ("plan", "action")}),
        ("Register", {"fields": ("raised_on", "review_due", "closed_on", "closed_because", "state")}),
    )
    readonly_fields = (
        "body",
        "number",
        "plan",
        "action",
        "raised_on",
        "review_due",
        "closed_on",
        "closed_because",
        "state",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the last score."""
        last = RiskScore.objects.filter(risk=OuterRef("pk")).order_by("-day", "-pk")
        return (
            super()
            .get_queryset(request)
            .annotate(
                last_likelihood=Subquery(last.values("likelihood")[:1]), last_impact=Subquery(last.values("impact")[:1])
            )
        )

    def is_open(self, record: Any) -> bool:
        """Until it is closed."""
        return record.closed_on is None

    def parts(self, request: HttpRequest) -> list[Part]:
        """A line with its scores and what is done."""
        return [Part(Risk), Part(RiskScore, "risk"), Part(Mitigation, "risk")]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Only those that have rows."""
        if obj is None:
            return ()
        return self.inlines if obj.mitigations.exists() else (ScoreRows,)

    @admin.display(description="Score")
    def stands_at(self, risk: Any) -> str | None:
        """The last score, with its level."""
        if risk.last_likelihood is None:
            return None
        score = risk.last_likelihood * risk.last_impact
        return f"{score}, {level_of(score).label.lower()}"

    def view_on_site(self, obj: Risk) -> str:
        """Its page; a draft's is for its editors."""
        return reverse("priorities:risk", args=[obj.body.slug, obj.number])


admin.site.register(Risk, RiskAdmin)
