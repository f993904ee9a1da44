"""Personal calendars: the secret address at which somebody's calendar program fetches their meetings."""

import secrets

from django.db import models

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.models import Person


def fresh_salt() -> str:
    """A salt that was never used."""
    return secrets.token_urlsafe(24)


class PersonalCalendarQuerySet(ScopedQuerySet):
    """Words about personal calendars."""


class PersonalCalendar(Scoped):
    """Whose calendar it is, and what its address is signed with. Another salt makes another address.

    Its audit tells who changed the address and when, and keeps no salt, for with it goes the address.
    """

    BODY = "person__kept_by"

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="calendar")
    salt = models.CharField(max_length=40, default=fresh_salt, editable=False)
    changed_at = models.DateTimeField("address last changed", auto_now=True)

    objects = PersonalCalendarQuerySet.as_manager()
    history = audited(excluded_fields=["salt"])

    def __str__(self) -> str:
        return f"Calendar of {self.person}"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Nobody but the person and the editors of their record learns of it."""
        return models.Q(pk__in=[])
