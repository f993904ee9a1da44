"""All that a page says of one body on a day, read at once."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.functions import Length

from governance.bodies.life import Life
from governance.bodies.names import body_name_on
from governance.bodies.timeline import Event, other_of, steps_of, told
from governance.foundation.sentences import Part, listed_parts
from governance.models import (
    Body,
    BodyPeriod,
    Document,
    DocumentVersion,
    Function,
    Link,
    Seat,
    Succession,
    TermsOfReference,
)
from governance.seats.places import Totals, lines_in_short, totals_of
from governance.seats.roll import Line

JOINING = (Succession.How.MERGED, Succession.How.SPLIT, Succession.How.ABSORBED)
LEAVING = (*JOINING, Succession.How.ENDED)


@dataclass(frozen=True)
class Tie:
    """Dotted lines as seen from one body: those that say the same of several bodies, as one sentence."""

    parts: tuple[Part, ...]
    note: str
    dates: str


@dataclass(frozen=True)
class Portrait:
    """A body on `day`, a day of its life; what it came from and what followed is told up to `until`."""

    body: Body
    day: datetime.date
    until: datetime.date
    sub_bodies: Sequence[BodyPeriod]
    ties: Sequence[Tie]
    lines: Sequence[Line]
    terms: TermsOfReference | None
    documents: Sequence[Document]
    functions: Sequence[Function]
    steps: Sequence[Any]

    @cached_property
    def totals(self) -> Totals:
        """The numbers of the membership list."""
        return totals_of(self.lines)

    @property
    def chair_lines(self) -> list[Line]:
        """The seats in the chair, vacant ones too."""
        return [line for line in self.lines if line.seat.role == Seat.Role.CHAIR]

    @property
    def came_from(self) -> list[Event]:
        """The bodies that it was formed from or took in, earliest first."""
        return [self._event(s) for s in self._done(JOINING) if s.successor_id == self.body.pk]

    @property
    def followed(self) -> list[Event]:
        """What became of it, earliest first."""
        return [self._event(s) for s in self._done(LEAVING) if s.predecessor_id == self.body.pk]

    @property
    def functions_gone(self) -> list[Event]:
        """Where each function went that it no longer has, or that it stopped."""
        moved = self._done((Succession.How.FUNCTION_MOVED,))
        return [self._event(step) for step in moved if step.predecessor_id == self.body.pk]

    @property
    def beginning(self) -> Any | None:
        """The step that established it."""
        return next((s for s in self.steps if s.how == Succession.How.ESTABLISHED), None)

    def _done(self, hows: Sequence[str]) -> list[Any]:
        return [step for step in self.steps if step.how in hows and step.day <= self.until]

    def _event(self, step: Any) -> Event:
        return told(step.day, str(step), *other_of(step, self.body), reason=step.reason)


def portrait_of(body: Body, life: Life, user: Any) -> Portrait:
    """`body` on the day, or on the last or first day of its life. Seven queries, two more for derived seats."""
    day = life.shown_day
    return Portrait(
        body=body,
        day=day,
        until=life.day,
        sub_bodies=list(
            BodyPeriod.objects.visible_to(user).under(body).in_force(day).for_page().order_by("name", "body")
        ),
        ties=_ties(body, day, user),
        lines=lines_in_short(body, day),
        terms=_terms(body, day, user),
        documents=list(_documents(body, day, user)),
        functions=list(Function.objects.visible_to(user).filter(body=body).in_force(day)),
        steps=list(steps_of(body, day).visible_to(user)),
    )


def _ties(body: Body, day: datetime.date, user: Any) -> list[Tie]:
    """The dotted lines of the day in words, from this body's side."""
    rows = (
        Link.objects.visible_to(user)
        .touching(body)
        .in_force(day)
        .for_page()
        .select_related("reported_through")
        .annotate(
            source_name=body_name_on("source", day),
            target_name=body_name_on("target", day),
            through_name=body_name_on("reported_through", day),
        )
        .order_by("type", "starts", "pk")
    )
    found: dict[tuple[str, Part, str, str], list[Part]] = defaultdict(list)
    for row in rows:
        mine = row.source_id == body.pk
        other = Part(row.target_name, row.target.slug) if mine else Part(row.source_name, row.source.slug)
        found[_words(row, mine=mine), _through(row, mine=mine), row.note, row.dates_in_words].append(other)
    ties = []
    for (words, through, note, dates), others in found.items():
        home = through
        if through == ITSELF:
            home = Part("it" if len(others) == 1 else "whichever asked")
        ending = (Part(", reported through "), home) if home.text else ()
        ties.append(Tie((Part(f"{words} "), *listed_parts(others), *ending), note, dates))
    return ties


ITSELF = Part("itself")
"""Stands for a body that reports on what it asked for, until it is known how many there are."""


def _words(row: Any, *, mine: bool) -> str:
    words = row.get_type_display() if mine else row.words_back
    if mine and row.type == Link.Type.REPORTS_FUNCTIONALLY:
        words = f"also {words}"
    return words[0].upper() + words[1:]


def _through(row: Any, *, mine: bool) -> Part:
    """The body through which the work is reported; an empty part where the line says nothing of it."""
    if row.reported_through is None:
        return Part("")
    if row.reported_through_id == row.source_id and not mine:
        return ITSELF
    return Part(row.through_name, row.reported_through.slug)


def _terms(body: Body, day: datetime.date, user: Any) -> TermsOfReference | None:
    """The terms in force on the day, with the number of bytes of their PDF."""
    rows = TermsOfReference.objects.visible_to(user).published().filter(body=body).in_force(day)
    return rows.annotate(pdf_bytes=Length("pdf__content")).first()


def _documents(body: Body, day: datetime.date, user: Any) -> Any:
    """The body's documents with a version in force on the day."""
    versions = DocumentVersion.objects.published().in_force(day).filter(document=OuterRef("pk"))
    return Document.objects.visible_to(user).filter(Exists(versions), body=body)
