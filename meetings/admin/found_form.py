"""A deed that makes something public at once: it shows what the checks find, and goes on where somebody answers for it."""

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.files.base import File
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from governance.foundation.deed_forms import DeedForm, Done
from governance.foundation.deeds import Refused
from meetings.agendas.agenda_setting.restricting import Found
from meetings.agendas.findings import Finding
from meetings.papers.paperwork import Late
from meetings.papers.waiting_files import keep_waiting, let_go, names_of_waiting, waiting_files

BOX = re.compile(r"despite_([a-z-]+-[0-9a-f]{10})", re.ASCII)
FOUND = "The checks found something: nothing is saved until you have looked at it below."
REASON = "Why it goes public in spite of what is ticked"


class FoundForm(DeedForm):
    """Subclasses write `go_public`, which hands on `despite` and `why`, and may raise Found.

    What was typed stays when the checks find something; files that were chosen wait on the server meanwhile.
    """

    waiting = forms.CharField(required=False, widget=forms.HiddenInput)
    found: Sequence[Finding] = ()

    def guard(self) -> AbstractContextManager[Any]:
        """None: the checks read files, and no lock is held as long as that. The deed compares under its lock."""
        return nullcontext()

    def go_public(self, files: list[File]) -> Done:
        """Do the deed with the files, those chosen now or those that waited. May raise Found or Refused."""
        raise NotImplementedError

    @property
    def chosen(self) -> list[File]:
        """The files that were chosen in this form just now."""
        return []

    @property
    def despite(self) -> list[str]:
        """The codes of the findings that are ticked."""
        found = (BOX.fullmatch(name) for name in self.data if self.data.get(name))
        return [box[1] for box in found if box]

    @property
    def why(self) -> str:
        """Why it goes on all the same."""
        return str(self.data.get("reason", "")).strip()[:300]

    def act(self) -> Done:
        """Do it; where the checks find something, ask about it and keep the files."""
        sealed, chosen = self.cleaned_data.get("waiting", ""), self.chosen
        if chosen:
            let_go(sealed, self.user)
            sealed = keep_waiting(chosen, self.user)
        files = waiting_files(sealed, self.user)
        try:
            done = self.go_public(files)
        except Found as found:
            self._ask(found.findings)
            self._keep(sealed)
            if any(each.blocks and each.code not in self.despite for each in found.findings):
                raise Refused(FOUND) from found
            raise
        except Late:
            self._keep(sealed)
            raise
        except Refused:
            let_go(sealed, self.user)
            self._keep("")
            raise
        finally:
            for file in files:
                file.close()
        let_go(sealed, self.user)
        return done

    def _ask(self, found: Sequence[Finding]) -> None:
        """A box to tick for each finding that stands in the way and may be answered for, and the reason."""
        self.found = found
        for finding in found:
            if finding.blocks and finding.may_be_overruled:
                label = f"Go on all the same: {finding.sentence}"
                self.fields[f"despite_{finding.code}"] = forms.BooleanField(label=label, required=False)
        self.fields["reason"] = forms.CharField(
            label=REASON,
            required=False,
            max_length=300,
            widget=AdminTextareaWidget(attrs={"rows": 2}),
            help_text="Kept in the history.",
        )

    def _keep(self, sealed: str) -> None:
        """Let the form that is shown again name the files that wait."""
        data = cast("QueryDict", self.data).copy()
        data["waiting"] = sealed
        self.data = data

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """What was found, first; then the form as it was."""
        boxes = [name for name in self.fields if name.startswith("despite_")]
        asked = [*boxes, "reason"] if self.found else []
        rest = [name for name in self.fields if name not in ("version", "waiting", *asked)]
        files = names_of_waiting(self["waiting"].value() or "", self.user)
        kept = format_html("<p>Chosen already: {}. Choose again only to replace.</p>", ", ".join(files))
        shown: dict[str, Any] = {"fields": ["waiting", *rest]}
        shown |= {"description": kept} if files else {}
        if not self.found:
            return [(None, shown)]
        told = [each for each in self.found if not (each.blocks and each.may_be_overruled)]
        tick = "Put right what you can. Tick only what is meant to be so, and say why."
        description = format_html("<p>{}</p>", tick) + _list_of(told)
        return [("What the checks found", {"fields": asked, "description": description}), (None, shown)]


def _list_of(found: Sequence[Finding]) -> SafeString:
    """Findings without a box, to put right or to think about."""
    rows = format_html_join("", "<li>{}</li>", ((finding.sentence,) for finding in found))
    return format_html("<p>Found besides:</p><ul>{}</ul>", rows) if found else SafeString("")
