"""Pages of exception reports: live and fixed, as PDF and CSV, at each day, for each reader."""

import csv
import datetime
import io

import pytest

from governance.foundation.dated import end_of_day
from priorities.reports.reporting import make_report, publish_report, withdraw_report
from tests.governance.views.reading import crumbs, words
from tests.make_priorities import (
    make_framework,
    make_period,
    make_plan,
    make_plan_action,
    make_update,
    make_version,
    publish,
)
from tests.verapdf.verapdf import pdf_ua_faults

pytestmark = pytest.mark.django_db

SECRET = "Quillfeather"
PAGE = "/plans/clinics/q1/exceptions/"
BODY_PAGE = "/bodies/health/performance/q1/"
MADE, AGAIN = (end_of_day(datetime.date(2026, 7, day)) for day in (15, 20))


@pytest.fixture
def period(cast):
    return make_period(
        make_framework(cast.board, name="Traffic lights"), "2026-04-01", "2026-07-01", slug="q1", name="Quarter 1"
    )


@pytest.fixture
def plan(cast, period):
    return make_plan(cast.health, "Clinics", framework=period.framework, slug="clinics")


def fill(plan, period, *statuses, on=MADE, **facts):
    """A published version whose actions have these statuses; an empty one has no update."""
    version = make_version(plan)
    actions = [make_plan_action(version, **facts) for _ in statuses]
    publish(version)
    for action, status in zip(actions, statuses, strict=True):
        if status:
            make_update(action, period, status, accepted_at=on)
    return actions


def test_without_a_published_report_the_page_says_how_things_stand_and_that_it_is_not_fixed(cast, client, plan, period):
    fill(plan, period, "green", "red", "")

    response = client.get(PAGE)
    said = words(response)

    assert "Quarter 1, Clinics Health: exceptions and traffic lights" in said
    assert "Not yet fixed. This is how things stood on" in said
    assert "2 of 3 actions need attention: 1 red, 1 without an update." in said
    assert "Answers for it Health, on 30 June 2026" in said
    assert "Set by Leadership Board (Traffic lights): Green while not behind" in said
    assert "Green 1 33.3 Amber 0 0 Red 1 33.3" in said
    assert "No update 1 33.3 All 3 100" in said
    assert "A2 Red Do thing number 2. Why it is listed Red. Reason The builder went bankrupt." in said
    assert "Remedy Another builder starts in May." in said
    assert "Fix this report" not in said
    assert crumbs(response) == [("/plans/", "Delivery plans"), ("/plans/clinics/", "Clinics")]


def test_a_published_report_is_shown_as_it_was_fixed(cast, client, plan, period):
    actions = fill(plan, period, "red")
    publish_report(make_report(period, plan=plan, by=cast.officer, at=MADE), by=cast.officer, at=MADE)
    make_update(actions[0], period, "green")

    said = words(client.get(PAGE))

    assert "1 of 1 action needs attention: 1 red." in said
    assert "As it stood on 15 July 2026: report 1 of the period, fixed" in said
    assert "Not yet fixed" not in said


@pytest.mark.parametrize(
    ("on", "shown"),
    [
        ("2026-07-14", "Not yet fixed"),
        ("2026-07-15", "report 1 of the period"),
        ("2026-07-19", "report 1 of the period"),
        ("2026-07-20", "report 2 of the period"),
        ("2026-07-21", "report 2 of the period"),
    ],
)
def test_each_day_shows_the_report_that_was_published_by_then(cast, client, plan, period, *, on, shown):
    fill(plan, period, "red", on=end_of_day(datetime.date(2026, 7, 1)))
    for at in (MADE, AGAIN):
        publish_report(make_report(period, plan=plan, by=cast.officer, at=at), by=cast.officer, at=at)

    assert shown in words(client.get(f"{PAGE}?on={on}"))
    today = client.get(PAGE)
    assert "Report 1, published on 15 July 2026" in words(today)
    assert f'href="{PAGE}?on=2026-07-15"' in today.content.decode()


@pytest.mark.parametrize(("on", "status"), [("2026-03-31", 404), ("2026-04-01", 200), ("2026-04-02", 200)])
def test_a_period_is_shown_from_its_first_day(cast, client, plan, period, *, on, status):
    fill(plan, period, "")
    for address in (PAGE, BODY_PAGE, PAGE[:-1] + ".csv"):
        assert client.get(f"{address}?on={on}").status_code == status


def test_an_update_counts_from_the_day_on_which_it_was_accepted(cast, client, plan, period):
    fill(plan, period, "green", on=end_of_day(datetime.date(2026, 7, 10)))
    found = [words(client.get(f"{PAGE}?on=2026-07-{day:02}")) for day in (9, 10, 11)]
    assert ["Not updated in this period" in said for said in found] == [True, False, False]


def test_what_is_not_public_is_not_there(cast, client, plan, period):
    draft = make_version(plan)
    make_plan_action(draft, SECRET)
    for address in (PAGE, BODY_PAGE, "/plans/clinics/q9/exceptions/", "/plans/none/q1/exceptions/"):
        for ending in ("", ".pdf", ".csv"):
            wanted = address if not ending else address[:-1] + ending
            assert client.get(wanted).status_code == 404
    publish(draft)
    later = make_version(plan, on="2026-07-01")
    make_plan_action(later, SECRET + " later")
    assert client.get(PAGE).status_code == 200
    assert f"{SECRET} later" not in client.get(PAGE).content.decode()


def test_a_draft_report_is_for_its_editors_and_a_withdrawn_one_for_nobody(cast, client, plan, period):
    [action] = fill(plan, period, "red")
    make_update(action, period, "red", text=SECRET, accepted_at=MADE)
    report = make_report(period, plan=plan, by=cast.officer)
    make_update(action, period, "green")
    for address in (PAGE, PAGE[:-1] + ".csv"):
        assert SECRET not in client.get(address).content.decode()
    assert "Not yet fixed" in words(client.get(PAGE))

    client.force_login(cast.secretary)
    seen = client.get(PAGE)
    assert SECRET in seen.content.decode()
    assert "This report is fixed and not published." in words(seen)
    assert seen["Cache-Control"] == "private"
    withdraw_report(report, by=cast.secretary)
    assert SECRET not in client.get(PAGE).content.decode()
    assert "as it would be made on" in words(client.get(PAGE))
    assert f"?plan={plan.pk}&amp;period={period.pk}" in client.get(PAGE).content.decode()

    publish_report(make_report(period, plan=plan, by=cast.officer), by=cast.officer)
    make_report(period, plan=plan, by=cast.officer)
    assert "Report 3 of this period is fixed and not published." in words(client.get(PAGE))
    client.force_login(cast.member)
    assert "Report 3" not in words(client.get(PAGE))


def test_the_page_of_a_body_counts_all_that_it_answers_for(cast, client, plan, period):
    fill(plan, period, "green", "red")
    other = make_plan(cast.jobs, "Cooks", monitor=cast.health, framework=period.framework)
    fill(other, period, "", "amber", tasked_by=None)

    response = client.get(BODY_PAGE)
    said = words(response)

    assert "3 of 4 actions need attention: 1 red, 1 amber, 1 without an update." in said
    assert "Plans Clinics, version 1: 2 actions Cooks, version 1: 2 actions" in said
    assert crumbs(response)[-1] == ("/bodies/health/", "Health")
    publish_report(make_report(period, body=cast.health, by=cast.officer), by=cast.officer)
    assert "report 1 of the period, fixed" in words(client.get(BODY_PAGE))
    assert client.get("/bodies/culture-forum/performance/q1/").status_code == 404


def test_a_task_of_another_body_is_named_at_home_and_listed_with_the_body_that_set_it(cast, client, plan, period):
    fill(plan, period, "red", tasked_by=cast.jobs)

    assert "Reported through another body" in words(client.get(PAGE))
    assert "A1 Do thing number 1. – reported through Jobs and Skills" in words(client.get(BODY_PAGE))
    theirs = f'<a class="govuk-link" href="/bodies/{cast.jobs.slug}/performance/q1/">Jobs and Skills</a>'
    for page in (PAGE, BODY_PAGE):
        assert theirs in client.get(page).content.decode()
    publish_report(make_report(period, plan=plan, by=cast.officer), by=cast.officer)
    assert theirs in client.get(PAGE).content.decode(), "A fixed report says the name alone, and leads there too."
    assert "1 of 1 action needs attention" in words(client.get("/bodies/jobs-and-skills/performance/q1/"))


def test_the_page_of_a_body_leads_to_the_reports_of_tasks_that_it_set(cast, client, plan, period):
    make_period(period.framework, "2026-07-01", "2026-10-01", slug="q2", name="Quarter 2")
    make_period(period.framework, "2026-01-01", "2026-04-01", slug="q0", name="Quarter 0")
    fill(plan, period, "red", tasked_by=cast.jobs)
    link = '<a class="govuk-link" href="/bodies/jobs-and-skills/performance/{}/?on={}">Quarter {}</a>'

    def shown(on):
        page = client.get(f"/bodies/jobs-and-skills/?on={on}").content.decode()
        return [number for number in (2, 1, 0) if link.format(f"q{number}", on, number) in page]

    assert [shown(on) for on in ("2026-06-30", "2026-07-01", "2026-10-01")] == [[0], [1, 0], [2, 1, 0]]
    for number in (0, 1, 2):
        assert client.get(f"/bodies/jobs-and-skills/performance/q{number}/").status_code == 200
    assert "Performance reports" not in words(client.get("/bodies/culture-forum/"))


def test_the_file_says_the_same_as_the_page(cast, client, plan, period):
    fill(plan, period, "green", "red")

    response = client.get(PAGE[:-1] + ".csv")

    assert response["Content-Type"].startswith("text/csv")
    assert 'filename="exceptions-clinics-q1.csv"' in response["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))
    assert [(row["ref"], row["status"], row["listed because"]) for row in rows] == [
        ("A1", "Green", ""),
        ("A2", "Red", "Red."),
    ]
    assert client.get(BODY_PAGE[:-1] + ".csv").content == response.content


def test_the_pdf_is_tagged_and_the_same_bytes_whatever_came_later(cast, client, plan, period):
    statuses = ["green"] * 6 + ["red", "amber", "reprogrammed", ""]
    actions = fill(plan, period, *statuses, lead_body=cast.health, due=datetime.date(2026, 5, 1))
    publish_report(make_report(period, plan=plan, by=cast.officer, at=MADE), by=cast.officer, at=MADE)

    first = client.get(PAGE[:-1] + ".pdf")
    make_update(actions[0], period, "red")
    second = client.get(PAGE[:-1] + ".pdf?on=2026-08-01")

    assert first.status_code == 200
    assert first.content == second.content
    assert pdf_ua_faults(first.content) == []
    assert pdf_ua_faults(client.get(BODY_PAGE[:-1] + ".pdf").content) == []


def test_a_report_with_more_text_than_the_press_takes_says_so_in_one_sentence(cast, client, plan, period):
    [action] = fill(plan, period, "green")
    make_update(action, period, "red", text="The roof leaks. " * 32_000)

    answer = client.get(PAGE[:-1] + ".pdf")

    assert answer.status_code == 503
    assert "too long to be made into a PDF" in words(answer)
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_is_fixed(cast, client, plan, period, *, rows, django_assert_num_queries):
    facts = {"lead_body": cast.health, "lead_officer": cast.member_person, "tasked_by": cast.health}
    fill(plan, period, *["reprogrammed"] * rows, **facts)
    client.get(PAGE)

    with django_assert_num_queries(13):
        client.get(PAGE)
    with django_assert_num_queries(14):
        client.get(BODY_PAGE)
    publish_report(make_report(period, plan=plan, by=cast.officer), by=cast.officer)
    with django_assert_num_queries(3):
        client.get(PAGE)


def test_five_hundred_actions_and_twelve_periods_take_no_more_queries(
    cast, client, plan, period, django_assert_max_num_queries
):
    version = make_version(plan)
    section = version.sections.get()
    model = type(make_plan_action(version))
    rows = [model(section=section, ref=f"B{n}", position=n, what=f"Thing {n}.") for n in range(499)]
    for row in rows:
        row.save()
    publish(version)
    for month in range(11):
        make_period(period.framework, f"20{10 + month}-01-01", f"20{10 + month}-12-31")
    for row in rows:
        make_update(row, period, accepted_at=MADE)

    with django_assert_max_num_queries(15):
        response = client.get(PAGE)

    assert "1 of 500 actions needs attention" in words(response)
