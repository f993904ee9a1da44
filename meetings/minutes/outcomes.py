"""The outcomes report and follow-up plan of a meeting, made from the records (item 64)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from meetings.models import Action, Decision, Meeting, ProgressReport
from meetings.registers.registers import ActionLine, Tally, actions_until, decisions_until, lines, tally


@dataclass(frozen=True)
class Followed:
    """An action as it stood on the day of the report, with the last that was said of it."""

    line: ActionLine
    latest: ProgressReport | None


@dataclass(frozen=True)
class Outcomes:
    """What a meeting decided, what is to be done, and what came of what was to be done before."""

    decisions: Sequence[Decision]
    plan: Sequence[Followed]
    """Actions raised at the meeting: the follow-up plan."""
    earlier: Sequence[Followed]
    """Actions of the same body that were open when it met."""
    tally: Tally
    """Of the plan."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to report."""
        return not (self.decisions or self.plan or self.earlier)


def outcomes_of(meeting: Meeting, day: datetime.date, user: Any) -> Outcomes:
    """The outcomes of `meeting` as they stood on `day`, of what the user may read. At most 5 queries."""
    decisions = decisions_until(day, user).filter(meeting=meeting).order_by("body__name", "numbered_apart", "number")
    actions = actions_until(day, user)
    plan = actions.filter(meeting=meeting)
    open_then = Q(closed_on__isnull=True) | Q(closed_on__gte=meeting.day)
    earlier = actions.filter(open_then, body=meeting.body_id, raised_on__lt=meeting.day).exclude(meeting=meeting)
    rows = list(plan.order_by("body__name", "year", "numbered_apart", "number"))
    rows_before = list(earlier.order_by("raised_on", "numbered_apart", "number"))
    latest = latest_reports([*rows, *rows_before], day, user)
    return Outcomes(
        decisions=list(decisions),
        plan=[Followed(line, latest.get(line.action.pk)) for line in lines(rows, day)],
        earlier=[Followed(line, latest.get(line.action.pk)) for line in lines(rows_before, day)],
        tally=tally(plan, day),
    )


def latest_reports(actions: Sequence[Action], day: datetime.date, user: Any) -> dict[int, ProgressReport]:
    """The last accepted report on each of `actions` up to `day`, by the action's key. 1 query."""
    reports = ProgressReport.objects.visible_to(user).accepted().filter(action__in=actions, day__lte=day)
    return {report.action_id: report for report in reports.order_by("day", "pk")}
