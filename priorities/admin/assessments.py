"""The admin of assessments: what a review found is written here with its themes; deeds answer issues and publish."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, F, Q, QuerySet
from django.forms import BaseModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from governance.admin.officer_admin import OfficerAdmin, StackedRows, TabularRows, of_partnership
from governance.foundation.aggregate import Part
from priorities.admin.assessment_forms import AnswerForm, PublishForm, WithdrawAnswerForm, WithdrawForm
from priorities.models import Area, Assessment, AssessmentIssue, AssessmentTheme, IssueAnswer
from priorities.registers.assessing import (
    add_issue,
    add_theme,
    amend_assessment,
    amend_issue,
    amend_theme,
    record_assessment,
)


class OfAssessmentRows:
    """Rows that name themes and areas: they offer those of the page's assessment."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The choices of a foreign key."""
        if db_field.remote_field.model is AssessmentTheme:
            key = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
            themes = AssessmentTheme.objects.filter(assessment=key if str(key).isdecimal() else None)
            top = themes.filter(parent__isnull=True) if db_field.model is AssessmentTheme else themes
            kwargs["queryset"] = top.order_by("position", "pk")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]  # of the admin that this is mixed into

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The choices of a many-to-many relation; of areas those of the partnership that was reviewed."""
        if db_field.remote_field.model is Area:
            key = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
            reviewed = Assessment.objects.filter(pk=key) if key and str(key).isdecimal() else Assessment.objects.none()
            kwargs["queryset"] = Area.objects.filter(partnership__in=reviewed.values("body__partnership"))
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]  # as above


class ThemeRows(OfAssessmentRows, TabularRows):
    """Themes, and the outcomes under them."""

    model = AssessmentTheme
    fields = ("position", "name", "parent")
    verbose_name_plural = "themes and outcomes"
    extra = 1


class IssueRows(OfAssessmentRows, StackedRows):
    """What the review found, one under the other."""

    model = AssessmentIssue
    fields = (("position", "kind"), "theme", "text", "under_way", "response", "organisations", "areas")
    autocomplete_fields = ("organisations",)
    verbose_name = "finding"
    verbose_name_plural = "what it found"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With what each finding names."""
        return super().get_queryset(request).prefetch_related("organisations", "areas")


class AssessmentAdmin(OfficerAdmin):
    """Reviews by outsiders and by the partnership itself."""

    group = "Priorities and plans"
    list_display = ("title", "kind", "body", "received", "answered", "state")
    list_filter = ("state", of_partnership("body"), "kind")
    list_select_related = ("body",)
    search_fields = ("title", "assessor", "body__name")
    search_help_text = "By title, assessor or body."
    ordering = (F("received_on").desc(nulls_first=True), "title")
    prepopulated_fields = {"slug": ("title",)}
    given_once = ("slug",)
    change_form_template = "admin/governance/deeds_page.html"
    inlines = (ThemeRows, IssueRows)
    deeds = (AnswerForm, WithdrawAnswerForm, PublishForm, WithdrawForm)
    fieldsets = (
        (None, {"fields": ("title", "slug", "body", "kind", "assessor", "coordinated_by", "summary")}),
        (
            "When and where",
            {"fields": (("received_on", "received_as_said"), ("made_public_on", "made_public_at"), "address")},
        ),
        ("Publication", {"fields": ("state", "answers")}),
    )
    readonly_fields = ("state", "answers")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With how many areas for improvement there are, and how many of them an action answers."""
        issue = Q(issues__kind=AssessmentIssue.Kind.ISSUE)
        return (
            super()
            .get_queryset(request)
            .annotate(
                asked=Count("issues", filter=issue, distinct=True),
                with_answer=Count("issues", filter=issue & Q(issues__answers__isnull=False), distinct=True),
            )
        )

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Themes first; what was found once the review is saved, for it names them."""
        return self.inlines if obj is not None else (ThemeRows,)

    def parts(self, request: HttpRequest) -> list[Part]:
        """A review with its themes and what it found."""
        return [Part(Assessment), Part(AssessmentTheme, "assessment"), Part(AssessmentIssue, "assessment")]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Record the review, or change what is told of it, through its deed. Raises Refused."""
        how = {"by": request.user, "reason": form.cleaned_data.get("why", "")}
        names = form.changed_fields if change else form.cleaned_data.keys() - {"version", "why"}
        facts = {name: form.cleaned_data[name] for name in names}
        if not change:
            # The page goes on with the record that the deed made.
            obj.pk = record_assessment(facts.pop("body"), **how, **facts).pk
        elif facts:
            amend_assessment(obj, **how, **facts)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the themes and what was found through their deeds. Raises Refused."""
        of_themes = formset.model is AssessmentTheme
        add, amend = (add_theme, amend_theme) if of_themes else (add_issue, amend_issue)
        how = {"by": request.user, "reason": form.cleaned_data.get("why", "")}
        formset.save(commit=False)
        for row in filter(BaseModelForm.has_changed, formset.initial_forms):
            amend(row.instance, **how, **{name: row.cleaned_data[name] for name in row.changed_data})
        for row in filter(BaseModelForm.has_changed, formset.extra_forms):
            names = row.cleaned_data.keys() - {"id", "assessment"}
            add(form.instance, **how, **{name: row.cleaned_data[name] for name in names})

    @admin.display(description="Received", ordering="received_on")
    def received(self, assessment: Assessment) -> Any:
        """The day, or what was said of it."""
        return assessment.received_as_said or assessment.received_on

    @admin.display(description="Answered")
    def answered(self, assessment: Any) -> str | None:
        """How many of the areas for improvement an action answers, published or not."""
        return f"{assessment.with_answer} of {assessment.asked}" if assessment.asked else None

    @admin.display(description="Answers")
    def answers(self, assessment: Assessment) -> SafeString | None:
        """Which action answers which issue."""
        rows = IssueAnswer.objects.filter(issue__assessment=assessment.pk)
        rows = rows.select_related("issue", "action__section__version__plan").order_by("issue__position", "pk")
        said = [(row.issue, row.action.reference, row.action.section.version.plan) for row in rows]
        return format_html_join("", "<p>{}: action {} of {}</p>", said) if said else None

    def view_on_site(self, obj: Assessment) -> str:
        """Its page; a draft's is for its editors."""
        return reverse("priorities:assessment", args=[obj.slug])


admin.site.register(Assessment, AssessmentAdmin)
