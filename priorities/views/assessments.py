"""Assessments: the calendar of reviews with the themes that recur, and what each review found and how it is answered."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.views.generic import TemplateView

from governance.foundation.access import may_edit
from governance.views.pages import BySlug, Crumb, Page
from priorities.models import Assessment
from priorities.registers.assessment_reading import (
    Tally,
    findings_of,
    for_reading,
    is_to_come,
    recurring,
    reviews,
    tallies,
)


class AssessmentsPage(Page, TemplateView):
    """The calendar of reviews: those to come, those received with how many issues are open, and recurring themes."""

    template_name = "priorities/assessment_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the reviews and what they have in common."""
        day, user = self.day, self.request.user
        every = list(reviews(day, user))
        coming = sorted((each for each in every if is_to_come(each, day)), key=lambda each: each.calendar_day)
        received = [each for each in every if not is_to_come(each, day)]
        counted = tallies(received, day) if received else {}
        return super().get_context_data(
            coming=coming,
            received=[(each, counted.get(each.pk, Tally())) for each in received],
            recurring=recurring(day, user) if len(received) > 1 else [],
            **kwargs,
        )


class AssessmentPage(BySlug, TemplateView):
    """What a review found, theme by theme, and what answers each issue on the day. A draft is for its editors."""

    template_name = "priorities/assessment_detail.html"
    record: Assessment

    def get_records(self) -> QuerySet[Any]:
        """Published assessments; for editors all of theirs."""
        return for_reading(Assessment.objects.visible_to(self.request.user), self.day)

    def get_crumbs(self) -> list[Crumb]:
        """The way back up."""
        return [Crumb("Assessments", reverse("priorities:assessments"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was found; nothing of it before the day on which it was received."""
        assessment, day, user = self.record, self.day, self.request.user
        context: dict[str, Any] = {"not_yet": is_to_come(assessment, day)}
        if not context["not_yet"]:
            context |= {
                "findings": findings_of(assessment, day, user),
                "recurring": [each for each in recurring(day, user) if assessment.slug in dict(each.assessments)],
            }
        return super().get_context_data(
            assessment=assessment, may_edit=may_edit(user, assessment.body), **context, **kwargs
        )
