"""Where the golden thread is broken: what nobody plans, discusses, ties, asks for or decides (beyond 3.9).

Everything is as `user` may read it. So an item that serves a draft looks to the public as one that serves nothing,
which is what its agenda says to them too.
"""

import datetime
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, Min, OuterRef

from meetings.decisions.brought_about import ADOPTING, AGREED
from meetings.models import Action, AgendaItem, Decision
from meetings.registers.registers import actions_until, decisions_until
from meetings.thread.golden_thread import (
    Place,
    Planned,
    items_until,
    last_updates,
    planned_on,
)
from priorities.models import PlanAction, Priority, ReportingPeriod, Status

USUAL_MONTHS = 6


@dataclass(frozen=True)
class Looked:
    """What somebody looks at: gaps as they stood on `day`, looking back over `months`, in one strategy or in all."""

    day: datetime.date
    months: int = USUAL_MONTHS
    strategy: str = ""
    """A slug; empty: all."""

    @property
    def since(self) -> datetime.date:
        """The first day that counts as within the months."""
        return months_before(self.day, self.months)


@dataclass(frozen=True)
class Undiscussed:
    """A planned action with the day on which a meeting last spoke of it; None where none has."""

    planned: Planned
    last: datetime.date | None


@dataclass(frozen=True)
class Undecided:
    """A planned action that stands at red, or of which nothing was said since it was red."""

    planned: Planned
    told: ReportingPeriod
    """The period for which it was called red."""


class Gaps:
    """All gaps, each kind a list that is read when it is asked for. `places` are all priorities of the day."""

    def __init__(self, looked: Looked, user: Any, *, places: Iterable[Place]) -> None:
        self.looked, self.user = looked, user
        self.places = [place for place in places if looked.strategy in ("", place.strategy.slug)]

    @cached_property
    def planned(self) -> list[Planned]:
        """The planned actions looked at; of one strategy, those too that name no priority in its plans. 3 queries."""
        mine = {place.priority.pk for place in self.places} if self.looked.strategy else None
        return planned_on(self.looked.day, self.user, mine, strategy=self.looked.strategy)

    @cached_property
    def goals(self) -> list[Place]:
        """What an action has to serve, itself or what stands under it: outcomes, and where a tree begins without any."""
        return [place for place in self.places if _is_goal(place)]

    @cached_property
    def outcomes(self) -> list[Place]:
        """Goals for which no plan in force has an action, for them or for what stands under them.

        As on the page of the strategy, what waits to enter a plan is no gap (item 194).
        """
        served = {each.action.its_priority for each in self.planned}
        served |= {place.priority.pk for place in self.places if place.priority.in_pipeline}
        return [place for place in self.goals if not served & place.under]

    @cached_property
    def waiting(self) -> list[Planned]:
        """Planned actions that are not complete."""
        return [each for each in self.planned if each.status != Status.COMPLETE]

    @cached_property
    def undiscussed(self) -> list[Undiscussed]:
        """Planned actions that are not complete and of which no meeting has spoken within the months. 4 queries.

        A meeting speaks of one when it decides about it, asks for something that helps it along, or adopts the plan
        in which it stands. One that entered its plan within the months still has time.
        """
        lineages = [each.action.lineage for each in self.waiting]
        rows = PlanAction.objects.filter(lineage__in=lineages, section__version__state="published").order_by()
        entered = dict(
            rows.values("lineage").annotate(day=Min("section__version__starts")).values_list("lineage", "day")
        )
        spoken = self._spoken(lineages)
        found = []
        for each in self.waiting:
            last = spoken.get(each.action.lineage)
            if entered[each.action.lineage] < self.looked.since and (last is None or last < self.looked.since):
                found.append(Undiscussed(each, last))
        return found

    @cached_property
    def untied(self) -> list[Any]:
        """Items of business within the months that serve no priority and do not say why, the newest first. 1 query."""
        seen = Priority.objects.visible_to(None).filter(pk=OuterRef("priority"))
        rows = self._business().filter(~Exists(seen), serves_none_because="")
        return list(rows.order_by("-meeting__day", "-meeting", "position"))

    @cached_property
    def unfollowed(self) -> list[Decision]:
        """Approvals within the months that brought nothing about by themselves and that no action follows. 1 query."""
        follows = Action.objects.visible_to(self.user).published().filter(decision=OuterRef("pk"))
        follows = follows.filter(raised_on__lte=self.looked.day)
        replaced = Decision.objects.visible_to(self.user).published().filter(replaces=OuterRef("pk"))
        replaced = replaced.filter(meeting__day__lte=self.looked.day)
        nothing = dict.fromkeys((f"{name}__isnull" for name in ADOPTING), True)
        return list(self._approvals().filter(~Exists(follows), ~Exists(replaced), **nothing))

    @cached_property
    def red(self) -> list[Undecided]:
        """Planned actions that stand at red, and those of which nothing was said since they were red. 1 query."""
        asked = [each for each in self.planned if each.status in ("", Status.RED)]
        last = last_updates([each.action.lineage for each in asked], self.looked.day, self.user)
        found = []
        for each in asked:
            told = last.get(each.action.lineage)
            if each.status == Status.RED and each.period is not None:
                found.append(Undecided(each, each.period))
            elif told is not None and told.status == Status.RED:
                found.append(Undecided(each, told.period))
        return found

    @cached_property
    def undecided(self) -> list[Undecided]:
        """Those of `red` about which nothing was decided since the period began for which they were. 2 queries."""
        decided = self._decided([each.planned.action.lineage for each in self.red])
        never = datetime.date.min
        return [each for each in self.red if decided.get(each.planned.action.lineage, never) < each.told.starts]

    def has_business(self) -> bool:
        """Whether there was any item of business within the months. 1 query."""
        return bool(self._business().exists())

    def has_approvals(self) -> bool:
        """Whether there was any approval within the months. 1 query."""
        return bool(self._approvals().exists())

    def _business(self) -> Any:
        rows = self._within(items_until(self.looked.day, self.user), "meeting__body__partnership")
        return rows.filter(kind=AgendaItem.Kind.BUSINESS)

    def _approvals(self) -> Any:
        rows = self._within(decisions_until(self.looked.day, self.user), "body__partnership")
        return rows.filter(outcome__in=AGREED)

    def _within(self, rows: Any, partnership: str) -> Any:
        """Rows of meetings within the months; of the strategy's partnership where one is looked at."""
        rows = rows.filter(meeting__day__gte=self.looked.since)
        if self.looked.strategy:
            rows = rows.filter(**{f"{partnership}__in": {place.strategy.body.partnership_id for place in self.places}})
        return rows

    def _decided(self, lineages: Sequence[uuid.UUID]) -> dict[uuid.UUID, datetime.date]:
        """By lineage, the day of the last decision about the action. 1 query."""
        rows = decisions_until(self.looked.day, self.user).filter(plan_action__lineage__in=lineages)
        return dict(rows.order_by("meeting__day").values_list("plan_action__lineage", "meeting__day"))

    def _spoken(self, lineages: Sequence[uuid.UUID]) -> dict[uuid.UUID, datetime.date]:
        """By lineage, the day of the last meeting that spoke of the action. 3 queries."""
        asked = actions_until(self.looked.day, self.user).filter(
            plan_action__lineage__in=lineages, meeting__isnull=False
        )
        adopted = decisions_until(self.looked.day, self.user).filter(
            adopts_plan__sections__actions__lineage__in=lineages
        )
        found = self._decided(lineages)
        later(found, asked.order_by().values_list("plan_action__lineage", "meeting__day"))
        later(found, adopted.order_by().values_list("adopts_plan__sections__actions__lineage", "meeting__day"))
        return found


@dataclass(frozen=True)
class Kind:
    """A kind of gap: what it is called, the list, and whether there was anything at all to look at."""

    heading: str
    find: Callable[[Gaps], Sequence[Any]]
    looked_at: Callable[[Gaps], bool]
    """Without it no gap is no good news; asked only where the list is empty."""


KINDS = {
    "outcomes": Kind("Outcomes with no action", lambda gaps: gaps.outcomes, lambda gaps: bool(gaps.goals)),
    "actions": Kind("Planned actions not discussed", lambda gaps: gaps.undiscussed, lambda gaps: bool(gaps.waiting)),
    "items": Kind("Agenda items tied to no priority", lambda gaps: gaps.untied, Gaps.has_business),
    "decisions": Kind("Decisions with no action", lambda gaps: gaps.unfollowed, Gaps.has_approvals),
    "red": Kind("Red actions with no decision", lambda gaps: gaps.undecided, lambda gaps: bool(gaps.red)),
}
"""By the word in the address."""


def _is_goal(place: Place) -> bool:
    """Whether a place is an outcome, or, where no outcome stands over it, the highest that is more than a theme.

    A theme with nothing under it is one too, for there is nothing else of which to ask.
    """
    level = place.priority.level
    if level == Priority.Level.THEME:
        return len(place.under) == 1
    return level == Priority.Level.OUTCOME or all(each.level == Priority.Level.THEME for each in place.above)


def later(found: dict[uuid.UUID, datetime.date], rows: Iterable[tuple[uuid.UUID, datetime.date]]) -> None:
    """Keep in `found` the latest day that it or `rows` have for each lineage."""
    for lineage, day in rows:
        found[lineage] = max(day, found.get(lineage, day))


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months earlier, or the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in range(day.day, 27, -1):
        try:
            return datetime.date(year, month + 1, last)
        except ValueError:
            continue
    return datetime.date(year, month + 1, day.day)
