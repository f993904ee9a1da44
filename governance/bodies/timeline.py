"""A body's life as dated events, each with its reason: what became of it, and what came and went with it."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from django.db.models import Q

from governance.bodies.life import Life
from governance.bodies.names import body_name_on
from governance.foundation.sentences import Part, listed, listed_parts, plain_day
from governance.foundation.wording import field_of
from governance.models import Body, BodyPeriod, Function, Link, Succession, TermsOfReference
from governance.models.successions import SuccessionQuerySet


@dataclass(frozen=True)
class Event:
    """Something that happened on a day."""

    day: datetime.date
    parts: tuple[Part, ...]
    reason: str = ""
    said: str = ""
    """The date as the source said it, where it said less than a day."""
    terms: str = ""
    """The version of terms of reference that was signed, where that is what happened."""

    @property
    def words(self) -> str:
        """The whole sentence."""
        return "".join(part.text for part in self.parts)

    @property
    def day_in_words(self) -> str:
        """The date as the source said it, or else the plain day."""
        return self.said or plain_day(self.day)


def told(day: datetime.date, words: str, slug: str = "", name: str = "", **more: str) -> Event:
    """An event in `words`, in which the last mention of the other body `name` becomes a link."""
    before, found, after = words.rpartition(name) if name else ("", "", words)
    if slug and not found:
        return Event(day, (Part(f"{words} See "), Part(name, slug), Part(".")), **more)
    return Event(day, (Part(before), Part(found, slug), Part(after)) if found else (Part(words),), **more)


@dataclass(frozen=True)
class Day:
    """The events of one day, the last to happen first; `reasons` are said once for all of them."""

    day: datetime.date
    events: list[Event]

    @property
    def in_words(self) -> str:
        """The plain day; what a source said of it stands with the event."""
        return plain_day(self.day)

    @property
    def reasons(self) -> list[str]:
        """Why, each reason once."""
        return list(dict.fromkeys(event.reason for event in self.events if event.reason))


@dataclass(frozen=True)
class Year:
    """The days of one year on which something happened, the latest first."""

    year: int
    days: list[Day]


def by_year(events: Iterable[Event]) -> list[Year]:
    """Events by year and day, the latest first; those of one day in the order in which they came."""
    ordered = sorted(events, key=lambda event: event.day, reverse=True)
    days = [Day(day, list(group)) for day, group in groupby(ordered, key=lambda event: event.day)]
    return [Year(year, list(group)) for year, group in groupby(days, key=lambda day: day.day.year)]


def steps_of(body: Body, day: datetime.date) -> SuccessionQuerySet:
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
        *_steps(body, life, [step for step in steps if step.how != Succession.How.CHANGED]),
        *_other_facts(life, {step.day: step.reason for step in steps if step.how == Succession.How.CHANGED}),
        *_functions(body, steps, user),
        *_children(body, life),
        *_links(body, life, user, day),
        *_terms(body, user),
    ]


def _steps(body: Body, life: Life, steps: Iterable[Any]) -> Iterator[Event]:
    said = {period.starts: period.dates_as_said for period in life.periods}
    for step in steps:
        as_said = said.get(step.day, "") if step.how == Succession.How.ESTABLISHED else ""
        yield told(step.day, str(step), *other_of(step, body), reason=step.reason, said=as_said)


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


REWRITTEN = ("mission", "purpose", "authority", "supported_by", "resource")
"""Facts of which the history only tells that they changed: both texts are a click on the day away."""


def _other_facts(life: Life, reasons: Mapping[datetime.date, str]) -> Iterator[Event]:
    """Changes between two periods, read from the periods themselves; `reasons` by day."""
    for before, after in pairwise(life.periods):
        for words in _differences(before, after):
            yield told(after.starts, words, reason=reasons.get(after.starts, ""))


def _differences(before: BodyPeriod, after: BodyPeriod) -> Iterator[str]:
    if before.standing != after.standing:
        words = STANDING[BodyPeriod.Standing(after.standing)].format(before=before.get_standing_display().lower())
        yield f"{after.name} {words}."
    if before.accountable != after.accountable:
        yield f"{after.name} {'became accountable' if after.accountable else 'is no longer accountable'}."
    if before.meetings_in_words != after.meetings_in_words and after.meetings_in_words:
        was = f"; it was {before.meetings_in_words} before" if before.meetings_in_words else ""
        yield f"Meetings expected: {after.meetings_in_words}{was}."
    if before.due_to_end != after.due_to_end and after.due_to_end:
        yield f"Its planned last day became {plain_day(after.due_to_end)}."
    changed = [name for name in REWRITTEN if getattr(before, name) != getattr(after, name)]
    if changed:
        names = [str(field_of(BodyPeriod, name).verbose_name) for name in changed]
        yield f"Its {listed(names)} changed."


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
    came: dict[datetime.date, list[Part]] = defaultdict(list)
    went: dict[datetime.date, list[Part]] = defaultdict(list)
    for slug, group in groupby(periods.values_list("body__slug", "name", "starts", "ends"), key=lambda row: row[0]):
        for run in _runs(group):
            came[run.starts].append(Part(run.first_name, slug))
            if run.ends and run.ends != life.periods[-1].ends:
                went[run.ends].append(Part(run.last_name, slug))
    for day, names in came.items():
        yield Event(day, (*listed_parts(sorted(names)), Part(" began to report to it.")))
    for day, names in went.items():
        yield Event(day, (*listed_parts(sorted(names)), Part(f" no longer report{'s' * (len(names) == 1)} to it.")))


def _runs(rows: Iterable[tuple[str, str, datetime.date, datetime.date | None]]) -> list[_Run]:
    """Periods of one child, earliest first, joined where one follows the other."""
    runs: list[_Run] = []
    for _, name, starts, ends in rows:
        if runs and runs[-1].ends == starts:
            runs[-1].ends, runs[-1].last_name = ends, name
        else:
            runs.append(_Run(starts, ends, name, name))
    return runs


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
        more = {"reason": row.note, "said": row.dates_as_said}
        yield told(row.starts, f"New dotted line: {words}.", other.slug, name, **more)
        if row.ends and row.ends != life.periods[-1].ends:
            yield told(row.ends, f"Dotted line ended: {words}.", other.slug, name)


def _terms(body: Body, user: Any) -> Iterator[Event]:
    rows = TermsOfReference.objects.visible_to(user).published().filter(body=body).order_by("major")
    for terms in rows.select_related("signed_at"):
        where = f" at the meeting of {plain_day(terms.signed_on)}" if terms.signed_on else ""
        words = f"Version {terms.version} of its terms of reference was signed off{where}."
        yield told(terms.span.starts, words, terms=terms.version)


def _functions(body: Body, steps: Iterable[Any], user: Any) -> Iterator[Event]:
    """Functions that it took on and that came from no other body: for those there is a step."""
    came = {(step.day, step.function.title) for step in steps if step.function and step.successor_id == body.pk}
    rows = Function.objects.visible_to(user).filter(body=body).order_by("starts", "title")
    for day, group in groupby(rows, key=lambda row: row.starts):
        if titles := [f"“{row.title}”" for row in group if (day, row.title) not in came]:
            yield told(day, f"Took on {listed(titles)}.")
