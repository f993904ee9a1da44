"""The deeds on minutes, as forms of the officers' site: begin, register, check, send back, publish, approve, correct."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format

from governance.admin.officer_admin import today
from governance.foundation.deed_forms import DayField, DeedForm, Done
from governance.foundation.richtext import RichTextFormField
from governance.models import Person
from meetings.attendance.register_fields import Register
from meetings.minutes.minuting import (
    approve_minutes,
    begin_minutes,
    chairs_of,
    check_minutes,
    correct,
    is_later,
    may_check,
    publish_minutes,
    send_back,
)
from meetings.models import Meeting, Minutes, MinutesEntry

STAGES = "Stages"
RECORD = "Record"
Stage = Minutes.Stage


class MeetingField(forms.ModelChoiceField):
    """One of several meetings, by body and day."""

    def label_from_instance(self, meeting: Any) -> str:
        """Title or body, and the day."""
        return str(meeting)


class BeginForm(DeedForm):
    """Begin the minutes of a meeting."""

    slug, verb, press = "begin", "Begin the minutes…", "Begin the minutes"
    lead = "They are a draft that its editors and the chair read. Write them on the minuting page, or below."

    meeting = MeetingField(queryset=Meeting.objects.none(), label="Meeting")

    def arrange(self) -> None:
        """Meetings that were called and have none."""
        field: Any = self.fields["meeting"]
        rows = Meeting.objects.editable_by(self.user).going_ahead().filter(minutes__isnull=True)
        field.queryset = rows.select_related("body").latest_first()

    @property
    def heading(self) -> str:
        """The page's heading."""
        return "Begin the minutes of a meeting"

    def act(self) -> Done:
        """Begin them."""
        minutes = begin_minutes(self.cleaned_data["meeting"], by=self.user)
        return Done(minutes, "The minutes are begun.")


class RegisterForm(DeedForm):
    """The attendance register: every seat on one page."""

    slug, verb, group, press = "register", "Attendance register…", RECORD, "Save the register"
    lead = (
        "Everybody who holds a seat on the day, and whoever else came. From and until take the label of an item; leave "
        "them empty for somebody who was there throughout."
    )

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """While the minutes are a draft."""
        return bool(subject.is_open)

    @property
    def heading(self) -> str:
        """The page's heading."""
        return f"Attendance: {self.subject.meeting}"

    def arrange(self) -> None:
        """A line for each."""
        self.register = Register(self.subject.meeting, self.user)
        self.fields.pop("reason")
        self.fields.update(self.register.fields())
        self.initial = {**self.register.initial(), **self.initial}

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """A part for each body, and one for those without a seat."""
        return self.register.sections()

    def act(self) -> Done:
        """Record it."""
        number = self.register.save(self.cleaned_data, self.user)
        return Done(self.subject, f"The register is saved: {number} {'person' if number == 1 else 'people'}.")


class CheckForm(DeedForm):
    """Record that the chair has checked the draft."""

    slug, verb, group, press = "check", "Checked by the chair…", STAGES, "Record that they are checked"
    lead = "After that the text changes no more, unless the minutes are sent back. Members can read them."

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """A draft, for the chair or an officer of the partnership."""
        return bool(subject.is_open) and may_check(request.user, subject)

    def arrange(self) -> None:
        """Who chairs, or chaired on the day."""
        chairs = chairs_of(self.subject.meeting)
        people = Person.objects.filter(pk__in=[person.pk for person in chairs])
        self.fields["chair"] = forms.ModelChoiceField(people, label="Who checked them")
        if chairs:
            self.initial.setdefault("chair", chairs[0].pk)
        self.order_fields(["chair", "reason"])

    def act(self) -> Done:
        """Record it."""
        given = self.cleaned_data
        minutes = check_minutes(self.subject, by=self.user, chair=given["chair"], reason=given["reason"])
        return Done(minutes, f"The minutes are checked by {minutes.checked_by}.")


class SendBackForm(DeedForm):
    """Make checked minutes a draft again."""

    slug, verb, group, press = "send-back", "Send back…", STAGES, "Send them back to the draft"
    lead = "They can then be changed, and the chair checks them anew."

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Checked and not published."""
        return bool(subject.stage == Stage.CHECKED)

    def act(self) -> Done:
        """Send them back."""
        return Done(
            send_back(self.subject, by=self.user, reason=self.cleaned_data["reason"]), "They are a draft again."
        )


class PublishForm(DeedForm):
    """Publish checked minutes."""

    slug, verb, group, press = "publish", "Publish…", STAGES, "Publish the minutes"
    lead = (
        "Everybody can then read them, with the attendance, the decisions and the actions of the meeting. From then on "
        "the text changes only by corrections that everybody sees."
    )

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Checked and not published."""
        return bool(subject.stage == Stage.CHECKED)

    def act(self) -> Done:
        """Publish them."""
        minutes = publish_minutes(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(minutes, "The minutes are published as a draft that is still to be approved.")


class ApproveForm(DeedForm):
    """Record that a later meeting approved them."""

    slug, verb, group, press = "approve", "Approved at a meeting…", STAGES, "Record that they are approved"
    lead = "Record what that meeting corrected first, then that it approved them."

    at = MeetingField(queryset=Meeting.objects.none(), label="Approved at", help_text="A later meeting that was held.")

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Published and not approved."""
        return bool(subject.stage == Stage.PUBLISHED)

    def arrange(self) -> None:
        """Later meetings of the same lead body."""
        field: Any = self.fields["at"]
        field.queryset = _later(self.subject.meeting)
        self.order_fields(["at", "reason"])

    def act(self) -> Done:
        """Record it."""
        minutes = approve_minutes(
            self.subject, at=self.cleaned_data["at"], by=self.user, reason=self.cleaned_data["reason"]
        )
        return Done(minutes, f"The minutes are approved, at the meeting of {_day(minutes.approved_on)}.")


class CorrectForm(DeedForm):
    """Correct one entry of published minutes; the address says which with `entry`, else it is the first."""

    slug, verb, group, press = "correct", "Correct…", RECORD, "Correct it for all to see"
    lead = "Before and after stand side by side on the public page, with your reason."

    entry = forms.ModelChoiceField(MinutesEntry.objects.none(), widget=forms.HiddenInput)
    text = RichTextFormField(label="The corrected text", required=False)
    on = DayField(label="Corrected on")
    agreed_at = MeetingField(
        queryset=Meeting.objects.none(), label="Agreed at", required=False, help_text="Where a meeting agreed it."
    )

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Published ones with an entry."""
        return bool(subject.is_public) and subject.entries.exists()

    @property
    def heading(self) -> str:
        """The page's heading."""
        return f"Correct “{self.chosen}”: {self.subject}"

    def arrange(self) -> None:
        """The entry, with its text as it stands."""
        field: Any = self.fields["entry"]
        field.queryset = self.subject.entries.select_related("item")
        self.chosen = self._chosen(field.queryset)
        self.initial = {**self.initial, "entry": self.chosen.pk, "text": self.chosen.text}
        self.initial.setdefault("on", today())
        meetings: Any = self.fields["agreed_at"]
        meetings.queryset = _later(self.subject.meeting)
        self.fields["reason"].required = True
        self.fields["reason"].help_text = "Shown to the public beside the correction."
        self.order_fields(["entry", "text", "on", "agreed_at", "reason"])

    def _chosen(self, entries: QuerySet[MinutesEntry]) -> MinutesEntry:
        asked = str(self.data.get("entry") or self.request.GET.get("entry", ""))
        chosen = entries.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
        return chosen or entries[0]

    def act(self) -> Done:
        """Correct it."""
        given = self.cleaned_data
        correct(
            given["entry"],
            text=given["text"],
            reason=given["reason"],
            by=self.user,
            on=given["on"],
            agreed_at=given["agreed_at"],
        )
        return Done(self.subject, "The entry is corrected, and everybody can see what it said before.")


def _later(meeting: Meeting) -> QuerySet[Meeting]:
    """Meetings of the same lead body that were held after `meeting`, the first of them first."""
    rows = Meeting.objects.filter(body=meeting.body_id, status=Meeting.Status.HELD, day__gte=meeting.day)
    keys = [row.pk for row in rows if row.pk != meeting.pk and is_later(meeting, row)]
    return Meeting.objects.filter(pk__in=keys).select_related("body").earliest_first()


def _day(day: Any) -> str:
    return date_format(day, "j F Y")
