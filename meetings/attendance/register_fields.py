"""The attendance register as fields of a form: a line for every seat that is held, and lines for whoever else came.

A form of the officers' site and the minuting page both use it; the deeds of `attending` decide.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.db import transaction

from governance.foundation.deeds import Refused
from governance.models import Grade, Person
from meetings.agendas.agenda_labels import labels_of
from meetings.attendance.attending import Entry, forget, record_all
from meetings.attendance.expecting import Expected, expected_at, holders_in, others_at
from meetings.models import AgendaItem, Attendance, Meeting

How = Attendance.How
NOT_RECORDED = ("", "Not recorded")
HOLDERS = [NOT_RECORDED, *((how.value, str(how.label)) for how in (How.PRESENT, How.APOLOGIES, How.ABSENT))]
BESIDE = [NOT_RECORDED, *((how.value, str(how.label)) for how in (How.IN_ATTENDANCE, How.APOLOGIES, How.ABSENT))]
OTHERS = [NOT_RECORDED, *((how.value, str(how.label)) for how in (How.IN_ATTENDANCE, How.SUBSTITUTE))]
NEW = 3
"""Empty lines for people without a seat."""


class Register:
    """The register of one meeting: its fields, what they say now, and how they are saved."""

    def __init__(self, meeting: Meeting, user: Any) -> None:
        self.meeting, self.user = meeting, user
        self.expected: list[Expected] = expected_at(meeting)
        self.others: list[Attendance] = list(others_at(meeting, self.expected))

    @cached_property
    def lines(self) -> list[tuple[Person, Expected]]:
        """Each holder of a seat once."""
        return holders_in(self.expected)

    @cached_property
    def items(self) -> dict[str, AgendaItem]:
        """The items by their labels."""
        items = list(AgendaItem.objects.filter(meeting=self.meeting).in_order())
        labels = labels_of(items)
        return {labels[item.pk]: item for item in items}

    def fields(self) -> dict[str, forms.Field]:
        """The fields by name: how, from and until for each person; and more for whoever has no seat."""
        found: dict[str, forms.Field] = {}
        for person, line in self.lines:
            choices = _with(HOLDERS if line.seat.is_member_seat else BESIDE, line.recorded)
            found |= self._line(str(person.pk), f"{person} ({line.seat})", choices)
        for row in self.others:
            name = str(row.person_id)
            found |= self._line(name, str(row.person), _with(OTHERS, row)) | self._more(name)
        people = Person.objects.visible_to(self.user)
        for number in range(1, NEW + 1):
            name = f"new{number}"
            found[f"person_{name}"] = forms.ModelChoiceField(
                people, required=False, label="Somebody else", empty_label="–"
            )
            found |= self._line(name, "Was", OTHERS) | self._more(name)
        return found

    def initial(self, rows: Iterable[Any] | None = None) -> dict[str, Any]:
        """What is recorded so far of each person who has fields; or what `rows` say, such as those of the audit."""
        labels = {item.pk: label for label, item in self.items.items()}
        said: dict[str, Any] = {}
        for key in [*(person.pk for person, _ in self.lines), *(row.person_id for row in self.others)]:
            said |= dict.fromkeys(_names(str(key)), "") | dict.fromkeys(_more_names(str(key)), "")
        for row in self._recorded() if rows is None else rows:
            key = row.person_id
            said |= {f"how_{key}": row.how, f"for_{key}": row.stands_in_for_id, f"grade_{key}": row.grade}
            said[f"note_{key}"] = row.note
            said[f"from_{key}"] = labels.get(row.arrived_at_id or 0, "")
            said[f"until_{key}"] = labels.get(row.left_at_id or 0, "")
        return said

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """The fields as the admin's fieldsets write them: a part for each body, one for whoever else came."""
        parts: dict[str, list[Any]] = {}
        for person, line in self.lines:
            parts.setdefault(str(line.body), []).append(_names(str(person.pk)))
        others = [(*_names(str(row.person_id)), *_more_names(str(row.person_id))) for row in self.others]
        new = [(f"person_new{n}", *_names(f"new{n}"), *_more_names(f"new{n}")) for n in range(1, NEW + 1)]
        parts["Without a seat"] = [*others, *new]
        return [(name, {"fields": fields}) for name, fields in parts.items()]

    @transaction.atomic
    def save(self, said: Mapping[str, Any], by: Any) -> int:
        """Record what the fields say, all of it or nothing; return how many people are recorded. Raises Refused."""
        for row in self._recorded():
            if not said.get(f"how_{row.person_id}"):
                forget(row, by=by)
        return len(record_all(self.meeting, self._entries(said), by=by))

    def faults(self, said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """What cannot be meant, as the name of a field and a sentence: a person on two lines, times of nobody's coming.

        What stood there when the register was shown may stay beside “Not recorded”: somebody is taken out by that.
        """
        shown = self.initial()
        names = [*(person.pk for person, _ in self.lines), *(row.person_id for row in self.others)]
        seen = {key for key in names if said.get(f"how_{key}")}
        for number in range(1, NEW + 1):
            person = said.get(f"person_new{number}")
            if person is not None and person.pk in seen:
                yield f"person_new{number}", f"{person} stands on two lines: keep the one that is right."
            seen |= {person.pk} if person is not None else set()
        for name in [*map(str, names), *(f"new{number}" for number in range(1, NEW + 1))]:
            rest = (*_names(name)[1:], *_more_names(name))
            if not said.get(f"how_{name}") and any(_typed(said.get(each), shown.get(each)) for each in rest):
                yield f"how_{name}", "Say how they were there, or clear the rest of the line."

    def changes(self, said: Mapping[str, Any]) -> tuple[list[Entry], list[Person]]:
        """What the fields say otherwise than the record: lines to be written, people of whom nothing is recorded now.

        Lines that nobody touched are left out, so that they are not judged again by what is known today. Raises
        Refused.
        """
        recorded = {row.person_id: row for row in self._recorded()}
        entries = [each for each in self._entries(said) if not _says(recorded.get(each.person.pk), each)]
        return entries, [row.person for row in recorded.values() if not said.get(f"how_{row.person_id}")]

    def _entries(self, said: Mapping[str, Any]) -> list[Entry]:
        return [*self._members(said), *self._strangers(said)]

    def _recorded(self) -> list[Attendance]:
        return [*(line.recorded for _, line in self.lines if line.recorded), *self.others]

    def _members(self, said: Mapping[str, Any]) -> Iterator[Entry]:
        for person, line in self.lines:
            if how := said.get(f"how_{person.pk}"):
                row = line.recorded or Attendance()
                kept = (row.stands_in_for, row.grade, row.note)
                more = dict(zip(_more_names(str(person.pk)), kept, strict=True))
                yield self._entry(person, str(person.pk), how, {**said, **more})

    def _strangers(self, said: Mapping[str, Any]) -> Iterator[Entry]:
        known = [(row.person, str(row.person_id)) for row in self.others]
        new = [(said.get(f"person_new{number}"), f"new{number}") for number in range(1, NEW + 1)]
        for person, name in [*known, *new]:
            how = said.get(f"how_{name}")
            if person is None and how:
                raise Refused("Choose who was there without a seat, or leave that line empty.")
            if person is not None and name.startswith("new") and not how:
                raise Refused(f"Say whether {person} was in attendance or a substitute.")
            if person is not None and how:
                yield self._entry(person, name, how, said)

    def _entry(self, person: Person, name: str, how: str, said: Mapping[str, Any]) -> Entry:
        grade = said.get(f"grade_{name}")
        return Entry(
            person,
            how,
            stands_in_for=said.get(f"for_{name}") if how == How.SUBSTITUTE else None,
            grade=int(grade) if grade and how == How.SUBSTITUTE else None,
            arrived_at=self._item(said.get(f"from_{name}")),
            left_at=self._item(said.get(f"until_{name}")),
            note=said.get(f"note_{name}") or "",
        )

    def _item(self, label: str | None) -> AgendaItem | None:
        """The item with that label. Raises Refused for a label that none has."""
        label = (label or "").strip()
        if label and label not in self.items:
            raise Refused(f"There is no item {label} on this agenda: write the label of one.")
        return self.items[label] if label else None

    def _line(self, name: str, label: str, choices: Iterable[tuple[str, str]]) -> dict[str, forms.Field]:
        short = forms.TextInput(attrs={"size": 4})
        fields = (
            forms.ChoiceField(choices=list(choices), required=False, label=label),
            forms.CharField(required=False, max_length=8, widget=short, label="From item"),
            forms.CharField(required=False, max_length=8, widget=short, label="Until item"),
        )
        return dict(zip(_names(name), fields, strict=True))

    def _more(self, name: str) -> dict[str, forms.Field]:
        holders = Person.objects.filter(pk__in=[person.pk for person, _ in self.lines])
        grades = [("", "Of their record"), *Grade.choices]
        fields = (
            forms.ModelChoiceField(holders, required=False, label="Standing in for", empty_label="–"),
            forms.ChoiceField(choices=grades, required=False, label="Grade on the day"),
            forms.CharField(required=False, max_length=200, label="Post or note"),
        )
        return dict(zip(_more_names(name), fields, strict=True))


def _with(choices: Sequence[tuple[str, str]], row: Attendance | None) -> list[tuple[str, str]]:
    """The choices, and how somebody is recorded although that is none of them, as their seat was changed since."""
    if row is None or row.how in dict(choices):
        return [*choices]
    return [*choices, (row.how, row.get_how_display())]


def _typed(said: Any, shown: Any) -> bool:
    """Whether somebody filled a field in with something else than it showed."""
    return bool(said) and str(getattr(said, "pk", said)) != str(shown)


def _says(row: Attendance | None, entry: Entry) -> bool:
    """Whether a row of the record says what an entry does."""
    if row is None:
        return False
    holder, arrived, left = (each and each.pk for each in (entry.stands_in_for, entry.arrived_at, entry.left_at))
    grade = entry.grade if entry.how == How.SUBSTITUTE else row.grade
    said = (entry.how, holder, grade, arrived, left, entry.note.strip())
    return said == (row.how, row.stands_in_for_id, row.grade, row.arrived_at_id, row.left_at_id, row.note)


def _names(name: str) -> tuple[str, str, str]:
    return f"how_{name}", f"from_{name}", f"until_{name}"


def _more_names(name: str) -> tuple[str, str, str]:
    return f"for_{name}", f"grade_{name}", f"note_{name}"
