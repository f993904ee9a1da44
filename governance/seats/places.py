"""The places of a body on a day in numbers: how many there are, how many are filled, how many are vacant."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, FilteredRelation, Q

from governance.foundation.dated import in_force_q
from governance.foundation.sentences import counted
from governance.models import Body, BodyPeriod, Person, Seat
from governance.seats.chairs import Chair, chairs_of_seats
from governance.seats.roll import Holder, Line


@dataclass(frozen=True)
class Totals:
    """Numbers of a membership list, those in attendance left out.

    Seats that apply only on a condition count as lines and, while somebody sits there, as places, but never as vacant.
    """

    lines: int
    low: int
    high: int | None
    filled: int
    vacant: int

    @property
    def in_words(self) -> str:
        """“25 places on 14 lines, 19 filled, 6 vacant”."""
        if self.high is None:
            places = f"at least {counted(self.low, 'place')}"
        elif self.high > self.low:
            places = f"{self.low} to {counted(self.high, 'place')}"
        else:
            places = counted(self.low, "place")
        return f"{places} on {counted(self.lines, 'line')}, {self.filled} filled, {self.vacant} vacant"


def totals_of(lines: Iterable[Line]) -> Totals:
    """The numbers of these lines."""
    with_places = [line for line in lines if line.seat.is_member_seat]
    lows = [_low(line) for line in with_places]
    highs = [_high(line) for line in with_places]
    known = [high for high in highs if high is not None]
    return Totals(
        lines=len(with_places),
        low=sum(lows),
        high=sum(known) if len(known) == len(highs) else None,
        filled=sum(len(line.holders) for line in with_places),
        vacant=sum(line.vacancies for line in with_places),
    )


def _low(line: Line) -> int:
    return len(line.holders) if line.seat.kind == Seat.Kind.CONDITIONAL else line.low


def _high(line: Line) -> int | None:
    return len(line.holders) if line.seat.kind == Seat.Kind.CONDITIONAL else line.high


def lines_in_short(body: Body, day: datetime.date) -> list[Line]:
    """The lines of `roll.roll_on` with the same numbers and names, but without organisations, posts or substitutes.

    One query; one more for seats that come from bodies of a kind, and one for derived seats.
    """
    seats: dict[int, Seat] = {}
    holders: dict[int, list[Holder]] = {}
    rows = (
        Seat.objects.filter(body=body)
        .in_force(day)
        .select_related("body")
        .annotate(held=FilteredRelation("memberships", condition=in_force_q(day, "memberships__")))
        .annotate(
            person_key=F("held__person"), person_slug=F("held__person__slug"), person_name=F("held__person__name")
        )
        .order_by("order", "pk", "held__place", "held__pk")
    )
    for row in rows:
        seats.setdefault(row.pk, row)
        sitting = holders.setdefault(row.pk, [])
        if row.person_key:
            sitting.append(_holder(Chair(row.person_key, row.person_slug, row.person_name)))
    sources = _sources(seats.values(), body, day)
    derived = {key for seat in seats.values() if seat.kind == Seat.Kind.DERIVED for key in sources[seat.pk]}
    chairs = chairs_of_seats(Seat.objects.filter(body__in=derived), day) if derived else {}
    lines = []
    for seat in seats.values():
        sitting = holders[seat.pk]
        if seat.kind == Seat.Kind.DERIVED:
            sitting = [_holder(chair) for key in sources[seat.pk] for chair in chairs.get(key, [])]
        times = len(sources[seat.pk]) if seat.of_kind_id else 1
        high = None if seat.high is None else seat.high * times
        lines.append(Line(seat, sitting, seat.low * times, high, times))
    return lines


def _holder(chair: Chair) -> Holder:
    return Holder(Person(pk=chair.key, slug=chair.slug, name=chair.name))


def _sources(seats: Iterable[Seat], body: Body, day: datetime.date) -> dict[int, Sequence[int]]:
    """For each seat the bodies that it comes from."""
    seats = list(seats)
    kinds = {seat.of_kind_id for seat in seats if seat.of_kind_id}
    by_kind: dict[int, list[int]] = {kind: [] for kind in kinds}
    if kinds:
        same_day = BodyPeriod.objects.in_force(day).filter(Q(partnership=body.partnership_id), kind__in=kinds)
        for kind, key in same_day.order_by("name", "body").values_list("kind", "body"):
            by_kind[kind].append(key)
    return {
        seat.pk: by_kind[seat.of_kind_id] if seat.of_kind_id else [seat.of_body_id] if seat.of_body_id else []
        for seat in seats
    }
