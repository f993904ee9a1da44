"""Assessing: the deeds that record what a review found, publish it, and say which action answers each issue."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from governance.foundation.access import require_edit
from governance.foundation.deeds import Refused, strike, write
from governance.foundation.publication import State, turn
from governance.foundation.sentences import plain_day
from governance.models import Body, Organisation
from priorities.models import Area, Assessment, AssessmentIssue, AssessmentTheme, IssueAnswer, PlanAction

FACTS = frozenset(
    {
        "assessor",
        "received_on",
        "received_as_said",
        "made_public_on",
        "made_public_at",
        "address",
        "coordinated_by",
        "summary",
    }
)
"""What is told of a review, beside its title and its kind."""
THEME_FACTS = frozenset({"name", "parent", "position"})
ISSUE_FACTS = frozenset({"text", "kind", "theme", "position", "under_way", "response"})

Kind = AssessmentIssue.Kind


@transaction.atomic
def record_assessment(
    body: Body, *, slug: str, title: str, kind: str, by: Any, reason: str = "", **facts: Any
) -> Assessment:
    """Record that a review of `body` is to come or was received, as a draft (items 169, 177).

    `facts` are those of FACTS. Raises Refused, and TypeError for a fact that is none of those.
    """
    _check_facts(facts, FACTS, "An assessment")
    body = Body.objects.locked(body.pk)
    require_edit(by, body)
    return write(Assessment(body=body, slug=slug, title=title.strip(), kind=kind, **facts), by=by, why=reason)


@transaction.atomic
def amend_assessment(assessment: Assessment, *, by: Any, reason: str = "", **facts: Any) -> Assessment:
    """Change what is told of the review itself: `facts` are any of FACTS, its title, kind and body.

    Raises Refused, and TypeError for a fact that is none of those.
    """
    _check_facts(facts, FACTS | {"title", "kind", "body"}, "An assessment")
    assessment = _locked(assessment, by)
    _put(assessment, facts)
    require_edit(by, assessment.body)
    return write(assessment, by=by, why=reason)


@transaction.atomic
def add_theme(
    assessment: Assessment,
    *,
    name: str,
    by: Any,
    parent: AssessmentTheme | None = None,
    position: int = 0,
    reason: str = "",
) -> AssessmentTheme:
    """Add a theme, or with `parent` an outcome under that theme (item 171); at the end, unless `position` says where."""
    assessment = _locked(assessment, by)
    row = AssessmentTheme(assessment=assessment, parent=parent, name=name.strip())
    _check_theme(row)
    row.position = position or _next(AssessmentTheme, assessment)
    return write(row, by=by, why=reason)


@transaction.atomic
def amend_theme(theme: AssessmentTheme, *, by: Any, reason: str = "", **facts: Any) -> AssessmentTheme:
    """Change a theme: `facts` are any of THEME_FACTS. Raises Refused as `add_theme` does, TypeError for another fact."""
    _check_facts(facts, THEME_FACTS, "A theme")
    _locked(theme.assessment, by)
    theme = AssessmentTheme.objects.get(pk=theme.pk)
    _put(theme, facts)
    _check_theme(theme)
    return write(theme, by=by, why=reason)


@transaction.atomic
def add_issue(
    assessment: Assessment,
    *,
    text: str,
    by: Any,
    kind: str = Kind.ISSUE,
    theme: AssessmentTheme | None = None,
    organisations: Iterable[Organisation] = (),
    areas: Iterable[Area] = (),
    under_way: str = "",
    response: str = "",
    position: int = 0,
    reason: str = "",
) -> AssessmentIssue:
    """Add what the review found: an issue, what works well, what to stop, or a recommendation.

    It stands at the end, unless `position` says where.
    `under_way`: the response that was under way already (item 172); `response`: what the partnership said (item 176).
    """
    assessment = _locked(assessment, by)
    row = AssessmentIssue(
        assessment=assessment,
        theme=theme,
        position=position or _next(AssessmentIssue, assessment),
        kind=kind,
        text=text.strip(),
        under_way=under_way,
        response=response,
    )
    _check_issue(row)
    areas = _checked_areas(areas, assessment)
    write(row, by=by, why=reason)
    row.organisations.set(organisations)
    row.areas.set(areas)
    return row


@transaction.atomic
def amend_issue(
    issue: AssessmentIssue,
    *,
    by: Any,
    organisations: Iterable[Organisation] | None = None,
    areas: Iterable[Area] | None = None,
    reason: str = "",
    **facts: Any,
) -> AssessmentIssue:
    """Change what the review found, or record what the partnership says to it (item 176): any of ISSUE_FACTS.

    `organisations` and `areas` replace those that it has, None keeps them. Raises Refused as `add_issue` does, and
    TypeError for another fact.
    """
    _check_facts(facts, ISSUE_FACTS, "A finding")
    assessment = _locked(issue.assessment, by)
    issue = AssessmentIssue.objects.get(pk=issue.pk)
    _put(issue, facts)
    _check_issue(issue)
    areas = None if areas is None else _checked_areas(areas, assessment)
    if organisations is not None:
        issue.organisations.set(organisations)
    if areas is not None:
        issue.areas.set(areas)
    return write(issue, by=by, why=reason)


@transaction.atomic
def publish_assessment(assessment: Assessment, *, by: Any, reason: str = "") -> Assessment:
    """Let the public read the assessment, with its themes, what it found and the answers.

    One that was received must say what it found; one that is still to come is published for the calendar of reviews.
    Raises Refused before the day on which the assessor makes it public.
    """
    assessment = _locked(assessment, by)
    public_on = assessment.made_public_on
    if public_on is not None and public_on > timezone.localdate() and assessment.issues.exists():
        raise Refused(f"The assessor makes it public on {plain_day(public_on)}: publish it on that day or later.")
    was_received = assessment.received_on is not None and assessment.received_on <= timezone.localdate()
    if was_received and not assessment.issues.exists():
        raise Refused("It was received, but nothing that it found is entered: enter that first.")
    return turn(assessment, State.PUBLISHED, by=by, why=reason)


@transaction.atomic
def withdraw_assessment(assessment: Assessment, *, by: Any, reason: str) -> Assessment:
    """Take the assessment out of the public's sight; its editors keep it."""
    if not reason.strip():
        raise Refused("Say why the public is no longer to read it.")
    return turn(_locked(assessment, by), State.WITHDRAWN, by=by, why=reason)


@transaction.atomic
def answer_issue(
    issue: AssessmentIssue, action: PlanAction, *, by: Any, note: str = "", reason: str = ""
) -> IssueAnswer:
    """Say that a planned action answers the issue (item 173), in this version of its plan and in those that follow.

    The public reads it once the plan is published. Raises Refused for what needs no answer, for an action that answers
    it already in whatever version, and for one of another partnership.
    """
    assessment = _locked(issue.assessment, by)
    issue = AssessmentIssue.objects.get(pk=issue.pk)
    if issue.kind == Kind.WORKS_WELL:
        raise Refused("What works well needs no answer: choose an area for improvement.")
    if action.section.version.plan.body.partnership_id != assessment.body.partnership_id:
        raise Refused("That action stands in another partnership’s plan: choose one of this partnership.")
    if IssueAnswer.objects.filter(issue=issue, action__lineage=action.lineage).exists():
        raise Refused("That action answers the issue already.")
    return write(IssueAnswer(issue=issue, action=action, note=note.strip()), by=by, why=reason)


@transaction.atomic
def withdraw_answer(answer: IssueAnswer, *, by: Any, reason: str = "") -> AssessmentIssue:
    """Take back that an action answers an issue; return the issue."""
    _locked(answer.issue.assessment, by)
    answer = IssueAnswer.objects.select_related("issue").get(pk=answer.pk)
    strike(answer, by=by, why=reason)
    return answer.issue


def _check_theme(theme: AssessmentTheme) -> None:
    """That an outcome stands under a theme of the same assessment. Raises Refused."""
    if not theme.name:
        raise Refused("Give the theme a name.")
    above = theme.parent
    if above is None:
        return
    if above.assessment_id != theme.assessment_id:
        raise Refused(f"“{above}” is a theme of another assessment: choose one of this one.")
    if above.parent_id is not None or above.pk == theme.pk:
        raise Refused(f"“{above}” is an outcome itself: choose the theme above it.")
    if theme.pk is not None and theme.outcomes.exists():
        raise Refused(f"“{theme}” has outcomes of its own: leave it a theme.")


def _check_issue(issue: AssessmentIssue) -> None:
    """That something was found, and stands under a theme of the same assessment. Raises Refused."""
    if not issue.text:
        raise Refused("Say what the review found.")
    if issue.theme is not None and issue.theme.assessment_id != issue.assessment_id:
        raise Refused(f"“{issue.theme}” is a theme of another assessment: choose one of this one.")


def _checked_areas(areas: Iterable[Area], assessment: Assessment) -> list[Area]:
    """The areas, all of the partnership that was reviewed. Raises Refused."""
    found = list(areas)
    for area in found:
        if area.partnership_id != assessment.body.partnership_id:
            raise Refused(f"“{area}” is an area of another partnership: choose one of this partnership.")
    return found


def _check_facts(facts: Iterable[str], known: frozenset[str], what: str) -> None:
    if unknown := set(facts) - known:
        raise TypeError(f"{what} has no fact that is called {sorted(unknown)}.")


def _put(row: Any, facts: dict[str, Any]) -> None:
    """Set these facts, texts without the blanks around them."""
    for name, value in facts.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)


def _locked(assessment: Assessment, by: Any) -> Assessment:
    """The assessment, re-read under its body's lock and its own. Raises Refused."""
    Body.objects.locked(assessment.body_id)
    assessment = Assessment.objects.select_for_update(no_key=True).get(pk=assessment.pk)
    require_edit(by, assessment.body)
    return assessment


def _next(model: Any, assessment: Assessment) -> int:
    return (model.objects.filter(assessment=assessment).aggregate(last=Max("position"))["last"] or 0) + 1
