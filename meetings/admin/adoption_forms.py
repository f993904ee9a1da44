"""Deeds by which a decision brings something about: terms, documents, strategies, plans, handovers, report cards."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django import forms

from governance.foundation.deed_forms import DayField, DeedForm, Done
from governance.foundation.deeds import Refused
from governance.foundation.printing import Unprintable
from governance.models import DocumentVersion, Person, TermsOfReference
from governance.terms.terms_printing import print_terms
from meetings.decisions.adopting import adopt_document, adopt_plan, adopt_strategy, adopt_terms, hindrance
from priorities.models import PlanVersion, Strategy

ADOPTS = "Adopt by this decision"


class AdoptTermsForm(DeedForm):
    """Sign terms off by the decision."""

    slug, verb, group, press = "adopt-terms", "Adopt terms of reference…", ADOPTS, "Sign them off"
    lead = "Signing freezes the text and its PDF for ever. Body, day and place are those of the decision’s meeting."

    takes_effect = DayField(label="In force from", required=False, help_text="Empty: when the decision takes effect.")

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for an approval that adopts nothing yet."""
        return not hindrance(subject)

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
        to = self.filled_in()
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
        return not hindrance(subject)

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


class Adopts(DeedForm):
    """A deed of a decision that adopts nothing yet, about one record that is chosen from a list."""

    group = ADOPTS
    chosen = ""
    """The field's name."""

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for an approval that adopts nothing yet."""
        return not hindrance(subject)

    def rows(self) -> Any:
        """What there is to choose from in the decision's partnership."""
        raise NotImplementedError

    def arrange(self) -> None:
        """The record comes first."""
        self.fields[self.chosen] = forms.ModelChoiceField(queryset=self.rows(), empty_label="Choose…")
        self.order_fields([self.chosen, "on", "reason"])

    def given(self) -> dict[str, Any]:
        """What the deed takes besides the record."""
        return {"by": self.user, "reason": self.cleaned_data["reason"]}


class AdoptPlanForm(Adopts):
    """Publish a drafted version of a plan by the decision."""

    slug, verb, press, chosen = "adopt-plan", "Adopt a delivery plan…", "Publish it", "plan"
    lead = "The drafted version is published; the one before it ends on that day."

    on = DayField(label="In force from", required=False, help_text="Empty: when the decision takes effect.")

    def rows(self) -> Any:
        """Drafts that the user edits."""
        drafts = PlanVersion.objects.editable_by(self.user).drafts().select_related("plan")
        return drafts.filter(plan__body__partnership=self.subject.body.partnership_id).order_by("plan__title", "pk")

    def act(self) -> Done:
        """Publish it."""
        to = self.cleaned_data
        version = adopt_plan(self.subject, to["plan"], on=to["on"], **self.given())
        return Done(self.subject, f"{version} is published.")


class AdoptStrategyForm(Adopts):
    """Publish a drafted strategy by the decision."""

    slug, verb, press, chosen = "adopt-strategy", "Adopt a strategy…", "Publish it", "strategy"
    lead = "The strategy is published; the one that it follows ends on that day."

    on = DayField(label="In force from", required=False, help_text="Empty: when the decision takes effect.")

    def rows(self) -> Any:
        """Drafts that the user edits."""
        drafts = Strategy.objects.editable_by(self.user).drafts()
        return drafts.filter(body__partnership=self.subject.body.partnership_id).order_by("title", "pk")

    def act(self) -> Done:
        """Publish it."""
        to = self.cleaned_data
        strategy = adopt_strategy(self.subject, to["strategy"], on=to["on"], **self.given())
        return Done(self.subject, f"{strategy} is published.")
