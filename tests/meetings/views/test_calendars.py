"""Calendars to subscribe to, and the secret address of one's own."""

import datetime

import pytest
from django.urls import reverse

from governance.foundation.deeds import Refused
from governance.models import FormerSlug
from meetings.calendars.personal_calendars import calendar_at, calendar_for, change_address, token_of
from meetings.models import PersonalCalendar
from meetings.schedules.scheduling import cancel
from tests import make
from tests.governance.views.reading import words
from tests.make_meetings import make_meeting, sit
from tests.meetings.calendar_reader import events_in, read

pytestmark = pytest.mark.django_db


def summaries(client, address, **asked):
    """What the calendar holds, once the strict reader has found nothing wrong with it."""
    response = client.get(address, asked)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return [
        (event.text("SUMMARY"), event.when("DTSTART").strftime("%Y-%m-%d")) for event in events_in(response.content)
    ]


def own_address(person, by):
    return reverse("meetings:person-calendar", args=[token_of(calendar_for(person, by=by))])


def test_the_calendar_of_all_holds_the_last_year_and_all_to_come(cast, client):
    for day in ("2025-03-03", "2025-03-04", "2026-03-05", "2031-03-05"):
        make_meeting(cast.health, day)
    make_meeting(cast.jobs, "2026-03-06", status="proposed")

    found = summaries(client, "/meetings.ics", on="2026-03-05")

    assert [day for _, day in found] == ["2025-03-04", "2026-03-05", "2031-03-05"]


def test_a_bodys_calendar_holds_what_it_leads_and_joins(cast, client):
    make_meeting(cast.health, "2026-03-05")
    make_meeting(cast.jobs, "2026-03-06", with_bodies=[cast.health])
    make_meeting(cast.board, "2026-03-07")

    response = client.get("/meetings/health.ics")

    assert summaries(client, "/meetings/health.ics") == [
        ("Health", "2026-03-05"),
        ("Jobs and Skills and Health", "2026-03-06"),
    ]
    assert read(response.content).text("X-WR-CALNAME") == "Meetings of Health"
    assert response["Content-Disposition"] == 'inline; filename="meetings-health.ics"'


def test_a_meetings_calendar_holds_it_however_old(cast, client):
    make_meeting(cast.board, "2009-03-05")

    assert summaries(client, "/meetings/board/2009-03-05.ics") == [("Partnership Board", "2009-03-05")]


def test_a_proposal_is_in_no_calendar_even_for_its_editors(cast, client):
    make_meeting(cast.health, "2026-03-05", status="proposed")
    client.force_login(cast.secretary)

    assert summaries(client, "/meetings.ics") == summaries(client, "/meetings/health.ics") == []
    assert client.get("/meetings/health/2026-03-05.ics").status_code == 404


def test_a_reader_who_has_it_already_is_told_so_until_something_changes(cast, client):
    meeting = make_meeting(cast.health, "2026-03-05")
    etag = client.get("/meetings.ics")["ETag"]

    again = client.get("/meetings.ics", headers={"if-none-match": etag})
    cancel(meeting, by=cast.secretary, reason="Snow")
    changed = client.get("/meetings.ics", headers={"if-none-match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert changed.status_code == 200
    assert client.head("/meetings.ics").status_code == 200
    assert client.post("/meetings.ics").status_code == 405


def test_a_former_address_of_the_body_leads_on(cast, client):
    FormerSlug.objects.create(record="governance.body", slug="old-health", target=cast.health.pk)

    assert client.get("/meetings/old-health.ics")["Location"] == "/meetings/health.ics"
    assert client.get("/meetings/nobody.ics").status_code == 404


def test_a_calendar_takes_no_more_queries_with_more_meetings(cast, client, django_assert_num_queries):
    for number in (1, 3):
        for count in range(number):
            make_meeting(cast.health, f"2026-03-0{count + 1}", with_bodies=[cast.jobs])
        with django_assert_num_queries(5):
            client.get("/meetings.ics")


# One's own


def test_my_calendar_holds_the_meetings_of_the_bodies_on_which_i_sit(cast, client):
    make_meeting(cast.board, "2026-12-03")
    make_meeting(cast.health, "2026-12-04", with_bodies=[cast.board])
    make_meeting(cast.jobs, "2026-12-05")

    found = summaries(client, own_address(cast.member_person, cast.member))

    assert found == [("Leadership Board", "2026-12-03"), ("Health and Leadership Board", "2026-12-04")]


def test_seats_that_follow_a_chair_count(cast, client):
    make_meeting(cast.board, "2026-12-03")

    assert summaries(client, own_address(cast.health_chair_person, cast.officer)) == [
        ("Leadership Board", "2026-12-03")
    ]


def test_somebody_who_left_keeps_the_meetings_of_their_time(cast, client):
    before, after = cast.left_on - datetime.timedelta(days=1), cast.left_on
    for day in (before, after):
        make_meeting(cast.board, day)

    found = summaries(client, own_address(cast.former_person, cast.former_member))

    assert [day for _, day in found] == [before.isoformat()]


def test_the_address_is_for_no_shared_cache_and_no_search_engine(cast, client):
    response = client.get(own_address(cast.member_person, cast.member))

    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Robots-Tag"] == "noindex"
    assert "Tom" not in response["Content-Disposition"]


def test_another_address_makes_the_former_one_lead_nowhere(cast, client):
    former = own_address(cast.member_person, cast.member)

    change_address(cast.member_person, by=cast.member)

    assert client.get(former).status_code == 404
    assert client.get(own_address(cast.member_person, cast.member)).status_code == 200


def test_the_address_of_one_tells_nothing_of_anothers(cast):
    mine = calendar_for(cast.member_person, by=cast.member)
    other = calendar_for(cast.chair_person, by=cast.chair)
    key, signature = token_of(mine).split(".")

    for guess in (
        f"{other.pk}.{signature}",
        f"{key}.",
        key,
        f"{key}.{signature[:-1]}",
        f"{key}.{signature}.x",
        "",
        ".",
        f"{key}.{signature}\n",
        f"0{key}.{signature}",
        "9" * 40 + ".x",
        "²." + signature,
    ):
        assert calendar_at(guess) is None, guess
    assert calendar_at(token_of(mine)) == mine


def test_an_address_of_another_portal_leads_nowhere(cast, settings):
    token = token_of(calendar_for(cast.member_person, by=cast.member))
    settings.SECRET_KEY = "another"

    assert calendar_at(token) is None
    settings.SECRET_KEY_FALLBACKS = []


def test_only_the_person_and_who_keeps_their_record_have_the_address(cast):
    person = make.make_person("Nia", kept_by=cast.health)

    for user in (cast.member, cast.chair, cast.visitor):
        with pytest.raises(Refused, match="Only Nia"):
            calendar_for(person, by=user)
    assert calendar_for(person, by=cast.secretary) == calendar_for(person, by=cast.officer)


def test_the_history_keeps_no_salt(cast):
    calendar = calendar_for(cast.member_person, by=cast.member)
    change_address(cast.member_person, by=cast.member)

    assert calendar.history.count() == 2
    assert not hasattr(calendar.history.first(), "salt")


def test_my_calendar_is_for_those_who_have_signed_in(cast, client):
    response = client.get("/my-calendar/")

    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/my-calendar/")


def test_an_address_is_made_shown_and_changed_on_the_page(cast, client):
    client.force_login(cast.member)
    assert "Make an address" in words(client.get("/my-calendar/"))
    assert not PersonalCalendar.objects.exists()

    client.post("/my-calendar/")
    first = client.get("/my-calendar/").context["address"]
    client.post("/my-calendar/")
    page = client.get("/my-calendar/")

    assert f'value="{page.context["address"]}"' in page.content.decode()
    assert page.context["address"] != first
    assert PersonalCalendar.objects.get().person == cast.member_person
    assert page["Cache-Control"] == "private, no-store"


def test_an_account_without_a_person_has_no_calendar(cast, client):
    client.force_login(make.make_user("nobody"))

    assert "not joined to a person" in words(client.get("/my-calendar/"))
    assert client.post("/my-calendar/").status_code == 404


def test_a_secret_calendar_takes_no_more_queries_with_more_meetings(cast, client, django_assert_num_queries):
    sit(cast.jobs, cast.member_person)
    address = own_address(cast.member_person, cast.member)
    for number in (1, 3):
        for count in range(number):
            make_meeting(cast.board, f"2026-03-0{count + 1}", with_bodies=[cast.jobs])
        with django_assert_num_queries(11):
            client.get(address)
