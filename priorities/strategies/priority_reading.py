"""Reading a priority: its names, who leads it and takes part, and what plans, figures and cards say of it on a day."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from governance.bodies.life import Tense
from governance.bodies.names import body_ends, body_name_on
from governance.foundation.dated import Span, span_in_words
from governance.foundation.sentences import plain_day
from governance.models import OrganisationName, Person
from priorities.models import (
    Approach,
    CardStep,
    Indicator,
    Priority,
    PriorityArea,
    PriorityIssue,
    PriorityLead,
    PriorityName,
    PriorityOfficer,
    PriorityPartner,
    ReportCard,
    Strategy,
)
from priorities.officers import officer_named
from priorities.strategies.following import last_day_of
from priorities.strategies.plans_in_force import actions_of_priorities, plans_in_force
from priorities.strategies.strategy_reading import Node, every, standing_in, trees_on


@dataclass(frozen=True)
class Naming:
    """What a priority was called up to a day, and when it begins or ended (item 7). It comes from `naming_of`."""

    names: Sequence[PriorityName]
    """Its names that had begun by the day, the earliest first; where none had, the first."""
    tense: Tense

    @property
    def name(self) -> str:
        """Its name on the day, or else the first or the last."""
        return self.names[-1].name

    @property
    def in_words(self) -> str:
        """When it begins or when it ended; empty on a day on which it exists."""
        if self.tense == Tense.TO_COME:
            return f"It begins on {plain_day(self.names[-1].starts)}."
        if self.tense == Tense.OVER:
            return f"It ended on {last_day_of(self.names[-1])}."
        return ""


def naming_of(priority: Priority, day: datetime.date) -> Naming:
    """What `priority` was called up to `day`. 1 query."""
    rows = list(PriorityName.objects.filter(priority=priority).earliest_first())
    begun = [row for row in rows if row.starts <= day]
    if not begun:
        return Naming(rows[:1], Tense.TO_COME)
    return Naming(begun, Tense.PRESENT if begun[-1].span.holds(day) else Tense.OVER)


@dataclass(frozen=True)
class Led:
    """A body that leads or led a priority, by its name of the day, and for how long: no longer than it existed."""

    body: Any
    body_name: str
    span: Span

    @property
    def dates_in_words(self) -> str:
        """Plain days, the last one included."""
        return span_in_words(self.span)


@dataclass(frozen=True)
class Portrait:
    """All that a priority's page says of a day to `user`, each part read when it is asked for, in one query or as said."""

    priority: Any
    day: datetime.date
    user: Any

    @cached_property
    def leads(self) -> list[Led]:
        """The lead bodies up to the day, the latest first; one that ended led until then."""
        rows = PriorityLead.objects.filter(priority=self.priority, starts__lte=self.day).select_related("body")
        rows = rows.annotate(body_name=body_name_on("body", self.day), body_ends=body_ends("body"))
        found = ((row, row.span.intersection(Span(row.starts, row.body_ends))) for row in rows.order_by("-starts"))
        return [Led(row.body, row.body_name, span) for row, span in found if span is not None]

    @property
    def lead(self) -> Led | None:
        """The lead of the day, or None."""
        return next((row for row in self.leads if row.span.holds(self.day)), None)

    @property
    def no_lead_since(self) -> datetime.date | None:
        """The first day since which nobody leads it, up to the day; None while a body does, or where none ever did."""
        ends = [row.span.ends for row in self.leads if row.span.ends]
        return max(ends) if ends and self.lead is None else None

    @property
    def former_leads(self) -> list[Led]:
        """Those who led before."""
        return [row for row in self.leads if not row.span.holds(self.day)]

    @cached_property
    def officer(self) -> Any:
        """The lead officer of the day with `is_public`, whether the user may know them; or None (item 190)."""
        people = Person.objects.visible_to(self.user).filter(pk=OuterRef("person"))
        rows = PriorityOfficer.objects.in_force(self.day).filter(priority=self.priority).select_related("person")
        return rows.annotate(is_public=Exists(people)).first()

    @property
    def officer_named(self) -> str:
        """The lead officer’s name, as the user may know it; empty where there is none."""
        row = self.officer
        return officer_named(row.person, is_known=row.is_public) if row else ""

    @cached_property
    def partners(self) -> list[Any]:
        """The partners of the day by name, each with `name_then`."""
        former = OrganisationName.objects.in_force(self.day).filter(organisation=OuterRef("organisation"))
        rows = PriorityPartner.objects.in_force(self.day).filter(priority=self.priority)
        name = Coalesce(Subquery(former.values("name")[:1]), F("organisation__name"), body_name_on("body", self.day))
        rows = rows.select_related("body", "organisation").annotate(name_then=name)
        return list(rows.order_by("name_then", "pk"))

    @cached_property
    def issues(self) -> list[PriorityIssue]:
        """What is to be addressed under it (item 9)."""
        return list(PriorityIssue.objects.filter(priority=self.priority))

    @cached_property
    def targeted(self) -> list[PriorityArea]:
        """The places at which it is aimed, and to what purpose (item 13)."""
        return list(PriorityArea.objects.filter(priority=self.priority).select_related("area"))

    @cached_property
    def plans(self) -> list[tuple[Any, int]]:
        """The versions of plans in force that name it, each with the number of actions for it. 3 queries."""
        versions = list(plans_in_force(self.day))
        counts = actions_of_priorities(versions).get(self.priority.pk, {})
        return [(version, counts[version.pk]) for version in versions if version.pk in counts]

    @property
    def advised(self) -> list[Any]:
        """Those of the plans on whose impact the community advised (item 12)."""
        return [version for version, _ in self.plans if version.impact_advice]

    @cached_property
    def indicators(self) -> list[Indicator]:
        """What tells how well off people are."""
        rows = Indicator.objects.visible_to(self.user).published().of_population()
        return list(rows.filter(priority=self.priority).select_related("area").order_by("name", "pk"))

    @cached_property
    def report_cards(self) -> list[ReportCard]:
        """The report cards that were accepted at a meeting by the day, the latest first."""
        accepted = CardStep.objects.filter(card=OuterRef("pk"), accepted_on__lte=self.day)
        rows = ReportCard.objects.visible_to(self.user).published().filter(Exists(accepted))
        return list(rows.filter(priority=self.priority).defer("content").latest_first())

    @cached_property
    def approaches(self) -> list[Approach]:
        """The approaches that it had become by the day (item 10)."""
        rows = Approach.objects.visible_to(self.user).filter(was_priority=self.priority, starts__lte=self.day)
        return list(rows.in_order())

    @cached_property
    def strategy(self) -> Strategy | None:
        """The strategy under which it counts on the day: its own, or one that follows that; None where all is over."""
        return standing_in(self.priority.strategy, self.day)

    @cached_property
    def tree(self) -> list[Node]:
        """The whole of that strategy on the day, else of its own."""
        strategy = self.strategy or self.priority.strategy
        return trees_on([strategy], self.day, self.user)[strategy.pk]

    @property
    def below(self) -> list[Node]:
        """What stands right under it."""
        return [node for node in every(self.tree) if node.priority.parent_id == self.priority.pk]

    @property
    def above(self) -> list[Node]:
        """What it stands under, the highest first."""
        return _line(self.priority.parent_id, every(self.tree))


def _line(key: int | None, nodes: Iterable[Node]) -> list[Node]:
    known = {node.priority.pk: node for node in nodes}
    found: list[Node] = []
    while key in known and known[key] not in found:
        found.insert(0, known[key])
        key = known[key].priority.parent_id
    return found
