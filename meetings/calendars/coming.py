"""What comes next, for the panels of other pages: the meetings of a body, an organisation or a person from a day on."""

import datetime
from collections.abc import Iterable
from typing import Any

from governance.models import Body, Organisation, Person
from governance.seats.presence import organisation_on, person_on
from meetings.calendars.diary import Entry, entries, met_by
from meetings.models import Meeting, Minutes

FEW = 5
"""How many meetings a panel shows."""


def coming_of_body(body: Body, day: datetime.date, user: Any, *, most: int = FEW) -> list[Entry]:
    """The next meetings of a body from `day` on, those that are cancelled too, for people may have them noted."""
    meetings = Meeting.objects.visible_to(user).called().of_body(body).on_or_after(day).earliest_first()
    return entries(meetings[:most], user, to_come=True)


def coming_of_organisation(
    organisation: Organisation, day: datetime.date, user: Any, *, sittings: Any = None, most: int = FEW
) -> list[Entry]:
    """The next meetings, from `day` on, of the bodies on which people sit for the organisation on that day.

    A page that knows its `sittings` of that day hands them over.
    """
    sittings = organisation_on(organisation, day).sittings if sittings is None else sittings
    return _coming([each.seat.body_id for each in sittings], day, user, most)


def coming_of_person(
    person: Person, day: datetime.date, user: Any, *, sittings: Any = None, most: int = FEW
) -> list[Entry]:
    """The next meetings, from `day` on, of the bodies on which the person sits on that day; `sittings` as above."""
    sittings = person_on(person, day) if sittings is None else sittings
    return _coming([each.seat.body_id for each in sittings], day, user, most)


def coming_anywhere(day: datetime.date, user: Any, *, most: int = FEW) -> list[Entry]:
    """The next meetings of any body from `day` on that go ahead."""
    meetings = Meeting.objects.visible_to(user).going_ahead().on_or_after(day).earliest_first()
    return entries(meetings[:most], user, to_come=True)


def last_minutes(body: Body, day: datetime.date, user: Any, *, most: int = 3) -> list[Entry]:
    """The body's last meetings before `day` of which the public has minutes, each with them, the latest first."""
    public = Minutes.objects.visible_to(user).public().order_by().values("meeting")
    meetings = Meeting.objects.visible_to(user).of_body(body).before(day).filter(pk__in=public).latest_first()
    return entries(meetings[:most], user)


def _coming(bodies: Iterable[int], day: datetime.date, user: Any, most: int) -> list[Entry]:
    keys = set(bodies)
    if not keys:
        return []
    meetings = Meeting.objects.visible_to(user).called().filter(met_by(keys)).on_or_after(day).earliest_first()
    return entries(meetings[:most], user, to_come=True)
