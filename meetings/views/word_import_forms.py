"""The forms of an import from Word: the file, and then what goes where."""

from collections.abc import Sequence
from typing import Any

from django import forms

from governance.foundation.sentences import plain_day
from meetings.minutes.word_import import OPENING, OUT, Attendee, Choices, Preview, Proposal
from meetings.minutes.word_import.outcomes import date_of
from meetings.models import AgendaItem, Attendance


class WordFileForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label="Minutes as a Word file",
        help_text="A .docx file of at most 10 MB. Nothing is written before you have looked through what goes where.",
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages={"required": "Choose a Word file", "empty": "This file is empty: choose the file again"},
    )


class ChoicesForm(forms.Form):
    """For each passage its place; which people, decisions and actions are taken over."""

    draft = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, preview: Preview, items: Sequence[AgendaItem], labels: dict[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.preview = preview
        self.titles = {item.pk: f"{labels[item.pk]}. {item.title}" for item in items}
        places = [*self.titles.items(), (OPENING, "Before the first item"), (OUT, "Leave it out")]
        for number, passage in enumerate(preview.passages):
            self.fields[f"passage-{number}"] = forms.ChoiceField(
                label="Where it goes",
                choices=places if passage.is_placed else [("", "Choose…"), *places],
                initial=passage.item or "",
                error_messages={"required": f"Passage {number + 1}: choose where it goes, or leave it out"},
            )
        self._offer("attendees", "Record these people", [_person(each) for each in preview.attendees])
        self._offer("decisions", "Draft these decisions", [each.text for each in preview.decisions])
        self._offer("actions", "Draft these actions", [_action(each) for each in preview.actions])

    def _offer(self, name: str, label: str, lines: Sequence[str]) -> None:
        if lines:
            choices = [(str(number), line) for number, line in enumerate(lines)]
            self.fields[name] = forms.MultipleChoiceField(
                label=label,
                choices=choices,
                required=False,
                initial=[key for key, _ in choices],
                widget=forms.CheckboxSelectMultiple,
                help_text="Untick what is wrong.",
            )

    @property
    def groups(self) -> list[forms.BoundField]:
        """The boxes to tick."""
        return [self[name] for name in ("attendees", "decisions", "actions") if name in self.fields]

    @property
    def unplaced(self) -> list[tuple[int, Any, forms.BoundField]]:
        """What could not be placed: number, passage and field."""
        return [(number + 1, each, self[f"passage-{number}"]) for number, each in self.preview.unplaced]

    @property
    def placed(self) -> list[tuple[str, Any, forms.BoundField]]:
        """What was recognised: title of its item, passage and field."""
        return [
            (
                self.titles.get(each.item or 0, "An item that is no longer on the agenda"),
                each,
                self[f"passage-{number}"],
            )
            for number, each in self.preview.placed
        ]

    def choices(self) -> Choices:
        """What was chosen, once the form is valid."""
        given = self.cleaned_data
        places = {number: _place(given[f"passage-{number}"]) for number in range(len(self.preview.passages))}
        ticked = {name: {int(each) for each in given.get(name, ())} for name in ("attendees", "decisions", "actions")}
        return Choices(places, **ticked)


def _place(value: str) -> int | str:
    return int(value) if value.isdecimal() else value


def _person(attendee: Attendee) -> str:
    words = f"{attendee.name}: {Attendance.How(attendee.how).label.lower()}"
    return f"{words} ({attendee.note})" if attendee.note else words


def _action(proposal: Proposal) -> str:
    due = plain_day(day) if (day := date_of(proposal)) else proposal.due_as_said
    return f"{proposal.owner_name or 'The body itself'}: {proposal.text}{f' Due {due}.' if due else ''}"
