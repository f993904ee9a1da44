"""The deeds on minutes, as forms of the officers' site: begin, register, check, send back, publish, approve."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model, QuerySet

from governance.foundation.aggregate import Marks, Part
from governance.foundation.deed_forms import DeedForm, Done
from governance.foundation.sentences import counted, plain_day
from governance.models import Person
from meetings.admin.checklist_form import ChecklistForm
from meetings.agendas.findings import Finding
from meetings.attendance.register_fields import Register
from meetings.minutes.minutes_checks import minutes_checks
from meetings.minutes.minuting import (
    approve_minutes,
    begin_minutes,
    chairs_of,
    check_minutes,
    is_later,
    may_check,
    publish_minutes,
    send_back,
)
from meetings.models import Attendance, Meeting, Minutes
from meetings.schedules.times import plain_times

STAGES = "Stages"
RECORD = "Record"
Stage = Minutes.Stage


@dataclass(frozen=True)
class AttendanceOfMinutes(Part):
    """Who was there, at the meeting of the minutes: attendance hangs on the meeting, and so do the minutes."""

    model: type[Model] = Attendance
    through: str | None = "meeting"

    def history(self, record: Any) -> QuerySet:
        """The audit rows of the meeting's attendance."""
        return Attendance.history.filter(meeting_id=record.meeting_id)


class MeetingField(forms.ModelChoiceField):
    """One of several meetings, by body, day and time: a body may meet twice on a day."""

    def label_from_instance(self, meeting: Any) -> str:
        """Title or body, the day, and the time where it is known."""
        return ", ".join(filter(None, [str(meeting), plain_times(meeting.starts_at, meeting.ends_at)]))


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


class RegisterLines(DeedForm):
    """A deed on the register: a line for everybody who holds a seat on the day, and lines for whoever else came."""

    def arrange(self) -> None:
        """A line for each."""
        self.fields.update(self.register.fields())

    def prefilled(self) -> dict[str, Any]:
        """What is recorded now."""
        self.register = Register(self.subject.meeting, self.user)
        return self.register.initial()

    def prefilled_at(self, version: Marks) -> dict[str, Any] | None:
        """What was recorded at that version."""
        return self.register.initial(AttendanceOfMinutes().as_of(self.subject, version[-1]).values())

    def clean(self) -> dict[str, Any]:
        """Nobody stands on two lines, and no line says half of something."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name, sentence in list(self.register.faults(given)):
            self.add_error(name, sentence)
        return given

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """A part for each body, and one for those without a seat."""
        return self.register.sections()


class RegisterForm(RegisterLines):
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
        """No reason is asked for while everything is a draft."""
        super().arrange()
        del self.fields["reason"]

    def act(self) -> Done:
        """Record it."""
        number = self.register.save(self.cleaned_data, self.user)
        return Done(self.subject, f"The register is saved: {counted(number, 'person', 'people')}.")


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


class PublishForm(ChecklistForm):
    """Publish checked minutes, after a look at what the checks found."""

    slug, verb, group, press = "publish", "Check and publish…", STAGES, "Publish the minutes"
    lead = (
        "Everybody can then read them, with the attendance, the decisions and the actions of the meeting. From then on "
        "the text changes only by corrections that everybody sees."
    )

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Checked and not published."""
        return bool(subject.stage == Stage.CHECKED)

    def look(self) -> Sequence[Finding]:
        """What the checks find in all that goes public with the minutes."""
        return minutes_checks(self.subject)

    def act(self) -> Done:
        """Publish them."""
        reason = self.cleaned_data["reason"]
        minutes = publish_minutes(self.subject, by=self.user, reason=reason, despite=self.despite)
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
        field.queryset = later_meetings(self.subject.meeting)
        self.order_fields(["at", "reason"])

    def act(self) -> Done:
        """Record it."""
        to = self.filled_in()
        minutes = approve_minutes(self.subject, by=self.user, **to)
        return Done(minutes, f"The minutes are approved, at the meeting of {plain_day(to['at'].day)}.")


def later_meetings(meeting: Meeting) -> QuerySet[Meeting]:
    """Meetings of the same lead body that were held after `meeting`, the first of them first."""
    rows = Meeting.objects.filter(body=meeting.body_id, status=Meeting.Status.HELD, day__gte=meeting.day)
    keys = [row.pk for row in rows if row.pk != meeting.pk and is_later(meeting, row)]
    return Meeting.objects.filter(pk__in=keys).select_related("body").earliest_first()
