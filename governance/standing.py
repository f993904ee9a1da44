"""Standing: which bodies a user edits or chairs today. Rights walk the reporting lines of today's periods."""

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from governance.foundation.access import Role, person_of
from governance.models import Appointment, Body, BodyPeriod, Membership, Seat, Substitution
from governance.seats.roll import chairs_on

# UNION, not UNION ALL: a cycle in the data must end the walk, not the server.
EDITED = """
WITH RECURSIVE under(id) AS (
    SELECT body_id FROM governance_appointment
    WHERE user_id = %(user)s AND body_id IS NOT NULL AND starts <= %(day)s AND (ends IS NULL OR ends > %(day)s)
    UNION
    SELECT body.id FROM governance_body AS body JOIN governance_appointment AS held
        ON held.body_id = body.partnership_id
    WHERE held.user_id = %(user)s AND held.role = 'officer'
        AND held.starts <= %(day)s AND (held.ends IS NULL OR held.ends > %(day)s)
    UNION
    SELECT period.body_id FROM governance_bodyperiod AS period JOIN under ON period.parent_id = under.id
    WHERE period.starts <= %(day)s AND (period.ends IS NULL OR period.ends > %(day)s)
)
SELECT id FROM under
"""


class Today:
    """What is known about a user's standing on the day of asking."""

    def __init__(self, clock: Callable[[], datetime.date] = timezone.localdate) -> None:
        self.day = clock()

    def administers(self, user: Any) -> bool:
        """Whether the user runs the whole portal."""
        return self._held(user).filter(role=Role.ADMINISTRATOR).exists()

    def edited(self, user: Any) -> Iterable[int]:
        """Keys of the bodies that the user edits: those of the appointments, and all under them."""
        with connection.cursor() as cursor:
            cursor.execute(EDITED, {"user": user.pk, "day": self.day})
            return [key for (key,) in cursor.fetchall()]

    def rooted(self, user: Any) -> Iterable[int]:
        """Keys of the partnerships that the user is an officer of."""
        return self._held(user).filter(role=Role.OFFICER).values_list("body", flat=True)

    def chaired(self, user: Any) -> Iterable[int]:
        """Keys of the bodies that the user chairs, through a seat of their own or a derived one."""
        person = person_of(user)
        if person is None:
            return []
        own = Membership.objects.in_force(self.day).filter(person=person, seat__role=Seat.Role.CHAIR)
        keys = set(own.values_list("seat__body", flat=True))
        derived = Seat.objects.in_force(self.day).chairs().filter(kind=Seat.Kind.DERIVED)
        candidates = Body.objects.filter(pk__in=derived.values("body"))
        follows = chairs_on(self.day, list(candidates.values_list("pk", flat=True))) if candidates.exists() else {}
        keys.update(body for body, holders in follows.items() if person.pk in {h.person.pk for h in holders})
        return keys

    def seated(self, user: Any) -> Iterable[int]:
        """Keys of the bodies on which the user holds a seat, their own, as a substitute or by a chair held elsewhere."""
        person = person_of(user)
        if person is None:
            return set()
        seats = Seat.objects.in_force(self.day).exclude(role=Seat.Role.OBSERVER)
        own = Membership.objects.in_force(self.day).filter(person=person).values("seat")
        standing_in = Substitution.objects.in_force(self.day).filter(person=person).values("seat")
        keys = set(seats.filter(Q(pk__in=own) | Q(pk__in=standing_in)).values_list("body", flat=True))
        if chaired := set(self.chaired(user)):
            periods = BodyPeriod.objects.in_force(self.day).filter(body__in=chaired)
            kinds = Q(pk__in=[])
            for kind, partnership in periods.values_list("kind", "partnership"):
                kinds |= Q(of_kind=kind, body__partnership=partnership)
            derived = seats.filter(kind=Seat.Kind.DERIVED).filter(Q(of_body__in=chaired) | kinds)
            keys.update(chaired, derived.values_list("body", flat=True))
        return keys

    def _held(self, user: Any) -> Any:
        return Appointment.objects.in_force(self.day).filter(user=user)
