"""The officers' site: meetings are called, moved, cancelled and proposed by deeds."""

import datetime
from html import unescape

import pytest
from django.contrib import admin
from django.urls import reverse

from governance.restructuring import describe as describe_body
from meetings.calendars.personal_calendars import calendar_for, token_of
from meetings.models import Meeting, PersonalCalendar
from tests import make
from tests.governance.admin.filling import errors_of, filled
from tests.make_meetings import make_meeting, make_minutes

pytestmark = pytest.mark.django_db

DAY = datetime.date(2031, 3, 6)


@pytest.fixture
def secretary(cast, client):
    """A browser in which the secretary of Health is signed in."""
    client.force_login(cast.secretary)
    return client


def deed(meeting, slug):
    return reverse("admin:meetings_meeting_deed", args=[meeting.pk, slug])


def do(client, address, **to):
    """Fill in the deed's form as its page shows it, and send it."""
    return client.post(address, filled(client.get(address), **to), follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


def now(meeting):
    return Meeting.objects.get(pk=meeting.pk)


def test_a_meeting_is_called(cast, secretary):
    response = do(
        secretary,
        reverse("admin:meetings_meeting_add"),
        body=cast.health.pk,
        with_bodies=[cast.health_data.pk],
        day="6 March 2031",
        starts_at="2.30pm",
        ends_at="16:00",
        place="Town Hall",
        kind="annual",
        public_may_attend="on",
    )

    meeting = Meeting.objects.get()
    assert said(response) == ["Health, 6 March 2031 was called."]
    assert (meeting.day, meeting.starts_at, meeting.ends_at) == (DAY, datetime.time(14, 30), datetime.time(16))
    assert (meeting.kind, meeting.public_may_attend, meeting.status) == ("annual", True, "scheduled")
    assert list(meeting.with_bodies.all()) == [cast.health_data]
    assert meeting.history.latest().history_user == cast.secretary


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("10am", "10:00"),
        ("10:30am", "10:30"),
        ("2.30 pm", "14:30"),
        ("14.30", "14:30"),
        ("12pm", "12:00"),
        ("10 AM", "10:00"),
    ],
)
def test_times_are_written_as_people_do(cast, secretary, written, time):
    do(secretary, reverse("admin:meetings_meeting_add"), body=cast.health.pk, day="6/3/2031", starts_at=written)

    assert Meeting.objects.get().starts_at.strftime("%H:%M") == time


def test_a_refusal_stands_above_the_form_and_what_was_typed_stays(cast, secretary):
    response = do(
        secretary,
        reverse("admin:meetings_meeting_add"),
        body=cast.health.pk,
        day="6/3/2031",
        starts_at="10am",
        ends_at="9am",
        place="Town Hall",
    )

    assert "The meeting ends before it begins: give a later time." in errors_of(response)
    assert 'value="Town Hall"' in response.content.decode()
    assert not Meeting.objects.exists()


def test_a_body_of_others_is_not_offered_and_not_taken(cast, secretary):
    address = reverse("admin:meetings_meeting_add")
    response = do(secretary, address, body=cast.jobs.pk, day="6/3/2031")

    assert "Select a valid choice" in errors_of(response)
    assert not Meeting.objects.exists()


def test_a_further_body_of_others_is_not_offered_and_not_taken(cast, secretary):
    address = reverse("admin:meetings_meeting_add")
    words = {"app_label": "meetings", "model_name": "meeting", "field_name": "with_bodies"}
    found = secretary.get(reverse("admin:autocomplete"), words).json()["results"]
    assert {each["text"] for each in found} == {"Health", "Health Data Group"}

    response = do(secretary, address, body=cast.health.pk, with_bodies=[cast.jobs.pk], day="6/3/2031")

    assert "Select a valid choice" in errors_of(response)
    assert not Meeting.objects.exists()


def test_a_meeting_is_moved_with_a_reason(cast, secretary):
    meeting = make_meeting(cast.health, DAY, place="Town Hall")

    without = do(secretary, deed(meeting, "move"), place="Library")
    assert "This field is required" in errors_of(without)
    response = do(secretary, deed(meeting, "move"), day="13/3/2031", place="Library", reason="Flood")

    assert said(response) == ["The meeting is on 13 March 2031 now."]
    moved = now(meeting)
    assert (moved.day, moved.place, moved.status) == (datetime.date(2031, 3, 13), "Library", "moved")
    assert moved.starts_at == meeting.starts_at


def test_whoever_moves_a_meeting_is_told_when_papers_are_due_now(cast, secretary):
    meeting = make_meeting(cast.health, DAY, papers_due=datetime.date(2031, 2, 27))

    response = do(secretary, deed(meeting, "move"), day="20/2/2031", reason="Flood")

    assert said(response)[0] == ("The meeting is on 20 February 2031 now. Papers for it are due by 13 February 2031.")


def test_a_stale_form_is_refused(cast, secretary):
    meeting = make_meeting(cast.health, DAY)
    page = secretary.get(deed(meeting, "cancel"))
    do(secretary, deed(meeting, "describe"), title="New name")

    response = secretary.post(deed(meeting, "cancel"), filled(page, reason="Snow"))

    assert "Somebody else saved this" in unescape(response.content.decode())
    assert now(meeting).status == "scheduled"


def test_what_is_said_of_a_meeting_is_changed(cast, secretary):
    meeting = make_meeting(cast.health, DAY, with_bodies=[cast.jobs], facilitator="Ann")

    do(secretary, deed(meeting, "describe"), title="Budget meeting", mode="both", online_address="join.example/x")

    described = now(meeting)
    assert (described.title, described.facilitator, described.sequence) == ("Budget meeting", "Ann", 1)
    assert described.online_address == "https://join.example/x"
    assert list(described.with_bodies.all()) == [cast.jobs]


def test_what_published_minutes_say_of_a_meeting_is_not_offered_for_a_change(cast, secretary):
    meeting = make_meeting(cast.health, "2026-03-05", with_bodies=[cast.jobs], title="Budget meeting", status="held")
    make_minutes(meeting, "published")

    page = secretary.get(deed(meeting, "describe"))
    assert "who met, the kind and the title of the meeting no longer change" in unescape(page.content.decode())
    assert not {"with_bodies", "kind", "title"} & page.context["adminform"].form.fields.keys()
    do(secretary, deed(meeting, "describe"), facilitator="Ann", title="Another", kind="workshop")

    described = now(meeting)
    assert (described.facilitator, described.title, described.kind) == ("Ann", "Budget meeting", "ordinary")
    assert list(described.with_bodies.all()) == [cast.jobs]


def test_a_meeting_is_cancelled(cast, secretary):
    meeting = make_meeting(cast.health, DAY)

    response = do(secretary, deed(meeting, "cancel"), reason="Too few can come.")

    assert said(response) == ["Health, 6 March 2031 was cancelled."]
    assert now(meeting).events.last().reason == "Too few can come."
    assert "What became of it" in response.content.decode()


def offered(client, meeting):
    """The deeds that the meeting's page offers."""
    html = client.get(reverse("admin:meetings_meeting_change", args=[meeting.pk])).content.decode()
    deeds = admin.site.get_model_admin(Meeting).deeds
    return [each.slug for each in deeds if f'/{meeting.pk}/deed/{each.slug}/"' in html]


@pytest.mark.parametrize(
    ("status", "day", "deeds"),
    [
        ("proposed", "2031-03-06", ["confirm", "move", "describe", "drop", "propose-year"]),
        ("scheduled", "2031-03-06", ["move", "describe", "cancel", "propose-year"]),
        ("moved", "2026-03-05", ["move", "describe", "cancel", "held", "propose-year"]),
        ("held", "2026-03-05", ["describe", "not-held", "propose-year"]),
        ("cancelled", "2026-03-05", ["describe", "propose-year"]),
    ],
)
def test_a_page_offers_what_makes_sense(cast, secretary, status, day, deeds):
    assert offered(secretary, make_meeting(cast.health, day, status=status)) == deeds


def test_a_meeting_is_recorded_as_held(cast, secretary):
    meeting = make_meeting(cast.health, "2026-03-05")

    do(secretary, deed(meeting, "held"))

    assert now(meeting).status == "held"


def test_a_meeting_that_was_not_held_after_all_is_put_right(cast, secretary):
    meeting = make_meeting(cast.health, "2026-03-05", status="held")
    assert "This field is required" in errors_of(do(secretary, deed(meeting, "not-held")))

    response = do(secretary, deed(meeting, "not-held"), reason="It was the one before.")

    assert said(response) == ["Health, 5 March 2026 is no longer recorded as held."]
    assert now(meeting).status == "scheduled"


def test_a_meeting_with_minutes_was_held(cast, secretary):
    meeting = make_meeting(cast.health, "2026-03-05", status="held")
    make_minutes(meeting)

    assert "not-held" not in offered(secretary, meeting)


@pytest.mark.parametrize("day", ["31/12/9999", "31/12/1899", "1/1/2100"])
def test_a_year_far_away_is_refused_in_words(cast, secretary, day):
    response = do(secretary, reverse("admin:meetings_meeting_year"), body=cast.health.pk, year_from=day, number=2)

    assert "Choose a first day in the years from 1900 to 2099." in errors_of(response)


@pytest.mark.parametrize(("number", "more"), [("", True), (2, True), (1, False)])
def test_a_year_of_fewer_meetings_than_asked_for_says_so(cast, secretary, number, more):
    facts = {"meetings_low": 2, "meetings_high": 2}
    describe_body(cast.health, on=make.first_day(cast.health), by=cast.officer, **facts)
    make_meeting(cast.health, "2031-04-02" if more else "2032-04-02")
    address = reverse("admin:meetings_meeting_year")

    response = do(secretary, address, body=cast.health.pk, year_from="1/1/2031", number=number)

    assert Meeting.objects.filter(status="proposed").count() == 1
    words = (
        "Only 1 of 2 meetings could be proposed: the other days lie near a meeting that stands already, or outside the"
    )
    assert said(response)[1:] == ([f"{words} life of the body."] if more else [])


def test_a_year_is_proposed_for_a_body_that_never_met_then_confirmed(cast, secretary):
    facts = {"meetings_low": 4, "meetings_high": 4}
    describe_body(cast.health, on=make.first_day(cast.health), by=cast.officer, **facts)
    listing = secretary.get(reverse("admin:meetings_meeting_changelist")).content.decode()
    address = reverse("admin:meetings_meeting_year")
    assert f'href="{address}"' in listing

    response = do(secretary, address, body=cast.health.pk, year_from="1/1/2031", starts_at="10am", place="Town Hall")

    assert said(response)[0].startswith("Proposed for Health: ")
    meetings = list(Meeting.objects.earliest_first())
    assert [meeting.status for meeting in meetings] == ["proposed"] * 4
    assert {meeting.place for meeting in meetings} == {"Town Hall"}
    assert "confirm-all" in offered(secretary, meetings[0])

    done = do(secretary, deed(meetings[0], "confirm-all"))

    assert said(done) == ["4 meetings of Health are in the diary."]
    assert set(Meeting.objects.values_list("status", flat=True)) == {"scheduled"}


def test_the_year_is_not_proposed_without_the_right(cast, client):
    client.force_login(cast.member)

    assert client.get(reverse("admin:meetings_meeting_year")).status_code == 403


def test_a_proposal_is_dropped(cast, secretary):
    meeting = make_meeting(cast.health, DAY, status="proposed")

    response = do(secretary, deed(meeting, "drop"))

    assert said(response) == ["The proposal of Health, 6 March 2031 was dropped."]
    assert not Meeting.objects.exists()


def test_the_list_shows_clashes(cast, secretary):
    make_meeting(cast.health, DAY, status="proposed")
    make_meeting(cast.board, DAY)

    html = secretary.get(reverse("admin:meetings_meeting_changelist")).content.decode()

    assert "Leadership Board, 10am (Owen Lark)" in html


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("?when=coming", [DAY]),
        ("?when=past", [datetime.date(2026, 3, 5)]),
        ("?status__exact=cancelled", [datetime.date(2026, 3, 5)]),
        ("?body=health-data-group", []),
        ("?body=health", [DAY, datetime.date(2026, 3, 5)]),
        ("?q=shire", [DAY]),
    ],
)
def test_the_list_is_narrowed(cast, secretary, query, days):
    make_meeting(cast.health, DAY, place="Shire Hall")
    make_meeting(cast.health, "2026-03-05", status="cancelled")
    make_meeting(cast.board, DAY)

    shown = secretary.get(reverse("admin:meetings_meeting_changelist") + query).context["cl"].result_list

    assert [meeting.day for meeting in shown] == days


def test_the_list_takes_no_more_queries_with_more_meetings(cast, secretary, django_assert_num_queries):
    address = reverse("admin:meetings_meeting_changelist")
    for number in (1, 3):
        for count in range(number):
            make_meeting(cast.health, f"2031-03-0{count + 1}", with_bodies=[cast.jobs])
            make_meeting(cast.board, f"2031-03-0{count + 1}")
        with django_assert_num_queries(19):
            secretary.get(address)


@pytest.mark.parametrize(("days", "offered"), [(-1, True), (0, True), (1, False)])
def test_a_meetings_page_leads_to_writing_its_minutes_from_its_day_on(cast, secretary, days, offered):
    meeting = make_meeting(cast.health, make.today() + datetime.timedelta(days=days))

    page = secretary.get(reverse("admin:meetings_meeting_change", args=[meeting.pk])).content.decode()

    desk = reverse("meetings:minuting", args=["health", meeting.date_in_address])
    assert (f'<a href="{desk}">Write the minutes</a>' in page) is offered


def test_a_meetings_page_leads_to_its_minutes(cast, secretary):
    meeting = make_meeting(cast.health, "2026-03-05", status="held")
    minutes = make_minutes(meeting, "published")

    page = secretary.get(reverse("admin:meetings_meeting_change", args=[meeting.pk])).content.decode()

    address = reverse("admin:meetings_minutes_change", args=[minutes.pk])
    assert f'<a href="{address}">Draft, not yet approved</a>' in page
    assert "Write the minutes" not in page


# Calendars


def test_an_officer_makes_an_address_for_somebody_and_changes_it(cast, client):
    client.force_login(cast.officer)
    do(client, reverse("admin:meetings_personalcalendar_add"), person=cast.member_person.pk)
    calendar = PersonalCalendar.objects.get()
    first = token_of(calendar)
    page = reverse("admin:meetings_personalcalendar_change", args=[calendar.pk])
    assert first in client.get(page).content.decode()

    do(client, reverse("admin:meetings_personalcalendar_deed", args=[calendar.pk, "change-address"]))

    second = token_of(PersonalCalendar.objects.get())
    assert second != first
    assert second in client.get(page).content.decode()


def test_the_address_is_in_no_list_and_no_history(cast, client):
    calendar = calendar_for(cast.member_person, by=cast.member)
    client.force_login(cast.officer)

    for name, args in (("changelist", []), ("history", [calendar.pk])):
        html = client.get(reverse(f"admin:meetings_personalcalendar_{name}", args=args)).content.decode()
        assert token_of(calendar) not in html
        assert calendar.salt not in html


def test_somebody_whose_record_others_keep_gets_no_address(cast, secretary):
    do(secretary, reverse("admin:meetings_personalcalendar_add"), person=cast.member_person.pk)

    assert not PersonalCalendar.objects.exists()


def test_whoever_calls_a_meeting_on_a_bank_holiday_is_told(cast, secretary):
    facts = {"body": cast.health.pk, "day": "25 December 2030", "place": "Town Hall", "kind": "ordinary"}

    response = do(secretary, reverse("admin:meetings_meeting_add"), **facts)

    assert said(response) == [
        "Health, 25 December 2030 was called.",
        "25 December 2030 is a bank holiday.",
    ]
    page = secretary.get(reverse("admin:meetings_meeting_change", args=[Meeting.objects.get().pk]))
    assert "25 December 2030 is a bank holiday." in page.content.decode()
