"""The page of a handover and its panel, for each day and each reader."""

import datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from governance.foundation.dated import end_of_day
from priorities.handovers.handing_over import call_off_handover, complete_handover, open_handover, record_confidence
from priorities.models import PriorityOfficer
from priorities.reports.reporting import make_report, publish_report
from tests import make
from tests.governance.views.reading import crumbs, words
from tests.make_meetings import make_meeting
from tests.make_priorities import (
    make_framework,
    make_period,
    make_plan,
    make_plan_action,
    make_priority,
    make_strategy,
    make_update,
    make_version,
    publish,
)

pytestmark = pytest.mark.django_db

PAGE = "/plans/integrated/handover/"
OPENED, RED_ON = datetime.date(2026, 4, 1), datetime.date(2026, 6, 20)
DECIDED, DONE = datetime.date(2026, 5, 20), datetime.date(2026, 6, 1)
SECRET = "Quillfeather"


@pytest.fixture
def period(cast):
    return make_period(make_framework(cast.board), "2026-04-01", "2027-01-01", slug="q1", name="Quarter 1")


@pytest.fixture
def plan(cast, period):
    """A plan of the board whose two actions are green, with a handover that waits."""
    plan = make_plan(cast.board, "Integrated plan", framework=period.framework, slug="integrated")
    version = make_version(plan)
    for _ in range(2):
        make_plan_action(version)
    publish(version)
    return plan


@pytest.fixture
def handover(cast, plan, period):
    for action in plan.versions.get().sections.get().actions.all():
        make_update(action, period, accepted_at=end_of_day(OPENED))
    return open_handover(plan, to=cast.jobs, rule="When all move forward.", on=OPENED, by=cast.officer)


def done(cast, handover):
    record_confidence(handover, on=DECIDED, at="Board, decision 2026/4", by=cast.officer)
    return complete_handover(handover, on=DONE, by=cast.officer)


def panel(tag, on, **values):
    request = RequestFactory().get("/")
    request.day, request.day_is_chosen, request.user = on, False, values.pop("user", None)
    source = "{% load reports %}{% " + tag + " %}"
    return " ".join(Template(source).render(Context({"request": request, **values})).split())


def test_without_a_handover_there_is_no_page(cast, client, plan):
    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize(("days", "status"), [(-1, 404), (0, 200), (1, 200)])
def test_the_page_is_there_from_the_day_of_opening(cast, client, handover, days, status):
    assert client.get(f"{PAGE}?on={OPENED + datetime.timedelta(days=days)}").status_code == status


def test_until_then_the_page_says_what_is_missing(cast, client, plan, handover, period):
    make_update(plan.versions.get().sections.get().actions.first(), period, "red")

    response = client.get(PAGE)
    said = words(response)

    assert "Monitoring is to pass from Leadership Board to Jobs and Skills when its condition holds." in said
    assert "The rule When all move forward." in said
    assert (
        "2 things are missing: A1 is red. Leadership Board has not decided that it is confident. Monitors the plan today"
        " Leadership Board" in said
    )
    assert "Decision Not taken." in said
    assert crumbs(response)[-1] == ("/plans/integrated/", "Integrated plan")


def test_each_day_shows_what_was_so(cast, client, plan, handover):
    done(cast, handover)
    before, decided, after = (
        words(client.get(f"{PAGE}?on={day}")) for day in (DECIDED - datetime.timedelta(days=1), DECIDED, DONE)
    )

    assert "1 thing is missing: Leadership Board has not decided" in before
    assert "Decision Not taken." in before
    assert "Nothing is missing: monitoring can pass to Jobs and Skills." in decided
    assert (
        "Leadership Board decided on 20 May 2026 that it is confident (Board, decision 2026/4; meeting not on record)."
        in decided
    )
    assert "Monitors the plan on 20 May 2026 Leadership Board" in decided
    assert "Monitoring passed from Leadership Board to Jobs and Skills on 1 June 2026." in after
    assert "Monitors the plan on 1 June 2026 Jobs and Skills" in after
    assert "Jobs and Skills monitors the plan since 1 June 2026" in after
    assert "Jobs and Skills monitors the plan" not in decided
    make_meeting(cast.health, DECIDED, status="held", with_bodies=[cast.board])
    assert "that it is confident (Board, decision 2026/4)." in words(client.get(f"{PAGE}?on={DECIDED}"))


def test_what_turns_red_afterwards_is_noticed_on_the_page(cast, client, plan, handover, period):
    done(cast, handover)
    make_update(plan.versions.get().sections.get().actions.last(), period, "red", accepted_at=end_of_day(RED_ON))
    sentence = "A2 turned red on 20 June 2026, after monitoring passed: Jobs and Skills goes on monitoring."

    assert sentence in words(client.get(PAGE))
    assert sentence not in words(client.get(f"{PAGE}?on={DONE}"))
    assert "Monitors the plan today Jobs and Skills" in words(client.get(PAGE))


def test_a_handover_that_was_called_off_says_why_and_stays_in_the_history(cast, client, plan, handover):
    call_off_handover(handover, on=DECIDED, by=cast.officer, reason="Too soon.")
    said = words(client.get(PAGE))
    assert "was called off on 20 May 2026" in said
    assert "Why it was called off Too soon." in said
    open_handover(plan, to=cast.health, rule="Again.", on=DONE, by=cast.officer)
    said = words(client.get(PAGE))
    assert "from Leadership Board to Health" in said
    assert (
        "Handover from Leadership Board to Jobs and Skills, opened on 1 April 2026: called off on 20 May 2026" in said
    )


def test_the_public_reads_of_no_draft_priority_no_hidden_person_and_no_unpublished_plan(cast, client, period):
    plan = make_plan(cast.board, "Integrated plan", framework=period.framework, slug="integrated")
    strategy = make_strategy(cast.board)
    open_one = make_priority(strategy, "Live well", lead=cast.health)
    hidden = make_priority(strategy, SECRET, lead=cast.health, state="draft")
    nobody = make.make_person(f"{SECRET} Person", kept_by=cast.board)
    version = make_version(plan)
    for priority, person in ((open_one, nobody), (hidden, cast.member_person)):
        make_plan_action(version, priority=priority)
        PriorityOfficer(priority=priority, person=person, starts=make.FIRST).save()
    open_handover(plan, to=cast.jobs, rule="When all move.", on=OPENED, by=cast.officer)
    assert client.get(PAGE).status_code == 404
    publish(version)

    response = client.get(PAGE)

    assert SECRET not in response.content.decode()
    assert "Tom Ferris" not in words(response)
    client.force_login(cast.officer)
    assert f"{SECRET} Person, lead officer of Live well" in words(client.get(PAGE))


def test_the_panel_of_a_body_lists_its_last_published_reports(cast, plan, period):
    assert panel("latest_reports body", make.today(), body=cast.board) == ""
    make_report(period, plan=plan, by=cast.officer)
    publish_report(make_report(period, plan=plan, by=cast.officer), by=cast.officer)
    publish_report(make_report(period, body=cast.board, by=cast.officer), by=cast.officer)

    shown = panel("latest_reports body", make.today(), body=cast.board, user=cast.officer)

    assert shown.count("<li>") == 2
    assert "/plans/integrated/q1/exceptions/" in shown
    assert "/bodies/board/performance/q1/" in shown
    assert "2 of 2 actions need attention: 2 without an update." in shown
    assert panel("latest_reports body", DONE, body=cast.board) == ""


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_is_fixed(cast, client, period, *, rows, django_assert_num_queries):
    plan = make_plan(cast.board, "Integrated plan", framework=period.framework, slug="integrated")
    strategy = make_strategy(cast.board)
    version = make_version(plan)
    for _ in range(rows):
        priority = make_priority(strategy, lead=cast.health)
        PriorityOfficer(priority=priority, person=cast.member_person, starts=make.FIRST).save()
        make_plan_action(version, priority=priority)
    publish(version)
    open_handover(plan, to=cast.jobs, rule="When all move.", on=OPENED, by=cast.officer)
    client.get(PAGE)

    with django_assert_num_queries(18):
        client.get(PAGE)
