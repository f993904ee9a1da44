"""The lines of an exception report: each action in plain words, with why it is listed."""

import datetime
from dataclasses import dataclass
from typing import Any

from governance.foundation.sentences import day_as_said, plain_day
from governance.seats.presence import Names
from priorities.models import PlanAction, Status, Update
from priorities.officers import officer_named
from priorities.reports.report_counts import NO_UPDATE, WORDS
from priorities.reports.report_scope import Reported


@dataclass(frozen=True)
class Entry:
    """An action in a report, with what was said of it for the period and for the one before."""

    action: PlanAction
    reported: Reported
    update: Update | None
    before: Update | None
    was_complete: bool
    """Whether, without an update for the period, the last one before called it complete: it is not asked for again."""
    closed: datetime.date
    """The first day after the part of the period that is over: what was due before it is due."""

    @property
    def status(self) -> str:
        """Where it stands; without an update nothing is said, but what was complete is complete."""
        if self.update:
            return self.update.status
        return Status.COMPLETE.value if self.was_complete else NO_UPDATE

    @property
    def is_late(self) -> bool:
        """Whether its due day is over and it is not complete."""
        due = self.action.due
        return due is not None and due < self.closed and self.status != Status.COMPLETE

    @property
    def turned(self) -> bool:
        """Whether it goes another way than it did in the period before."""
        return bool(self.update and self.before and self.update.direction != self.before.direction)


def line_of(entry: Entry, names: Names, people: set[int]) -> dict[str, Any]:
    """An action as the appendix names it."""
    action, update = entry.action, entry.update
    return {
        "plan_slug": entry.reported.plan.slug,
        "section": str(action.section),
        "ref": action.reference,
        "what": action.what,
        "status": entry.status,
        "status_words": WORDS[entry.status],
        "direction": update.get_direction_display() if update else "",
        "lead": _lead(action, names, people),
        "due": day_as_said(action.due, action.due_as_said),
        "late": entry.is_late,
        "tasked_by": names.body(action.tasked_by),
    }


def exception_of(entry: Entry, names: Names) -> dict[str, Any]:
    """Why an action is listed, which is empty for one that is not, and what was said of it."""
    update = entry.update
    why = _why(entry, names)
    remedy = update.remedy.strip() if update else ""
    return {
        "kinds": [kind for kind, _ in why],
        "why": [words for _, words in why],
        "text": update.text.strip() if update else "",
        "reason": update.reason.strip() if update else "",
        "remedy": remedy,
        "no_remedy": entry.status == Status.RED and not remedy,
        "tried": update.tried.strip() if update else "",
        "expected": plain_day(update.expected_on) if update and update.expected_on else "",
        "approved_by": names.body(update.approved_by) if update else "",
        "approved_at": update.approved_at if update else "",
    }


def _why(entry: Entry, names: Names) -> list[tuple[str, str]]:
    """Why the action is listed: what kind of reason and the words, its status first."""
    update, before, action = entry.update, entry.before, entry.action
    why = []
    if entry.status in (Status.RED, Status.AMBER):
        why.append((str(entry.status), f"{WORDS[entry.status]}."))
    if entry.status == NO_UPDATE:
        told = f"; {WORDS[before.status].lower()} in the period before" if before else ""
        why.append(("no update", f"Not updated in this period{told}."))
    if entry.status == Status.REPROGRAMMED and update:
        why.append(("reprogrammed", f"Reprogrammed with the approval of {names.body(update.approved_by)}."))
    if entry.is_late and action.due:
        why.append(("late", f"Late: it was due on {plain_day(action.due)} and is not complete."))
    if entry.turned and update and before:
        was, now = before.get_direction_display().lower(), update.get_direction_display().lower()
        why.append(("direction", f"It goes another way: {was} in the period before, {now} in this one."))
    return why


def _lead(action: PlanAction, names: Names, people: set[int]) -> str:
    """Who leads, in words: the officer, then the body or organisation; empty where nobody does."""
    others = [*filter(None, (names.body(action.lead_body), names.organisation(action.lead_organisation)))]
    known = action.lead_officer_id in people
    officer = officer_named(action.lead_officer, is_known=known, beside_others=bool(others))
    return ", ".join(filter(None, [officer, *others]))
