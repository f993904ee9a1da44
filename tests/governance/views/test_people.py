"""The page of a person: where they sit, where they sat, and nothing that is private."""

import datetime
import re
from html import unescape

import pytest

from governance.foundation.deeds import write
from tests import make

pytestmark = pytest.mark.django_db

DAY = datetime.date(2015, 6, 1)
A_DAY = datetime.timedelta(days=1)


def words(response) -> str:
    """What a page says, without its markup."""
    html = re.sub(r"(?s)<(script|head)\b.*?</\1>", "", response.content.decode())
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_a_page_says_who_it_is_and_where_they_sit(cast, client):
    said = words(client.get("/people/owen-lark/"))

    assert "Owen Lark Chief executive, Marsh Health Trust Seats held today" in said
    assert "Health Brackwater Partnership Chair, for Marsh Health Trust , since 1 April 2008" in said
    assert "Member: Chair of Health, as chair of Health , for Marsh Health Trust" in said
    assert "Seats held before" not in said


def test_a_seat_counts_from_its_first_day_to_its_last(cast, client):
    pat = make.make_person("Pat Quill", kept_by=cast.jobs, slug="pat-quill")
    make.make_membership(make.make_seat(cast.jobs, "Adviser"), pat, on=DAY, until=DAY + A_DAY)

    before, on, after = (words(client.get(f"/people/pat-quill/?on={DAY + n * A_DAY}")) for n in (-1, 0, 1))

    assert "Pat Quill held no seat on 31 May 2015" in before
    assert "Adviser" not in before
    assert "Seats on 1 June 2015 Jobs and Skills Brackwater Partnership Member: Adviser" in on
    assert "Seats held before" not in on
    assert "held no seat on 2 June 2015. Seats held before Jobs and Skills Member: Adviser, from 1 June 2015" in after


def test_a_substitute_says_for_whom(cast, client):
    kit = make.make_person("Kit Stone", kept_by=cast.board, slug="kit-stone", grade=5)
    make.make_substitution(cast.member_seat, stands_in_for=cast.member_person, person=kit, on=DAY, until=DAY + A_DAY)

    on, after = (words(client.get(f"/people/kit-stone/?on={DAY + n * A_DAY}")) for n in (0, 1))

    assert "Member: Partner organisations, standing in for Tom Ferris" in on
    assert "Kit Stone stands in" in words(client.get(f"/organisations/brackwater-council/?on={DAY}"))
    assert "Seats held before Partnership Board Member: Partner organisations, standing in for Tom Ferris" in after


def test_the_organisation_bears_its_name_of_the_day(cast, client):
    make.make_organisation_name(cast.trust, "Marsh Primary Care Trust", starts="2008-04-01", ends=DAY)

    assert "Marsh Primary Care Trust" in words(client.get(f"/people/owen-lark/?on={DAY - A_DAY}"))
    assert "Marsh Primary Care Trust" not in words(client.get(f"/people/owen-lark/?on={DAY}"))


def test_contact_details_show_only_from_the_day_of_consent(cast, client):
    person = cast.member_person
    person.email, person.phone, person.note = "tom@example.org", "01234 567890", "Prefers mornings"
    write(person, by=cast.officer)
    hidden = client.get("/people/tom-ferris/")
    person.contact_public_since = make.today() + A_DAY
    write(person, by=cast.officer)
    tomorrow = client.get("/people/tom-ferris/")
    person.contact_public_since = make.today()
    write(person, by=cast.officer)
    shown = client.get("/people/tom-ferris/")

    for page in (hidden, tomorrow):
        assert "example.org" not in page.content.decode()
        assert "01234" not in page.content.decode()
    assert "Email: tom@example.org Telephone: 01234 567890" in words(shown)
    assert "Prefers mornings" not in shown.content.decode()


def test_consent_does_not_travel_into_the_past_and_rights_are_of_today(cast, client):
    person = cast.member_person
    person.email, person.contact_public_since = "tom@example.org", make.today()
    write(person, by=cast.officer)

    assert "tom@example.org" in words(client.get("/people/tom-ferris/?on=2010-01-01"))


def test_somebody_who_never_held_a_seat_is_not_found(cast, client):
    make.make_person("Nobody Yet", kept_by=cast.board, slug="nobody-yet")

    hidden, absent = client.get("/people/nobody-yet/"), client.get("/people/nobody-here/")

    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.content.decode().replace("nobody-yet", "nobody-here") == absent.content.decode()
    client.force_login(cast.officer)
    assert "Nobody Yet holds no seat today" in words(client.get("/people/nobody-yet/"))


def test_somebody_without_post_or_organisation_has_a_page(cast, client):
    make.make_membership(make.make_seat(cast.jobs), make.make_person("Pat Quill", kept_by=cast.jobs, slug="pat-quill"))

    assert "Pat Quill Seats held today Jobs and Skills" in words(client.get("/people/pat-quill/"))


def test_the_page_can_only_be_read(cast, client):
    assert client.head("/people/owen-lark/").status_code == 200
    assert client.post("/people/owen-lark/").status_code == 405


@pytest.mark.parametrize("times", [1, 3])
def test_a_page_costs_the_same_for_few_and_many(cast, client, django_assert_num_queries, times):
    for _ in range(times):
        make.make_membership(make.make_seat(cast.jobs), cast.health_chair_person)
        make.make_membership(make.make_seat(cast.jobs), cast.health_chair_person, until="2012-01-01")

    with django_assert_num_queries(13):
        client.get("/people/owen-lark/")
