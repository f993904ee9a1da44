"""The roll: who sits on a body on a day. Vacancies are computed, derived seats follow the other body's chair."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import chain

from governance.models import Body, BodyPeriod, Membership, Organisation, Person, Seat, Substitution


@dataclass(frozen=True)
class Holder:
    """Somebody in a seat on a day."""

    person: Person
    on_behalf_of: Organisation | None = None
    membership: Membership | None = None
    chair_of: Body | None = None
    substitute: Person | None = None


@dataclass
class Line:
    """One line of the membership list on a day: the seat, its places, its holders and its vacancies."""

    seat: Seat
    holders: list[Holder] = field(default_factory=list)
    low: int = 1
    high: int | None = 1

    @property
    def vacancies(self) -> int:
        """How many places that ought to be filled are empty; a seat on a condition is never vacant."""
        if self.seat.kind == Seat.Kind.CONDITIONAL:
            return 0
        return max(self.low - len(self.holders), 0)

    @property
    def community_missing(self) -> int:
        """How many community representatives are missing among the holders."""
        asked = self.seat.community_low * (self.low // self.seat.low if self.seat.low else 1)
        speaking = sum(1 for h in self.holders if h.membership and h.membership.for_community)
        return max(asked - speaking, 0)

    @property
    def places_in_words(self) -> str:
        """The number of places: “1 place”, “5 places”, “2 to 3 places” or “at least 1 place”."""
        if self.high is None:
            return f"at least {self.low} {'place' if self.low == 1 else 'places'}"
        if self.low != self.high:
            return f"{self.low} to {self.high} places"
        return f"{self.low} {'place' if self.low == 1 else 'places'}"


def roll_on(body: Body, day: datetime.date) -> list[Line]:
    """The membership list of `body` on `day`, in its order. A fixed number of queries, whatever its length."""
    seats = list(Seat.objects.filter(body=body).in_force(day).for_page())
    return fill(seats, day)


def fill(seats: Iterable[Seat], day: datetime.date) -> list[Line]:
    """Seats in force on `day` (select `for_page`), each with its holders, substitutes and number of places."""
    seats = list(seats)
    sources = _sources(seats, day)
    chairs = chairs_on(day, set(chain.from_iterable(sources[s.pk] for s in seats if s.kind == Seat.Kind.DERIVED)))
    held = defaultdict(list)
    for membership in Membership.objects.in_force(day).filter(seat__in=seats).for_page().order_by("place", "pk"):
        held[membership.seat_id].append(membership)
    substitutes = {
        (s.seat_id, s.stands_in_for_id): s.person
        for s in Substitution.objects.in_force(day).filter(seat__in=seats).for_page()
    }
    lines = []
    for seat in seats:
        if seat.kind == Seat.Kind.DERIVED:
            holders = [h for key in sources[seat.pk] for h in chairs.get(key, [])]
        else:
            holders = [Holder(m.person, m.on_behalf_of, m) for m in held[seat.pk]]
        holders = [_with_substitute(h, substitutes.get((seat.pk, h.person.pk))) for h in holders]
        times = len(sources[seat.pk]) if seat.of_kind_id else 1
        high = None if seat.high is None else seat.high * times
        lines.append(Line(seat, holders, seat.low * times, high))
    return lines


def _with_substitute(holder: Holder, substitute: Person | None) -> Holder:
    if substitute is None:
        return holder
    return Holder(holder.person, holder.on_behalf_of, holder.membership, holder.chair_of, substitute)


def _sources(seats: Collection[Seat], day: datetime.date) -> dict[int, list[int]]:
    """For each seat that comes from other bodies, the keys of those bodies on `day`."""
    by_kind: dict[tuple[int, int], list[int]] = defaultdict(list)
    wanted = {(s.body.partnership_id, s.of_kind_id) for s in seats if s.of_kind_id}
    if wanted:
        periods = BodyPeriod.objects.in_force(day).filter(
            partnership__in={root for root, _ in wanted}, kind__in={kind for _, kind in wanted}
        )
        for root, kind, key in periods.order_by("name", "body").values_list("partnership", "kind", "body"):
            by_kind[root, kind].append(key)
    return {
        s.pk: by_kind[s.body.partnership_id, s.of_kind_id] if s.of_kind_id else [s.of_body_id] if s.of_body_id else []
        for s in seats
    }


def chairs_on(day: datetime.date, bodies: Collection[int] | None = None) -> dict[int, list[Holder]]:
    """Who chairs each of these bodies (None: every body) on `day`; bodies without a chair are left out.

    A chair may itself be derived from another body's chair; the walk stops where bodies derive from each other.
    """
    chairs: dict[int, list[Holder]] = defaultdict(list)
    if bodies is not None and not bodies:
        return chairs
    direct = Membership.objects.in_force(day).filter(
        seat__role=Seat.Role.CHAIR, seat__starts__lte=day
    ).for_page().order_by("place", "pk")
    derived = Seat.objects.in_force(day).chairs().filter(kind=Seat.Kind.DERIVED).select_related("of_body")
    if bodies is not None:
        direct, derived = direct.filter(seat__body__in=bodies), derived.filter(body__in=bodies)
    for membership in direct:
        body = membership.seat.body
        chairs[body.pk].append(Holder(membership.person, membership.on_behalf_of, membership, body))
    followed = {seat.body_id: seat.of_body_id for seat in derived if seat.of_body_id}
    if followed:
        _follow(followed, chairs, day)
    return chairs


def _follow(followed: dict[int, int], chairs: dict[int, list[Holder]], day: datetime.date) -> None:
    """Add to `chairs` the holders of derived chairs, one step of derivation a query, each body once."""
    known, wanted = set(chairs), set(followed.values())
    while wanted := wanted - known:
        for membership in (
            Membership.objects.in_force(day).filter(seat__role=Seat.Role.CHAIR, seat__body__in=wanted).for_page()
        ):
            body = membership.seat.body
            chairs[body.pk].append(Holder(membership.person, membership.on_behalf_of, membership, body))
        further = Seat.objects.in_force(day).chairs().filter(kind=Seat.Kind.DERIVED, body__in=wanted)
        steps = {body: of for body, of in further.values_list("body", "of_body") if of}
        followed.update(steps)
        known |= wanted
        wanted = set(steps.values())
    for body, of in followed.items():
        seen = {body}
        while of in followed and of not in seen and not chairs.get(of):
            seen.add(of)
            of = followed[of]
        chairs[body] = chairs[body] + [h for h in chairs.get(of, []) if h not in chairs[body]]
