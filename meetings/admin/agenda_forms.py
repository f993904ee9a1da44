"""Deeds about a whole agenda: add an item, copy the last one, put it in order, add a late item."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminIntegerFieldWidget, AdminTextInputWidget
from django.core.files.base import File

from governance.admin.seating_forms import searched
from governance.foundation.deed_forms import Done, OfDraft
from governance.foundation.deeds import Refused
from governance.foundation.richtext import RichTextFormField
from meetings.admin.found_form import FoundForm
from meetings.admin.served_fields import SERVES, because_field, priority_field
from meetings.agendas.agenda_labels import labels_of
from meetings.agendas.agenda_setting import (
    add_item,
    add_late_item,
    copy_from,
    refresh_standing,
    reorder,
)
from meetings.agendas.agenda_setting.holding import why_settled
from meetings.agendas.agenda_setting.standing import missing, newly_reported
from meetings.models import Agenda, AgendaItem, Meeting

DRAFTING, PUBLISHING = "Draft the agenda", "Publish it"
RESTRICTED = ("restricted", "public_title", "restriction_reason")
MOST_MEETINGS = 40
"""Offered to copy from."""


class DraftForm(OfDraft):
    """A deed that a draft allows."""

    group = DRAFTING
    subject: Agenda

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for a draft that may still be written."""
        return super().applies(subject, request) and not why_settled(subject.meeting)

    @property
    def meeting(self) -> Meeting:
        """The meeting whose agenda it is."""
        return self.subject.meeting


class ItemFields(forms.Form):
    """The facts of a new item that fit one line each; its text is written on the item's own page."""

    title = forms.CharField(max_length=200, widget=AdminTextInputWidget)
    asked = forms.ChoiceField(
        label="The reader is asked", required=False, choices=[("", "–"), *AgendaItem.Asked.choices]
    )
    presenter_name = forms.CharField(
        label="Presenter’s name",
        max_length=160,
        required=False,
        widget=AdminTextInputWidget,
        help_text="Where the presenter is nobody that the portal knows.",
    )
    minutes_planned = forms.IntegerField(
        label="Minutes planned", required=False, min_value=0, max_value=600, widget=AdminIntegerFieldWidget
    )

    def facts(self) -> dict[str, Any]:
        """What was typed, as the deeds want it."""
        names = ("title", "asked", "presenter", "presenter_name", "minutes_planned", *SERVES)
        return {name: self.cleaned_data[name] for name in names}


class AddItemForm(ItemFields, DraftForm):
    """Add an item."""

    slug, verb, press = "add-item", "Add an item…", "Add the item"
    lead = "It comes after the last business. Its text and its papers are added on its own page."

    def arrange(self) -> None:
        """The standing items that are not there may be added too."""
        there = set(self.meeting.items.values_list("kind", flat=True)) - {AgendaItem.Kind.BUSINESS}
        kinds = [(kind, label) for kind, label in AgendaItem.Kind.choices if kind not in there]
        self.fields["kind"] = forms.ChoiceField(label="Kind", choices=kinds, initial=AgendaItem.Kind.BUSINESS)
        self.fields["presenter"] = searched(AgendaItem, "presenter", self, required=False)
        self.fields["priority"] = priority_field(self.meeting, self.user)
        self.fields["serves_none_because"] = because_field()
        names = ["title", "kind", "asked", "presenter", "presenter_name", "minutes_planned", *SERVES, "reason"]
        self.order_fields(names)

    def act(self) -> Done:
        """Add it."""
        to = self.cleaned_data
        item = add_item(self.meeting, by=self.user, kind=to["kind"], reason=to["reason"], **self.facts())
        return Done(item, f"“{item.title}” is on the agenda: write what it is about below.")


class LateItemForm(ItemFields, FoundForm):
    """Add an item to a published agenda."""

    slug, verb, press, group = "late-item", "Add a late item…", "Publish the late item", PUBLISHING
    lead = "The public reads at once that the item is late, and why. It comes after the last business."

    late_reason = forms.CharField(
        label="Why it is late", max_length=200, widget=AdminTextInputWidget, help_text="The public reads it."
    )
    text = RichTextFormField(label="What it is about", required=False)
    restricted = forms.BooleanField(
        required=False, help_text="Members and editors alone read it; the public reads the two lines below instead."
    )
    public_title = forms.CharField(
        label="Neutral public title", max_length=200, required=False, widget=AdminTextInputWidget
    )
    restriction_reason = forms.CharField(
        label="Why it is restricted", max_length=200, required=False, widget=AdminTextInputWidget
    )

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for a published agenda that may still change."""
        return subject.is_published and not why_settled(subject.meeting)

    def arrange(self) -> None:
        """The presenter is searched for."""
        self.fields["presenter"] = searched(AgendaItem, "presenter", self, required=False)
        self.fields["priority"] = priority_field(self.subject.meeting, self.user)
        self.fields["serves_none_because"] = because_field()
        about = ["asked", "presenter", "presenter_name", "minutes_planned", "text", *SERVES]
        self.order_fields(["title", "late_reason", *RESTRICTED, *about, "reason"])

    def go_public(self, files: list[File]) -> Done:
        """Add it."""
        to = self.cleaned_data
        hidden = {name: to[name] for name in RESTRICTED}
        if not to["restricted"] and any(hidden.values()):
            raise Refused("Tick that the item is restricted, or leave empty what the public is to read instead.")
        facts = {**self.facts(), **hidden, "text": to["text"]}
        item = add_late_item(
            self.subject.meeting, reason=to["late_reason"], by=self.user, why=self.why, despite=self.despite, **facts
        )
        return Done(self.subject, f"“{item.title}” is published as item {item.label}.")


class RefreshForm(DraftForm):
    """Bring the standing items up to date."""

    slug, verb, press = "refresh", "Bring standing items up to date…", "Bring them up to date"
    lead = "Adds what has become due since the meeting was called, and takes off what is empty. Publishing does it too."

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only where something is missing."""
        return super().applies(subject, request) and bool(missing(subject.meeting) or newly_reported(subject.meeting))

    def act(self) -> Done:
        """Do it."""
        agenda = refresh_standing(self.meeting, by=self.user, reason=self.cleaned_data["reason"])
        return Done(agenda, "The standing items are up to date.")


class CopyForm(DraftForm):
    """Copy the business of an earlier agenda."""

    slug, verb, press = "copy", "Copy an earlier agenda…", "Copy its items"
    lead = "Its business comes without papers, with its texts, presenters and times. What is there already is left out."

    with_restricted = forms.BooleanField(
        label="With the titles and texts of restricted items",
        required=False,
        help_text="Without it they come with their neutral titles alone, and their own are to be written.",
    )

    def arrange(self) -> None:
        """The last meetings of the body that the officer may edit, the latest first."""
        mine = Meeting.objects.editable_by(self.user).filter(agenda__isnull=False).exclude(pk=self.meeting.pk)
        rows = mine.filter(body=self.meeting.body_id).latest_first()
        keys = list(rows.values_list("pk", flat=True)[:MOST_MEETINGS])
        field = forms.ModelChoiceField(
            label="From the meeting", queryset=Meeting.objects.filter(pk__in=keys).latest_first(), empty_label="Choose…"
        )
        self.fields["earlier"] = field
        last = rows.before(self.meeting.day).values_list("pk", flat=True).first()
        if last:
            self.initial.setdefault("earlier", last)
        self.order_fields(["earlier", "with_restricted", "reason"])

    def act(self) -> Done:
        """Copy them."""
        to = self.cleaned_data
        copies = copy_from(
            self.meeting,
            to["earlier"],
            by=self.user,
            with_restricted=to["with_restricted"],
            reason=to["reason"],
        )
        number = len(copies)
        words = {0: "There was nothing to copy", 1: "One item was copied"}.get(number, f"{number} items were copied")
        return Done(self.subject, f"{words}.")


class OrderForm(DraftForm):
    """Put the items in order, by numbers; or move one of them by one place, as the buttons of the page do."""

    slug, verb, press = "order", "Put the items in order…", "Save the order"
    lead = "The items are put in the order of these numbers. Two items with one number keep the order that they have."

    move = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def items(self) -> list[AgendaItem]:
        """The items as they stand."""
        return list(self.meeting.items.in_order())

    def arrange(self) -> None:
        """A number for each item."""
        del self.fields["reason"]
        for item in self.items:
            self.fields[f"place_{item.pk}"] = forms.IntegerField(
                label=item.title, min_value=0, max_value=9999, widget=AdminIntegerFieldWidget
            )

    def prefilled(self) -> dict[str, Any]:
        """Where each item stands."""
        return {f"place_{item.pk}": item.position for item in self.items}

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """The numbers alone."""
        return [(None, {"fields": [name for name in self.fields if name.startswith("place_")]})]

    def act(self) -> Done:
        """Save the order."""
        to = self.cleaned_data
        order = [item.pk for item in sorted(self.items, key=lambda item: (to[f"place_{item.pk}"], item.position))]
        reorder(self.meeting, moved(order, to["move"]), by=self.user)
        return Done(self.subject, "The order was saved.")


def moved(order: list[int], move: str) -> list[int]:
    """`order` after “up-17” or “down-17” has moved the item with that key by one place; anything else moves nothing."""
    way, _, key = move.partition("-")
    if way not in ("up", "down") or not key.isdecimal() or int(key) not in order:
        return order
    here = order.index(int(key))
    there = max(here - 1, 0) if way == "up" else here + 1
    rest = [each for each in order if each != int(key)]
    return [*rest[:there], int(key), *rest[there:]]


def labelled(meeting: Meeting) -> list[tuple[str, AgendaItem]]:
    """The items of a meeting with their labels, in order."""
    items = list(meeting.items.select_related("presenter").in_order())
    labels = labels_of(items)
    return [(labels[item.pk], item) for item in items]
