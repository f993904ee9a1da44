"""Reports are fixed, published, taken back, and made again with the same bytes."""

import csv
import datetime
import io

import pytest

from governance.foundation.dated import end_of_day
from governance.foundation.deeds import Refused, write
from priorities.models import PerformanceReport, PlanResponsibility
from priorities.reports.exceptions import canonical
from priorities.reports.report_files import COLUMNS, report_csv
from priorities.reports.reporting import make_report, publish_report, same_again, withdraw_report
from tests import make
from tests.make_priorities import (
    make_framework,
    make_period,
    make_plan,
    make_plan_action,
    make_update,
    make_version,
    publish,
)

pytestmark = pytest.mark.django_db

MADE = end_of_day(datetime.date(2026, 7, 15))


@pytest.fixture
def period(cast):
    return make_period(make_framework(cast.board), "2026-04-01", "2026-07-01", slug="q1", name="Quarter 1")


@pytest.fixture
def plan(cast, period):
    """A plan of Health that the board monitors, with a red action and a silent one."""
    plan = make_plan(cast.health, "Clinics", monitor=cast.board, framework=period.framework, slug="clinics")
    version = make_version(plan)
    red = make_plan_action(version)
    make_plan_action(version)
    publish(version)
    make_update(red, period, "red", accepted_at=end_of_day(datetime.date(2026, 7, 2)))
    return plan


def test_a_report_is_fixed_as_a_draft_of_the_body_that_monitors_and_numbered(cast, plan, period):
    one = make_report(period, plan=plan, by=cast.officer)
    two = make_report(period, plan=plan, by=cast.officer, reason="A late update.")
    of_body = make_report(period, body=cast.board, by=cast.officer)

    assert (one.body, one.state, one.number, one.content["kind"]) == (cast.board, "draft", 1, "plan")
    assert two.number == 2
    assert (of_body.number, of_body.plan, of_body.content["kind"]) == (1, None, "body")
    assert len(one.sha256) == 64
    assert one.content["exceptions"][0]["why"] == ["Red."]
    assert one.history.get().history_user == cast.officer
    assert two.history.get().history_change_reason == "A late update."


def test_who_monitors_on_the_last_day_decides_whose_report_it_is(cast, plan, period):
    row = plan.responsibilities.get(role="monitor")
    row.ends = make.day("2026-06-30")
    write(row, by=None)
    write(
        PlanResponsibility(plan=plan, role="monitor", body=cast.jobs, starts=make.day("2026-06-30")),
        by=None,
    )

    assert make_report(period, plan=plan, by=cast.officer).body == cast.jobs
    assert make_report(period, plan=plan, by=cast.officer).content["body"] == "Jobs and Skills"


def test_a_report_is_about_one_plan_or_one_body(cast, plan, period):
    for facts in ({}, {"plan": plan, "body": cast.board}):
        with pytest.raises(Refused, match=r"^A report is about one plan or about one body: choose one of the two\.$"):
            make_report(period, by=cast.officer, **facts)
    assert not PerformanceReport.objects.exists()


def test_a_plan_is_reported_by_the_periods_of_its_own_framework(cast, plan):
    other = make_period(make_framework(cast.jobs, name="Another"), "2026-04-01", "2026-07-01")
    with pytest.raises(Refused, match="^Clinics does not report by Another: choose a period of its own framework"):
        make_report(other, plan=plan, by=cast.officer)


@pytest.mark.parametrize(("day", "begun"), [("2026-03-31", False), ("2026-04-01", True), ("2026-04-02", True)])
def test_a_period_is_reported_from_its_first_day(cast, plan, period, day, begun):
    def made():
        return make_report(period, plan=plan, by=cast.officer, at=end_of_day(make.day(day)))

    if begun:
        assert made().content["as_of"].endswith("April 2026")
        return
    with pytest.raises(Refused, match="^Quarter 1 has not begun: make its report on its first day or later"):
        made()


def test_only_who_edits_the_body_makes_publishes_or_withdraws_its_report(cast, plan, period):
    report = make_report(period, plan=plan, by=cast.officer)
    for deed in (
        lambda: make_report(period, plan=plan, by=cast.secretary),
        lambda: publish_report(report, by=cast.secretary),
        lambda: withdraw_report(report, by=cast.member),
    ):
        with pytest.raises(Refused, match="You are not appointed to edit Leadership Board"):
            deed()
    assert PerformanceReport.objects.get().is_draft


def test_nothing_is_read_of_a_plan_for_somebody_who_may_not_report_on_it(cast, plan, period, django_assert_num_queries):
    with (
        pytest.raises(Refused, match="You are not appointed to edit Leadership Board"),
        django_assert_num_queries(6),
    ):
        make_report(period, plan=plan, by=cast.secretary)


def test_a_report_is_published_once_and_can_be_taken_back(cast, plan, period):
    report = make_report(period, plan=plan, by=cast.officer, at=MADE)
    with pytest.raises(Refused, match="before it is made"):
        publish_report(report, by=cast.officer, at=MADE - datetime.timedelta(seconds=1))
    report = publish_report(report, by=cast.officer, at=MADE)
    assert (report.state, report.published_at) == ("published", MADE)
    with pytest.raises(Refused, match="is published, so it cannot become published"):
        publish_report(report, by=cast.officer)
    assert withdraw_report(report, by=cast.officer, reason="Wrong plan.").state == "withdrawn"


def test_what_a_report_says_never_changes(cast, plan, period):
    report = make_report(period, plan=plan, by=cast.officer)
    report.sha256 = "0" * 64
    with pytest.raises(Refused, match="A report never changes once it is made"):
        report.save()


def test_an_old_report_made_again_has_the_same_bytes_whatever_came_later(cast, plan, period):
    of_plan = make_report(period, plan=plan, by=cast.officer, at=MADE)
    of_body = make_report(period, body=cast.board, by=cast.officer, at=MADE)
    stored = canonical(of_plan.content)

    silent = plan.versions.get().sections.get().actions.get(ref="A2")
    make_update(silent, period, accepted_at=MADE + datetime.timedelta(seconds=1))
    framework = period.framework
    framework.behind_amber_days, framework.name = 90, "Renamed"
    write(framework, by=None)
    plan.title = "Surgeries"
    write(plan, by=None)
    period.name = "First quarter"
    write(period, by=None)
    old = plan.versions.get()
    old.ends = make.day("2026-05-01")
    write(old, by=None)
    version = make_version(plan, on="2026-05-01")
    make_plan_action(version)
    publish(version)
    newcomer = make_plan(cast.board, "Back-dated", framework=framework)
    other = make_version(newcomer)
    make_plan_action(other)
    publish(other)
    of_plan.refresh_from_db()
    of_body.refresh_from_db()

    assert same_again(of_plan)
    assert same_again(of_body)
    assert canonical(of_plan.content) == stored
    fresh = make_report(period, plan=plan, by=cast.officer)
    assert fresh.sha256 != of_plan.sha256


def test_a_report_whose_past_was_corrected_is_not_the_same_again(cast, plan, period):
    report = make_report(period, plan=plan, by=cast.officer, at=MADE)
    row = plan.responsibilities.get(role="monitor")
    row.body = cast.jobs
    write(row, by=None)
    report.refresh_from_db()

    assert not same_again(report)


def test_the_file_has_every_action_in_order_and_no_formula(cast, period):
    plan = make_plan(cast.health, "Parks", framework=period.framework)
    version = make_version(plan)
    make_plan_action(version, "=SUM(A1)", due_as_said="ongoing")
    make_plan_action(version, "Mow.", tasked_by=cast.jobs)
    red = make_plan_action(version, "Plant.")
    publish(version)
    make_update(red, period, "red", reason="+1", remedy="@home", accepted_at=MADE)

    file = report_csv(make_report(period, plan=plan, by=cast.officer, at=MADE).content)

    rows = list(csv.DictReader(io.StringIO(file, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["ref"], row["action"], row["status"], row["due"]) for row in rows] == [
        ("A1", "'=SUM(A1)", "No update", "ongoing"),
        ("A3", "Plant.", "Red", ""),
        ("A2", "Mow.", "Reported elsewhere", ""),
    ]
    assert (rows[1]["reason"], rows[1]["remedy"], rows[1]["listed because"]) == ("'+1", "'@home", "Red.")
    assert rows[2]["reported through"] == "Jobs and Skills"
