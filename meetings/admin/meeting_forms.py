"""Deeds about one meeting: call it, confirm or drop it, move, describe and cancel it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import FORMFIELD_FOR_DBFIELD_DEFAULTS
from django.contrib.admin.widgets import AdminTextInputWidget, AdminTimeWidget, AutocompleteSelectMultiple
from django.db import models
from django.db.models import Q

from governance.admin.choices import BodyField, alive
from governance.admin.officer_admin import today
from governance.foundation.deed_forms import DAY_ERRORS, DAY_FORMATS, DayField, DeedForm, Done
from governance.foundation.scoping import choosable
from governance.foundation.sentences import plain_day
from governance.foundation.wording import help_of
from governance.models import Body
from meetings.models import Meeting
from meetings.schedules.clashes import warnings_of
from meetings.schedules.scheduling import cancel, confirm, describe, drop_proposal, reschedule, schedule
from meetings.schedules.scheduling_rules import settled

TIME_FORMATS = ["%H:%M", "%H.%M", "%I:%M%p", "%I.%M%p", "%I%p", "%I:%M %p", "%I.%M %p", "%I %p", "%H:%M:%S"]
"""Times as officers write them; the first is how the forms show them."""

WHO = ("body", "with_bodies")
WHEN = ("day", ("starts_at", "ends_at"), "place")
ABOUT = ("kind", "title", "facilitator", "papers_due")
COMING = ("mode", "online_address", "public_may_attend", "how_to_attend")

PUBLIC = "The public may read it on the page of the meeting."


class TimeOfDayField(forms.TimeField):
    """A time, typed as people do: 10:00, 10am, 2.30pm."""

    def __init__(self, **kwargs: Any) -> None:
        errors = {"invalid": "Write the time like 10:00 or 2.30pm."}
        widget = AdminTimeWidget(format=TIME_FORMATS[0])
        super().__init__(**{"input_formats": TIME_FORMATS, "widget": widget, "error_messages": errors, **kwargs})


def fact_field(name: str) -> forms.Field:
    """The form field of a fact of a meeting, as the admin would write it."""
    field: Any = Meeting._meta.get_field(name)
    options: dict[str, Any] = {} if field.choices else dict(FORMFIELD_FOR_DBFIELD_DEFAULTS.get(type(field), {}))
    options["help_text"] = help_of(field)
    if isinstance(field, models.DateField):
        options |= {"input_formats": DAY_FORMATS, "error_messages": DAY_ERRORS}
    if isinstance(field, models.URLField):
        options["assume_scheme"] = "https"
    return field.formfield(**options)


def joining_field(form: DeedForm) -> forms.ModelMultipleChoiceField:
    """The further bodies of a joint meeting, searched by name among those that the user edits; who joins may stay."""
    relation: Any = Meeting._meta.get_field("with_bodies")
    offered = Q(pk__in=choosable(relation, form.user).values("pk"))
    if form.subject is not None:
        offered |= Q(pk__in=form.subject.with_bodies.values("pk"))
    return forms.ModelMultipleChoiceField(
        queryset=Body.objects.filter(offered),
        widget=AutocompleteSelectMultiple(relation, admin.site),
        required=False,
        label="Further bodies",
        help_text=help_of(relation),
    )


class WhenForm(DeedForm):
    """A deed that says when and where a meeting is."""

    day = DayField(label="Day")
    starts_at = TimeOfDayField(label="Begins at", required=False, help_text="Empty: only the day is known.")
    ends_at = TimeOfDayField(label="Is to end at", required=False)
    place = forms.CharField(label="Place", max_length=200, required=False, widget=AdminTextInputWidget)


class CallForm(WhenForm):
    """Call a meeting."""

    slug, verb, press = "call", "Call a meeting…", "Call the meeting"
    lead = "It appears in the public diary at once, with an agenda that holds the standing items as a draft."

    proposed = forms.BooleanField(
        label="Only propose it", required=False, help_text="Nobody but its editors sees it until it is confirmed."
    )

    def arrange(self) -> None:
        """The lead body among those that the user edits, and what else is known."""
        field = BodyField(label="Body", help_text="It leads where several meet.")
        field.offer(alive(Body.objects.editable_by(self.user), today()), today())
        self.fields["body"] = field
        self.fields["with_bodies"] = joining_field(self)
        for name in (*ABOUT, *COMING):
            self.fields[name] = fact_field(name)
        self.fields["reason"].help_text = PUBLIC

    @property
    def heading(self) -> str:
        """The page's heading."""
        return "Call a meeting"

    def prefilled(self) -> dict[str, Any]:
        """The usual kind and mode."""
        return {"kind": Meeting.Kind.ORDINARY, "mode": Meeting.Mode.IN_PERSON}

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """Who, when, what, and who may come."""
        return [
            (None, {"fields": [*WHO, *WHEN]}),
            ("What sort of meeting", {"fields": list(ABOUT)}),
            ("Coming to it", {"fields": list(COMING)}),
            ("Saving", {"fields": ["proposed", "reason"]}),
        ]

    def act(self) -> Done:
        """Call it."""
        to = self.filled_in()
        meeting = schedule(to.pop("body"), day=to.pop("day"), by=self.user, **to)
        words = f"{meeting} was {'proposed' if to['proposed'] else 'called'}."
        return Done(meeting, words, warnings_of(meeting, day=today(), user=self.user))


class OfStatus(DeedForm):
    """A deed that makes sense for meetings of some statuses."""

    statuses: tuple[str, ...] = ()

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Whether the meeting stands there."""
        return subject.status in cls.statuses


TO_BE_HELD = (Meeting.Status.SCHEDULED, Meeting.Status.MOVED)


class ConfirmForm(OfStatus):
    """Call a meeting that was proposed."""

    slug, verb, press = "confirm", "Confirm…", "Confirm"
    lead = "It appears in the public diary, and its address stays from now on."
    statuses = (Meeting.Status.PROPOSED,)

    def arrange(self) -> None:
        """Why is for the public."""
        self.fields["reason"].help_text = PUBLIC

    def act(self) -> Done:
        """Confirm it."""
        meeting = confirm(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(meeting, f"{meeting} is in the diary.", warnings_of(meeting, day=today(), user=self.user))


class DropForm(OfStatus):
    """Give a proposal up."""

    slug, verb, press = "drop", "Drop…", "Drop the proposal"
    lead = "The proposal is taken away. Nobody but its editors ever saw it."
    statuses = (Meeting.Status.PROPOSED,)

    def act(self) -> Done:
        """Drop it."""
        words = str(self.subject)
        drop_proposal(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(None, f"The proposal of {words} was dropped.")


class MoveForm(OfStatus, WhenForm):
    """Move a meeting to another day, time or place."""

    slug, verb, press = "move", "Move…", "Move the meeting"
    statuses = (Meeting.Status.PROPOSED, *TO_BE_HELD)

    @property
    def lead(self) -> str:
        """What happens to its address."""
        if self.subject.status == Meeting.Status.PROPOSED:
            return "Only its editors see the proposal, so nobody is told."
        return "Its page keeps its address and says that it was moved; those who follow the body are told."

    def arrange(self) -> None:
        """Why is for the public, once the meeting is called."""
        if self.subject.status != Meeting.Status.PROPOSED:
            self.fields["reason"].required = True
            self.fields["reason"].help_text = PUBLIC

    def prefilled(self) -> dict[str, Any]:
        """How it stands now."""
        names = ("day", "starts_at", "ends_at", "place")
        return {name: getattr(self.subject, name) for name in names}

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """When, and why."""
        return [(None, {"fields": [*WHEN, "reason"]})]

    def act(self) -> Done:
        """Move it."""
        meeting = reschedule(self.subject, by=self.user, **self.filled_in())
        words = f"The meeting is on {plain_day(meeting.day)} now."
        if meeting.papers_due:
            words += f" Papers for it are due by {plain_day(meeting.papers_due)}."
        return Done(meeting, words, warnings_of(meeting, day=today(), user=self.user))


class DescribeForm(OfStatus):
    """Change what is said of a meeting."""

    slug, verb, press = "describe", "Describe…", "Save"
    statuses = tuple(Meeting.Status)

    @property
    def lead(self) -> str:
        """What no longer changes."""
        words = "The minutes are published, so who met, the kind and the title of the meeting no longer change."
        return "" if "title" in self.fields else words

    def arrange(self) -> None:
        """All but when and where, and without what published minutes say."""
        self.fields["with_bodies"] = joining_field(self)
        for name in (*ABOUT, *COMING):
            self.fields[name] = fact_field(name)
        for name in settled(self.subject):
            del self.fields[name]

    def prefilled(self) -> dict[str, Any]:
        """How it stands now."""
        bodies = list(self.subject.with_bodies.values_list("pk", flat=True))
        return {"with_bodies": bodies, **{name: getattr(self.subject, name) for name in (*ABOUT, *COMING)}}

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """Who, what, and who may come."""
        return [
            (None, {"fields": [name for name in ("with_bodies", *ABOUT) if name in self.fields]}),
            ("Coming to it", {"fields": list(COMING)}),
            ("Why", {"fields": ["reason"]}),
        ]

    def act(self) -> Done:
        """Describe it."""
        meeting = describe(self.subject, by=self.user, **self.filled_in())
        return Done(meeting, f"What is said of {meeting} was saved.")


class CancelForm(OfStatus):
    """Cancel a meeting."""

    slug, verb, press = "cancel", "Cancel…", "Cancel the meeting"
    lead = "Its page stays and says so, calendars too; those who follow the body are told. This cannot be undone."
    statuses = TO_BE_HELD

    def arrange(self) -> None:
        """Why is for the public."""
        self.fields["reason"].required = True
        self.fields["reason"].help_text = PUBLIC

    def act(self) -> Done:
        """Cancel it."""
        meeting = cancel(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(meeting, f"{meeting} was cancelled.")
