"""Seats and memberships on the officers' site."""

import datetime

from governance.models import Membership, Seat, Substitution
from tests import make
from tests.cast import RESTRUCTURED
from tests.governance.admin.filling import errors_of, filled
from tests.governance.admin.test_body_deeds import do


def test_appointing_to_a_vacant_place(world, officer):
    person = make.make_person("Ada Thorne", kept_by=world.cast.partnership, organisation=world.cast.trust)
    address = f"/admin/governance/seat/{world.cast.member_seat.pk}/deed/appoint/"

    response = do(
        officer, address, person=person.pk, on="01/02/2024", meeting="Board of 30 January 2024", reason="New."
    )

    row = Membership.objects.get(person=person)
    assert response["Location"] == f"/admin/governance/body/{world.cast.board.pk}/change/"
    assert (row.on_behalf_of, row.appointed_at, str(row.starts)) == (
        world.cast.trust,
        "Board of 30 January 2024",
        "2024-02-01",
    )
    assert row.history.get().history_change_reason == "New."


def test_appointing_to_a_full_seat_is_refused_and_keeps_what_was_typed(world, officer):
    person = make.make_person("Ada Thorne", kept_by=world.cast.partnership)
    address = f"/admin/governance/seat/{world.cast.chair_seat.pk}/deed/appoint/"

    response = do(officer, address, person=person.pk, on="01/02/2024", how="By election")

    assert "The one place of “Chair” is held on those days" in errors_of(response)
    shown = filled(response)
    assert (shown["person"], shown["on"], shown["how"]) == ([str(person.pk)], ["01/02/2024"], ["By election"])


def test_appointing_from_the_list_chooses_the_seat_first(world, secretary):
    seat = make.make_seat(world.cast.health_data, "Analyst")
    data = {"person": world.cast.member_person.pk, "on": "01/02/2024"}

    assert do(secretary, "/admin/governance/membership/add/", seat=seat.pk, **data).status_code == 302
    assert Membership.objects.get(seat=seat).person == world.cast.member_person

    foreign = do(secretary, "/admin/governance/membership/add/", seat=world.cast.chair_seat.pk, **data)
    assert "Select a valid choice" in errors_of(foreign)


def test_a_seat_that_follows_a_chair_offers_no_appointment(world, officer):
    page = officer.get(f"/admin/governance/seat/{world.cast.health_seat.pk}/change/")

    assert page.context["deeds"] == {}
    assert "Owen Lark, chair of Health" in page.content.decode()


def test_a_body_of_a_kind_nominates(world, officer):
    cast = world.cast
    kind = make.kind("thematic-partnership")
    seat = make.make_seat(cast.board, "One from each theme", kind=Seat.Kind.NOMINATED, of_kind=kind)
    person = make.make_person("Ada Thorne", kept_by=cast.partnership)
    address = f"/admin/governance/seat/{seat.pk}/deed/appoint/"
    offered = set(officer.get(address).context["form"].fields["nominated_by"].queryset)

    assert offered == {cast.health, cast.jobs, cast.safer_and_stronger}
    do(officer, address, person=person.pk, on="01/02/2024", nominated_by=cast.health.pk)
    assert Membership.objects.get(seat=seat).nominated_by == cast.health


def test_stepping_down_asks_for_the_last_day(world, officer):
    row = Membership.objects.get(person=world.cast.member_person)

    do(officer, f"/admin/governance/membership/{row.pk}/deed/step-down/", on="31/01/2024", reason="Moved away.")

    row.refresh_from_db()
    assert str(row.ends) == "2024-02-01"


def test_substituting(world, officer):
    row = Membership.objects.get(person=world.cast.member_person)
    person = make.make_person("Ada Thorne", kept_by=world.cast.partnership)

    do(officer, f"/admin/governance/membership/{row.pk}/deed/substitute/", person=person.pk, on="01/02/2024")

    stand_in = Substitution.objects.get()
    assert (stand_in.stands_in_for, stand_in.person, stand_in.seat) == (world.cast.member_person, person, row.seat)


def test_a_substitution_is_ended_on_the_seats_page(world, officer):
    cast = world.cast
    person = make.make_person("Ada Thorne", kept_by=cast.partnership)
    row = make.make_substitution(cast.member_seat, stands_in_for=cast.member_person, person=person)
    address = f"/admin/governance/seat/{cast.member_seat.pk}/change/"

    response = do(officer, address, **{"substitutions-0-ends": "31/01/2024"}, why="Back again.")

    assert response.status_code == 302
    row.refresh_from_db()
    assert str(row.ends) == "2024-02-01"


def test_the_list_of_seats_shows_holders_and_vacancies(world, officer):
    page = officer.get("/admin/governance/seat/", {"when": "now"})
    text = page.content.decode()

    assert "Tom Ferris" in text
    assert "2 vacant" in text
    assert "Owen Lark" in text


def test_a_seats_days_must_cover_its_holders(world, officer):
    address = f"/admin/governance/seat/{world.cast.member_seat.pk}/change/"

    response = do(officer, address, ends="31/12/2020")

    assert "Tom Ferris holds the seat" in errors_of(response)
    world.cast.member_seat.refresh_from_db()
    assert world.cast.member_seat.ends is None


def test_a_seat_stays_inside_its_bodys_life(world, officer):
    data = {"body": world.cast.health.pk, "title": "Early seat", "starts": "01/01/1990"}

    response = do(officer, "/admin/governance/seat/add/", **data)

    assert "does not exist on all of these days" in errors_of(response)
    assert not Seat.objects.filter(title="Early seat").exists()


def test_places_are_not_taken_from_under_a_holder(world, officer):
    seat = world.cast.member_seat
    for number in (2, 3):
        make.make_membership(seat, make.make_person(f"Holder {number}", kept_by=world.cast.board), on=make.today())

    response = do(officer, f"/admin/governance/seat/{seat.pk}/change/", high="2", low="2")

    assert "holds place 3" in errors_of(response)


def test_a_wrong_record_of_a_holder_is_put_right_inside_the_seats_days(world, officer):
    row = Membership.objects.get(person=world.cast.member_person)
    address = f"/admin/governance/membership/{row.pk}/change/"

    early = do(officer, address, starts="01/01/1990")
    assert "The seat is in force" in errors_of(early)

    do(officer, address, starts="01/06/2015", why="The minutes say June.")
    row.refresh_from_db()
    assert row.starts == datetime.date(2015, 6, 1)
    assert row.history.first().history_change_reason == "The minutes say June."


def test_two_holders_of_one_place_are_refused_by_the_form(world, officer):
    """The first to leave cannot be given back days on which somebody else holds the place."""
    cast = world.cast
    make.make_membership(cast.member_seat, make.make_person("Ada Thorne", kept_by=cast.board), on=make.today())
    row = cast.former_membership

    response = do(officer, f"/admin/governance/membership/{row.pk}/change/", ends="")

    assert "Somebody else holds that place" in errors_of(response)


def test_vacancies_and_drafts_wait_on_the_first_page(world, officer, secretary):
    make.make_terms(world.cast.health)
    text = officer.get("/admin/").content.decode()

    assert "Partner organisations" in text
    assert "2 places" in text
    assert "Health, version 0.1" in text
    assert "Partner organisations" not in secretary.get("/admin/").content.decode()


def test_a_seat_without_a_last_day_ends_with_its_body(world, officer):
    cast = world.cast
    data = {"body": cast.safer_streets.pk, "title": "Warden", "starts": "01/01/2015"}
    do(officer, "/admin/governance/seat/add/", **data)
    assert Seat.objects.get(title="Warden").ends == RESTRUCTURED


def test_whoever_sits_by_chairing_another_body_cannot_be_let_go_here(world, officer):
    """“Step down…” beside a derived seat would take the chair of the other body away."""
    page = officer.get(f"/admin/governance/body/{world.cast.board.pk}/change/").content.decode()
    chair_of_health = Membership.objects.get(person=world.cast.health_chair_person)

    assert "Owen Lark, chair of <a" in page
    assert f"/membership/{chair_of_health.pk}/" not in page
