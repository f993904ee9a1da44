"""Deeds about assessments: say which action answers an issue, take that back, publish, withdraw."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget

from governance.foundation.deed_forms import DeedForm, Done, OfPublished, OfUnpublished
from priorities.admin.action_choices import ActionField, offered_actions
from priorities.models import AssessmentIssue, IssueAnswer, PlanAction
from priorities.registers.assessing import answer_issue, publish_assessment, withdraw_answer, withdraw_assessment

ANSWERS = "Answers"
PUBLICATION = "Publication"


def to_answer(assessment: Any) -> Any:
    """What an action may answer."""
    return assessment.issues.exclude(kind=AssessmentIssue.Kind.WORKS_WELL)


class AnswerForm(DeedForm):
    """Say that a planned action answers an issue."""

    slug, verb, group, press = "answer", "Answer an issue by an action…", ANSWERS, "Save"
    lead = "It follows the action through the versions of its plan. The public reads it once the plan is published."

    issue = forms.ModelChoiceField(queryset=AssessmentIssue.objects.none(), label="Issue", empty_label="Choose…")
    note = forms.CharField(label="Note", max_length=200, required=False, widget=AdminTextInputWidget)

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only where there is something to answer."""
        return to_answer(subject).exists()

    def arrange(self) -> None:
        """The issues, and the actions of the partnership's plans."""
        issue: Any = self.fields["issue"]
        issue.queryset = to_answer(self.subject)
        field = ActionField(queryset=PlanAction.objects.none(), label="Action")
        root = self.subject.body.partnership_id
        field.offer(offered_actions(self.user).filter(section__version__plan__body__partnership=root))
        self.fields["action"] = field
        self.order_fields(["issue", "action", "note", "reason"])

    def act(self) -> Done:
        """Say it."""
        to = self.cleaned_data
        row = answer_issue(to["issue"], to["action"], by=self.user, note=to["note"], reason=to["reason"])
        return Done(self.subject, f"Action {row.action.reference} answers the issue.")


class WithdrawAnswerForm(DeedForm):
    """Take an answer back."""

    slug, verb, group, press = "withdraw-answer", "Take an answer back…", ANSWERS, "Take it back"

    answer = forms.ModelChoiceField(queryset=IssueAnswer.objects.none(), label="Answer", empty_label="Choose…")

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only where there is an answer."""
        return IssueAnswer.objects.filter(issue__assessment=subject).exists()

    def arrange(self) -> None:
        """The answers."""
        answer: Any = self.fields["answer"]
        answer.queryset = IssueAnswer.objects.filter(issue__assessment=self.subject).select_related("issue", "action")
        self.order_fields(["answer", "reason"])

    def act(self) -> Done:
        """Take it back."""
        withdraw_answer(self.cleaned_data["answer"], by=self.user, reason=self.cleaned_data["reason"])
        return Done(self.subject, "The answer was taken back.")


class PublishForm(OfUnpublished):
    """Let the public read it."""

    slug, verb, group, press = "publish", "Publish…", PUBLICATION, "Publish"
    lead = "A review that is still to come is published for the calendar; what it finds shows once it is received."

    def act(self) -> Done:
        """Publish it."""
        done = publish_assessment(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(done, f"{done} was published.")


class WithdrawForm(OfPublished):
    """Take it out of sight."""

    slug, verb, group, press = "withdraw", "Withdraw…", PUBLICATION, "Withdraw"

    def act(self) -> Done:
        """Withdraw it."""
        done = withdraw_assessment(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(done, f"{done} was withdrawn.")
