"""The deed that publishes an agenda, after a look at what the checks found."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from governance.admin.officer_admin import today
from governance.foundation.deed_forms import DeedForm, Done
from governance.foundation.sentences import listed, plain_day
from meetings.admin.agenda_forms import PUBLISHING
from meetings.agendas.agenda_setting import publish_agenda
from meetings.agendas.agenda_setting.holding import why_settled
from meetings.agendas.agenda_setting.standing import missing
from meetings.agendas.findings import Finding
from meetings.agendas.publication_checks import checks


class PublishForm(DeedForm):
    """Publish the agenda, after a look at what the checks found."""

    slug, verb, press, group = "publish", "Check and publish…", "Publish the agenda", PUBLISHING
    found: list[Finding]

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for a draft of a meeting that was called and goes ahead."""
        return subject.is_draft and subject.meeting.status not in ("proposed", "cancelled")

    @property
    def heading(self) -> str:
        """The page's heading."""
        return f"Publish: {self.subject}"

    @property
    def lead(self) -> str:  # type: ignore[override]
        """What publishing does."""
        words = "Everybody can read it then, and those who follow are told. It no longer changes, but for late items "
        words += "and items that are withdrawn, which show."
        meeting = self.subject.meeting
        added = [] if why_settled(meeting) else [f"“{title}”" for title in missing(meeting)]
        return f"{words} Publishing also adds {listed(added)}." if added else words

    def arrange(self) -> None:
        """A box to tick for each finding that stands in the way and may be answered for."""
        self.found = checks(self.subject.meeting, on=today())
        self.fields["reason"].label = "Why it is published, and why in spite of what is ticked"
        for finding in self.found:
            if finding.blocks and finding.may_be_overruled:
                label = f"Publish all the same: {finding.sentence}"
                self.fields[f"despite_{finding.code}"] = forms.BooleanField(label=label, required=False)
        self.order_fields([*(name for name in self.fields if name.startswith("despite_")), "reason"])

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """What stands in the way; what to think about; the reason."""
        boxes = [name for name in self.fields if name.startswith("despite_")]
        stops = _list_of([each for each in self.found if each.blocks and not each.may_be_overruled])
        tick = "Put right what you can. Tick only what is meant to be so, and say why."
        told = _list_of([each for each in self.found if not each.blocks])
        day = plain_day(self.subject.meeting.day)
        none = format_html("<p>Nothing was found that stands in the way. The meeting is on {}.</p>", day)
        return [
            (
                "What stands in the way",
                {"fields": boxes, "description": stops + format_html("<p>{}</p>", tick) if boxes or stops else none},
            ),
            ("What to think about", {"fields": [], "description": told or format_html("<p>{}</p>", "Nothing else.")}),
            (None, {"fields": ["reason"]}),
        ]

    def guard(self) -> AbstractContextManager[Any]:
        """None: the checks read files, and no lock is held as long as that. The deed compares under its lock."""
        return nullcontext()

    def act(self) -> Done:
        """Publish it."""
        to = self.cleaned_data
        despite = [
            name.removeprefix("despite_") for name, ticked in to.items() if name.startswith("despite_") and ticked
        ]
        agenda = publish_agenda(self.subject.meeting, by=self.user, reason=to["reason"], despite=despite, on=today())
        return Done(agenda, "The agenda is published.")


def _list_of(found: list[Finding]) -> SafeString:
    rows = format_html_join("", "<li>{}</li>", ((finding.sentence,) for finding in found))
    return format_html("<ul>{}</ul>", rows) if found else SafeString("")
