"""Deeds about a plan: establish it, open, publish and abandon its versions, and let a body take it over."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils.text import slugify

from governance.admin.choices import BodyField, alive
from governance.admin.officer_admin import today
from governance.foundation.deed_forms import DayField, DeedForm, Done
from governance.foundation.deeds import Refused
from governance.foundation.scoping import choosable
from governance.models import Body
from priorities.models import DeliveryPlan, PlanResponsibility, PlanVersion
from priorities.plans.planning import (
    abandon_version,
    draft_version,
    establish_plan,
    may_name_monitor,
    publish_version,
    take_over,
)

VERSIONS = "Versions"
LONGEST_ADDRESS = 80


def draft_of(plan: Any) -> PlanVersion | None:
    """The version that is being drafted, or None."""
    return plan.versions.drafts().order_by("-number").first()


class EstablishForm(DeedForm):
    """Make a plan."""

    slug, verb, press = "establish", "Establish a plan…", "Establish it"
    lead = "The plan begins with an empty draft. The public reads nothing of it before a version is published."

    title = forms.CharField(max_length=160, widget=AdminTextInputWidget)
    address = forms.SlugField(
        max_length=LONGEST_ADDRESS,
        required=False,
        widget=AdminTextInputWidget,
        help_text="The end of its page’s address. It stays. Empty: made from the title.",
    )
    kind = forms.ChoiceField(choices=DeliveryPlan.Kind.choices)
    owner = BodyField(label="Owned by")
    monitor = BodyField(label="Monitored by", required=False, help_text="Empty: the owner monitors it.")
    on = DayField(label="From", help_text="The first day on which the owner answers for it.")

    def arrange(self) -> None:
        """Bodies: the owner's the user edits; and what the plan hangs together with."""
        fields: Any = self.fields
        fields["owner"].offer(alive(Body.objects.editable_by(self.user), today()), today(), over=True)
        fields["monitor"].offer(alive(Body.objects.visible_to(self.user), today()), today(), empty="–", over=True)
        labels = {"framework": "Reported by", "strategy": "Strategy", "part_of": "Part of"}
        for name, label in labels.items():
            relation: Any = DeliveryPlan._meta.get_field(name)
            rows = choosable(relation, self.user)
            if name == "part_of":
                rows = rows.filter(kind=DeliveryPlan.Kind.INTEGRATED)
            fields[name] = forms.ModelChoiceField(
                queryset=rows, required=False, label=label, empty_label="–", help_text=relation.help_text
            )
        self.order_fields(["title", "address", "kind", "owner", "monitor", "on", *labels, "reason"])

    @property
    def heading(self) -> str:
        """The page's heading."""
        return "Establish a plan"

    def act(self) -> Done:
        """Establish it."""
        to = self.filled_in()
        slug = to.pop("address") or slugify(to["title"])[:LONGEST_ADDRESS].strip("-")
        if not slug:
            raise Refused("Give the plan an address of letters and numbers.")
        plan = establish_plan(to.pop("owner"), slug=slug, by=self.user, **to)
        return Done(plan, f"{plan} was established: write its draft next.")


class NewVersionForm(DeedForm):
    """Open the next version."""

    slug, verb, press, group = "version", "Draft the next version…", "Open the draft", VERSIONS
    lead = "The draft is a copy of the version before it. The public goes on reading that one until it is published."

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only while there is no draft."""
        return draft_of(subject) is None

    def act(self) -> Done:
        """Open it."""
        version = draft_version(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(version, f"Version {version.number} is open: write it below.")


class OfItsDraft(DeedForm):
    """A deed about a draft, on the page of the plan or of the draft itself."""

    group = VERSIONS

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only while there is a draft."""
        return subject.is_draft if isinstance(subject, PlanVersion) else draft_of(subject) is not None

    @property
    def draft(self) -> PlanVersion:
        """The draft. Raises Refused where somebody has published or abandoned it meanwhile."""
        draft = self.subject if isinstance(self.subject, PlanVersion) else draft_of(self.subject)
        if draft is None:
            raise Refused("There is no draft any more: look at the plan’s versions.")
        return draft


class PublishForm(OfItsDraft):
    """Publish the draft."""

    slug, verb, press = "publish", "Publish…", "Publish"
    lead = "A published version never changes again. The version before it ends on the day before."

    on = DayField(label="In force from")
    adopted_at = forms.CharField(
        label="Adopted at",
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text="The meeting that adopted it, with its date.",
    )

    def arrange(self) -> None:
        """The reason stands last."""
        self.order_fields(["on", "adopted_at", "reason"])

    def act(self) -> Done:
        """Publish it."""
        to = self.cleaned_data
        version = publish_version(
            self.draft, on=to["on"], by=self.user, adopted_at=to["adopted_at"], reason=to["reason"]
        )
        return Done(version.plan, f"{version} was published.")


class AbandonForm(OfItsDraft):
    """Give the draft up."""

    slug, verb, press = "abandon", "Abandon the draft…", "Abandon it"
    lead = "It is kept for its editors. Its number is not given again."

    def act(self) -> Done:
        """Give it up."""
        version = abandon_version(self.draft, by=self.user, reason=self.cleaned_data["reason"])
        return Done(version.plan, f"{version} was abandoned.")


class TakeOverForm(DeedForm):
    """Let another body own the plan, or name the first that monitors it."""

    slug, verb, press, group = "take-over", "Change the owner or name a monitor…", "Save", "Who answers for it"
    lead = (
        "Whoever owned it until now stops on the day before. Where a body was named to monitor it, another takes that "
        "over by a handover alone."
    )

    role = forms.ChoiceField(label="What changes", choices=[("owner", "Who owns it"), ("monitor", "Who monitors it")])
    body = BodyField(label="From now on")
    on = DayField(label="From", help_text="Today or an earlier day.")

    def arrange(self) -> None:
        """Every body that there is; for the monitor while nobody was named to be."""
        field: Any = self.fields["body"]
        if not may_name_monitor(self.subject):
            role: Any = self.fields["role"]
            role.choices = [("owner", "Who owns it")]
        field.offer(alive(Body.objects.visible_to(self.user), today()), today(), over=True)
        self.order_fields(["role", "body", "on", "reason"])

    def act(self) -> Done:
        """Let it."""
        to = self.cleaned_data
        row = take_over(self.subject, to["role"], to["body"], on=to["on"], by=self.user, reason=to["reason"])
        words = PlanResponsibility.Role(row.role).label
        return Done(self.subject, f"{row.body} {words} {row.plan} from then on.")
