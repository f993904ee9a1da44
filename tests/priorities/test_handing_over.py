"""Monitoring passes when, and only when, every action moves forward and the first body has decided that it is sure."""

import datetime
import itertools

import pytest

from governance.foundation.dated import end_of_day
from governance.foundation.deeds import Refused
from governance.models import Seat
from priorities.handovers.handing_over import (
    call_off_handover,
    complete_handover,
    missing,
    open_handover,
    record_confidence,
    state_on,
)
from priorities.handovers.handover_notices import notices, proposal
from priorities.models import Handover, PlanResponsibility, PriorityOfficer
from priorities.plans.plan_reading import read_version
from priorities.plans.responsibility import responsible_on
from priorities.reports.reporting import make_report
from tests import make
from tests.make_priorities import (
    make_framework,
    make_handover,
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

RULE = "When, and only when, the board is confident that all priority actions are moving forward."
OPENED, MADE_RED = datetime.date(2026, 4, 1), datetime.date(2026, 5, 1)
CURED, DECIDED, DONE = datetime.date(2026, 5, 10), datetime.date(2026, 5, 20), datetime.date(2026, 6, 1)
A_DAY = datetime.timedelta(days=1)
AT = "Board, item 4"


@pytest.fixture
def period(cast):
    return make_period(make_framework(cast.board), "2026-04-01", "2026-07-01", slug="q1", name="Quarter 1")


@pytest.fixture
def plan(cast, period):
    """A plan that the board owns and monitors."""
    return make_plan(cast.board, "Integrated plan", framework=period.framework, slug="integrated")


@pytest.fixture
def actions(plan):
    """Its three actions, in force."""
    version = make_version(plan)
    found = [make_plan_action(version) for _ in range(3)]
    publish(version)
    return found


@pytest.fixture
def handover(cast, plan, actions):
    return open_handover(plan, to=cast.jobs, rule=RULE, on=OPENED, by=cast.officer)


def say(action, period, status, on):
    return make_update(action, period, status, accepted_at=end_of_day(on))


def monitor(plan, on):
    return responsible_on(plan, "monitor", on)


# The truth table ----------------------------------------------------------------------------------------------

RED = "A1 is red."
SILENT = "A2 has no update for Quarter 1, so it is not moving forward."
WAITING = "A3 is not started."
NO_DECISION = "Leadership Board has not decided that it is confident."
OUTDATED_RED = (
    "The decision of 20 May 2026 came before A1 ceased to be red: "
    "Leadership Board decides again once every action moves forward."
)
OUTDATED_WAITING = (
    "The decision of 20 May 2026 came before A3 ceased to be not started: "
    "Leadership Board decides again once every action moves forward."
)
TOO_EARLY = "The decision of 5 May 2026 came before every action moved forward: A1 was red until 10 May 2026."


@pytest.mark.parametrize("decided", [None, DECIDED, datetime.date(2026, 5, 5)], ids=["none", "after", "early"])
@pytest.mark.parametrize(
    ("red", "silent", "waiting"), list(itertools.product([False, True], repeat=3)), ids=lambda on: "x" if on else "-"
)
def test_each_condition_blocks_with_its_own_message_and_only_all_true_transfers(
    cast, plan, period, actions, handover, *, red, silent, waiting, decided
):
    one, two, three = actions
    say(one, period, "red", MADE_RED)
    if not red:
        say(one, period, "amber", CURED)
    if not silent:
        say(two, period, "complete", OPENED)
    say(three, period, "not started" if waiting else "green", OPENED)
    if decided:
        record_confidence(handover, on=decided, at=AT, by=cast.officer)
    handover.refresh_from_db()

    expected = [sentence for on, sentence in ((red, RED), (silent, SILENT), (waiting, WAITING)) if on]
    if decided is None:
        expected.append(NO_DECISION)
    elif red:
        expected.append(OUTDATED_RED.replace("20 May", f"{decided.day} May"))
    elif waiting:
        expected.append(OUTDATED_WAITING.replace("20 May", f"{decided.day} May"))
    elif decided < CURED:
        expected.append(TOO_EARLY)
    assert missing(handover, DONE) == expected

    if expected:
        with pytest.raises(Refused) as refusal:
            complete_handover(handover, on=DONE, by=cast.officer)
        assert str(refusal.value) == expected[0]
        assert monitor(plan, DONE) == cast.board
        assert not PlanResponsibility.objects.filter(role="monitor").exists()
        return
    done = complete_handover(handover, on=DONE, by=cast.officer)
    assert (done.completed_on, done.confident_at) == (DONE, "Board, item 4")
    assert monitor(plan, DONE - A_DAY) == cast.board
    assert monitor(plan, DONE) == cast.jobs
    assert PlanResponsibility.objects.filter(plan=plan, role="monitor").count() == 1


@pytest.mark.parametrize(("decided", "counts"), [(CURED - A_DAY, False), (CURED, True), (CURED + A_DAY, True)])
def test_the_decision_comes_on_the_day_from_which_all_move_or_later(
    cast, period, actions, handover, *, decided, counts
):
    for action in actions:
        say(action, period, "green", OPENED)
    say(actions[0], period, "red", MADE_RED)
    say(actions[0], period, "green", CURED)
    handover = record_confidence(handover, on=decided, at=AT, by=cast.officer)

    assert (missing(handover, DONE) == []) is counts


def test_a_decision_before_the_first_update_is_too_early(cast, period, actions, handover):
    for action in actions:
        say(action, period, "green", OPENED if action != actions[1] else CURED)
    handover = record_confidence(handover, on=MADE_RED, at=AT, by=cast.officer)

    assert missing(handover, DONE) == [
        "The decision of 1 May 2026 came before every action moved forward: A2 had no update until 10 May 2026."
    ]
    handover = record_confidence(handover, on=DECIDED, at=AT, by=cast.officer)
    assert missing(handover, DONE) == []


@pytest.mark.parametrize(
    ("day", "asked"),
    [("2026-09-30", False), ("2026-10-01", True), ("2026-10-02", True)],
    ids=["while it goes on", "once it is over", "later"],
)
def test_an_update_is_asked_for_once_its_period_is_over_as_on_every_other_page(
    cast, plan, period, actions, handover, *, day, asked
):
    for action in actions:
        say(action, period, "green", OPENED)
    say(actions[2], period, "complete", OPENED)
    handover = record_confidence(handover, on=DECIDED, at=AT, by=cast.officer)
    following = make_period(period.framework, "2026-07-01", "2026-10-01", name="Quarter 2")
    day = datetime.date.fromisoformat(day)
    silent = [f"{ref} has no update for Quarter 2, so it is not moving forward." for ref in ("A1", "A2")]

    shown = read_version(plan.versions.get(), day, None)
    assert shown.period == (following if asked else period)
    assert [read.state for read in shown.actions] == (
        ["no update", "no update", "complete"] if asked else ["green", "green", "complete"]
    )
    assert missing(handover, day) == (silent if asked else [])
    for action in actions[:2]:
        say(action, following, "green", datetime.date(2026, 7, 9))
    assert missing(handover, day) == []


@pytest.mark.parametrize("status", ["red", "not started", "amber"])
def test_what_was_accepted_for_the_period_that_goes_on_is_newer_and_counts(cast, period, actions, handover, status):
    for action in actions:
        say(action, period, "green", OPENED)
    handover = record_confidence(handover, on=DECIDED, at=AT, by=cast.officer)
    following = make_period(period.framework, "2026-07-01", "2026-10-01", name="Quarter 2")
    day = datetime.date(2026, 7, 10)
    say(actions[1], following, status, day)

    assert missing(handover, day - A_DAY) == []
    stands = {"red": ["A2 is red."], "not started": ["A2 is not started."], "amber": []}[status]
    assert missing(handover, day)[:1] == stands


def test_a_decision_needs_the_meeting_at_which_it_was_taken(cast, handover):
    with pytest.raises(Refused, match="Say at which meeting it was decided, and by which decision"):
        record_confidence(handover, on=DECIDED, at=" ", by=cast.officer)
    handover.refresh_from_db()
    assert handover.confident_on is None


def test_a_period_in_which_nothing_was_said_breaks_the_movement(cast, period, actions, handover):
    for action in actions:
        say(action, period, "green", OPENED)
    handover = record_confidence(handover, on=DECIDED, at=AT, by=cast.officer)
    make_period(period.framework, "2026-07-01", "2026-10-01")
    last = make_period(period.framework, "2026-10-01", "2027-01-01")
    for action in actions:
        say(action, last, "green", datetime.date(2026, 10, 20))

    assert missing(handover, datetime.date(2026, 11, 1)) == [
        "The decision of 20 May 2026 came before every action moved forward: A1 had no update until 20 October 2026."
    ]


def test_without_a_period_or_an_action_nothing_can_be_said(cast, actions, handover, plan):
    assert missing(handover, datetime.date(2026, 3, 31)) == [
        "Integrated plan has no reporting period by 31 March 2026, so nothing says whether its actions move forward."
    ]
    version = plan.versions.get()
    version.ends = DONE
    version.save()
    assert missing(handover, DONE) == [
        "Integrated plan has no actions in force on 1 June 2026, so nothing says whether it moves forward."
    ]


# The deeds ----------------------------------------------------------------------------------------------------


def test_a_handover_waits_between_the_body_that_monitors_and_another(cast, handover, plan):
    assert (handover.from_body, handover.to_body, handover.rule) == (cast.board, cast.jobs, RULE)
    assert [state_on(handover, day) for day in (OPENED - A_DAY, OPENED, OPENED + A_DAY)] == [
        "to come",
        "waiting",
        "waiting",
    ]
    with pytest.raises(Refused, match="A handover of that plan is waiting already: complete it or call it off first"):
        open_handover(plan, to=cast.health, rule=RULE, on=OPENED, by=cast.officer)


def test_what_cannot_be_opened_is_refused_and_nothing_is_written(cast, plan):
    tomorrow = make.today() + A_DAY
    gone = cast.safer_streets
    for facts, words in (
        ({"rule": " "}, "Say the rule of the handover"),
        ({"to": cast.board}, "Leadership Board monitors Integrated plan already: choose another body."),
        ({"to": gone}, "does not exist on 1 April 2026"),
        ({"on": tomorrow}, "That day is still to come"),
        ({"on": datetime.date(2008, 3, 31)}, "Nobody monitors Integrated plan on 31 March 2008"),
        ({"by": cast.secretary}, "You are not appointed to edit Leadership Board"),
    ):
        with pytest.raises(Refused, match=words):
            open_handover(plan, **{"to": cast.jobs, "rule": RULE, "on": OPENED, "by": cast.officer, **facts})
    assert not Handover.objects.exists()


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, True), (1, True)])
def test_a_decision_is_recorded_from_the_day_of_opening(cast, handover, days, taken):
    day = OPENED + days * A_DAY
    if taken:
        assert record_confidence(handover, on=day, at=AT, by=cast.officer).confident_on == day
        return
    with pytest.raises(Refused, match="The handover was opened on 1 April 2026: the decision comes on that day"):
        record_confidence(handover, on=day, at=AT, by=cast.officer)


def test_what_is_done_or_called_off_is_over(cast, plan, period, actions, handover):
    for action in actions:
        say(action, period, "green", OPENED)
    record_confidence(handover, on=DECIDED, at=AT, by=cast.officer)
    with pytest.raises(Refused, match="Leadership Board has not decided that it is confident"):
        complete_handover(handover, on=DECIDED - A_DAY, by=cast.officer)
    complete_handover(handover, on=DONE, by=cast.officer)
    for deed in (
        lambda: complete_handover(handover, on=DONE, by=cast.officer),
        lambda: record_confidence(handover, on=DONE, at=AT, by=cast.officer),
        lambda: call_off_handover(handover, on=DONE, by=cast.officer, reason="No."),
    ):
        with pytest.raises(Refused, match="^Monitoring passed to Jobs and Skills on 1 June 2026 already"):
            deed()

    back = open_handover(plan, to=cast.board, rule=RULE, on=DONE, by=cast.officer)
    assert back.from_body == cast.jobs
    with pytest.raises(Refused, match="Say why the handover is called off"):
        call_off_handover(back, on=DONE, by=cast.officer, reason=" ")
    called_off = call_off_handover(back, on=DONE, by=cast.officer, reason="Too soon.")
    assert state_on(called_off, DONE) == "called off"
    with pytest.raises(Refused, match="^The handover was called off on 1 June 2026: open a new one"):
        complete_handover(back, on=DONE, by=cast.officer)
    assert monitor(plan, DONE) == cast.jobs


def test_only_who_edits_the_bodies_hands_over(cast, handover):
    for deed in (
        lambda: record_confidence(handover, on=DECIDED, at=AT, by=cast.secretary),
        lambda: complete_handover(handover, on=DONE, by=cast.member),
        lambda: call_off_handover(handover, on=DONE, by=cast.chair, reason="Mine."),
    ):
        with pytest.raises(Refused, match="You are not appointed to edit Leadership Board"):
            deed()
    handover.refresh_from_db()
    assert (handover.confident_on, handover.completed_on, handover.called_off_on) == (None, None, None)


def test_a_monitor_of_its_own_ends_on_the_day_and_reports_move_to_the_new_body(cast, period):
    plan = make_plan(cast.board, "Watched", monitor=cast.health, framework=period.framework)
    version = make_version(plan)
    action = make_plan_action(version)
    publish(version)
    say(action, period, "green", OPENED)
    handover = open_handover(plan, to=cast.jobs, rule=RULE, on=OPENED, by=cast.officer)
    record_confidence(handover, on=DECIDED, at=AT, by=cast.secretary)  # the secretary of Health, which hands over
    with pytest.raises(Refused, match="You are not appointed to edit Leadership Board"):
        complete_handover(handover, on=DONE, by=cast.secretary)
    complete_handover(handover, on=DONE, by=cast.officer)

    rows = PlanResponsibility.objects.filter(plan=plan, role="monitor").order_by("starts")
    assert [(row.body, row.ends) for row in rows] == [(cast.health, DONE), (cast.jobs, None)]
    earlier = make_period(period.framework, "2026-01-01", "2026-04-01")
    assert make_report(earlier, plan=plan, by=cast.officer).content["body"] == "Health"
    assert make_report(period, plan=plan, by=cast.officer).content["body"] == "Jobs and Skills"


def test_another_monitor_on_the_day_stops_the_handover(cast, plan, period, actions, handover):
    for action in actions:
        say(action, period, "green", OPENED)
    record_confidence(handover, on=DECIDED, at=AT, by=cast.officer)
    PlanResponsibility(plan=plan, role="monitor", body=cast.health, starts=DECIDED).save()

    with pytest.raises(Refused, match="Leadership Board does not monitor Integrated plan on 1 June 2026"):
        complete_handover(handover, on=DONE, by=cast.officer)


# Afterwards ---------------------------------------------------------------------------------------------------


def test_an_action_that_turns_red_afterwards_moves_nothing_and_raises_a_notice(cast, plan, period, actions, handover):
    for action in actions:
        say(action, period, "green", OPENED)
    record_confidence(handover, on=DECIDED, at=AT, by=cast.officer)
    handover = complete_handover(handover, on=DONE, by=cast.officer)
    red_on = DONE + 5 * A_DAY
    say(actions[1], period, "red", red_on)

    assert notices(handover, red_on - A_DAY) == []
    for day in (red_on, red_on + A_DAY):
        assert [notice.sentence for notice in notices(handover, day)] == [
            "A2 turned red on 6 June 2026, after monitoring passed: Jobs and Skills goes on monitoring."
        ]
        assert monitor(plan, day) == cast.jobs
    later = make_period(period.framework, "2026-07-01", "2026-10-01")
    assert len(notices(handover, datetime.date(2026, 7, 2))) == 1  # nothing was said since
    for number in (1, 2):  # it is still red, and said so twice
        say(actions[1], later, "red", datetime.date(2026, 7, 10 * number))
    assert [notice.since for notice in notices(handover, datetime.date(2026, 8, 1))] == [red_on]
    say(actions[1], later, "amber", datetime.date(2026, 8, 2))
    say(actions[1], later, "red", datetime.date(2026, 8, 3))
    assert [notice.since for notice in notices(handover, datetime.date(2026, 8, 4))] == [datetime.date(2026, 8, 3)]
    say(actions[1], period, "amber", red_on + 2 * A_DAY)
    assert notices(handover, red_on + 2 * A_DAY) == []


def test_lead_officers_are_proposed_rather_than_theme_leads_and_one_and_the_same_gets_one_seat(cast, plan):
    strategy = make_strategy(cast.board)
    safe, well, hidden, bare = (
        make_priority(strategy, name, lead=lead, **facts)
        for name, lead, facts in (
            ("Feel safe", cast.board, {}),
            ("Live well", cast.health, {}),
            ("Quillsecret", cast.jobs, {"state": "draft"}),
            ("Work", cast.jobs, {}),
        )
    )
    version = make_version(plan)
    version.priorities.set([safe, well])
    for priority in (hidden, bare, safe):
        make_plan_action(version, priority=priority)
    publish(version)
    for priority, person in ((safe, cast.member_person), (well, cast.health_chair_person), (hidden, cast.chair_person)):
        PriorityOfficer(priority=priority, person=person, starts=make.FIRST).save()
    theirs = make.make_seat(cast.jobs, "Theme leads", kind=Seat.Kind.DERIVED, of_body=cast.board)
    assert theirs.pk
    handover = make_handover(plan, cast.jobs, on=OPENED)

    found = proposal(handover, DONE)

    assert [(each.person.name, each.priorities, each.also_theme_lead, each.sits_there) for each in found.invited] == [
        ("Tom Ferris", ("Feel safe",), False, False),
        ("Owen Lark", ("Live well",), True, False),
    ]
    assert [person.name for person in found.replaced] == ["Ida Marlow"]
    assert found.without_officer == ("Work",)
