"""Who counts as a member of a body, and for whom they sit."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from governance.models import CompositionCategory, Organisation, Person, Seat
from governance.seats.roll import Holder, Line, fill

Of = CompositionCategory.Of


@dataclass
class Member:
    """Somebody who counts as a member, with every member's seat that they sit in.

    `holders` are the holders for whom they sit: themselves, or whom they stand in for.
    """

    person: Person
    grade: int | None = None
    sittings: list[tuple[Seat, Holder]] = field(default_factory=list)

    @property
    def organisations(self) -> dict[int, Organisation]:
        """The organisations that they sit for, by key."""
        found = [holder.on_behalf_of or holder.person.organisation for _, holder in self.sittings]
        found += [holder.membership.jointly_with for _, holder in self.sittings if holder.membership]
        return {each.pk: each for each in found if each}

    @property
    def sectors(self) -> set[str]:
        """The sectors that they speak for: those of their organisations and of their seats."""
        return {each.sector for each in self.organisations.values()} | {s.sector for s, _ in self.sittings if s.sector}

    @property
    def bodies(self) -> set[int]:
        """Keys of the bodies that sent them: nominated them, or have them as their chair."""
        found = {holder.chair_of.pk for _, holder in self.sittings if holder.chair_of}
        found |= {h.membership.nominated_by.pk for _, h in self.sittings if h.membership and h.membership.nominated_by}
        return found | {s.of_body_id for s, _ in self.sittings if s.of_body_id and s.kind == Seat.Kind.NOMINATED}

    @property
    def for_community(self) -> bool:
        """Whether they speak for the community."""
        return any(
            seat.kind == Seat.Kind.COMMUNITY or (holder.membership is not None and holder.membership.for_community)
            for seat, holder in self.sittings
        )

    @property
    def chairs(self) -> bool:
        """Whether they take the chair."""
        return any(seat.role == Seat.Role.CHAIR for seat, _ in self.sittings)

    def is_of(self, category: CompositionCategory) -> bool:
        """Whether they belong to the category."""
        seats = [seat for seat, _ in self.sittings]
        tests: dict[str, Callable[[], bool]] = {
            Of.SECTOR: lambda: category.sector in self.sectors,
            Of.ORGANISATION: lambda: category.organisation_id in self.organisations,
            Of.COMMUNITY: lambda: self.for_community,
            Of.ROLE: lambda: category.role in {seat.role for seat in seats},
            Of.SEAT_KIND: lambda: category.seat_kind in {seat.kind for seat in seats},
            Of.SEAT: lambda: category.seat_id in {seat.pk for seat in seats},
            Of.GRADE: lambda: (self.grade or 0) >= (category.grade or 0),
        }
        return tests[category.of]()


def members_of(lines: Iterable[Line]) -> list[Member]:
    """The people in members' seats, each once, in the order of the list."""
    found: dict[int, Member] = {}
    for line in lines:
        for holder in line.holders if line.seat.is_member_seat else ():
            person = holder.person
            member = found.setdefault(person.pk, Member(person, person.grade))
            member.sittings.append((line.seat, holder))
    return list(found.values())


def members_of_bodies(bodies: Iterable[int | None], day: datetime.date) -> dict[int, list[Member]]:
    """The members of each of these bodies on `day`, by the body's key."""
    wanted = {key for key in bodies if key}
    lines: dict[int, list[Line]] = defaultdict(list)
    if wanted:
        for line in fill(Seat.objects.filter(body__in=wanted).in_force(day).for_page(), day):
            lines[line.seat.body_id].append(line)
    return {key: members_of(lines[key]) for key in wanted}
