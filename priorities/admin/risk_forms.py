"""Deeds about lines of a register: raise, judge, add what is done, review, close, publish."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget

from governance.admin.choices import BodyField, alive
from governance.admin.officer_admin import today
from governance.admin.seating_forms import searched
from governance.foundation.deed_forms import DayField, DeedForm, Done, OfPublished, OfUnpublished
from governance.models import Body
from priorities.admin.action_choices import ActionField, offered_actions
from priorities.models import DeliveryPlan, Mitigation, PlanAction, Risk
from priorities.registers.risk_reading import IMPACT, LIKELIHOOD
from priorities.registers.risking import (
    add_mitigation,
    close_risk,
    finish_mitigation,
    link_risk,
    publish_risk,
    raise_risk,
    review_risk,
    score_risk,
    withdraw_risk,
)

DONE = "What is done"
REGISTER = "Register"


def one_to_five(label: str, words: dict[int, str]) -> forms.TypedChoiceField:
    """A choice from 1 to 5, in words."""
    choices = [("", "Choose…"), *((number, f"{number}, {words[number]}") for number in sorted(words))]
    return forms.TypedChoiceField(label=label, choices=choices, coerce=int)


class Judged(DeedForm):
    """How likely and how grave."""

    on = DayField(label="Judged on")
    likelihood = one_to_five("Likelihood", LIKELIHOOD)
    impact = one_to_five("Impact", IMPACT)
    note = forms.CharField(label="Note", max_length=300, required=False, widget=AdminTextInputWidget)


class RaiseForm(Judged):
    """Put a risk or an opportunity on a register."""

    slug, verb, press = "raise", "Raise a risk…", "Record the draft"
    lead = "It gets the next number of the body’s register. The public reads it once it is published."

    kind = forms.ChoiceField(label="Kind", choices=Risk.Kind.choices)
    title = forms.CharField(label="In a few words", max_length=200, widget=AdminTextInputWidget)
    cause = forms.CharField(label="What may cause it", required=False, widget=AdminTextareaWidget(attrs={"rows": 3}))
    effect = forms.CharField(label="What it would do", required=False, widget=AdminTextareaWidget(attrs={"rows": 3}))
    review_due = DayField(label="Review due", required=False)

    @property
    def heading(self) -> str:
        """The page's heading."""
        return "Raise a risk or an opportunity"

    def arrange(self) -> None:
        """Whose register, and who looks after it."""
        field = BodyField(label="Owned by")
        field.offer(alive(Body.objects.editable_by(self.user), today()), today())
        self.fields["body"] = field
        self.fields["owner"] = searched(Risk, "owner", self, required=False, label="Looked after by")
        self.initial.setdefault("on", today())
        self.order_fields(
            ["body", "kind", "title", "cause", "effect", "owner", "on", "likelihood", "impact", "note", "review_due"]
        )

    def act(self) -> Done:
        """Raise it."""
        to = self.filled_in()
        risk = raise_risk(to.pop("body"), by=self.user, **to)
        return Done(risk, f"{risk} was recorded as a draft.")


class OfOpenRisk(DeedForm):
    """A deed of a line that is open."""

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only while it is open."""
        return subject.closed_on is None


class ScoreForm(Judged, OfOpenRisk):
    """Judge it again."""

    slug, verb, group, press = "score", "Judge again…", REGISTER, "Record the score"
    lead = "Scores are added and never changed: the register keeps how the judgement moved."

    def arrange(self) -> None:
        """Today."""
        self.initial.setdefault("on", today())
        self.order_fields(["on", "likelihood", "impact", "note", "reason"])

    def act(self) -> Done:
        """Record it."""
        row = score_risk(self.subject, by=self.user, **self.filled_in())
        return Done(self.subject, f"{self.subject} stands at {row.score} of 25.")


class MitigationForm(OfOpenRisk):
    """Add what is done about it."""

    slug, verb, group, press = "mitigation", "Add what is done…", DONE, "Add it"

    text = forms.CharField(label="What is done", max_length=300, widget=AdminTextInputWidget)
    due = DayField(label="Due", required=False)

    def arrange(self) -> None:
        """Who looks after it."""
        self.fields["owner"] = searched(Mitigation, "owner", self, required=False, label="Looked after by")
        self.order_fields(["text", "owner", "due", "reason"])

    def act(self) -> Done:
        """Add it."""
        row = add_mitigation(self.subject, by=self.user, **self.filled_in())
        return Done(self.subject, f"“{row.text}” was added.")


class FinishForm(OfOpenRisk):
    """Record that something was done."""

    slug, verb, group, press = "done", "Record what was done…", DONE, "Record it"

    mitigation = forms.ModelChoiceField(queryset=Mitigation.objects.none(), label="What", empty_label="Choose…")
    on = DayField(label="Done on")

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only while something is to be done."""
        return super().applies(subject, request) and subject.mitigations.filter(done_on__isnull=True).exists()

    def arrange(self) -> None:
        """What is not done yet."""
        field: Any = self.fields["mitigation"]
        field.queryset = self.subject.mitigations.filter(done_on__isnull=True)
        self.order_fields(["mitigation", "on", "reason"])

    def act(self) -> Done:
        """Record it."""
        to = self.cleaned_data
        row = finish_mitigation(to["mitigation"], on=to["on"], by=self.user, reason=to["reason"])
        return Done(self.subject, f"“{row.text}” is done.")


class LinkForm(OfOpenRisk):
    """Say in which plan or action it is embedded."""

    slug, verb, group, press = "link", "Link to a plan…", REGISTER, "Save"
    lead = "With both left empty it hangs on no plan. The link follows an action through the versions of its plan."

    def arrange(self) -> None:
        """Plans and actions of the partnership."""
        root = self.subject.body.partnership_id
        plans = DeliveryPlan.objects.visible_to(self.user).filter(body__partnership=root)
        self.fields["plan"] = forms.ModelChoiceField(queryset=plans, required=False, label="Plan", empty_label="–")
        field = ActionField(queryset=PlanAction.objects.none(), required=False, label="Action")
        field.offer(offered_actions(self.user).filter(section__version__plan__body__partnership=root))
        self.fields["action"] = field
        self.initial.setdefault("plan", self.subject.plan_id)
        self.order_fields(["plan", "action", "reason"])

    def act(self) -> Done:
        """Link it."""
        risk = link_risk(self.subject, by=self.user, **self.filled_in())
        return Done(risk, f"{risk} hangs on {risk.plan}." if risk.plan else f"{risk} hangs on no plan.")


class ReviewForm(OfOpenRisk):
    """Record a review."""

    slug, verb, group, press = "review", "Record a review…", REGISTER, "Record it"
    lead = "If it was judged otherwise than before, record the score as well."

    on = DayField(label="Reviewed on")
    next_review = DayField(label="Next review due", required=False)
    field_order = ("on", "next_review", "reason")

    def act(self) -> Done:
        """Record it."""
        return Done(
            review_risk(self.subject, by=self.user, **self.filled_in()), f"The review of {self.subject} was recorded."
        )


class CloseForm(OfOpenRisk):
    """Take it off the register."""

    slug, verb, group, press = "close", "Close…", REGISTER, "Close it"
    lead = "A closed line stays in the register with its scores; it is not opened again."

    on = DayField(label="Closed on", help_text="The first day off the register.")
    because = forms.CharField(
        label="Why, for the public", max_length=300, widget=AdminTextInputWidget, help_text="Everybody can read it."
    )
    field_order = ("on", "because", "reason")

    def act(self) -> Done:
        """Close it."""
        return Done(close_risk(self.subject, by=self.user, **self.filled_in()), f"{self.subject} is closed.")


class PublishForm(OfUnpublished):
    """Let the public read it."""

    slug, verb, group, press = "publish", "Publish…", "Publication", "Publish"
    lead = "Everybody can then read it, with its scores, what is done about it, and who looks after it."

    def act(self) -> Done:
        """Publish it."""
        return Done(
            publish_risk(self.subject, by=self.user, reason=self.cleaned_data["reason"]),
            f"{self.subject} was published.",
        )


class WithdrawForm(OfPublished):
    """Take it out of sight."""

    slug, verb, group, press = "withdraw", "Withdraw…", "Publication", "Withdraw"
    lead = "Only its editors can read it then. A risk that has passed is closed instead."

    def act(self) -> Done:
        """Withdraw it."""
        return Done(
            withdraw_risk(self.subject, by=self.user, reason=self.cleaned_data["reason"]),
            f"{self.subject} was withdrawn.",
        )
