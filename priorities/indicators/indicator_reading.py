"""Indicators for reading: what each tells about, how it stands, and the groups in which a reader finds them."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.utils import timezone

from governance.bodies.names import body_name_on
from governance.models import BodyPeriod
from priorities.indicators.measures import Movement
from priorities.indicators.series import ACTUAL, Figures, Standing, standings_of
from priorities.models import Accountability, Area, DeliveryPlan, Indicator, PlanVersion, Priority, PriorityName, Value


@dataclass(frozen=True)
class About:
    """What an indicator tells about: a priority, or the plan whose work it judges."""

    kind: str
    """`priority` or `plan`."""
    slug: str
    name: str


@dataclass(frozen=True)
class Entry:
    """An indicator in a list."""

    indicator: Any
    about: About | None
    standing: Standing


@dataclass(frozen=True)
class Group:
    """The indicators that tell about the same thing; about nothing that the public may read: None."""

    about: About | None
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Wanted:
    """What a reader of the list looks for; empty: all."""

    words: str = ""
    kind: str = ""
    body: str = ""
    movement: str = ""


def indicators_on(day: datetime.date, user: Any) -> Any:
    """The indicators that `user` may read, each with what `day` needs to know of it.

    `body_name` and `partnership_name` are what the body that keeps it and its partnership were called on the day, and
    `body_is_there` whether that body was there at all.
    `is_there`, whether there is anything to say: a period with a figure had ended, or the body was there, and so was the
    priority or the plan that it tells about. A plan that was never published does not count against it.
    """
    body = BodyPeriod.objects.in_force(day).filter(body=OuterRef("body"))
    figures = Value.objects.filter(indicator=OuterRef("pk"), series=ACTUAL, ends__lte=day, number__isnull=False)
    named = PriorityName.objects.in_force(day).filter(priority=OuterRef("priority"))
    versions = PlanVersion.objects.published().filter(plan=OuterRef("plan"))
    about = Q(priority=None) | Q(Exists(named))
    about &= Q(plan=None) | Q(Exists(versions.in_force(day))) | ~Q(Exists(versions))
    rows = Indicator.objects.visible_to(user).for_page().annotate(
        body_name=body_name_on("body", day),
        partnership_name=body_name_on("body__partnership", day),
        body_is_there=Exists(body),
        is_there=Case(When(Q(Exists(figures)) | Q(body_is_there=True) & about, then=True), default=False),
    )  # fmt: skip
    return rows.order_by("name", "pk")


def abouts_on(indicators: Iterable[Indicator], day: datetime.date, user: Any) -> dict[int, About]:
    """By the key of the indicator, what it tells about, with the name of `day`. At most 2 queries.

    A priority without a name in force on the day, or a plan without a version in force, is left out, and so is what
    `user` may not read.
    """
    indicators = list(indicators)
    priorities = {each.priority_id for each in indicators if each.priority_id}
    plans = {each.plan_id for each in indicators if each.plan_id}
    found: dict[tuple[str, int | None], About] = {}
    if priorities:
        names = PriorityName.objects.in_force(day).filter(priority=OuterRef("pk"))
        rows = Priority.objects.visible_to(user).filter(pk__in=priorities)
        named = rows.annotate(name_then=Subquery(names.values("name")[:1])).filter(name_then__isnull=False)
        for pk, slug, name in named.values_list("pk", "slug", "name_then"):
            found["priority", pk] = About("priority", slug, name)
    if plans:
        there = DeliveryPlan.objects.visible_to(user).in_force(day).filter(pk__in=plans)
        for pk, slug, title in there.values_list("pk", "slug", "title"):
            found["plan", pk] = About("plan", slug, title)
    abouts = {}
    for each in indicators:
        about = found.get(("priority", each.priority_id)) or found.get(("plan", each.plan_id))
        if about:
            abouts[each.pk] = about
    return abouts


def entries_of(indicators: Iterable[Indicator], day: datetime.date, user: Any) -> list[Entry]:
    """The indicators with what they tell about and how they stand on `day`. At most 4 queries more."""
    indicators = list(indicators)
    abouts, standings = abouts_on(indicators, day, user), standings_of(indicators, day)
    return [Entry(each, abouts.get(each.pk), standings[each.pk]) for each in indicators]


def narrowed(entries: Iterable[Entry], wanted: Wanted) -> list[Entry]:
    """Those that a reader looks for. Words are looked for in names and definitions, one after the other."""
    words = wanted.words.casefold().split()
    found = []
    for entry in entries:
        each = entry.indicator
        text = f"{each.name} {each.definition} {entry.about.name if entry.about else ''}".casefold()
        if (
            all(word in text for word in words)
            and wanted.kind in ("", each.accountability)
            and wanted.body in ("", each.body.slug)
            and wanted.movement in ("", entry.standing.movement)
        ):
            found.append(entry)
    return found


def grouped(entries: Iterable[Entry]) -> dict[str, list[Group]]:
    """By the kind of accountability, the indicators of each priority or plan by its name; those of none come last."""
    kinds: dict[str, list[Group]] = {}
    for kind in Accountability.values:
        found = [entry for entry in entries if entry.indicator.accountability == kind]
        found.sort(key=lambda entry: (entry.about is None, entry.about.name if entry.about else ""))
        groups = [Group(about, list(rows)) for about, rows in groupby(found, key=lambda entry: entry.about)]
        if groups:
            kinds[kind] = groups
    return kinds


def tally(entries: Iterable[Entry]) -> list[tuple[Movement, int]]:
    """How many indicators go which way; what there are none of is left out."""
    entries = list(entries)
    counts = [(movement, sum(entry.standing.movement == movement for entry in entries)) for movement in Movement]
    return [(movement, count) for movement, count in counts if count]


def areas_of(indicator: Indicator, figures: Figures) -> list[Area]:
    """The areas with figures, and those that lie directly in the whole area. 1 query."""
    rows = Area.objects.filter(Q(pk__in=figures.areas()) | Q(parent=indicator.area_id))
    return list(rows.by_name())


# The file -----------------------------------------------------------------------------------------------------

COLUMNS = (
    "indicator",
    "area",
    "area code",
    "series",
    "period",
    "from",
    "to",
    "figure",
    "unit",
    "note",
    "recorded",
    "invented",
)


def file_rows(indicator: Indicator, day: datetime.date) -> list[list[Any]]:
    """Every figure that counts on `day`, by area, series and period, as it was recorded. 1 query."""
    values = Value.objects.filter(Q(ends__lte=day) | ~Q(series=ACTUAL), indicator=indicator).in_turn()
    names = {"area_name": F("area__name"), "area_code": F("area__code")}
    counting = {(row.area_id, row.series, row.starts, row.ends): row for row in values.annotate(**names)}
    rows: list[Any] = [row for row in counting.values() if row.number is not None]
    rows.sort(key=lambda row: (row.area_id != indicator.area_id, row.area_name, row.series, row.starts))
    return [
        [
            indicator.name,
            row.area_name,
            row.area_code,
            row.get_series_display(),
            row.period,
            row.starts,
            row.ends - datetime.timedelta(days=1),
            row.number,
            indicator.unit,
            row.note,
            timezone.localdate(row.recorded_at),
            "yes" if indicator.invented else "no",
        ]
        for row in rows
    ]
