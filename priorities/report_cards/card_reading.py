"""Report cards for reading: which had been accepted by a day, by whom, and whose turn comes next."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from governance.bodies.names import body_name_on
from governance.foundation.publication import State
from governance.models import Body, BodyPeriod
from priorities.models import (
    Accountability,
    CardStep,
    DeliveryPlan,
    Indicator,
    PlanAction,
    PlanSection,
    PlanVersion,
    Priority,
    PriorityName,
    ReportCard,
)
from priorities.report_cards.card_content import CardContent, Named
from priorities.report_cards.carding import superior_on


@dataclass(frozen=True)
class CardLine:
    """A card in a list, with the steps that it had taken by the day."""

    card: Any
    steps: Sequence[Any]

    @property
    def kind(self) -> str:
        """What the card tells about, in words for everybody."""
        population = self.card.accountability == Accountability.POPULATION
        return "How well off everybody is" if population else "How well a service works"

    @property
    def last(self) -> Any | None:
        """The last step; None for a draft."""
        return self.steps[-1] if self.steps else None


def accepted_q(day: datetime.date) -> Q:
    """Cards that had been accepted at some level by `day`."""
    return Q(Exists(CardStep.objects.filter(card=OuterRef("pk"), accepted_on__lte=day)))


def cards_on(day: datetime.date, user: Any) -> Any:
    """The published cards that had been accepted by `day`, the newest period first, each with `body_name`.

    That is the name of the body which wrote it, on the day of its first acceptance.
    """
    rows = ReportCard.objects.visible_to(user).published().filter(accepted_q(day))
    return _named(rows, day)


def cards_to_read(day: datetime.date, user: Any) -> Any:
    """The same, and, for those who may read them, drafts and withdrawn cards."""
    rows = ReportCard.objects.visible_to(user)
    return _named(rows.filter(~Q(state=State.PUBLISHED) | accepted_q(day)), day)


def _named(rows: Any, day: datetime.date) -> Any:
    first = CardStep.objects.filter(card=OuterRef("pk")).order_by("level").values("accepted_on")[:1]
    then = _name_then(OuterRef("first_on"))
    named = rows.annotate(first_on=Subquery(first))
    return named.annotate(body_name=Coalesce(then, body_name_on("body", day))).latest_first()


def _name_then(day: OuterRef) -> Subquery:
    """What the body of a row was called on a day of the same row."""
    begun = BodyPeriod.objects.filter(body=OuterRef("body"), starts__lte=day)
    return Subquery(begun.filter(Q(ends__isnull=True) | Q(ends__gt=day)).values("name")[:1])


def steps_of(cards: Iterable[ReportCard], day: datetime.date) -> dict[int, list[Any]]:
    """By the key of the card its steps by `day`, each with `body_name`: that of the day of the step. 1 query."""
    then = _name_then(OuterRef("accepted_on"))
    rows = CardStep.objects.filter(card__in=list(cards), accepted_on__lte=day).select_related("body").in_order()
    found: dict[int, list[Any]] = {}
    for step in rows.annotate(body_name=Coalesce(then, F("body__name"))):
        found.setdefault(step.card_id, []).append(step)
    return found


def lines_of(cards: Iterable[Any], day: datetime.date) -> list[CardLine]:
    """The cards with their steps by `day`. 1 query more."""
    cards = list(cards)
    steps = steps_of(cards, day)
    return [CardLine(card, steps.get(card.pk, [])) for card in cards]


def next_after(card: ReportCard, steps: Sequence[Any], day: datetime.date) -> Body | None:
    """The body whose turn comes after `steps` on `day`, bearing its name of that day. At most 2 queries."""
    return superior_on(steps[-1].body if steps else card.body, day)


def priorities_of_plans(day: datetime.date) -> Any:
    """Pairs of the plans in force on `day` and the priorities that the whole plan, a section or an action names: keys.

    No query yet.
    """
    current = PlanVersion.objects.current_on(day).order_by().values("pk")
    whole = PlanVersion.priorities.through.objects.filter(planversion__in=current)
    sections = PlanSection.objects.filter(version__in=current, priority__isnull=False).order_by()
    actions = PlanAction.objects.filter(section__version__in=current, priority__isnull=False).order_by()
    return whole.values_list("planversion__plan", "priority").union(
        sections.values_list("version__plan", "priority"), actions.values_list("section__version__plan", "priority")
    )


def priorities_told_of(card: ReportCard, day: datetime.date, user: Any) -> list[Any]:
    """The priorities of `day` on whose threads the card hangs as one about the work of a plan, by place. 2 queries.

    Each with `name` and `slug`. Themes only gather, and have no thread.
    """
    keys = {priority for plan, priority in priorities_of_plans(day) if plan == card.plan_id}
    there = Priority.objects.visible_to(user).in_force(day).filter(pk__in=keys).exclude(level=Priority.Level.THEME)
    names = PriorityName.objects.visible_to(user).in_force(day).filter(priority__in=there)
    rows = names.order_by("priority__position", "priority").annotate(slug=F("priority__slug"))
    return list(rows.values("name", "slug"))


def readable(content: CardContent, user: Any) -> set[tuple[str, str]]:
    """What of that which the card names has a page that `user` may read: kinds and slugs. 2 queries.

    Bodies and organisations always have one.
    """
    slugs = [each.slug for each in content.indicators]
    found = {
        ("indicator", slug)
        for slug in Indicator.objects.visible_to(user).filter(slug__in=slugs).values_list("slug", flat=True)
    }
    about: Named = content.about
    rows: Any = Priority.objects if about.kind == "priority" else DeliveryPlan.objects
    if rows.visible_to(user).filter(slug=about.slug).exists():
        found.add((about.kind, about.slug))
    return found
