"""A deed that publishes, after a look at what the checks found: a box for each finding that may be answered for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from governance.foundation.deed_forms import DeedForm
from meetings.agendas.findings import Finding


class ChecklistForm(DeedForm):
    """Subclasses say what was found, and hand `despite` on to the deed."""

    found: Sequence[Finding]

    @property
    def nothing(self) -> str:
        """What is said where nothing stands in the way."""
        return "Nothing was found that stands in the way."

    def look(self) -> Sequence[Finding]:
        """What the checks find now."""
        raise NotImplementedError

    def arrange(self) -> None:
        """A box to tick for each finding that stands in the way and may be answered for."""
        self.found = self.look()
        for finding in self.found:
            if finding.blocks and finding.may_be_overruled:
                label = f"Publish all the same: {finding.sentence}"
                self.fields[f"despite_{finding.code}"] = forms.BooleanField(label=label, required=False)
        if self.boxes:
            self.fields["reason"].label = "Why it is published, and why in spite of what is ticked"
        self.order_fields([*self.boxes, "reason"])

    @property
    def boxes(self) -> list[str]:
        """The names of the boxes."""
        return [name for name in self.fields if name.startswith("despite_")]

    @property
    def despite(self) -> list[str]:
        """The codes of the findings that are ticked."""
        return [name.removeprefix("despite_") for name in self.boxes if self.cleaned_data[name]]

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """What stands in the way; what to think about; the reason."""
        stops = _list_of([each for each in self.found if each.blocks and not each.may_be_overruled])
        tick = "Put right what you can. Tick only what is meant to be so, and say why."
        told = _list_of([each for each in self.found if not each.blocks])
        none = format_html("<p>{}</p>", self.nothing)
        return [
            (
                "What stands in the way",
                {
                    "fields": self.boxes,
                    "description": stops + format_html("<p>{}</p>", tick) if self.boxes or stops else none,
                },
            ),
            ("What to think about", {"fields": [], "description": told or format_html("<p>{}</p>", "Nothing else.")}),
            (None, {"fields": ["reason"]}),
        ]


def _list_of(found: list[Finding]) -> SafeString:
    rows = format_html_join("", "<li>{}</li>", ((finding.sentence,) for finding in found))
    return format_html("<ul>{}</ul>", rows) if found else SafeString("")
