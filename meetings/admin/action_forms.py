"""Deeds about actions: raise one, amend, publish and drop drafts, close and open again."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget

from governance.admin.choices import BodyField, alive
from governance.admin.officer_admin import today
from governance.admin.seating_forms import searched
from governance.foundation.deed_forms import DayField, DeedForm, Done, OfDraft
from governance.foundation.wording import field_of
from governance.models import Body
from meetings.actions.acting import (
    amend_action,
    close_action,
    drop_draft,
    publish_action,
    raise_action,
    reopen,
)
from meetings.actions.acting_rules import OWNERS
from meetings.admin.plan_action_field import plan_action_field
from meetings.admin.progress_forms import PUBLIC, EvidenceField, OfOpen
from meetings.models import Action

DRAFT, END = "Draft", "End"
OWNER_LABELS = {"owner": "A person", "owner_organisation": "An organisation", "owner_body": "A body"}


class OwnersForm(DeedForm):
    """Who is to do it, and by when."""

    due = DayField(label="Due", required=False)
    due_as_said = forms.CharField(
        label="Due, as said",
        max_length=80,
        required=False,
        widget=AdminTextInputWidget,
        help_text="Where it was said less exactly than a day, such as “the autumn”.",
    )

    def arrange(self) -> None:
        """The owners, searched by name."""
        for name in OWNERS:
            self.fields[name] = searched(Action, name, self, required=False, label=OWNER_LABELS[name])


class RaiseForm(OwnersForm):
    """Raise an action."""

    slug, verb, press = "raise", "Raise an action…", "Record the draft"
    lead = (
        "It gets the next number of the body in the year; under a restricted item, the next of those with an R. "
        "The public reads it once it is published."
    )

    what = forms.CharField(label="What is to be done", max_length=500, widget=AdminTextareaWidget(attrs={"rows": 3}))

    def arrange(self) -> None:
        """The body among those that the user edits, the meeting, the item and the decision."""
        super().arrange()
        body = BodyField(label="Body", help_text="In whose log it stands.")
        body.offer(alive(Body.objects.editable_by(self.user), today()), today())
        self.fields["body"] = body
        self.fields["meeting"] = searched(
            Action, "meeting", self, required=False, label="Meeting", help_text="Empty: raised between meetings, today."
        )
        self.fields["item"] = searched(Action, "item", self, required=False, label="Agenda item")
        self.fields["decision"] = searched(Action, "decision", self, required=False, label="Follows from")
        said = "Empty: the one that the decision is about."
        self.fields["plan_action"] = plan_action_field(self.user, help_text=said)

    @property
    def heading(self) -> str:
        """The page's heading."""
        return "Raise an action"

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """What, who and when, and where it comes from."""
        return [
            (None, {"fields": ["body", "what"]}),
            ("Who is to do it, and by when", {"fields": [*OWNERS, "due", "due_as_said"]}),
            ("Where it comes from", {"fields": ["meeting", "item", "decision", "plan_action"]}),
            ("Saving", {"fields": ["reason"]}),
        ]

    def act(self) -> Done:
        """Raise it."""
        to = self.filled_in()
        action = raise_action(to.pop("body"), by=self.user, **to)
        return Done(action, f"{action} of {action.body} was recorded as a draft.")


class AmendForm(OwnersForm):
    """Change who does it and by when; of a draft also what."""

    slug, verb, press = "amend", "Amend…", "Save"
    NAMES = (*OWNERS, "due", "due_as_said")

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """While it is open."""
        return not subject.is_closed and (subject.is_draft or subject.is_published)

    @property
    def lead(self) -> str:
        """What the public will read."""
        if self.subject.is_draft:
            return ""
        return "The public reads in its history what was changed, and the reason."

    def arrange(self) -> None:
        """What may still change."""
        super().arrange()
        if self.subject.is_draft:
            widget = AdminTextareaWidget(attrs={"rows": 3})
            self.fields["what"] = forms.CharField(label="What is to be done", max_length=500, widget=widget)
            self.fields["plan_action"] = plan_action_field(self.user, now=self.subject.plan_action_id)
        self.order_fields(["what", *self.NAMES, "plan_action", "reason"])

    def prefilled(self) -> dict[str, Any]:
        """What it says now."""
        names = (*self.NAMES, "what", "plan_action") if self.subject.is_draft else self.NAMES
        return {name: getattr(self.subject, field_of(Action, name).attname) for name in names}

    def named(self, name: str) -> Any:
        """The model's field of that name."""
        return field_of(Action, name)

    def act(self) -> Done:
        """Amend it."""
        action = amend_action(self.subject, by=self.user, **self.filled_in())
        return Done(action, f"{action} was amended.")


class PublishForm(OfDraft):
    """Publish the draft."""

    slug, verb, group, press = "publish", "Publish…", DRAFT, "Publish"
    lead = "Once it is published, only its owner and its due day may change. Publishing the minutes publishes it too."

    def act(self) -> Done:
        """Publish it."""
        action = publish_action(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(action, f"{action} was published.")


class DropForm(OfDraft):
    """Give the draft up."""

    slug, verb, group, press = "drop", "Drop the draft…", DRAFT, "Drop it"
    lead = "It is kept for its editors. Its number is not given again."

    def act(self) -> Done:
        """Drop it."""
        action = drop_draft(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(action, f"{action} was dropped.")


class CloseForm(OfOpen):
    """Close it."""

    slug, verb, group, press = "close", "Close…", END, "Close the action"

    result = forms.ChoiceField(label="It was", choices=Action.Result.choices, widget=forms.RadioSelect)
    closing_text = forms.CharField(
        label="What came of it", widget=AdminTextareaWidget(attrs={"rows": 4}), help_text=PUBLIC
    )
    on = DayField(label="Closed on")
    evidence = EvidenceField()

    def arrange(self) -> None:
        """The reason stands last."""
        self.order_fields(["result", "closing_text", "on", "evidence", "reason"])

    def prefilled(self) -> dict[str, Any]:
        """Today, and the words of an owner who said that it is done."""
        said = self.subject.reports.filter(asks_to_close=True).last()
        facts = {"closing_text": said.text, "evidence": said.evidence} if said else {}
        return {"on": today(), "result": Action.Result.DONE, **facts}

    def act(self) -> Done:
        """Close it."""
        action = close_action(self.subject, by=self.user, **self.filled_in())
        return Done(action, f"{action} was closed.")


class ReopenForm(DeedForm):
    """Open it again."""

    slug, verb, group, press = "reopen", "Open again…", END, "Open it again"
    lead = "The public reads in its history how it was closed, and the reason why it is open again."

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for a closed one."""
        return subject.is_closed

    def act(self) -> Done:
        """Open it."""
        action = reopen(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(action, f"{action} is open again.")
