"""The admin of assessments: what a review found is written here with its themes; deeds answer issues and publish."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from governance.admin.officer_admin import OfficerAdmin, StackedRows, TabularRows, of_partnership
from governance.foundation.aggregate import Part
from governance.foundation.deeds import Refused
from priorities.admin.assessment_forms import AnswerForm, PublishForm, WithdrawAnswerForm, WithdrawForm
from priorities.models import Assessment, AssessmentIssue, AssessmentTheme, IssueAnswer
from priorities.registers.assessing import check_issue, check_theme


class ThemeForm(forms.ModelForm):
    """A theme, or an outcome under one."""

    def clean(self) -> dict[str, Any]:
        """Refuse what stands under an outcome, or under another assessment's theme."""
        cleaned = super().clean() or self.cleaned_data
        theme = AssessmentTheme(
            pk=self.instance.pk, assessment_id=self.instance.assessment_id, name=cleaned.get("name") or "-"
        )
        theme.parent = cleaned.get("parent")
        return checked(cleaned, theme.parent, check_theme, theme)


class IssueForm(forms.ModelForm):
    """What the review found."""

    def clean(self) -> dict[str, Any]:
        """Refuse a theme of another assessment."""
        cleaned = super().clean() or self.cleaned_data
        issue = AssessmentIssue(assessment_id=self.instance.assessment_id, theme=cleaned.get("theme"))
        return checked(cleaned, issue.theme, check_issue, issue)


def checked(cleaned: dict[str, Any], named: Any, check: Any, record: Any) -> dict[str, Any]:
    """What was typed, unless the record refuses the theme that it names."""
    if named is not None:
        try:
            check(record)
        except Refused as refusal:
            raise ValidationError(refusal.sentence) from refusal
    return cleaned


class OfAssessmentRows:
    """Rows that name a theme: they offer those of the page's assessment."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The choices of a foreign key."""
        if db_field.remote_field.model is AssessmentTheme:
            key = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
            themes = AssessmentTheme.objects.filter(assessment=key if str(key).isdecimal() else None)
            top = themes.filter(parent__isnull=True) if db_field.model is AssessmentTheme else themes
            kwargs["queryset"] = top.order_by("position", "pk")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class ThemeRows(OfAssessmentRows, TabularRows):
    """Themes, and the outcomes under them."""

    model = AssessmentTheme
    form = ThemeForm
    fields = ("position", "name", "parent")
    verbose_name_plural = "themes and outcomes"
    extra = 1


class IssueRows(OfAssessmentRows, StackedRows):
    """What the review found, one under the other."""

    model = AssessmentIssue
    form = IssueForm
    fields = (("position", "kind"), "theme", "text", "under_way", "response", "organisations", "areas")
    autocomplete_fields = ("organisations",)
    verbose_name = "finding"
    verbose_name_plural = "what it found"


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
