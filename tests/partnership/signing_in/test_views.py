"""Signing in, signing out, changing a password."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from partnership.signing_in.sessions import BEGAN

PASSWORD = "correct-horse-battery"


@pytest.fixture
def officer(db):
    return User.objects.create_user("officer", password=PASSWORD, is_staff=True)


def sign_in(client, address="/sign-in/", **fields):
    return client.post(address, {"username": "officer", "password": PASSWORD, **fields})


def test_an_officer_arrives_at_the_officers_site(client, cast):
    cast.officer.set_password(PASSWORD)
    cast.officer.save()

    assert sign_in(client, username=cast.officer.username)["Location"] == "/admin/"
    assert "Officers’ site" in client.get("/cookies/").text


def test_somebody_without_an_appointment_arrives_at_the_front_page(client, officer):
    assert sign_in(client)["Location"] == "/"
    assert "Officers’ site" not in client.get("/cookies/").text


def test_the_page_that_was_asked_for_comes_next(client, officer):
    assert sign_in(client, next="/cookies/")["Location"] == "/cookies/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client, officer, elsewhere):
    assert sign_in(client, next=elsewhere)["Location"] == "/"


def test_the_officers_site_has_no_sign_in_of_its_own(client, db):
    page = client.get("/admin/login/?next=/admin/auth/")

    assert page["Location"] == "/sign-in/?next=%2Fadmin%2Fauth%2F"
    assert client.post("/admin/login/", {"username": "officer"})["Location"] == "/sign-in/?next=%2Fadmin%2F"


def test_a_wrong_password_is_said_once_and_does_not_say_which_was_wrong(client, officer):
    page = sign_in(client, password="wrong")

    assert page.text.count("The user name or the password is not right") == 1
    assert page.text.count("<h1") == 1
    assert "<title>Error: Sign in" in page.text
    assert 'value="wrong"' not in page.text


def test_an_empty_form_points_at_its_fields(client, db):
    page = client.post("/sign-in/", {})

    assert 'href="#id_username"' in page.text
    assert 'aria-describedby="id_username_error"' in page.text
    assert 'id="id_username_error"' in page.text
    assert page.text.count("Enter your user name.") == page.text.count("Enter your password.") == 2


def test_each_empty_password_is_asked_for_by_its_name(client, officer):
    client.force_login(officer)
    page = client.post("/password/", {}).text

    for words in ("Enter the password that you have now.", "Enter a new password.", "Enter the new password again."):
        assert page.count(words) == 2, "once above the form, once at the field"
    assert "This field is required" not in page


def test_signing_out_is_a_button(client, officer):
    client.force_login(officer)

    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_a_new_password_ends_other_sessions(client, officer):
    other = Client()
    other.force_login(officer)
    client.force_login(officer)
    new = "another-long-password"
    done = client.post("/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})

    assert done["Location"] == "/password/changed/"
    assert "Your password was changed" in client.get("/password/changed/").text
    assert other.get("/password/")["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(("seconds", "signed_in"), [(1800, True), (1801, False)])
def test_half_an_hour_without_a_page_ends_the_session(client, officer, monkeypatch, seconds, signed_in):
    sign_in(client)
    began = client.session[BEGAN]
    monkeypatch.setattr("partnership.signing_in.sessions.time.time", lambda: began + seconds)

    assert (client.get("/password/").status_code == 200) is signed_in


def test_twelve_hours_end_the_session_however_busy(client, officer, monkeypatch):
    sign_in(client)
    began = client.session[BEGAN]
    for minutes in range(20, 12 * 60, 20):
        monkeypatch.setattr("partnership.signing_in.sessions.time.time", lambda now=minutes: began + now * 60)
        assert client.get("/password/").status_code == 200
    monkeypatch.setattr("partnership.signing_in.sessions.time.time", lambda: began + 12 * 60 * 60 + 1)

    assert client.get("/password/").status_code == 302
