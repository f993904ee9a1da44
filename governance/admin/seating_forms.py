"""Deeds about seats: appoint, step down, substitute."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget, AutocompleteSelect, RelatedFieldWidgetWrapper

from governance.admin.choices import BodyField, alive
from governance.admin.officer_admin import today
from governance.foundation.dated import Span
from governance.foundation.deed_forms import DayField, DeedForm, Done, LastDay
from governance.foundation.scoping import choosable
from governance.models import Body, Membership, Person, Seat, Substitution
from governance.seats.roll import fill
from governance.seats.seating import appoint, step_down, substitute


def searched(model: Any, name: str, form: DeedForm, *, addable: bool = False, **options: Any) -> forms.ModelChoiceField:
    """A field in which people or organisations are searched by name, as in the model's own field of that name.

    `addable`: with a button beside it that adds a record, for those who may.
    """
    relation = model._meta.get_field(name)
    widget: Any = AutocompleteSelect(relation, admin.site)
    if addable:
        widget = RelatedFieldWidgetWrapper(widget, relation.remote_field, admin.site, can_add_related=True)
        widget.can_change_related = widget.can_view_related = False
    return forms.ModelChoiceField(queryset=choosable(relation, form.user), widget=widget, **options)


class AppointForm(DeedForm):
    """Put somebody into a place of the seat."""

    slug, verb, press = "appoint", "Appoint…", "Appoint"

    on = DayField(label="From", help_text="The first day in the seat.")
    until = LastDay(required=False, help_text="Empty: as long as the seat is there.")
    dates_as_said = forms.CharField(
        label="Dates as said",
        max_length=120,
        required=False,
        widget=AdminTextInputWidget,
        help_text="Where less than a day is known, such as “October 2009”.",
    )
    how = forms.CharField(label="How appointed", max_length=200, required=False, widget=AdminTextInputWidget)
    meeting = forms.CharField(
        label="Appointed at",
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text="The meeting that appointed, with its date.",
    )
    for_community = forms.BooleanField(label="Speaks for the community", required=False)

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Not for a seat that follows another body's chair, nor for one that is over."""
        return subject.kind != Seat.Kind.DERIVED and (subject.ends is None or subject.ends > today())

    @property
    def heading(self) -> str:
        """The page's heading."""
        return f"Appoint to “{self.subject}” of {self.subject.body}" if self.subject else "Appoint to a seat"

    def arrange(self) -> None:
        """Who, for whom, and where a body nominates, which; the seat itself where none was chosen before."""
        fields, optional = self.fields, {"required": False}
        if self.subject is None:
            fields["seat"] = searched(Membership, "seat", self)
        fields["person"] = searched(Membership, "person", self, addable=True)
        fields["on_behalf_of"] = searched(
            Membership, "on_behalf_of", self, help_text="Empty: the person’s own organisation.", **optional
        )
        fields["jointly_with"] = searched(Membership, "jointly_with", self, **optional)
        self._arrange_nomination()
        if self.subject and not self.subject.community_low:
            del fields["for_community"]
        if self.subject:
            self.initial.setdefault("how", self.subject.how_appointed)
        first = ["seat", "person", "on_behalf_of", "jointly_with", "nominated_by"]
        self.order_fields([*first, "on", "until", "dates_as_said", "how", "meeting", "for_community", "reason"])

    def _arrange_nomination(self) -> None:
        seat = self.subject
        if seat and not (seat.kind == Seat.Kind.NOMINATED and seat.of_kind_id):
            return
        bodies = alive(Body.objects.visible_to(self.user), today())
        if seat:
            bodies = bodies.filter(partnership=seat.body.partnership_id, periods__kind=seat.of_kind_id).distinct()
        words = "" if seat else "Only for a seat that each body of a kind nominates for."
        field = BodyField(label="Nominated by", required=bool(seat), help_text=words)
        field.offer(bodies, today())
        self.fields["nominated_by"] = field

    def act(self) -> Done:
        """Appoint."""
        to = self.filled_in()
        seat, person, on = to.pop("seat", self.subject), to.pop("person"), to.pop("on")
        row = appoint(seat, person, on=on, by=self.user, **to)
        return Done(seat.body, f"{row.person} holds “{seat}” {row.dates_in_words}.")


class StepDownForm(DeedForm):
    """Let the holder go."""

    slug, verb, press = "step-down", "Step down…", "Step down"
    lead = "The place is vacant from the next day. Whoever stands in for the holder goes with them."

    on = LastDay(help_text="The last day in the seat.")
    field_order = ("on", "reason")

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for somebody who still holds the seat, or will."""
        return subject.ends is None or subject.ends > today()

    def act(self) -> Done:
        """Let go."""
        row = step_down(self.subject, on=self.cleaned_data["on"], by=self.user, reason=self.cleaned_data["reason"])
        return Done(row.seat.body, f"{row.person} holds “{row.seat}” {row.dates_in_words}.")


class SubstituteForm(DeedForm):
    """Let somebody sit in for a holder."""

    slug, verb, press = "substitute", "Substitute…", "Save"

    on = DayField(label="From")
    until = LastDay(required=False, help_text="Empty: as long as the holder has the seat.")

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only where the seat allows it and somebody holds it."""
        seat = subject if isinstance(subject, Seat) else subject.seat
        return seat.substitute_allowed and bool(_holders(subject))

    def arrange(self) -> None:
        """For whom, and who."""
        holders = _holders(self.subject)
        choices = [(holder.pk, str(holder)) for holder in holders]
        people = Person.objects.filter(pk__in=[holder.pk for holder in holders])
        field = forms.ModelChoiceField(queryset=people, label="Stands in for")
        field.choices = choices if len(choices) == 1 else [("", "Choose…"), *choices]
        self.fields["stands_in_for"] = field
        self.fields["person"] = searched(Substitution, "person", self, label="Who stands in", addable=True)
        self.order_fields(["stands_in_for", "person", "on", "until", "reason"])

    def act(self) -> Done:
        """Let them."""
        seat = self.subject if isinstance(self.subject, Seat) else self.subject.seat
        to = self.cleaned_data
        row = substitute(
            seat,
            stands_in_for=to["stands_in_for"],
            person=to["person"],
            on=to["on"],
            by=self.user,
            until=to["until"],
            reason=to["reason"],
        )
        return Done(self.subject, f"{row.person} stands in for {row.stands_in_for} {row.dates_in_words}.")


def _holders(subject: Any) -> list[Any]:
    """Whom somebody may stand in for: the membership's holder, or everybody in the seat now or later."""
    if isinstance(subject, Membership):
        return [subject.person] if subject.ends is None or subject.ends > today() else []
    lines = fill(Seat.objects.filter(pk=subject.pk).for_page(), today())
    found = {holder.person.pk: holder.person for line in lines for holder in line.holders}
    coming = Membership.objects.filter(seat=subject).meeting(Span(today())).select_related("person")
    return list({**found, **{row.person_id: row.person for row in coming}}.values())
