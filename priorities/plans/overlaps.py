"""Overlaps: actions of other plans in force that an action repeats, or that say much the same (item 145)."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q

from governance.foundation.dated import in_force_q
from governance.foundation.publication import State
from priorities.models import DeliveryPlan, PlanAction
from priorities.plans.alike import words_alike
from priorities.plans.plan_parts import Named

IN_FORCE = "section__version__"


@dataclass(frozen=True)
class Overlaps:
    """The actions of other plans that those of one plan may overlap."""

    repeated: Mapping[int, Named]
    """By its key, an action that another names as the one that it repeats."""
    alike: Mapping[tuple[str, ...], Sequence[tuple[int, Named]]]
    """By their words, those of plans in force, each with its key."""

    def of(self, action: PlanAction) -> list[Named]:
        """The actions that this one repeats: first the one that it names, then those that say much the same."""
        named = self.repeated.get(action.same_as_id or 0)
        others = [other for key, other in self.alike.get(words_alike(action.what), ()) if key != action.same_as_id]
        return list(dict.fromkeys([*filter(None, [named]), *others]))


def overlaps_of(plan: DeliveryPlan, actions: Iterable[PlanAction], day: datetime.date, user: Any) -> Overlaps:
    """What of the plans of the same partnership in force on `day` the actions of `plan` may overlap. 1 query.

    Only what `user` may read; and those that the actions name as repeated, whatever became of their plans.
    """
    root = plan.body.partnership_id or plan.body_id
    there = Q(section__version__plan__body__partnership=root) | Q(section__version__plan__body=root)
    in_force = Q(section__version__state=State.PUBLISHED) & in_force_q(day, IN_FORCE) & there
    named = {action.same_as_id for action in actions if action.same_as_id}
    rows = PlanAction.objects.visible_to(user).filter(in_force & ~Q(section__version__plan=plan) | Q(pk__in=named))
    rows = rows.annotate(
        plan_title=F("section__version__plan__title"),
        plan_slug=F("section__version__plan__slug"),
        now=ExpressionWrapper(in_force, output_field=BooleanField()),
    )
    repeated: dict[int, Named] = {}
    alike: dict[tuple[str, ...], list[tuple[int, Named]]] = defaultdict(list)
    shown = ("ref", "bullet", "what")
    for row in rows.only(*shown).order_by("plan_title", "plan_slug", "position", "pk"):
        name = Named("plan", f"{row.reference} of {row.plan_title}", row.plan_slug)
        if row.pk in named:
            repeated[row.pk] = name
        if row.now and row.plan_slug != plan.slug:
            alike[words_alike(row.what)].append((row.pk, name))
    return Overlaps(repeated, alike)


def overlapping(actions: Iterable[tuple[int, int, PlanAction]]) -> set[int]:
    """Of actions in force, each with the keys of its partnership and its plan, those that another plan has as well.

    The keys of the actions. No query.
    """
    plans: dict[Any, set[int]] = defaultdict(set)
    keys: dict[Any, list[int]] = defaultdict(list)
    for root, plan, action in actions:
        said = (root, words_alike(action.what))
        plans[said].add(plan)
        keys[said].append(action.pk)
    return {key for said, found in keys.items() if len(plans[said]) > 1 for key in found}
