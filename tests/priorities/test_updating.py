"""Updating: who may say how an action goes, for which period, in which colour, and what then counts."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from governance.foundation.deeds import Refused, write
from governance.foundation.waiting import MOST_WAITING, TooManyWaiting
from priorities.models import Milestone, MilestoneReached, PlanResponsibility, Status, Update
from priorities.updates.progress import updates_for
from priorities.updates.update_checks import LONGEST, Said, Seen, said_again
from priorities.updates.updating import (
    accept_update,
    hand_in_update,
    reach_milestone,
    record_update,
    turn_down_update,
    unreach_milestone,
)
from tests import make
from tests.make import written_apart
from tests.make_priorities import make_framework, make_period, make_plan, make_plan_action, make_version, publish
from tests.priorities.leading_cast import A_DAY, scene

pytestmark = pytest.mark.django_db


REPROGRAMMED = {"status": "reprogrammed", "approved_at": "Board, 3 May", "expected_on": make.today() + 60 * A_DAY}


@pytest.fixture
def told(cast):
    return scene(cast)


def rows() -> list:
    tables = [name for name in connection.introspection.table_names() if name.startswith("priorities_")]
    with connection.cursor() as cursor:
        return [cursor.execute(f'SELECT * FROM "{name}" ORDER BY 1') and cursor.fetchall() for name in sorted(tables)]


def refusal(deed, *args, **kwargs) -> str:
    """Why the deed refuses; it must have written nothing."""
    before = rows()
    with pytest.raises(Refused) as why:
        deed(*args, **kwargs)
    assert rows() == before
    return why.value.sentence


def counting(told, action=None, period=None):
    action = action or told.clinic
    return updates_for([action.lineage], period or told.former).get(action.lineage)


def test_what_an_editor_records_counts_at_once_with_everything_that_was_said(cast, told):
    update = record_update(
        told.clinic, told.former, status="red", by=cast.secretary, direction="worse", text=" The roof leaks. ",
        reason="The builder went bankrupt.", remedy="Another starts in May.", tried="A loan.", spend=Decimal("900.50"),
        expected_on=told.clinic.due + 45 * A_DAY, evidence="https://example.org/roof", reported_by="Sal Penhale",
    )  # fmt: skip

    assert counting(told) == update
    assert (update.text, update.tried, update.spend) == ("The roof leaks.", "A loan.", Decimal("900.50"))
    assert (update.accepted_at is not None, update.by_link) == (True, False)
    assert update.history.get().history_user == cast.secretary


def test_no_update_is_never_green(told):
    assert counting(told) is None
    assert not Update.objects.exists()


def test_a_later_update_takes_the_place_of_the_first_which_stays(cast, told):
    first = record_update(told.clinic, told.former, status="green", by=cast.secretary)
    second = record_update(told.clinic, told.former, status="amber", by=cast.secretary)

    assert counting(told) == second
    assert set(Update.objects.all()) == {first, second}


def test_the_same_words_twice_are_one_update(cast, told):
    first, second = (record_update(told.clinic, told.former, status="green", by=cast.secretary) for _ in range(2))

    assert first == second
    assert Update.objects.count() == 1


@pytest.mark.parametrize("name", ["visitor", "member", "chair", "former_member"])
def test_only_an_editor_of_the_owner_records(cast, told, name):
    why = refusal(record_update, told.clinic, told.former, status="green", by=getattr(cast, name))

    assert why == "You are not appointed to edit Health; ask its partnership officer."


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"status": "mauve"}, "Choose how the action stands."),
        ({"status": ""}, "Choose how the action stands."),
        ({"status": "green", "direction": "up"}, "Choose which way the action is going."),
        ({"status": "red", "remedy": "Try."}, "Say why the action is red."),
        ({"status": "red", "reason": "Rain.", "remedy": " "}, "A red action needs a remedy: say what will be done about it."),
        ({"status": "reprogrammed"}, "Name the body that approved that the action was reprogrammed."),
        (REPROGRAMMED | {"approved_at": " "}, "Say at which meeting it was approved that the action was reprogrammed, with its date."),
        (REPROGRAMMED | {"expected_on": None}, "Say on which day the reprogrammed action is expected to be complete now."),
        ({"status": "green", "won": Decimal(-1)}, "Nobody wins less than nothing: correct the sum."),
        ({"status": "green", "spend": Decimal(-1)}, "Nobody spends less than nothing: correct the sum."),
        ({"status": "green", "text": "x" * (LONGEST + 1)}, "Each text may have 4,000 letters at most: shorten it."),
        ({"status": "green", "evidence": "javascript:alert(1)"}, "Write the web address like https://www.example.org/page."),
        ({"status": "green", "at": timezone.now() + datetime.timedelta(hours=1)}, "Choose a moment that is not to come."),
    ],
)  # fmt: skip
def test_what_an_update_lacks_is_said_in_one_sentence(cast, told, facts, sentence):
    facts = {**facts, **({"approved_by": cast.board} if "approved_at" in facts else {})}
    assert refusal(record_update, told.clinic, told.former, by=cast.secretary, **facts) == sentence


@pytest.mark.parametrize(
    ("body", "taken"),
    [("board", True), ("health", True), ("jobs", True), ("partnership", False), ("elsewhere", False), ("gone", False)],
    ids=["sets the framework", "owns", "monitors", "does nothing for it", "another partnership", "is no more"],
)
def test_a_body_of_the_plan_approves_that_an_action_is_reprogrammed(cast, told, body, taken):
    written_apart(PlanResponsibility(plan=told.plan, role="monitor", body=cast.jobs, starts=make.FIRST))
    if body == "elsewhere":
        told.framework.body = make.make_partnership("elsewhere", "Elsewhere")
        write(told.framework, by=None)
        approves = told.framework.body
    elif body == "gone":
        approves = told.framework.body = cast.safer_streets
        write(told.framework, by=None)
    else:
        approves = getattr(cast, body)
    said = {**REPROGRAMMED, "approved_by": approves, "by": cast.secretary}

    if taken:
        assert counting(told) is None
        assert record_update(told.clinic, told.former, **said) == counting(told)
    else:
        why = refusal(record_update, told.clinic, told.former, **said)
        assert why.startswith(
            f"{approves} cannot approve that A1 is reprogrammed: that is for a body of the partnership"
        )


def test_what_was_approved_once_holds_on_whatever_becomes_of_the_body(cast, told):
    said = {**REPROGRAMMED, "approved_by": cast.board, "by": cast.secretary}
    record_update(told.clinic, told.oldest, **said)
    told.framework.body = cast.partnership
    write(told.framework, by=None)

    assert record_update(told.clinic, told.former, **said)
    why = refusal(record_update, told.clinic, told.former, **{**said, "approved_at": "Another meeting"})
    assert why.startswith("Leadership Board cannot approve")


@pytest.mark.parametrize(("days", "asks"), [(7, False), (8, True), (60, True)])
def test_what_is_late_and_has_not_started_is_answered_for(cast, days, asks):
    told = scene(cast, due=make.today() - 11 * A_DAY - days * A_DAY)
    said = {"status": "not started", "by": cast.secretary}
    if asks:
        for part in ({}, {"reason": "No money."}, {"remedy": "A bid in May."}):
            why = refusal(record_update, told.clinic, told.former, **said, **part)
            assert why.startswith(f"A1 was due {days} days before ")
            assert why.endswith(": say why it has not started, and what will be done about it.")
        said |= {"reason": "No money.", "remedy": "A bid in May."}
    assert record_update(told.clinic, told.former, **said) == counting(told)


def test_of_two_who_had_seen_the_same_the_second_is_told_what_the_first_said(cast, told):
    unseen, said = Seen(None), {"by": cast.secretary, "reported_by": "Sal Penhale"}
    first = record_update(told.clinic, told.former, status="red", reason="Rain.", remedy="A tent.", seen=unseen, **said)

    why = refusal(record_update, told.clinic, told.former, status="green", seen=unseen, **said)
    assert why == "Meanwhile Sal Penhale said that A1 is red: save once more if what you say is to take its place."
    handing = {"by": cast.member, "reported_by": "Tom Ferris", "said": Said("green")}
    assert refusal(hand_in_update, told.clinic, told.former, seen=unseen, **handing) == why
    assert record_update(told.clinic, told.former, status="green", seen=Seen(first.pk), **said) == counting(told)
    again = record_update(told.clinic, told.former, status="green", seen=unseen, **said)
    assert again == counting(told), "a second click says the same again"


@pytest.mark.parametrize(
    ("days", "least"), [(7, "green"), (8, "amber"), (31, "amber"), (32, "red"), (45, "red")]
)  # fmt: skip
def test_no_better_colour_than_the_thresholds_allow(cast, told, days, least):
    expected = told.clinic.due + days * A_DAY
    answer = {"reason": "Rain.", "remedy": "A tent.", "expected_on": expected, "by": cast.secretary}
    colours = ["green", "amber", "red"]
    for colour in colours[: colours.index(least)]:
        why = refusal(record_update, told.clinic, told.former, status=colour, **answer)
        said = f"A1 is expected {days} days late, which Quarterly calls {least}: choose {least}, or correct the day."
        assert why == said

    assert record_update(told.clinic, told.former, status=least, **answer).status == least


@pytest.mark.parametrize(("days", "allowed"), [(-1, True), (0, True), (7, True), (8, False)])
def test_an_action_that_is_not_complete_by_the_periods_end_is_as_late_as_that(cast, days, allowed):
    told = scene(cast, due=make.today() - 11 * A_DAY - days * A_DAY)  # the former quarter ended eleven days ago
    if allowed:
        assert record_update(told.clinic, told.former, status="green", by=cast.secretary)
    else:
        why = refusal(record_update, told.clinic, told.former, status="green", by=cast.secretary)
        assert why.startswith("A1 was due 8 days before ")
        assert why.endswith(", which Quarterly calls amber: choose amber, or say that it is complete.")
    assert record_update(told.clinic, told.former, status="complete", by=cast.secretary)


@pytest.mark.parametrize(("spend", "allowed"), [("1099.99", True), ("1100", False), ("1100.01", False)])
def test_overspent_is_amber_at_best(cast, told, spend, allowed):
    said = {"spend": Decimal(spend), "by": cast.secretary}
    if allowed:
        assert record_update(told.clinic, told.former, status="green", **said)
    else:
        why = refusal(record_update, told.clinic, told.former, status="green", **said)
        assert why.startswith("A1 has spent £1,100.0")
        assert why.endswith(" of £1,000.00, which Quarterly calls amber: choose amber, or correct the sum.")
    assert record_update(told.clinic, told.former, status="amber", **said)


@pytest.mark.parametrize(("days", "allowed"), [(-1, True), (0, True), (1, False)])
def test_what_is_complete_is_not_expected_on_a_day_to_come(cast, told, days, allowed):
    said = {"status": "complete", "expected_on": make.today() + days * A_DAY, "by": cast.secretary}
    if allowed:
        assert record_update(told.clinic, told.former, **said)
    else:
        why = refusal(record_update, told.clinic, told.former, **said)
        assert why == "A1 is complete, so nothing more is expected: leave the expected day empty."


# Which period and which version


def test_the_period_is_one_of_the_plans_framework_and_has_begun(cast, told):
    strange = make_period(make_framework(cast.board), "2009-04-01", "2009-07-01", name="Elsewhere")
    why = refusal(record_update, told.clinic, strange, status="green", by=cast.secretary)
    assert why == "Elsewhere is not a period of Quarterly, by which Health plan reports: choose one that is."
    to_come = make_period(told.framework, told.current.ends, told.current.ends + A_DAY, name="Next")
    why = refusal(record_update, told.clinic, to_come, status="green", by=cast.secretary)
    assert why.startswith("Next begins on ")


def test_a_plan_without_a_framework_is_not_reported_on(cast, told):
    version = make_version(make_plan(cast.health, "Loose plan"))
    action = make_plan_action(version)
    publish(version)

    why = refusal(record_update, action, told.former, status="green", by=cast.secretary)

    assert why == "Loose plan has no performance framework: give it one before its actions are reported on."


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, False), (1, True)])
def test_the_version_was_in_force_on_the_periods_last_day(cast, told, days, taken):
    """The first version ends `days` after the last day of the former quarter; `ends` itself is out."""
    last = told.former.ends - A_DAY
    told.version.ends = last + days * A_DAY
    told.version.save()
    if taken:
        assert record_update(told.clinic, told.former, status="green", by=cast.secretary)
    else:
        why = refusal(record_update, told.clinic, told.former, status="green", by=cast.secretary)
        assert why.startswith("Version 1 of Health plan was not in force on ")


def test_or_it_is_in_force_now(cast, told):
    in_force_from(told.version, make.today())
    first = make_version(told.plan, on=told.oldest.starts, ends=told.oldest.ends)
    make_plan_action(first, lineage=told.clinic.lineage)
    publish(first)
    assert record_update(told.clinic, told.former, status="green", by=cast.secretary)


@pytest.mark.parametrize(("days", "taken"), [(-1, True), (0, True), (1, False)])
def test_a_period_that_ended_before_the_plan_came_into_force_is_not_reported(cast, told, days, taken):
    """The only version is in force from `days` after the last day of the former quarter."""
    last = told.former.ends - A_DAY
    in_force_from(told.version, last + days * A_DAY)
    if taken:
        assert record_update(told.clinic, told.former, status="green", by=cast.secretary)
    else:
        why = refusal(record_update, told.clinic, told.former, status="green", by=cast.secretary)
        assert why.startswith("Quarter 2 ended on ")
        assert ", before Health plan came into force on " in why


def in_force_from(version, day):
    version.starts = day
    version.save()


def test_a_draft_version_is_not_reported_on(cast, told):
    draft = make_version(told.plan, on=told.version.starts)
    action = make_plan_action(draft)

    assert "was not in force" in refusal(record_update, action, told.former, status="green", by=cast.secretary)


def test_an_update_follows_its_action_into_the_next_version(cast, told):
    record_update(told.clinic, told.oldest, status="green", by=cast.secretary)
    told.version.ends = make.today()
    told.version.save()
    second = make_version(told.plan, on=make.today())
    again = make_plan_action(second, lineage=told.clinic.lineage)
    publish(second)

    assert counting(told, again, told.oldest).status == "green"
    assert record_update(again, told.former, status="amber", by=cast.secretary) == counting(told)


# Handing in and accepting


def hand_in(told, by=None, status="green", **facts):
    who = {"by": by, "by_link": by is None, "reported_by": facts.pop("reported_by", "Tom Ferris")}
    return hand_in_update(told.clinic, told.former, said=Said(status=status, **facts), **who)


def test_what_comes_by_a_link_waits_and_counts_once_it_is_accepted(cast, told):
    update = hand_in(told)
    assert (counting(told), update.by_link) == (None, True)
    assert [list(Update.objects.visible_to(user)) for user in (cast.visitor, cast.member)] == [[], []]

    accept_update(update, by=cast.secretary)

    assert counting(told) == update
    assert list(Update.objects.visible_to(cast.visitor)) == [update]


def test_the_lead_officers_account_and_an_editor_of_the_lead_body_hand_in(cast, told):
    assert hand_in(told, by=cast.member).by_link is False
    assert hand_in(told, by=cast.secretary, text="Second.")
    for stranger in (cast.chair, cast.visitor, cast.former_member):
        why = refusal(hand_in, told, by=stranger) if stranger.is_authenticated else "signed out"
        assert why in ("Only the lead of A1 reports on it; ask whoever keeps the plan to name you.", "signed out")


def test_the_same_words_handed_in_twice_are_one(told):
    assert hand_in(told, text="Begun.") == hand_in(told, text="Begun. ")
    assert Update.objects.count() == 1


def test_so_many_wait_and_no_more(told):
    for number in range(MOST_WAITING):
        hand_in(told, text=f"Step {number}")
    with pytest.raises(TooManyWaiting):
        hand_in(told, text="One more")
    assert Update.objects.count() == MOST_WAITING


def test_an_update_is_accepted_once_and_by_an_editor(cast, told):
    update = hand_in(told)
    assert refusal(accept_update, update, by=cast.member).startswith("You are not appointed to edit Health")
    accept_update(update, by=cast.secretary)
    assert refusal(accept_update, update, by=cast.secretary) == "That update is accepted already."
    assert refusal(turn_down_update, update, by=cast.secretary, reason="x") == "That update is accepted already."


def test_an_older_update_is_not_accepted_over_a_newer_one(cast, told):
    older = hand_in(told)
    record_update(told.clinic, told.former, status="amber", by=cast.secretary)

    why = refusal(accept_update, older, by=cast.secretary)

    assert why.startswith("A newer update of A1, of ")
    assert why.endswith(" counts already: turn this one down.")


def test_of_two_that_wait_both_can_be_accepted_in_their_order_and_the_last_counts(cast, told):
    first, second = hand_in(told, text="One."), hand_in(told, text="Two.", status="amber")
    accept_update(first, by=cast.secretary)
    accept_update(second, by=cast.secretary)

    assert counting(told) == second


def test_turned_down_with_a_reason_it_never_counts_and_stays_for_editors(cast, told):
    update = hand_in(told)
    assert refusal(turn_down_update, update, by=cast.secretary, reason=" ") == "Say why the update is turned down."
    turn_down_update(update, by=cast.secretary, reason="Wrong action.")

    assert counting(told) is None
    why = refusal(accept_update, update, by=cast.secretary)
    assert why == "That update was turned down: record what holds anew."
    assert [Update.objects.visible_to(user).exists() for user in (cast.visitor, cast.secretary)] == [False, True]
    assert update.history.first().history_change_reason == "Wrong action."


def test_nothing_changed_says_the_same_again_and_goes_on_steadily(cast, told):
    before = record_update(
        told.clinic, told.oldest, status="amber", by=cast.secretary, direction="worse", reason="Rain.", remedy="A tent."
    )

    update = record_update(told.clinic, told.former, by=cast.secretary, **said_again(before).facts())

    assert (update.status, update.reason, update.remedy, update.direction) == ("amber", "Rain.", "A tent.", "steady")


# Milestones


@pytest.fixture
def milestone(told):
    told.version.state = "draft"
    told.version.save()
    step = Milestone.objects.create(action=told.clinic, text="Sign the lease")
    publish(told.version)
    return step


@pytest.mark.parametrize(("days", "allowed"), [(-1, True), (0, True), (1, False)])
def test_a_milestone_is_reached_by_today(cast, milestone, days, allowed):
    on = make.today() + days * A_DAY
    if allowed:
        assert reach_milestone(milestone, on=on, by=cast.secretary, note="Signed.").day == on
    else:
        why = refusal(reach_milestone, milestone, on=on, by=cast.secretary)
        assert why == "Choose the day on which it was reached; it cannot be after today."


def test_a_milestone_is_reached_once_in_all_versions_and_can_be_taken_back(cast, told, milestone):
    reached = reach_milestone(milestone, on=make.day("2010-05-03"), by=cast.secretary)
    again = make_version(told.plan)
    copied = Milestone.objects.create(
        action=make_plan_action(again, lineage=told.clinic.lineage), text="Sign it", lineage=milestone.lineage
    )
    told.version.ends = make.today()
    told.version.save()
    again.starts = make.today()
    publish(again)

    why = refusal(reach_milestone, copied, on=make.today(), by=cast.secretary)
    assert why == "“Sign it” was reached on 3 May 2010 already: take that back first."
    assert refusal(unreach_milestone, reached, by=cast.member, reason="x").startswith("You are not appointed")
    why = refusal(unreach_milestone, reached, by=cast.secretary, reason="")
    assert why == "Say why the milestone was not reached after all."
    unreach_milestone(reached, by=cast.secretary, reason="The lease is void.")

    assert not MilestoneReached.objects.exists()
    reached.pk = 1
    assert refusal(unreach_milestone, reached, by=cast.secretary, reason="x") == "That was taken back already."


def test_a_milestone_of_a_draft_is_not_reached(cast, told):
    draft = make_version(told.plan)
    step = Milestone.objects.create(action=make_plan_action(draft), text="Later")

    why = refusal(reach_milestone, step, on=make.today(), by=cast.secretary)

    assert why == "Version 2 of Health plan is a draft: publish it first."


def test_statuses_are_the_six_of_the_papers():
    assert Status.labels == ["Green", "Amber", "Red", "Complete", "Not started", "Reprogrammed"]
