"""What an exception report says: counts, what is listed and why, whose report a task appears in."""

import datetime

import pytest
from django.utils import timezone

from governance.foundation.dated import end_of_day
from governance.foundation.deeds import Refused, write
from governance.models import Link
from governance.restructuring import rename
from priorities.models import PlanResponsibility, Update
from priorities.reports.exceptions import ORDER, body_content, canonical, plan_content
from priorities.reports.report_counts import WORDS, counts_of, share
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

FIRST, SECOND = datetime.date(2026, 1, 1), datetime.date(2026, 4, 1)
LAST_DAY, LATER = datetime.date(2026, 6, 30), datetime.datetime(2026, 7, 15, 12, tzinfo=datetime.UTC)
SAID = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def framework(cast):
    return make_framework(cast.board, name="The board’s framework", behind_green_days=7)


@pytest.fixture
def periods(framework):
    """Two quarters of 2026, the second is reported."""
    return (
        make_period(framework, FIRST, SECOND, slug="q4", name="Quarter 4"),
        make_period(framework, SECOND, "2026-07-01", slug="q1", name="Quarter 1"),
    )


@pytest.fixture
def plan(cast, framework):
    return make_plan(cast.health, "Clinics", framework=framework, slug="clinics")


def content_of(plan, periods, **facts):
    return plan_content(plan, periods[1], **{"known_at": LATER, **facts})


def say(action, period, status="green", **facts):
    return make_update(action, period, status, **{"accepted_at": SAID, **facts})


def listed(content):
    return {line["ref"]: line["why"] for line in content["exceptions"]}


def parts(content):
    return {part["status"]: (part["number"], part["percent"]) for part in content["counts"]["parts"]}


# Counts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (60, 78, "76.9"),
        (3, 78, "3.85"),
        (12, 78, "15.4"),
        (78, 78, "100"),
        (0, 78, "0"),
        (0, 0, "0"),
        (1, 2, "50.0"),
        (1, 3000, "0.0333"),
        (2999, 3000, "100"),
        (9994, 10000, "99.9"),
        (1, 800, "0.125"),
        (2469, 200000, "1.23"),
        (2470, 200000, "1.24"),
    ],
)
def test_shares_have_three_significant_figures_and_a_half_is_rounded_up(part, whole, said):
    assert share(part, whole) == said


def test_seventy_eight_actions_give_the_four_numbers_of_the_paper_and_the_parts_sum(plan, periods):
    version = make_version(plan)
    for number, status in enumerate(["green"] * 60 + ["amber"] * 3 + ["red"] * 3 + ["reprogrammed"] * 12, start=1):
        say(make_plan_action(version, ref=f"R{number}"), periods[1], status)
    publish(version)

    content = content_of(plan, periods)

    assert parts(content) == {
        "green": (60, "76.9"),
        "amber": (3, "3.85"),
        "red": (3, "3.85"),
        "complete": (0, "0"),
        "not started": (0, "0"),
        "reprogrammed": (12, "15.4"),
        "no update": (0, "0"),
    }
    assert sum(number for number, _ in parts(content).values()) == content["counts"]["total"] == 78
    assert len(content["exceptions"]) == 18
    assert len(content["actions"]) == 78


def test_every_status_has_its_part_and_no_update_is_none_of_them():
    found = counts_of(["green", "no update", "complete", "not started", "no update"])

    assert [part["status"] for part in found["parts"]] == list(WORDS)
    assert {part["status"]: part["number"] for part in found["parts"] if part["number"]} == {
        "green": 1,
        "complete": 1,
        "not started": 1,
        "no update": 2,
    }


# What is listed -----------------------------------------------------------------------------------------------


def test_only_exceptions_are_listed_each_with_why_and_the_worst_first(cast, plan, periods):
    version = make_version(plan)
    green, done, waiting, silent, late, turned, moved, amber, red = (make_plan_action(version) for _ in range(9))
    late.due = datetime.date(2026, 5, 1)
    late.save()
    publish(version)
    say(green, periods[1])
    say(done, periods[1], "complete")
    say(waiting, periods[1], "not started")
    say(silent, periods[0], "amber")
    say(late, periods[1])
    say(turned, periods[0])
    say(turned, periods[1], direction="worse")
    say(moved, periods[1], "reprogrammed", approved_by=cast.board, approved_at="Board, 5 May 2026")
    say(amber, periods[1], "amber")
    say(red, periods[1], "red", tried="A second builder.", expected_on=datetime.date(2026, 9, 1))

    content = content_of(plan, periods)

    assert listed(content) == {
        "A9": ["Red."],
        "A8": ["Amber."],
        "A4": ["Not updated in this period; amber in the period before."],
        "A5": ["Late: it was due on 1 May 2026 and is not complete."],
        "A7": ["Reprogrammed with the approval of Leadership Board."],
        "A6": ["It goes another way: steady in the period before, getting worse in this one."],
    }
    kinds = [ORDER.index(line["kinds"][0]) for line in content["exceptions"]]
    assert kinds == sorted(kinds)
    first = content["exceptions"][0]
    assert (first["reason"], first["remedy"]) == ("The builder went bankrupt.", "Another builder starts in May.")
    assert (first["tried"], first["expected"], first["no_remedy"]) == ("A second builder.", "1 September 2026", False)
    approval = next(line for line in content["exceptions"] if line["ref"] == "A7")
    assert (approval["approved_by"], approval["approved_at"]) == ("Leadership Board", "Board, 5 May 2026")


def test_an_action_without_an_update_is_listed_and_never_green(plan, periods):
    version = make_version(plan)
    action = make_plan_action(version)
    publish(version)
    make_update(action, periods[1], accepted_at=None)  # it came by link and nobody accepted it

    content = content_of(plan, periods)

    assert listed(content) == {"A1": ["Not updated in this period."]}
    assert parts(content)["green"] == (0, "0")
    assert parts(content)["no update"] == (1, "100")


@pytest.mark.parametrize(("due", "late"), [("2026-06-29", True), ("2026-06-30", True), ("2026-07-01", False)])
def test_what_is_due_on_the_last_day_of_the_period_and_not_complete_is_late(plan, periods, due, late):
    version = make_version(plan)
    open_, done = (make_plan_action(version, due=make.day(due)) for _ in range(2))
    publish(version)
    say(open_, periods[1])
    say(done, periods[1], "complete")

    content = content_of(plan, periods)

    assert set(listed(content)) == ({"A1"} if late else set())


@pytest.mark.parametrize(("today", "late"), [("2026-05-09", False), ("2026-05-10", False), ("2026-05-11", True)])
def test_within_the_period_nothing_is_late_before_its_due_day_is_over(plan, periods, today, late):
    version = make_version(plan)
    action = make_plan_action(version, due=make.day("2026-05-10"))
    publish(version)
    say(action, periods[1], accepted_at=end_of_day(make.day("2026-04-20")))

    content = content_of(plan, periods, known_at=end_of_day(make.day(today)))

    assert bool(listed(content)) is late


def test_the_same_direction_as_before_is_no_exception_and_the_first_update_changes_none(plan, periods):
    version = make_version(plan)
    same, new = make_plan_action(version), make_plan_action(version)
    publish(version)
    say(same, periods[0], direction="worse")
    say(same, periods[1], direction="worse")
    say(new, periods[1], direction="better")

    assert listed(content_of(plan, periods)) == {}


def test_a_red_of_blanks_for_a_remedy_is_flagged(plan, periods):
    version = make_version(plan)
    action = make_plan_action(version)
    publish(version)
    Update(action=action, period=periods[1], status="red", reason="Ice.", remedy=" ", accepted_at=timezone.now()).save()

    content = content_of(plan, periods, known_at=timezone.now())

    assert content["exceptions"][0]["no_remedy"] is True


def test_what_was_complete_before_stays_complete_until_an_update_says_otherwise(plan, periods):
    version = make_version(plan)
    done, again = make_plan_action(version, due=FIRST), make_plan_action(version)
    publish(version)
    for action in (done, again):
        say(action, periods[0], "complete")
    say(again, periods[1], "amber")

    content = content_of(plan, periods)

    assert parts(content)["complete"] == (1, "50.0")
    assert listed(content) == {"A2": ["Amber."]}


def test_of_two_updates_the_later_counts_and_what_was_accepted_after_the_moment_does_not(plan, periods):
    version = make_version(plan)
    action = make_plan_action(version)
    publish(version)
    say(action, periods[1], "red")
    say(action, periods[1], "amber", accepted_at=SAID + datetime.timedelta(days=1))
    say(action, periods[1], "green", accepted_at=LATER + datetime.timedelta(seconds=1))

    assert listed(content_of(plan, periods)) == {"A1": ["Amber."]}
    assert listed(content_of(plan, periods, known_at=LATER + datetime.timedelta(seconds=1))) == {}


# Names --------------------------------------------------------------------------------------------------------


def test_names_are_those_of_the_last_day(cast, plan, periods, framework):
    version = make_version(plan)
    make_plan_action(version, lead_body=cast.health, lead_organisation=cast.trust, lead_officer=cast.member_person)
    publish(version)
    admin = cast.administrator
    rename(cast.health, name="Health for All", on=datetime.date(2026, 7, 1), by=admin, reason="Wider.")
    make.make_organisation_name(cast.trust, "Marsh Hospital", starts=FIRST, ends="2026-07-02")

    now = content_of(plan, periods)
    before = plan_content(plan, periods[0], known_at=LATER)

    assert now["body"] == before["body"] == "Health"
    assert now["actions"][0]["lead"] == "Tom Ferris, Health, Marsh Hospital"
    after = make_period(framework, "2026-07-01", "2026-10-01")
    assert plan_content(plan, after, known_at=LATER)["body"] == "Health for All"


def test_a_lead_officer_who_holds_no_seat_is_not_named(cast, plan, periods):
    version = make_version(plan)
    nobody = make.make_person("Quill Hidden", kept_by=cast.health)
    make_plan_action(version, lead_officer=nobody)
    make_plan_action(version, lead_officer=nobody, lead_body=cast.health)
    make_plan_action(version)
    publish(version)

    content = content_of(plan, periods)

    assert [line["lead"] for line in content["actions"]] == ["An officer who is not named", "Health", ""]
    assert "Quill" not in canonical(content).decode()


def test_thresholds_are_named_with_the_body_that_owns_the_framework(plan, periods, framework):
    publish(make_version(plan))
    assert content_of(plan, periods)["thresholds"] == [
        {
            "framework": "The board’s framework",
            "set_by": "Leadership Board",
            "words": "Green up to 7 days behind, amber up to 31 days behind, red beyond that.",
        }
    ]
    framework.behind_green_days, framework.overspent_percent = 0, 10
    write(framework, by=None)
    said = content_of(plan, periods)["thresholds"][0]["words"]
    assert said.startswith("Green while not behind, amber up to")
    assert said.endswith("Amber when overspent by 10 per cent or more.")


# What there is nothing to say of ------------------------------------------------------------------------------


def test_without_a_published_version_on_the_last_day_there_is_no_report(plan, periods):
    version = make_version(plan, on="2026-07-01")
    make_plan_action(version)
    with pytest.raises(Refused, match="No version of Clinics is in force on 30 June 2026"):
        content_of(plan, periods)
    publish(version)
    with pytest.raises(Refused, match="No version of Clinics is in force on 30 June 2026"):
        content_of(plan, periods)


def test_a_body_that_answers_for_nothing_has_no_report(cast, periods):
    with pytest.raises(Refused, match="Jobs and Skills answers for no plan that reports for Quarter 1"):
        body_content(cast.jobs, periods[1], known_at=LATER)


# A body's report, and tasks -----------------------------------------------------------------------------------


def with_actions(plan, *facts):
    version = make_version(plan)
    actions = [make_plan_action(version, **each) for each in facts]
    publish(version)
    return actions


@pytest.mark.parametrize(
    ("as_of", "answers"),
    [
        ("2026-05-31", ("Health", "31 May 2026")),
        ("2026-06-01", ("Jobs and Skills", "1 June 2026")),
        ("2026-09-01", ("Jobs and Skills", "30 June 2026")),
    ],
)
def test_before_the_period_is_over_the_body_of_that_day_answers(cast, plan, periods, as_of, answers):
    make_plan_action(version := make_version(plan))
    publish(version)
    for holder, starts, ends in ((cast.health, FIRST, "2026-06-01"), (cast.jobs, "2026-06-01", None)):
        row = PlanResponsibility(plan=plan, role="monitor", body=holder, starts=make.day(starts))
        row.ends = make.day(ends) if ends else None
        make.written_apart(row)

    content = content_of(plan, periods, known_at=end_of_day(make.day(as_of)))

    assert (content["body"], content["answers_on"]) == answers


def test_a_body_reports_every_plan_that_it_monitors_on_the_last_day(cast, framework, periods, plan):
    with_actions(plan, {})
    watched = make_plan(cast.jobs, "Apprentices", monitor=cast.health, framework=framework)
    with_actions(watched, {}, {})
    handed = make_plan(cast.health, "Away", monitor=cast.board, framework=framework)
    with_actions(handed, {})
    own_way = make_plan(cast.health, "Without a framework")
    with_actions(own_way, {})

    content = body_content(cast.health, periods[1], known_at=LATER)

    assert [(each["title"], each["actions"], each["period"]) for each in content["plans"]] == [
        ("Apprentices", 2, "Quarter 1"),
        ("Clinics", 1, "Quarter 1"),
        ("Without a framework", 0, ""),
    ]
    assert content["counts"]["total"] == 3
    assert content["body"] == "Health"
    assert body_content(cast.board, periods[1], known_at=LATER)["counts"]["total"] == 1


def test_plans_of_another_framework_report_for_its_period_of_that_address_or_that_day(cast, periods, plan):
    other = make_framework(cast.jobs)
    make_period(other, "2026-04-01", "2026-06-01", slug="early")
    same = make_period(other, "2026-06-01", "2026-07-01", slug="june", name="June")
    theirs = make_plan(cast.health, "Monthly", framework=other)
    [action] = with_actions(theirs, {})
    with_actions(plan, {})
    say(action, same)

    content = body_content(cast.health, periods[1], known_at=LATER)

    assert [(each["title"], each["period"]) for each in content["plans"]] == [
        ("Clinics", "Quarter 1"),
        ("Monthly", "June"),
    ]
    assert parts(content)["green"][0] == 1
    assert len(content["thresholds"]) == 2


def tasking(cast, framework, *, through=None, line=True):
    """Health's plan has an action that Jobs and Skills tasked and one of its own."""
    if line:
        make.make_link(cast.jobs, cast.health, type=Link.Type.MAY_TASK, reported_through=through)
    plan = make_plan(cast.health, "Shared work", framework=framework, slug="shared")
    with_actions(plan, {"what": "Own work."}, {"what": "Tasked work.", "tasked_by": cast.jobs})
    return plan


@pytest.mark.parametrize("line", [True, False])
def test_a_task_appears_in_the_report_of_the_body_that_set_it_and_not_at_home(cast, framework, periods, line):
    plan = tasking(cast, framework, line=line)

    at_home = body_content(cast.health, periods[1], known_at=LATER)
    tasking_body = body_content(cast.jobs, periods[1], known_at=LATER)

    for content in (at_home, content_of(plan, periods)):
        assert [line["what"] for line in content["exceptions"]] == ["Own work."]
        assert content["counts"]["total"] == 1
        assert [(each["what"], each["through"]) for each in content["elsewhere"]] == [
            ("Tasked work.", "Jobs and Skills")
        ]
    assert [each["what"] for each in tasking_body["exceptions"]] == ["Tasked work."]
    assert tasking_body["exceptions"][0]["tasked_by"] == "Jobs and Skills"
    assert tasking_body["elsewhere"] == []


def test_a_task_is_reported_through_the_body_that_its_line_names(cast, framework, periods):
    tasking(cast, framework, through=cast.board)

    assert body_content(cast.board, periods[1], known_at=LATER)["counts"]["total"] == 1
    with pytest.raises(Refused, match="answers for no plan"):
        body_content(cast.jobs, periods[1], known_at=LATER)


@pytest.mark.parametrize(("ends", "through"), [("2026-06-30", "jobs"), ("2026-07-01", "board"), (None, "board")])
def test_the_line_of_the_last_day_decides(cast, framework, periods, ends, through):
    tasking(cast, framework, through=cast.board)
    line = Link.objects.get(type=Link.Type.MAY_TASK)
    line.ends = make.day(ends) if ends else None
    line.save()

    assert body_content(getattr(cast, through), periods[1], known_at=LATER)["counts"]["total"] == 1


def test_a_task_reported_through_the_home_body_stays_in_its_report(cast, framework, periods):
    tasking(cast, framework, through=cast.health)

    content = body_content(cast.health, periods[1], known_at=LATER)

    assert content["counts"]["total"] == 2
    assert content["elsewhere"] == []


# The same bytes, and few queries ------------------------------------------------------------------------------


def test_the_content_is_the_same_bytes_each_time(plan, periods):
    with_actions(plan, {"due": FIRST}, {})

    assert canonical(content_of(plan, periods)) == canonical(content_of(plan, periods))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_depend_on_the_number_of_actions(
    cast, framework, periods, plan, *, rows, django_assert_num_queries
):
    facts = {"lead_body": cast.health, "lead_officer": cast.member_person, "lead_organisation": cast.trust}
    actions = with_actions(plan, *[facts] * rows, *[{"tasked_by": cast.jobs}] * rows)
    for action in actions:
        say(action, periods[1], "reprogrammed", approved_by=cast.board)
    plan.refresh_from_db()

    with django_assert_num_queries(10):
        content_of(plan, periods)
    with django_assert_num_queries(10):
        body_content(cast.health, periods[1], known_at=LATER)
