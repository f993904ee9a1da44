"""A body's life as dated events, each with its reason: what became of it, and what came and went with it."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from django.db.models import Q, QuerySet

from governance.life import Life
from governance.models import Body, BodyPeriod, Function, Link, Succession, TermsOfReference
from governance.names import body_name_on
from governance.structure_words import listed, plain_day


@dataclass(frozen=True)
class Event:
    """Something that happened on a day. `slug` and `name` are another body, which `words` name where they can."""

    day: datetime.date
    words: str
    reason: str = ""
    slug: str = ""
    name: str = ""
    said: str = ""
    terms: str = ""
    """The version of terms of reference that was signed, where that is what happened."""

    @property
    def day_in_words(self) -> str:
        """The date as the source said it, or else the plain day."""
        return self.said or plain_day(self.day)

    @property
    def parts(self) -> tuple[str, str, str]:
        """`words` before, in and after the name of the other body; all before where they do not name it."""
        return self.words.partition(self.name) if self.name else (self.words, "", "")


@dataclass(frozen=True)
class Year:
    """The events of one year, the latest first."""

    year: int
    events: list[Event]


def by_year(events: Iterable[Event]) -> list[Year]:
    """Events, of which those of one day come in the order in which things happened, the latest year and day first."""
    ordered = sorted(events, key=lambda event: event.day)[::-1]
    return [Year(year, list(group)) for year, group in groupby(ordered, key=lambda event: event.day.year)]


def steps_of(body: Body, day: datetime.date) -> QuerySet[Succession]:
    """The steps in the life of `body`, whichever side it stands on, with both bodies' names of `day`."""
    return (
        Succession.objects.filter(Q(predecessor=body) | Q(successor=body))
        .for_page()
        .annotate(predecessor_name=body_name_on("predecessor", day), successor_name=body_name_on("successor", day))
    )


def timeline_of(body: Body, life: Life, user: Any) -> list[Event]:
    """Every dated event of `body`, past and to come; of one day, what it began with first. Five queries."""
    day = life.shown_day
    steps = list(steps_of(body, day).visible_to(user))
    return [
        *_steps(body, life, steps),
        *_other_facts(life),
        *_functions(body, steps, user),
        *_children(body, life),
        *_links(body, life, user, day),
        *_terms(body, user),
    ]


def _steps(body: Body, life: Life, steps: Iterable[Any]) -> Iterator[Event]:
    said = {period.starts: period.dates_as_said for period in life.periods}
    for step in steps:
        as_said = said.get(step.day, "") if step.how == Succession.How.ESTABLISHED else ""
        yield Event(step.day, str(step), step.reason, *other_of(step, body), said=as_said)


def other_of(step: Any, body: Body) -> tuple[str, str]:
    """Slug and name of the other body of a step from `steps_of`, or two empty strings."""
    if step.predecessor_id != body.pk:
        return step.predecessor.slug, step.predecessor_name
    if step.successor_id and step.successor_id != body.pk:
        return step.successor.slug, step.successor_name
    return "", ""


STANDING = {
    BodyPeriod.Standing.ACTIVE: "was set up in full; it had been {before} before",
    BodyPeriod.Standing.SHADOW: "went to work in shadow form",
    BodyPeriod.Standing.TENTATIVE: "became tentative",
}


def _other_facts(life: Life) -> Iterator[Event]:
    """Changes between two periods that no step tells of."""
    for before, after in pairwise(life.periods):
        if before.standing != after.standing:
            words = STANDING[BodyPeriod.Standing(after.standing)].format(before=before.get_standing_display().lower())
            yield Event(after.starts, f"{after.name} {words}.")
        if before.accountable != after.accountable:
            words = "became accountable" if after.accountable else "is no longer accountable"
            yield Event(after.starts, f"{after.name} {words}.")
        if before.meetings_in_words != after.meetings_in_words and after.meetings_in_words:
            was = f"; it was {before.meetings_in_words} before" if before.meetings_in_words else ""
            yield Event(after.starts, f"Meetings expected: {after.meetings_in_words}{was}.")
        if before.due_to_end != after.due_to_end and after.due_to_end:
            yield Event(after.starts, f"Its planned last day became {plain_day(after.due_to_end)}.")


@dataclass
class _Run:
    """An unbroken time for which a body reported to another, and its names at both ends."""

    starts: datetime.date
    ends: datetime.date | None
    first_name: str
    last_name: str


def _children(body: Body, life: Life) -> Iterator[Event]:
    """Other bodies that came to report to `body`, and that no longer do. A child's new name is neither."""
    periods = BodyPeriod.objects.under(body).order_by("body", "starts")
    rows = periods.values_list("body__slug", "name", "starts", "ends")
    for slug, group in groupby(rows, key=lambda row: row[0]):
        runs: list[_Run] = []
        for _, name, starts, ends in group:
            if runs and runs[-1].ends == starts:
                runs[-1].ends, runs[-1].last_name = ends, name
            else:
                runs.append(_Run(starts, ends, name, name))
        for run in runs:
            yield Event(run.starts, f"{run.first_name} began to report to it.", "", slug, run.first_name)
            if run.ends and run.ends != life.periods[-1].ends:
                yield Event(run.ends, f"{run.last_name} no longer reports to it.", "", slug, run.last_name)


def _links(body: Body, life: Life, user: Any, day: datetime.date) -> Iterator[Event]:
    rows = (
        Link.objects.visible_to(user)
        .touching(body)
        .for_page()
        .annotate(source_name=body_name_on("source", day), target_name=body_name_on("target", day))
    )
    for row in rows:
        mine = row.source_id == body.pk
        other, name = (row.target, row.target_name) if mine else (row.source, row.source_name)
        words = f"{row.get_type_display() if mine else row.words_back} {name}"
        yield Event(row.starts, f"New dotted line: {words}.", row.note, other.slug, name, said=row.dates_as_said)
        if row.ends and row.ends != life.periods[-1].ends:
            yield Event(row.ends, f"Dotted line ended: {words}.", "", other.slug, name)


def _terms(body: Body, user: Any) -> Iterator[Event]:
    rows = TermsOfReference.objects.visible_to(user).published().filter(body=body).order_by("major")
    for terms in rows.select_related("signed_at"):
        where = f" at the meeting of {plain_day(terms.signed_on)}" if terms.signed_on else ""
        words = f"Version {terms.version} of its terms of reference was signed off{where}."
        yield Event(terms.starts, words, terms=terms.version)


def _functions(body: Body, steps: Iterable[Any], user: Any) -> Iterator[Event]:
    """Functions that it took on and that came from no other body: for those there is a step."""
    came = {(step.day, step.function.title) for step in steps if step.function and step.successor_id == body.pk}
    rows = Function.objects.visible_to(user).filter(body=body).order_by("starts", "title")
    for day, group in groupby(rows, key=lambda row: row.starts):
        if titles := [f"“{row.title}”" for row in group if (day, row.title) not in came]:
            yield Event(day, f"Took on {listed(titles)}.")
