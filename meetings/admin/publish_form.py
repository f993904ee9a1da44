"""The deed that publishes an agenda, after a look at what the checks found."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from governance.admin.officer_admin import today
from governance.foundation.deed_forms import Done
from governance.foundation.sentences import listed, plain_day
from meetings.admin.agenda_forms import PUBLISHING
from meetings.admin.checklist_form import ChecklistForm
from meetings.agendas.agenda_setting import publish_agenda
from meetings.agendas.agenda_setting.holding import why_settled
from meetings.agendas.agenda_setting.standing import missing
from meetings.agendas.findings import Finding
from meetings.agendas.publication_checks import checks


class PublishForm(ChecklistForm):
    """Publish the agenda, after a look at what the checks found."""

    slug, verb, press, group = "publish", "Check and publish…", "Publish the agenda", PUBLISHING

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for a draft of a meeting that was called and goes ahead."""
        return subject.is_draft and subject.meeting.goes_ahead

    @property
    def heading(self) -> str:
        """The page's heading."""
        return f"Publish: {self.subject}"

    @property
    def lead(self) -> str:
        """What publishing does."""
        words = "Everybody can read it then, and those who follow are told. It no longer changes, but for late items "
        words += "and items that are withdrawn, which show."
        meeting = self.subject.meeting
        added = [] if why_settled(meeting) else [f"“{title}”" for title in missing(meeting)]
        return f"{words} Publishing also adds {listed(added)}." if added else words

    @property
    def nothing(self) -> str:
        """What is said where nothing was found."""
        return f"Nothing was found that stands in the way. The meeting is on {plain_day(self.subject.meeting.day)}."

    def look(self) -> Sequence[Finding]:
        """What the checks find in the whole agenda and its files."""
        return checks(self.subject.meeting, on=today())

    def guard(self) -> AbstractContextManager[Any]:
        """None: the checks read files, and no lock is held as long as that. The deed compares under its lock."""
        return nullcontext()

    def act(self) -> Done:
        """Publish it."""
        reason, meeting = self.cleaned_data["reason"], self.subject.meeting
        agenda = publish_agenda(meeting, by=self.user, reason=reason, despite=self.despite, on=today())
        return Done(agenda, "The agenda is published.")
