"""Forged keys: what a form did not offer, it does not take; and what a deed alone may write, no form writes."""

import pytest
from django.contrib import admin

from governance.models import Appointment, Document, Membership, Organisation, Person, Seat, TermsOfReference
from tests import make
from tests.governance.admin.filling import errors_of, filled


def test_a_secretary_cannot_add_a_seat_to_another_body(world, secretary):
    page = secretary.get("/admin/governance/seat/add/")
    data = filled(page, body=world.cast.jobs.pk, title="Seized seat", starts="01/04/2020")

    response = secretary.post("/admin/governance/seat/add/", data)

    assert "Select a valid choice" in errors_of(response)
    assert not Seat.objects.filter(title="Seized seat").exists()


def test_a_secretary_adds_a_seat_to_their_own_body(world, secretary):
    page = secretary.get("/admin/governance/seat/add/")
    data = filled(page, body=world.cast.health_data.pk, title="Own seat", starts="01/04/2020", why="As agreed.")

    secretary.post("/admin/governance/seat/add/", data)

    seat = Seat.objects.get(title="Own seat")
    assert seat.body == world.cast.health_data
    assert seat.history.get().history_user == world.cast.secretary
    assert seat.history.get().history_change_reason == "As agreed."


@pytest.mark.parametrize("where", ["jobs", "elsewhere"])
def test_nobody_hands_their_record_to_a_body_of_others(world, secretary, where):
    mine = make.make_organisation("Own trust", kept_by=world.cast.health)
    address = f"/admin/governance/organisation/{mine.pk}/change/"

    response = secretary.post(address, filled(secretary.get(address), kept_by=world.bodies[where].pk))

    assert "Select a valid choice" in errors_of(response)
    mine.refresh_from_db()
    assert mine.kept_by == world.cast.health


def test_only_administrators_join_a_person_to_an_account(world, secretary, administrator):
    """An account that acts for a chair may sign: a secretary must not make themselves one."""
    person = make.make_person("Nell Quill", kept_by=world.cast.health)
    address = f"/admin/governance/person/{person.pk}/change/"

    secretary.post(address, filled(secretary.get(address), account=world.cast.secretary.pk, post="Clerk"))
    person.refresh_from_db()
    assert (person.account, person.post) == (None, "Clerk")

    administrator.post(address, filled(administrator.get(address), account=world.cast.secretary.pk))
    person.refresh_from_db()
    assert person.account == world.cast.secretary


def test_a_section_of_another_draft_is_not_taken_over(world, secretary):
    """The key of a row that belongs elsewhere, put into one's own formset."""
    theirs = make.make_terms(world.theme, sections={"purpose": "<p>Theirs.</p>"})
    mine = make.make_terms(world.cast.health)
    address = f"/admin/governance/termsofreference/{mine.pk}/change/"
    data = filled(secretary.get(address))
    data |= {"sections-0-id": theirs.sections.get().pk, "sections-0-text": "<p>Seized.</p>"}

    secretary.post(address, data)

    assert theirs.sections.get().text == "<p>Theirs.</p>"


def test_a_deed_refuses_bodies_that_were_not_offered(world, secretary):
    """Move to, merge with, hand over to and link from bodies of others: refused in the form or by the deed."""
    cast = world.cast
    make.make_function(cast.health, "Flu plan")
    base = f"/admin/governance/body/{cast.health_data.pk}/deed"
    for slug, data in {
        "move": {"to": cast.jobs.pk, "on": "01/05/2021"},
        "merge": {"bodies": [cast.jobs.pk], "name": "All", "kind": make.kind("sub-group").pk, "on": "01/05/2021"},
        "absorb": {"bodies": [cast.jobs.pk], "on": "01/05/2021"},
    }.items():
        response = secretary.post(f"{base}/{slug}/", filled(secretary.get(f"{base}/{slug}/"), **data))
        assert response.status_code == 200, slug
        assert "Select a valid choice" in errors_of(response), slug
    function = cast.health.functions.get()
    address = f"/admin/governance/body/{cast.health.pk}/deed/hand-over/"
    data = filled(secretary.get(address), function=function.pk, to=world.theme.pk, on="01/05/2021")
    assert "Select a valid choice" in errors_of(secretary.post(address, data))
    assert not world.theme.functions.exists()


def test_establishing_under_a_body_of_others_is_refused(world, secretary):
    data = filled(
        secretary.get("/admin/governance/body/add/"),
        name="Intruder",
        kind=make.kind("sub-group").pk,
        reports_to=world.cast.jobs.pk,
        on="01/05/2021",
    )
    assert "Select a valid choice" in errors_of(secretary.post("/admin/governance/body/add/", data))


def test_only_an_administrator_reaches_the_form_for_partnerships(world):
    address = "/admin/governance/body/partnership/"
    for role, status in {"administrator": 200, "officer": 403, "secretary": 403, "chair": 403, "visitor": 302}.items():
        assert world.client(role).get(address).status_code == status, role


DEED_ONLY = {
    "termsofreference": {"state", "major", "minor", "starts", "ends", "signed_at", "signed_on", "signed_by", "body"},
    "document": {"state"},
    "membership": {"seat", "person", "place"},
    "link": {"source", "target", "type", "starts", "ends"},
    "body": {"name", "parent", "partnership", "slug", "lft"},
    "appointment": {"user"},
}


@pytest.mark.parametrize("model", sorted(DEED_ONLY))
def test_no_plain_form_has_a_field_that_a_deed_alone_writes(world, administrator, rf, model):
    record = {
        "termsofreference": lambda: make.make_terms(world.cast.health),
        "document": lambda: make.make_document(world.cast.health),
        "membership": Membership.objects.first,
        "link": lambda: make.make_link(world.cast.health, world.cast.jobs),
        "body": lambda: world.cast.health,
        "appointment": Appointment.objects.first,
    }[model]()
    page = administrator.get(f"/admin/governance/{model}/{record.pk}/change/")

    assert not DEED_ONLY[model] & set(page.context["adminform"].form.fields)


def test_ends_is_asked_for_as_a_last_day_everywhere(world, administrator):
    """Every form that asks for `ends` says “Last day” and shows the day before."""
    seat = make.make_seat(world.cast.health, starts="2020-01-01", ends="2030-01-01")
    holder = make.make_membership(seat, until="2029-01-01")
    appointment = make.make_appointment(make.make_user(), "secretary", world.cast.health, ends="2030-06-01")
    organisation = world.cast.council
    make.make_organisation_name(organisation, "Brackwater Borough", starts="2000-01-01", ends="2009-04-01")
    for address, name, shown in (
        (f"/admin/governance/seat/{seat.pk}/change/", "ends", "31/12/2029"),
        (f"/admin/governance/membership/{holder.pk}/change/", "ends", "31/12/2028"),
        (f"/admin/governance/appointment/{appointment.pk}/change/", "ends", "31/05/2030"),
        (f"/admin/governance/organisation/{organisation.pk}/change/", "former_names-0-ends", "31/03/2009"),
    ):
        page = administrator.get(address)
        assert filled(page)[name] == [shown], address
        assert "Last day" in page.content.decode(), address
        assert administrator.post(address, filled(page)).status_code == 302, address
    seat.refresh_from_db()
    assert str(seat.ends) == "2030-01-01"


def test_deleting_is_not_offered_by_any_admin(world, administrator, rf):
    request = rf.get("/")
    request.user = world.cast.administrator
    for model_admin in admin.site._registry.values():
        assert not model_admin.has_delete_permission(request)
        assert not model_admin.get_actions(request)


def test_lists_are_narrowed_before_they_are_counted_or_searched(world, secretary):
    """A search by an exact name from elsewhere finds nothing, and the count says so."""
    make.make_person("Zed Farley", kept_by=world.theme)
    make.make_document(world.theme, "Elsewhere constitution")
    for model, words in (("person", "Zed"), ("document", "Elsewhere"), ("body", "Elsewhere"), ("seat", "Elsewhere")):
        page = secretary.get(f"/admin/governance/{model}/", {"q": words})
        assert page.context["cl"].result_count == 0, model
    assert Person.objects.filter(name="Zed Farley").exists()
    assert Document.objects.count() == 1
    assert TermsOfReference.objects.count() == 0
    assert Organisation.objects.exists()


def test_a_write_that_the_database_refuses_at_the_last_moment_is_no_error_page(world, officer, monkeypatch):
    """Two officers add the same address at the same moment: the check of both passes, one write fails."""
    data = filled(officer.get("/admin/governance/organisation/add/"), name="Trust", slug="new-trust", sector="health")
    data["kept_by"] = world.cast.health.pk
    make.make_organisation("Trust", kept_by=world.cast.health, slug="new-trust")
    monkeypatch.setattr(Organisation, "validate_unique", lambda *args, **kwargs: None)

    response = officer.post("/admin/governance/organisation/add/", data)

    assert "at the same moment" in errors_of(response)
    assert filled(response)["name"] == ["Trust"]
    assert Organisation.objects.filter(slug="new-trust").count() == 1
