"""Deeds that change one body: rename, move, change kind, describe, change address."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db.models import Field

from governance.admin.body_forms import ADDRESS_ERRORS, FACTS, BodyDeed, KindField, fact_fields, period_field
from governance.admin.choices import BodyField
from governance.admin.officer_admin import today
from governance.foundation.aggregate import Marks, Part, value_of
from governance.foundation.dated import Span
from governance.foundation.deed_forms import Done
from governance.foundation.sentences import plain_day
from governance.foundation.wording import field_of
from governance.models import Body, BodyPeriod
from governance.restructuring import change_kind, describe, move, readdress, rename
from governance.structures.structure import structure_on

CHANGE = "Change"


class RenameForm(BodyDeed):
    """Give the body another name."""

    slug, verb, group, press = "rename", "Rename…", CHANGE, "Rename"
    lead = "The body stays the same body, at the same address. Its page says “formerly” from that day on."

    name = forms.CharField(label="New name", max_length=160, widget=AdminTextInputWidget)
    short_name = forms.CharField(label="New short name", max_length=40, required=False, widget=AdminTextInputWidget)

    def prefilled(self) -> dict[str, Any]:
        """The names of today."""
        period = self.period()
        return {"name": period.name, "short_name": period.short_name}

    def act(self) -> Done:
        """Rename it."""
        to = self.cleaned_data
        before = self.subject.name
        short = {"short_name": to["short_name"]} if "short_name" in self.changed_data else {}
        body = rename(self.subject, name=to["name"], on=to["on"], by=self.user, reason=to["reason"], **short)
        return Done(body, f"“{before}” is called “{to['name']}” from {plain_day(to['on'])}.")


class MoveForm(BodyDeed):
    """Let the body report to another."""

    slug, verb, group, press = "move", "Move…", CHANGE, "Move"
    lead = "What sits under the body moves with it."

    to = BodyField(label="Reports to", required=False)

    def arrange(self) -> None:
        """Bodies of the same partnership, without this one and what sits under it today."""
        root = self.subject.partnership
        bodies = self.edited_bodies().filter(partnership=root)
        field: Any = self.fields["to"]
        field.offer(bodies.exclude(pk__in=_under(self.subject)), today(), empty="No body: it stands beside the tree")

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """A whole partnership reports to nobody."""
        return super().applies(subject, request) and not subject.is_partnership

    def prefilled(self) -> dict[str, Any]:
        """Whom it reports to today."""
        return {"to": self.period().parent_id}

    def named(self, name: str) -> Field | None:
        """`to` is the period's parent."""
        return period_field("parent")

    def act(self) -> Done:
        """Move it."""
        to = self.cleaned_data
        body = move(self.subject, to=to["to"], on=to["on"], by=self.user, reason=to["reason"])
        where = f"reports to {to['to']}" if to["to"] else "stands beside the tree"
        return Done(body, f"{body} {where} from {plain_day(to['on'])}.")


class PeriodDeed(BodyDeed):
    """A deed whose form shows facts of the body's period of today, and hands on only those that were changed."""

    facts: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.base_fields = {**self.base_fields, **fact_fields(self.facts)}  # type: ignore[misc]  # not the class's own
        super().__init__(*args, **kwargs)

    def prefilled(self) -> dict[str, Any]:
        """The facts of today."""
        period = self.period()
        return {name: value_of(period, field_of(BodyPeriod, name)) for name in self.shown_facts()}

    def prefilled_at(self, version: Marks) -> dict[str, Any] | None:
        """The facts as the form showed them at that version."""
        rows = Part(BodyPeriod, "body").as_of(self.subject, version[1]).values()
        row = next((row for row in rows if Span(row.starts, row.ends).holds(today())), None)
        return {name: value_of(row, field_of(BodyPeriod, name)) for name in self.shown_facts()} if row else None

    def shown_facts(self) -> tuple[str, ...]:
        """The period's fields that the form shows."""
        return self.facts

    def named(self, name: str) -> Field | None:
        """The period's field."""
        return period_field(name)

    def changed_facts(self) -> dict[str, Any]:
        """The facts that the officer changed."""
        facts = {name: self.cleaned_data[name] for name in self.facts if name in self.changed_data}
        return {
            name: "" if value is None and not BodyPeriod._meta.get_field(name).null else value
            for name, value in facts.items()
        }


class ChangeKindForm(PeriodDeed):
    """Make the body another kind of body."""

    slug, verb, group, press = "kind", "Change kind…", CHANGE, "Change kind"
    lead = "A kind that is limited in time needs a purpose and the last day as planned."
    facts = ("accountable", "authority", "purpose", "due_to_end")

    kind = KindField(label="New kind")

    def arrange(self) -> None:
        """Kinds that head a partnership are for partnerships alone."""
        field: Any = self.fields["kind"]
        field.offer(heads=self.subject.is_partnership)
        self.order_fields(["kind", *self.facts])

    def shown_facts(self) -> tuple[str, ...]:
        """The kind too."""
        return ("kind", *self.facts)

    def act(self) -> Done:
        """Change it."""
        to = self.cleaned_data
        body = change_kind(
            self.subject, kind=to["kind"], on=to["on"], by=self.user, reason=to["reason"], **self.changed_facts()
        )
        return Done(body, f"{body} is a {to['kind']} from {plain_day(to['on'])}.")


class DescribeForm(PeriodDeed):
    """Change other facts: purpose, meetings, standing, contact."""

    slug, verb, group, press = "describe", "Describe…", CHANGE, "Save from that day"
    lead = "Change what is no longer so. Until the day before, the pages go on saying what they say now."
    facts = FACTS

    def arrange(self) -> None:
        """Any body may have commissioned it."""
        field: Any = self.fields["commissioned_by"]
        field.offer(Body.objects.visible_to(self.user).exclude(pk=self.subject.pk), today(), empty="–", over=True)
        for name in ("meetings_low", "meetings_high", "meeting_minutes"):
            self.fields[name].widget.attrs["class"] = "vIntegerField"

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """What it is, how it meets, whom to ask."""
        return [
            (None, {"fields": list(self.last_fields)}),
            ("What it is", {"fields": [*FACTS[:6], "commissioned_by", "due_to_end"]}),
            ("How it works", {"fields": [("meetings_low", "meetings_high"), *FACTS[8:12]]}),
            ("Contact", {"fields": FACTS[14:], "description": "Private until somebody has agreed to publish it."}),
        ]

    def act(self) -> Done:
        """Write what changed."""
        to = self.cleaned_data
        body = describe(self.subject, on=to["on"], by=self.user, reason=to["reason"], **self.changed_facts())
        return Done(body, f"What is said of {body} changed from {plain_day(to['on'])}.")


class ReaddressForm(BodyDeed):
    """Give the body another address."""

    slug, verb, group, press = "address", "Change address…", CHANGE, "Change address"
    lead = "Needed only when an address misleads. The old address leads to the new one for ever."
    last_fields = ("reason",)

    on = None  # type: ignore[assignment]  # the address has no day: both lead to the body from now on
    new = forms.SlugField(
        label="New address",
        max_length=80,
        widget=AdminTextInputWidget,
        help_text="The end of the page’s address.",
        error_messages=ADDRESS_ERRORS,
    )

    def prefilled(self) -> dict[str, Any]:
        """The address of today."""
        return {"new": self.subject.slug}

    def clean_new(self) -> str:
        """Small letters; another body’s address is taken. Its own former ones are not."""
        slug = self.cleaned_data["new"].lower()
        if Body.objects.filter(slug=slug).exclude(pk=self.subject.pk).exists():
            raise ValidationError(f"The address “{slug}” leads to another body: choose another.")
        return slug

    def act(self) -> Done:
        """Change it."""
        body = readdress(self.subject, slug=self.cleaned_data["new"], by=self.user, reason=self.cleaned_data["reason"])
        return Done(body, f"The address of {body} ends in “{body.slug}” now.")


def _under(body: Body) -> set[int]:
    """The body and all that sits under it today."""
    keys, waiting = {body.pk}, [body.pk]
    children: dict[int | None, list[int]] = {}
    for place in structure_on(body.partnership, today()):
        children.setdefault(place.parent, []).append(place.key)
    while waiting:
        below = [key for key in children.get(waiting.pop(), []) if key not in keys]
        keys.update(below)
        waiting.extend(below)
    return keys
