"""The admin of delivery plans: the plan with its versions and who answers for it; a draft is written on its own page."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from governance.admin.officer_admin import OfficerAdmin, TabularRows, dates, of_partnership
from governance.foundation.aggregate import Part
from governance.foundation.publication import State
from priorities.admin.plan_forms import AbandonForm, EstablishForm, NewVersionForm, PublishForm, TakeOverForm
from priorities.admin.plan_versions import PlanActionAdmin, PlanSectionAdmin, PlanVersionAdmin
from priorities.models import DeliveryPlan, PlanAction, PlanResponsibility, PlanSection, PlanVersion
from priorities.plans.planning import amend_plan


class ByDeedRows(TabularRows):
    """Rows to read; deeds write them."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By the deeds."""
        return False

    has_add_permission = has_change_permission


class VersionRows(ByDeedRows):
    """The versions of a plan, each with the way to its page."""

    model = PlanVersion
    verbose_name_plural = "versions"
    fields = readonly_fields = ("version", "state", "in_force", "adopted_at")
    ordering = ("-number",)

    @admin.display(description="Version")
    def version(self, version: PlanVersion) -> SafeString:
        """Its number, which leads to its page."""
        address = reverse("admin:priorities_planversion_change", args=[version.pk])
        words = f"Version {version.number}{': write the draft' if version.is_draft else ''}"
        return format_html('<a href="{}">{}</a>', address, words)

    @admin.display(description="In force")
    def in_force(self, version: PlanVersion) -> str:
        """The days in force."""
        return dates(version) if version.starts else "–"


class ResponsibilityRows(ByDeedRows):
    """Who owned and who monitored it, and when."""

    model = PlanResponsibility
    verbose_name_plural = "who answers for it"
    fields = readonly_fields = ("body", "role", "days")

    @admin.display(description="Days")
    def days(self, row: PlanResponsibility) -> str:
        """The days in force."""
        return dates(row)


class DeliveryPlanAdmin(OfficerAdmin):
    """Delivery plans. Their text is written in drafts, on pages of their own."""

    group = "Priorities and plans"
    list_display = ("title", "kind", "body", "standing")
    list_filter = (of_partnership("body"), "kind")
    list_select_related = ("body",)
    search_fields = ("title", "body__name")
    search_help_text = "By title or owner."
    change_form_template = "admin/governance/deeds_page.html"
    fieldsets = ((None, {"fields": ("title", "kind", "framework", "strategy", "part_of", "review_due")}),)
    inlines = (VersionRows, ResponsibilityRows)
    add_deed = EstablishForm
    deeds = (NewVersionForm, PublishForm, AbandonForm, TakeOverForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With how many versions are published, and whether there is a draft."""
        published = Count("versions", filter=Q(versions__state=State.PUBLISHED))
        draft = PlanVersion.objects.drafts().filter(plan=OuterRef("pk"))
        return super().get_queryset(request).annotate(number_published=published, has_draft=Exists(draft))

    def parts(self, request: HttpRequest) -> list[Part]:
        """A plan with its versions and who answers for it."""
        return [Part(DeliveryPlan), Part(PlanVersion, "plan"), Part(PlanResponsibility, "plan")]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save what was changed through its deed. Raises Refused."""
        if facts := {name: form.cleaned_data[name] for name in form.changed_fields}:
            amend_plan(obj, by=request.user, reason=form.cleaned_data.get("why", ""), **facts)

    @admin.display(description="Versions")
    def standing(self, plan: Any) -> str:
        """How many are published, and whether one is drafted."""
        words = f"{plan.number_published} published" if plan.number_published else "None published"
        return f"{words}, a draft" if plan.has_draft else words

    def view_on_site(self, obj: DeliveryPlan) -> str:
        """The public page."""
        return reverse("priorities:plan", args=[obj.slug])


admin.site.register(DeliveryPlan, DeliveryPlanAdmin)
admin.site.register(PlanVersion, PlanVersionAdmin)
admin.site.register(PlanSection, PlanSectionAdmin)
admin.site.register(PlanAction, PlanActionAdmin)
