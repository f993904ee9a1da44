"""What stands beside a plan: the plan above it, its parts, and the report cards about its work."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import DateField, Value

from priorities.models import DeliveryPlan, ReportCard
from priorities.plans.plan_parts import Named
from priorities.report_cards.card_reading import accepted_q


@dataclass(frozen=True)
class Card:
    """A report card about the work of a plan; slug and period make its address."""

    title: str
    period: str
    slug: str
    period_slug: str


@dataclass(frozen=True)
class Beside:
    """What stands beside a plan on a day."""

    above: list[Named]
    """The integrated plan that it is a part of, where that is in force."""
    parts: list[Named]
    """Those in force, by title."""
    cards: list[Card]
    """Those published and accepted by the day, the newest period first."""


def beside(plan: DeliveryPlan, day: datetime.date, user: Any) -> Beside:
    """What `user` may read of it. 1 query."""
    plans = DeliveryPlan.objects.visible_to(user).in_force(day).order_by()
    cards = ReportCard.objects.visible_to(user).published().filter(accepted_q(day), plan=plan).order_by()
    none, no_day = Value(""), Value(None, output_field=DateField())
    columns = {
        "above": plans.filter(pk=plan.part_of_id or 0).values_list(
            Value("above"), no_day, "pk", "title", "slug", none, none
        ),
        "parts": plans.filter(part_of=plan).values_list(Value("parts"), no_day, "pk", "title", "slug", none, none),
        "cards": cards.values_list(Value("cards"), "starts", "pk", "title", "slug", "period", "period_slug"),
    }
    found: dict[str, list[Any]] = {kind: [] for kind in columns}
    for kind, *row in columns["cards"].union(columns["above"], columns["parts"], all=True):
        found[kind].append(row)
    newest = sorted(found["cards"], key=lambda row: (row[0], row[1]), reverse=True)
    told = [Card(title, period, slug, period_slug) for _, _, title, slug, period, period_slug in newest]
    return Beside(_plans(found["above"]), _plans(found["parts"]), told)


def _plans(rows: list[Any]) -> list[Named]:
    return [Named("plan", title, slug) for _, _, title, slug, *_ in sorted(rows, key=lambda row: (row[2], row[1]))]
