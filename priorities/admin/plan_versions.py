"""The admin of versions of plans, their sections and actions: reached from the plan; only a draft may change."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import DecimalField, Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString

from governance.admin.officer_admin import OfficerAdmin, TabularRows, as_read, of_partnership
from governance.foundation.aggregate import Part
from governance.foundation.audited import audit_of
from governance.foundation.guarded_form import GuardedForm
from priorities.admin.plan_draft_forms import (
    AddRowForm,
    AddSectionForm,
    ApproachForm,
    RemoveActionForm,
    RemoveSectionForm,
)
from priorities.admin.plan_forms import AbandonForm, PublishForm
from priorities.admin.plan_import import PlanSheetPages
from priorities.models import Milestone, PlanAction, PlanApproach, PlanSection, PlanVersion
from priorities.plans.plan_drafting import (
    MILESTONE_FACTS,
    add_milestone,
    amend_action,
    amend_milestone,
    amend_section,
    amend_version,
    remove_milestone,
)
from priorities.plans.plan_parts import ActionRead, in_rows
from priorities.sheets.days_as_said import NoSuchDay, agreed_day
from priorities.sheets.number_fields import MoneyField


@dataclass(frozen=True)
class Under(Part):
    """Rows that hang on the version through rows of it; the audit finds those that were taken out as well."""

    of: Callable[[Model], QuerySet] = lambda record: PlanSection.history.filter(version_id=record.pk)
    """The audit rows of what they hang on."""

    def history(self, record: Model) -> QuerySet:
        """The audit rows of these."""
        above = self.of(record).order_by().values("id")
        rows: QuerySet = audit_of(self.model).filter(**{f"{self.through}_id__in": above})
        return rows


def _actions_of(version: Model) -> QuerySet:
    sections = PlanSection.history.filter(version_id=version.pk).order_by().values("id")
    return PlanAction.history.filter(section_id__in=sections)


class InPlan(OfficerAdmin):
    """A record of a plan's version: not in the index, never added by a stock form, open in a draft alone."""

    group = "Priorities and plans"
    save_deed: Any = None

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Not in the index: one comes here from the plan."""
        return {}

    def has_add_permission(self, request: HttpRequest) -> bool:
        """By a deed of what it stands in."""
        return False

    def is_open(self, record: Any) -> bool:
        """Only in a draft."""
        return record.is_draft if isinstance(record, PlanVersion) else record.its_version.is_draft

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save what was changed through its deed. Raises Refused."""
        if facts := {name: form.cleaned_data[name] for name in form.changed_fields}:
            type(self).save_deed(obj, by=request.user, reason=form.cleaned_data.get("why", ""), **facts)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """With the way back to the version and the plan."""
        record = kwargs["obj"]
        context["plan_version"] = record if isinstance(record, PlanVersion) else record.its_version
        return super().render_change_form(request, context, *args, **kwargs)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> Any:
        """Back to the version."""
        version = obj if isinstance(obj, PlanVersion) else obj.its_version
        return redirect("admin:priorities_planversion_change", version.pk)


class PlanVersionAdmin(PlanSheetPages, InPlan):
    """A version: its facts, and its rows with the ways to write them."""

    list_display = ("__str__", "state")
    list_filter = ("state", of_partnership("plan__body"))
    list_select_related = ("plan",)
    search_fields = ("plan__title",)
    change_form_template = "admin/priorities/planversion/page.html"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("covers_from", "covers_until"),
                    "priorities",
                    "introduction",
                    "impact_advice",
                    "impact_advice_by",
                )
            },
        ),
    )
    deeds = (AddRowForm, AddSectionForm, ApproachForm, PublishForm, AbandonForm)
    save_deed = staticmethod(amend_version)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What can no longer be written is shown as the public reads it."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or obj.is_draft:
            return fieldsets
        read = {"introduction": "read"}
        return [
            (name, {**parts, "fields": [read.get(each, each) for each in parts["fields"]]}) for name, parts in fieldsets
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """With the introduction to read."""
        return (*super().get_readonly_fields(request, obj), "read")

    @admin.display(description="Introduction")
    def read(self, version: PlanVersion) -> SafeString:
        """The introduction as the public reads it."""
        return as_read(version.introduction)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the plans."""
        return super().get_queryset(request).select_related("plan__body")

    def parts(self, request: HttpRequest) -> list[Part]:
        """A version with all that stands in it."""
        return [
            Part(PlanVersion),
            Part(PlanSection, "version"),
            Part(PlanApproach, "version"),
            Under(PlanAction, "section"),
            Under(Milestone, "action", of=_actions_of),
        ]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """With its sections and rows."""
        version = kwargs["obj"]
        context["contents"] = _contents(version)
        context["applied"] = version.approaches.select_related("approach")
        return super().render_change_form(request, context, *args, **kwargs)

    def view_on_site(self, obj: PlanVersion) -> str:
        """Its page; a draft's is for its editors."""
        return reverse("priorities:plan-version", args=[obj.plan.slug, obj.number])


class SectionForm(GuardedForm):
    """A section's form: its `version` is that at which it was opened, as in every form, not the plan's."""

    def _may_name(self, name: str, value: Any) -> bool:
        return name == "version" or super()._may_name(name, value)


class PlanSectionAdmin(InPlan):
    """Sections, reached from their version."""

    form = SectionForm
    list_display = ("__str__", "version")
    list_select_related = ("version__plan",)
    search_fields = ("heading",)
    change_form_template = "admin/priorities/planversion/part.html"
    fieldsets = ((None, {"fields": ("letter", "heading", "key_characteristics", "priority", "position")}),)
    deeds = (AddRowForm, RemoveSectionForm)
    save_deed = staticmethod(amend_section)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the plans."""
        return super().get_queryset(request).select_related("version__plan__body")

    def view_on_site(self, obj: PlanSection) -> str:
        """The page of its version."""
        return reverse("priorities:plan-version", args=[obj.version.plan.slug, obj.version.number])


class MilestoneRows(TabularRows):
    """The milestones of an action."""

    model = Milestone
    fields = ("text", "due", "due_as_said")
    extra = 1
    can_delete = True


class ActionForm(GuardedForm):
    """An action's form: the day by which it is due and the words for it tell of one day."""

    def clean(self) -> dict[str, Any]:
        """What the deed would refuse is shown at its field."""
        cleaned = super().clean()
        changed = {"due", "due_as_said"}.intersection(self.changed_fields)
        if changed and changed <= cleaned.keys():
            try:
                agreed_day(cleaned["due"] if "due" in changed else None, cleaned.get("due_as_said", ""))
            except NoSuchDay as error:
                self.add_error("due_as_said", str(error))
        return cleaned


class PlanActionAdmin(InPlan):
    """Actions, reached from their version."""

    form = ActionForm
    list_display = ("reference", "what", "section")
    list_select_related = ("section__version__plan",)
    search_fields = ("ref", "what", "section__version__plan__title")
    change_form_template = "admin/priorities/planversion/part.html"
    autocomplete_fields = ("lead_organisation", "lead_officer", "partner_bodies", "partners", "same_as")
    fieldsets = (
        (None, {"fields": (("ref", "bullet", "position"), "section", "area_for_improvement", "what", "measure")}),
        (
            "Who",
            {"fields": (("lead_body", "lead_organisation"), "lead_officer", "partner_bodies", "partners", "tasked_by")},
        ),
        ("When", {"fields": (("starts_on", "due"), "due_as_said")}),
        ("With what", {"fields": ("budget", "resources", "existing_activity", "same_as")}),
        ("What for", {"fields": ("priority", "approaches", "areas")}),
    )
    formfield_overrides = {DecimalField: {"form_class": MoneyField, "widget": AdminTextInputWidget}}
    inlines = (MilestoneRows,)
    deeds = (RemoveActionForm,)
    save_deed = staticmethod(amend_action)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the plans."""
        return super().get_queryset(request).select_related("section__version__plan__body")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The sections of the same draft."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "section" and request.resolver_match is not None:
            key = request.resolver_match.kwargs.get("object_id", "")
            of_action = PlanAction.objects.filter(pk=key if str(key).isdecimal() else 0)
            field.queryset = field.queryset.filter(version__in=of_action.values("section__version"))
            field.empty_label = None
        return field

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the milestones through their deeds. Raises Refused."""
        how = {"by": request.user, "reason": form.cleaned_data.get("why", "")}
        formset.save(commit=False)
        for row in formset.deleted_objects:
            remove_milestone(row, **how)
        for row, names in formset.changed_objects:
            amend_milestone(row, **how, **{name: getattr(row, name) for name in names if name in MILESTONE_FACTS})
        for row in formset.new_objects:
            facts = {"text": row.text, "due": row.due, "due_as_said": row.due_as_said}
            add_milestone(form.instance, **how, **facts)

    def view_on_site(self, obj: PlanAction) -> str:
        """Its row on the page of its version."""
        version = obj.its_version
        address = reverse("priorities:plan-version", args=[version.plan.slug, version.number])
        return f"{address}#action-{obj.pk}"


def _contents(version: PlanVersion) -> list[tuple[PlanSection, Any]]:
    """The sections with their rows. Two queries."""
    sections = list(version.sections.in_order())
    rows = PlanAction.objects.filter(section__version=version).in_order()
    actions = list(rows.select_related("lead_body", "lead_organisation", "lead_officer"))
    reads = {section.pk: [a for a in actions if a.section_id == section.pk] for section in sections}
    return [
        (section, in_rows(ActionRead(action, None, (), ()) for action in reads[section.pk])) for section in sections
    ]
