"""Tenure: the roll of a body over a span of days, read once; on any of its days it says what the roll of that day says."""

import datetime
from collections import defaultdict
from collections.abc import Collection

from governance.foundation.dated import Span
from governance.models import Body, BodyPeriod, Membership, Seat
from governance.seats.roll import Holder, Line, sitting_chairs

Source = tuple[int, Span]


class Tenure:
    """The seats of a body in a span, who held them, and where derived and nominated ones came from."""

    def __init__(self, body: Body, span: Span) -> None:
        self.seats = list(
            Seat.objects.filter(body=body).meeting(span).select_related("body", "of_body", "on_behalf_of")
        )
        self.sources = self._sources(body, span)
        self.held: dict[int, list[Membership]] = defaultdict(list)
        rows = Membership.objects.filter(seat__in=self.seats).meeting(span).for_page().order_by("place", "pk")
        for row in rows:
            self.held[row.seat_id].append(row)
        derived = [seat for seat in self.seats if seat.kind == Seat.Kind.DERIVED]
        self.chairs: list[Membership] = []
        self.followed: list[Seat] = []
        self._read_chairs({key for seat in derived for key, _ in self.sources[seat.pk]}, span)

    def on(self, day: datetime.date) -> list[Line]:
        """The membership list on a day of the span, without substitutes; asks the database nothing."""
        own: dict[int, list[Holder]] = defaultdict(list)
        for row in self.chairs:
            if row.span.holds(day):
                body = row.seat.body
                own[body.pk].append(Holder(row.person, row.on_behalf_of, row, body))
        followed: dict[int, list[int]] = defaultdict(list)
        for seat in self.followed:
            if seat.span.holds(day) and seat.of_body_id:
                followed[seat.body_id].append(seat.of_body_id)
        lines = []
        for seat in self.seats:
            if not seat.span.holds(day):
                continue
            sources = self.sources_on(seat, day)
            if seat.kind == Seat.Kind.DERIVED:
                holders = [h for key in sources for h in sitting_chairs(key, own, followed, frozenset())]
            else:
                holders = [Holder(m.person, m.on_behalf_of, m) for m in self.held[seat.pk] if m.span.holds(day)]
            times = len(sources) if seat.of_kind_id else 1
            high = None if seat.high is None else seat.high * times
            lines.append(Line(seat, holders, seat.low * times, high, times))
        return lines

    def sources_on(self, seat: Seat, day: datetime.date) -> list[int]:
        """Keys of the bodies that a seat comes from on a day."""
        return [key for key, span in self.sources[seat.pk] if span.holds(day)]

    def _sources(self, body: Body, span: Span) -> dict[int, list[Source]]:
        kinds = {seat.of_kind_id for seat in self.seats if seat.of_kind_id}
        by_kind: dict[int, list[Source]] = defaultdict(list)
        if kinds:
            periods = BodyPeriod.objects.meeting(span).filter(partnership=body.partnership_id, kind__in=kinds)
            for row in periods.order_by("name", "body"):
                by_kind[row.kind_id].append((row.body_id, row.span))
        return {
            seat.pk: by_kind[seat.of_kind_id]
            if seat.of_kind_id
            else [(seat.of_body_id, seat.span)]
            if seat.of_body_id
            else []
            for seat in self.seats
        }

    def _read_chairs(self, bodies: Collection[int], span: Span) -> None:
        """Who chaired these bodies in the span, and those that their chairs follow: two queries for each step."""
        wanted: set[int] = set(bodies)
        known: set[int] = set()
        while wanted:
            held = Membership.objects.meeting(span).filter(seat__role=Seat.Role.CHAIR, seat__body__in=wanted)
            self.chairs += held.for_page().order_by("seat__order", "seat", "place", "pk")
            derived = Seat.objects.meeting(span).chairs().filter(kind=Seat.Kind.DERIVED, body__in=wanted)
            self.followed += derived.filter(of_body__isnull=False).order_by("order", "pk")
            known |= wanted
            wanted = {seat.of_body_id for seat in self.followed if seat.of_body_id} - known
