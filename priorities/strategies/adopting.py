"""Adopting: the deeds that put strategies in force, let one follow another, and end the last of a line.

Priorities go on under the strategy that follows theirs, with their leads, names and partners, until they end or are
withdrawn; nothing is copied, so their pages and all that hangs on them stay as they are.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from governance.foundation.deeds import Refused, write, write_copies
from governance.foundation.publication import State, turn
from governance.models import Body, BodyPeriod
from priorities.models import Priority, Strategy, StrategyChapter
from priorities.strategies.following import last_day_of, not_blank
from priorities.strategies.prioritising import end_priority, locked_strategy


@transaction.atomic
def adopt_strategy(
    strategy: Strategy,
    *,
    on: datetime.date,
    by: Any,
    approved_by: Body | None = None,
    approved_at: str = "",
    ending: Sequence[Priority] = (),
    reason: str = "",
) -> Strategy:
    """Publish a drafted strategy, in force from `on`; the one that it follows ends on that day (item 134).

    The priorities of that one, and of those before it, go on under this one, but for `ending`, which end on `on`.
    `approved_at` is the meeting that approved it, with its date. Raises Refused with the reason.
    """
    strategy = locked_strategy(strategy, by)
    if not strategy.is_draft:
        raise Refused(f"{strategy} is {strategy.get_state_display().lower()} already: draft the one that follows it.")
    if not strategy.body.period_on(on).exists():
        raise Refused(f"{strategy.body} does not exist on that day: choose a day in its life.")
    if strategy.follows is not None:
        _end_former(locked_strategy(strategy.follows, by), on, by=by, reason=reason)
    _end_priorities(strategy, ending, on, by=by, reason=reason)
    strategy.starts = on
    strategy.approved_by = approved_by or strategy.approved_by
    strategy.approved_at = approved_at.strip() or strategy.approved_at
    return turn(strategy, State.PUBLISHED, by=by, why=reason)


@transaction.atomic
def end_strategy(strategy: Strategy, *, on: datetime.date, by: Any, reason: str) -> Strategy:
    """End a published strategy: `on` is the first day on which it is not in force.

    From then on its priorities, and those that it carried on, count no longer, until a strategy is adopted that
    follows it. Raises Refused with the reason, among others where it ends already.
    """
    strategy = locked_strategy(strategy, by)
    reason = not_blank(reason, "Say why the strategy ends.")
    if not strategy.is_published:
        raise Refused(f"{strategy} is not published, so it does not end: adopt it first, or leave it as it is.")
    if strategy.ends is not None:
        raise Refused(f"{strategy} already ends: its last day is {last_day_of(strategy)}.")
    if on <= strategy.span.starts:
        raise Refused(f"{strategy} is in force {strategy.dates_in_words}: choose a later day.")
    strategy.ends = on
    return write(strategy, by=by, why=reason)


@transaction.atomic
def carry_chapters(strategy: Strategy, *, by: Any, reason: str = "") -> list[StrategyChapter]:
    """Copy the chapters of the strategy that a draft follows, for the draft to begin with.

    None where it follows none or has chapters of its own. A body that has ended answers for no copy.
    """
    strategy = locked_strategy(strategy, by)
    if strategy.follows is None or not strategy.is_draft or strategy.chapters.exists():
        return []
    alive = set(BodyPeriod.objects.in_force(timezone.localdate()).values_list("body", flat=True))
    copies = {
        chapter: StrategyChapter(
            strategy=strategy,
            area_id=chapter.area_id,
            body_id=chapter.body_id if chapter.body_id in alive else None,
            position=chapter.position,
            title=chapter.title,
            text=chapter.text,
        )
        for chapter in strategy.follows.chapters.all()
    }
    write_copies(copies, by=by, why=reason or f"Carried on from {strategy.follows}.")
    return list(copies.values())


def _end_priorities(strategy: Strategy, ending: Sequence[Priority], on: datetime.date, *, by: Any, reason: str) -> None:
    """End these priorities, what stands under others before these."""
    former = {each.pk for each in strategy.line()[1:]}
    for priority in sorted(ending, key=lambda each: -Priority.RANK[Priority.Level(each.level)]):
        if priority.strategy_id not in former:
            raise Refused(f"{priority} is no priority of a strategy that {strategy} follows: it does not end with it.")
        end_priority(priority, on=on, by=by, reason=reason or f"{strategy} does not carry it on.")


def _end_former(former: Any, on: datetime.date, *, by: Any, reason: str) -> None:
    if not former.is_published:
        raise Refused(f"{former}, which it follows, is not published: adopt that first, or follow another.")
    if former.starts >= on:
        raise Refused(f"{former}, which it follows, is in force from that day or later: choose a later day.")
    if former.ends is None or former.ends > on:
        former.ends = on
        write(former, by=by, why=reason)
