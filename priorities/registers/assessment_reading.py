"""Reading assessments: what was found, theme by theme, which planned action answers each issue, and which none does.

An issue counts as answered by an action that stands in the version of a plan in force on the day, whichever version
the answer was recorded in. One for which a response was under way already is told apart (item 172); the rest is open.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Prefetch, Q, TextChoices
from django.db.models.functions import Coalesce

from governance.bodies.names import body_name_on
from governance.models import Organisation
from priorities.models import Assessment, AssessmentIssue, AssessmentTheme, IssueAnswer, PlanAction
from priorities.plans.lineages import actions_in_force

Kind = AssessmentIssue.Kind


class Answered(TextChoices):
    """How an issue stands on a day."""

    OPEN = "open", "Open"
    PLANNED = "planned", "Answered by a plan"
    UNDER_WAY = "under way", "Already under way"


@dataclass(frozen=True)
class IssueLine:
    """A finding, with the planned actions that answer it on the day."""

    issue: AssessmentIssue
    actions: Sequence[tuple[PlanAction, str]]
    """Each action in force, and what was noted beside it."""

    @property
    def standing(self) -> Answered:
        """How it stands: an action in a plan says more than what was under way before."""
        if self.actions:
            return Answered.PLANNED
        return Answered.UNDER_WAY if self.issue.under_way else Answered.OPEN


@dataclass(frozen=True)
class ThemeLines:
    """A theme or an outcome with what was found under it."""

    theme: AssessmentTheme | None
    lines: list[IssueLine] = field(default_factory=list)
    outcomes: "list[ThemeLines]" = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found under it."""
        return not self.lines and all(each.is_empty for each in self.outcomes)


@dataclass(frozen=True)
class Tally:
    """How many areas for improvement stand where."""

    open: int = 0
    planned: int = 0
    under_way: int = 0

    @property
    def every(self) -> int:
        """All of them."""
        return self.open + self.planned + self.under_way


@dataclass(frozen=True)
class Findings:
    """What an assessment found, as it is answered on the day."""

    themes: Sequence[ThemeLines]
    lines: Sequence[IssueLine]

    def _of(self, kind: str) -> list[IssueLine]:
        return [line for line in self.lines if line.issue.kind == kind]

    @property
    def tally(self) -> Tally:
        """How many areas for improvement stand where."""
        return tally_of(line.standing for line in self._of(Kind.ISSUE))

    @property
    def open(self) -> list[IssueLine]:
        """The areas for improvement that nothing answers."""
        return [line for line in self._of(Kind.ISSUE) if line.standing == Answered.OPEN]

    @property
    def works_well(self) -> list[IssueLine]:
        """What works well."""
        return self._of(Kind.WORKS_WELL)

    @property
    def to_stop(self) -> list[IssueLine]:
        """What to stop doing."""
        return self._of(Kind.STOP)

    @property
    def recommendations(self) -> list[IssueLine]:
        """What was recommended, with the response."""
        return self._of(Kind.RECOMMENDATION)


@dataclass(frozen=True)
class Recurring:
    """A theme that several assessments name, with slug and title of each (item 170)."""

    name: str
    assessments: Sequence[tuple[str, str]]


def calendar_day() -> Coalesce:
    """The day under which a review stands in the calendar: when it is received, else when it becomes public."""
    return Coalesce(F("received_on"), F("made_public_on"))


def reviews(day: datetime.date, user: Any) -> Any:
    """Published assessments that the user may read, the latest first, with names of the day and `calendar_day`."""
    rows = Assessment.objects.visible_to(user).published()
    return for_reading(rows, day).order_by(F("calendar_day").desc(nulls_first=True), "title", "pk")


def for_reading(rows: Any, day: datetime.date) -> Any:
    """Assessments with the names of their bodies on the day."""
    return rows.for_page().annotate(
        calendar_day=calendar_day(),
        body_name=body_name_on("body", day),
        coordinator_name=body_name_on("coordinated_by", day),
    )


def is_to_come(assessment: Any, day: datetime.date) -> bool:
    """Whether the review, from `for_reading`, is still to come on `day`; one without a day has been."""
    return assessment.calendar_day is not None and assessment.calendar_day > day


def findings_of(assessment: Assessment, day: datetime.date, user: Any) -> Findings:
    """What the assessment found. 6 queries, one fewer where no action answers anything."""
    themes = list(AssessmentTheme.objects.visible_to(user).filter(assessment=assessment))
    issues = AssessmentIssue.objects.visible_to(user).filter(assessment=assessment)
    issues = issues.prefetch_related(Prefetch("organisations", Organisation.objects.named_on(day)), "areas")
    answers = _answers(Q(issue__assessment=assessment), day)
    lines = [IssueLine(issue, answers.get(issue.pk, [])) for issue in issues]
    return Findings(_by_theme(themes, [line for line in lines if line.issue.kind == Kind.ISSUE]), lines)


def tallies(assessments: Iterable[Assessment], day: datetime.date) -> dict[int, Tally]:
    """By assessment, how many of its areas for improvement stand where. 3 queries."""
    issues = AssessmentIssue.objects.filter(assessment__in=list(assessments), kind=Kind.ISSUE).order_by()
    answers = _answers(Q(issue__in=issues.values("pk")), day)
    found: dict[int, list[Answered]] = {}
    for issue in issues.only("pk", "assessment", "under_way"):
        line = IssueLine(issue, answers.get(issue.pk, []))
        found.setdefault(issue.assessment_id, []).append(line.standing)
    return {key: tally_of(standings) for key, standings in found.items()}


def tally_of(standings: Iterable[Answered]) -> Tally:
    """How many stand where."""
    listed = list(standings)
    return Tally(
        listed.count(Answered.OPEN),
        listed.count(Answered.PLANNED),
        listed.count(Answered.UNDER_WAY),
    )


def recurring(day: datetime.date, user: Any) -> list[Recurring]:
    """The themes that at least two published assessments of the past name, those of most first. 1 query."""
    rows = AssessmentTheme.objects.visible_to(user).filter(assessment__in=reviews(day, user).order_by().values("pk"))
    rows = rows.annotate(on=Coalesce("assessment__received_on", "assessment__made_public_on"))
    rows = rows.filter(Q(on__isnull=True) | Q(on__lte=day)).order_by("on", "assessment", "position", "pk")
    named: dict[str, tuple[str, dict[str, str]]] = {}
    for name, slug, title in rows.values_list("name", "assessment__slug", "assessment__title"):
        named.setdefault(" ".join(name.split()).casefold(), (name, {}))[1][slug] = title
    found = [Recurring(name, list(where.items())) for name, where in named.values() if len(where) > 1]
    return sorted(found, key=lambda each: (-len(each.assessments), each.name.casefold()))


def _answers(of: Q, day: datetime.date) -> dict[int, list[tuple[PlanAction, str]]]:
    """By issue, the actions in force that answer it. 2 queries; 1 where there is none."""
    rows = IssueAnswer.objects.filter(of).order_by("pk").values_list("issue", "action__lineage", "note")
    recorded = list(rows)
    actions = actions_in_force({lineage for _, lineage, _ in recorded}, day)
    found: dict[int, list[tuple[PlanAction, str]]] = {}
    for issue, lineage, note in recorded:
        if lineage in actions:
            found.setdefault(issue, []).append((actions[lineage], note))
    return found


def _by_theme(themes: Sequence[AssessmentTheme], lines: Sequence[IssueLine]) -> list[ThemeLines]:
    """Themes with their outcomes and what was found under each; last what stands under none."""
    nodes = {theme.pk: ThemeLines(theme) for theme in themes}
    loose = ThemeLines(None)
    for line in lines:
        nodes.get(line.issue.theme_id or 0, loose).lines.append(line)
    for theme in themes:
        if theme.parent_id in nodes:
            nodes[theme.parent_id].outcomes.append(nodes[theme.pk])
    top = [nodes[theme.pk] for theme in themes if theme.parent_id not in nodes]
    return [each for each in [*top, loose] if not each.is_empty]
