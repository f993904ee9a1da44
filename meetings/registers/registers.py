"""The registers: every decision and every action of the partnerships, narrowed to what somebody looks for.

Drafts are not in a register, whoever asks; what was decided or raised after the day of the page is not in it yet,
and an action stands in it as it stood on that day. Restricted ones are there for those who may read them.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, TextChoices
from django.db.models.functions import Coalesce

from governance.bodies.names import body_name_on
from governance.models import Body, BodyPeriod, OrganisationName, Person
from meetings.actions.acting_rules import OWNERS, due_in_words
from meetings.models import Action, AgendaItem, Decision
from meetings.models.actions import ActionQuerySet
from meetings.models.decisions import DecisionQuerySet


class Standing(TextChoices):
    """How an action stands on a day; overdue ones are open too."""

    OPEN = "open", "Open"
    OVERDUE = "overdue", "Overdue"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in a register; empty parts narrow nothing.

    `body` is a slug and stands for all that sits under it too, `owner` a slug after its kind: person:tom-ferris.
    """

    partnership: str = ""
    body: str = ""
    year: int | None = None
    outcome: str = ""
    state: str = ""
    owner: str = ""
    words: str = ""


@dataclass(frozen=True)
class Owner:
    """Somebody who is to do an action: the name, and the kind and slug of their page; no slug where none is public."""

    name: str
    kind: str
    slug: str


@dataclass(frozen=True)
class ActionLine:
    """An action as it stood on a day; it comes from `actions_until`."""

    action: Any
    day: datetime.date

    @property
    def is_closed(self) -> bool:
        """Whether it was done or dropped by the day."""
        return self.action.closed_on is not None and self.action.closed_on <= self.day

    @property
    def standing(self) -> Standing:
        """How it stood."""
        if self.is_closed:
            return Standing(self.action.result)
        return Standing.OVERDUE if self.action.is_overdue(self.day) else Standing.OPEN

    @property
    def due_in_words(self) -> str:
        """When it is due, as said or as a plain day."""
        return due_in_words(self.action)

    @property
    def owners(self) -> list[Owner]:
        """Everybody who is to do it, under their names of the day."""
        action = self.action
        found = []
        if action.owner:
            found.append(Owner(action.owner.name, "person", action.owner.slug if action.owner_is_public else ""))
        if action.owner_organisation:
            found.append(Owner(action.owner_organisation_name, "organisation", action.owner_organisation.slug))
        if action.owner_body:
            found.append(Owner(action.owner_body_name, "body", action.owner_body.slug))
        return found


@dataclass(frozen=True)
class Tally:
    """How many actions there are in each standing; `open` counts the overdue ones too."""

    open: int
    overdue: int
    done: int
    dropped: int

    @property
    def every(self) -> int:
        """All of them."""
        return self.open + self.done + self.dropped


def decisions_until(day: datetime.date, user: Any) -> DecisionQuerySet:
    """The published decisions of meetings up to `day` that the user may read, the latest first.

    Each bears `body_name`, the body's name of that day, and `shows_item`, whether the user may read its item.
    """
    rows = Decision.objects.visible_to(user).published().filter(meeting__day__lte=day)
    return for_reading(rows, day, user).latest_first()


def actions_until(day: datetime.date, user: Any) -> ActionQuerySet:
    """The published actions raised by `day` that the user may read, the latest first; see `decisions_until`."""
    rows = Action.objects.visible_to(user).published().filter(raised_on__lte=day)
    return for_reading(rows, day, user).order_by("-raised_on", "body__name", "-year", "numbered_apart", "-number")


def for_reading(rows: Any, day: datetime.date, user: Any) -> Any:
    """Decisions or actions with what their pages say besides their own columns."""
    items = AgendaItem.objects.visible_to(user).filter(pk=OuterRef("item"))
    rows = rows.for_page().annotate(body_name=body_name_on("body", day), shows_item=Exists(items))
    if rows.model is Action:
        people = Person.objects.visible_to(user).filter(pk=OuterRef("owner"))
        rows = rows.annotate(owner_is_public=Exists(people), owner_body_name=body_name_on("owner_body", day))
        then = OrganisationName.objects.in_force(day).filter(organisation=OuterRef("owner_organisation"))
        name = Coalesce(Subquery(then.values("name")[:1]), F("owner_organisation__name"))
        rows = rows.annotate(owner_organisation_name=name)
    return rows


def narrowed(rows: Any, wanted: Wanted, day: datetime.date) -> Any:
    """The rows of a register that somebody looks for, as of `day`. One query more where a body is named."""
    if wanted.partnership:
        rows = rows.filter(body__partnership__slug=wanted.partnership)
    if wanted.body:
        rows = rows.filter(body__in=with_all_under(wanted.body, day))
    if wanted.year:
        rows = rows.filter(year=wanted.year)
    if wanted.outcome:
        rows = rows.filter(outcome=wanted.outcome)
    if wanted.owner:
        rows = rows.filter(_owned_by(wanted.owner))
    if wanted.state:
        rows = rows.filter(_standing_q(wanted.state, day))
    field = "what" if rows.model is Action else "text"
    for word in wanted.words.split():
        rows = rows.filter(**{f"{field}__icontains": word})
    return rows


def tally(actions: ActionQuerySet, day: datetime.date) -> Tally:
    """How many of `actions` stood where on `day`. One query."""
    counted = actions.order_by().aggregate(
        **{state: Count("pk", filter=_standing_q(state, day)) for state in Standing.values}
    )
    return Tally(**counted)


def with_all_under(slug: str, day: datetime.date) -> set[int]:
    """Keys of the body with that slug and of all under it on `day`; one that is over counts where it stood last."""
    family = Body.objects.filter(slug=slug).values("partnership")
    periods = BodyPeriod.objects.filter(partnership__in=family, starts__lte=day).order_by("starts")
    parents = {}
    named: int | None = None
    for body, parent, of in periods.values_list("body", "parent", "body__slug"):
        parents[body] = parent
        named = body if of == slug else named
    under = defaultdict(set)
    for body, parent in parents.items():
        under[parent].add(body)
    found: set[int] = set()
    waiting = [named] if named else []
    while waiting:
        body = waiting.pop()
        if body not in found:
            found.add(body)
            waiting.extend(under[body])
    return found


def bodies_to_choose(day: datetime.date, user: Any) -> list[Any]:
    """Bodies that had begun by `day`, with `name_then` and `partnership_then`, by partnership and name. One query."""
    begun = BodyPeriod.objects.filter(body=OuterRef("pk"), starts__lte=day)
    then = BodyPeriod.objects.in_force(day).filter(body=OuterRef("pk")).values("name")[:1]
    bodies = Body.objects.visible_to(user).filter(Exists(begun)).select_related("partnership")
    bodies = bodies.annotate(
        name_then=Coalesce(Subquery(then), F("name")), partnership_then=body_name_on("partnership", day)
    )
    return list(bodies.order_by("partnership_then", "partnership", "name_then", "pk"))


def owners_to_choose(actions: ActionQuerySet) -> list[Owner]:
    """Everybody who owns one of `actions`, by kind and name. One query."""
    columns = [f"{name}__{part}" for name in OWNERS for part in ("name", "slug")]
    found: set[Owner] = set()
    for row in actions.order_by().values_list(*columns).distinct():
        for kind, name, slug in zip(("person", "organisation", "body"), row[::2], row[1::2], strict=True):
            if slug:
                found.add(Owner(name, kind, slug))
    return sorted(found, key=lambda owner: (owner.kind, owner.name.casefold(), owner.slug))


def lines(actions: Iterable[Any], day: datetime.date) -> list[ActionLine]:
    """Actions as they stood on `day`."""
    return [ActionLine(action, day) for action in actions]


def open_lines(day: datetime.date, user: Any, **owner_or_body: Any) -> list[ActionLine]:
    """The actions open on `day` of which a field has a value (`body=`, `owner=`...), the soonest due first. One query."""
    rows = Action.objects.visible_to(user).published().filter(**owner_or_body).open_on(day)
    return lines(for_reading(rows, day, user).soonest_first(), day)


def _owned_by(owner: str) -> Q:
    kind, _, slug = owner.partition(":")
    fields = dict(zip(("person", "organisation", "body"), OWNERS, strict=True))
    return Q(**{f"{fields[kind]}__slug": slug}) if kind in fields else Q(pk__in=[])


def _standing_q(state: str, day: datetime.date) -> Q:
    """Actions that stand so on `day`. That an action was raised by then is for the caller to ask."""
    is_open = Q(closed_on__isnull=True) | Q(closed_on__gt=day)
    if state == Standing.OPEN:
        return is_open
    if state == Standing.OVERDUE:
        return is_open & Q(due__lt=day)
    return Q(closed_on__lte=day, result=state)
