"""Where the mark is planted among strategies, plans and figures: in drafts, and in what waits to be accepted."""

from typing import Any

from django.utils import timezone

from governance.foundation.deeds import write
from priorities.models import (
    AssessmentTheme,
    CardPartner,
    CardStep,
    IssueAnswer,
    Milestone,
    MilestoneReached,
    Mitigation,
    PerformanceReport,
    PlanApproach,
    PriorityArea,
    PriorityIssue,
    PriorityOfficer,
    PriorityPartner,
    StrategyChapter,
    UpdateReminder,
)
from priorities.reports.exceptions import plan_content
from tests import make
from tests.cast import Cast
from tests.make_meetings import make_action, make_decision, make_item, make_meeting
from tests.make_priorities import (
    make_approach,
    make_area,
    make_assessment,
    make_baseline,
    make_card,
    make_framework,
    make_handover,
    make_indicator,
    make_issue,
    make_period,
    make_plan,
    make_plan_action,
    make_priority,
    make_risk,
    make_strategy,
    make_update,
    make_value,
    make_version,
    publish,
)
from tests.mark import MARK

SLUG = MARK.lower()


def written(record: Any) -> Any:
    """Write a record past its deed."""
    return write(record, by=None, why=f"{MARK} in a reason")


def plant_strategy(cast: Cast) -> None:
    """A drafted strategy whole; of a published one the priorities that are drafted or withdrawn."""
    area = make_area(cast.partnership, "Quayside", slug="quayside")
    draft = make_strategy(
        cast.health, f"{MARK} strategy", state="draft", slug=f"{SLUG}-strategy", summary=f"<p>{MARK}</p>"
    )
    written(StrategyChapter(strategy=draft, area=area, title=f"{MARK} chapter", text=f"<p>{MARK}</p>"))
    make_priority(draft, f"{MARK} of a draft", lead=cast.board, slug=f"{SLUG}-of-a-draft")
    known = make_strategy(cast.health, "Health strategy", slug="health-strategy")
    shown = make_priority(known, "Shorter waits", lead=cast.health, slug="shorter-waits")
    for state in ("draft", "withdrawn"):
        hidden = make_priority(known, f"{MARK} {state}", lead=cast.board, state="draft", slug=f"{SLUG}-{state}")
        hidden.summary, hidden.why_qualifies, hidden.parent = f"{MARK} summary", f"{MARK} why", None
        hidden.in_pipeline, hidden.may_enter_as_said = True, f"{MARK} later"
        hidden.state = state
        written(hidden)
        written(PriorityIssue(priority=hidden, text=f"{MARK} issue"))
        written(PriorityArea(priority=hidden, area=area, purpose=f"{MARK} purpose"))
        written(PriorityOfficer(priority=hidden, person=cast.member_person, starts=make.FIRST))
        written(PriorityPartner(priority=hidden, organisation=cast.trust, part=f"{MARK} part", starts=make.FIRST))
        make_indicator(cast.health, f"Counts for {state}", priority=hidden, area=area, slug=f"counts-for-{state}")
        make_approach(cast.partnership, f"Approach beside {state}", slug=f"beside-{state}", was_priority=hidden)
    assert shown.is_published


def plant_plan(cast: Cast) -> None:
    """A plan that was never published, whole; of a published one the draft of the next version."""
    framework = make_framework(cast.health)
    period = make_period(framework, "2026-01-01", "2026-04-01", slug="2026-q1")
    hidden = make_plan(cast.health, f"{MARK} plan", monitor=cast.board, framework=framework, slug=f"{SLUG}-plan")
    make_handover(hidden, cast.jobs, rule=f"{MARK} rule")
    plan = make_plan(cast.health, "Plan for waits", monitor=cast.board, framework=framework, slug="plan-for-waits")
    first = make_version(plan)
    lead = {"lead_officer": cast.health_chair_person, "lead_body": cast.health}  # who reads what waits for acceptance
    action = make_plan_action(first, "Open on Saturdays.", **lead)
    publish(first)
    for drafted, number in ((hidden, 1), (plan, 2)):
        version = make_version(drafted, on="2026-06-01", introduction=f"<p>{MARK}</p>", impact_advice=f"{MARK} advice")
        assert version.number == number
        section = version.sections.get()
        section.heading, section.key_characteristics = f"{MARK} heading", f"{MARK} characteristic"
        written(section)
        facts = {"lead_officer": cast.member_person, "lead_organisation": cast.trust, "lead_body": cast.board}
        planned = make_plan_action(version, f"{MARK} action", measure=f"{MARK} measure", **facts)
        milestone = written(Milestone(action=planned, text=f"{MARK} milestone", due=make.day("2026-09-01")))
        written(MilestoneReached(milestone=milestone, lineage=milestone.lineage, day=make.today(), note=MARK))
        approach = make_approach(cast.partnership)
        written(PlanApproach(version=version, approach=approach, how=f"{MARK} how"))
        planned.approaches.set([approach])
        planned.areas.set([make_area(cast.partnership)])
        make_update(planned, period, "red", text=f"{MARK} text", reason=f"{MARK} reason", remedy=f"{MARK} remedy")
    said = {"text": f"{MARK} handed in", "reported_by": f"{MARK} lead", "by_link": True, "accepted_at": None}
    make_update(action, period, "red", **said, reason=f"{MARK} reason", remedy=f"{MARK} remedy")
    UpdateReminder.objects.create(person=cast.member_person, period=period, day=make.today(), actions=1)
    content = marked_content(plan, period)
    for about in (plan, None):
        written(PerformanceReport(body=cast.health, plan=about, period=period, content=content, sha256="0" * 64))


def marked_content(plan: Any, period: Any) -> dict[str, Any]:
    """What a report of the plan says, with the mark in it."""
    return {**plan_content(plan, period, known_at=timezone.now()), "as_of": MARK}


def plant_figures(cast: Cast) -> None:
    """A drafted indicator with its figures, and report cards that nobody has accepted."""
    strategy = make_strategy(cast.health, "Figures strategy", slug="figures-strategy")
    priority = make_priority(strategy, "Fewer falls", lead=cast.health, slug="fewer-falls")
    indicator = make_indicator(
        cast.health, f"{MARK} indicator", state="draft", priority=priority, slug=f"{SLUG}-indicator", definition=MARK
    )
    make_value(indicator, "2025-04-01", "2026-04-01", 4321, note=f"{MARK} note")
    make_baseline(indicator, 4320, reason=f"{MARK} rebased")
    texts = {name: f"{MARK} {name}" for name in ("story", "new_factors", "partners", "what_works", "proposals")}
    card = make_card(cast.health, priority=priority, title=f"{MARK} card", slug=f"{SLUG}-card", **texts)
    card.indicators.set([indicator])
    written(CardPartner(card=card, organisation=cast.trust))
    written(CardStep(card=card, level=1, body=cast.board, accepted_on=make.today(), accepted_at=f"{MARK} meeting"))


def plant_registers(cast: Cast) -> None:
    """Drafted risks and assessments; published ones that name a plan that is not."""
    plan = make_plan(cast.health, f"{MARK} secret plan", slug=f"{SLUG}-secret-plan")
    action = make_plan_action(make_version(plan), f"{MARK} secret action")
    hidden = make_risk(cast.health, f"{MARK} risk", state="draft", cause=f"{MARK} cause", effect=f"{MARK} effect")
    written(Mitigation(risk=hidden, text=f"{MARK} mitigation", owner=cast.member_person))
    score = hidden.scores.get()
    score.note = f"{MARK} note"
    written(score)
    make_risk(cast.health, "Nobody comes", plan=plan, action=action)
    draft = make_assessment(cast.health, f"{MARK} assessment", state="draft", slug=f"{SLUG}-assessment", summary=MARK)
    theme = written(AssessmentTheme(assessment=draft, name=f"{MARK} theme"))
    make_issue(draft, f"{MARK} issue", theme=theme, response=f"{MARK} response").organisations.set([cast.trust])
    known = make_assessment(cast.health, "Peer review", slug="peer-review")
    written(IssueAnswer(issue=make_issue(known, "Waits are long."), action=action, note=f"{MARK} note"))


def plant_joins(cast: Cast) -> None:
    """Public agenda items, decisions and actions that name a priority, a report or a planned action that is not."""
    strategy = make_strategy(cast.health, "Joined strategy", slug="joined-strategy")
    priority = make_priority(strategy, f"{MARK} joined", state="draft", slug=f"{SLUG}-joined")
    plan = make_plan(
        cast.health, f"{MARK} joined plan", slug=f"{SLUG}-joined-plan", framework=make_framework(cast.health)
    )
    action = make_plan_action(make_version(plan), f"{MARK} joined action")
    period = make_period(plan.framework, "2026-01-01", "2026-04-01", slug="joined-quarter")
    told = make_plan(cast.health, "Told plan", framework=plan.framework, slug="told-plan")
    shown = make_version(told)
    make_plan_action(shown, "Open.")
    publish(shown)
    content = marked_content(told, period)
    report = written(PerformanceReport(body=cast.health, plan=plan, period=period, content=content, sha256="0" * 64))
    meeting = make_meeting(cast.health, "2026-07-14", status="held", agenda="published")
    item = make_item(meeting, "How it goes", priority=priority, report=report)
    make_decision(meeting, "To go on.", item=item, plan_action=action)
    make_action(meeting, "Go on.", item=item, plan_action=action)


PLANTS = {
    "Strategy": plant_strategy,
    "StrategyChapter": plant_strategy,
    "Priority": plant_strategy,
    "PriorityName": plant_strategy,
    "PriorityLead": plant_strategy,
    "PriorityOfficer": plant_strategy,
    "PriorityPartner": plant_strategy,
    "PriorityIssue": plant_strategy,
    "PriorityArea": plant_strategy,
    "DeliveryPlan": plant_plan,
    "PlanResponsibility": plant_plan,
    "PlanVersion": plant_plan,
    "PlanSection": plant_plan,
    "PlanAction": plant_plan,
    "PlanApproach": plant_plan,
    "Milestone": plant_plan,
    "MilestoneReached": plant_plan,
    "Update": plant_plan,
    "UpdateReminder": plant_plan,
    "PerformanceReport": plant_plan,
    "Handover": plant_plan,
    "Indicator": plant_figures,
    "Value": plant_figures,
    "Baseline": plant_figures,
    "ReportCard": plant_figures,
    "CardPartner": plant_figures,
    "CardStep": plant_figures,
    "Risk": plant_registers,
    "RiskScore": plant_registers,
    "Mitigation": plant_registers,
    "Assessment": plant_registers,
    "AssessmentTheme": plant_registers,
    "AssessmentIssue": plant_registers,
    "IssueAnswer": plant_registers,
}

PUBLIC_BY_DECISION = {
    "Area": "the places that plans speak of",
    "AreaDefinition": "what those places take in, with the source",
    "Approach": "approaches are public from the day they are adopted",
    "PerformanceFramework": "by what is judged, with notes meant for the public",
    "ReportingPeriod": "for what time is reported",
}
