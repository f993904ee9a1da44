"""Deeds about a draft version of a plan: add sections and rows, take them out, and say how it applies an approach."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget

from governance.admin.choices import BodyField, alive
from governance.admin.officer_admin import today
from governance.admin.seating_forms import searched
from governance.foundation.deed_forms import DeedForm, Done
from governance.foundation.deeds import Refused
from governance.foundation.scoping import choosable
from governance.foundation.sentences import counted
from governance.models import Body
from priorities.models import Approach, PlanAction, PlanSection, PlanVersion
from priorities.plans.plan_drafting import (
    add_action,
    add_section,
    apply_approach,
    drop_approach,
    remove_action,
    remove_section,
)
from priorities.sheets.days_as_said import NoSuchDay, due_said

CONTENTS = "Sections and rows"
BULLETS = "•-–*· "


def version_of(subject: Any) -> PlanVersion:
    """The version in which a record of a plan stands."""
    version: PlanVersion = subject if isinstance(subject, PlanVersion) else subject.its_version
    return version


def ref_after(ref: str) -> str:
    """The ref that follows: A4 after A3; empty after one without a number."""
    stem = ref.rstrip("0123456789")
    number = ref.removeprefix(stem)
    return f"{stem}{int(number) + 1}" if number else ""


class DraftForm(DeedForm):
    """A deed that a draft allows."""

    group = CONTENTS

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only in a draft."""
        return version_of(subject).is_draft


class AddSectionForm(DraftForm):
    """Add a section."""

    slug, verb, press = "add-section", "Add a section…", "Add the section"

    letter = forms.CharField(max_length=4, required=False, widget=AdminTextInputWidget, help_text="Such as A.")
    key_characteristics = forms.CharField(
        label="What good looks like",
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 5}),
        help_text="The key characteristics, one on each line.",
    )

    def arrange(self) -> None:
        """The heading, whose name the form itself has a use for, and the priority that it serves."""
        self.fields["heading"] = forms.CharField(max_length=200, widget=AdminTextInputWidget)
        rows = choosable(PlanSection._meta.get_field("priority"), self.user)
        self.fields["priority"] = forms.ModelChoiceField(queryset=rows, required=False, empty_label="–")
        self.order_fields(["letter", "heading", "key_characteristics", "priority", "reason"])

    def act(self) -> Done:
        """Add it."""
        section = add_section(self.subject, by=self.user, **self.filled_in())
        return Done(self.subject, f"Section “{section}” was added.")


class AddRowForm(DraftForm):
    """Add a row as plans print it: a ref, what is to improve, one or more actions, and by when."""

    slug, verb, press = "add-row", "Add a row…", "Add the row"
    lead = "What else there is to say of an action, such as its milestones, is written on its own page afterwards."

    ref = forms.CharField(max_length=12, widget=AdminTextInputWidget, help_text="Such as A1.")
    area_for_improvement = forms.CharField(
        max_length=300, required=False, widget=AdminTextareaWidget(attrs={"rows": 2})
    )
    actions = forms.CharField(
        widget=AdminTextareaWidget(attrs={"rows": 7}),
        help_text="One action on each line; each has a state of its own. A dash or a dot before it is left out.",
    )
    when = forms.CharField(
        label="By when",
        max_length=80,
        required=False,
        widget=AdminTextInputWidget,
        help_text="As the plan says it: 30/11/2009, “November 2009”, “Ongoing”. Empty where it says nothing.",
    )
    lead_body = BodyField(required=False)
    measure = forms.CharField(
        max_length=300,
        required=False,
        widget=AdminTextInputWidget,
        help_text="How one will know that it made a difference.",
    )

    def arrange(self) -> None:
        """The section, and who leads; the next ref stands there."""
        sections = version_of(self.subject).sections.in_order()
        self.fields["section"] = forms.ModelChoiceField(queryset=sections, empty_label="Choose…")
        lead: Any = self.fields["lead_body"]
        lead.offer(alive(Body.objects.visible_to(self.user), today()), today(), empty="–", over=True)
        options: dict[str, Any] = {"required": False}
        self.fields["lead_organisation"] = searched(PlanAction, "lead_organisation", self, **options)
        self.fields["lead_officer"] = searched(PlanAction, "lead_officer", self, **options)
        first = ["section", "ref", "area_for_improvement", "actions", "when"]
        self.order_fields([*first, "lead_body", "lead_organisation", "lead_officer", "measure", "reason"])
        self._suggest()

    def _suggest(self) -> None:
        """The section in which the last row was written, and the ref after that row's."""
        rows = PlanAction.objects.filter(section__version=version_of(self.subject))
        rows = rows.filter(section=self.subject) if isinstance(self.subject, PlanSection) else rows
        last = rows.order_by("-pk").first()
        if isinstance(self.subject, PlanSection):
            self.initial.setdefault("section", self.subject.pk)
        elif last is not None:
            self.initial.setdefault("section", last.section_id)
        if last is not None:
            self.initial.setdefault("ref", ref_after(last.ref))

    def act(self) -> Done:
        """Add it: every action of the row, or none."""
        to = self.cleaned_data
        lines = [line.strip().lstrip(BULLETS).strip() for line in to["actions"].splitlines()]
        lines = [line for line in lines if line]
        if not lines:
            raise Refused("Say what is to be done, one action on each line.")
        try:
            due = due_said(to["when"])
        except NoSuchDay as error:
            raise Refused(str(error)) from error
        names = ("ref", "area_for_improvement", "lead_body", "lead_organisation", "lead_officer", "measure", "reason")
        facts = {name: to[name] for name in names}
        for line in lines:
            add_action(to["section"], by=self.user, what=line, due=due.day, due_as_said=due.as_said, **facts)
        return Done(self.subject, f"{to['ref']} was added with {counted(len(lines), 'action')}.")


class RemoveSectionForm(DraftForm):
    """Take an empty section out."""

    slug, verb, press = "remove", "Take the section out…", "Take it out"

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only an empty one, in a draft."""
        return super().applies(subject, request) and not subject.actions.exists()

    def act(self) -> Done:
        """Take it out."""
        version, words = self.subject.version, str(self.subject)
        remove_section(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(version, f"Section “{words}” was taken out.")


class RemoveActionForm(DraftForm):
    """Take an action out."""

    slug, verb, press, group = "remove", "Take the action out…", "Take it out", ""
    lead = "Its milestones go with it. The version in force keeps it."

    def act(self) -> Done:
        """Take it out."""
        version, words = self.subject.its_version, self.subject.reference
        remove_action(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(version, f"{words} was taken out.")


class ApproachForm(DraftForm):
    """Say how the plan applies an approach."""

    slug, verb, press, group = "approach", "Apply an approach…", "Save", "Approaches"
    lead = "What the plan says of an approach already is put in the place of it; empty takes it out."

    how = forms.CharField(
        label="How the plan applies it", required=False, widget=AdminTextareaWidget(attrs={"rows": 4})
    )

    def arrange(self) -> None:
        """The approaches of the plan's partnership."""
        rows = Approach.objects.visible_to(self.user).filter(partnership=self.subject.plan.body.partnership_id)
        self.fields["approach"] = forms.ModelChoiceField(queryset=rows.in_order(), empty_label="Choose…")
        self.order_fields(["approach", "how", "reason"])

    def act(self) -> Done:
        """Save it."""
        to = self.cleaned_data
        how = {"by": self.user, "reason": to["reason"]}
        if to["how"].strip():
            apply_approach(self.subject, to["approach"], how=to["how"], **how)
            return Done(self.subject, f"The plan says how it applies {to['approach']}.")
        drop_approach(self.subject, to["approach"], **how)
        return Done(self.subject, f"The plan says nothing of {to['approach']}.")
