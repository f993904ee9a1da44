"""Establishing: the form that stands in for “Add a body”, and the one for whole partnerships."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget

from governance.admin.body_forms import AddressField, BodyDeed, KindField, address_for, fact_fields
from governance.admin.choices import CHOOSE, body_choices
from governance.admin.ending import unaccountable
from governance.admin.officer_admin import today
from governance.foundation.deed_forms import Done
from governance.foundation.deeds import Refused
from governance.models import Body, BodyKind, BodyPeriod
from governance.restructuring import Newcomer, establish

BESIDE = "beside-"
FACTS = ("standing", "mission", "purpose", "meetings_as_said", "due_to_end")


class NewBodyForm(BodyDeed):
    """What every new body needs."""

    name = forms.CharField(label="Name", max_length=160, widget=AdminTextInputWidget)
    address = AddressField()
    dates_as_said = forms.CharField(
        label="Dates as said",
        max_length=120,
        required=False,
        widget=AdminTextInputWidget,
        help_text="Where the source gives less than a day, its own words, such as “October 2009”.",
    )

    last_fields = ("on", "dates_as_said", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.base_fields = {**self.base_fields, **fact_fields(FACTS)}  # type: ignore[misc]  # not the class's own
        super().__init__(*args, **kwargs)

    def prefilled(self) -> dict[str, Any]:
        """As a settled body."""
        return {"standing": "active"}

    def refuse_twins(self, parent: Body | None) -> None:
        """Refuse what was established already: a form that is sent twice must not make two bodies."""
        name, on = self.cleaned_data["name"], self.cleaned_data["on"]
        if BodyPeriod.objects.filter(name=name, parent=parent, starts=on).exists():
            raise Refused(
                f"There is a body called “{name}” there from that day already: open it in the list of bodies."
            )

    def facts(self) -> dict[str, Any]:
        """The facts of the first period that were filled in."""
        return {name: self.cleaned_data[name] for name in FACTS if self.cleaned_data[name]}

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """What it is, when it began, and what else is known."""
        first = [name for name in self.fields if name not in {"version", *FACTS, *self.last_fields}]
        return [
            (None, {"fields": first}),
            ("When and why", {"fields": list(self.last_fields)}),
            ("What else is known", {"fields": list(FACTS), "description": "All of this can be added later."}),
        ]


class EstablishForm(NewBodyForm):
    """Establish a body in a partnership."""

    slug, verb, press = "establish", "Establish a body…", "Establish"
    lead = "To make a new body out of old ones, use “Merge…” or “Split…” on the old body’s page instead."

    kind = KindField(label="Kind")
    reports_to = forms.ChoiceField(label="Reports to")

    def arrange(self) -> None:
        """Every body that the user edits; beside the tree of partnerships that the user edits as a whole."""
        fields: Any = self.fields
        fields["kind"].offer(heads=False)
        bodies = self.edited_bodies()
        beside = [(f"{BESIDE}{root.pk}", f"No body: beside the tree of {root}") for root in bodies.partnerships()]
        fields["reports_to"].choices = [CHOOSE, *body_choices(bodies, today()), *beside]
        self.order_fields(["name", "kind", "reports_to", "address"])

    @property
    def heading(self) -> str:
        """The page's heading."""
        return "Establish a body"

    def act(self) -> Done:
        """Establish it."""
        to = self.cleaned_data
        where: str = to["reports_to"]
        home = Body.objects.get(pk=int(where.removeprefix(BESIDE)))
        parent, root = (None, home) if where.startswith(BESIDE) else (home, None)
        self.refuse_twins(parent)
        new = Newcomer(
            to["address"] or address_for(to["name"]),
            to["name"],
            to["kind"],
            parent=parent,
            facts={**unaccountable(parent, to["kind"]), **self.facts()},
        )
        body = establish(
            new, on=to["on"], by=self.user, partnership=root, reason=to["reason"], dates_as_said=to["dates_as_said"]
        )
        return Done(body, f"{body} was established.")


class EstablishPartnershipForm(NewBodyForm):
    """Establish a whole partnership."""

    slug, verb, press = "partnership", "Establish a partnership…", "Establish"
    lead = "A partnership is the root of a structure of its own. Appoint an officer for it afterwards."

    kind = KindField(label="Kind")

    def arrange(self) -> None:
        """Kinds that head a partnership; mostly there is one."""
        fields: Any = self.fields
        fields["kind"].offer(heads=True)
        self.order_fields(["name", "kind", "address"])

    def prefilled(self) -> dict[str, Any]:
        """The only kind there is, where there is one."""
        kinds = list(BodyKind.objects.filter(heads_partnership=True)[:2])
        return {**super().prefilled(), **({"kind": kinds[0].pk} if len(kinds) == 1 else {})}

    @property
    def heading(self) -> str:
        """The page's heading."""
        return "Establish a partnership"

    def act(self) -> Done:
        """Establish it."""
        to = self.cleaned_data
        self.refuse_twins(None)
        new = Newcomer(to["address"] or address_for(to["name"]), to["name"], to["kind"], facts=self.facts())
        body = establish(new, on=to["on"], by=self.user, reason=to["reason"], dates_as_said=to["dates_as_said"])
        return Done(body, f"{body} was established.")
