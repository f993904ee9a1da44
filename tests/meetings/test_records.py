"""The records of meetings judged: each rule is broken behind the deeds' back, and check_records says so in a sentence."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from governance.records import CHECKS as OF_GOVERNANCE
from governance.records import add_checks, every_check, faults
from meetings.models import Correction, Decision, Meeting, Minutes, MinutesEntry, ReportBack
from meetings.records import CHECKS
from meetings.schedules.scheduling import cancel, confirm, mark_held, reschedule, schedule
from tests.make import written_apart
from tests.make_meetings import make_action, make_decision, make_item, make_meeting, make_minutes, make_report_back
from tests.make_priorities import make_handover, make_plan, make_strategy, make_version

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)


def raw(model, **found):
    """Rows that can be changed past every check of ours."""
    return model._base_manager.filter(**found)


def told():
    """What the checks say, without the line that the audit draws under every raw write."""
    return [sentence for sentence in faults() if "without a line in the audit" not in sentence]


def test_the_checks_of_meetings_come_after_those_of_governance_and_once():
    add_checks(*CHECKS)

    assert every_check()[: len(OF_GOVERNANCE)] == OF_GOVERNANCE
    assert [check for check in every_check() if check in CHECKS] == list(CHECKS)


def test_nothing_is_wrong_after_the_deeds(cast):
    meeting = schedule(cast.health, day=DAY, starts_at=datetime.time(10), ends_at=datetime.time(12), by=cast.secretary)
    later = DAY + datetime.timedelta(days=7)
    facts = {"starts_at": datetime.time(9), "ends_at": None, "place": "Hall", "reason": "The hall was taken."}
    mark_held(reschedule(meeting, day=later, by=cast.secretary, **facts), by=cast.secretary)
    proposal = schedule(cast.health, day=DAY, proposed=True, by=cast.secretary)
    cancel(confirm(proposal, by=cast.secretary), by=cast.secretary, reason="Snow")
    make_item(meeting, "Flu")
    make_minutes(meeting, "published")
    make_decision(meeting), make_decision(meeting), make_action(meeting)
    make_report_back(cast.board)

    assert list(faults()) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("status", "held"),
        ("day", DAY + datetime.timedelta(days=1)),
        ("starts_at", datetime.time(11)),
        ("ends_at", datetime.time(13)),
        ("place", "Elsewhere"),
    ],
)
def test_a_meeting_that_stands_otherwise_than_its_last_event_is_told(cast, column, value):
    meeting = make_meeting(cast.health, DAY, place="Hall")
    raw(Meeting, pk=meeting.pk).update(**{column: value})

    meeting.refresh_from_db()
    assert told() == [f"Meeting {meeting.pk} ({meeting}): {column} differ from its last event."]


def test_a_meeting_without_an_event_is_told(cast):
    meeting = make_meeting(cast.health, DAY)
    raw(type(meeting.events.get()), meeting=meeting).delete()

    assert told() == [f"Meeting {meeting.pk} ({meeting}) has no event, so nothing says how it came to be."]


@pytest.mark.parametrize(("stage", "is_fault"), [("checked", False), ("published", True), ("approved", True)])
def test_published_minutes_without_a_word_are_told(cast, stage, is_fault):
    meeting = make_meeting(cast.health, DAY, status="held")
    make_item(meeting, "Flu")
    minutes = make_minutes(meeting)
    raw(MinutesEntry, minutes=minutes).update(text="")
    raw(Minutes, pk=minutes.pk).update(stage=stage)

    assert told() == ([f"{minutes} are published without a word in them."] if is_fault else [])


@pytest.mark.parametrize(("strays", "is_fault"), [(False, False), (True, True)])
def test_a_correction_that_stands_with_other_minutes_than_its_entry_is_told(cast, strays, is_fault):
    own, other = (make_meeting(cast.health, day, status="held") for day in (DAY, DAY + datetime.timedelta(days=7)))
    make_item(own, "Flu"), make_item(other, "Flu")
    minutes, others = make_minutes(own, "published"), make_minutes(other, "published")
    facts = {"before": "<p>a</p>", "after": "<p>b</p>", "reason": "Slip", "made_on": DAY, "minutes": minutes}
    row = written_apart(Correction(entry=minutes.entries.get(), **facts))
    written_apart(Correction(entry=None, **facts))
    raw(Correction, pk=row.pk).update(minutes=others if strays else minutes)

    said = f"Correction {row.pk} stands with “{others}”, and its entry with “{minutes}”."
    assert told() == ([said] if is_fault else [])


def test_a_number_that_was_given_twice_is_told(cast):
    if connection.vendor != "postgresql":
        pytest.skip("The database itself refuses it, and only PostgreSQL can be told to forget that in a transaction.")
    meeting = make_meeting(cast.health, DAY, status="held")
    make_decision(meeting)
    second = make_decision(meeting)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE meetings_decision DROP CONSTRAINT meetings_decision_one_number_each")
    raw(Decision, pk=second.pk).update(number=1)

    assert told() == ["Decision 2026/1 of Health (health) is there 2 times."]


@pytest.mark.parametrize(("make_one", "name"), [(make_decision, "Decision"), (make_action, "Action")])
def test_a_draft_that_is_numbered_otherwise_than_its_item_is_read_is_told(cast, make_one, name):
    meeting = make_meeting(cast.health, DAY, status="held")
    item = make_item(meeting, restricted=True)
    hidden, known, bare = (make_one(meeting, state="draft", item=each) for each in (item, make_item(meeting), None))
    published = make_one(meeting, item=item)
    assert told() == []

    for number, (row, apart) in enumerate(((hidden, False), (known, True), (bare, True), (published, False)), 51):
        raw(type(row), pk=row.pk).update(numbered_apart=apart, number=number)

    assert told() == [
        f"{name} 2026/51 of Health (health) is a draft under a restricted item, and numbered in the open.",
        f"{name} 2026/R52 of Health (health) is a draft under no restricted item, and numbered as if it were.",
        f"{name} 2026/R53 of Health (health) is a draft under no restricted item, and numbered as if it were.",
    ]


def test_a_report_back_about_a_seat_elsewhere_is_told(cast):
    row = make_report_back(cast.board)
    raw(ReportBack, pk=row.pk).update(seat=cast.chair_seat)

    assert told() == [f"Report-back {row.pk} ({row}): the seat “{cast.chair_seat}” is on no body that met."]


@pytest.mark.parametrize(("host", "is_fault"), [("board", False), ("health", True)])
def test_a_report_back_that_another_body_heard_is_told(cast, host, is_fault):
    row = make_report_back(cast.board)
    heard = make_meeting(getattr(cast, host), DAY, status="held")
    raw(ReportBack, pk=row.pk).update(reported_at=heard, reported_on=DAY)

    said = f"Report-back {row.pk} ({row}): it was heard at a meeting of another body than its home."
    assert told() == ([said] if is_fault else [])


def test_a_decision_that_adopted_a_draft_is_told(cast):
    meeting = make_meeting(cast.health, DAY, status="held")
    decisions = [make_decision(meeting) for _ in range(3)]
    plan = make_plan(cast.health, "Homes plan")
    version, strategy = make_version(plan), make_strategy(cast.partnership, "Brackwater 2030", state="draft")
    handover = make_handover(plan, cast.jobs)
    for decision, facts in zip(
        decisions,
        ({"adopts_plan": version}, {"adopts_strategy": strategy}, {"confident_in": handover}),
        strict=True,
    ):
        raw(Decision, pk=decision.pk).update(**facts)

    assert told() == [
        "Decision 2026/1 of Health (health) adopted “Homes plan, version 1”, which is still a draft.",
        "Decision 2026/2 of Health (health) adopted “Brackwater 2030”, which is still a draft.",
        f"Decision 2026/3 of Health (health) is confident in “{handover}”, which says nothing of it.",
    ]


def test_the_command_tells_them_too(cast, capsys):
    meeting = make_meeting(cast.health, DAY)
    raw(Meeting, pk=meeting.pk).update(place="Elsewhere")

    with pytest.raises(CommandError, match=r"2 faults found\."):  # the rule's, and the audit's
        call_command("check_records")
    assert "place differ from its last event." in capsys.readouterr().out
