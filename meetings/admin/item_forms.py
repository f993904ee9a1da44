"""Deeds about one agenda item: restrict and open it, move it, take it off, withdraw it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db import transaction

from governance.admin.officer_admin import today
from governance.foundation.deed_forms import DeedForm, Done, lock
from governance.foundation.publication import State
from governance.foundation.sentences import plain_day
from meetings.agendas.agenda_setting import (
    move_item,
    remove_item,
    restrict_item,
    reword_restricted,
    unrestrict_item,
    withdraw_item,
)
from meetings.agendas.agenda_setting.holding import is_spoken_of, why_minuted, why_settled
from meetings.agendas.agenda_setting.restricting import opening_checks
from meetings.locking import lock_numbers_at
from meetings.models import Agenda, AgendaItem, Meeting


def agenda_of(item: Any) -> Agenda:
    """The agenda that the item stands on."""
    return Agenda.objects.select_related("meeting__body", "meeting__minutes").get(meeting=item.meeting_id)


@contextmanager
def _numbers_locked(item: Any) -> Iterator[None]:
    """A transaction that holds the locks of a deed which numbers drafts under the item, and then the item's."""
    with transaction.atomic():
        lock_numbers_at(item.meeting)
        lock(item)
        yield


class PublicWords(DeedForm):
    """What the public is to read instead of the item."""

    public_title = forms.CharField(
        label="Neutral public title",
        max_length=200,
        widget=AdminTextInputWidget,
        help_text="What the public reads instead of the title.",
    )
    restriction_reason = forms.CharField(
        label="Why it is restricted", max_length=200, widget=AdminTextInputWidget, help_text="The public reads it."
    )

    def arrange(self) -> None:
        """The officers' own reason stands last."""
        self.order_fields(["public_title", "restriction_reason", "reason"])

    def words(self) -> dict[str, Any]:
        """What was typed, as the deeds want it."""
        to = self.cleaned_data
        return {"reason": to["restriction_reason"], "public_title": to["public_title"], "why": to["reason"]}


class RestrictForm(PublicWords):
    """Hide the item from the public."""

    slug, verb, press = "restrict", "Restrict…", "Restrict the item"
    lead = (
        "Members and editors alone read the item and its papers then. The public reads the title and the reason that you "
        "give here. What was published before may have been read already. Drafted decisions and actions under the item "
        "take numbers with an R."
    )

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only where it is not restricted."""
        return not subject.restricted

    def guard(self) -> AbstractContextManager[Any]:
        """The bodies first: the deed locks all of those that met, and not one of them after another lock."""
        return _numbers_locked(self.subject)

    def act(self) -> Done:
        """Restrict it."""
        item = restrict_item(self.subject, by=self.user, **self.words())
        return Done(item, f"The public now reads “{item.public_title}”.")


class RewordForm(PublicWords):
    """Change what the public reads instead of the item."""

    slug, verb, press = "reword", "Change what the public reads…", "Change it"
    lead = "The public reads the new words at once where the agenda is published, and that it was changed."

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only where it is restricted."""
        return subject.restricted

    def prefilled(self) -> dict[str, Any]:
        """What the public reads now."""
        return {name: getattr(self.subject, name) for name in ("public_title", "restriction_reason")}

    def named(self, name: str) -> Any:
        """The model's field of that name."""
        return AgendaItem._meta.get_field(name)

    def act(self) -> Done:
        """Change it."""
        item = reword_restricted(self.subject, by=self.user, **self.words())
        return Done(item, f"The public now reads “{item.public_title}”.")


class OpenForm(DeedForm):
    """Open the item to all."""

    slug, verb, press = "open", "Open to all…", "Open the item"
    lead = (
        "On a published agenda everybody reads the item and its papers at once, but for papers restricted themselves."
    )

    checked = forms.BooleanField(
        label="Open it in spite of what the checks find",
        required=False,
        help_text="Only when the portal has named something and it is meant to be public; say why below.",
    )

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only where it is restricted."""
        return subject.restricted

    def arrange(self) -> None:
        """The reason stands last."""
        self.order_fields(["checked", "reason"])

    def guard(self) -> AbstractContextManager[Any]:
        """None: the checks read files, and no lock is held as long as that. The deed compares under its lock."""
        return nullcontext()

    def act(self) -> Done:
        """Open it."""
        to = self.cleaned_data
        despite = _codes(self.subject) if to["checked"] else []
        item = unrestrict_item(self.subject, by=self.user, why=to["reason"], despite=despite)
        return Done(item, f"“{item.title}” is open to all.")


def _codes(item: Any) -> list[str]:
    """The codes of all that the checks find once the item is open, for an officer who answers for all of it."""
    item = type(item).objects.select_related("meeting", "presenter").get(pk=item.pk)
    return [finding.code for finding in opening_checks(item)]


class MoveForm(DeedForm):
    """Move the item to another meeting."""

    slug, verb, press = "move", "Move to another meeting…", "Move the item"
    lead = "The item goes with its papers, and stands there after the last business."

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only business, on a draft that was not minuted."""
        if subject.kind != AgendaItem.Kind.BUSINESS:
            return False
        agenda = agenda_of(subject)
        return agenda.is_draft and not why_minuted(agenda.meeting)

    def arrange(self) -> None:
        """Meetings to come, of bodies that the officer edits, whose agendas are drafts; the same body's first."""
        mine = Meeting.objects.editable_by(self.user).going_ahead().on_or_after(today())
        rows = mine.filter(agenda__state=State.DRAFT).exclude(pk=self.subject.meeting_id).select_related("body")
        field: Any = forms.ModelChoiceField(label="To", queryset=rows.earliest_first(), empty_label="Choose…")
        field.label_from_instance = lambda meeting: f"{meeting.body}, {plain_day(meeting.day)}"
        self.fields["to"] = field
        self.order_fields(["to", "reason"])

    def act(self) -> Done:
        """Move it."""
        to = self.cleaned_data
        item = move_item(self.subject, to=to["to"], by=self.user, reason=to["reason"])
        return Done(agenda_of(item), f"“{item.title}” is on this agenda now.")


class RemoveForm(DeedForm):
    """Take the item off a draft."""

    slug, verb, press = "remove", "Take off the agenda…", "Take it off"
    lead = "The item is taken off for good; the history keeps it. A standing item does not come back by itself."

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only on a draft that may still be written."""
        agenda = agenda_of(subject)
        return agenda.is_draft and not why_settled(agenda.meeting)

    def act(self) -> Done:
        """Take it off."""
        agenda = remove_item(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(agenda, f"“{self.subject}” is no longer on the agenda.")


class WithdrawForm(DeedForm):
    """Withdraw the item from a published agenda."""

    slug, verb, press = "withdraw", "Withdraw…", "Withdraw the item"
    lead = "The item keeps its place on the agenda, struck through, with the reason that you give here."

    withdrawn_reason = forms.CharField(
        label="Why it is withdrawn", max_length=200, widget=AdminTextInputWidget, help_text="The public reads it."
    )

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only on a published agenda that may still change, once, while the record does not speak of it."""
        agenda = agenda_of(subject)
        may_go = agenda.is_published and not subject.withdrawn_reason and not why_settled(agenda.meeting)
        return may_go and not is_spoken_of(subject)

    def arrange(self) -> None:
        """The officers' own reason stands last."""
        self.order_fields(["withdrawn_reason", "reason"])

    def act(self) -> Done:
        """Withdraw it."""
        to = self.cleaned_data
        item = withdraw_item(self.subject, reason=to["withdrawn_reason"], by=self.user, why=to["reason"])
        return Done(agenda_of(item), f"“{item.title}” is withdrawn.")
