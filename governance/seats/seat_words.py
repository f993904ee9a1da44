"""A line of the membership list in words: how the seat is filled, who sits there, who may stand in."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from governance.foundation.sentences import counted, listed
from governance.models import Person, Seat
from governance.seats.presence import Names, names_on
from governance.seats.roll import Holder, Line


def _names(lines: Sequence[Line], day: datetime.date) -> Names:
    """What the bodies and organisations of a membership list were called on its day. One query."""
    holders = [holder for line in lines for holder in line.holders]
    bodies = {line.seat.of_body_id for line in lines} | {h.chair_of.pk for h in holders if h.chair_of}
    bodies |= {h.membership.nominated_by_id for h in holders if h.membership}
    return names_on(day, bodies=[key for key in bodies if key], organisations=_organisations(lines, holders))


def _organisations(lines: Sequence[Line], holders: Sequence[Holder]) -> set[int]:
    """The keys of all organisations that the list names."""
    found = {holder.on_behalf_of for holder in holders}
    found |= {holder.membership.jointly_with for holder in holders if holder.membership}
    found |= {person.organisation for h in holders for person in (h.person, h.substitute) if person}
    for line in lines:
        found |= {line.seat.on_behalf_of, *line.seat.shared_between.all()}
    return {record.pk for record in found if record}


@dataclass(frozen=True)
class Sitter:
    """Somebody in a seat, in words."""

    person: Person
    post: str
    organisation: str
    organisation_slug: str
    notes: str
    substitute: Person | None
    substitute_post: str


@dataclass(frozen=True)
class SeatLine:
    """One line, in words. `role` is empty for a plain member; `source` is the slug and name of the one source body."""

    seat: Seat
    role: str
    filled_how: str
    source: tuple[str, str]
    places: str
    sitters: Sequence[Sitter]
    vacancy: str
    facts: Sequence[str]


def seat_lines(lines: Sequence[Line], day: datetime.date) -> list[SeatLine]:
    """Lines of `roll_on` in words, names as of `day`. One query, none for an empty list."""
    if not lines:
        return []
    names = _names(lines, day)
    return [_line(line, names) for line in lines]


def _line(line: Line, names: Names) -> SeatLine:
    seat = line.seat
    return SeatLine(
        seat=seat,
        role="" if seat.role == Seat.Role.MEMBER else seat.get_role_display(),
        filled_how=_filled_how(seat, names),
        source=(seat.of_body.slug, names.body(seat.of_body)) if seat.of_body else ("", ""),
        places=line.places_in_words,
        sitters=[_sitter(holder, names) for holder in line.holders],
        vacancy=_vacancy(line),
        facts=_facts(seat, names),
    )


def _filled_how(seat: Seat, names: Names) -> str:
    """How the holder comes to the seat. A single source body is named after these words, as a link."""
    kind = Seat.Kind(seat.kind)
    each = seat.of_kind.singular if seat.of_kind else ""
    shared = listed([names.organisation(organisation) for organisation in seat.shared_between.all()])
    return {
        Seat.Kind.POST: "By post held",
        Seat.Kind.DERIVED: f"The chair of each {each}" if each else "The chair of",
        Seat.Kind.NOMINATED: f"Nominated by each {each}" if each else "Nominated by",
        Seat.Kind.SECTOR: f"For a sector: {seat.get_sector_display().lower()}",
        Seat.Kind.COMMUNITY: "For the community",
        Seat.Kind.SHARED: f"Held in turn by {shared}" if shared else "Shared and held in turn",
        Seat.Kind.CONDITIONAL: "Only on a condition",
        Seat.Kind.TO_BE_AGREED: "How it is filled is still to be agreed",
    }[kind]


def _vacancy(line: Line) -> str:
    """The empty places in words; an empty string where nothing is vacant."""
    words = []
    if line.vacancies:
        words.append("Vacant" if line.low == 1 else f"{line.vacancies} vacant")
    if line.community_missing:
        missing = line.community_missing
        words.append(f"{counted(missing, 'community representative')} missing")
    return ", ".join(words)


def _facts(seat: Seat, names: Names) -> list[str]:
    """What else the papers say of the seat."""
    facts = []
    if seat.condition:
        facts.append(f"Applies when: {seat.condition}")
    if seat.on_behalf_of:
        facts.append(f"On behalf of {names.organisation(seat.on_behalf_of)}")
    if seat.community_low:
        of_each = f" of each {seat.of_kind.singular}" if seat.of_kind else ""
        facts.append(f"At least {seat.community_low}{of_each} must be a community representative")
    if not seat.voting and seat.is_member_seat:
        facts.append("Without a vote")
    if seat.substitute_allowed:
        grade = f", of the grade {seat.get_grade_floor_display().lower()} or above" if seat.grade_floor else ""
        facts.append(f"A substitute may attend{grade}")
    if seat.how_appointed:
        facts.append(f"Appointed: {seat.how_appointed}")
    if seat.duties:
        facts.append(f"Reports to and informs: {seat.duties}")
    return facts


def _sitter(holder: Holder, names: Names) -> Sitter:
    person, membership = holder.person, holder.membership
    organisation = holder.on_behalf_of or person.organisation
    notes = [f"chairs {names.body(holder.chair_of)}"] if holder.chair_of else []
    notes += [membership.dates_in_words] if membership else []
    if membership and membership.jointly_with:
        notes.append(f"also for {names.organisation(membership.jointly_with)}")
    if membership and membership.for_community:
        notes.append("speaks for the community")
    if membership and membership.nominated_by_id:
        notes.append(f"nominated by {names.body(membership.nominated_by)}")
    if membership and membership.how_appointed:
        notes.append(f"appointed: {membership.how_appointed}")
    if membership and membership.appointed_at:
        notes.append(f"appointed at: {membership.appointed_at}")
    return Sitter(
        person=person,
        post=person.post,
        organisation=names.organisation(organisation),
        organisation_slug=organisation.slug if organisation else "",
        notes="; ".join(notes),
        substitute=holder.substitute,
        substitute_post=_post(holder.substitute, names) if holder.substitute else "",
    )


def _post(person: Person, names: Names) -> str:
    return ", ".join(filter(None, [person.post, names.organisation(person.organisation)]))
