"""The outcomes report and follow-up plan of a meeting, as a page and as a PDF."""

import datetime
import io

import pytest
from pypdf import PdfReader

from meetings.actions.acting import close_action, report_progress
from meetings.minutes.outcomes import outcomes_of
from tests import make_meetings
from tests.governance.views.reading import words
from tests.verapdf.verapdf import pdf_ua_faults

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)
DUE = datetime.date(2026, 4, 30)
A_DAY = datetime.timedelta(days=1)
ADDRESS = f"/meetings/health/{DAY}/outcomes"


@pytest.fixture
def meeting(cast):
    """A meeting with a decision, an action that goes on and one that is done, and one of January that was open."""
    before = make_meetings.make_meeting(cast.health, "2026-01-05", status="held")
    make_meetings.make_action(before, "Find a site", owner=cast.health_chair_person)
    finished = make_meetings.make_action(before, "Ask the bank", owner=cast.member_person)
    close_action(finished, result="done", closing_text="It said no.", by=cast.secretary, on=DAY - A_DAY)
    meeting = make_meetings.make_meeting(cast.health, DAY, status="held", place="Guildhall")
    decision = make_meetings.make_decision(meeting, "To open the clinic.")
    plan = make_meetings.make_action(meeting, "Sign the lease", owner=cast.member_person, due=DUE, decision=decision)
    report_progress(plan, text="Terms agreed.", day=DUE - A_DAY, by=cast.secretary, reported_by="Tom Ferris")
    done = make_meetings.make_action(meeting, "Tell the press", owner_organisation=cast.trust)
    close_action(done, result="done", closing_text="Printed on the front page.", by=cast.secretary, on=DUE)
    return meeting


def test_the_report_says_what_was_decided_who_does_what_and_what_came_of_it(client, meeting):
    said = words(client.get(f"{ADDRESS}/?on=2026-06-01"))

    assert "What was decided Decision 2026/1 Approved To open the clinic." in said
    assert "Follow-up plan 2 actions: 1 open, of which 1 is overdue, 1 done and 0 dropped." in said
    assert (
        "Sign the lease Overdue action 2026/3, due 30 April 2026, for Tom Ferris 29 April 2026: Terms agreed." in said
    )
    assert "Tell the press Done action 2026/4" in said
    assert "closed on 30 April 2026, for Marsh Health Trust Printed on the front page." in said
    assert "What came of earlier actions Actions that were open when the body met. Find a site" in said
    assert "Ask the bank" not in said


@pytest.mark.parametrize(("days", "there"), [(-1, False), (0, True), (1, True)])
def test_an_action_closed_before_the_meeting_is_not_among_the_earlier_ones(cast, meeting, days, there):
    before = make_meetings.make_meeting(cast.health, "2026-01-06", status="held")
    action = make_meetings.make_action(before, "Close")
    close_action(action, result="done", closing_text="Done.", by=cast.secretary, on=DAY + days * A_DAY)

    found = outcomes_of(meeting, DUE, cast.visitor).earlier

    assert (action in [each.line.action for each in found]) == there


@pytest.mark.parametrize(("days", "status"), [(-1, 404), (0, 200), (1, 200)])
def test_there_are_outcomes_from_the_day_of_the_meeting_on(client, meeting, days, status):
    assert client.get(f"{ADDRESS}/?on={DAY + days * A_DAY}").status_code == status


def test_the_report_stands_as_it_stood_on_the_day(client, meeting):
    said = words(client.get(f"{ADDRESS}/?on={DUE - 2 * A_DAY}"))

    assert "2 actions: 2 open, 0 done and 0 dropped." in said
    assert "Terms agreed." not in said
    assert "front page" not in said


def test_a_meeting_without_records_says_so_and_a_cancelled_one_has_no_report(cast, client):
    make_meetings.make_meeting(cast.jobs, DAY, status="held")
    make_meetings.make_meeting(cast.culture, DAY, status="cancelled")

    said = words(client.get(f"/meetings/jobs-and-skills/{DAY}/outcomes/"))
    assert "No decision or action of this meeting is published yet." in said
    assert client.get(f"/meetings/culture-forum/{DAY}/outcomes/").status_code == 404


def test_the_printed_report_is_accessible_and_says_the_same(client, meeting):
    response = client.get(f"{ADDRESS}.pdf?on=2026-06-01")

    assert response["Content-Type"] == "application/pdf"
    assert "health-2026-03-05-outcomes.pdf" in response["Content-Disposition"]
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages).split())
    for words_ in (
        "Outcomes report and follow-up plan",
        "Meeting of Health on 5 March 2026",
        "To open the clinic.",
        "Sign the lease",
        "29 April 2026: Terms agreed.",
        "Printed on the front page.",
        "Find a site",
    ):
        assert words_ in text
    assert pdf_ua_faults(response.content) == []


def test_the_report_costs_the_same_for_few_and_many(client, meeting, django_assert_num_queries):
    with django_assert_num_queries(11):
        client.get(f"{ADDRESS}/")
    for number in range(3):
        make_meetings.make_decision(meeting)
        make_meetings.make_action(meeting, f"Step {number}")
    with django_assert_num_queries(11):
        client.get(f"{ADDRESS}/")
