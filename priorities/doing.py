"""How are we doing: what a body, an organisation, a person, a priority or a partnership answers for and how that goes.

For panels on the pages of others. They say the same to whoever reads them: only what anybody may read, as it stood on
the day. States of actions are those of the last reporting period that had begun, as on the page of the plan.
"""

import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from governance.bodies.names import body_name_on
from governance.models import Body, Organisation, Person
from priorities.doing_parts import (
    BodyDoing,
    LedDoing,
    Link,
    Measures,
    PartnershipDoing,
    PlanStates,
    PriorityDoing,
    PriorityLine,
)
from priorities.indicators.series import standings_of
from priorities.models import (
    DeliveryPlan,
    Indicator,
    PerformanceReport,
    PlanAction,
    PlanResponsibility,
    PlanVersion,
    Priority,
    PriorityLead,
    PriorityName,
    PriorityOfficer,
    PriorityPartner,
    ReportCard,
    ReportingPeriod,
    Risk,
    RiskScore,
)
from priorities.registers.risk_reading import Level, level_of
from priorities.updates.progress import standing_updates

ANYBODY = None
"""For whom a panel is read: the public."""

IN_FORCE = "section__version__"


def doing_of_body(body: Body, day: datetime.date) -> BodyDoing:
    """What the body answers for on `day`. 4 queries; 3 more where it answers for a plan, 2 where it has indicators."""
    led = Priority.objects.led_by(body, day)
    leads, report, card = _led_and_latest(body, led, day)
    indicators = Indicator.objects.filter(Q(body=body) | Q(priority__in=led.values("pk")))
    grave, open_risks = _risks_of(body, day)
    return BodyDoing(
        leads=leads,
        plans=_plans_of(body, day),
        measures=_measured(indicators, day),
        open_risks=open_risks,
        very_high=grave,
        report=report,
        card=card,
    )


def doing_of_organisation(organisation: Organisation, day: datetime.date) -> LedDoing:
    """The priorities that it is a partner in and the planned actions that it leads. 2 queries; 2 more with actions."""
    partner = PriorityPartner.objects.in_force(day).filter(organisation=organisation)
    return LedDoing(_named(partner.values("priority"), day), _action_states(Q(lead_organisation=organisation), day))


def doing_of_person(person: Person, day: datetime.date) -> LedDoing:
    """The priorities and the planned actions of which they are lead officer. 2 queries; 2 more with actions."""
    officer = PriorityOfficer.objects.in_force(day).filter(person=person)
    return LedDoing(_named(officer.values("priority"), day), _action_states(Q(lead_officer=person), day))


def doing_of_priority(priority: Priority, day: datetime.date) -> PriorityDoing:
    """Its indicators, those under it included, and the planned actions that serve it. 2 queries; 2 more for each."""
    shown = Priority.objects.visible_to(ANYBODY)
    under = Q(pk=priority.pk)
    for depth in range(1, 4):
        under |= Q(**{"__".join(["parent"] * depth): priority.pk})
    indicators = Indicator.objects.filter(priority__in=shown.filter(under).values("pk"))
    whole = PlanVersion.priorities.through.objects.filter(priority=priority, planversion=OuterRef("section__version"))
    own = Q(priority=priority) | Q(priority__isnull=True, section__priority=priority)
    unsaid = Q(priority__isnull=True, section__priority__isnull=True) & Q(Exists(whole))
    return PriorityDoing(_measured(indicators, day), _action_states(own | unsaid, day))


def is_it_getting_better(day: datetime.date, *, most: int = 8) -> list[PartnershipDoing]:
    """By partnership, its priorities with their lead and how their indicators go. 1 query; 4 more where there are any.

    Of each partnership those that somebody leads, or else those at the top of the tree; at most `most` are named.
    """
    names = _names(day).annotate(partnership_name=body_name_on("priority__strategy__body__partnership", day))
    names = list(
        names.select_related("priority__strategy__body__partnership").order_by(
            "partnership_name", "priority__strategy", "priority__position", "priority"
        )
    )
    if not names:
        return []
    priorities = {row.priority_id: row.priority for row in names}
    leads = PriorityLead.objects.visible_to(ANYBODY).in_force(day).filter(priority__in=priorities)
    leads = leads.select_related("body").annotate(body_name=body_name_on("body", day))
    lead_of = {row.priority_id: Link(row.body_name, (row.body.slug,)) for row in leads}
    rolled = _rolled_up(priorities, day)
    found = []
    by_partnership: dict[int, list[Any]] = {}
    for row in names:
        by_partnership.setdefault(row.priority.strategy.body.partnership_id, []).append(row)
    for rows in by_partnership.values():
        wanted = [row for row in rows if row.priority_id in lead_of]
        wanted = wanted or [row for row in rows if row.priority.parent_id not in priorities]
        lines = [
            PriorityLine(row.priority.slug, row.name, lead_of.get(row.priority_id), rolled[row.priority_id])
            for row in wanted
        ]
        partnership = rows[0].priority.strategy.body.partnership
        found.append(PartnershipDoing(partnership.slug, rows[0].partnership_name, lines[:most], len(rows)))
    return found


# How it is found ---------------------------------------------------------------------------------------------


def _names(day: datetime.date) -> Any:
    """The names in force of priorities that anybody may read, in a strategy in force or without a last day by then."""
    strategy = Q(priority__strategy__ends__isnull=True) | Q(priority__strategy__ends__gt=day)
    return PriorityName.objects.visible_to(ANYBODY).in_force(day).filter(strategy)


def _named(keys: Any, day: datetime.date) -> list[Link]:
    rows = _names(day).filter(priority__in=keys).order_by("priority__position", "priority")
    return [Link(name, (slug,)) for name, slug in rows.values_list("name", "priority__slug")]


def _led_and_latest(body: Body, led: Any, day: datetime.date) -> tuple[list[Link], Link | None, Link | None]:
    """The priorities that it leads, its latest report and its latest card. 1 query."""
    none = Value("")
    reports = PerformanceReport.objects.visible_to(ANYBODY).filter(body=body, period__ends__lte=day)
    cards = ReportCard.objects.visible_to(ANYBODY).filter(body=body, ends__lte=day)
    rows = [
        _names(day).filter(priority__in=led.values("pk")).order_by().values_list(
            Value("priority"), "priority__position", "name", "priority__slug", none
        ),
        PerformanceReport.objects.filter(pk=Subquery(reports.latest_first().values("pk")[:1])).order_by().values_list(
            Value("report"), F("number"), "period__name", "period__slug", Coalesce("plan__slug", none)
        ),
        ReportCard.objects.filter(pk=Subquery(cards.latest_first().values("pk")[:1])).order_by().values_list(
            Value("card"), Value(0), "title", "slug", "period_slug"
        ),
    ]  # fmt: skip
    found: dict[str, list[tuple[int, Link]]] = {"priority": [], "report": [], "card": []}
    for kind, place, words, one, two in rows[0].union(*rows[1:], all=True):
        found[kind].append((place, Link(words, tuple(filter(None, (one, two))))))
    leads = [link for _, link in sorted(found["priority"], key=lambda row: (row[0], row[1].words.casefold()))]
    report, card = (found[kind][0][1] if found[kind] else None for kind in ("report", "card"))
    return leads, report, card


def _plans_of(body: Body, day: datetime.date) -> list[PlanStates]:
    """The plans in force that the body owns or monitors, with how their actions stand. 1 query; 3 more with plans."""
    in_force = PlanVersion.objects.visible_to(ANYBODY).published().in_force(day).values("plan")
    rows = PlanResponsibility.objects.in_force(day).filter(body=body, plan__in=in_force).select_related("plan")
    roles: dict[int, list[str]] = {}
    plans: dict[int, DeliveryPlan] = {}
    for row in rows.order_by("plan__title", "plan", "-role"):
        plans[row.plan_id] = row.plan
        roles.setdefault(row.plan_id, []).append(str(row.get_role_display()))
    if not plans:
        return []
    states = {each.slug: each for each in _action_states(Q(section__version__plan__in=plans), day)}
    return [
        (states.get(plan.slug) or PlanStates(plan.slug, plan.title, "", [])).with_role(" and ".join(roles[key]))
        for key, plan in plans.items()
    ]


def _action_states(which: Q, day: datetime.date) -> list[PlanStates]:
    """By plan, in which state such actions in force are. 1 query; 2 more where there is any."""
    rows = PlanAction.objects.visible_to(ANYBODY).filter(which, **{f"{IN_FORCE}starts__lte": day})
    rows = rows.filter(Q(**{f"{IN_FORCE}ends__isnull": True}) | Q(**{f"{IN_FORCE}ends__gt": day})).order_by()
    plan = f"{IN_FORCE}plan__"
    actions = list(rows.values_list("lineage", f"{plan}slug", f"{plan}title", f"{plan}framework"))
    if not actions:
        return []
    begun = ReportingPeriod.objects.filter(framework=OuterRef("framework"), starts__lte=day).latest_first()
    frameworks = {framework for *_, framework in actions if framework}
    latest = ReportingPeriod.objects.filter(framework__in=frameworks, pk=Subquery(begun.values("pk")[:1]))
    periods = {period.framework_id: period for period in latest}
    updates = standing_updates({lineage: periods.get(framework) for lineage, *_, framework in actions}, day)
    states: dict[tuple[str, str, str], list[str]] = {}
    for lineage, slug, title, framework in actions:
        period = periods.get(framework)
        update = updates.get(lineage)
        key = (title, slug, period.name if period else "")
        states.setdefault(key, []).append(update.status if update else "")
    return [PlanStates(slug, title, period, found) for (title, slug, period), found in sorted(states.items())]


def _measured(indicators: Any, day: datetime.date) -> Measures:
    """The published ones of `indicators`, with how they stand. 1 query; 2 more where there is any."""
    rows = list(indicators.visible_to(ANYBODY).order_by("name", "pk").distinct())
    standings = standings_of(rows, day) if rows else {}
    return Measures([(indicator, standings[indicator.pk]) for indicator in rows])


def _rolled_up(priorities: dict[int, Priority], day: datetime.date) -> dict[int, Measures]:
    """By priority, its indicators and those of what stands under it. 3 queries at most."""
    measures = _measured(Indicator.objects.filter(priority__in=priorities), day)
    found: dict[int, list[Any]] = {key: [] for key in priorities}
    for indicator, standing in measures.rows:
        key, passed = indicator.priority_id, set()
        while key in priorities and key not in passed:
            passed.add(key)
            found[key].append((indicator, standing))
            key = priorities[key].parent_id
    return {key: Measures(rows) for key, rows in found.items()}


def _risks_of(body: Body, day: datetime.date) -> tuple[list[Link], int]:
    """The very high risks of the body that are open, and how many risks are open at all. 1 query."""
    risks = Risk.objects.visible_to(ANYBODY).open_on(day).filter(body=body, kind=Risk.Kind.RISK)
    scores = RiskScore.objects.filter(risk__in=risks.values("pk"), day__lte=day).select_related("risk")
    latest = {score.risk_id: score for score in scores.order_by("risk__number", "day", "pk")}
    grave = [each for each in latest.values() if level_of(each.score) == Level.VERY_HIGH]
    return [Link(each.risk.title, (body.slug, str(each.risk.number))) for each in grave], len(latest)
