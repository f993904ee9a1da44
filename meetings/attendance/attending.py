"""Attending: who was there, for which seat, from which item to which; what they declared is in `declaring`.

Until the chair has the minutes; once they are published, `correcting` changes it by `change_published`, for all to see.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from governance.foundation.deeds import Refused, strike, write
from governance.models import Grade, Person, Seat
from meetings.attendance.expecting import Expected, Held, expected_at, held_on_the_day
from meetings.attendance.words_kept import say
from meetings.locking import meeting_to_record
from meetings.models import AgendaItem, Attendance, Meeting, Minutes
from meetings.models.attendance import MINUTES_PUBLIC

__all__ = [
    "Entry",
    "Expected",
    "change_published",
    "expected_at",
    "forget",
    "open_register",
    "record",
    "record_all",
    "require_own",
]

How = Attendance.How
CAME = (How.PRESENT, How.SUBSTITUTE, How.IN_ATTENDANCE)
"""Who can come late and leave early."""


@dataclass(frozen=True)
class Entry:
    """One line of the register, as `record` takes it apart."""

    person: Person
    how: str
    seat: Seat | None = None
    stands_in_for: Person | None = None
    grade: int | None = None
    arrived_at: AgendaItem | None = None
    left_at: AgendaItem | None = None
    note: str = ""


@transaction.atomic
def record(
    meeting: Meeting,
    person: Person,
    *,
    how: str,
    by: Any,
    seat: Seat | None = None,
    stands_in_for: Person | None = None,
    grade: int | None = None,
    arrived_at: AgendaItem | None = None,
    left_at: AgendaItem | None = None,
    note: str = "",
) -> Attendance:
    """Record how `person` was, or was not, at the meeting; what was recorded of them before gives way.

    Present, apologies and absent are for holders, on the day, of a seat of a body that meets; `seat` says which where
    there are several (None: the one recorded so far, else the first). A substitute stands in for such a holder: whether the seat allows it, and the `grade` of the
    day (else the person's own) reaches its floor, is computed and kept; one who is not allowed is recorded and marked.
    `arrived_at` is the first item that somebody was there for, `left_at` the last; None: from the start, to the end.
    Raises Refused with the reason.
    """
    entry = Entry(person, how, seat, stands_in_for, grade, arrived_at, left_at, note)
    return record_all(meeting, [entry], by=by)[0]


@transaction.atomic
def record_all(meeting: Meeting, entries: Iterable[Entry], *, by: Any) -> list[Attendance]:
    """Record several people as `record` does, all of them or nobody; the order in which they come does not matter."""
    entries = list(entries)
    register = _Register(open_register(meeting, by), entries, by=by)
    return [register.put(entry) for entry in entries]


@transaction.atomic
def change_published(
    meeting: Meeting, entries: Collection[Entry], *, taken_out: Collection[Person], by: Any, why: str
) -> bool:
    """Change the register of a meeting whose minutes are published; return whether that changed anything.

    For `correcting.correct_attendance` alone, which shows it to everybody. Of the people in `taken_out` nothing is
    recorded any more; `why` is kept in the audit. Raises Refused.
    """
    register = _Register(
        open_register(meeting, by, published=True), entries, taken_out=taken_out, by=by, why=why, published=True
    )
    gone = register.take_out(taken_out)
    for entry in entries:
        register.put(entry)
    return gone or register.has_written


@transaction.atomic
def forget(attendance: Attendance, *, by: Any) -> Meeting:
    """Take back what was recorded of somebody, for example because it was somebody else. Returns the meeting."""
    meeting = open_register(attendance.meeting, by)
    _require_undeclared(attendance.person, _declared_at(meeting), published=False)
    strike(attendance, by=by)
    return meeting


def open_register(meeting: Meeting, by: Any, *, published: bool = False) -> Meeting:
    """The meeting, locked and read again, whose attendance `by` may record now. Raises Refused.

    With `published` it must be one whose minutes are; else one whose minutes are not yet with the chair.
    """
    locked = meeting_to_record(meeting, by=by)
    stage = Minutes.objects.filter(meeting=locked).values_list("stage", flat=True).first()
    if published:
        if stage not in MINUTES_PUBLIC:
            raise Refused("The minutes are not published: change the register itself.")
        return locked
    if stage == Minutes.Stage.CHECKED:
        raise Refused("The chair has checked the minutes: send them back before you change who was there.")
    if stage not in (None, Minutes.Stage.DRAFT):
        raise Refused("The minutes are published: correct them visibly instead.")
    return locked


def require_own(meeting: Meeting, *items: AgendaItem | None) -> None:
    """Raise Refused unless the items are of the meeting's own agenda."""
    if any(item is not None and item.meeting_id != meeting.pk for item in items):
        raise Refused("That item belongs to another meeting.")


class _Register:
    """The register of one meeting while it is written: who holds which seat is asked once.

    What is about to be rewritten or taken out does not stand in the way of the new lines: `rows` are those that stay
    as they are, and those that `put` has written.
    """

    def __init__(
        self,
        meeting: Meeting,
        entries: Iterable[Entry],
        *,
        by: Any,
        taken_out: Iterable[Person] = (),
        why: str = "",
        published: bool = False,
    ) -> None:
        self.meeting, self.by, self.why, self.has_written = meeting, by, why, False
        entries = list(entries)
        _require_once(entries)
        self.published, self.declared = published, _declared_at(meeting)
        self.held: Held = held_on_the_day(meeting)
        self.before: dict[int, Attendance] = {row.person_id: row for row in meeting.attendances.all()}
        changing = {entry.person.pk for entry in entries} | {person.pk for person in taken_out}
        self.rows = {key: row for key, row in self.before.items() if key not in changing}

    def take_out(self, people: Iterable[Person]) -> bool:
        """Record nothing of these people any more; return whether anything was recorded of them."""
        gone = [self.before.pop(person.pk) for person in people if person.pk in self.before]
        for row in gone:
            self._require_undeclared(row.person)
            strike(row, by=self.by, why=self.why)
        return bool(gone)

    def put(self, entry: Entry) -> Attendance:
        """Record one person; a line that says nothing new leaves no row in the audit."""
        require_own(self.meeting, entry.arrived_at, entry.left_at)
        _require_order(entry)
        if entry.how not in How.values:
            raise Refused("Say how they were there: present, apologies, absent, substitute or in attendance.")
        key = entry.person.pk
        row = self.rows.get(key) or self.before.get(key) or Attendance(meeting=self.meeting, person=entry.person)
        facts = {
            "how": entry.how,
            "arrived_at_id": getattr(entry.arrived_at, "pk", None),
            "left_at_id": getattr(entry.left_at, "pk", None),
            "note": entry.note.strip(),
            **self._place(entry),
        }
        self.rows[key] = row
        if row.pk is not None and all(getattr(row, name) == value for name, value in facts.items()):
            return row
        if entry.how in CAME and self.meeting.day > timezone.localdate():
            raise Refused("The meeting is still to come: record who came on its day, and until then who will not come.")
        if entry.how not in CAME:
            self._require_undeclared(entry.person)
        for name, value in facts.items():
            setattr(row, name, value)
        if self.published:
            say(row, self.held)
        self.has_written = True
        return write(row, by=self.by, why=self.why)

    def _require_undeclared(self, person: Person) -> None:
        _require_undeclared(person, self.declared, published=self.published)

    def _place(self, entry: Entry) -> dict[str, Any]:
        """The seat, and for a substitute whose seat it is and whether they may have it."""
        place: dict[str, Any] = {"stands_in_for_id": None, "grade": entry.grade, "substitute_allowed": None}
        if entry.how == How.SUBSTITUTE:
            return place | self._for_somebody(entry)
        if entry.stands_in_for is not None:
            raise Refused("Only a substitute stands in for somebody.")
        if entry.how == How.IN_ATTENDANCE:
            return place | {"seat_id": self._beside(entry)}
        seat = self._own_seat(entry.person, entry.seat)
        if entry.how == How.PRESENT and not seat.is_member_seat:
            raise Refused(f"{entry.person} sits as {seat.get_role_display().lower()}: record them as in attendance.")
        if entry.how == How.PRESENT:
            self._require_alone(entry.person)
        return place | {"seat_id": seat.pk}

    def _own_seat(self, person: Person, wanted: Seat | None) -> Seat:
        """The seat that `person` holds, `wanted` if that is one of them. Raises Refused where there is none."""
        seats = [seat for seat, _ in self.held.get(person.pk, [])]
        if not seats:
            raise Refused(f"{person} held no seat here on the day of the meeting: record them as in attendance.")
        if wanted is None:
            recorded = self.before.get(person.pk)
            return next((seat for seat in seats if recorded and seat.pk == recorded.seat_id), seats[0])
        if wanted.pk not in {seat.pk for seat in seats}:
            raise Refused(f"{person} did not hold the seat “{wanted}” on the day of the meeting.")
        return next(seat for seat in seats if seat.pk == wanted.pk)

    def _beside(self, entry: Entry) -> int | None:
        """The key of the seat, if any, for which somebody is in attendance."""
        seats = [seat for seat, _ in self.held.get(entry.person.pk, [])]
        if any(seat.is_member_seat for seat in seats):
            raise Refused(f"{entry.person} is a member here: record them as present, with apologies or absent.")
        return self._own_seat(entry.person, entry.seat).pk if seats or entry.seat else None

    def _for_somebody(self, entry: Entry) -> dict[str, Any]:
        """Whose seat a substitute takes, and whether the seat allows it."""
        holder = entry.stands_in_for
        if holder is None:
            raise Refused(f"Say for whom {entry.person} stands in.")
        if holder.pk == entry.person.pk:
            raise Refused("Nobody stands in for themselves.")
        if any(seat.is_member_seat for seat, _ in self.held.get(entry.person.pk, [])):
            raise Refused(f"{entry.person} is a member here and has their own seat: record them for that.")
        seat = self._own_seat(holder, entry.seat)
        theirs = self.rows.get(holder.pk)
        if theirs is not None and theirs.how == How.PRESENT:
            raise Refused(f"{holder} is recorded as present, so nobody stands in.")
        self._require_alone(holder, besides=entry.person)
        grade = entry.grade or entry.person.grade
        return {
            "seat_id": seat.pk,
            "stands_in_for_id": holder.pk,
            "grade": grade,
            "substitute_allowed": may_stand_in(seat, grade),
        }

    def _require_alone(self, holder: Person, besides: Person | None = None) -> None:
        """Raise Refused where somebody else is recorded as standing in for `holder`."""
        for row in self.rows.values():
            if row.stands_in_for_id == holder.pk and (besides is None or row.person_id != besides.pk):
                raise Refused(f"{row.person} is recorded as standing in for {holder}: take that back first.")


def _declared_at(meeting: Meeting) -> set[int]:
    """The keys of those who declared an interest at the meeting."""
    return set(meeting.declarations.values_list("person", flat=True))


def _require_undeclared(person: Person, declared: set[int], *, published: bool) -> None:
    """Raise Refused where somebody declared an interest, as they could only do while they were there."""
    if person.pk in declared:
        first = "correct the declarations" if published else "take the declaration back"
        raise Refused(f"{person} declared an interest at this meeting, so they were there: {first} first.")


def may_stand_in(seat: Seat, grade: int | None) -> bool:
    """Whether `seat` allows a substitute of that grade; None is below every floor."""
    return seat.substitute_allowed and (seat.grade_floor is None or (grade or 0) >= Grade(seat.grade_floor))


def _require_once(entries: Sequence[Entry]) -> None:
    """Raise Refused where somebody stands on two lines, of which one would be lost."""
    times = Counter(entry.person.pk for entry in entries)
    for entry in entries:
        if times[entry.person.pk] > 1:
            raise Refused(f"{entry.person} stands on two lines of the register: keep the one that is right.")


def _require_order(entry: Entry) -> None:
    """Late and early are for those who came, and nobody leaves before they arrive."""
    arrived, left = entry.arrived_at, entry.left_at
    if (arrived or left) and entry.how not in CAME:
        raise Refused(f"{entry.person} was not there, so they neither arrived late nor left early.")
    if arrived and left and (left.position, left.pk) < (arrived.position, arrived.pk):
        raise Refused(f"{entry.person} cannot leave before they arrive: choose a later item.")
