"""After a handover, and with it: what turned red since, and which seats its rule would have change (items 188, 189)."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from governance.foundation.sentences import plain_day
from governance.models import Person
from governance.seats.presence import names_on
from governance.seats.roll import chairs_on, roll_on
from priorities.handovers.moving_forward import Progress, progress_of
from priorities.models import (
    Handover,
    PlanAction,
    PlanVersion,
    Priority,
    PriorityLead,
    PriorityName,
    PriorityOfficer,
)
from priorities.plans.responsibility import version_on


@dataclass(frozen=True)
class Notice:
    """That an action is red although monitoring has passed."""

    action: PlanAction
    since: datetime.date
    """The first day of the reds that were reported one after the other."""
    sentence: str


def notices(handover: Handover, day: datetime.date, progress: Progress | None = None) -> list[Notice]:
    """The actions that are red as seen from `day` and turned so after monitoring had passed; it stays where it is.

    `progress`: that of the plan on the day, where it is known already. 6 queries at most.
    """
    done = handover.completed_on
    if done is None or done > day:
        return []
    movements = (progress or progress_of(handover.plan, day)).movements
    red = [(each, each.red_since) for each in movements if each.red_since is not None and each.red_since >= done]
    if not red:
        return []
    name = names_on(day, bodies=[handover.to_body_id], organisations=[]).body(handover.to_body)
    return [
        Notice(
            each.action,
            since,
            f"{each.action.reference} turned red on {plain_day(since)}, after monitoring passed: {name} goes on monitoring.",
        )
        for each, since in red
    ]


@dataclass(frozen=True)
class Invitation:
    """Somebody whom the second body would invite, and for what."""

    person: Person
    priorities: tuple[str, ...]
    also_theme_lead: bool
    """Whether they lead a theme too: one and the same person gets one seat."""
    sits_there: bool
    """Whether they sit on the second body already."""


@dataclass(frozen=True)
class Proposal:
    """Who would sit on the second body: lead officers of the plan's priorities rather than theme leads."""

    invited: tuple[Invitation, ...]
    replaced: tuple[Person, ...]
    """Theme leads who sit there and are lead officers of nothing in the plan."""
    without_officer: tuple[str, ...]
    """Priorities of the plan that have no lead officer on the day."""


def proposal(handover: Handover, day: datetime.date, user: Any = None) -> Proposal:
    """The changes of membership that a handover brings, of what `user` may read. At most 14 queries.

    Theme leads are those who chair the lead bodies of the plan's priorities on `day`. Nothing is changed.
    """
    version = version_on(handover.plan, day)
    priorities = _priorities(version, day, user) if version else {}
    led = PriorityOfficer.objects.in_force(day).filter(priority__in=priorities)
    seen = Person.objects.visible_to(user).values("pk")
    by_person: dict[Person, list[str]] = defaultdict(list)
    covered = set()
    for row in led.filter(person__in=seen).select_related("person").order_by("priority__position", "priority", "pk"):
        by_person[row.person].append(priorities[row.priority_id])
        covered.add(row.priority_id)
    leads = PriorityLead.objects.in_force(day).filter(priority__in=priorities)
    bodies = set(leads.values_list("body", flat=True))
    theme_leads = _distinct(holder.person for held in chairs_on(day, bodies).values() for holder in held)
    sitting = {holder.person.pk for line in roll_on(handover.to_body, day) for holder in line.holders}
    themes = {person.pk for person in theme_leads}
    invited = [
        Invitation(person, tuple(names), person.pk in themes, person.pk in sitting)
        for person, names in by_person.items()
    ]
    officers = {person.pk for person in by_person}
    replaced = [person for person in theme_leads if person.pk in sitting and person.pk not in officers]
    without = [name for key, name in priorities.items() if key not in covered]
    return Proposal(tuple(invited), tuple(replaced), tuple(without))


def _priorities(version: PlanVersion, day: datetime.date, user: Any) -> dict[int, str]:
    """The priorities that the plan serves and their names of the day, in the strategy's order. 1 query."""
    served = Q(plan_versions=version) | Q(plan_sections__version=version)
    served |= Q(plan_actions__section__version=version)
    seen = Priority.objects.visible_to(user).filter(served).values("pk")
    rows = PriorityName.objects.in_force(day).filter(priority__in=seen)
    return dict(rows.order_by("priority__position", "priority").values_list("priority", "name"))


def _distinct(people: Iterable[Person]) -> list[Person]:
    """Each person once, in the order of their names."""
    return sorted({person.pk: person for person in people}.values(), key=lambda person: (person.name, person.pk))
