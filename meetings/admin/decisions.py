"""The admin of decisions: recorded and changed by deeds, for each has a number and never changes once published."""

from typing import Any

from django.contrib import admin
from django.urls import reverse

from governance.admin.by_deed import ByDeed
from governance.admin.officer_admin import of_partnership
from meetings.admin.adoption_forms import (
    AdoptDocumentForm,
    AdoptPlanForm,
    AdoptStrategyForm,
    AdoptTermsForm,
)
from meetings.admin.decision_forms import AmendForm, DropForm, PublishForm, RecordForm
from meetings.admin.endorsement_forms import AcceptCardForm, ConfidenceForm
from meetings.decisions.brought_about import ADOPTING
from meetings.models import Decision


class DecisionAdmin(ByDeed):
    """What meetings decided."""

    group = "Meetings"
    list_display = ("number_in_words", "body", "meeting_day", "text", "outcome", "state")
    list_display_links = ("number_in_words", "text")
    list_filter = ("state", of_partnership("body"), "outcome", "year")
    list_select_related = ("body", "meeting")
    search_fields = ("text", "body__name")
    search_help_text = "By words or body."
    ordering = ("-year", "-meeting__day", "numbered_apart", "-number")
    add_deed = RecordForm
    deeds = (
        AmendForm,
        PublishForm,
        DropForm,
        AdoptTermsForm,
        AdoptDocumentForm,
        AdoptStrategyForm,
        AdoptPlanForm,
        ConfidenceForm,
        AcceptCardForm,
    )
    readonly_fields = fields = (
        "number_in_words",
        "body",
        "meeting",
        "item",
        "text",
        "outcome",
        "takes_effect",
        "replaces",
        "plan_action",
        *ADOPTING,
        "state",
    )

    @admin.display(description="Number", ordering="number")
    def number_in_words(self, decision: Decision) -> str:
        """Such as 2009/3, or 2009/R1 under a restricted item."""
        return decision.reference

    @admin.display(description="Decided", ordering="meeting__day")
    def meeting_day(self, decision: Decision) -> Any:
        """The day of the meeting."""
        return decision.meeting.day

    def view_on_site(self, obj: Decision) -> str:
        """Its page; a draft's is for its editors."""
        return reverse("meetings:decision", args=[obj.body.slug, obj.reference])
