"""What meetings made of a plan: the decisions about its actions, and what was asked for to help them along."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Value

from meetings.models.numbered import reference_of
from meetings.registers.registers import actions_until, decisions_until
from priorities.models import DeliveryPlan


@dataclass(frozen=True)
class Outcome:
    """A decision or an action of the log, and the planned action that it is about."""

    kind: str
    """“decision” or “action”: also the name of its page."""
    slug: str
    year: int
    number: int
    numbered_apart: bool
    body_name: str
    day: datetime.date
    words: str
    ref: str
    bullet: int

    @property
    def planned(self) -> str:
        """The reference of the planned action: A1, A1.2."""
        return self.ref if self.bullet == 1 else f"{self.ref}.{self.bullet}"

    @property
    def reference(self) -> str:
        """Its own number, such as 2010/4."""
        return reference_of(self.year, self.number, apart=self.numbered_apart)


def outcomes_of(plan: DeliveryPlan, day: datetime.date, user: Any, *, most: int) -> list[Outcome]:
    """The last of them up to `day` that `user` may read, the latest day first, its decisions before its actions; `most` at most. 1 query."""
    which = {"plan_action__section__version__plan": plan}
    decided = _columns(decisions_until(day, user).filter(**which), "decision", on="meeting__day", words="text")
    asked = _columns(actions_until(day, user).filter(**which), "action", on="raised_on", words="what")
    rows = decided.union(asked, all=True).order_by("-day", "-kind", "numbered_apart", "-number")[:most]
    return [Outcome(**row) for row in rows]


def _columns(rows: Any, kind: str, *, on: str, words: str) -> Any:
    rows = rows.order_by().annotate(kind=Value(kind, output_field=CharField()))
    rows = rows.annotate(slug=F("body__slug"), day=F(on), words=F(words))
    rows = rows.annotate(ref=F("plan_action__ref"), bullet=F("plan_action__bullet"))
    return rows.values("kind", "slug", "year", "number", "numbered_apart", "body_name", "day", "words", "ref", "bullet")
