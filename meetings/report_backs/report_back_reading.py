"""What the register of report-backs shows: which are overdue, which are due when, and what was reported.

That a report-back is due is public, as the meeting and the seat are; what was sounded out and the position are for the
home body, and the report is public once it is given. A confidential one is for the home body altogether, and is not
counted for anybody else.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, TextChoices

from governance.models import Person, Seat
from governance.seats.presence import Names, names_on
from governance.seats.roll import fill
from meetings.models import Meeting, ReportBack
from meetings.models.meetings import going_ahead_q
from meetings.report_backs.reporting_back import due_meetings, is_overdue


class Stage(TextChoices):
    """How a report-back stands on a day."""

    OVERDUE = "overdue", "Overdue"
    DUE = "due", "Due"
    REPORTED = "reported", "Reported"


@dataclass(frozen=True)
class Expected:
    """A report-back as it stood on a day. `row` holds no more text than the reader may read."""

    row: ReportBack
    due: Meeting | None
    stage: Stage
    people: Sequence[Person]
    """Who holds the seat on the day: they are who is asked, whoever sat there at the time."""
    names: Names
    text: str

    @property
    def outside_name(self) -> str:
        """The outside body's name of the day."""
        return self.names.body(self.row.outside_meeting.body)

    @property
    def home_name(self) -> str:
        """The home body's name of the day."""
        return self.names.body(self.row.home_body)


def expected_on(day: datetime.date, user: Any) -> list[Expected]:
    """Every report-back from outside meetings up to `day` that the user may know of, the oldest first.

    The number of queries does not depend on their number.
    """
    may_read = ReportBack.objects.visible_to(user)
    open_to_all = Q(confidential=False)
    rows = ReportBack.objects.filter(Q(pk__in=may_read.values("pk")) | open_to_all)
    rows = rows.filter(going_ahead_q("outside_meeting__"), outside_meeting__day__lte=day)
    found = list(
        rows.for_page()
        .defer("soundings", "position", "report")
        .order_by("outside_meeting__day", "outside_meeting", "pk")
    )
    reported = [row.pk for row in found if row.reported_on and row.reported_on <= day]
    texts = dict(may_read.filter(pk__in=reported).values_list("pk", "report"))
    due = due_meetings(found)
    seats = Seat.objects.in_force(day).filter(pk__in={row.seat_id for row in found}).for_page()
    people = {line.seat.pk: [holder.person for holder in line.holders] for line in fill(seats, day)}
    keys = {key for row in found for key in (row.home_body_id, row.outside_meeting.body_id)}
    names = names_on(day, bodies=keys, organisations=[])
    return [
        Expected(
            row, due[row.pk], _stage(row, due[row.pk], day), people.get(row.seat_id, []), names, texts.get(row.pk, "")
        )
        for row in found
    ]


def _stage(row: ReportBack, due: Meeting | None, day: datetime.date) -> Stage:
    if row.reported_on is not None and row.reported_on <= day:
        return Stage.REPORTED
    return Stage.OVERDUE if is_overdue(row, due, day) else Stage.DUE
