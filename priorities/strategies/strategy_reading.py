"""Reading strategies: those in force on a day, and the tree of what each wants, with the lead of the day."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery

from governance.bodies.names import body_ends, body_name_on
from governance.foundation.sentences import day_as_said
from priorities.models import Priority, PriorityLead, PriorityName, Strategy
from priorities.strategies.coverage import CARRIED, Cover, cover
from priorities.strategies.plans_in_force import actions_of_priorities, plans_in_force


@dataclass
class Node:
    """A priority in the tree of its strategy; it comes from `trees_on` with `name_then`, `lead_slug`, `lead_name`."""

    priority: Any
    children: list["Node"] = field(default_factory=list)
    cover: Cover | None = None
    plans: list[tuple[Any, int]] = field(default_factory=list)
    """The versions of plans in force that name it, each with the number of actions for it."""
    is_past: bool = False
    """Whether the time of every plan that carries it out is over."""

    @property
    def entry_in_words(self) -> str:
        """When it can enter a plan, as said or as a plain day; empty where nobody said."""
        return day_as_said(self.priority.may_enter_on, self.priority.may_enter_as_said)

    @property
    def is_goal(self) -> bool:
        """Whether a plan ought to carry it out: a heading over others is none."""
        return not self.children or self.priority.level in {Priority.Level.PRIORITY, Priority.Level.OBJECTIVE}

    @property
    def is_gap(self) -> bool:
        """Whether no plan carries it out and it does not wait to enter one."""
        return self.is_goal and self.cover == Cover.GAP

    def walk(self) -> Iterator["Node"]:
        """Itself and all under it, as they are listed."""
        yield self
        for child in self.children:
            yield from child.walk()


def strategies_on(day: datetime.date, user: Any) -> Any:
    """The published strategies in force on `day`, by partnership and title.

    Each bears `partnership_name` and `body_name`, as on that day.
    """
    rows = named_on(Strategy.objects.visible_to(user).published().in_force(day), day)
    return rows.order_by("partnership_name", "title", "pk")


def standing_in(strategy: Strategy, day: datetime.date) -> Strategy | None:
    """The strategy under which the priorities of `strategy` count on `day`: itself, or the one that follows it then.

    None where it has ended and none that follows it, directly or through others, is in force. No query while it is in
    force itself; else 1 for each that followed.
    """
    seen, waiting = {strategy.pk}, [strategy]
    while waiting:
        each = waiting.pop(0)
        if each.starts is not None and each.is_published and each.span.holds(day):
            return each
        followers = Strategy.objects.filter(follows=each).exclude(pk__in=seen).order_by("starts", "pk")
        seen.update(found.pk for found in followers)
        waiting.extend(followers)
    return None


def spent_from(strategy: Strategy) -> datetime.date | None:
    """The first day without `strategy` and all published ones that follow it; None while one of them has no end.

    1 query for each that followed.
    """
    seen, waiting, ends = {strategy.pk}, [strategy], []
    while waiting:
        each = waiting.pop(0)
        if each.ends is None:
            return None
        ends.append(each.ends)
        followers = list(Strategy.objects.published().filter(follows=each).exclude(pk__in=seen))
        seen.update(found.pk for found in followers)
        waiting.extend(followers)
    return max(ends)


def named_on(strategies: Any, day: datetime.date) -> Any:
    """Strategies with the names that their body, its partnership and who approved them bore on `day`."""
    return strategies.for_page().annotate(
        partnership_name=body_name_on("body__partnership", day),
        body_name=body_name_on("body", day),
        approver_name=body_name_on("approved_by", day),
    )


def with_lead_on(priorities: Any, day: datetime.date) -> Any:
    """Priorities that exist on `day`, in order, with `name_then` and with `lead_slug` and `lead_name` of that day.

    Where the body that leads has ended by then, these are empty and `lead_ended` is the first day without it.
    """
    names = PriorityName.objects.in_force(day).filter(priority=OuterRef("pk"))
    rows = PriorityLead.objects.filter(priority=OuterRef("pk"))
    leads = rows.leading_on(day).annotate(body_name=body_name_on("body", day))
    lost = rows.in_force(day).annotate(body_ends=body_ends("body"))
    return priorities.annotate(
        name_then=Subquery(names.values("name")[:1]),
        lead_slug=Subquery(leads.values("body__slug")[:1]),
        lead_name=Subquery(leads.values("body_name")[:1]),
        lead_ended=Subquery(lost.values("body_ends")[:1]),
    ).filter(name_then__isnull=False)


def trees_on(strategies: Iterable[Strategy], day: datetime.date, user: Any) -> dict[int, list[Node]]:
    """By strategy, the published priorities that exist on `day`, as trees: its own, and those of what it follows.

    What stands under one that is not there itself stands at the top. 1 query, and 1 for each strategy that is followed.
    """
    lines = {strategy.pk: {each.pk for each in strategy.line()} for strategy in strategies}
    keys = set[int]().union(*lines.values())
    rows = Priority.objects.visible_to(user).published().filter(strategy__in=keys).in_order()
    nodes = {priority.pk: Node(priority) for priority in with_lead_on(rows, day)}
    at_top: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.priority.parent_id)
        (above.children if above else at_top).append(node)
    return {key: [node for node in at_top if node.priority.strategy_id in line] for key, line in lines.items()}


def pruned(nodes: Iterable[Node], wanted: Callable[[Node], bool]) -> list[Node]:
    """Only the nodes that are wanted, and what they stand under."""
    found = []
    for node in nodes:
        children = pruned(node.children, wanted)
        if children or wanted(node):
            found.append(Node(node.priority, children, node.cover, node.plans, node.is_past))
    return found


def every(nodes: Iterable[Node]) -> list[Node]:
    """All nodes of some trees, as they are listed."""
    return [each for node in nodes for each in node.walk()]


@dataclass(frozen=True)
class Coverage:
    """How the plans in force on a day carry a strategy out (item 195)."""

    tops: list[Node]
    plans: list[Any]
    """The versions of plans in force that were made for the strategy or one that it follows, whatever they name."""

    @property
    def goals(self) -> list[Node]:
        """What there is to carry out: priorities and objectives, and higher ones that nothing stands under."""
        return [node for node in every(self.tops) if node.is_goal]

    @property
    def gaps(self) -> list[Node]:
        """Goals that no plan carries out, nor a part of them, and that do not wait to enter one."""
        return [node for node in self.goals if all(each.cover == Cover.GAP for each in node.walk())]

    @property
    def waiting(self) -> list[Node]:
        """The pipeline: those that wait to enter a plan, the earliest first (item 194)."""
        rows = [node for node in every(self.tops) if node.priority.in_pipeline]
        return sorted(rows, key=lambda node: node.priority.may_enter_on or datetime.date.max)

    @property
    def carried(self) -> int:
        """How many of the goals have a plan: their own, of a part of them, or of what they stand under.

        Those of which all such plans have had their time are counted apart.
        """
        return sum(node.cover in CARRIED and not node.is_past for node in self.goals)

    @property
    def past(self) -> int:
        """How many of the goals have such plans, but none whose time is not over."""
        return sum(node.is_past for node in self.goals)


def covered(strategy: Strategy, tops: list[Node], day: datetime.date) -> Coverage:
    """The trees of a strategy with what plans in force on `day` carry out. 3 queries."""
    versions = {version.pk: version for version in plans_in_force(day)}
    planned = actions_of_priorities(versions.values())
    nodes = {node.priority.pk: node for node in every(tops)}
    waiting = {key for key, node in nodes.items() if node.priority.in_pipeline}
    parents = {key: node.priority.parent_id for key, node in nodes.items()}
    lasting = {key for key, plans in planned.items() if any(versions[pk].time_ended is None for pk in plans)}
    still = cover(parents, lasting & nodes.keys(), waiting)
    for key, how in cover(parents, planned.keys() & nodes.keys(), waiting).items():
        node = nodes[key]
        node.cover = how
        node.is_past = how in CARRIED and still[key] not in CARRIED
        node.plans = [
            (version, planned.get(key, {})[pk]) for pk, version in versions.items() if pk in planned.get(key, {})
        ]
    line = {each.pk for each in strategy.line()}
    return Coverage(tops, [each for each in versions.values() if each.plan.strategy_id in line])
