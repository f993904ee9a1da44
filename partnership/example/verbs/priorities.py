"""Verbs about strategies, priorities, approaches and areas."""

from collections.abc import Mapping, Sequence
from typing import Any

from governance.foundation.deeds import write
from partnership.example import finding
from partnership.example.prose import prose
from partnership.example.verbs.scene import Scene, known
from priorities.models import Area, Priority, PriorityArea, PriorityIssue, Strategy, StrategyChapter
from priorities.strategies import adopting, approaching, placing, prioritising

PRIORITY_FACTS = (
    *("label", "summary", "why_qualifies", "how_measured"),
    *("in_pipeline", "may_enter_on", "may_enter_as_said"),
)
"""What a step may say of a priority besides its name, where it stands and who leads it."""

APPROACH_FACTS = ("implicit", "scope_note", "summary")


def area(scene: Scene, slug: str, *, parent: str = "", definition: str = "", source: str = "", **facts: Any) -> None:
    """A place that plans speak of, with what it takes in where that is said."""
    told = known(facts, ("name", "kind", "code"))
    row = Area(
        slug=slug,
        partnership=finding.body(scene.partnership),
        parent=finding.of_slug(Area, parent) if parent else None,
        **told,
    )
    write(row, by=scene.by, why=scene.reason)
    if definition:
        define_area(scene, slug, text=definition, source=source)


def define_area(scene: Scene, slug: str, *, text: str, source: str = "") -> None:
    """What a place takes in from that day."""
    placing.define_area(finding.of_slug(Area, slug), text=text, on=scene.on, by=scene.by, source=source)


def strategy(
    scene: Scene,
    slug: str,
    *,
    body: str,
    summary: str = "",
    approved_by: str = "",
    approved_at: str = "",
    chapter: Sequence[Mapping[str, str]] = (),
    **facts: Any,
) -> None:
    """A strategy with its chapters, adopted on that day."""
    told = known(facts, ("title", "kind", "horizon", "what_qualifies", "impact_advice", "impact_advice_by"))
    row = Strategy(slug=slug, body=finding.body(body), summary=prose(summary), **told)
    write(row, by=scene.by, why=scene.reason)
    for position, each in enumerate(chapter, 1):
        part = StrategyChapter(
            strategy=row,
            area=finding.of_slug(Area, each["area"]),
            body=finding.body(each["body"]) if each.get("body") else None,
            position=position,
            title=each["title"],
            text=prose(each.get("text", "")),
        )
        write(part, by=scene.by)
    adopting.adopt_strategy(
        row,
        **scene.deed,
        approved_by=finding.body(approved_by) if approved_by else None,
        approved_at=approved_at,
    )


def priority(
    scene: Scene,
    slug: str,
    *,
    strategy: str,
    name: str,
    level: str = Priority.Level.PRIORITY,
    under: str = "",
    issues: Sequence[str] = (),
    areas: Mapping[str, str] | None = None,
    lead: str = "",
    officer: str = "",
    partners: Sequence[str] = (),
    **facts: Any,
) -> None:
    """A priority of a strategy with all that is known of it on that day; the public reads it at once."""
    row = prioritising.add_priority(
        finding.of_slug(Strategy, strategy),
        slug=slug,
        name=name,
        level=level,
        parent=finding.of_slug(Priority, under) if under else None,
        **scene.deed,
        **known(facts, PRIORITY_FACTS),
    )
    for position, text in enumerate(issues, 1):
        write(PriorityIssue(priority=row, position=position, text=text), by=scene.by)
    for place, purpose in (areas or {}).items():
        write(PriorityArea(priority=row, area=finding.of_slug(Area, place), purpose=purpose), by=scene.by)
    prioritising.publish_priority(row, by=scene.by, reason=scene.reason)
    if lead:
        prioritising.appoint_lead(row, finding.body(lead), **scene.deed)
    if officer:
        prioritising.appoint_officer(row, finding.person(officer), **scene.deed)
    for each in partners:
        partner(scene, slug, organisation=each)


def rename_priority(scene: Scene, slug: str, *, name: str) -> None:
    """A priority gets another name from that day."""
    prioritising.rename_priority(finding.of_slug(Priority, slug), name=name, **scene.deed)


def lead(scene: Scene, slug: str, *, body: str) -> None:
    """A body leads a priority from that day."""
    prioritising.appoint_lead(finding.of_slug(Priority, slug), finding.body(body), **scene.deed)


def lead_officer(scene: Scene, slug: str, *, person: str) -> None:
    """Somebody is lead officer of a priority from that day."""
    prioritising.appoint_officer(finding.of_slug(Priority, slug), finding.person(person), **scene.deed)


def partner(
    scene: Scene, slug: str, *, body: str = "", organisation: str = "", part: str = "", in_own_plan: str = ""
) -> None:
    """A body or an organisation takes part in a priority from that day."""
    prioritising.add_partner(
        finding.of_slug(Priority, slug),
        on=scene.on,
        by=scene.by,
        body=finding.body(body) if body else None,
        organisation=finding.organisation(organisation) if organisation else None,
        part=part,
        in_own_plan=in_own_plan,
    )


def approach(scene: Scene, slug: str, *, name: str, **facts: Any) -> None:
    """The partnership adopts an approach."""
    partnership = finding.body(scene.partnership)
    told = known(facts, APPROACH_FACTS)
    approaching.adopt_approach(partnership, slug=slug, name=name, on=scene.on, by=scene.by, **told)


def become_approach(scene: Scene, subject: str, *, slug: str, **facts: Any) -> None:
    """A priority ends on that day and is an approach from then on."""
    told = known(facts, ("name", *APPROACH_FACTS))
    approaching.become_approach(finding.of_slug(Priority, subject), slug=slug, **scene.deed, **told)
