"""The accounts of the example: one for each kind of right, without passwords until somebody sets them."""

import datetime

from django.contrib.auth.models import User

from governance.foundation.access import Role
from governance.foundation.deeds import write
from governance.models import Appointment
from partnership.example import finding
from partnership.example.finding import NotThereError
from partnership.example.reading import Given

ACCOUNTS = ("officer", "secretary", "chair", "member")
"""Accounts that people sign in with to try the portal."""

ADMINISTRATOR = "example-administrator"
"""Whoever records the example. It has no password, and nobody is meant to give it one."""

FIRST = datetime.date(2008, 1, 1)


def account(name: str) -> User:
    """The account of this name, made without a usable password where there is none."""
    if name not in (*ACCOUNTS, ADMINISTRATOR):
        raise NotThereError(f"The example has no account “{name}”; it has {', '.join(ACCOUNTS)}.")
    user, fresh = User.objects.get_or_create(username=name)
    if fresh:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def administrator() -> User:
    """The account that every deed of the example is done by, with its appointment; nothing is written twice."""
    user = account(ADMINISTRATOR)
    if not Appointment.objects.filter(user=user).exists():
        write(Appointment(user=user, role=Role.ADMINISTRATOR, starts=FIRST), by=None)
    return user


def appoint(given: Given, by: User) -> None:
    """Give an account the right that a data file tells of."""
    row = Appointment(user=account(given.account), role=given.role, body=finding.body(given.body), starts=given.since)
    write(row, by=by)
