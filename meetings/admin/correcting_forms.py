"""Corrections of published minutes, as forms of the officers' site: of what an entry says, and of who was there."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from governance.admin.officer_admin import today
from governance.foundation.deed_forms import DayField, DeedForm, Done
from governance.foundation.richtext import RichTextFormField
from meetings.admin.minutes_forms import RECORD, MeetingField, RegisterLines, later_meetings
from meetings.minutes.correcting import correct, correct_attendance, supplement
from meetings.models import AgendaItem, Meeting, Minutes, MinutesEntry

HOW = ("on", "agreed_at", "reason")
"""What every correction is asked: when, where it was agreed, and why."""


class Correcting(DeedForm):
    """What every correction is asked."""

    group, press = RECORD, "Correct it for all to see"

    on = DayField(label="Corrected on")
    agreed_at = MeetingField(
        queryset=Meeting.objects.none(), label="Agreed at", required=False, help_text="Where a meeting agreed it."
    )

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Published minutes."""
        return bool(subject.is_public)

    def arrange(self) -> None:
        """Today, and later meetings of the same body; a reason must be given."""
        super().arrange()
        self.initial.setdefault("on", today())
        meetings: Any = self.fields["agreed_at"]
        meetings.queryset = later_meetings(self.subject.meeting)
        self.fields["reason"].required = True
        self.fields["reason"].help_text = "Shown to the public beside the correction."


class CorrectingText(Correcting):
    """A correction that puts new words in, which are looked through before they go public."""

    meant = forms.BooleanField(
        label="It is meant so",
        required=False,
        help_text="Tick this once the checks found something in the new words that is to stand all the same.",
    )


class CorrectForm(CorrectingText):
    """Correct one entry of published minutes; the address says which with `entry`, else it is the first."""

    slug, verb = "correct", "Correct…"
    lead = "Before and after stand side by side on the public page, with your reason."

    entry = forms.ModelChoiceField(MinutesEntry.objects.none(), widget=forms.HiddenInput)
    text = RichTextFormField(label="The corrected text", required=False)
    withhold = forms.BooleanField(
        label="Do not show what it changed",
        required=False,
        help_text="For what must not be public, such as somebody’s telephone number. Then this correction shows no text, "
        "nor do earlier ones of this entry; editors find it in the history. Your reason is shown all the same.",
    )

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Published ones with an entry."""
        return super().applies(subject, request) and subject.entries.exists()

    @property
    def heading(self) -> str:
        """The page's heading."""
        return f"Correct “{self.chosen}”: {self.subject}"

    def arrange(self) -> None:
        """The entry, with its text as it stands."""
        super().arrange()
        field: Any = self.fields["entry"]
        field.queryset = self.subject.entries.select_related("item")
        self.chosen = self._chosen(field.queryset)
        self.initial = {**self.initial, "entry": self.chosen.pk, "text": self.chosen.text}
        self.order_fields(["entry", "text", "withhold", "meant", *HOW])

    def _chosen(self, entries: QuerySet[MinutesEntry]) -> MinutesEntry:
        asked = str(self.data.get("entry") or self.request.GET.get("entry", ""))
        chosen = entries.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
        return chosen or entries[0]

    def act(self) -> Done:
        """Correct it."""
        given = self.cleaned_data
        facts = {name: given[name] for name in ("text", "withhold", "meant", *HOW)}
        correct(given["entry"], by=self.user, **facts)
        shown = "nobody but editors" if given["withhold"] else "everybody"
        return Done(self.subject, f"The entry is corrected, and {shown} can see what it said before.")


class SupplementForm(CorrectingText):
    """Add what published minutes left out under an item."""

    slug, verb = "supplement", "Add what was left out…"
    lead = "It stands on the public page with your reason, marked as put in after the minutes were published."

    item = forms.ModelChoiceField(AgendaItem.objects.none(), label="Under", empty_label="Choose an item")
    text = RichTextFormField(label="What was left out")

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Published ones with an item under which nothing is written."""
        return super().applies(subject, request) and unwritten(subject).exists()

    def arrange(self) -> None:
        """The items under which nothing is written."""
        super().arrange()
        field: Any = self.fields["item"]
        field.queryset = unwritten(self.subject).in_order()
        self.order_fields(["item", "text", "meant", *HOW])

    def act(self) -> Done:
        """Add it."""
        given = self.cleaned_data
        facts = {name: given[name] for name in ("text", "meant", *HOW)}
        supplement(self.subject, given["item"], by=self.user, **facts)
        return Done(self.subject, "It is added, and everybody can see that the minutes did not say it before.")


def unwritten(minutes: Minutes) -> Any:
    """The items of the meeting under which the minutes say nothing."""
    written = MinutesEntry.objects.filter(minutes=minutes, item__isnull=False).exclude(text="")
    return AgendaItem.objects.filter(meeting=minutes.meeting_id).exclude(pk__in=written.values("item"))


class CorrectAttendanceForm(Correcting, RegisterLines):
    """Correct who was there: the register as it stands, to be changed for all to see."""

    slug, verb = "correct-attendance", "Correct who was there…"
    lead = (
        "Change the lines that are wrong, and leave the others. Who was there before and after stands on the public "
        "page with your reason; the quorum and the attendance figures follow."
    )

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """The register, then how it came to be corrected."""
        return [*super().sections(), ("The correction", {"fields": HOW})]

    def act(self) -> Done:
        """Correct it."""
        entries, taken_out = self.register.changes(self.cleaned_data)
        facts = {name: self.cleaned_data[name] for name in HOW}
        correct_attendance(self.subject, entries, taken_out=taken_out, by=self.user, **facts)
        return Done(self.subject, "Who was there is corrected, and everybody can see what it said before.")
