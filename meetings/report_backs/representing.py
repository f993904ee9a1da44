"""Who speaks for a body of the partnership on a body outside it, and which other hats they wear (items 53 to 57).

A seat on an outside body is held for a home body where that body nominates its holder, or its chair sits there, or
the holder was nominated by it; where none of these is recorded, and the home body is linked as represented at the
outside body, the seat of somebody who sits on the home body.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from governance.models import Body, BodyPeriod, Link, Membership, Person, Seat
from governance.seats.presence import Names, names_on
from governance.seats.roll import Holder, Line, fill


@dataclass(frozen=True)
class Representation:
    """A seat on an outside body, as it is held for a home body on a day."""

    seat: Seat
    home: Body
    holders: Sequence[Holder]


@dataclass(frozen=True)
class Hat:
    """A seat that a representative holds on another body."""

    body_slug: str
    body_name: str
    role: str


@dataclass(frozen=True)
class Represented:
    """One line of the register: a representation with its names of the day, and the hats of each representative."""

    seat: Seat
    home: Body
    home_name: str
    people: Sequence[tuple[Person, Sequence[Hat]]]


@dataclass(frozen=True)
class OutsideBody:
    """A body outside the partnership in the register: its remit, and the seats held on it."""

    body: Body
    name: str
    remit: str
    represented: Sequence[Represented]


def outside_bodies(day: datetime.date, bodies: Collection[int] | None = None) -> set[int]:
    """Keys of those of `bodies` (None: of all) that stand outside the partnership on `day`."""
    periods = BodyPeriod.objects.in_force(day).filter(kind__external=True)
    periods = periods if bodies is None else periods.filter(body__in=bodies)
    return set(periods.values_list("body", flat=True))


def representations(day: datetime.date, bodies: Collection[int] | None = None) -> list[Representation]:
    """The seats on outside bodies (None: on all) that are held for a home body on `day`, in the bodies' order."""
    outside = outside_bodies(day, bodies)
    seats = Seat.objects.in_force(day).filter(body__in=outside).for_page().order_by("body__name", "body", "order", "pk")
    lines = fill(seats, day)
    linked = _linked(lines, day, outside)
    found = []
    for line in lines:
        homes = _homes(line) or linked[line.seat.pk]
        found += [Representation(line.seat, home, line.holders) for home in homes.values()]
    return found


def register_on(day: datetime.date) -> list[OutsideBody]:
    """The register of seats held on outside bodies on `day`. The number of queries does not depend on their number."""
    held = representations(day)
    people = {holder.person.pk: holder.person for each in held for holder in each.holders}
    outside = {each.seat.body_id for each in held}
    sittings = _sittings(people.keys(), day)
    keys = {*outside, *(each.home.pk for each in held), *(line.seat.body_id for line, _ in sittings)}
    names = names_on(day, bodies=keys, organisations=[])
    remits = BodyPeriod.objects.in_force(day).filter(body__in=outside)
    remit_of = {key: mission or purpose for key, mission, purpose in remits.values_list("body", "mission", "purpose")}
    grouped: dict[int, list[Represented]] = defaultdict(list)
    for each in held:
        hats = [(holder.person, _hats(holder.person, each.seat, sittings, names)) for holder in each.holders]
        grouped[each.seat.body_id].append(Represented(each.seat, each.home, names.body(each.home), hats))
    bodies = {each.seat.body_id: each.seat.body for each in held}
    listed = [OutsideBody(body, names.body(body), remit_of.get(key, ""), grouped[key]) for key, body in bodies.items()]
    return sorted(listed, key=lambda each: each.name.casefold())


def holders_on(seat: Seat, day: datetime.date) -> list[Person]:
    """Who holds the seat on `day`."""
    seats = Seat.objects.filter(pk=seat.pk).in_force(day).for_page()
    return [holder.person for line in fill(seats, day) for holder in line.holders]


def _homes(line: Line) -> dict[int, Body]:
    """The bodies that the seat's own record, or its holders', name as its home."""
    named: list[Any] = [line.seat.of_body]
    for holder in line.holders:
        named += [holder.chair_of, holder.membership.nominated_by if holder.membership else None]
    return {body.pk: body for body in named if body is not None and body.pk != line.seat.body_id}


def _linked(lines: Iterable[Line], day: datetime.date, outside: Collection[int]) -> dict[int, dict[int, Body]]:
    """For each seat, the linked home bodies on which somebody in the seat sits as well. 2 queries."""
    links = Link.objects.in_force(day).filter(type=Link.Type.REPRESENTED_AT, target__in=outside).for_page()
    sources: dict[int, list[Body]] = defaultdict(list)
    for link in links:
        sources[link.target_id].append(link.source)
    homes = {body.pk for bodies in sources.values() for body in bodies}
    sits = set(Membership.objects.in_force(day).filter(seat__body__in=homes).values_list("person", "seat__body"))
    found: dict[int, dict[int, Body]] = defaultdict(dict)
    for line in lines:
        for body in sources[line.seat.body_id]:
            if any((holder.person.pk, body.pk) in sits for holder in line.holders):
                found[line.seat.pk][body.pk] = body
    return found


def _sittings(people: Collection[int], day: datetime.date) -> list[tuple[Line, Holder]]:
    """Every seat in which one of `people` sits on `day`, those that follow a chair too."""
    held = Exists(Membership.objects.in_force(day).filter(seat=OuterRef("pk"), person__in=list(people)))
    seats = Seat.objects.in_force(day).for_page()
    lines = fill(seats.filter(held) | seats.filter(kind=Seat.Kind.DERIVED), day)
    return [(line, holder) for line in lines for holder in line.holders if holder.person.pk in people]


def _hats(person: Person, besides: Seat, sittings: Iterable[tuple[Line, Holder]], names: Names) -> list[Hat]:
    hats = [
        Hat(line.seat.body.slug, names.body(line.seat.body), line.seat.get_role_display())
        for line, holder in sittings
        if holder.person.pk == person.pk and line.seat.pk != besides.pk
    ]
    return sorted(hats, key=lambda hat: (hat.body_name.casefold(), hat.role))
