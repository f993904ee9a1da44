"""Approaching: the deeds by which a partnership adopts and ends approaches, and by which a priority becomes one."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from governance.foundation.access import require_edit
from governance.foundation.deeds import Refused, write
from governance.models import Body
from priorities.models import Approach, Priority
from priorities.strategies.following import check_address, last_day_of, not_blank
from priorities.strategies.prioritising import end_priority

FACTS = frozenset({"name", "implicit", "scope_note", "summary", "position"})
"""What may be said of the approach that a priority becomes."""


@transaction.atomic
def adopt_approach(
    partnership: Body,
    *,
    slug: str,
    name: str,
    on: datetime.date,
    by: Any,
    implicit: bool = False,
    scope_note: str = "",
    summary: str = "",
    position: int | None = None,
) -> Approach:
    """Adopt an approach from `on`: every plan of the partnership says how it applies it (items 15, 16, 78).

    `implicit`: it is held to run through every plan, without words or actions in each. Without `position` it stands
    last. The public reads it at once. Raises Refused with the reason.
    """
    partnership = _locked_partnership(partnership, by)
    return _adopted(
        Approach(partnership=partnership, implicit=implicit, slug=slug, starts=on),
        {"name": name, "scope_note": scope_note, "summary": summary, "position": position},
        by=by,
        reason="",
    )


@transaction.atomic
def become_approach(
    priority: Priority, *, slug: str, on: datetime.date, by: Any, reason: str, **facts: Any
) -> Approach:
    """End a published priority on `on` and adopt it as an approach from that day (item 10).

    `facts` are values of the names in FACTS; without a name it keeps the priority's. Raises Refused with the reason,
    and TypeError for a fact that is not one of those.
    """
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"Nothing is said of an approach that is called {sorted(unknown)}.")
    priority = Priority.objects.select_related("strategy__body__partnership").get(pk=priority.pk)
    if not priority.is_published or not priority.strategy.is_published:
        raise Refused(f"{priority} is not published: publish it first, or adopt an approach of that name.")
    name = facts.pop("name", "") or str(priority.names.in_force(on).first() or priority)
    end_priority(priority, on=on, by=by, reason=reason)
    partnership = _locked_partnership(priority.strategy.body.partnership, by)
    implicit = facts.pop("implicit", False)
    approach = Approach(partnership=partnership, implicit=implicit, slug=slug, starts=on, was_priority=priority)
    return _adopted(approach, {"name": name, **facts}, by=by, reason=reason)


@transaction.atomic
def end_approach(approach: Approach, *, on: datetime.date, by: Any, reason: str) -> Approach:
    """End an approach: `on` is the first day on which plans need not apply it any more. Raises Refused."""
    _locked_partnership(approach.partnership, by)
    approach = Approach.objects.select_for_update(no_key=True).get(pk=approach.pk)
    reason = not_blank(reason, "Say why the approach ends.")
    if approach.ends is not None:
        raise Refused(f"{approach} ended on {last_day_of(approach)} already.")
    if on <= approach.starts:
        raise Refused(f"{approach} is an approach {approach.dates_in_words}: choose a later day.")
    approach.ends = on
    return write(approach, by=by, why=reason)


def _adopted(approach: Approach, facts: dict[str, Any], *, by: Any, reason: str) -> Approach:
    """Write a new approach; hold the partnership's lock."""
    partnership, on = approach.partnership, approach.starts
    if not partnership.period_on(on).exists():
        raise Refused(f"{partnership} does not exist on that day: choose a day in its life.")
    approach.name = not_blank(facts.get("name", ""), "Give the approach a name.")
    check_address(Approach, approach.slug)
    theirs = Approach.objects.of_partnership(partnership)
    if (same := theirs.meeting(approach.span).filter(name=approach.name).first()) is not None:
        raise Refused(f"{partnership} has the approach “{same}” {same.dates_in_words}: choose another name.")
    position = facts.get("position")
    last = theirs.aggregate(last=Max("position"))["last"] or 0
    approach.position = last + 1 if position is None else position
    approach.scope_note, approach.summary = facts.get("scope_note", "").strip(), facts.get("summary", "").strip()
    return write(approach, by=by, why=reason)


def _locked_partnership(partnership: Any, by: Any) -> Body:
    partnership = Body.objects.locked(partnership.pk)
    require_edit(by, partnership)
    if not partnership.is_partnership:
        raise Refused(f"{partnership} is no partnership: approaches are those of a whole partnership.")
    return partnership
