"""Appointments and accounts: nobody gives themselves more than they have."""

import datetime

import pytest
from django.contrib.auth import get_user_model

from governance.foundation.access import Role
from governance.models import Appointment
from tests import make
from tests.governance.admin.filling import errors_of, filled
from tests.governance.admin.test_body_deeds import do

ADD = "/admin/governance/appointment/add/"


def change(appointment):
    return f"/admin/governance/appointment/{appointment.pk}/change/"


@pytest.fixture
def newcomer(world):
    """An account without any appointment."""
    return make.make_user("newcomer")


def test_an_officer_appoints_a_secretary_in_their_partnership(world, officer, newcomer):
    data = {"account": "newcomer", "role": "secretary", "body": world.cast.jobs.pk, "starts": "01/02/2024"}

    assert do(officer, ADD, **data, why="Took over from Pat.").status_code == 302

    row = Appointment.objects.get(user=newcomer)
    assert (row.role, row.body) == (Role.SECRETARY, world.cast.jobs)
    assert row.history.get().history_user == world.cast.officer


@pytest.mark.parametrize(
    ("role", "where"),
    [("officer", "root"), ("administrator", ""), ("secretary", "elsewhere"), ("secretary", "elsewhere-root")],
)
def test_an_officer_appoints_nobody_to_more(world, officer, newcomer, role, where):
    bodies = {"root": world.cast.partnership, "elsewhere": world.theme, "elsewhere-root": world.theme.partnership}
    key = bodies[where].pk if where else ""

    response = do(officer, ADD, account="newcomer", role=role, body=key, starts="01/02/2024")

    assert "Select a valid choice" in errors_of(response)
    assert filled(response)["account"] == ["newcomer"]
    assert not Appointment.objects.filter(user=newcomer).exists()


@pytest.mark.parametrize("who", ["officer", "administrator"])
def test_nobody_appoints_themselves(world, who):
    data = {"account": who, "role": "secretary", "body": world.cast.jobs.pk, "starts": "01/02/2024"}

    assert "Nobody appoints themselves" in errors_of(do(world.client(who), ADD, **data))


def test_nobody_changes_their_own_appointment(world):
    for who in ("officer", "administrator"):
        mine = Appointment.objects.get(user__username=who)
        page = world.client(who).get(change(mine))
        assert 'name="_save"' not in page.content.decode(), who
        assert world.client(who).post(change(mine), {"ends": "01/01/2040"}).status_code == 403
        mine.refresh_from_db()
        assert mine.ends is None


def test_an_officer_may_read_but_not_change_another_officers_appointment(world, officer):
    other = make.make_appointment(make.make_user("second-officer"), Role.OFFICER, world.cast.partnership)

    assert 'name="_save"' not in officer.get(change(other)).content.decode()
    assert officer.post(change(other), {"ends": "01/01/2040"}).status_code == 403


def test_an_officer_ends_a_secretarys_appointment_with_a_last_day(world, officer):
    row = Appointment.objects.get(user__username="secretary")

    do(officer, change(row), ends="31/01/2024", why="Retired.")

    row.refresh_from_db()
    assert row.ends == datetime.date(2024, 2, 1)


def test_who_what_and_where_of_an_appointment_never_change(world, administrator, newcomer):
    row = Appointment.objects.get(user__username="secretary")
    data = {"user": newcomer.pk, "role": "administrator", "body": "", "account": "newcomer", "ends": "31/12/2040"}

    administrator.post(change(row), filled(administrator.get(change(row)), **data))

    row.refresh_from_db()
    assert (row.user.username, row.role, row.body) == ("secretary", Role.SECRETARY, world.cast.health)


def test_an_account_that_is_unknown_or_inactive_is_refused_in_the_same_words(world, officer):
    data = {"role": "secretary", "body": world.cast.jobs.pk, "starts": "01/02/2024"}
    unknown, inactive = (errors_of(do(officer, ADD, account=name, **data)) for name in ("nobody-at-all", "inactive"))

    assert "There is no active account of that name" in unknown
    assert unknown == inactive


def test_an_officer_of_a_body_that_is_no_partnership_is_refused(world, administrator, newcomer):
    data = {"account": "newcomer", "role": "officer", "body": world.cast.jobs.pk, "starts": "01/02/2024"}

    assert "appointed to a whole partnership" in errors_of(do(administrator, ADD, **data))


# Accounts ------------------------------------------------------------------------------------------------------


def test_an_administrator_creates_an_account_without_any_flag(world, administrator):
    data = {
        "username": "pat",
        "usable_password": "true",
        "password1": "nine-blue-herons",
        "password2": "nine-blue-herons",
        "is_staff": "on",
        "is_superuser": "on",
    }
    administrator.post("/admin/auth/user/add/", data)

    user = get_user_model().objects.get(username="pat")
    assert user.check_password("nine-blue-herons")
    assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)


def test_deactivating_shuts_the_account_out_and_deletes_nothing(world, administrator):
    officer = world.client("officer")
    assert officer.get("/admin/").status_code == 200
    account = world.cast.officer
    address = f"/admin/auth/user/{account.pk}/change/"

    assert administrator.post(address, filled(administrator.get(address), is_active=None)).status_code == 302

    assert officer.get("/admin/").status_code == 302
    assert administrator.post(f"/admin/auth/user/{account.pk}/delete/", {"post": "yes"}).status_code == 403
    assert get_user_model().objects.filter(pk=account.pk, is_active=False).exists()


def test_no_administrator_locks_themselves_out(world, administrator):
    address = f"/admin/auth/user/{world.cast.administrator.pk}/change/"

    response = administrator.post(address, filled(administrator.get(address), is_active=None))

    assert "You cannot deactivate your own account" in errors_of(response)


def test_flags_and_groups_are_on_no_form(world, administrator):
    page = administrator.get(f"/admin/auth/user/{world.cast.officer.pk}/change/")

    assert not {"is_staff", "is_superuser", "groups", "user_permissions"} & set(page.context["adminform"].form.fields)


def test_a_password_is_set_on_its_own_page_by_administrators_alone(world, administrator, officer):
    account = world.cast.secretary
    address = f"/admin/auth/user/{account.pk}/password/"
    data = {"password1": "nine-blue-herons", "password2": "nine-blue-herons", "usable_password": "true"}

    assert officer.get(address).status_code == 403
    assert officer.post(address, data).status_code == 403
    assert administrator.get(address).status_code == 200
    assert administrator.post(address, data).status_code == 302
    account.refresh_from_db()
    assert account.check_password("nine-blue-herons")


def test_the_history_of_an_account_tells_who_changed_it(world, administrator):
    account = world.cast.officer
    address = f"/admin/auth/user/{account.pk}/change/"
    administrator.post(address, filled(administrator.get(address), first_name="Robin"))

    page = administrator.get(f"/admin/auth/user/{account.pk}/history/").content.decode()

    assert "First name" in page
    assert "administrator" in page


def test_passwords_cannot_be_guessed_through_the_lists_filters(world, administrator):
    response = administrator.get("/admin/auth/user/", {"password__startswith": "md5"})

    assert response.status_code in {302, 400}
