"""The correction of declared interests in published minutes, as a form of the officers' site."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django import forms

from governance.foundation.deed_forms import Done
from governance.models import Person
from meetings.admin.correcting_forms import HOW, Correcting
from meetings.agendas.agenda_labels import labels_of
from meetings.attendance.attending import CAME
from meetings.attendance.declaring import Declared
from meetings.minutes.correcting import correct_declarations
from meetings.models import AgendaItem, Declaration

NEW = ("person", "item", "interest", "left")


class CorrectDeclarationsForm(Correcting):
    """Correct which interests were declared: a line for each declaration, and one for a new one."""

    slug, verb = "correct-declarations", "Correct declarations of interest…"
    lead = (
        "Change the lines that are wrong, and leave the others. What was declared before and after stands on the public "
        "page with your reason, of a restricted item for members alone; the quorum follows."
    )

    def arrange(self) -> None:
        """A line for each declaration, and an empty one."""
        super().arrange()
        interest: dict[str, Any] = {"required": False, "max_length": 300}
        for row in self.declared:
            self.fields[f"interest_{row.pk}"] = forms.CharField(label=f"{row.person} ({self._place(row)})", **interest)
            self.fields[f"left_{row.pk}"] = forms.BooleanField(label="Left the room for it", required=False)
            self.fields[f"gone_{row.pk}"] = forms.BooleanField(label="Take it out", required=False)
        there = Person.objects.filter(attendances__meeting=self.subject.meeting_id, attendances__how__in=CAME)
        items = AgendaItem.objects.filter(meeting=self.subject.meeting_id).in_order()
        self.fields["person"] = forms.ModelChoiceField(there, required=False, label="Who declared", empty_label="–")
        self.fields["item"] = forms.ModelChoiceField(items, required=False, label="In", empty_label="In general")
        self.fields["interest"] = forms.CharField(label="Which interest", **interest)
        self.fields["left"] = forms.BooleanField(label="Left the room for it", required=False)

    def prefilled(self) -> dict[str, Any]:
        """What is recorded now."""
        said: dict[str, Any] = {}
        for row in self.declared:
            said |= {f"interest_{row.pk}": row.interest, f"left_{row.pk}": row.left_the_room}
        return said

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """What is recorded; what is missing; how it came to be corrected."""
        lines = [(f"interest_{row.pk}", f"left_{row.pk}", f"gone_{row.pk}") for row in self.declared]
        recorded = {"fields": lines} if lines else {"fields": [], "description": "No declaration is recorded."}
        return [
            ("Recorded", recorded),
            ("Left out of the minutes", {"fields": [NEW]}),
            ("The correction", {"fields": HOW}),
        ]

    def clean(self) -> dict[str, Any]:
        """A new line says who and what, or nothing."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("interest") and not given.get("person"):
            self.add_error("person", "Choose who declared it.")
        if given.get("person") and not given.get("interest"):
            self.add_error("interest", "Say which interest was declared.")
        return given

    def act(self) -> Done:
        """Correct them."""
        given = self.cleaned_data
        gone = [row for row in self.declared if given[f"gone_{row.pk}"]]
        facts = {name: given[name] for name in HOW}
        correct_declarations(self.subject, list(self._lines()), taken_out=gone, by=self.user, **facts)
        return Done(self.subject, "The declarations are corrected, and everybody who may read them can see how.")

    def _lines(self) -> Iterator[Declared]:
        given = self.cleaned_data
        for row in self.declared:
            if not given[f"gone_{row.pk}"]:
                yield Declared(row.person, given[f"interest_{row.pk}"], row.item, given[f"left_{row.pk}"], row)
        if given["person"]:
            yield Declared(given["person"], given["interest"], given["item"], given["left"])

    @cached_property
    def declared(self) -> list[Declaration]:
        """What is recorded."""
        rows = Declaration.objects.filter(meeting=self.subject.meeting_id)
        return list(rows.select_related("person", "item", "meeting").order_by("pk"))

    @cached_property
    def _labels(self) -> dict[int, str]:
        return labels_of(AgendaItem.objects.filter(meeting=self.subject.meeting_id).in_order())

    def _place(self, row: Declaration) -> str:
        return f"item {self._labels[row.item_id]}" if row.item_id else "in general"
