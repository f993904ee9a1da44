"""Presence: where a person or an organisation sits on a day.

Who sits where is asked of the roll, so that a person's page, an organisation's page and the bodies' own pages agree:
derived seats, substitutes and vacancies included. The number of queries does not depend on the number of rows.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value

from governance.foundation.dated import Span, dates_in_words
from governance.models import (
    BodyPeriod,
    Membership,
    Organisation,
    OrganisationName,
    Person,
    Seat,
    Substitution,
)
from governance.seats.roll import Holder, Line, fill


class Names(NamedTuple):
    """What bodies and organisations were called on a day, by key."""

    bodies: dict[int, str]
    organisations: dict[int, str]

    def body(self, body: Any) -> str:
        """The body's name on the day; today's where it did not exist."""
        return self.bodies.get(body.pk, body.name) if body else ""

    def organisation(self, organisation: Any) -> str:
        """The organisation's name on the day."""
        return self.organisations.get(organisation.pk, organisation.name) if organisation else ""


class OnBody:
    """A line about a seat, as a page that is not its body's lists it."""

    seat: Seat
    names: Names

    @property
    def body_name(self) -> str:
        """The body's name on the day."""
        return self.names.body(self.seat.body)

    @property
    def partnership_name(self) -> str:
        """The name of the body's partnership on the day; empty for the partnership itself."""
        body = self.seat.body
        return "" if body.is_partnership else self.names.body(body.partnership)


@dataclass(frozen=True)
class Sitting(OnBody):
    """Somebody in a seat on a day, as a page about them or their organisation lists it."""

    seat: Seat
    holder: Holder
    names: Names
    stands_in: bool = False
    """Whether the page's person is the substitute and not the holder."""

    @property
    def chair_of(self) -> str:
        """For a derived seat, the name of the body whose chair sits here."""
        return self.names.body(self.holder.chair_of) if self.seat.kind == Seat.Kind.DERIVED else ""

    @property
    def on_behalf_of(self) -> list[tuple[str, str]]:
        """Slug and name of each organisation for which the holder sits."""
        membership = self.holder.membership
        organisations = [self.holder.on_behalf_of, membership.jointly_with if membership else None]
        return [(each.slug, self.names.organisation(each)) for each in organisations if each]

    @property
    def since(self) -> str:
        """When the holder took the seat, in words; empty for a derived seat and for a substitute."""
        if self.seat.kind == Seat.Kind.DERIVED or self.stands_in or self.holder.membership is None:
            return ""
        return self.holder.membership.dates_in_words


@dataclass(frozen=True)
class Vacancy(OnBody):
    """A seat kept for an organisation in which places are empty on a day."""

    seat: Seat
    number: int
    names: Names
    shared: bool = False
    """Whether the organisation holds it in turn with others."""


class PastSitting(NamedTuple):
    """A seat that somebody held, or stood in on, until a day that is over."""

    body_slug: str
    body_name: str
    """What the body was called on the last day."""
    seat: str
    role: str
    starts: datetime.date
    ends: datetime.date
    dates_as_said: str
    stood_in_for: str

    @property
    def role_in_words(self) -> str:
        """The role at the table."""
        return Seat.Role(self.role).label

    @property
    def dates_in_words(self) -> str:
        """The first day, as said where it is not exact, and the last."""
        return dates_in_words(Span(self.starts, self.ends), self.dates_as_said)


@dataclass(frozen=True)
class OrganisationPresence:
    """The seats that an organisation holds on a day, and those kept for it that are empty."""

    sittings: Sequence[Sitting]
    vacancies: Sequence[Vacancy]


def person_on(person: Person, day: datetime.date) -> list[Sitting]:
    """Where `person` sits on `day`: own seats, seats that follow a chair, and seats of those they stand in for."""
    seats = _seats(
        day,
        Exists(Membership.objects.in_force(day).filter(seat=OuterRef("pk"), person=person))
        | Exists(Substitution.objects.in_force(day).filter(seat=OuterRef("pk"), person=person)),
        chaired=_chaired(day, person=person.pk),
    )
    lines = fill(seats, day)
    found = [
        (line.seat, holder, holder.person.pk != person.pk)
        for line, holder in _held(lines)
        if person.pk in {holder.person.pk, getattr(holder.substitute, "pk", None)}
    ]
    names = _names(day, ((seat, holder) for seat, holder, _ in found))
    return sorted((Sitting(seat, holder, names, stands_in) for seat, holder, stands_in in found), key=_place)


def organisation_on(organisation: Organisation, day: datetime.date) -> OrganisationPresence:
    """The seats that people hold on behalf of `organisation` on `day`, and the vacant ones kept for it."""
    through = Seat.shared_between.through.objects
    shared = Exists(through.filter(seat=OuterRef("pk"), organisation=organisation))
    held = Membership.objects.in_force(day).filter(_for(organisation.pk), seat=OuterRef("pk"))
    seats = _seats(
        day,
        Exists(held) | Q(on_behalf_of=organisation) | shared,
        chaired=_chaired(day, organisation=organisation.pk),
    ).annotate(shared_with_it=shared)
    lines = fill(seats, day)
    found = [(line.seat, holder) for line, holder in _held(lines) if organisation.pk in _organisations(holder)]
    empty = [line for line in lines if line.vacancies and _kept_for(line.seat, organisation)]
    names = _names(day, [*found, *((line.seat, None) for line in empty)])
    return OrganisationPresence(
        sorted((Sitting(seat, holder, names) for seat, holder in found), key=_place),
        sorted(
            (Vacancy(x.seat, x.vacancies, names, x.seat.on_behalf_of_id != organisation.pk) for x in empty),
            key=_place,
        ),
    )


def seats_held_on(day: datetime.date) -> Counter[int]:
    """How many seats each organisation, by key, holds on `day`; those that follow a chair count for the chair's."""
    counts: Counter[int] = Counter()
    direct = Membership.objects.in_force(day).exclude(seat__kind=Seat.Kind.DERIVED)
    for pair in direct.values_list("on_behalf_of", "jointly_with"):
        counts.update({key for key in pair if key})
    derived = Seat.objects.in_force(day).filter(kind=Seat.Kind.DERIVED).select_related("body", "of_body", "of_kind")
    for _, holder in _held(fill(derived, day)):
        counts.update(_organisations(holder))
    return counts


def past_seats(person: Person, day: datetime.date) -> list[PastSitting]:
    """Seats that `person` held, or stood in on, and that were over by `day`; the latest first. One query."""
    name = BodyPeriod.objects.filter(body=OuterRef("seat__body"), starts__lt=OuterRef("ends")).order_by("-starts")
    columns = ["seat__body__slug", "last_name", "seat__title", "seat__role", "starts", "ends", "dates_as_said", "other"]
    held, stood_in = (
        rows.ended_by(day)
        .filter(person=person)
        .annotate(last_name=Subquery(name.values("name")[:1], output_field=CharField()), other=other)
        .order_by()
        .values_list(*columns)
        for rows, other in (
            (Membership.objects, Value("", output_field=CharField())),
            (Substitution.objects, F("stands_in_for__name")),
        )
    )
    rows = [PastSitting(*row) for row in held.union(stood_in, all=True)]
    return sorted(rows, key=lambda row: (row.ends, row.starts, row.body_name), reverse=True)


def names_on(day: datetime.date, *, bodies: Iterable[int], organisations: Iterable[int]) -> Names:
    """The names of these bodies and organisations, by key, on `day`. One query.

    An organisation that bore its present name already is left out, and so is a body that did not exist.
    """
    periods = BodyPeriod.objects.in_force(day).filter(body__in=set(bodies)).order_by()
    former = OrganisationName.objects.in_force(day).filter(organisation__in=set(organisations)).order_by()
    rows = periods.values_list(Value("body"), "body", "name").union(
        former.values_list(Value("organisation"), "organisation", "name"), all=True
    )
    names = Names({}, {})
    for what, key, name in rows:
        (names.bodies if what == "body" else names.organisations)[key] = name
    return names


# How it is found ---------------------------------------------------------------------------------------------

# Who chairs a body by a seat of their own, then whoever's chair follows that one. UNION, not UNION ALL: bodies
# that derive from each other must end the walk, not the server.
CHAIRED = """
WITH RECURSIVE chaired(id) AS (
    SELECT seat.body_id FROM governance_membership AS held JOIN governance_seat AS seat ON seat.id = held.seat_id
    WHERE (held.person_id = %(person)s OR held.on_behalf_of_id = %(organisation)s
            OR held.jointly_with_id = %(organisation)s)
        AND seat.role = 'chair' AND held.starts <= %(day)s AND (held.ends IS NULL OR held.ends > %(day)s)
    UNION
    SELECT seat.body_id FROM governance_seat AS seat JOIN chaired ON seat.of_body_id = chaired.id
    WHERE seat.role = 'chair' AND seat.kind = 'derived'
        AND seat.starts <= %(day)s AND (seat.ends IS NULL OR seat.ends > %(day)s)
)
SELECT id FROM chaired
"""


def _chaired(day: datetime.date, *, person: int | None = None, organisation: int | None = None) -> list[int]:
    """Keys of the bodies that the person, or somebody on behalf of the organisation, may chair on `day`.

    It may name a body too many, where a chair follows another and has a holder of its own: the roll decides.
    """
    with connection.cursor() as cursor:
        cursor.execute(CHAIRED, {"person": person, "organisation": organisation, "day": day})
        return [key for (key,) in cursor.fetchall()]


def _seats(day: datetime.date, held: Any, *, chaired: Sequence[int]) -> QuerySet[Seat]:
    """Seats in force that match `held`, or that follow the chair of one of the bodies `chaired`."""
    kinds = BodyPeriod.objects.in_force(day).filter(
        body__in=chaired, kind=OuterRef("of_kind"), partnership=OuterRef("body__partnership")
    )
    follows = Q(kind=Seat.Kind.DERIVED) & (Q(of_body__in=chaired) | Exists(kinds))
    seats = Seat.objects.in_force(day).filter(held | follows)
    return seats.select_related("body", "body__partnership", "of_body", "of_kind", "on_behalf_of")


def _held(lines: Iterable[Line]) -> Iterator[tuple[Line, Holder]]:
    for line in lines:
        for holder in line.holders:
            yield line, holder


def _for(organisation: int) -> Q:
    return Q(on_behalf_of=organisation) | Q(jointly_with=organisation)


def _organisations(holder: Holder) -> set[int]:
    """Keys of the organisations for which the holder sits."""
    joint = holder.membership.jointly_with_id if holder.membership else None
    return {key for key in (getattr(holder.on_behalf_of, "pk", None), joint) if key}


def _kept_for(seat: Any, organisation: Organisation) -> bool:
    return seat.on_behalf_of_id == organisation.pk or seat.shared_with_it


def _names(day: datetime.date, found: Iterable[tuple[Seat, Holder | None]]) -> Names:
    """The names that a list of seats and their holders needs."""
    bodies: set[int] = set()
    organisations: set[int] = set()
    for seat, holder in found:
        bodies.update(filter(None, (seat.body_id, seat.body.partnership_id)))
        if holder:
            organisations.update(_organisations(holder))
            bodies.update({holder.chair_of.pk} if holder.chair_of else ())
    return names_on(day, bodies=bodies, organisations=organisations)


def _place(each: Sitting | Vacancy) -> tuple[str, str, int, int]:
    """Where it stands in a list: by partnership, body and place in the membership list."""
    return (each.partnership_name or each.body_name, each.body_name, each.seat.order, each.seat.pk)
