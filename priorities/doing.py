"""How are we doing: what a body, an organisation, a person, a priority or a partnership answers for and how that goes.

For panels on the pages of others. They say the same to whoever reads them: only what anybody may read, as it was known
on the day. Actions stand by the period by which the page of their plan shows them.
"""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from governance.bodies.names import body_name_on
from governance.foundation.dated import end_of_day, in_force_q
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
    Risk,
    RiskScore,
)
from priorities.registers.risk_reading import Level, level_of
from priorities.updates.progress import periods_on, standing_updates

ANYBODY = None
"""For whom a panel is read: the public."""

VERSION = "section__version__"


def doing_of_body(body: Body, day: datetime.date) -> BodyDoing:
    """What the body answers for on `day`, and the planned actions that it leads or takes part in.

    5 queries; 2 more where there are actions, 2 where it has indicators.
    """
    priorities = Priority.objects.led_by(body, day)
    leads, report, card = _led_and_latest(body, priorities, day)
    indicators = Indicator.objects.filter(Q(body=body) | Q(priority__in=priorities.values("pk")))
    grave, open_risks = _risks_of(body, day)
    plans = _plans_of(body, day)
    involved = Q(tasked_by=body) | _among("partner_bodies", body=body)
    actions = _actions(Q(section__version__plan__slug__in=list(plans)) | Q(lead_body=body) | involved, day, involved)
    said = _said(actions, day)
    return BodyDoing(
        leads=leads,
        plans=_standing(plans, actions, said),
        led=_by_plan([action for action in actions if action.lead_body == body.pk], said),
        involved=_by_plan([each for each in actions if each.is_involved and each.lead_body != body.pk], said),
        measures=_measured(indicators, day),
        open_risks=open_risks,
        very_high=grave,
        report=report,
        card=card,
    )


def plans_watched(bodies: Sequence[Body], on: datetime.date, day: datetime.date) -> list[PlanStates]:
    """The plans that one of `bodies` monitors on the day `on`, who does, and how the plans stand on `day`.

    The owner of a plan monitors it while nobody else is named to. 1 query; 3 more where there is any.
    """
    rows = PlanResponsibility.objects.monitoring_on(on).filter(body__in=bodies, plan__in=_plans_in_force(day))
    rows = rows.select_related("plan").annotate(body_name=body_name_on("body", on)).order_by("plan__title", "plan")
    plans = {row.plan.slug: (row.plan.title, f"{row.body_name} monitors") for row in rows}
    if not plans:
        return []
    actions = _actions(Q(section__version__plan__slug__in=list(plans)), day)
    return _standing(plans, actions, _said(actions, day))


def doing_of_organisation(organisation: Organisation, day: datetime.date) -> LedDoing:
    """The priorities that it is a partner in and the actions that it leads or takes part in. 2 queries; 2 more with actions."""
    partner = PriorityPartner.objects.in_force(day).filter(organisation=organisation)
    leads, involved = Q(lead_organisation=organisation), _among("partners", organisation=organisation)
    actions = _actions(leads | involved, day)
    said = _said(actions, day)
    return LedDoing(
        _named(partner.values("priority"), day),
        _by_plan([action for action in actions if action.lead_organisation == organisation.pk], said),
        _by_plan([action for action in actions if action.lead_organisation != organisation.pk], said),
    )


def doing_of_person(person: Person, day: datetime.date) -> LedDoing:
    """The priorities and the planned actions of which they are lead officer. 2 queries; 2 more with actions."""
    officer = PriorityOfficer.objects.in_force(day).filter(person=person)
    return LedDoing(_named(officer.values("priority"), day), _action_states(Q(lead_officer=person), day))


def doing_of_priority(priority: Priority, day: datetime.date) -> PriorityDoing:
    """Its indicators, those under it included, and the planned actions for it. 2 queries; 2 more for each.

    A plan that names the priority, and has no action that is for it alone, is named without any.
    """
    shown = Priority.objects.visible_to(ANYBODY)
    under = Q(pk=priority.pk)
    for depth in range(1, 4):
        under |= Q(**{"__".join(["parent"] * depth): priority.pk})
    indicators = Indicator.objects.filter(priority__in=shown.filter(under).values("pk"))
    whole = PlanVersion.priorities.through.objects.filter(priority=priority, planversion=OuterRef("section__version"))
    actions = _actions(Q(its_priority=priority.pk) | Q(section__priority=priority) | Q(Exists(whole)), day)
    own = [action for action in actions if action.its_priority == priority.pk]
    plans = {action.slug: (action.title, "") for action in sorted(actions, key=lambda each: (each.title, each.slug))}
    return PriorityDoing(_measured(indicators, day), _standing(plans, own, _said(own, day)))


def is_it_getting_better(day: datetime.date, *, most: int = 8) -> list[PartnershipDoing]:
    """By partnership, its priorities with their lead and how their indicators go. 1 query; 4 more where there are any.

    Of each partnership those that somebody leads, or else those at the top of the tree. At most `most` are named, what
    gets worse before what does not; `more` says how many are not.
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
    leads = PriorityLead.objects.visible_to(ANYBODY).leading_on(day).filter(priority__in=priorities)
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
        lines.sort(key=lambda line: line.measures.worst_first)
        partnership = rows[0].priority.strategy.body.partnership
        more = max(len(lines) - most, 0)
        found.append(PartnershipDoing(partnership.slug, rows[0].partnership_name, lines[:most], more))
    return found


# How it is found ---------------------------------------------------------------------------------------------


def _names(day: datetime.date) -> Any:
    """The names in force of priorities that anybody may read, in force themselves."""
    return PriorityName.objects.visible_to(ANYBODY).in_force(day).filter(priority__in=Priority.objects.in_force(day))


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


def _plans_in_force(day: datetime.date) -> Any:
    return PlanVersion.objects.visible_to(ANYBODY).current_on(day).values("plan")


def _plans_of(body: Body, day: datetime.date) -> dict[str, tuple[str, str]]:
    """By slug, the title of each plan in force that the body owns or monitors, and which of these it does. 1 query."""
    rows = PlanResponsibility.objects.in_force(day).filter(body=body, plan__in=_plans_in_force(day))
    roles: dict[tuple[str, str], list[str]] = {}
    for row in rows.select_related("plan").order_by("plan__title", "plan", "-role"):
        roles.setdefault((row.plan.slug, row.plan.title), []).append(str(row.get_role_display()))
    return {slug: (title, " and ".join(held)) for (slug, title), held in roles.items()}


def _among(name: str, **record: Any) -> Q:
    """Actions that name the record in that field of several."""
    return Q(Exists(getattr(PlanAction, name).through.objects.filter(planaction=OuterRef("pk"), **record)))


def _actions(which: Q, day: datetime.date, involved: Q | None = None) -> list[Any]:
    """Such actions of the plans in force: lineage, whose they are, their plan, whether they are `involved`. 1 query."""
    rows = PlanAction.objects.visible_to(ANYBODY).with_its_priority().filter(in_force_q(day, VERSION), which)
    of_plan = {name: F(f"{VERSION}plan__{name}") for name in ("slug", "title", "framework")}
    columns = ["lineage", "lead_body", "lead_organisation", "its_priority", *of_plan]
    if involved is not None:
        rows = rows.annotate(is_involved=Case(When(involved, then=True), default=False))
        columns.append("is_involved")
    return list(rows.annotate(**of_plan).order_by().values_list(*columns, named=True))


def _said(actions: Sequence[Any], day: datetime.date) -> dict[uuid.UUID, tuple[str, str]]:
    """By lineage, the period by which the action stands, and its state as known on `day`. 2 queries; none for none."""
    periods = periods_on({action.framework for action in actions if action.framework}, day)
    asked = {action.lineage: periods.get(action.framework) for action in actions}
    updates = standing_updates(asked, day, known_at=end_of_day(day))
    return {
        lineage: (period.name if period else "", updates[lineage].status if lineage in updates else "")
        for lineage, period in asked.items()
    }


def _by_plan(actions: Sequence[Any], said: Mapping[uuid.UUID, tuple[str, str]]) -> list[PlanStates]:
    """By plan, in which state the actions are."""
    states: dict[tuple[str, str, str], list[str]] = {}
    for action in actions:
        period, status = said[action.lineage]
        states.setdefault((action.title, action.slug, period), []).append(status)
    return [PlanStates(slug, title, period, found) for (title, slug, period), found in sorted(states.items())]


def _standing(
    plans: Mapping[str, tuple[str, str]], actions: Sequence[Any], said: Mapping[uuid.UUID, tuple[str, str]]
) -> list[PlanStates]:
    """How each of `plans` stands, by slug with its title and what a body does for it, by those of the actions it has."""
    states = {each.slug: each for each in _by_plan(actions, said)}
    return [
        (states.get(slug) or PlanStates(slug, title, "", [])).with_role(role) for slug, (title, role) in plans.items()
    ]


def _action_states(which: Q, day: datetime.date) -> list[PlanStates]:
    """By plan, in which state such actions in force are. 1 query; 2 more where there is any."""
    actions = _actions(which, day)
    return _by_plan(actions, _said(actions, day))


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
