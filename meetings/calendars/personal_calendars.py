"""The secret address of somebody's calendar: made, read, and made anew when it became known to others.

Its end is the calendar's key and a signature, made with the portal's secret key and the calendar's own salt. With
another salt the former address leads nowhere.
"""

from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import transaction

from governance.foundation.access import may_edit
from governance.foundation.deeds import Refused, write
from governance.models import Person
from meetings.models import PersonalCalendar
from meetings.models.calendars import fresh_salt

PURPOSE = "meetings.personal-calendar"

SEPARATOR = "."


@transaction.atomic
def calendar_for(person: Person, *, by: Any) -> PersonalCalendar:
    """The person's calendar, made when it is first asked for. For the person and the editors of their record."""
    _check_right(person, by)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    calendar = PersonalCalendar.objects.filter(person=person).first()
    return calendar or write(PersonalCalendar(person=person), by=by)


@transaction.atomic
def change_address(person: Person, *, by: Any) -> PersonalCalendar:
    """Give the person's calendar another address; the former one leads nowhere from now on."""
    calendar = calendar_for(person, by=by)
    calendar.salt = fresh_salt()
    return write(calendar, by=by)


def token_of(calendar: PersonalCalendar) -> str:
    """The end of the calendar's secret address."""
    return _signer(calendar.salt).sign(str(calendar.pk))


def calendar_at(token: str) -> PersonalCalendar | None:
    """The calendar whose address ends in `token`; None for any other words."""
    key = token.partition(SEPARATOR)[0]
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    calendar = PersonalCalendar.objects.select_related("person").filter(pk=int(key)).first()
    try:
        # Without a calendar a signature is made all the same, so that the time taken tells nothing.
        _signer(calendar.salt if calendar else "").unsign(token)
    except BadSignature:
        return None
    return calendar


def _signer(salt: str) -> Signer:
    return Signer(salt=f"{PURPOSE}.{salt}", sep=SEPARATOR)


def _check_right(person: Person, by: Any) -> None:
    own = person.account_id is not None and person.account_id == getattr(by, "pk", None)
    if not own and not may_edit(by, person.kept_by_id):
        raise Refused(f"Only {person}, or who keeps their record, may have the address of their calendar.")
