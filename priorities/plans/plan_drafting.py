"""Drafting: the deeds that write sections, actions and milestones in a draft version of a plan.

Each holds the plan's lock, needs the right to edit the plan's owner, and refuses for what is not a draft.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max, Model, ProtectedError, QuerySet

from governance.foundation.deeds import Refused, strike, write
from priorities.models import (
    Approach,
    Milestone,
    PlanAction,
    PlanApproach,
    PlanSection,
    PlanVersion,
    Priority,
)
from priorities.plans.due_days import agree_on_due
from priorities.plans.planning import locked_draft

VERSION_FACTS = frozenset(
    {"covers_from", "covers_until", "introduction", "impact_advice", "impact_advice_by", "adopted_at", "priorities"}
)
SECTION_FACTS = frozenset({"letter", "heading", "key_characteristics", "priority", "position"})
SEVERAL = ("partner_bodies", "partners", "approaches", "areas")
"""Facts of an action that name several records."""
ACTION_FACTS = frozenset(
    field.name for field in PlanAction._meta.concrete_fields if field.name not in ("id", "section", "lineage")
)
MILESTONE_FACTS = frozenset({"text", "due", "due_as_said", "position"})


@transaction.atomic
def amend_version(version: PlanVersion, *, by: Any, reason: str = "", **facts: Any) -> PlanVersion:
    """Change what a draft says of itself: VERSION_FACTS, of which `priorities` are those that it serves (item 8).

    `covers_until` is the last day that it covers. Raises Refused, and TypeError for any other fact.
    """
    _known(facts, VERSION_FACTS, "plan version")
    version = locked_draft(version, by)
    served: Iterable[Priority] | None = facts.pop("priorities", None)
    _say(version, facts)
    if version.covers_until and not version.covers_from:
        raise Refused("Say from which day on the plan covers the time.")
    if version.covers_from and version.covers_until and version.covers_until < version.covers_from:
        raise Refused("The plan ends before it begins: give a later last day.")
    write(version, by=by, why=reason)
    if served is not None:
        version.priorities.set(served)
    return version


@transaction.atomic
def add_section(
    version: PlanVersion,
    *,
    by: Any,
    heading: str,
    letter: str = "",
    key_characteristics: str = "",
    priority: Priority | None = None,
    reason: str = "",
) -> PlanSection:
    """Add a section after the last one; `key_characteristics` one on each line (item 140). Raises Refused."""
    version = locked_draft(version, by)
    position = _next(version.sections.all())
    section = PlanSection(version=version, position=position)
    facts = {"heading": heading, "letter": letter, "key_characteristics": key_characteristics, "priority": priority}
    return _write_section(section, facts, by=by, why=reason)


@transaction.atomic
def amend_section(section: PlanSection, *, by: Any, reason: str = "", **facts: Any) -> PlanSection:
    """Change a section of a draft: SECTION_FACTS. Raises Refused, and TypeError for any other fact."""
    _known(facts, SECTION_FACTS, "section")
    version = locked_draft(section.version, by)
    section = version.sections.get(pk=section.pk)
    section.version = version
    return _write_section(section, facts, by=by, why=reason)


@transaction.atomic
def remove_section(section: PlanSection, *, by: Any, reason: str = "") -> None:
    """Take an empty section out of a draft. Raises Refused while it has actions."""
    version = locked_draft(section.version, by)
    section = version.sections.get(pk=section.pk)
    section.version = version
    if section.actions.exists():
        raise Refused(f"“{section}” has actions: take them out or move them to another section first.")
    strike(section, by=by, why=reason)


@transaction.atomic
def add_action(
    section: PlanSection,
    *,
    by: Any,
    ref: str,
    what: str,
    milestones: Iterable[Mapping[str, Any]] = (),
    reason: str = "",
    **facts: Any,
) -> PlanAction:
    """Add an action to a section of a draft, after the last one (items 139 to 143).

    A second action under the same `ref` becomes its next bullet and shares its area for improvement. `facts` are
    fields of PlanAction, and `partner_bodies`, `partners`, `approaches`, `areas`; `lineage` only where the action goes
    on from one of the version before. Each of `milestones` holds `text`, and may hold `due` and `due_as_said`.
    Raises Refused, and TypeError for a fact that an action does not have.
    """
    lineage = facts.pop("lineage", None)
    _known(facts, ACTION_FACTS | set(SEVERAL), "action")
    section = _draft_section(section, by)
    action = PlanAction(section=section, position=_next(section.actions.all()))
    if lineage is not None:
        if PlanAction.objects.filter(section__version=section.version_id, lineage=lineage).exists():
            raise Refused(f"The draft has the action that {ref} goes on from already.")
        action.lineage = lineage
    row = list(section.actions.filter(ref=ref.strip()).order_by("bullet"))
    action.bullet = row[-1].bullet + 1 if row else 1
    if row and not facts.get("area_for_improvement"):
        facts["area_for_improvement"] = row[0].area_for_improvement
    action = _write_action(action, {"ref": ref, "what": what, **facts}, by=by, why=reason)
    for number, step in enumerate(milestones, start=1):
        _write_milestone(Milestone(action=action, position=number), step, by=by, why=reason)
    return action


@transaction.atomic
def amend_action(action: PlanAction, *, by: Any, reason: str = "", **facts: Any) -> PlanAction:
    """Change an action of a draft: ACTION_FACTS, SEVERAL, or its `section`.

    Its area for improvement changes for every bullet under its ref. In another section it comes last. Raises
    Refused, and TypeError for a fact that an action does not have.
    """
    _known(facts, ACTION_FACTS | {*SEVERAL, "section"}, "action")
    action = _draft_action(action, by)
    to = facts.pop("section", None)
    if to is not None and to.pk != action.section_id:
        version = action.section.version
        if to.version_id != version.pk:
            raise Refused("An action moves within its plan: choose a section of the same draft.")
        to.version = version
        action.section, action.position = to, _next(to.actions.all())
    action = _write_action(action, facts, by=by, why=reason)
    if "area_for_improvement" in facts:
        for bullet in action.section.actions.filter(ref=action.ref).exclude(pk=action.pk):
            bullet.section = action.section
            bullet.area_for_improvement = action.area_for_improvement
            write(bullet, by=by, why=reason)
    return action


@transaction.atomic
def remove_action(action: PlanAction, *, by: Any, reason: str = "") -> None:
    """Take an action, and its milestones, out of a draft. Raises Refused where something else names it."""
    action = _draft_action(action, by)
    _strike(action, f"Something else names {action.reference}: take that away first.", by=by, why=reason)


@transaction.atomic
def add_milestone(action: PlanAction, *, by: Any, reason: str = "", **facts: Any) -> Milestone:
    """Add a milestone to an action of a draft, after the last one: MILESTONE_FACTS (item 175). Raises Refused."""
    action = _draft_action(action, by)
    step = Milestone(action=action, position=_next(action.milestones.all()))
    return _write_milestone(step, facts, by=by, why=reason)


@transaction.atomic
def amend_milestone(milestone: Milestone, *, by: Any, reason: str = "", **facts: Any) -> Milestone:
    """Change a milestone of a draft: MILESTONE_FACTS. Raises Refused."""
    return _write_milestone(_draft_milestone(milestone, by), facts, by=by, why=reason)


@transaction.atomic
def remove_milestone(milestone: Milestone, *, by: Any, reason: str = "") -> None:
    """Take a milestone out of a draft. Raises Refused where something else names it."""
    _strike(_draft_milestone(milestone, by), "Something else names that milestone.", by=by, why=reason)


@transaction.atomic
def apply_approach(version: PlanVersion, approach: Approach, *, how: str, by: Any, reason: str = "") -> PlanApproach:
    """Say how a draft applies an approach (item 15); said again, the later words stand. Raises Refused."""
    version = locked_draft(version, by)
    if not how.strip():
        raise Refused(f"Say how the plan applies {approach}.")
    row = version.approaches.filter(approach=approach).first() or PlanApproach(approach=approach)
    row.version, row.how = version, how.strip()
    return write(row, by=by, why=reason)


@transaction.atomic
def drop_approach(version: PlanVersion, approach: Approach, *, by: Any, reason: str = "") -> None:
    """Take out of a draft what it says of an approach. Nothing happens where it says nothing."""
    version = locked_draft(version, by)
    for row in version.approaches.filter(approach=approach):
        row.version = version
        strike(row, by=by, why=reason)


# What they share ----------------------------------------------------------------------------------------------


def _known(facts: Mapping[str, Any], names: Iterable[str], what: str) -> None:
    if unknown := set(facts) - set(names):
        raise TypeError(f"A {what} has nothing that is called {sorted(unknown)}.")


def _say(record: Model, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        setattr(record, name, value.strip() if isinstance(value, str) else value)


def _next(rows: QuerySet[Any]) -> int:
    """The position after the last."""
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1


def _draft_section(section: PlanSection, by: Any) -> PlanSection:
    """The section, re-read, of a draft that the user edits."""
    version = locked_draft(section.version, by)
    section = version.sections.get(pk=section.pk)
    section.version = version
    return section


def _draft_action(action: PlanAction, by: Any) -> PlanAction:
    """The action, re-read, of a draft that the user edits."""
    version = locked_draft(action.section.version, by)
    action = PlanAction.objects.select_related("section").get(pk=action.pk, section__version=version)
    action.section.version = version
    return action


def _draft_milestone(milestone: Milestone, by: Any) -> Milestone:
    action = _draft_action(milestone.action, by)
    milestone = action.milestones.get(pk=milestone.pk)
    milestone.action = action
    return milestone


def _write_section(section: PlanSection, facts: Mapping[str, Any], *, by: Any, why: str) -> PlanSection:
    _say(section, facts)
    if not section.heading:
        raise Refused("Give the section a heading.")
    same = PlanSection.objects.filter(version=section.version_id, letter=section.letter).exclude(pk=section.pk)
    if section.letter and same.exists():
        raise Refused(f"The plan has a section {section.letter} already: choose another letter.")
    return write(section, by=by, why=why)


def _write_action(action: PlanAction, facts: dict[str, Any], *, by: Any, why: str) -> PlanAction:
    several = {name: list(facts.pop(name)) for name in SEVERAL if name in facts}
    _say(action, facts)
    agree_on_due(action, facts)
    _check(action)
    write(action, by=by, why=why)
    for name, named in several.items():
        getattr(action, name).set(named)
    return action


def _check(action: PlanAction) -> None:
    if not action.ref:
        raise Refused("Give the action a reference, such as A1.")
    if not action.what:
        raise Refused(f"Say what is to be done under {action.ref}.")
    first = action.section.actions.filter(ref=action.ref).exclude(pk=action.pk).order_by("bullet").first()
    if first and action.pk is None and first.area_for_improvement != action.area_for_improvement:
        raise Refused(f"{action.ref} stands for “{first.area_for_improvement}”: give this action another reference.")
    if action.starts_on and action.due and action.due < action.starts_on:
        raise Refused(f"{action.reference} is due before it begins: choose a later day.")
    repeated = action.same_as
    if repeated is not None and repeated.lineage == action.lineage:
        raise Refused("An action cannot repeat itself: choose the other one.")
    if repeated is not None and not repeated.section.version.is_published:
        raise Refused(f"{repeated.reference} is not in a published plan: choose an action of one that is.")


def _write_milestone(step: Milestone, facts: Mapping[str, Any], *, by: Any, why: str) -> Milestone:
    _known(facts, MILESTONE_FACTS | {"lineage"}, "milestone")
    _say(step, facts)
    agree_on_due(step, facts)
    if not step.text:
        raise Refused(f"Say what is reached by the milestone of {step.action.reference}.")
    return write(step, by=by, why=why)


def _strike(record: Model, sentence: str, *, by: Any, why: str) -> None:
    try:
        with transaction.atomic():
            strike(record, by=by, why=why)
    except ProtectedError as error:
        raise Refused(sentence) from error
