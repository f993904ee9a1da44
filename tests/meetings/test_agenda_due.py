"""What stands under the standing items: open actions, report-backs, the last minutes, the next meeting; and the clock."""

import datetime

import pytest
from django.urls import reverse

from governance.foundation.publication import State
from meetings.agendas.agenda_due import due_under
from meetings.agendas.agenda_reading import lines_for
from meetings.agendas.agenda_setting import begin
from meetings.models import AgendaItem
from tests.governance.views.reading import words
from tests.make import make_person, make_user
from tests.make_meetings import make_action, make_item, make_meeting, make_minutes, make_report_back, sit
from tests.meetings.views.test_agendas import pdf, words_of

Kind = AgendaItem.Kind
DAY = datetime.date(2026, 2, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture
def earlier(cast):
    """A meeting of Health that was held."""
    return make_meeting(cast.health, "2026-01-08", agenda=State.PUBLISHED, status="held")


@pytest.fixture
def meeting(cast, earlier):
    """The next one, with a published agenda of standing items alone."""
    meeting = make_meeting(cast.health, "2026-03-05", agenda=State.PUBLISHED)
    for kind in (Kind.MINUTES, Kind.ACTIONS, Kind.REPORT_BACKS, Kind.OTHER_BUSINESS, Kind.NEXT_MEETING):
        make_item(meeting, str(kind.label), kind=kind)
    return meeting


@pytest.fixture
def member(cast):
    """A member of Health."""
    member = make_user("health-member", person=make_person("Lee Sand", kept_by=cast.health))
    sit(cast.health, member.person)
    return member


def due(meeting, user, kind, day=DAY):
    return due_under([kind], meeting, user, day)[kind]


def actions(meeting, user, day=DAY):
    return [line.action.what for line in due(meeting, user, Kind.ACTIONS, day).actions]


def page(client, meeting):
    return words(client.get(reverse("meetings:meeting", args=["health", "2026-03-05"]), {"on": DAY.isoformat()}))


# Open actions ------------------------------------------------------------------------------------------------------------


def test_open_actions_stand_under_their_item_on_the_page_and_in_the_pdf(earlier, meeting, client):
    make_action(earlier, "Print the plan", due=datetime.date(2026, 2, 1))
    make_action(earlier, "Thank the hosts", closed_on=datetime.date(2026, 2, 1), result="done")

    for said in (page(client, meeting), words_of(pdf(client, meeting))):
        assert "Action 2026/1: Print the plan. For Health, due 1 February 2026 Overdue" in said
        assert "Thank the hosts" not in said


def test_an_action_stands_there_until_the_day_on_which_it_is_closed(cast, earlier, meeting):
    make_action(earlier, "Print the plan", closed_on=datetime.date(2026, 2, 20), result="done")

    days = [datetime.date(2026, 2, day) for day in (19, 20, 21)]

    assert [actions(meeting, cast.visitor, day) for day in days] == [["Print the plan"], [], []]


def test_the_agenda_of_a_past_meeting_shows_what_was_open_on_its_day(cast, earlier, meeting):
    make_action(earlier, "Print the plan", closed_on=datetime.date(2026, 3, 6), result="done")

    assert actions(meeting, cast.visitor, datetime.date(2026, 8, 1)) == ["Print the plan"]


def test_what_the_meeting_itself_asked_for_is_not_carried_to_it(cast, earlier, meeting):
    make_action(meeting, "New")

    assert actions(meeting, cast.visitor, datetime.date(2026, 3, 5)) == []


def test_actions_of_restricted_items_are_carried_for_members_alone(cast, earlier, meeting, member):
    make_action(earlier, "Call Ada Thorne", item=make_item(earlier, "A case", restricted=True))
    make_action(earlier, "Not published", state=State.DRAFT)

    seen = {user: actions(meeting, user) for user in (cast.visitor, member, cast.secretary)}

    assert seen == {cast.visitor: [], member: ["Call Ada Thorne"], cast.secretary: ["Call Ada Thorne"]}


def test_without_any_the_page_says_so(meeting, client):
    assert "No open action is published." in page(client, meeting)


# Report-backs, minutes, the next meeting ---------------------------------------------------------------------------------


def test_report_backs_that_are_due_are_named_and_confidential_ones_for_the_body_alone(cast, meeting, member, client):
    row = make_report_back(cast.health, "2026-02-01")
    name = row.outside_meeting.body.name
    assert f"{name}, meeting on 1 February 2026" in page(client, meeting)
    assert name in words_of(pdf(client, meeting))
    row.confidential = True
    row.save()

    assert due(meeting, cast.visitor, Kind.REPORT_BACKS).report_backs == []
    assert name not in page(client, meeting)
    assert [each.row for each in due(meeting, member, Kind.REPORT_BACKS).report_backs] == [row]


@pytest.mark.parametrize(
    ("stage", "shown"), [("draft", "are not published yet"), ("published", "Draft minutes of 8 January 2026")]
)
def test_the_last_minutes_are_linked_once_the_reader_may_read_them(earlier, meeting, client, stage, shown):
    make_minutes(earlier, stage)

    html = client.get("/meetings/health/2026-03-05/").content.decode()

    assert shown in page(client, meeting)
    assert ('href="/meetings/health/2026-01-08/minutes/">Draft minutes' in html) is (stage == "published")
    assert shown in words_of(pdf(client, meeting))


def test_the_next_meeting_is_said_when_it_is_called(cast, meeting, client):
    assert "The next meeting is not called yet." in page(client, meeting)
    make_meeting(cast.health, "2026-04-02", status="cancelled")
    make_meeting(cast.health, "2026-04-09", status="proposed")
    make_meeting(cast.health, "2026-05-07", place="Guildhall")

    for said in (page(client, meeting), words_of(pdf(client, meeting))):
        assert "7 May 2026, 10am, Guildhall" in said
        assert "April" not in said


def test_nothing_is_told_under_a_standing_item_that_is_restricted_or_withdrawn(cast, earlier, meeting, client):
    make_action(earlier, "Print the plan")
    item = meeting.items.get(kind=Kind.ACTIONS)
    item.withdrawn_reason = "Not today."
    item.save()

    assert "Print the plan" not in page(client, meeting)
    item.withdrawn_reason, item.restricted, item.restriction_reason, item.public_title = (
        "",
        True,
        "Private.",
        "A matter",
    )
    item.save()
    assert "Print the plan" not in page(client, meeting)


def test_the_secretary_finds_what_is_due_on_the_minuting_page(cast, earlier, meeting, client):
    make_action(earlier, "Print the plan")
    make_minutes(meeting, text="")
    client.force_login(cast.secretary)

    said = words(client.get(f"/meetings/health/2026-03-05/minuting/?item={meeting.items.get(kind=Kind.ACTIONS).pk}"))

    assert "Action 2026/1: Print the plan. For Health" in said


@pytest.mark.parametrize("number", [1, 3])
def test_what_is_due_takes_the_same_queries_however_much_it_is(
    cast, earlier, meeting, number, django_assert_num_queries
):
    make_minutes(earlier, "published")
    for count in range(number):
        make_action(earlier)
        make_report_back(cast.health, "2026-02-01")
        make_meeting(cast.health, f"2026-05-0{count + 1}")

    with django_assert_num_queries(12):
        lines = lines_for(meeting, cast.visitor, day=DAY)

    assert [len(each.due.actions) + len(each.due.report_backs) for each in lines if each.due] == [0, number, number, 0]


# The clock ---------------------------------------------------------------------------------------------------------------


def test_the_clock_runs_through_the_standing_items_to_the_business(cast):
    meeting = make_meeting(cast.health, "2026-03-05")
    begin(meeting, by=cast.secretary)

    found = [line.when for line in lines_for(meeting, cast.secretary)]

    assert found == ["10am (5 minutes)", "10:05am (5 minutes)", "10:10am (5 minutes)", "10:15am (5 minutes)"]


@pytest.mark.parametrize(("minutes", "shown"), [(1, "1 minute"), (15, "15 minutes"), (None, "")])
def test_planned_minutes_are_shown_where_the_time_is_not_known(cast, client, minutes, shown):
    meeting = make_meeting(cast.health, "2026-03-05", agenda=State.PUBLISHED, starts_at=None)
    make_item(meeting, "The plan", minutes_planned=minutes)
    make_item(meeting, "The budget", minutes_planned=30, withdrawn_reason="Not ready.")

    assert [line.when for line in lines_for(meeting, cast.visitor)] == [shown, ""]
    assert shown in page(client, meeting)
    assert shown in words_of(pdf(client, meeting))
