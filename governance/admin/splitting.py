"""Splitting a body: every child and every function goes to one of the new bodies."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError

from governance.admin.body_forms import AddressField, KindField, address_for
from governance.admin.choices import CHOOSE, Choice
from governance.admin.ending import HomesDeed, unaccountable
from governance.admin.homes import home_name
from governance.foundation.dated import Span
from governance.foundation.deed_forms import Done
from governance.foundation.sentences import listed
from governance.models import Body, BodyPeriod
from governance.restructuring import Newcomer, left_by, split

MOST_PARTS = 4
FEWEST_PARTS = 2


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
            needed = number <= FEWEST_PARTS
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
                f"New body {number}" if number <= FEWEST_PARTS else f"New body {number}, if any",
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
        bodies = split(self.subject, into=newcomers, children=children, **{**self.told(), "homes": homes})
        left = left_by([self.subject], to["on"])
        return Done(bodies[0], f"{self.subject} was split into {listed([str(each) for each in bodies])}.", left)
