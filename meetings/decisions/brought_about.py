"""What a decision can bring about, what rests on it, and which planned action it is about."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from governance.foundation.deeds import Refused
from meetings.models import Action, Decision
from priorities.models import CardStep, Handover, PlanAction, PlanVersion, Priority, Strategy

AGREED = (Decision.Outcome.APPROVED, Decision.Outcome.AMENDED)
"""The outcomes by which a decision can bring something about."""

ADOPTING = ("adopts_terms", "adopts_document", "adopts_strategy", "adopts_plan", "confident_in", "accepts_card")
"""What a decision can bring about, each by a deed of its own; one decision brings about one of them."""


@dataclass(frozen=True)
class BroughtAbout:
    """One line of a decision's page: what it did, to what, and where that is read, without the day."""

    label: str
    words: str
    address: str


def resting_on(decision: Decision) -> str:
    """Which of ADOPTING the decision has brought about; empty where nothing rests on it. No query."""
    return next((name for name in ADOPTING if getattr(decision, f"{name}_id")), "")


def require_nothing_rests(decision: Decision, so: str) -> None:
    """Raise Refused where something rests on the decision; `so` ends the sentence: what therefore cannot be done."""
    if name := resting_on(decision):
        raise Refused(f"“{getattr(decision, name)}” rests on {decision}, so {so}.")


def brought_about(decision: Decision, user: Any) -> list[BroughtAbout]:
    """What the decision adopted, said it was confident in or accepted. 1 query for what it names, mostly none."""
    found = [
        _strategy(decision.adopts_strategy_id, user),
        _plan(decision.adopts_plan_id, user),
        _handover(decision.confident_in_id, user),
        _card(decision.accepts_card_id, user),
    ]
    return [each for each in found if each is not None]


def about(record: Decision | Action, user: Any) -> Any:
    """The planned action that a decision or an action of the log is about, where the user may read it, or None.

    With its plan and `its_priority`. At most 1 query. It may stand in a version of the plan that is over by now.
    """
    if record.plan_action_id is None:
        return None
    rows = PlanAction.objects.visible_to(user).with_its_priority().select_related("section__version__plan")
    return rows.filter(pk=record.plan_action_id).first()


def priority_of_record(record: Decision | Action, planned: Any, user: Any) -> Priority | None:
    """The published priority that a decision or an action of the log helps, by its item or else by what is planned.

    `planned` comes from `about`. At most 1 query.
    """
    keys = [record.item.priority_id] if record.item_id and record.item else []
    keys += [planned.its_priority] if planned else []
    rows = Priority.objects.visible_to(user).published().filter(pk__in=[key for key in keys if key])
    found = {row.pk: row for row in rows} if any(keys) else {}
    return next((found[key] for key in keys if key in found), None)


def _strategy(key: int | None, user: Any) -> BroughtAbout | None:
    strategy = Strategy.objects.visible_to(user).filter(pk=key).first() if key else None
    if strategy is None:
        return None
    return BroughtAbout("Adopted", strategy.title, reverse("priorities:strategy", args=[strategy.slug]))


def _plan(key: int | None, user: Any) -> BroughtAbout | None:
    rows = PlanVersion.objects.visible_to(user).select_related("plan")
    version = rows.filter(pk=key).first() if key else None
    if version is None:
        return None
    address = reverse("priorities:plan-version", args=[version.plan.slug, version.number])
    return BroughtAbout("Adopted", f"{version.plan.title}, version {version.number}", address)


def _handover(key: int | None, user: Any) -> BroughtAbout | None:
    rows = Handover.objects.visible_to(user).select_related("plan", "from_body", "to_body")
    handover = rows.filter(pk=key).first() if key else None
    if handover is None:
        return None
    words = f"handing the monitoring of {handover.plan.title} over"
    return BroughtAbout("Is confident in", words, reverse("priorities:handover", args=[handover.plan.slug]))


def _card(key: int | None, user: Any) -> BroughtAbout | None:
    rows = CardStep.objects.visible_to(user).select_related("card")
    step = rows.filter(pk=key).first() if key else None
    if step is None:
        return None
    card = step.card
    address = reverse("priorities:report-card", args=[card.slug, card.period_slug])
    return BroughtAbout("Accepted the report card", f"{card.title}, {card.period}", address)
