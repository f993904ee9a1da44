"""Verbs about delivery plans: what they say, how they go on, and who monitors them."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from governance.foundation.deeds import write
from partnership.example import finding
from partnership.example.finding import NotThereError
from partnership.example.prose import prose
from partnership.example.verbs.scene import Scene, known
from priorities.handovers import handing_over
from priorities.models import (
    Approach,
    Area,
    DeliveryPlan,
    Handover,
    Milestone,
    PerformanceFramework,
    PlanAction,
    PlanSection,
    PlanVersion,
    Priority,
    ReportingPeriod,
    Strategy,
)
from priorities.plans import plan_drafting, planning
from priorities.plans.responsibility import version_on
from priorities.reports import reporting
from priorities.sheets.days_as_said import due_said
from priorities.updates import framing, updating
from priorities.updates.update_checks import Said

VERSION_FACTS = ("covers_from", "covers_until", "impact_advice", "impact_advice_by")
ACTION_FACTS = ("measure", "starts_on", "budget", "resources")
LAST_ENDED = "last ended"
"""What a step says for the last period that had ended by its day, where days are counted back from that of loading."""

UPDATE_FACTS = (
    *("direction", "text", "reason", "remedy", "tried", "expected_on", "approved_at"),
    *("spend", "won", "evidence"),
)


def framework(scene: Scene, name: str, *, body: str, periods: Sequence[Mapping[str, Any]] = (), **facts: Any) -> None:
    """A body sets by what others report, with its periods; `last_day` of a period belongs to it."""
    told = known(facts, ("behind_amber_days", "behind_green_days", "overspent_percent", "notes"))
    row = PerformanceFramework(body=finding.body(body), name=name, **told)
    write(row, by=scene.by, why=scene.reason)
    for each in periods:
        ends = each["last_day"] + datetime.timedelta(days=1)
        told = {key: each[key] for key in ("slug", "name", "starts", "updates_due") if key in each}
        write(ReportingPeriod(framework=row, ends=ends, **told), by=scene.by)


def quarters(scene: Scene, name: str, *, due_after: int) -> None:
    """A framework gets the quarters of each financial year from the day of the step to the day of loading."""
    row = _framework(name)
    years = [day.year - (day.month < framing.FIRST_MONTH) for day in (scene.on, timezone.localdate())]
    for year in range(years[0], years[1] + 1):
        framing.lay_down_year(row, year=year, due_after=due_after, by=scene.by)


def plan(
    scene: Scene,
    slug: str,
    *,
    owner: str,
    title: str,
    monitor: str = "",
    kind: str = DeliveryPlan.Kind.DELIVERY,
    framework: str = "",
    strategy: str = "",
    introduction: str = "",
    adopted_at: str = "",
    priorities: Sequence[str] = (),
    approaches: Mapping[str, str] | None = None,
    section: Sequence[Mapping[str, Any]] = (),
    review_due: datetime.date | None = None,
    **facts: Any,
) -> None:
    """A plan with its first version, which is published on that day."""
    row = planning.establish_plan(
        finding.body(owner),
        slug=slug,
        title=title,
        kind=kind,
        monitor=finding.body(monitor) if monitor else None,
        framework=_framework(framework) if framework else None,
        strategy=finding.of_slug(Strategy, strategy) if strategy else None,
        **scene.deed,
    )
    version = row.versions.get()
    for name, value in known(facts, VERSION_FACTS).items():
        setattr(version, name, value)
    version.introduction = prose(introduction)
    write(version, by=scene.by)
    version.priorities.set(finding.of_slug(Priority, each) for each in priorities)
    for each in section:
        _section(scene, version, each)
    for approach, how in (approaches or {}).items():
        plan_drafting.apply_approach(version, finding.of_slug(Approach, approach), how=how, by=scene.by)
    planning.publish_version(version, adopted_at=adopted_at, **scene.deed)
    if review_due is not None:
        planning.amend_plan(row, review_due=review_due, by=scene.by, reason=scene.reason)


def report(scene: Scene, slug: str, *, period: str, updates: Sequence[Mapping[str, Any]]) -> None:
    """What leads said of their actions for a period, recorded on that day."""
    row = finding.of_slug(DeliveryPlan, slug)
    when = _period(row, period, scene.on)
    actions = _actions(row, scene.on)
    for each in updates:
        approved_by = each.get("approved_by", "")
        told = known({key: each[key] for key in each if key not in {"ref", "status", "approved_by"}}, UPDATE_FACTS)
        action = _named(actions, each["ref"])
        updating.record_update(
            action,
            when,
            status=each["status"],
            by=scene.by,
            approved_by=finding.body(approved_by) if approved_by else None,
            reported_by=str(action.lead_officer or action.lead_body or ""),
            at=_noon(scene.on),
            **told,
        )


def hand_in(scene: Scene, slug: str, *, ref: str, status: str, period: str = LAST_ENDED, **facts: Any) -> None:
    """What the lead officer of an action said of it by quick entry, now; it waits to be read by an editor."""
    row = finding.of_slug(DeliveryPlan, slug)
    action = _named(_actions(row, scene.on), ref)
    lead = action.lead_officer
    if lead is None or lead.account is None:
        raise NotThereError(f"{ref} has no lead officer with an account who could hand anything in.")
    said = Said(status, **known(facts, UPDATE_FACTS))
    when = _period(row, period, scene.on)
    updating.hand_in_update(action, when, said=said, by=lead.account, reported_by=lead.name)


def reach(scene: Scene, slug: str, *, ref: str, milestone: str) -> None:
    """A milestone was reached on that day."""
    action = _named(_actions(finding.of_slug(DeliveryPlan, slug), scene.on), ref)
    row = Milestone.objects.filter(action=action, text=milestone).first()
    if row is None:
        raise NotThereError(f"{ref} has no milestone “{milestone}”.")
    updating.reach_milestone(row, on=scene.on, by=scene.by)


def fix_report(scene: Scene, slug: str, *, period: str) -> None:
    """The report of a plan for a period is fixed and published."""
    row = finding.of_slug(DeliveryPlan, slug)
    at = _noon(scene.on)
    made = reporting.make_report(_period(row, period, scene.on), by=scene.by, plan=row, reason=scene.reason, at=at)
    reporting.publish_report(made, by=scene.by, at=at)


def hand_over_plan(scene: Scene, slug: str, *, to: str, rule: str) -> None:
    """A handover is opened: monitoring is to pass to another body once a condition holds."""
    row = finding.of_slug(DeliveryPlan, slug)
    handing_over.open_handover(row, to=finding.body(to), rule=" ".join(rule.split()), on=scene.on, by=scene.by)


def handed_over(scene: Scene, slug: str) -> None:
    """Monitoring passes on that day."""
    handing_over.complete_handover(waiting_handover(slug), on=scene.on, by=scene.by)


# What belongs to a plan ----------------------------------------------------------------------------------


def _section(scene: Scene, version: PlanVersion, told: Mapping[str, Any]) -> None:
    priority = finding.of_slug(Priority, told["priority"]) if told.get("priority") else None
    section = plan_drafting.add_section(
        version,
        by=scene.by,
        heading=told["heading"],
        letter=told.get("letter", ""),
        key_characteristics=told.get("key_characteristics", "").strip(),
        priority=priority,
    )
    area = {each["ref"]: each["area"] for each in told["actions"] if each.get("area")}
    for each in told["actions"]:
        _action(scene, section, {"area": area.get(each["ref"], ""), **each})


def _action(scene: Scene, section: PlanSection, told: Mapping[str, Any]) -> None:
    """One bullet; `due` in the plan's words, of which a day is made where it is certain."""
    due = due_said(told.get("due", ""))
    facts = {name: told[name] for name in ACTION_FACTS if name in told}
    plan_drafting.add_action(
        section,
        by=scene.by,
        ref=told["ref"],
        what=told["what"],
        area_for_improvement=told["area"],
        lead_body=finding.body(told["lead"]) if told.get("lead") else None,
        lead_officer=finding.person(told["officer"]) if told.get("officer") else None,
        tasked_by=finding.body(told["tasked_by"]) if told.get("tasked_by") else None,
        priority=finding.of_slug(Priority, told["priority"]) if told.get("priority") else section.priority,
        existing_activity=told.get("under_way", ""),
        due=due.day,
        due_as_said=due.as_said,
        partner_bodies=[finding.body(slug) for slug in told.get("partner_bodies", ())],
        partners=[finding.organisation(slug) for slug in told.get("partner_organisations", told.get("partners", ()))],
        approaches=[finding.of_slug(Approach, slug) for slug in told.get("approaches", ())],
        areas=[finding.of_slug(Area, slug) for slug in told.get("areas", ())],
        milestones=[_milestone(each) for each in told.get("milestones", ())],
        **facts,
    )


def _milestone(told: Mapping[str, str]) -> dict[str, Any]:
    due = due_said(told["due"])
    return {"text": told["text"], "due": due.day, "due_as_said": due.as_said}


def _actions(row: DeliveryPlan, day: datetime.date) -> dict[str, PlanAction]:
    """The actions in force on that day by their reference."""
    actions = PlanAction.objects.filter(section__version=version_on(row, day))
    return {action.reference: action for action in actions.select_related("lead_body", "lead_officer")}


def _named(actions: Mapping[str, PlanAction], ref: str) -> PlanAction:
    if ref not in actions:
        raise NotThereError(f"The plan has no action {ref}; it has {', '.join(actions)}.")
    return actions[ref]


def action_of(plan: str, ref: str, day: datetime.date) -> PlanAction:
    """The action of a plan in force on that day. Raises NotThereError."""
    return _named(_actions(finding.of_slug(DeliveryPlan, plan), day), ref)


def _framework(name: str) -> PerformanceFramework:
    row = PerformanceFramework.objects.filter(name=name).first()
    if row is None:
        raise NotThereError(f"There is no framework “{name}”, or none yet: add it further up.")
    return row


def _period(row: DeliveryPlan, slug: str, on: datetime.date) -> ReportingPeriod:
    periods = ReportingPeriod.objects.filter(framework=row.framework)
    named = periods.filter(ends__lte=on).latest_first() if slug == LAST_ENDED else periods.filter(slug=slug)
    period = named.first()
    if period is None:
        raise NotThereError(f"The framework of “{row.slug}” has no period “{slug}”.")
    return period


def waiting_handover(slug: str) -> Handover:
    """The handover of a plan that waits. Raises NotThereError."""
    row = Handover.objects.waiting().filter(plan=finding.of_slug(DeliveryPlan, slug)).first()
    if row is None:
        raise NotThereError(f"No handover of “{slug}” is waiting.")
    return row


def _noon(day: datetime.date) -> datetime.datetime:
    """Noon of the day, or now where that is still to come."""
    return min(timezone.make_aware(datetime.datetime.combine(day, datetime.time(12))), timezone.now())
