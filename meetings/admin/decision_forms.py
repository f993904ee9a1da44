"""Deeds about decisions: record one, amend or drop a draft, publish a meeting's."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget

from governance.admin.seating_forms import searched
from governance.foundation.deed_forms import DayField, DeedForm, Done, OfDraft
from governance.foundation.sentences import counted
from meetings.admin.checklist_form import ChecklistForm
from meetings.admin.plan_action_field import plan_action_field
from meetings.agendas.findings import Finding
from meetings.decisions.brought_about import resting_on
from meetings.decisions.deciding import RESTED_ON, amend, decide, drop, publish_decisions
from meetings.minutes.minutes_checks import decision_checks
from meetings.models import AgendaItem, Decision, Minutes

DRAFT = "Draft"


class DecisionFacts(DeedForm):
    """What there is to say of a decision."""

    text = forms.CharField(
        label="What was decided",
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        help_text="In words that stand alone, for somebody who has not read the minutes.",
    )
    outcome = forms.ChoiceField(label="Outcome", choices=Decision.Outcome.choices)
    takes_effect = DayField(label="Takes effect", required=False, help_text="Empty: on the day of the meeting.")

    def replaced(self) -> forms.ModelChoiceField:
        """The field for the decision that this one replaces."""
        return searched(
            Decision, "replaces", self, required=False, label="Replaces", help_text="An earlier, published decision."
        )


class RecordForm(DecisionFacts):
    """Record a decision of a meeting."""

    slug, verb, press = "record", "Record a decision…", "Record the draft"
    lead = (
        "It gets the next number of the body in the year of the meeting; under a restricted item, the next of those "
        "with an R. The public reads it once it is published."
    )

    def arrange(self) -> None:
        """The meeting and the item."""
        self.fields["meeting"] = searched(Decision, "meeting", self, label="Meeting")
        self.fields["item"] = searched(Decision, "item", self, required=False, label="Agenda item")
        self.fields["replaces"] = self.replaced()
        self.fields["plan_action"] = plan_action_field(self.user)
        self.order_fields(["meeting", "item", "text", "outcome", "takes_effect", "replaces", "plan_action", "reason"])

    @property
    def heading(self) -> str:
        """The page's heading."""
        return "Record a decision"

    def act(self) -> Done:
        """Record it."""
        to = self.filled_in()
        decision = decide(to.pop("meeting"), by=self.user, **to)
        return Done(decision, f"{decision} of {decision.body} was recorded as a draft.")


class AmendForm(OfDraft, DecisionFacts):
    """Change a draft."""

    slug, verb, group, press = "amend", "Amend…", DRAFT, "Save"

    def arrange(self) -> None:
        """The items of the meeting; without what no longer changes."""
        if resting_on(self.subject):
            for name in RESTED_ON:
                del self.fields[name]
        items = AgendaItem.objects.filter(meeting=self.subject.meeting_id).in_order()
        self.fields["item"] = forms.ModelChoiceField(queryset=items, required=False, label="Agenda item")
        self.fields["replaces"] = self.replaced()
        self.fields["plan_action"] = plan_action_field(self.user, now=self.subject.plan_action_id)
        self.order_fields(["item", "text", "outcome", "takes_effect", "replaces", "plan_action", "reason"])

    def prefilled(self) -> dict[str, Any]:
        """What the draft says."""
        draft = self.subject
        facts = {name: getattr(draft, name) for name in ("text", "outcome", "takes_effect")}
        of = {"item": draft.item_id, "replaces": draft.replaces_id, "plan_action": draft.plan_action_id}
        return facts | of

    def named(self, name: str) -> Any:
        """The model's field of that name."""
        return Decision._meta.get_field(name)

    def act(self) -> Done:
        """Amend it."""
        decision = amend(self.subject, by=self.user, **self.filled_in())
        return Done(decision, f"{decision} was amended.")


class DropForm(OfDraft):
    """Give a draft up."""

    slug, verb, group, press = "drop", "Drop the draft…", DRAFT, "Drop it"
    lead = "It is kept for its editors. Its number is not given again."

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for a draft on which nothing rests."""
        return super().applies(subject, request) and not resting_on(subject)

    def act(self) -> Done:
        """Drop it."""
        decision = drop(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(decision, f"{decision} was dropped.")


class PublishForm(OfDraft, ChecklistForm):
    """Publish every draft of the meeting."""

    slug, verb, group, press = "publish", "Publish the meeting’s decisions…", DRAFT, "Publish them"

    @property
    def lead(self) -> str:
        """Which ones."""
        drafts = Decision.objects.filter(meeting=self.subject.meeting_id).drafts().by_number()
        numbers = ", ".join(draft.reference for draft in drafts)
        words = f"Drafted at {self.subject.meeting}: {numbers}. A published decision never changes; followers are told."
        if Minutes.objects.public().filter(meeting=self.subject.meeting_id).exists():
            words += " The minutes are published: they show it apart, as added later."
        return words

    def look(self) -> Sequence[Finding]:
        """What the checks find in the drafts."""
        return decision_checks(self.subject.meeting)

    def act(self) -> Done:
        """Publish them."""
        reason, meeting = self.cleaned_data["reason"], self.subject.meeting
        done = publish_decisions(meeting, by=self.user, reason=reason, despite=self.despite)
        return Done(self.subject, f"{counted(len(done), 'decision was', 'decisions were')} published.")
