"""“Who is here” on the minuting page: what its lines show, what the writer changed, what somebody else did meanwhile.

Each line sends back a mark of what was recorded when the page was read. Only lines that the writer changed are
written, and those that somebody else changed since are refused, so that no older page undoes a newer one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from governance.foundation.deeds import Refused
from governance.foundation.sentences import listed
from governance.models import Person
from meetings.attendance.attending import Entry, forget, record_all
from meetings.attendance.expecting import Expected
from meetings.models import AgendaItem, Attendance, Meeting

How = Attendance.How
HERE = [(How.PRESENT.value, "Present"), (How.APOLOGIES.value, "Apologies"), (How.ABSENT.value, "Absent")]
ARRIVES, LEAVES = "arrives", "leaves"

Holders = Sequence[tuple[Person, Expected]]


class HereOvertaken(Refused):
    """Somebody else recorded some of the same people meanwhile. `theirs` says how, by the key of the person."""

    def __init__(self, lines: Sequence["HereLine"]) -> None:
        names = listed([line.person.name for line in lines])
        super().__init__(
            f"Somebody else changed how {names} {'is' if len(lines) == 1 else 'are'} recorded while you were "
            "choosing: compare both under “Who is here”, then record it again."
        )
        self.theirs = {line.person.pk: line.now_in_words for line in lines}


@dataclass(frozen=True)
class HereLine:
    """One person in the panel."""

    person: Person
    expected: Expected
    was: str
    """The mark of what was recorded when the page was read."""
    chosen: str
    """What the choice shows."""
    theirs: str = ""
    """How somebody else recorded the person meanwhile, where that was refused."""

    @property
    def shown(self) -> str:
        """What the choice showed when the page was read."""
        return _shown(self.was)

    @property
    def is_changed(self) -> bool:
        """Whether the writer chose something else."""
        return self.chosen != self.shown

    @property
    def now(self) -> str:
        """The mark of what is recorded now."""
        return _mark(self.expected.recorded)

    @property
    def now_in_words(self) -> str:
        """How the person is recorded now, with late and early."""
        row = self.expected.recorded
        if row is None:
            return "Not recorded"
        late, early = (", came late" if row.arrived_at_id else ""), (", left early" if row.left_at_id else "")
        return f"{row.get_how_display()}{late}{early}"

    @property
    def chosen_in_words(self) -> str:
        """What the writer chose."""
        words = {**dict(HERE), ARRIVES: "Arrives at this item", LEAVES: "Leaves after this item"}
        return words.get(self.chosen, "Not recorded")

    @property
    def choices(self) -> list[tuple[str, str]]:
        """How the person may be recorded; what is recorded already too, where it is none of these."""
        return HERE if self.shown in {"", *dict(HERE)} else [*HERE, (self.shown, str(How(self.shown).label))]


def lines_here(
    holders: Holders, posted: Mapping[str, str] | None = None, theirs: Mapping[int, str] | None = None
) -> list[HereLine]:
    """A line for each holder of a seat. What the writer changed in `posted` is shown again.

    Of those in `theirs` the mark is that of now, so that recording them once more is a choice made with open eyes.
    """
    theirs, found = theirs or {}, []
    for person, expected in holders:
        sent = _sent(person, expected, posted) if posted else None
        now = _mark(expected.recorded)
        if sent is None or not sent.is_changed:
            found.append(HereLine(person, expected, now, _shown(now)))
        elif person.pk in theirs:
            found.append(HereLine(person, expected, now, sent.chosen, theirs[person.pk]))
        else:
            found.append(sent)
    return found


def changed_in(holders: Holders, posted: Mapping[str, str]) -> list[HereLine]:
    """The lines that the writer changed."""
    sent = (_sent(person, expected, posted) for person, expected in holders)
    return [line for line in sent if line is not None and line.is_changed]


def record_here(
    meeting: Meeting, item: AgendaItem | None, holders: Holders, posted: Mapping[str, str], *, by: Any
) -> int:
    """Record the lines that the writer changed; who arrives or leaves does so at `item`. Returns how many there were.

    `holders` were read under the meeting's lock. Raises HereOvertaken, and Refused as the deeds do.
    """
    changed = changed_in(holders, posted)
    waiting = [line for line in changed if _shown(line.now) != line.chosen]
    overtaken = [line for line in waiting if line.now != line.was]
    if overtaken:
        raise HereOvertaken(overtaken)
    for line in waiting:
        if not line.chosen and line.expected.recorded is not None:
            forget(line.expected.recorded, by=by)
    record_all(meeting, list(_entries(waiting, item)), by=by)
    return len(changed)


def _entries(lines: Sequence[HereLine], item: AgendaItem | None) -> Iterator[Entry]:
    for line in lines:
        row, how = line.expected.recorded, line.chosen
        arrived, left = (row.arrived_at, row.left_at) if row else (None, None)
        if how == ARRIVES:
            how, arrived = How.PRESENT, item
        elif how == LEAVES:
            how, left = How.PRESENT, item
        elif how != How.PRESENT:
            arrived, left = None, None
        if how == How.PRESENT and not line.expected.seat.is_member_seat:
            how = How.IN_ATTENDANCE
        if how:
            yield Entry(line.person, how, arrived_at=arrived, left_at=left, note=row.note if row else "")


def _sent(person: Person, expected: Expected, posted: Mapping[str, str]) -> HereLine | None:
    """The line as it was sent; None where it was not."""
    chosen = posted.get(f"here_{person.pk}")
    return None if chosen is None else HereLine(person, expected, posted.get(f"was_{person.pk}", ""), chosen)


def _mark(row: Attendance | None) -> str:
    return f"{row.how}.{row.arrived_at_id or 0}.{row.left_at_id or 0}" if row else ""


def _shown(mark: str) -> str:
    """What the choice shows for a mark: whoever has no member's seat is “present” here as well."""
    how = mark.partition(".")[0]
    return How.PRESENT.value if how == How.IN_ATTENDANCE else how if how in How.values else ""
