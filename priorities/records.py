"""The records of priorities judged, for `manage.py check_records`: what must hold of them whatever wrote them."""

import datetime
from collections.abc import Iterator

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils import timezone

from governance.foundation.printing import sha256_of
from governance.foundation.publication import State
from governance.foundation.sentences import plain_day
from governance.records import Check
from governance.records.lives import Lives
from priorities.models import (
    DeliveryPlan,
    Handover,
    MilestoneReached,
    PerformanceReport,
    PlanResponsibility,
    PlanVersion,
    Priority,
    PriorityLead,
    PriorityName,
    ReportCard,
    Update,
)
from priorities.reports.exceptions import canonical


def plans_stand_with_their_owner_of_today(lives: Lives) -> Iterator[str]:
    """A plan's index of its owner is the body that owns it today."""
    owners = PlanResponsibility.objects.in_force(timezone.localdate()).filter(
        plan=OuterRef("pk"), role=PlanResponsibility.Role.OWNER
    )
    rows = DeliveryPlan.objects.annotate(owner=Subquery(owners.values("body")[:1]))
    for plan in rows.exclude(body=F("owner")).order_by("pk"):
        owner = lives.name(plan.owner) if plan.owner else "nobody"
        yield f"Plan {plan.pk} ({plan}) stands with {lives.name(plan.body_id)} and is owned by {owner} today."
    for plan in rows.filter(owner__isnull=True).order_by("pk"):
        yield f"Plan {plan.pk} ({plan}) is owned by nobody today."


def priorities_bear_a_name(lives: Lives) -> Iterator[str]:
    """Every priority has a name of some day, and the name beside it is one of these."""
    for priority in Priority.objects.annotate(known=Count("names")).filter(known=0).order_by("pk"):
        yield f"Priority {priority.pk} ({priority}) has no dated name, so it exists on no day."
    names = PriorityName.objects.filter(priority=OuterRef("pk"), name=OuterRef("name"))
    rows = Priority.objects.annotate(known=Count("names"), same=Subquery(names.values("pk")[:1]))
    for priority in rows.filter(known__gt=0, same__isnull=True).order_by("pk"):
        yield f"Priority {priority.pk} ({priority}) bears a name that is none of its dated ones."


def priorities_are_led_by_bodies_that_exist(lives: Lives) -> Iterator[str]:
    """No priority in force is led today by a body that has ended (item 243)."""
    today = timezone.localdate()
    priorities = Priority.objects.in_force(today)
    rows = PriorityLead.objects.in_force(today).filter(priority__in=priorities).select_related("priority")
    for row in rows.order_by("priority"):
        if (ended := _ended(lives, row.body_id, today)) is not None:
            led = f"Priority {row.priority_id} ({row.priority}) is led by {lives.name(row.body_id)}"
            yield f"{led}, which exists no longer since {plain_day(ended)}."


def plans_are_answered_for_by_bodies_that_exist(lives: Lives) -> Iterator[str]:
    """No plan in force is owned or monitored today by a body that has ended."""
    today = timezone.localdate()
    plans = DeliveryPlan.objects.in_force(today)
    rows = PlanResponsibility.objects.in_force(today).filter(plan__in=plans).select_related("plan")
    for row in rows.order_by("plan", "role"):
        if (ended := _ended(lives, row.body_id, today)) is not None:
            held = f"{lives.name(row.body_id)} {row.get_role_display()} plan {row.plan_id} ({row.plan})"
            yield f"{held}, and exists no longer since {plain_day(ended)}."


def _ended(lives: Lives, body: int, day: datetime.date) -> datetime.date | None:
    """The first day without `body`, where that is `day` or before it."""
    life = lives.span(body)
    return life.ends if life is not None and life.ends is not None and life.ends <= day else None


def published_plans_say_what_is_done(lives: Lives) -> Iterator[str]:
    """A version that the public reads has an action."""
    rows = PlanVersion.objects.published().annotate(actions=Count("sections__actions")).filter(actions=0)
    for version in rows.select_related("plan").order_by("pk"):
        yield f"{version} is published without any action."


def updates_are_about_what_was_published(lives: Lives) -> Iterator[str]:
    """Nothing is said of an action that stands in a draft alone."""
    rows = Update.objects.filter(action__section__version__state=State.DRAFT).select_related("action", "period")
    for update in rows.order_by("pk"):
        yield f"Update {update.pk} ({update}) is about an action that stands in a draft alone."


def milestones_are_reached_as_the_same_milestone(lives: Lives) -> Iterator[str]:
    """What was reached bears the lineage of its milestone, by which later versions find it."""
    rows = MilestoneReached.objects.exclude(lineage=F("milestone__lineage")).select_related("milestone")
    for reached in rows.order_by("pk"):
        yield f"Milestone {reached.milestone_id} ({reached.milestone}) was reached under another lineage."


def reports_are_as_fixed(lives: Lives) -> Iterator[str]:
    """What a report says has the digest that was taken when it was fixed."""
    for report in PerformanceReport.objects.select_related("plan", "body", "period").order_by("pk").iterator():
        if sha256_of(canonical(report.content)) != report.sha256:
            yield f"Report {report.pk} ({report}) says something else than when it was fixed."


def accepted_cards_are_frozen(lives: Lives) -> Iterator[str]:
    """A card was accepted level by level, and is frozen and published from the first."""
    rows = ReportCard.objects.annotate(levels=Count("steps")).order_by("pk")
    for card in rows.filter(levels__gt=0).filter(Q(content__isnull=True) | Q(state=State.DRAFT)):
        yield f"Report card {card.pk} ({card}) was accepted, and is not frozen and published."
    for card in rows.filter(levels=0, content__isnull=False):
        yield f"Report card {card.pk} ({card}) is frozen, and nobody accepted it."
    for card in rows.filter(levels__gt=0).prefetch_related("steps"):
        if sorted(step.level for step in card.steps.all()) != list(range(1, card.levels + 1)):
            yield f"Report card {card.pk} ({card}) skipped a level on its way up."


def handovers_ended_in_monitoring(lives: Lives) -> Iterator[str]:
    """Where a handover was completed, the second body monitors the plan from that day."""
    begun = PlanResponsibility.objects.filter(
        plan=OuterRef("plan"),
        body=OuterRef("to_body"),
        role=PlanResponsibility.Role.MONITOR,
        starts=OuterRef("completed_on"),
    )
    rows = Handover.objects.filter(completed_on__isnull=False).annotate(begun=Subquery(begun.values("pk")[:1]))
    for handover in rows.filter(begun__isnull=True).select_related("plan", "from_body", "to_body").order_by("pk"):
        yield f"Handover {handover.pk} ({handover}) is completed, and monitoring did not pass."


CHECKS: tuple[Check, ...] = (
    plans_stand_with_their_owner_of_today,
    priorities_bear_a_name,
    priorities_are_led_by_bodies_that_exist,
    plans_are_answered_for_by_bodies_that_exist,
    published_plans_say_what_is_done,
    updates_are_about_what_was_published,
    milestones_are_reached_as_the_same_milestone,
    reports_are_as_fixed,
    accepted_cards_are_frozen,
    handovers_ended_in_monitoring,
)
