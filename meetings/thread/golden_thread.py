"""The golden thread: from an outcome to a priority, the planned actions, what meetings made of them, and what came of it.

Everything is as `user` may read it, published, and as it stood on the day; so is every count. An agenda item hangs on
the priority that it serves; a decision, or an action of the log, hangs on the planned action that it is about,
whatever version of the plan it was named in, and on the item under which it came up (items 65, 232).
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q

from governance.bodies.names import body_name_on
from governance.foundation.dated import end_of_day
from governance.foundation.publication import State
from meetings.models import AgendaItem, Minutes
from meetings.models.meetings import going_ahead_q
from meetings.registers.registers import ActionLine, actions_until, decisions_until, lines
from priorities.models import (
    CardStep,
    PlanAction,
    PlanVersion,
    Priority,
    ReportCard,
    ReportingPeriod,
    Status,
    Strategy,
    Update,
)
from priorities.report_cards.card_reading import priorities_of_plans
from priorities.strategies.strategy_reading import Node, spent_from, trees_on
from priorities.updates.progress import periods_on, standing_updates

NO_UPDATE = "No update"


@dataclass(frozen=True)
class Place:
    """A priority as it stands in its tree on the day, with what stands above it, the highest first."""

    priority: Any
    strategy: Any
    above: tuple[Any, ...] = ()
    under: frozenset[int] = frozenset()
    """Keys of the priority itself and of all that stands under it."""

    @property
    def name(self) -> str:
        """Its name on the day."""
        return str(self.priority.name_then)


@dataclass
class Planned:
    """An action of a plan in force on the day, how it stands, and what meetings said of it."""

    action: Any
    """It bears `its_priority`, the key of the priority that it carries out, or None."""
    status: str
    """As on the page of its plan; empty: no update, which is never green."""
    period: ReportingPeriod | None = None
    """The period by which it stands; None where its plan has none."""
    decisions: list[Any] = field(default_factory=list)
    log: list[ActionLine] = field(default_factory=list)

    @property
    def in_words(self) -> str:
        """How it stands: “Red”, “No update”."""
        return Status(self.status).label if self.status else NO_UPDATE


@dataclass
class Discussed:
    """An agenda item that served the priority, with what came of it."""

    item: Any
    """It bears `body_name` and `has_minutes`."""
    decisions: list[Any] = field(default_factory=list)
    log: list[ActionLine] = field(default_factory=list)


@dataclass
class Thread:
    """One priority with all that hangs on it."""

    place: Place
    planned: list[Planned] = field(default_factory=list)
    items: list[Discussed] = field(default_factory=list)
    cards: list[ReportCard] = field(default_factory=list)


def places_of(strategies: Sequence[Any], day: datetime.date, user: Any) -> list[Place]:
    """Every published priority of these strategies of `day`, and of those that they follow, as they are listed. 1 query."""
    trees = trees_on(strategies, day, user)
    return [place for each in strategies for top in trees[each.pk] for place in _placed(top, each, ())]


def _placed(node: Node, strategy: Any, above: tuple[Any, ...]) -> Iterator[Place]:
    under = frozenset(each.priority.pk for each in node.walk())
    yield Place(node.priority, strategy, above, under)
    for child in node.children:
        yield from _placed(child, strategy, (*above, node.priority))


def threads(places: Sequence[Place], day: datetime.date, user: Any) -> list[Thread]:
    """The threads of some priorities. 8 queries, whatever their number."""
    found = {place.priority.pk: Thread(place) for place in places}
    planned = planned_on(day, user, found)
    for each in planned:
        found[each.action.its_priority].planned.append(each)
    items = list(items_until(day, user).filter(priority__in=found).order_by("-meeting__day", "-meeting", "position"))
    _put_outcomes(planned, items, found, day, user)
    _put_cards(found, day, user)
    return list(found.values())


def _put_cards(found: dict[int, Thread], day: datetime.date, user: Any) -> None:
    """Hang report cards on the priority that they tell about, or on those of the plan that they do. 2 queries."""
    of_plan: dict[int, set[int]] = defaultdict(set)
    for plan, priority in priorities_of_plans(day):
        if priority in found:
            of_plan[plan].add(priority)
    about = Q(priority__in=list(found)) | Q(plan__in=list(of_plan))
    for card in cards_until(day, user).filter(about).select_related("plan"):
        for key in [card.priority_id] if card.priority_id else of_plan[card.plan_id]:
            found[key].cards.append(card)


def _put_outcomes(
    planned: list[Planned], items: list[Any], found: dict[int, Thread], day: datetime.date, user: Any
) -> None:
    """Hang decisions, and actions of the log, on planned actions and on items. 2 queries."""
    of_lineage = {each.action.lineage: each for each in planned}
    of_item = {item.pk: Discussed(item) for item in items}
    for item in items:
        found[item.priority_id].items.append(of_item[item.pk])
    either = Q(plan_action__lineage__in=list(of_lineage)) | Q(item__in=list(of_item))
    for decision in decisions_until(day, user).filter(either).select_related("plan_action"):
        for holder in _holders(decision, of_lineage, of_item):
            holder.decisions.append(decision)
    rows = actions_until(day, user).filter(either).select_related("plan_action")
    for line in lines(rows, day):
        for holder in _holders(line.action, of_lineage, of_item):
            holder.log.append(line)


def _holders(row: Any, of_lineage: dict[uuid.UUID, Planned], of_item: dict[int, Discussed]) -> list[Any]:
    planned = of_lineage.get(row.plan_action.lineage) if row.plan_action_id else None
    discussed = of_item.get(row.item_id) if row.item_id else None
    return [each for each in (planned, discussed) if each is not None]


def day_of(slug: str, day: datetime.date, user: Any) -> tuple[Priority, datetime.date] | None:
    """A published priority that is none of those of `day`, with the nearest day on which it was there; None for none.

    It ended with its last name or with its strategy and all that followed this, or is still to begin. 2 queries or more.
    """
    rows = Priority.objects.visible_to(user).published().filter(slug=slug).select_related("strategy")
    priority = rows.first()
    spans = [name.span for name in priority.names.order_by("starts")] if priority else []
    if priority is None or not spans or priority.strategy.starts is None:
        return None
    begins = max(spans[0].starts, priority.strategy.starts)
    ends = min((each for each in (spans[-1].ends, spent_from(priority.strategy)) if each), default=None)
    there = begins if begins > day else (ends - datetime.timedelta(days=1) if ends else begins)
    return (priority, there) if begins <= there else None


# What hangs on the thread ------------------------------------------------------------------------------------


def actions_on(day: datetime.date, user: Any) -> Any:
    """The actions of the plans in force on `day`, plan by plan, as they are printed; each bears `its_priority`."""
    current = PlanVersion.objects.current_on(day)
    rows = PlanAction.objects.visible_to(user).filter(section__version__in=current).with_its_priority()
    return rows.select_related("section__version__plan").order_by(
        "section__version__plan__title", "section__version", "section__position", "section", "position", "pk"
    )


def planned_on(
    day: datetime.date, user: Any, priorities: Iterable[int] | None = None, *, strategy: str = ""
) -> list[Planned]:
    """The actions of the plans in force on `day`, and how they stood by its end. 3 queries.

    Of all or of some `priorities`; with `strategy`, a slug, those too that name no priority of their own, in plans made
    for that strategy, for one that it follows, or for one of the priorities. 1 query more for each that it follows.
    """
    rows = actions_on(day, user)
    if priorities is not None:
        keys = list(priorities)
        wanted = Q(its_priority__in=keys)
        if strategy:
            named = PlanVersion.priorities.through.objects.filter(priority__in=keys).values("planversion")
            line = [each for row in Strategy.objects.filter(slug=strategy) for each in row.line()]
            made_for = Q(section__version__plan__strategy__in=line) | Q(section__version__in=named)
            wanted |= Q(its_priority=None) & made_for
        rows = rows.filter(wanted)
    found = list(rows)
    frameworks = {action.lineage: action.section.version.plan.framework_id for action in found}
    periods = periods_on(filter(None, frameworks.values()), day)
    period_of = {lineage: periods.get(framework) for lineage, framework in frameworks.items()}
    standing = standing_updates(period_of, day, known_at=end_of_day(day))
    return [
        Planned(
            action,
            standing[action.lineage].status if action.lineage in standing else "",
            period_of[action.lineage],
        )
        for action in found
    ]


def last_updates(lineages: Sequence[uuid.UUID], day: datetime.date, user: Any) -> dict[uuid.UUID, Update]:
    """By lineage, what was last said by the end of `day`, for whatever period, with that period. 1 query."""
    rows = Update.objects.visible_to(user).accepted().filter(action__lineage__in=lineages, period__starts__lte=day)
    rows = rows.filter(accepted_at__lte=end_of_day(day)).select_related("action", "period")
    return {update.action.lineage: update for update in rows.latest_last()}


def items_until(day: datetime.date, user: Any) -> Any:
    """The items of published agendas of meetings up to `day`, but for those withdrawn.

    Each bears `body_name`, the body's name of the meeting's day as far as it is `day`, and `has_minutes`, whether the
    user may read published minutes.
    """
    minutes = Minutes.objects.visible_to(user).public().filter(meeting=OuterRef("meeting"))
    rows = AgendaItem.objects.visible_to(user).filter(
        meeting__agenda__state=State.PUBLISHED, meeting__day__lte=day, withdrawn_reason=""
    )
    rows = rows.filter(going_ahead_q("meeting__")).select_related("meeting", "meeting__body").defer("text")
    return rows.annotate(body_name=body_name_on("meeting__body", day), has_minutes=Exists(minutes))


def cards_until(day: datetime.date, user: Any) -> Any:
    """The published report cards that some body had accepted by `day`, the newest first."""
    accepted = CardStep.objects.filter(card=OuterRef("pk"), accepted_on__lte=day)
    rows = ReportCard.objects.visible_to(user).filter(Exists(accepted), state=State.PUBLISHED)
    return rows.defer("content").latest_first()


def worth_showing(place: Place) -> bool:
    """Whether a priority has a thread of its own; a theme only gathers."""
    return bool(place.priority.level != Priority.Level.THEME)
