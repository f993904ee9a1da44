"""Verbs about risk registers and assessments."""

from collections.abc import Mapping, Sequence
from typing import Any

from partnership.example import finding
from partnership.example.finding import NotThereError
from partnership.example.verbs.plans import action_of
from partnership.example.verbs.scene import Scene, known
from priorities.models import Area, Assessment, AssessmentIssue, AssessmentTheme, DeliveryPlan, Risk
from priorities.registers import assessing, risking

ASSESSMENT_FACTS = (
    *("title", "kind", "assessor", "received_on", "received_as_said"),
    *("made_public_on", "made_public_at", "summary"),
)


def risk(
    scene: Scene,
    slug: str,
    *,
    title: str,
    likelihood: int,
    impact: int,
    kind: str = Risk.Kind.RISK,
    owner: str = "",
    plan: str = "",
    ref: str = "",
    mitigations: Sequence[str] = (),
    **facts: Any,
) -> None:
    """A body puts a risk or an opportunity on its register; the public reads it at once."""
    row = risking.raise_risk(
        finding.body(slug),
        by=scene.by,
        on=scene.on,
        title=title,
        kind=kind,
        likelihood=likelihood,
        impact=impact,
        owner=finding.person(owner) if owner else None,
        plan=finding.of_slug(DeliveryPlan, plan) if plan else None,
        action=action_of(plan, ref, scene.on) if ref else None,
        **known(facts, ("cause", "effect", "review_due")),
    )
    for text in mitigations:
        risking.add_mitigation(row, by=scene.by, text=text)
    risking.publish_risk(row, by=scene.by)


def score_risk(scene: Scene, slug: str, *, title: str, likelihood: int, impact: int, note: str = "") -> None:
    """A line of the register is judged anew on that day."""
    row = Risk.objects.filter(body=finding.body(slug), title=title).first()
    if row is None:
        raise NotThereError(f"The register of “{slug}” has no line “{title}”.")
    risking.score_risk(row, on=scene.on, by=scene.by, likelihood=likelihood, impact=impact, note=note)


def assessment(
    scene: Scene,
    slug: str,
    *,
    body: str,
    coordinated_by: str = "",
    theme: Sequence[Mapping[str, Any]] = (),
    works_well: Sequence[str] = (),
    stop: Sequence[str] = (),
    **facts: Any,
) -> None:
    """An outside review, or one of the partnership's own, with all that it found."""
    row = assessing.record_assessment(
        finding.body(body),
        slug=slug,
        by=scene.by,
        reason=scene.reason,
        coordinated_by=finding.body(coordinated_by) if coordinated_by else None,
        **known(facts, ASSESSMENT_FACTS),
    )
    for kind, texts in ((AssessmentIssue.Kind.WORKS_WELL, works_well), (AssessmentIssue.Kind.STOP, stop)):
        for text in texts:
            _issue(scene, row, None, {"text": text, "kind": kind})
    for each in theme:
        above = assessing.add_theme(row, name=each["name"], by=scene.by)
        for outcome in each.get("outcome", ()):
            below = assessing.add_theme(row, name=outcome["name"], by=scene.by, parent=above)
            for issue in outcome.get("issues", ()):
                _issue(scene, row, below, issue)
    assessing.publish_assessment(row, by=scene.by)


def answer(scene: Scene, slug: str, *, issue: str, plan: str, ref: str, note: str = "") -> None:
    """A planned action answers what an assessment found; `issue` are the first words of the finding."""
    row = AssessmentIssue.objects.filter(assessment__slug=slug, text__startswith=issue).first()
    if row is None:
        raise NotThereError(f"“{slug}” found nothing that begins with “{issue}”.")
    assessing.answer_issue(row, action_of(plan, ref, scene.on), by=scene.by, note=note)


def _issue(scene: Scene, row: Assessment, theme: AssessmentTheme | None, told: Mapping[str, Any]) -> None:
    assessing.add_issue(
        row,
        text=told["text"],
        by=scene.by,
        kind=told.get("kind", AssessmentIssue.Kind.ISSUE),
        theme=theme,
        organisations=[finding.organisation(each) for each in told.get("organisations", ())],
        areas=[finding.of_slug(Area, each) for each in told.get("areas", ())],
        under_way=told.get("under_way", ""),
        response=told.get("response", ""),
    )
