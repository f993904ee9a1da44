"""The officers' site as a whole: who gets in, what it looks like to whom, what its headers allow."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group

from governance.foundation.editing import ScopedAdmin
from tests import make
from tests.governance.admin.world import ROLES


def test_only_appointments_of_today_open_the_site(world):
    """Not flags, not a seat in the chair, not an appointment that is over or to come."""
    let_in = {role for role in ROLES if world.client(role).get("/admin/").status_code == 200}

    assert let_in == {"administrator", "officer", "secretary", "outsider"}


def test_strangers_are_sent_to_the_one_sign_in_page_and_come_back(world):
    visitor = world.client("visitor")
    wanted = f"/admin/governance/body/{world.cast.health.pk}/change/"

    response = visitor.get(wanted, follow=True)

    assert (
        response.redirect_chain[-1][0]
        == f"/sign-in/?next=%2Fadmin%2Fgovernance%2Fbody%2F{world.cast.health.pk}%2Fchange%2F"
    )


def test_somebody_without_an_appointment_is_told_so_and_not_sent_round_in_circles(world):
    for role in ("chair", "member", "flagged", "lapsed"):
        response = world.client(role).get("/admin/", follow=True)
        assert response.status_code == 403, role
        assert response.redirect_chain == [], role


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/logout/"])
def test_the_sites_own_sign_in_and_sign_out_lead_elsewhere(world, address):
    assert world.client("visitor").post(address, {"username": "officer", "password": "x"}).status_code == 302
    assert world.client("officer").get(address).status_code == 302


@pytest.mark.parametrize("address", ["/admin/password_change/", "/admin/r/1/1/", "/admin/governance/", "/admin/auth/"])
def test_stock_pages_that_the_portal_does_without(world, address):
    assert world.client("administrator").get(address).status_code in {302, 404}


def test_the_index_is_grouped_for_clerks(world, administrator, secretary):
    def groups(client):
        listed = client.get("/admin/").context["app_list"]
        return {group["name"]: [model["name"] for model in group["models"]] for group in listed}

    assert groups(administrator) == {
        "Bodies": ["Bodies", "Seats", "Memberships", "Composition rules", "Links"],
        "People and organisations": ["People", "Organisations"],
        "Terms and documents": ["Terms of reference", "Documents"],
        "Settings": ["Kinds of body"],
        "Accounts": ["Appointments", "Users"],
        "Meetings": [
            *("Meetings", "Agendas", "Papers", "Minutes", "Decisions", "Actions", "Report-backs"),
            "Personal calendars",
        ],
        "Priorities and plans": [
            *("Strategies", "Priorities", "Areas", "Approaches", "Performance frameworks", "Delivery plans", "Updates"),
            *("Milestones reached", "Performance reports", "Handovers", "Indicators", "Report cards", "Risks"),
            "Assessments",
        ],
    }
    assert "Accounts" not in groups(secretary)


def test_an_installed_packages_own_admin_is_left_out():
    """Django registers groups and users by itself; its admins know nothing of scope."""
    assert Group not in admin.site._registry
    assert all(isinstance(model_admin, ScopedAdmin) for model_admin in admin.site._registry.values())

    class Unscoped(admin.ModelAdmin):
        pass

    admin.site.register(Group, Unscoped)
    admin.site.register(Group)
    assert Group not in admin.site._registry


def pages(world):
    """One page of each sort."""
    health = f"/admin/governance/body/{world.cast.health.pk}"
    terms = make.make_terms(world.cast.health)
    return [
        "/admin/",
        "/admin/governance/body/",
        "/admin/governance/seat/",
        f"{health}/change/",
        f"{health}/history/",
        f"{health}/deed/end/",
        f"{health}/deed/describe/",
        f"/admin/governance/termsofreference/{terms.pk}/change/",
        "/admin/governance/person/add/",
        "/admin/governance/bodykind/",
        "/admin/auth/user/",
    ]


def test_pages_name_the_portal_and_lead_to_the_public_site(world, administrator, settings):
    settings.PORTAL_NAME = "Fenmarsh governance"
    for address in pages(world):
        page = administrator.get(address).content.decode()
        assert "Fenmarsh governance</a>" in page, address
        assert '<a href="/">View on site</a>' in page, address
        assert len(re.findall("<h1", page)) == 1, address
        assert "Django" not in re.sub(r"<[^>]*>", "", page), address


def test_no_page_writes_styles_or_scripts_into_itself(world, administrator):
    """Only the editor's import map, whose hash the policy names."""
    for address in pages(world):
        response = administrator.get(address)
        page = response.content.decode()
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy, address
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page), address
        inline = re.findall(r"<script(?![^>]*\ssrc=)([^>]*)>", page)
        assert all('type="importmap"' in attributes for attributes in inline), (address, inline)
        assert len(inline) == ("data-django-prose-editor" in page), address


def test_the_policy_of_public_pages_does_not_admit_the_editor(world, client):
    assert "sha256" not in client.get("/")["Content-Security-Policy"]
    assert "sha256" in world.client("officer").get("/admin/")["Content-Security-Policy"]


def test_no_page_shows_the_numbers_of_requirements(world, administrator):
    for address in pages(world):
        text = re.sub(r"<[^>]*>", "", administrator.get(address).content.decode())
        assert not re.search(r"\(items? \d|\(beyond", text), address


def test_accounts_are_nowhere_named_to_secretaries(world, secretary):
    make.make_user("Quorvexmark")
    for model in ("body", "seat", "person", "membership", "appointment"):
        for page in (f"/admin/governance/{model}/", f"/admin/governance/{model}/add/"):
            assert "Quorvexmark" not in secretary.get(page).content.decode(), page


@pytest.mark.parametrize("key", ["0", "-1", "99999999999999999999999", "abc", "1' OR '1'='1", "_5F"])
def test_nonsense_keys_are_answered_like_missing_records(world, officer, key):
    for model in ("body", "termsofreference", "person"):
        for page in ("change", "history"):
            assert officer.get(f"/admin/governance/{model}/{key}/{page}/").status_code in {302, 404}
        assert officer.get(f"/admin/governance/{model}/{key}/deed/rename/").status_code in {302, 404}


def test_nonsense_in_a_lists_address_is_no_error(world, officer):
    for query in (
        {"p": "x"},
        {"p": "9" * 30},
        {"o": "9"},
        {"kind": "nothing"},
        {"q": "%_'\""},
        {"all": ""},
        {"e": "1"},
    ):
        for model in ("body", "seat", "membership", "termsofreference"):
            assert officer.get(f"/admin/governance/{model}/", query).status_code in {200, 302}, (model, query)
