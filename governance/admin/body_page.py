"""What the officers' page of one body shows: its facts of today, who sits on it, its papers and links."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from governance.admin.body_forms import FACTS
from governance.admin.officer_admin import today
from governance.bodies.life import Life, Tense
from governance.foundation.dated import Span
from governance.foundation.wording import NOTHING, field_of, in_words, label_of
from governance.models import Body, BodyPeriod, Document, Function, Link, TermsOfReference
from governance.seats.roll import Line, roll_on
from governance.terms.versions import stage_on

SHOWN = ("name", "short_name", "kind", "parent", *FACTS[1:])


@dataclass(frozen=True)
class BodyPage:
    """One body on the officers' site."""

    body: Body
    life: Life

    @property
    def day(self) -> datetime.date:
        """The day that the page speaks of: today, or the body's last or first day."""
        return self.life.shown_day

    @property
    def state(self) -> str:
        """A sentence where the body does not exist today."""
        if self.life.tense == Tense.PRESENT:
            return ""
        return "This body has ended." if self.life.tense == Tense.OVER else "This body is still to begin."

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What is said of it, field by field, without what is empty."""
        period = self.life.period
        fields = [field_of(BodyPeriod, name) for name in SHOWN]
        said = [(label_of(field), in_words(field, getattr(period, field.attname))) for field in fields]
        return [(label, words) for label, words in said if words != NOTHING]

    @property
    def periods(self) -> Sequence[BodyPeriod]:
        """Its periods, latest first."""
        return list(self.life.periods)[::-1]

    @property
    def lines(self) -> list[Line]:
        """Its membership list."""
        return roll_on(self.body, self.day)

    @property
    def terms(self) -> list[tuple[TermsOfReference, str]]:
        """Its terms of reference, the highest number first, each with where it stands."""
        rows = TermsOfReference.objects.filter(body=self.body).newest_first()
        return [(terms, str(stage_on(terms, today()))) for terms in rows]

    @property
    def children(self) -> Any:
        """The periods of the bodies that report to it."""
        return BodyPeriod.objects.in_force(self.day).under(self.body).for_page().order_by("name")

    @property
    def functions(self) -> Any:
        """What it does now or will do."""
        return Function.objects.filter(body=self.body).meeting(Span(self.day))

    @property
    def links(self) -> list[tuple[Link, str, Body, bool]]:
        """Its links of now and later: the row, the words, the other body, and whether it begins here."""
        rows = Link.objects.touching(self.body).meeting(Span(self.day)).for_page()
        return [
            (row, row.get_type_display(), row.target, True)
            if row.source_id == self.body.pk
            else (row, row.words_back, row.source, False)
            for row in rows
        ]

    @property
    def documents(self) -> Any:
        """Its documents."""
        return Document.objects.filter(body=self.body)


def body_page(body: Body) -> BodyPage:
    """The page of `body` today."""
    return BodyPage(body, Life(today(), list(BodyPeriod.objects.filter(body=body).for_page().earliest_first())))
