"""Reading the registers: risks as they stood on a day, their levels in words, and the matrix of five by five.

Drafts are not in a register, whoever asks. Likelihood and impact are judged from 1 to 5; the score is one times the
other, from 1 to 25, and its level is said in words: low 1 to 4, medium 5 to 9, high 10 to 14, very high 15 to 25.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, TextChoices

from governance.bodies.names import body_name_on
from governance.models import Person
from priorities.models import Mitigation, Risk, RiskScore
from priorities.models.risks import RiskQuerySet
from priorities.officers import officer_named


class Level(TextChoices):
    """What a score says in words, the gravest last."""

    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"
    VERY_HIGH = "very high", "Very high"


HIGHEST = {Level.LOW: 4, Level.MEDIUM: 9, Level.HIGH: 14, Level.VERY_HIGH: 25}
"""The highest score of each level."""

LIKELIHOOD = {5: "almost certain", 4: "likely", 3: "possible", 2: "unlikely", 1: "rare"}
IMPACT = {1: "very small", 2: "small", 3: "moderate", 4: "large", 5: "very large"}


class Standing(TextChoices):
    """What a reader of the register asks for."""

    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    ALL = "all", "Open and closed"


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in the registers; `body` is a slug. Empty parts narrow nothing."""

    body: str = ""
    kind: str = ""
    state: str = Standing.OPEN


@dataclass(frozen=True)
class Judgement:
    """One score in words."""

    row: RiskScore

    @property
    def score(self) -> int:
        """From 1 to 25."""
        return self.row.score

    @property
    def level(self) -> Level:
        """Its level."""
        return level_of(self.row.score)

    @property
    def likelihood(self) -> str:
        """How likely, in words."""
        return LIKELIHOOD[self.row.likelihood]

    @property
    def impact(self) -> str:
        """How grave, in words."""
        return IMPACT[self.row.impact]


@dataclass(frozen=True)
class RiskLine:
    """A risk as it stood on a day; it comes from `lines`."""

    risk: Any
    day: datetime.date
    judgements: Sequence[Judgement]
    """Every score recorded for a day up to then, the latest last."""

    @property
    def now(self) -> Judgement | None:
        """The score of the day; None before the first."""
        return self.judgements[-1] if self.judgements else None

    @property
    def level(self) -> Level | None:
        """The level of the day."""
        return self.now.level if self.now else None

    @property
    def score(self) -> int:
        """The score of the day; 0 before the first."""
        return self.now.score if self.now else 0

    @property
    def is_closed(self) -> bool:
        """Whether it was off the register by the day."""
        return self.risk.closed_on is not None and self.risk.closed_on <= self.day

    @property
    def is_opportunity(self) -> bool:
        """Whether it may go well."""
        return bool(self.risk.kind == Risk.Kind.OPPORTUNITY)

    @property
    def owner_named(self) -> str:
        """Who looks after it, as the reader may know them; empty for nobody."""
        return officer_named(self.risk.owner, is_known=self.risk.owner_is_public)

    @property
    def review_overdue(self) -> bool:
        """Whether it is open and its day of review has passed."""
        due = self.risk.review_due
        return not self.is_closed and due is not None and due < self.day

    @property
    def trend(self) -> str:
        """How the score moved since the one before, in words; empty for the first."""
        if len(self.judgements) < 2:
            return ""
        before, now = self.judgements[-2].score, self.score
        if now == before:
            return f"unchanged since it was judged before, at {before}"
        return f"{'up' if now > before else 'down'} from {before}"


@dataclass(frozen=True)
class Cell:
    """One cell of the matrix, with the lines that stand in it."""

    likelihood: int
    impact: int
    lines: Sequence[RiskLine]

    @property
    def score(self) -> int:
        """From 1 to 25."""
        return self.likelihood * self.impact

    @property
    def level(self) -> Level:
        """Its level."""
        return level_of(self.score)


@dataclass(frozen=True)
class MatrixRow:
    """One likelihood of the matrix, with its cells from the smallest impact to the largest."""

    likelihood: int
    words: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Register:
    """The lines of one body, the gravest first."""

    slug: str
    name: str
    partnership: str
    lines: Sequence[RiskLine]

    @property
    def open(self) -> list[RiskLine]:
        """Those open on the day."""
        return [line for line in self.lines if not line.is_closed]

    @property
    def levels(self) -> list[tuple[str, int]]:
        """How many open risks there are of each level, the gravest first; opportunities are not among them."""
        counted = Counter(line.level for line in self.open if not line.is_opportunity)
        return [(str(level.label), counted[level]) for level in reversed(Level)]

    @property
    def levels_in_words(self) -> str:
        """The levels that occur: “1 very high, 2 low”; “none” without an open risk."""
        return ", ".join(f"{number} {level.lower()}" for level, number in self.levels if number) or "none"

    @property
    def opportunities(self) -> int:
        """How many open opportunities there are."""
        return sum(line.is_opportunity for line in self.open)

    @property
    def overdue(self) -> int:
        """How many wait for a review whose day has passed."""
        return sum(line.review_overdue for line in self.lines)


def level_of(score: int) -> Level:
    """The level of a score from 1 to 25."""
    return next(level for level, highest in HIGHEST.items() if score <= highest)


def risks_until(day: datetime.date, user: Any) -> RiskQuerySet:
    """The published lines of all registers raised by `day` that the user may read, by body and number.

    Each bears `body_name` and `partnership_name`, the names of that day.
    """
    return for_reading(Risk.objects.visible_to(user).published().filter(raised_on__lte=day), day, user)


def for_reading(risks: Any, day: datetime.date, user: Any) -> Any:
    """Risks with what their pages say besides their own columns: names of the day, and whom the user may know."""
    owners = Person.objects.visible_to(user).filter(pk=OuterRef("owner"))
    return (
        risks.select_related("body", "body__partnership", "owner", "plan", "action")
        .annotate(
            body_name=body_name_on("body", day),
            partnership_name=body_name_on("body__partnership", day),
            owner_is_public=Exists(owners),
        )
        .order_by("partnership_name", "body_name", "body", "number")
    )


def lines(risks: Any, day: datetime.date) -> list[RiskLine]:
    """Risks as they stood on `day`. 2 queries."""
    scores = RiskScore.objects.filter(day__lte=day).order_by("day", "pk")
    found = risks.prefetch_related(Prefetch("scores", scores, to_attr="scores_until"))
    return [RiskLine(risk, day, [Judgement(row) for row in risk.scores_until]) for risk in found]


def mitigations_of(risk: Risk, user: Any) -> Any:
    """What is done about the risk, in order, with who looks after it. 1 query."""
    owners = Person.objects.visible_to(user).filter(pk=OuterRef("owner"))
    rows = Mitigation.objects.visible_to(user).filter(risk=risk).select_related("owner")
    return rows.annotate(owner_is_public=Exists(owners)).order_by("position", "pk")


def narrowed(found: Iterable[RiskLine], wanted: Wanted) -> list[RiskLine]:
    """The lines that somebody looks for."""
    states = {Standing.OPEN: (False,), Standing.CLOSED: (True,)}.get(Standing(wanted.state), (False, True))
    return [
        line
        for line in found
        if wanted.body in ("", line.risk.body.slug) and wanted.kind in ("", line.risk.kind) and line.is_closed in states
    ]


def registers(found: Iterable[RiskLine]) -> list[Register]:
    """The lines by body, in the order of names; those of a body the gravest first."""
    by_body: dict[int, list[RiskLine]] = {}
    for line in found:
        by_body.setdefault(line.risk.body_id, []).append(line)
    made = []
    for own in by_body.values():
        risk = own[0].risk
        partnership = "" if risk.body.is_partnership else risk.partnership_name
        made.append(Register(risk.body.slug, risk.body_name, partnership, gravest_first(own)))
    return made


def gravest_first(found: Iterable[RiskLine]) -> list[RiskLine]:
    """Open ones first, by score, then by number."""
    return sorted(found, key=lambda line: (line.is_closed, -line.score, line.risk.body_name, line.risk.number))


def matrix_of(found: Iterable[RiskLine]) -> list[MatrixRow]:
    """Five rows from almost certain down to rare, each with five cells; closed lines stand in none."""
    placed: dict[tuple[int, int], list[RiskLine]] = {}
    for line in found:
        if line.now is not None and not line.is_closed:
            placed.setdefault((line.now.row.likelihood, line.now.row.impact), []).append(line)
    return [
        MatrixRow(
            likelihood,
            words,
            [
                Cell(
                    likelihood,
                    impact,
                    sorted(placed.get((likelihood, impact), []), key=lambda line: line.risk.number),
                )
                for impact in IMPACT
            ],
        )
        for likelihood, words in LIKELIHOOD.items()
    ]
