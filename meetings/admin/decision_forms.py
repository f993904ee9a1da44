"""Deeds about decisions: record one, amend or drop a draft, publish a meeting's, adopt terms or a document."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget

from governance.admin.seating_forms import searched
from governance.foundation.deed_forms import DayField, DeedForm, Done
from governance.foundation.deeds import Refused
from governance.foundation.printing import Unprintable
from governance.foundation.publication import State
from governance.models import DocumentVersion, Person, TermsOfReference
from governance.terms_printing import print_terms
from meetings.deciding import AGREED, adopt_document, adopt_terms, amend, decide, drop, publish_decisions
from meetings.models import AgendaItem, Decision

DRAFT = "Draft"
ADOPTS = "Adopt by this decision"


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
    lead = "It gets the next number of the body in the year of the meeting. The public reads it once it is published."

    def arrange(self) -> None:
        """The meeting and the item."""
        self.fields["meeting"] = searched(Decision, "meeting", self, label="Meeting")
        self.fields["item"] = searched(Decision, "item", self, required=False, label="Agenda item")
        self.fields["replaces"] = self.replaced()
        self.order_fields(["meeting", "item", "text", "outcome", "takes_effect", "replaces", "reason"])

    @property
    def heading(self) -> str:
        """The page's heading."""
        return "Record a decision"

    def act(self) -> Done:
        """Record it."""
        to = dict(self.cleaned_data)
        del to["version"]
        decision = decide(to.pop("meeting"), by=self.user, **to)
        return Done(decision, f"{decision} of {decision.body} was recorded as a draft.")


class AmendForm(DecisionFacts):
    """Change a draft."""

    slug, verb, group, press = "amend", "Amend…", DRAFT, "Save"

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for a draft."""
        return subject.is_draft

    def arrange(self) -> None:
        """The items of the meeting."""
        items = AgendaItem.objects.filter(meeting=self.subject.meeting_id).in_order()
        self.fields["item"] = forms.ModelChoiceField(queryset=items, required=False, label="Agenda item")
        self.fields["replaces"] = self.replaced()
        self.order_fields(["item", "text", "outcome", "takes_effect", "replaces", "reason"])

    def prefilled(self) -> dict[str, Any]:
        """What the draft says."""
        draft = self.subject
        facts = {name: getattr(draft, name) for name in ("text", "outcome", "takes_effect")}
        return {**facts, "item": draft.item_id, "replaces": draft.replaces_id}

    def named(self, name: str) -> Any:
        """The model's field of that name."""
        return Decision._meta.get_field(name)

    def act(self) -> Done:
        """Amend it."""
        to = dict(self.cleaned_data)
        del to["version"]
        decision = amend(self.subject, by=self.user, **to)
        return Done(decision, f"{decision} was amended.")


class DropForm(DeedForm):
    """Give a draft up."""

    slug, verb, group, press = "drop", "Drop the draft…", DRAFT, "Drop it"
    lead = "It is kept for its editors. Its number is not given again."

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for a draft."""
        return subject.is_draft

    def act(self) -> Done:
        """Drop it."""
        decision = drop(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(decision, f"{decision} was dropped.")


class PublishForm(DeedForm):
    """Publish every draft of the meeting."""

    slug, verb, group, press = "publish", "Publish the meeting’s decisions…", DRAFT, "Publish them"

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for a draft."""
        return subject.is_draft

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Which ones."""
        drafts = Decision.objects.filter(meeting=self.subject.meeting_id).drafts().order_by("number")
        numbers = ", ".join(draft.reference for draft in drafts)
        return f"Drafted at {self.subject.meeting}: {numbers}. A published decision never changes; followers are told."

    def act(self) -> Done:
        """Publish them."""
        done = publish_decisions(self.subject.meeting, by=self.user, reason=self.cleaned_data["reason"])
        return Done(self.subject, f"{len(done)} {'decision was' if len(done) == 1 else 'decisions were'} published.")


def _may_adopt(decision: Any) -> bool:
    agreed = decision.outcome in AGREED and decision.state != State.WITHDRAWN
    return agreed and not decision.adopts_terms_id and not decision.adopts_document_id


class AdoptTermsForm(DeedForm):
    """Sign terms off by the decision."""

    slug, verb, group, press = "adopt-terms", "Adopt terms of reference…", ADOPTS, "Sign them off"
    lead = "Signing freezes the text and its PDF for ever. Body, day and place are those of the decision’s meeting."

    takes_effect = DayField(label="In force from", required=False, help_text="Empty: when the decision takes effect.")

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for an approval that adopts nothing yet."""
        return _may_adopt(subject)

    def arrange(self) -> None:
        """Drafts that the user edits, and those who may have been in the chair."""
        drafts = TermsOfReference.objects.editable_by(self.user).drafts().select_related("body")
        drafts = drafts.filter(body__partnership=self.subject.body.partnership_id).order_by("body__name", "-pk")
        self.fields["terms"] = forms.ModelChoiceField(queryset=drafts, label="Terms of reference")
        chairs = Person.objects.visible_to(self.user).filter(memberships__seat__role="chair").distinct()
        self.fields["chair"] = forms.ModelChoiceField(queryset=chairs.order_by("name"), label="Who chaired")
        self.order_fields(["terms", "chair", "takes_effect", "reason"])

    def guard(self) -> AbstractContextManager[Any]:
        """None: the PDF is printed, and no lock is held as long as that. The deed reads again under its own."""
        return nullcontext()

    def act(self) -> Done:
        """Sign them off."""
        to = dict(self.cleaned_data)
        del to["version"]
        try:
            terms = adopt_terms(self.subject, to.pop("terms"), by=self.user, printer=print_terms, **to)
        except Unprintable as error:
            raise Refused(str(error)) from error
        return Done(self.subject, f"Version {terms.version} of the terms of {terms.body} is signed off.")


class AdoptDocumentForm(DeedForm):
    """Publish a drafted version of a document by the decision."""

    slug, verb, group, press = "adopt-document", "Adopt a document…", ADOPTS, "Publish it"
    lead = "The drafted version is published, in force from the day on which the decision takes effect."

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for an approval that adopts nothing yet."""
        return _may_adopt(subject)

    def arrange(self) -> None:
        """Drafts that the user edits."""
        drafts = DocumentVersion.objects.editable_by(self.user).drafts().select_related("document")
        drafts = drafts.filter(document__body__partnership=self.subject.body.partnership_id)
        field = forms.ModelChoiceField(queryset=drafts.order_by("document__title"), label="Document")
        self.fields["document"] = field
        self.order_fields(["document", "reason"])

    def act(self) -> Done:
        """Publish it."""
        to = self.cleaned_data
        version = adopt_document(self.subject, to["document"], by=self.user, reason=to["reason"])
        return Done(self.subject, f"{version} is published.")
