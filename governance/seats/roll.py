"""The roll: who sits on a body on a day. Vacancies are computed, derived seats follow the other body's chair."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from governance.foundation.sentences import counted
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
    times: int = 1
    """For a seat of every body of a kind: how many such bodies there are that day."""

    @property
    def vacancies(self) -> int:
        """How many places that ought to be filled are empty; a seat on a condition is never vacant."""
        if self.seat.kind == Seat.Kind.CONDITIONAL:
            return 0
        return max(self.low - len(self.holders), 0)

    @property
    def community_missing(self) -> int:
        """How many community representatives are missing among the holders."""
        asked = self.seat.community_low * self.times
        speaking = sum(1 for h in self.holders if h.membership and h.membership.for_community)
        return max(asked - speaking, 0)

    @property
    def places_in_words(self) -> str:
        """The number of places: “1 place”, “5 places”, “2 to 3 places” or “at least 1 place”."""
        if self.high is None:
            return f"at least {counted(self.low, 'place')}"
        if self.low == 0:
            return f"up to {counted(self.high, 'place')}"
        if self.low != self.high:
            return f"{self.low} to {self.high} places"
        return counted(self.low, "place")


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
        lines.append(Line(seat, holders, seat.low * times, high, times))
    return lines


def _with_substitute(holder: Holder, substitute: Person | None) -> Holder:
    if substitute is None:
        return holder
    return Holder(holder.person, holder.on_behalf_of, holder.membership, holder.chair_of, substitute)


def _sources(seats: Collection[Seat], day: datetime.date) -> dict[int, list[int]]:
    """For each seat that comes from other bodies, the keys of those bodies on `day`."""
    by_kind: dict[tuple[int | None, int], list[int]] = defaultdict(list)
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
    Two queries, and two more for each step of derivation that leads out of `bodies`.
    """
    own: dict[int, list[Holder]] = defaultdict(list)
    followed: dict[int, list[int]] = defaultdict(list)
    held = Membership.objects.in_force(day).filter(seat__role=Seat.Role.CHAIR).for_page()
    held = held.order_by("seat__order", "seat", "place", "pk")
    derived = Seat.objects.in_force(day).chairs().filter(kind=Seat.Kind.DERIVED, of_body__isnull=False)
    steps = derived.order_by("order", "pk").values_list("body", "of_body")
    known: set[int] = set()
    wanted = None if bodies is None else set(bodies)
    while wanted is None or wanted:
        for membership in held if wanted is None else held.filter(seat__body__in=wanted):
            body = membership.seat.body
            own[body.pk].append(Holder(membership.person, membership.on_behalf_of, membership, body))
        for key, of in steps if wanted is None else steps.filter(body__in=wanted):
            followed[key].append(of)
        if wanted is None:
            break
        known |= wanted
        wanted = {of for line in followed.values() for of in line} - known
    chairs = {key: sitting_chairs(key, own, followed, frozenset()) for key in {*own, *followed}}
    return {key: holders for key, holders in chairs.items() if holders}


def sitting_chairs(
    body: int, own: Mapping[int, list[Holder]], followed: Mapping[int, list[int]], seen: frozenset[int]
) -> list[Holder]:
    """The body's own chairs, then those of the bodies that its chair is derived from; each person once.

    `own` are the chairs that each body has by a seat of its own, `followed` the bodies whose chairs chair it too.
    """
    found: dict[int, Holder] = {}
    elsewhere = (sitting_chairs(of, own, followed, seen | {body}) for of in followed.get(body, []) if of not in seen)
    for holder in chain(own.get(body, []), *elsewhere):
        found.setdefault(holder.person.pk, holder)
    return list(found.values())
