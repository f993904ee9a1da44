"""Deeds in which bodies begin and end: merge, absorb, split, end. Nothing that they did is left without a home."""

from typing import Any, cast

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.http import QueryDict

from governance.admin.body_forms import AddressField, BodyDeed, KindField, address_for
from governance.admin.choices import CHOOSE, BodiesField, BodyField, Choice, alive, body_choices
from governance.admin.homes import IT_STOPS, SUCCESSOR, chosen_homes, functions_of, home_field, home_name
from governance.admin.officer_admin import today
from governance.foundation.dated import Span
from governance.foundation.deed_forms import Done, LastDay
from governance.models import Body, BodyPeriod, Function
from governance.restructuring import Newcomer, absorb, end, merge, split

RESTRUCTURE = "Restructure"
HOMES = "Who does what they did"
HOMES_LEAD = "Each function needs a home, or an explicit “It stops”."
MOST_PARTS = 4


class HomesDeed(BodyDeed):
    """A deed after which some bodies exist no longer: it asks for a home for each of their functions."""

    group = RESTRUCTURE

    def ending(self) -> list[Body]:
        """The bodies that will have ended."""
        raise NotImplementedError

    def home_choices(self) -> list[Choice]:
        """Who may do it from then on."""
        raise NotImplementedError

    def arrange(self) -> None:
        """A select for each function of the bodies that end."""
        bodies = self.ending()
        self.functions: list[Function] = functions_of(bodies, self.day)
        choices = [*self.home_choices(), IT_STOPS] if self.functions else []
        for function in self.functions:
            self.fields[home_name(function)] = home_field(function, choices, with_body=len(bodies) > 1)

    def homes(self) -> dict[Function, Any]:
        """What was chosen."""
        return chosen_homes(self.functions, self.cleaned_data)

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """The deed, then the homes, then the day and the reason."""
        homes = [home_name(function) for function in self.functions]
        first = [name for name in self.fields if name not in {"version", *homes, *self.last_fields}]
        found: list[tuple[str | None, dict[str, Any]]] = [(None, {"fields": first})] if first else []
        if homes:
            found.append((HOMES, {"fields": homes, "description": HOMES_LEAD}))
        return [*found, ("When and why", {"fields": list(self.last_fields)})]

    def others(self) -> list[Choice]:
        """Every body that the user edits but for those that end, in today's order."""
        return body_choices(self.edited_bodies().exclude(pk__in=[body.pk for body in self.ending()]), today())


class EndForm(HomesDeed):
    """End the body."""

    slug, verb, press = "end", "End…", "End the body"
    lead = (
        "Its seats, holders, links and terms end with it. Bodies that still report to it must be moved or ended first."
    )

    on = LastDay(help_text="The last day on which the body exists.")

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only while no end is known."""
        open_ended = BodyPeriod.objects.filter(body=subject, ends__isnull=True)
        return super().applies(subject, request) and open_ended.exists()

    def ending(self) -> list[Body]:
        """The body itself."""
        return [self.subject]

    def home_choices(self) -> list[Choice]:
        """Any other body that the user edits."""
        return self.others()

    def act(self) -> Done:
        """End it."""
        to = self.cleaned_data
        body = end(self.subject, on=to["on"], by=self.user, homes=self.homes(), reason=to["reason"])
        return Done(body, f"{body} has ended.")


class JoiningDeed(HomesDeed):
    """A deed that takes in the bodies that are ticked; their functions show once they are chosen."""

    bodies = BodiesField(label="Bodies")

    def arrange(self) -> None:
        """Offer the other bodies of the partnership, then ask for homes."""
        field: Any = self.fields["bodies"]
        field.offer(self._offered(), today())
        super().arrange()

    def _offered(self) -> Any:
        root = self.subject.partnership_id
        return self.edited_bodies().filter(partnership=root).exclude(pk__in=[self.subject.pk, root])

    def _ticked(self) -> list[Body]:
        given = cast("QueryDict", self.data) if self.is_bound else self.request.GET
        keys = given.getlist("bodies")
        return list(self._offered().filter(pk__in=[key for key in keys if key.isdecimal() and len(key) < 19]))

    def clean(self) -> dict[str, Any]:
        """Say that there is more to fill in, when the ticked bodies brought functions with them."""
        cleaned = super().clean() or self.cleaned_data
        if any(home_name(function) in self.errors for function in self.functions):
            self.add_error(
                None, f"The bodies have functions: under “{HOMES}”, choose for each who does it from then on."
            )
        return cleaned

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """A whole partnership cannot end in another body."""
        return super().applies(subject, request) and not subject.is_partnership


class MergeForm(JoiningDeed):
    """Merge the body with others into a new one."""

    slug, verb, press = "merge", "Merge…", "Merge"
    lead = "The bodies end, and a new one begins. Bodies that reported to them report to the new one."

    name = forms.CharField(label="Name of the new body", max_length=160, widget=AdminTextInputWidget)
    address = AddressField()
    kind = KindField(label="Kind")
    parent = BodyField(label="Reports to", required=False)

    def arrange(self) -> None:
        """The new body stands where the first one stood, unless the officer says otherwise."""
        fields: Any = self.fields
        fields["bodies"].label = f"Merge {self.subject} with"
        fields["kind"].offer(heads=False)
        root = self.edited_bodies().filter(partnership=self.subject.partnership_id)
        fields["parent"].offer(root, today(), empty="No body: it stands beside the tree")
        super().arrange()

    def prefilled(self) -> dict[str, Any]:
        """Kind and line of the first body."""
        period = self.period()
        return {"kind": period.kind_id, "parent": period.parent_id}

    def ending(self) -> list[Body]:
        """The body and those that are ticked."""
        return [self.subject, *self._ticked()]

    def home_choices(self) -> list[Choice]:
        """The new body, or any that goes on."""
        return [(SUCCESSOR, "The new body"), *self.others()]

    def act(self) -> Done:
        """Merge them."""
        to = self.cleaned_data
        address = to["address"] or address_for(to["name"])
        new = Newcomer(
            address, to["name"], to["kind"], parent=to["parent"], facts=unaccountable(to["parent"], to["kind"])
        )
        body = merge(self.ending(), into=new, on=to["on"], by=self.user, homes=self.homes(), reason=to["reason"])
        return Done(body, f"{_listed(self.ending())} merged into {body}.")


class AbsorbForm(JoiningDeed):
    """Take other bodies into this one."""

    slug, verb, press = "absorb", "Absorb…", "Absorb"
    lead = "The bodies that you tick end in this one. Bodies that reported to them report to this one."

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Any body may take others in, a whole partnership too."""
        return super(JoiningDeed, cls).applies(subject, request)

    def arrange(self) -> None:
        """Which bodies end."""
        self.fields["bodies"].label = f"{self.subject} takes in"
        super().arrange()

    def ending(self) -> list[Body]:
        """Those that are ticked."""
        return self._ticked()

    def home_choices(self) -> list[Choice]:
        """This body, or any that goes on."""
        mine = [(SUCCESSOR, str(self.subject))]
        others = alive(self.edited_bodies(), today()).exclude(pk__in=[b.pk for b in [*self.ending(), self.subject]])
        return [*mine, *body_choices(others, today())]

    def act(self) -> Done:
        """Take them in."""
        to = self.cleaned_data
        taken = self.ending()
        body = absorb(taken, into=self.subject, on=to["on"], by=self.user, homes=self.homes(), reason=to["reason"])
        return Done(body, f"{body} took in {_listed(taken)}.")


class SplitForm(HomesDeed):
    """Split the body into new ones."""

    slug, verb, press = "split", "Split…", "Split"
    lead = (
        "The body ends, and two to four new ones begin where it stood. Say for each of its functions, and for each "
        "body that reports to it, which of the new ones it goes to."
    )

    def arrange(self) -> None:
        """Names and kinds of up to four new bodies; a select for each body that reports to this one."""
        kind = self.period().kind_id
        for number in range(1, MOST_PARTS + 1):
            needed = number <= 2
            self.fields[f"name_{number}"] = forms.CharField(
                label="Its name", max_length=160, required=needed, widget=AdminTextInputWidget
            )
            self.fields[f"address_{number}"] = AddressField(label="Its address")
            kinds = KindField(label="Its kind", required=needed, initial=kind if needed else None)
            kinds.offer(heads=False)
            self.fields[f"kind_{number}"] = kinds
        self.children = self._children()
        for child in self.children:
            choices = [CHOOSE, *self._parts()]
            self.fields[f"child_{child.pk}"] = forms.ChoiceField(label=str(child), choices=choices)
        super().arrange()
        self.order_fields([name for name in self.fields if name not in self.last_fields])

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """A whole partnership is not split."""
        return super().applies(subject, request) and not subject.is_partnership

    def _children(self) -> list[Body]:
        keys = BodyPeriod.objects.under(self.subject).meeting(Span(self.day)).values("body")
        return list(Body.objects.filter(pk__in=keys).order_by("name"))

    def _parts(self) -> list[Choice]:
        typed = {number: str(self.data.get(f"name_{number}", "")).strip() for number in range(1, MOST_PARTS + 1)}
        return [(f"new-{number}", name or f"New body {number}") for number, name in typed.items()]

    def ending(self) -> list[Body]:
        """The body itself."""
        return [self.subject]

    def home_choices(self) -> list[Choice]:
        """The new bodies; a function that goes elsewhere is handed over before."""
        return self._parts()

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """A part for each new body, then the children, the functions, the day."""
        found: list[tuple[str | None, dict[str, Any]]] = [
            (
                f"New body {number}" if number <= 2 else f"New body {number}, if any",
                {"fields": [f"name_{number}", (f"kind_{number}", f"address_{number}")]},
            )
            for number in range(1, MOST_PARTS + 1)
        ]
        if self.children:
            found.append(("Who reports to which", {"fields": [f"child_{child.pk}" for child in self.children]}))
        return [*found, *super().sections()[1:]]

    def clean(self) -> dict[str, Any]:
        """A new body has both a name and a kind; nothing goes to one that has no name."""
        cleaned = super().clean() or self.cleaned_data
        named = {f"new-{number}" for number in range(1, MOST_PARTS + 1) if cleaned.get(f"name_{number}")}
        for number in range(1, MOST_PARTS + 1):
            if (
                cleaned.get(f"name_{number}")
                and not cleaned.get(f"kind_{number}")
                and f"kind_{number}" not in self.errors
            ):
                self.add_error(f"kind_{number}", "Choose what kind of body it is.")
        goes = [f"child_{child.pk}" for child in self.children] + [home_name(f) for f in self.functions]
        for name in goes:
            if str(cleaned.get(name, "")).startswith("new-") and cleaned[name] not in named:
                self.add_error(name, "That new body has no name yet: give it one, or choose another.")
        addresses = [cleaned[f"address_{n}"] for n in range(1, MOST_PARTS + 1) if cleaned.get(f"address_{n}")]
        if len(set(addresses)) < len(addresses):
            self.add_error(None, ValidationError("Two of the new bodies have the same address: change one."))
        return cleaned

    def act(self) -> Done:
        """Split it."""
        to = self.cleaned_data
        parent = self.period().parent
        slugs: dict[str, str] = {}
        newcomers = []
        for number in range(1, MOST_PARTS + 1):
            if name := to[f"name_{number}"]:
                slug = to[f"address_{number}"] or address_for(name, slugs.values())
                slugs[f"new-{number}"] = slug
                kind = to[f"kind_{number}"]
                newcomers.append(Newcomer(slug, name, kind, parent=parent, facts=unaccountable(parent, kind)))
        homes = {function: slugs.get(home, home) for function, home in self.homes().items()}
        children = {child: slugs[to[f"child_{child.pk}"]] for child in self.children}
        bodies = split(
            self.subject, into=newcomers, on=to["on"], by=self.user, homes=homes, children=children, reason=to["reason"]
        )
        return Done(bodies[0], f"{self.subject} was split into {_listed(bodies)}.")


def unaccountable(parent: Body | None, kind: Any) -> dict[str, Any]:
    """A body without a parent that its kind would make accountable is not: it stands beside the tree."""
    return {"accountable": False} if parent is None and not kind.may_stand_alone else {}


def _listed(bodies: list[Body]) -> str:
    names = [str(body) for body in bodies]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
