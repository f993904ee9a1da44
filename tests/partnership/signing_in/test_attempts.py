"""Attempts to sign in are counted before a password is looked at."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from partnership.signing_in.attempts import SignInAttempt, client_address, record_attempt

SIGN_IN = "/sign-in/"
TOO_MANY = "too many attempts"
PASSWORD = "correct-horse-battery"


@pytest.fixture
def officer(db):
    return User.objects.create_user("officer", password=PASSWORD, is_staff=True)


def attempt(client, username="officer", password="wrong", address="192.0.2.1"):
    return client.post(SIGN_IN, {"username": username, "password": password}, REMOTE_ADDR=address)


def test_the_eleventh_attempt_is_refused_even_with_the_right_password(client, officer):
    for _ in range(10):
        assert TOO_MANY not in attempt(client).text
    refused = attempt(client, password=PASSWORD)

    assert refused.status_code == 429
    assert TOO_MANY in refused.text
    assert "_auth_user_id" not in client.session


def test_a_refused_attempt_never_reaches_the_password(client, officer, monkeypatch):
    for _ in range(10):
        attempt(client)
    monkeypatch.setattr("django.contrib.auth.forms.authenticate", lambda *a, **k: pytest.fail("looked at the password"))

    assert attempt(client).status_code == 429


def test_ten_names_from_one_address_count_together(client, officer):
    for number in range(10):
        attempt(client, username=f"name-{number}")

    assert attempt(client, username="officer", password=PASSWORD).status_code == 429


def test_nobody_is_locked_out_by_somebody_elsewhere(client, officer):
    for _ in range(12):
        attempt(client, address="192.0.2.1")

    assert attempt(client, password=PASSWORD, address="192.0.2.2").status_code == 302


def test_attempts_are_forgotten_after_five_minutes(client, officer):
    for _ in range(10):
        attempt(client)
    SignInAttempt.objects.update(at=timezone.now() - timedelta(seconds=301))

    assert attempt(client, password=PASSWORD).status_code == 302


def test_signing_in_well_does_not_use_up_attempts(officer):
    for _ in range(15):
        assert attempt(Client(), password=PASSWORD).status_code == 302


def test_neither_address_nor_name_is_kept_in_clear(client, officer):
    attempt(client)
    kept = SignInAttempt.objects.get()

    assert "192.0.2.1" not in kept.address + kept.user_and_address
    assert "officer" not in kept.user_and_address


@pytest.mark.django_db(transaction=True)
def test_of_twenty_attempts_at_once_at_most_ten_are_let_through():
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("A database in memory is one connection; PostgreSQL runs this.")

    def one(number):
        try:
            return record_attempt(RequestFactory().post(SIGN_IN), username="officer") is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        let_through = sum(threads.map(one, range(20)))

    assert let_through <= 10


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "made-up, 203.0.113.9", "203.0.113.9"),
        (2, "made-up, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "garbage", "unknown"),
    ],
)
def test_the_address_is_what_trusted_proxies_say(proxies, forwarded, address, settings):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)

    assert client_address(request) == address
