"""Words kept: what published minutes call those who were there, which later changes of their records do not change.

From publication on a row of the attendance says the name, the post and the organisation itself. Before, and in
minutes that were published before the portal kept them, it is what the person's record says now.
"""

from collections.abc import Iterable
from typing import Any

from governance.foundation.deeds import write
from governance.models import Organisation
from meetings.attendance.expecting import Held, held_on_the_day
from meetings.models import Attendance, Meeting

How = Attendance.How


def keep_words(meeting: Meeting, *, by: Any, why: str = "") -> None:
    """Keep the words of everybody recorded at the meeting, each in its audit; called when the minutes are published."""
    held = held_on_the_day(meeting)
    for row in meeting.attendances.for_page():
        say(row, held)
        write(row, by=by, why=why)


def say(row: Attendance, held: Held) -> None:
    """Let a row say what the person's record says now, unless it says something already; the caller writes it.

    The organisation is found anew, for the row may be of another seat by now. `held` are the seats of the meeting's day.
    """
    if not row.name_said:
        row.name_said, row.post_said = row.person.name, row.person.post
    elif not _sits_elsewhere(row):
        return
    row.came_for = _came_for(row, held)


def name_of(row: Attendance) -> str:
    """What the minutes call somebody."""
    return row.name_said or row.person.name


def post_of(row: Attendance) -> str:
    """Their post in the minutes; of somebody in attendance the note says it."""
    noted = row.note if row.how == How.IN_ATTENDANCE else ""
    return noted or (row.post_said if row.name_said else row.person.post)


def organisation_of(row: Attendance) -> Organisation | None:
    """The organisation for which they were there."""
    if row.name_said:
        return row.came_for
    seat = row.seat if row.how != How.SUBSTITUTE else None
    return (seat.on_behalf_of if seat else None) or row.person.organisation


def names_by_person(rows: Iterable[Attendance]) -> dict[int, str]:
    """What the minutes call each of those recorded, by the key of the person."""
    return {row.person_id: name_of(row) for row in rows}


def _sits_elsewhere(row: Attendance) -> bool:
    """Whether a row that stands is about to be written with another seat, or as a substitute where it was none."""
    seat, how = Attendance.objects.values_list("seat", "how").get(pk=row.pk)
    return seat != row.seat_id or (how == How.SUBSTITUTE) != (row.how == How.SUBSTITUTE)


def _came_for(row: Attendance, held: Held) -> Organisation | None:
    """Whom a holder sits for on the day; of everybody else it is their own organisation."""
    seats = held.get(row.person_id, []) if row.how != How.SUBSTITUTE else []
    holder = next((holder for seat, holder in seats if seat.pk == row.seat_id), None)
    if holder is not None and holder.on_behalf_of is not None:
        return holder.on_behalf_of
    seat = row.seat if row.how != How.SUBSTITUTE else None
    return (seat.on_behalf_of if seat else None) or row.person.organisation
