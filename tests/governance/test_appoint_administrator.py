"""A new portal gets its first administrator from the terminal."""

import io

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from governance.foundation.access import administers
from governance.models import Appointment
from tests import make

pytestmark = pytest.mark.django_db


def appointed(monkeypatch, typed, username="keeper"):
    said = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    call_command("appoint_administrator", username, stdout=said)
    return said.getvalue()


def test_a_new_account_is_made_and_appointed_from_today(monkeypatch):
    said = appointed(monkeypatch, "a long enough secret\n")

    user = get_user_model().objects.get(username="keeper")
    assert said == "keeper is an administrator of the portal from today.\n"
    assert user.check_password("a long enough secret")
    assert administers(user)
    assert not user.is_superuser


def test_an_account_that_stands_keeps_its_password(monkeypatch):
    make.make_user("keeper", password="the one it has had")

    appointed(monkeypatch, "")

    user = get_user_model().objects.get(username="keeper")
    assert user.check_password("the one it has had")
    assert administers(user)


def test_a_short_password_makes_no_account(monkeypatch):
    with pytest.raises(CommandError, match="too short"):
        appointed(monkeypatch, "short\n")

    assert not get_user_model().objects.filter(username="keeper").exists()


def test_nobody_is_appointed_twice(monkeypatch):
    appointed(monkeypatch, "a long enough secret\n")

    with pytest.raises(CommandError, match="already"):
        appointed(monkeypatch, "")
    assert Appointment.objects.filter(user__username="keeper").count() == 1
